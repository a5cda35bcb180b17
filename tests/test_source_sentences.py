"""Sentences and clauses: where they end in Chinese, English and mixed text, and that nothing is lost between them."""

import pytest
from conftest import EN, ZH

from source.report import Span
from source.sentences import clauses, sentences, trimmed, without_stop

MIXED = '会议提出:"要用 API 3.0 版。"会后,e.g. 在 Nanjing 试行;效果 “很好”。 Then it ended... 完'


def pieces(split, text, language):
    return [text[span.start : span.end] for span in split(text, Span(0, len(text)), language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("zh", "图书馆开放。读者可以借书!可以吗？", ["图书馆开放。", "读者可以借书!", "可以吗？"], id="zh"),
        pytest.param("zh", "一是开放;二是借书；三是归还。", ["一是开放;", "二是借书；", "三是归还。"], id="zh-semicolons"),
        pytest.param("zh", "他说：“开放。”（见附件。）然后走了。", ["他说：“开放。”", "（见附件。）", "然后走了。"], id="zh-closers-follow-the-stop"),
        pytest.param("zh", "他走了。“好。”她说。", ["他走了。", "“好。”", "她说。"], id="zh-curly-opening-quote-starts-the-next"),
        pytest.param("zh", '他走了。"好。"她说。', ["他走了。", '"好。"', "她说。"], id="zh-straight-quotes-open-and-close"),
        pytest.param("zh", "增长3.5倍,约1,000人。", ["增长3.5倍,约1,000人。"], id="zh-numbers-are-whole"),
        pytest.param("zh", "图书馆开放. 读者借书", ["图书馆开放.", "读者借书"], id="zh-half-width-stop-and-no-stop-at-the-end"),
        pytest.param("zh", "等等……他走了。", ["等等……", "他走了。"], id="zh-ellipsis"),
        pytest.param("zh", "开放。——！关门。", ["开放。——！", "关门。"], id="zh-marks-alone-belong-to-what-is-before"),
        pytest.param("en", "It opens at nine. Readers may borrow! May they?", ["It opens at nine.", "Readers may borrow!", "May they?"], id="en"),
        pytest.param("en", "One is open; two is closed.", ["One is open;", "two is closed."], id="en-semicolon"),
        pytest.param("en", "He said “Yes.” Then (it rained.) she left.", ["He said “Yes.”", "Then (it rained.) she left."], id="en-closers-follow-the-stop"),
        pytest.param("en", 'He left. "Fine." She said so.', ["He left.", '"Fine."', "She said so."], id="en-straight-quotes"),
        pytest.param("en", "Dr. Li met Mr. J. R. Wang in the U.S. capital.", ["Dr. Li met Mr. J. R. Wang in the U.S. capital."], id="en-abbreviations-and-initials"),
        pytest.param("en", "Cities (e.g. Beijing) grew. So (Dr. Li) said.", ["Cities (e.g. Beijing) grew.", "So (Dr. Li) said."], id="en-abbreviations-after-a-bracket"),
        pytest.param("en", "See No. 5 and Art. IV here. He said no. We love art. Yes.", ["See No. 5 and Art. IV here.", "He said no.", "We love art.", "Yes."], id="en-no-is-a-word-too"),
        pytest.param("en", "It sells tea, etc. Then it closes, etc. and so on.", ["It sells tea, etc.", "Then it closes, etc. and so on."], id="en-etc-ends-before-a-capital"),
        pytest.param("en", "It sells tea, etc. (and cakes).", ["It sells tea, etc. (and cakes)."], id="en-etc-goes-on-before-anything-else"),
        pytest.param("en", "It grew 3.5 times. In 2020. 40 came.", ["It grew 3.5 times.", "In 2020.", "40 came."], id="en-numbers-are-whole"),
        pytest.param("en", "1. Open it.\n2. Close it.", ["1. Open it.", "2. Close it."], id="en-list-number-starts-its-line"),
        pytest.param("en", "could not be formed. integrate into society. Next.", ["could not be formed. integrate into society.", "Next."], id="en-cut-by-machine-translation"),
        pytest.param("en", "It ended. ” , Next.", ["It ended. ” ,", "Next."], id="en-stray-quote-and-comma"),
        pytest.param("en", "The 图书馆 opens。It closes.", ["The 图书馆 opens。", "It closes."], id="mixed-in-en"),
        pytest.param("zh", "使用 API v2.0 接口,见 Fig. 3。Then 结束。", ["使用 API v2.0 接口,见 Fig. 3。", "Then 结束。"], id="mixed-in-zh"),
        pytest.param("zh", "", [], id="zh-nothing"),
        pytest.param("en", " \n ", [], id="en-blank"),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(language, text, expected):
    assert pieces(sentences, text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("zh", "周一至周五开放,晚上关门；节假日:另行公布。", ["周一至周五开放,", "晚上关门；", "节假日:", "另行公布。"], id="zh"),
        pytest.param("zh", "共1,244人、约3.5倍——很多。", ["共1,244人、约3.5倍——", "很多。"], id="zh-numbers-and-dash"),
        pytest.param("zh", "目标是“小事不出村,大事不出镇,”很好。", ["目标是“小事不出村,", "大事不出镇,”", "很好。"], id="zh-closing-quote-stays"),
        pytest.param("zh", '他说:"好,走吧。"', ["他说:", '"好,', '走吧。"'], id="zh-straight-quote-opens-after-a-colon"),
        pytest.param("en", "On Monday, at 9:30, it opens; later: it closes.", ["On Monday,", "at 9:30,", "it opens;", "later:", "it closes."], id="en"),
        pytest.param("en", "Some 1,244 people – most of them – came—late.", ["Some 1,244 people –", "most of them –", "came—", "late."], id="en-numbers-and-dashes"),
        pytest.param("en", 'He said, "We go," and went.', ["He said,", '"We go," and went.'], id="en-straight-quote-opens-after-a-comma"),
        pytest.param("zh", "使用API接口,版本2.0,即 the latest,可以。", ["使用API接口,", "版本2.0,", "即 the latest,", "可以。"], id="mixed-in-zh"),
        pytest.param("en", "The term 法治,the rule of law, stays.", ["The term 法治,the rule of law,", "stays."], id="mixed-in-en"),
        pytest.param("zh", "没有标点", ["没有标点"], id="zh-whole"),
    ],
)
def test_clauses_end_at_commas_colons_and_dashes_but_never_in_a_number(language, text, expected):
    assert pieces(clauses, text, language) == expected


@pytest.mark.parametrize("split", [sentences, clauses], ids=["sentences", "clauses"])
@pytest.mark.parametrize(
    ("language", "text"), [pytest.param("zh", ZH, id="zh"), pytest.param("en", EN, id="en"), pytest.param("zh", MIXED, id="mixed-in-zh"), pytest.param("en", MIXED, id="mixed-in-en")]
)
def test_nothing_but_white_space_lies_between_the_pieces(split, language, text):
    spans = split(text, Span(0, len(text)), language)
    inside = set()
    for span in spans:
        assert span.end > span.start and not text[span.start].isspace() and not text[span.end - 1].isspace()
        assert not inside & set(range(span.start, span.end))
        inside |= set(range(span.start, span.end))
    assert spans == sorted(spans) and len(spans) > 1
    assert "".join(text[i] for i in range(len(text)) if i not in inside).strip() == ""


@pytest.mark.parametrize(
    ("language", "inside", "parts", "clause_parts"),
    [
        pytest.param("zh", "开放时间。读者,可以借", ["开放时间。", "读者,可以借"], ["开放时间。", "读者,", "可以借"], id="zh"),
        pytest.param("en", "hours. Readers, may", ["hours.", "Readers, may"], ["hours.", "Readers,", "may"], id="en"),
        pytest.param("zh", "API。Readers,可以", ["API。", "Readers,可以"], ["API。", "Readers,", "可以"], id="mixed"),
    ],
)
def test_only_the_stretch_asked_for_is_split(language, inside, parts, clause_parts):
    text = f"前文。Before. {inside}之后。 After."
    span = Span(text.index(inside), text.index(inside) + len(inside))
    assert [text[s.start : s.end] for s in sentences(text, span, language)] == parts
    assert [text[s.start : s.end] for s in clauses(text, span, language)] == clause_parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("\u3000开放。\n", "开放。", id="zh"),
        pytest.param(" It opens. ", "It opens.", id="en"),
        pytest.param("\t用 API \u3000", "用 API", id="mixed"),
        pytest.param(" \u3000\n", None, id="white-space-only"),
    ],
)
def test_white_space_at_the_ends_is_trimmed(text, expected):
    span = trimmed(text, Span(0, len(text)))
    assert (None if span is None else text[span.start : span.end]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("图书馆开放。", "图书馆开放", id="zh"),
        pytest.param("一是开放；", "一是开放", id="zh-semicolon"),
        pytest.param("他说“开放。”", "他说“开放。”", id="zh-closing-quote-stays"),
        pytest.param("It opens at nine.", "It opens at nine", id="en"),
        pytest.param("It opens , ", "It opens", id="en-stray-space"),
        pytest.param("使用 API：", "使用 API", id="mixed"),
        pytest.param("可以吗？", "可以吗？", id="question-mark-stays"),
        pytest.param("。。", "。", id="never-empty"),
    ],
)
def test_a_quotation_is_shown_without_its_last_stop(text, expected):
    span = without_stop(text, Span(0, len(text)))
    assert text[span.start : span.end] == expected
