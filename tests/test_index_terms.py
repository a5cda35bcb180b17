"""Terms of Chinese, English and mixed text, and scores over them that compare across queries."""

import math
from pathlib import Path

import numpy as np
import pytest

from index.normal import normal, simplified
from index.terms import TermIndex, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("图书馆", ["图书", "书馆"], id="zh-bigrams"),
        pytest.param("书", ["书"], id="zh-single-character"),
        pytest.param("开门,关门。", ["开门", "关门"], id="zh-no-bigram-over-punctuation"),
        pytest.param("圖書館", ["图书", "书馆"], id="zh-traditional"),
        pytest.param("Opening the libraries", ["open", "librari"], id="en-stems-without-stop-words"),
        pytest.param("the of and", [], id="en-stop-words-only"),
        pytest.param("Weng’an", ["weng'an"], id="en-typographic-apostrophe"),
        pytest.param("café CAFÉ", ["café", "café"], id="en-accents-and-case"),
        pytest.param("1,244 people", ["1244", "peopl"], id="en-number-with-separators"),
        pytest.param("2.5 million", ["2.5", "million"], id="en-decimal"),
        pytest.param("the villages,towns in order.Then", ["villag", "town", "order"], id="en-no-blank-after-a-stop"),
        pytest.param("in 2023,roads", ["2023", "road"], id="en-no-blank-after-a-number"),
        pytest.param("a 19th 3.5kg parcel, version v1.2", ["19th", "3.5kg", "parcel", "version", "v1", "2"], id="en-numbers-with-letters"),
        pytest.param("１２：３０ ＡＢＣ", ["12", "30", "abc"], id="full-width-digits-and-letters"),
        pytest.param("人均GDP在3,000美元", ["人均", "gdp", "在", "3000", "美元"], id="mixed"),
        pytest.param("“三不”目标", ["三不", "目标"], id="zh-quotes"),
        pytest.param("", [], id="empty"),
        pytest.param("?!。 \n", [], id="punctuation-only"),
    ],
)
def test_terms_are_bigrams_stems_and_plain_numbers(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("圖書館　 開門", "图书馆 开门", id="zh"),
        pytest.param("  The\n Library ", "the library", id="en"),
        pytest.param("ＧＤＰ３０００美元", "gdp3000美元", id="mixed"),
    ],
)
def test_the_form_in_which_texts_are_compared(text: str, expected: str) -> None:
    assert normal(text) == expected


def test_simplifying_changes_nothing_else() -> None:
    assert simplified("ＧＤＰ 圖書館, “Library”　１２") == "ＧＤＰ 图书馆, “Library”　１２"


TEXTS = ["图书馆周末延长开放", "借书须办读者证", "The library opens at nine", "", "借期为三十天"]


@pytest.fixture
def opened(tmp_path: Path) -> TermIndex:
    """TEXTS built, saved and opened again."""
    TermIndex.build(TEXTS, tmp_path / "terms")
    return TermIndex.open(tmp_path / "terms")


@pytest.mark.parametrize(
    ("query", "best"),
    [
        pytest.param("图书馆周末开放到几点?", 0, id="zh"),
        pytest.param("圖書館週末開放", 0, id="zh-traditional"),
        pytest.param("When does the library open?", 2, id="en"),
        pytest.param("读者证 reader's card", 1, id="mixed"),
        pytest.param("三十天", 4, id="zh-number"),
    ],
)
def test_the_text_that_shares_most_terms_scores_best_and_all_scores_lie_within_0_and_1(opened: TermIndex, query: str, best: int) -> None:
    scores = opened.scores(query)
    assert scores.shape == (5,)
    assert scores.argmax() == best
    assert 0 < scores[best] <= 1
    assert scores.min() >= 0
    assert scores[3] == 0


def test_a_score_is_bm25_over_the_most_that_the_query_could_get(opened: TermIndex) -> None:
    # one of five texts holds each of the 6 bigrams of 借书须办读者证, and no other term is there: BM25 (Lucene, k1 1.5, b .75) gives
    # each idf * tf / (tf + k1 * (1 - b + b * length / mean)); lengths 8, 6, 3, 1, 5 (nothing counts as one term), mean 4.6
    expected = 1 / (1 + 1.5 * (0.25 + 0.75 * 6 / 4.6))
    assert terms(TEXTS[1]) == ["借书", "书须", "须办", "办读", "读者", "者证"]
    assert opened.scores(TEXTS[1])[1] == pytest.approx(expected, rel=1e-4)


def test_terms_that_no_text_has_lower_the_score(opened: TermIndex) -> None:
    # idf of a term that one of 5 texts has: ln(1 + 4.5 / 1.5); of one that none has: ln(1 + 5.5 / 0.5)
    known, unknown = math.log(1 + 4.5 / 1.5), math.log(1 + 5.5 / 0.5)
    alone, beside = opened.scores("借期")[4], opened.scores("借期 飞机")[4]
    assert beside == pytest.approx(alone * known / (known + unknown), rel=1e-4)


@pytest.mark.parametrize("query", [pytest.param("How many books may everyone borrow?", id="en-question-of-other-words"), pytest.param("", id="empty"), pytest.param("飞机", id="zh-unknown")])
def test_a_query_that_shares_no_terms_scores_nothing(opened: TermIndex, query: str) -> None:
    np.testing.assert_array_equal(opened.scores(query), np.zeros(5, np.float32))


def test_a_question_in_the_other_language_scores_next_to_nothing_by_terms(tmp_path: Path) -> None:
    TermIndex.build(["图书馆有GDP数据", "借书须办读者证", "周末开放"], tmp_path / "zh")
    scores = TermIndex.open(tmp_path / "zh").scores("Which readers of the town library asked for figures of the GDP last summer?")
    assert scores.argmax() == 0
    assert 0 < scores.max() < 0.1


def test_an_index_of_no_texts_gives_no_scores(tmp_path: Path) -> None:
    TermIndex.build([], tmp_path / "none")
    for query in ("图书馆", "library", "\0"):
        assert TermIndex.open(tmp_path / "none").scores(query).shape == (0,)
