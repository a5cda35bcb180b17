"""Items that count up in running text: which words are marks, and which runs of them are an enumeration."""

import pytest

from source.enumerations import enumerations, mark_number
from source.report import Bead, Passage, Span
from source.sentences import sentences


def passages_of(text, language):
    """A passage for each line, with its sentences in one language only; a line '#...' opens another section."""
    out, section, at = [], "1", 0
    for line in text.splitlines(keepends=True):
        span = Span(at, at + len(line.rstrip("\n")))
        at += len(line)
        if line.startswith("#"):
            section = line[1:].strip()
            continue
        found = sentences(text, span, language)
        beads = tuple(Bead((part,), ()) if language == "zh" else Bead((), (part,)) for part in found)
        spans = {"zh": span, "en": None} if language == "zh" else {"zh": None, "en": span}
        out.append(Passage(f"r/{section}.p{len(out) + 1}", section, spans, beads))
    return out


def items(text, language):
    """Each enumeration as (section, [(number, passage, words)])."""
    return [(found.section, [(item.number, item.passage, text[item.span.start : item.span.end]) for item in found.items]) for found in enumerations(text, passages_of(text, language), language)]


def numbers(text, language):
    return [[number for number, *_ in found] for _, found in items(text, language)]


@pytest.mark.parametrize(
    ("language", "clause", "number"),
    [
        pytest.param("zh", "一是每人最多借五本书。", 1, id="zh-is"),
        pytest.param("zh", "三要关注社会热点问题。", 3, id="zh-must"),
        pytest.param("zh", "二靠读者,", 2, id="zh-relies-on"),
        pytest.param("zh", "十一、附则", 11, id="zh-eleven"),
        pytest.param("zh", "第二,", 2, id="zh-ordinal"),
        pytest.param("zh", "首先,", 1, id="zh-first-of-all"),
        pytest.param("zh", "其三：", 3, id="zh-of-these"),
        pytest.param("zh", "(四)其他。", 4, id="zh-brackets"),
        pytest.param("zh", "（12）其他。", 12, id="zh-digits-in-full-width-brackets"),
        pytest.param("zh", "③归还。", 3, id="zh-circled"),
        pytest.param("zh", "2.借书。", 2, id="zh-digit"),
        pytest.param("zh", "2.5倍。", 0, id="zh-decimal-is-no-mark"),
        pytest.param("zh", "一般读者,", 0, id="zh-word-that-starts-with-one"),
        pytest.param("zh", "第二章", 0, id="zh-chapter-is-no-mark"),
        pytest.param("en", "First, everyone may borrow.", 1, id="en"),
        pytest.param("en", "secondly,", 2, id="en-ly"),
        pytest.param("en", "The third is the card.", 3, id="en-is"),
        pytest.param("en", "One is that readers came.", 1, id="en-one-is"),
        pytest.param("en", "(2) the card;", 2, id="en-brackets"),
        pytest.param("en", "(c) the card;", 3, id="en-letter"),
        pytest.param("en", "4.", 4, id="en-digit-that-is-a-clause-of-its-own"),
        pytest.param("en", "4) the card", 4, id="en-digit-and-bracket"),
        pytest.param("en", "2.5 times", 0, id="en-decimal-is-no-mark"),
        pytest.param("en", "First aid is given.", 0, id="en-first-as-an-adjective"),
        pytest.param("en", "Tenth-graders,", 0, id="en-word-that-starts-with-tenth"),
        pytest.param("zh", "一是API接口,", 1, id="mixed-zh"),
        pytest.param("en", "Second, the 读者证.", 2, id="mixed-en"),
        pytest.param("zh", "借书须办证。", 0, id="zh-no-mark"),
        pytest.param("en", "", 0, id="nothing"),
    ],
)
def test_a_mark_at_the_start_of_a_clause_gives_its_number(language, clause, number):
    assert mark_number(clause, language) == number


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param(
            "zh",
            "借书须办证。一是最多五本。超过的不借。二是三十天。",
            [("1", [(1, "r/1.p1", "一是最多五本。超过的不借。"), (2, "r/1.p1", "二是三十天。")])],
            id="zh-within-a-paragraph-each-reaches-to-the-next",
        ),
        pytest.param(
            "zh",
            "一要登记。要及时。\n二要办证。\n三要归还。",
            [("1", [(1, "r/1.p1", "一要登记。要及时。"), (2, "r/1.p2", "二要办证。"), (3, "r/1.p3", "三要归还。")])],
            id="zh-a-paragraph-each",
        ),
        pytest.param("zh", "在各方影响下,一是观念变了。二是人少了。", [("1", [(1, "r/1.p1", "一是观念变了。"), (2, "r/1.p1", "二是人少了。")])], id="zh-after-a-lead-in"),
        pytest.param("zh", "要做到:①登记;②办证;③归还。", [("1", [(1, "r/1.p1", "①登记;"), (2, "r/1.p1", "②办证;"), (3, "r/1.p1", "③归还。")])], id="zh-circled-within-a-sentence"),
        pytest.param(
            "en",
            "It has rules. First, bring a card. Be quick. Second, be quiet.",
            [("1", [(1, "r/1.p1", "First, bring a card. Be quick."), (2, "r/1.p1", "Second, be quiet.")])],
            id="en-within-a-paragraph",
        ),
        pytest.param("en", "1. Bring a card.\n2. Be quiet.", [("1", [(1, "r/1.p1", "1. Bring a card."), (2, "r/1.p2", "2. Be quiet.")])], id="en-a-line-each"),
        pytest.param("en", "It needs (1) a card; and (2) a book.\n(1) Bring it; (2) Take it.", [("1", [(1, "r/1.p2", "(1) Bring it;"), (2, "r/1.p2", "(2) Take it.")])], id="en-brackets"),
        pytest.param("zh", "一是用 API 接口。二是用 WiFi。", [("1", [(1, "r/1.p1", "一是用 API 接口。"), (2, "r/1.p1", "二是用 WiFi。")])], id="mixed-zh"),
        pytest.param("en", "First, the 读者证。 Second, the 书。", [("1", [(1, "r/1.p1", "First, the 读者证。"), (2, "r/1.p1", "Second, the 书。")])], id="mixed-en"),
    ],
)
def test_items_that_count_up_are_an_enumeration(language, text, expected):
    assert items(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "runs"),
    [
        pytest.param("zh", "一是登记。完了。", [], id="zh-a-single-item-is-none"),
        pytest.param("zh", "二是登记。三是办证。", [], id="zh-must-start-at-one"),
        pytest.param("zh", "一是登记。三是办证。", [], id="zh-must-not-leave-one-out"),
        pytest.param("zh", "一是甲。二是乙。一要丙。二要丁。三要戊。", [[1, 2], [1, 2, 3]], id="zh-starting-over-is-another"),
        pytest.param("zh", "一是甲。\n# 2\n二是乙。", [], id="zh-not-across-sections"),
        pytest.param("zh", "# 1\n一是甲。二是乙。\n# 2\n一是丙。二是丁。", [[1, 2], [1, 2]], id="zh-one-in-each-section"),
        pytest.param("zh", "甲,乙,丙,一是丁,二是戊。", [], id="zh-not-after-three-clauses"),
        pytest.param("en", "First, a card.\n# 2\nSecond, a book.", [], id="en-not-across-sections"),
        pytest.param("en", "First, a card. It is small. Second, a book. Third, a pen.", [[1, 2, 3]], id="en-with-sentences-between"),
        pytest.param("en", "One is a card. The other is a book.", [], id="en-one-and-the-other"),
        pytest.param("zh", "一是用 API。Second, the card.", [], id="mixed-only-the-originals-marks-count"),
        pytest.param("en", "", [], id="nothing"),
    ],
)
def test_runs_start_at_one_and_stay_within_a_section(language, text, runs):
    assert numbers(text, language) == runs
