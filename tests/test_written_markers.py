"""Markers in the forms that models write, ours, and sentences out of a stream; in both languages."""

import pytest

from app.written.markers import marked, quotations, read
from app.written.sentences import LONGEST, Sentences
from source.report import Language


@pytest.mark.parametrize(
    ("said", "text", "numbers"),
    [
        pytest.param("教育应当免费[1]。", "教育应当免费。", (1,), id="zh"),
        pytest.param("Education shall be free [1].", "Education shall be free.", (1,), id="en"),
        pytest.param("教育应当免费【1】。", "教育应当免费。", (1,), id="brackets-of-models"),
        pytest.param("教育应当免费［１］。", "教育应当免费。", (1,), id="full-width"),
        pytest.param("免费 [1][2]。", "免费。", (1, 2), id="two"),
        pytest.param("It is free [1,2].", "It is free.", (1, 2), id="comma"),
        pytest.param("免费［１、３］。", "免费。", (1, 3), id="chinese-comma"),
        pytest.param("It is free [1-3].", "It is free.", (1, 2, 3), id="range"),
        pytest.param("免费【１－３】。", "免费。", (1, 2, 3), id="full-width-range"),
        pytest.param("It is free [1–2, 5].", "It is free.", (1, 2, 5), id="range-and-one"),
        pytest.param("It is free[^2] and [Passage 3] compulsory【4†source】.", "It is free and compulsory.", (2, 3, 4), id="other-habits"),
        pytest.param("免费[来源1]。", "免费。", (1,), id="named"),
        pytest.param("free [2] and [1] and [2].", "free.", (2, 1), id="each-once-in-order"),
        pytest.param("According to [1], it is free.", "According to the report, it is free.", (1,), id="a-marker-for-a-noun-en"),
        pytest.param("It is free, as stated in passage [1] and [2].", "It is free, as stated in the report.", (1, 2), id="markers-for-a-noun"),
        pytest.param("[2] states that it is free.", "The report states that it is free.", (2,), id="a-marker-for-the-subject-en"),
        pytest.param("[2] States shall make it free.", "States shall make it free.", (2,), id="a-marker-before-the-subject"),
        pytest.param("根据[1]和[2]，教育免费。", "根据报告，教育免费。", (1, 2), id="a-marker-for-a-noun-zh"),
        pytest.param("根据[1]的规定，教育免费。", "根据报告的规定，教育免费。", (1,), id="a-marker-for-an-owner"),
        pytest.param("[1]指出，教育免费。", "报告指出，教育免费。", (1,), id="a-marker-for-the-subject-zh"),
        pytest.param("[1]规定要求全体居民登记。", "规定要求全体居民登记。", (1,), id="a-marker-before-a-subject-zh"),
        pytest.param("[1] lists of residents are kept.", "lists of residents are kept.", (1,), id="a-marker-before-a-subject-en"),
        pytest.param("这没有根据[1]。", "这没有根据。", (1,), id="a-noun-before-a-marker"),
        pytest.param("这有数据[1]，也有依据[2]。", "这有数据，也有依据。", (1, 2), id="nouns-before-markers"),
        pytest.param("教育免费，依据[2]。", "教育免费，依据。", (2,), id="a-noun-at-the-end"),
        pytest.param("教育免费，见[2]。", "教育免费，见报告。", (2,), id="a-verb-at-the-end"),
        pytest.param("教育免费，[1]说明人人可以上学。", "教育免费，说明人人可以上学。", (1,), id="a-marker-after-a-comma"),
        pytest.param("教育免费（见[1]）。", "教育免费。", (1,), id="in-brackets-zh"),
        pytest.param("It is free (see [1]).", "It is free.", (1,), id="in-brackets-en"),
        pytest.param("免费[1]-[3]。", "免费。", (1, 2, 3), id="a-range-of-markers"),
        pytest.param("It is free [1] to all.", "It is free to all.", (1,), id="within-a-sentence"),
        pytest.param("免费[1]、[2]。", "免费。", (1, 2), id="a-chinese-list-of-markers"),
        pytest.param("It is free [1], [2] and [4].", "It is free.", (1, 2, 4), id="an-english-list-of-markers"),
        pytest.param("免费[[1]]。", "免费。", (1,), id="double-brackets"),
        pytest.param("It is free [citation:1][ID:2][第3段].", "It is free.", (1, 2, 3), id="labelled"),
        pytest.param("免费【4†L1-L3】。", "免费。", (4,), id="lines-of-a-source"),
        pytest.param("宣言（1948）和[1948]年", "宣言（1948）和[1948]年", (), id="a-year-is-none"),
        pytest.param("免费[1-900]。", "免费。", (1, 900), id="no-endless-range"),
        pytest.param("没有", "没有", (), id="none"),
        pytest.param("报告写道：“见注[3]。”[2]", "报告写道：“见注[3]。”", (2,), id="in-a-quotation-zh"),
        pytest.param('It reads "see [3] there" [2].', 'It reads "see [3] there".', (2,), id="in-a-quotation-en"),
        pytest.param("The report’s ‘see [3]’ [1]", "The report’s ‘see [3]’", (1,), id="apostrophe"),
        pytest.param("报告说「甲[1]乙」。", "报告说「甲[1]乙」。", (), id="corner-marks"),
        pytest.param("“没有结束的引号[1]。", "“没有结束的引号。", (1,), id="never-closed"),
    ],
)
def test_markers_are_read_and_taken_out(said: str, text: str, numbers: tuple[int, ...]) -> None:
    assert read(said) == (text, numbers)


def test_a_marker_in_a_quotation_that_is_not_the_reports_goes_and_cites_nothing() -> None:
    assert read("报告写道：“应当免费[1]”。", lambda words: "[1]" not in words) == ("报告写道：“应当免费”。", ())
    assert read('It says "shall be free [1]" here.', lambda words: False) == ('It says "shall be free" here.', ())


@pytest.mark.parametrize(
    ("sentence", "language", "shown"),
    [
        ("教育应当免费。", "zh", "教育应当免费 [1][2]。"),
        ("Education shall be free.", "en", "Education shall be free [1][2]."),
        ("报告说：“应当免费。”", "zh", "报告说：“应当免费。” [1][2]"),
        ('It says "free."', "en", 'It says "free." [1][2]'),
        ("教育应当免费", "zh", "教育应当免费 [1][2]"),
    ],
)
def test_our_markers_stand_before_the_stop_and_after_a_quotation(sentence: str, language: Language, shown: str) -> None:
    assert marked(sentence, (1, 2), language) == shown
    assert read(shown)[1] == (1, 2)
    assert marked(sentence, (), language) == sentence


def test_quotations() -> None:
    text = '他说“一「二」三”，she said "x" and ‘y’ isn\'t'
    assert [text[start:end] for start, end in quotations(text)] == ["一「二」三", "x", "y"]


STREAMS = [
    pytest.param("教育应当免费[1]。初级教育是义务性的。[2][3]完。", ["教育应当免费[1]。", "初级教育是义务性的。[2][3]", "完。"], id="zh"),
    pytest.param("The U.S. gave 3.5 million. [1] It is free [2]. End", ["The U.S. gave 3.5 million. [1]", "It is free [2].", "End"], id="en"),
    pytest.param("报告指出，“应当免费。应属义务。”[1]又说：可以。", ["报告指出，“应当免费。应属义务。”[1]", "又说：可以。"], id="stops-in-a-quotation"),
    pytest.param("要加强；要完善【1】。好", ["要加强；要完善【1】。", "好"], id="semicolons-end-none"),
    pytest.param("# 标题\n- **第一**，甲。[1]\n2. 乙。\n\n> 丙", ["第一，甲。[1]", "乙。", "丙"], id="markdown"),
    pytest.param("混合 mixed text。Next one. 好的。", ["混合 mixed text。", "Next one.", "好的。"], id="mixed"),
    pytest.param("[1]\n[2]。\n", [], id="markers-alone"),
    pytest.param("甲。[[1]][citation:2]乙。", ["甲。[[1]][citation:2]", "乙。"], id="other-brackets"),
    pytest.param("1、甲。\n12、13日闭馆。\n2. 3.5万册。", ["甲。", "12、13日闭馆。", "3.5万册。"], id="a-list-and-a-pair-of-numbers"),
]


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
@pytest.mark.parametrize(("text", "wanted"), STREAMS)
def test_sentences_are_the_same_however_the_text_is_cut(text: str, wanted: list[str], size: int) -> None:
    sentences = Sentences()
    said = [one for at in range(0, len(text), size) for one in sentences.feed(text[at : at + size])]
    assert [one.text for one in [*said, *sentences.end()]] == wanted


def test_a_sentence_comes_as_soon_as_the_next_begins() -> None:
    sentences = Sentences()
    assert list(sentences.feed("甲。")) == [] == list(sentences.feed("[1"))
    assert [one.text for one in sentences.feed("]乙")] == ["甲。[1]"]
    assert [(one.text, one.line) for one in sentences.feed("丙\n丁\n")] == [("乙丙", False), ("丁", True)]


def test_what_never_ends_is_cut() -> None:
    sentences = Sentences()
    said = [one for _ in range(10) for one in sentences.feed("长" * (LONGEST // 4))]
    assert said and all(len(one.text) <= 1.5 * LONGEST for one in said)
