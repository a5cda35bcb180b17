"""Quoting and numbers: what is quoted is the report's to the character, and what an answer counts stands in what it cites."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.answer import Answer, Citation, Quote
from app.written.quantities import english_values, generous, han_value, strict
from evals.measures.numbers import numbers_cited
from evals.measures.quoting import markers, quotations, segments, unmarked, verbatim
from source.report import LANGUAGES, Bead, Language, Passage, Report, Section, Span, Spans

TEXT: dict[Language, str] = {
    "zh": "第一章 开放\n图书馆上午九点开门，晚上八点关门。\n第二章 借书\n每人最多借五本书，借期为三十天。",
    "en": "Chapter 1 Opening\nThe library opens at nine and closes at eight.\nChapter 2 Borrowing\nEveryone may borrow five books for thirty days.",
}
CHAPTERS = [("第一章 开放", "Chapter 1 Opening"), ("第二章 借书", "Chapter 2 Borrowing")]
PASSAGES = [("图书馆上午九点开门，晚上八点关门。", "The library opens at nine and closes at eight."), ("每人最多借五本书，借期为三十天。", "Everyone may borrow five books for thirty days.")]


def spans(words: tuple[str, str]) -> Spans:
    return {language: Span(at := TEXT[language].index(own), at + len(own)) for language, own in zip(LANGUAGES, words, strict=True)}


def beads(words: tuple[str, str]) -> tuple[Bead, ...]:
    """One bead a clause, of which each passage has two: cut at the Chinese comma, and at " and " or before " for "."""
    zh, en = spans(words)["zh"], spans(words)["en"]
    comma = zh.start + words[0].index("，") + 1
    cut = en.start + (words[1].index(" and ") if " and " in words[1] else words[1].index(" for "))
    return Bead((Span(zh.start, comma),), (Span(en.start, cut),)), Bead((Span(comma, zh.end),), (Span(cut, en.end),))


OWN = Report(
    "own", {"zh": "2012年开放办法", "en": "Opening rules 2012"}, {"zh": "", "en": ""}, "zh", "human", "", TEXT,
    tuple(Section(str(n), "", spans(words)) for n, words in enumerate(CHAPTERS, 1)), tuple(Passage(f"own/{n}.p1", str(n), spans(words), beads(words)) for n, words in enumerate(PASSAGES, 1)), (), (),
)  # fmt: skip
REPORTS = {"own": OWN}


def quote(language: Language, words: str) -> Quote:
    at = TEXT[language].index(words)
    return Quote(words, at, at + len(words))


FIRST = Citation(1, "own", "own/1.p1", {}, quote("zh", "上午九点开门"), quote("en", "opens at nine"), None, "")
SECOND = Citation(2, "own", "own/2.p1", {}, quote("zh", "每人最多借五本书"), quote("en", "Everyone may borrow five books"), None, "")


def answer(*citations: Citation, text: str = "", language: Language = "zh", engine: str = "llm") -> Answer:
    return Answer("q", "q", "q", language, "answered", text, citations=citations, engine=engine)


def cites(text: str, *quotes: tuple[str | None, str | None], engine: str = "llm") -> Answer:
    """An answer that cites these words, written by a model unless the engine is named."""
    made = [Quote(words, 0, len(words)) if words else None for pair in quotes for words in pair]
    return answer(*(Citation(n + 1, "own", "own/1.p1", {}, made[2 * n], made[2 * n + 1], None, "") for n in range(len(quotes))), text=text, engine=engine)


ZH_END = len(TEXT["zh"])


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        pytest.param(answer(FIRST, SECOND), "", id="right"),
        pytest.param(answer(replace(FIRST, en=None)), "", id="no-english-side"),
        pytest.param(answer(replace(FIRST, zh=quote("zh", "第一章 开放"), en=None)), "", id="its-own-heading"),
        pytest.param(answer(), "", id="nothing-cited-is-for-the-markers-to-tell"),
        pytest.param(answer(replace(SECOND, zh=replace(SECOND.zh, text="每人最多借六本书"))), "[2] zh: '每人最多借六本书' is not the text", id="one-character-altered"),
        pytest.param(answer(replace(SECOND, en=replace(SECOND.en, text="Everyone must borrow five books"))), "[2] en:", id="one-word-altered"),
        pytest.param(answer(replace(FIRST, zh=Quote("上午九点开门", FIRST.zh.start + 1, FIRST.zh.end + 1))), "is not the text", id="shifted"),
        pytest.param(answer(replace(FIRST, zh=Quote("借期", ZH_END, ZH_END + 2))), "is not the text", id="beyond-the-text"),
        pytest.param(answer(replace(SECOND, zh=Quote("三十天。", -4, ZH_END))), "is not the text", id="negative-start"),
        pytest.param(answer(replace(SECOND, zh=Quote("三十天", -4, -1))), "is not the text", id="negative-as-python-slices"),
        pytest.param(answer(replace(FIRST, zh=Quote("", 9, 9))), "is not the text", id="empty"),
        pytest.param(answer(replace(FIRST, en=SECOND.en), replace(SECOND, en=FIRST.en)), "[1] en: ", id="sides-swapped-between-two-citations"),
        pytest.param(answer(replace(SECOND, en=quote("en", "for thirty days"))), "[2] its two sides do not render each other", id="sides-swapped-within-one-passage"),
        pytest.param(answer(replace(SECOND, zh=quote("zh", "借期为三十天"), en=quote("en", "for thirty days"))), "", id="sides-of-the-second-clause"),
        pytest.param(answer(replace(SECOND, zh=quote("zh", "第二章 借书"), en=quote("en", "Chapter 2 Borrowing"))), "", id="heading-in-both-languages"),
        pytest.param(answer(replace(FIRST, zh=quote("zh", "第二章 借书"), en=None)), "lies outside own/1.p1", id="heading-of-another-chapter"),
        pytest.param(answer(replace(FIRST, zh=quote("zh", "门。\n第二章 借书\n每人"), en=None)), "lies outside own/1.p1", id="a-heading-within-does-not-excuse"),
        pytest.param(answer(replace(FIRST, passage="own/9.p1")), "names a passage 'own/9.p1' that is not there", id="unknown-passage"),
        pytest.param(answer(replace(FIRST, report="other")), "is of a report 'other' that is not there", id="unknown-report"),
        pytest.param(answer(replace(FIRST, zh=None, en=None)), "[1] quotes nothing", id="quotes-nothing"),
        pytest.param(replace(answer(FIRST), status="not_in_report"), "not_in_report, and yet 1 citations", id="refused-with-citations"),
        pytest.param(replace(answer(), status="not_in_report", closest=(FIRST,)), "", id="refused-with-the-closest"),
        pytest.param(replace(answer(), status="not_in_report", closest=(replace(FIRST, zh=Quote("上午十点开门", 0, 6)),)), "is not the text", id="altered-among-the-closest"),
    ],
)
def test_a_quote_is_the_reports_text_at_its_offsets_of_its_passage(made: Answer, fault: str) -> None:
    found = verbatim(made, REPORTS)
    assert (found.value, fault in found.reason) == (float(not fault), True), found.reason


A, B = ("每人最多借五本书，共1.5公斤", "at most five of the town’s books"), ("借期为三十天", "for thirty days in all")


def test_a_marker_of_the_reports_own_within_a_quotation_is_none_of_the_answers() -> None:
    own = ("见[5]的标准", "the institute suggests [[5]] four measures")
    assert markers(cites('The report says:\n"the institute suggests [[5]] four measures" [1]', own)).value == 1.0
    assert "[5] has no citation" in markers(cites('The report says:\n"the institute recommends [[5]] four measures" [1]', own)).reason


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("报告写道：“每人最多借五本书” [1]；“借期为三十天” [2]", "", id="zh"),
        pytest.param('The report says:\n"at most five of the town’s books" [1]\n"for thirty days" [2]', "", id="en-straight-marks-across-lines"),
        pytest.param("报告 says “at most five” [1]，“借期为三十天” [2]", "", id="mixed"),
        pytest.param("“每人最多借五本书”【1】“借期为三十天”［２］", "", id="markers-as-models-write-them"),
        pytest.param("“每人最多借五本书”、“借期为三十天” [1] [2]", "", id="two-quotes-before-two-markers"),
        pytest.param("“借期为三十天” [1]，[2]", "", id="several-markers-after-one-quote"),
        pytest.param("五本书 [1]，三十天 [2]", "", id="in-words-of-its-own"),
        pytest.param("“每人最多借五本书” [1]；“借期为三十天”", "citation 2 is not marked", id="marker-missing"),
        pytest.param("“每人最多借五本书” [1]；“借期为三十天” [2] [3]", "[3] has no citation", id="marker-too-many"),
        pytest.param("“借期为三十天” [1]；“每人最多借五本书” [2]", "is not what [1] quotes", id="markers-swapped"),
        pytest.param("“每人最多借六本书” [1]；“借期为三十天” [2]", "'每人最多借六本书' is not what [1] quotes", id="zh-quote-altered"),
        pytest.param('"at most six of the town’s books" [1], [2]', "is not what [1] [2] quotes", id="en-quote-altered"),
        pytest.param("“共15公斤的书” [1] [2]", "is not what", id="number-altered"),
        pytest.param("“每人最多借五本书，共15公斤” [1] [2]", "is not what", id="decimal-point-lost"),
        pytest.param("“每人最多借六本书 [1]”“借期为三十天 [2]”", "is not what [1] quotes", id="altered-with-the-marker-inside"),
        pytest.param("“每人最多借五本书 [1]”“借期为三十天 [2]”", "", id="marker-inside-the-quote"),
        pytest.param('"at most six of the books [1]" and "for thirty days [2]."', "is not what [1] quotes", id="altered-with-the-marker-inside-straight-marks"),
        pytest.param('"at most five [1]." "for thirty days [2]."', "", id="marker-inside-straight-marks"),
        pytest.param("见 [1] [2]：“每人最多借六本书”", "is not what any citation quotes", id="altered-after-the-last-marker"),
        pytest.param("见 [1] [2]：“每人最多借五本书”", "", id="quoted-after-the-last-marker"),
        pytest.param("「“五本书”“六本书”」 [1] [2]", "is not what", id="nested-altered"),
        pytest.param("「每人最多借‘五’本书」 [1] [2]", "", id="nested"),
        pytest.param("‘at most five of the town’s books’ [1] [2]", "", id="apostrophe-in-single-marks"),
        pytest.param("‘at most six of the town’s books’ [1] [2]", "is not what", id="altered-in-single-marks"),
        pytest.param('5" wide [1] "for thirty days" [2]', "", id="inch-mark"),
        pytest.param("“三不”五本书 [1] [2]", "", id="a-name-of-two-letters"),
        pytest.param("“每人最多借五本书 [1] [2]", "", id="quote-that-never-closes"),
        pytest.param("每人 [1, 2]", "citation 1 is not marked", id="two-in-one-bracket"),
    ],
)
def test_markers_resolve_to_what_is_quoted_before_them(text: str, fault: str) -> None:
    found = markers(cites(text, A, B))
    assert (found.value, fault in found.reason) == (float(not fault), True), found.reason


EXACT = ("每人最多借五本书，不得转借", "Everyone may borrow five books")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("报告写道：“每人最多借五本书，不得转借” [1]", 1, id="zh"),
        pytest.param('The report says: "Everyone may borrow five books" [1]', 1, id="en"),
        pytest.param("报告写道：「每人最多借五本书，不得转借」 [1]", 1, id="other-marks"),
        pytest.param("报告写道：“每人最多借五本书，不得转借”。", 0, id="no-marker"),
        pytest.param("报告写道：每人最多借五本书，不得转借 [1]", 0, id="marks-left-out"),
        pytest.param("报告写道：《每人最多借五本书，不得转借》 [1]", 0, id="marks-of-a-title"),
        pytest.param("报告写道：“每人最多借五本书” [1]", 0, id="end-cut-off"),
        pytest.param("报告写道：“人最多借五本书，不得转借” [1]", 0, id="head-cut-off"),
        pytest.param("报告写道：“每人最多借五本书,不得转借” [1]", 0, id="punctuation-altered"),
        pytest.param("报告写道：“每人最多借五本書，不得转借” [1]", 0, id="traditional-characters"),
        pytest.param("报告写道：“每人最多借五本书，得转借” [1]", 0, id="a-not-left-out"),
    ],
)
def test_an_extractive_answer_shows_what_it_cites_to_the_character(text: str, value: int) -> None:
    assert markers(cites(text, EXACT, engine="extractive")).value == value


def test_a_bracketed_number_that_the_report_prints_is_no_marker() -> None:
    assert markers(cites("“据统计[12]，有五本书” [1]", ("据统计[12]，有五本书", None))).value == 1
    assert markers(cites("“据统计[[12]]，有五本书” [1]", ("据统计[[12]]，有五本书", None))).value == 1
    assert markers(cites("“据统计[12]，有六本书” [1]", ("据统计[12]，有五本书", None))).value == 0


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        pytest.param(cites("报告没有说"), "nothing is cited", id="answered-with-nothing"),
        pytest.param(replace(cites("报告没有说“什么什么”"), status="not_in_report"), "", id="refused"),
        pytest.param(replace(cites("报告没有说 [1]"), status="not_in_report"), "[1] has no citation", id="refused-with-a-marker"),
        pytest.param(answer(FIRST, replace(SECOND, number=1), text="五本 [1]"), "two citations have one number", id="one-number-twice"),
        pytest.param(answer(replace(FIRST, number=0), text="九点 [0]"), "", id="numbered-from-0"),
        pytest.param(answer(replace(FIRST, number=-1), text="九点 [-1]"), "citation -1 is not marked", id="negative-number"),
    ],
)
def test_markers_of_odd_answers(made: Answer, fault: str) -> None:
    found = markers(made)
    assert (found.value, fault in found.reason) == (float(not fault), True), found.reason


def test_quotations_segments_and_text_without_markers() -> None:
    assert quotations('“…‘甲乙丙丁’…”「“甲乙”丙丁」 it’s ‘Weng’an town’ "a b c d" “甲乙”') == ["…‘甲乙丙丁’…", "“甲乙”丙丁", "Weng’an town", "a b c d"]
    assert segments("甲 [1]、[2] 乙【3】丙") == [("甲 ", [1, 2]), (" 乙", [3]), ("丙", [])]
    assert unmarked("甲[1]乙【 2 】丙［３］[2012]") == "甲乙丙[2012]"


@pytest.mark.parametrize(
    "piece", ["“", '"', "‘", "”", "[1]", "“a[1]”", "1", "1,", "1/", "三百零五人。", "亿", "a hundred ", "百分之", "(1)\n", " ", "一百百百百百百百百百百百百百百百百百百百百百零零 "]
)
def test_long_texts_take_time_in_proportion(piece: str) -> None:
    """30,000 characters of anything are read in a second; what grew with the square took minutes."""
    made = cites(piece * (30_000 // len(piece)), ("甲" * 30_000, None))
    started = time.perf_counter()
    markers(made)
    numbers_cited(made)
    generous(made.text)
    assert time.perf_counter() - started < 10


T = 2 / 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3000美元", [3000]), ("3,000 US dollars", [3000]), ("３，０００美元", [3000]), ("US$3,000", [3000]), ("RMB3000", [3000]), ("1,244,000", [1_244_000]), ("12,44", [12, 44]),
        ("1244万元", [12_440_000]), ("12.44 million", [12_440_000]), ("1.1亿", [110_000_000]), ("110 million", [110_000_000]), ("1亿2000万人", [120_000_000]), ("3万5千元", [35_000]),
        ("5万亿", [5e12]), ("$3.5bn", [3.5e9]), ("30多万人", [300_000]), ("2011 百强企业", [2011]), ("3千克", [3]), ("100万千瓦", [1_000_000]), ("0.5", [0.5]), (".5", [0.5]),
        ("5%", [0.05]), ("5 ％", [0.05]), ("5 per cent", [0.05]), ("thirty percent", [0.3]), ("3‰", [0.003]), ("百分之五", [0.05]), ("百分之五点五", [0.055]), ("百分之30", [0.3]),
        ("百分之百", [1]), ("千分之三", [0.003]), ("三成", [0.3]), ("三分之二", [round(T, 9)]), ("two-thirds", [round(T, 9)]), ("three quarters", [0.75]),
        ("三百零五", [305]), ("三百五", [350]), ("一万五", [15_000]), ("一亿二千万", [120_000_000]), ("两千人", [2000]), ("二〇二五年", [2025]), ("二零二五", [2025]), ("三千余万", [30_000_000]),
        ("壹萬貳仟元", [12_000]), ("貳拾人", [20]), ("兩個", [2]), ("三项", [3]), ("三点五倍", [3.5]), ("三点五万", [35_000]), ("晚上七点五十", []), ("第三条", [3]), ("第三十二条", [32]),
        ("2011年3月5日", [2011, 3, 5]), ("21st century", [21]), ("Article 3", [3]), ("3-5人", [3, 5]), ("三至五人", [5]), ("mid-2011", [2011]),
        ("twenty-five", [25]), ("three hundred and five", [305]), ("a hundred", [100]), ("half a million", [500_000]), ("two million three hundred thousand", [2_300_000]),
        ("twenty thousand five hundred", [20_500]), ("a three-year plan", [3]), ("the second five-year plan", [5]), ("between two and five", [5]), ("two and a half", [2.5]), ("three dozen", [36]),
        ("人均GDP约3000美元, or 三千 in all", [3000, 3000]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_surely_a_number(text: str, expected: list[float]) -> None:
    assert [value for value, _ in strict(text)] == pytest.approx(expected)


DOUBTFUL = "统一 一些 三者 一个 万一 百姓 千万不要 十分重要 几十人 十几个 三五个 七八百人 十二五 四周环境 队伍人数 大陆人 收拾个 零部件 一成不变 两会 第一 二是 COVID-19 H1N1 G20 PM2.5".split()


@pytest.mark.parametrize("text", [*DOUBTFUL, "one", "two", "both sides", "a third party", "First, second", "the twenty-third", "hundreds of", "一二三"])
def test_what_may_be_no_number_accuses_nobody(text: str) -> None:
    assert strict(text) == []


@pytest.mark.parametrize(
    ("text", "values", "never"),
    [
        pytest.param("三五个", {3, 5}, set(), id="zh-three-or-five"),
        pytest.param("七八百人", {700, 800}, set(), id="zh-seven-or-eight-hundred"),
        pytest.param("“十二五”规划", {12, 5}, set(), id="zh-twelfth-five-year"),
        pytest.param("统一", {1}, set(), id="zh-part-of-a-word"),
        pytest.param("1244万", {12_440_000}, {1244, 10_000}, id="zh-a-figure-not-without-its-scale"),
        pytest.param("三百零五", {305}, {3, 5, 300}, id="zh-not-its-digits"),
        pytest.param("百分之五", {0.05, 5}, {100}, id="zh-percent-and-points"),
        pytest.param("5%", {0.05, 5}, set(), id="en-percent-and-points"),
        pytest.param("thirty percent", {0.3, 30}, set(), id="en-words-of-percent"),
        pytest.param("3/4 and 1/0", {0.75, 3, 4, 1, 0}, set(), id="en-fraction"),
        pytest.param("both, twice, the fourth, twenty-third, half", {2, 4, 23, 0.5}, {3, 20}, id="en-doubtful-words"),
        pytest.param("G20和COVID-19", {20, 19}, set(), id="mixed-names"),
    ],
)
def test_what_a_cited_text_may_be_read_to_say(text: str, values: set[float], never: set[float]) -> None:
    found = generous(text)
    assert values <= found
    assert not never & found


@pytest.mark.parametrize(
    ("numeral", "expected"),
    [("零", 0), ("十", 10), ("十二", 12), ("二十", 20), ("一百零一", 101), ("一百一", 110), ("一千零一十", 1010), ("两万", 20_000), ("一千二百四十四万", 12_440_000), ("一万亿", 1e12),
     ("一亿零五", 100_000_005),
     ("十二万三千四百五十六", 123_456), ("二〇二五", 2025), ("三点五", 3.5), ("三点零五", 3.05), ("一点五万", 15_000), ("壹佰贰拾叁", 123), ("百", 100)],
)  # fmt: skip
def test_the_value_of_a_chinese_numeral(numeral: str, expected: float) -> None:
    assert han_value(numeral) == pytest.approx(expected)


def test_english_number_words_have_values() -> None:
    assert english_values("one hundred and five thousand people; a dozen; zero or nineteen; one and a half; a quarter") == [105_000, 12, 0, 19, 1.5, 1, 0.25]
    assert english_values("neither tendon nor someone") == []


@pytest.mark.parametrize(
    ("text", "quotes", "expected"),
    [
        pytest.param("人均3000美元 [1]", [(None, "about 3,000 US dollars")], 1, id="zh-of-en"),
        pytest.param("12.44 million people [1]", [("1244万人", None)], 1, id="en-of-zh"),
        pytest.param("120 million [1]", [("1亿2000万", None)], 1, id="en-of-zh-in-two-scales"),
        pytest.param("占百分之三十 [1]", [(None, "thirty per cent")], 1, id="zh-percent-of-en-words"),
        pytest.param("三分之二 [1]", [(None, "two-thirds")], 1, id="zh-fraction-of-en-words"),
        pytest.param("三十天 [1]", [(None, "thirty days")], 1, id="zh-numeral-of-en-words"),
        pytest.param("第四条 [1]", [(None, "the fourth article")], 1, id="zh-ordinal-of-en"),
        pytest.param("GDP of 三千 dollars [1]", [("人均GDP在3000美元", None)], 1, id="mixed"),
        pytest.param("人均5000美元 [1]", [("3000美元", "3,000 US dollars")], 0, id="altered"),
        pytest.param("12.45 million [1]", [("1244万人", None)], 0, id="en-altered"),
        pytest.param("1244人 [1]", [("1244万人", None)], 0, id="scale-lost"),
        pytest.param("3人 [1]", [("三十人", None)], 0, id="zero-lost"),
        pytest.param("占百分之四十 [1]", [(None, "thirty percent")], 0, id="percent-altered"),
        pytest.param("thirty percent [1]", [("百分之四十", None)], 0, id="percent-in-words-altered"),
        pytest.param("3000美元和5000美元 [1]", [("3000美元", None)], 1 / 2, id="one-of-two"),
        pytest.param("3000美元 [1] 30天 [2]", [("30天", None), ("3000美元", None)], 1, id="in-any-citation"),
        pytest.param("两项 [1]", [(None, "both tasks")], 1, id="two-and-both"),
        pytest.param("包括：\n1. 加强管理 [1]\n（2）完善 [1]\n③ 推进 [1]\n", [("加强", None)], None, id="numbers-of-items"),
        pytest.param("加强统一管理 [1]", [("加强", None)], None, id="no-number"),
        pytest.param("[1] [23]", [("加强", None)], None, id="markers-are-no-numbers"),
    ],
)
def test_every_number_said_stands_in_what_is_cited(text: str, quotes: list[tuple[str | None, str | None]], expected: float | None) -> None:
    found = numbers_cited(cites(text, *quotes))
    assert (found.value if found is not None else None) == expected


def test_a_number_score_names_what_stands_in_no_citation() -> None:
    found = numbers_cited(cites("5000美元，十二天 [1]", ("3000美元", None)))
    assert found is not None
    assert found.reason == "in no citation: 5000, 十二"


@pytest.mark.parametrize("read", [strict, generous, english_values], ids=lambda read: read.__name__)
def test_numbers_of_odd_texts_are_read_without_failing(read: Callable[[str], object]) -> None:
    for text in ("", "\x00\x07", "9" * 500, "亿" * 500, "点", "百分之", "分之", "零分之一", "0/0", "1" + ",000" * 200, "½ ① Ⅳ ㊂ ٣"):
        read(text)
