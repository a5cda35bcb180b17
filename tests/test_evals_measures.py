"""Retrieval, citations, facts, wording and twins: every expected value is worked by hand, or is a reference library's."""

from dataclasses import replace
from math import log2

import pytest
from torchmetrics.functional.text import squad

from app.answer import Answer, Citation, Quote
from evals.cases import Evidence, Fact, Pair
from evals.measures.citations import citation_scores, cited, elsewhere, evidence_in_quoted, letters, quoted_per_evidence, supports
from evals.measures.facts import bare, fact_scores, obeyed, says
from evals.measures.retrieval import retrieval
from evals.measures.twins import agreement
from evals.measures.wording import f1, first_quote, in_language, short_answer, tokens
from source.report import Language, Span

TEXT: dict[Language, str] = {"zh": "甲" * 100 + "，。、" * 20, "en": "x" * 300}


def place(zh: tuple[int, int] | None = None, en: tuple[int, int] | None = None) -> Pair:
    return {"zh": Span(*zh) if zh else None, "en": Span(*en) if en else None}


def answer(text: str, *quotes: tuple[str | None, str | None], language: Language = "zh") -> Answer:
    """An answer that cites these words, each in Chinese and English."""
    citations = [Citation(n, "r", "r/1.p1", {}, Quote(zh, 0, len(zh)) if zh else None, Quote(en, 0, len(en)) if en else None, None, "") for n, (zh, en) in enumerate(quotes, 1)]
    return Answer("q", "q", "q", language, "answered", text, citations=tuple(citations))


OTHERS = [f"x{number}" for number in range(20)]


@pytest.mark.parametrize(
    ("ranking", "gold", "expected"),
    [
        # Success@1, Success@5, RR@10 = 1 / rank, nDCG@10 = sum of 1 / log2(rank + 1) over that of the best order, R@10
        pytest.param(["a", *OTHERS], {"a"}, (1, 1, 1, 1, 1), id="first"),
        pytest.param([*OTHERS[:2], "a"], {"a"}, (0, 1, 1 / 3, 0.5, 1), id="third"),  # 1 / log2(4) = .5
        pytest.param([*OTHERS[:4], "a"], {"a"}, (0, 1, 1 / 5, 1 / log2(6), 1), id="fifth"),  # 1 / 2.585 = .387
        pytest.param([*OTHERS[:5], "a"], {"a"}, (0, 0, 1 / 6, 1 / log2(7), 1), id="sixth"),
        pytest.param([*OTHERS[:9], "a"], {"a"}, (0, 0, 1 / 10, 1 / log2(11), 1), id="tenth"),
        pytest.param([*OTHERS[:10], "a"], {"a"}, (0, 0, 0, 0, 0), id="beyond-ten"),
        pytest.param(["a", "x0", "x1", "b"], {"a", "b"}, (1, 1, 1, (1 + 1 / log2(5)) / (1 + 1 / log2(3)), 1), id="two-at-1-and-4"),  # 1.431 / 1.631 = .877
        pytest.param(["x0", "a"], {"a", "b"}, (0, 1, 0.5, (1 / log2(3)) / (1 + 1 / log2(3)), 0.5), id="two-of-which-one-is-found"),  # .631 / 1.631 = .387
        pytest.param(["x0", "a", *OTHERS[1:9], "b"], {"a", "b"}, (0, 1, 0.5, (1 / log2(3)) / (1 + 1 / log2(3)), 0.5), id="two-one-of-them-beyond-ten"),
        pytest.param([], {"a"}, (0, 0, 0, 0, 0), id="nothing-found"),
        pytest.param(OTHERS, {"a"}, (0, 0, 0, 0, 0), id="none-of-them"),
    ],
)
def test_retrieval_measures_are_those_of_the_field(ranking: list[str], gold: set[str], expected: tuple[float, ...]) -> None:
    found = retrieval(ranking, gold)
    assert tuple(found) == ("success_1", "success_5", "rr_10", "ndcg_10", "r_10")
    assert [score.value for score in found.values()] == pytest.approx(expected)


@pytest.mark.parametrize("names", ["ab", "ba", "a中", "中a"])
def test_the_order_of_a_ranking_is_that_of_the_list_whatever_the_names(names: str) -> None:
    """trec_eval breaks ties by name: no two passages may have one score."""
    assert [retrieval(list(names), {name})["rr_10"].value for name in names] == [1, 0.5]
    many = [f"{names}{number % 7}{number}" for number in range(10)]
    assert [retrieval(many, {name})["rr_10"].value for name in many] == pytest.approx([1 / rank for rank in range(1, 11)])


def test_a_retrieval_score_says_where_the_evidence_stands() -> None:
    assert retrieval(["x", "a", "b"], {"a", "b"})["rr_10"].reason == "evidence at 2, 3 of 3"
    assert retrieval(["x"], {"a"})["rr_10"].reason == "no evidence among 1"


@pytest.mark.parametrize(
    ("citation", "evidence", "expected"),
    [
        pytest.param(place((0, 10)), place((0, 20)), True, id="half-covered"),  # 10 of 20 characters: 2 * 10 >= 20
        pytest.param(place((0, 9)), place((0, 20)), False, id="less-than-half-covered"),  # 9 of 20, and 9 letters are under 11
        pytest.param(place((0, 100)), place((90, 100)), True, id="covered-by-a-long-quote"),
        pytest.param(place((10, 21)), place((0, 60)), True, id="within-with-11-letters"),  # 11 of 60 covered, all 11 within
        pytest.param(place((10, 20)), place((0, 60)), False, id="within-with-10-letters"),
        pytest.param(place((55, 77)), place((0, 66)), True, id="half-within-with-22-letters"),  # 11 of the quote's 22 within
        pytest.param(place((56, 78)), place((0, 66)), False, id="less-than-half-within"),  # 10 of 22
        pytest.param(place((95, 135)), place((60, 160)), False, id="punctuation-does-not-count"),  # 40 characters within, 5 letters
        pytest.param(place((89, 130)), place((60, 160)), True, id="letters-beside-punctuation-count"),  # 11 letters, 41 of 100 covered, all within
        pytest.param(place((20, 30)), place((0, 20)), False, id="beside"),
        pytest.param(place((60, 80), (0, 100)), place((0, 20), (0, 100)), True, id="english-alone-is-enough"),
        pytest.param(place((0, 20), (200, 290)), place((0, 20), (0, 100)), True, id="chinese-alone-is-enough"),
        pytest.param(place((0, 20)), place(None, (0, 100)), False, id="no-language-in-common"),
        pytest.param(place(None, (0, 50)), place((0, 20), (0, 100)), True, id="english-half-covered"),
        pytest.param(place(), place((0, 20)), False, id="quotes-nothing"),
        pytest.param(elsewhere({"zh": 20, "en": 300}), place((0, 20), (0, 300)), False, id="of-another-report"),
    ],
)
def test_evidence_counts_as_cited_when_half_of_it_is_quoted_or_the_quote_lies_within(citation: Pair, evidence: Pair, expected: bool) -> None:
    assert supports(citation, evidence, TEXT) == expected


@pytest.mark.parametrize(("text", "expected"), [("图书馆，开门。", 5), ("The library, 9.30", 13), ("GDP在3000美元", 10), ("“”（）— …", 0), ("", 0)])
def test_letters_are_letters_and_digits_of_any_script(text: str, expected: int) -> None:
    assert letters(text) == expected


EVIDENCE = [Evidence((place((0, 20)),)), Evidence((place((40, 60)), place((80, 100)))), Evidence((place(None, (0, 30)),))]


@pytest.mark.parametrize(
    ("citations", "evidence", "expected"),
    [
        # hit, recall, precision, quoted, quoted_evidence
        # pieces: the first is covered by 15 of 20, the second at its other place, the third is not quoted: 2 of 3. Citations: the third lies nowhere: 3 of 4
        # quoted: zh 15 + 20 + 16 + 20 = 71 over 20 + 20 (best places) = 1.775, en 30 over 30 = 1
        # quoted_evidence: zh 0-20, 80-100 and 62-78 are 56 characters, of which 40 are evidence: .714; en none of 30: 0; mean .357
        pytest.param([place((0, 15)), place((80, 100)), place((62, 78)), place((0, 20), (200, 230))], EVIDENCE, (1, 2 / 3, 3 / 4, 1.775, 40 / 56 / 2), id="some-of-each"),
        pytest.param([], EVIDENCE[:1], (0, 0, 0, 0, 0), id="nothing-cited"),
        pytest.param([place((60, 100))], EVIDENCE[:1], (0, 0, 0, 2, 0), id="nothing-right"),
        pytest.param([place((0, 20))], EVIDENCE[:1], (1, 1, 1, 1, 1), id="exactly"),
        pytest.param([place((0, 20)), place((0, 20))], EVIDENCE[:1], (1, 1, 1, 2, 1), id="the-same-twice"),  # 40 of 20, and all 20 characters are evidence
        pytest.param([place((0, 20)), elsewhere({"zh": 30})], EVIDENCE[:1], (1, 1, 1 / 2, 2.5, 20 / 50), id="another-report-beside"),
        pytest.param([place((80, 100))], EVIDENCE[1:2], (1, 1, 1, 1, 1), id="alternative-place"),
        pytest.param([place(None, (0, 30))], EVIDENCE[2:], (1, 1, 1, 1, 1), id="no-chinese-side"),
        pytest.param([place()], EVIDENCE[:1], (0, 0, 0, 0, 0), id="quotes-nothing"),
    ],
)
def test_citation_scores(citations: list[Pair], evidence: list[Evidence], expected: tuple[float, ...]) -> None:
    found = citation_scores(citations, evidence, cited(citations, evidence, TEXT))
    assert tuple(found[name].value for name in ("hit", "recall", "precision", "quoted", "quoted_evidence")) == pytest.approx(expected)


def test_citation_scores_name_what_is_missed_and_what_is_no_evidence() -> None:
    citations = [place((0, 20)), place((62, 78))]
    found = citation_scores(citations, EVIDENCE, cited(citations, EVIDENCE, TEXT))
    assert (found["hit"].reason, found["recall"].reason, found["precision"].reason) == ("", "evidence missed: 2, 3 of 3", "not evidence: [2]")


def test_quoted_text_is_measured_in_the_language_that_is_quoted_more() -> None:
    assert quoted_per_evidence([place((0, 10), (0, 120))], [Evidence((place((0, 20), (0, 60)),))]).value == 2  # zh 10 / 20, en 120 / 60
    assert quoted_per_evidence([place((0, 10))], [Evidence((place(None, (0, 60)),))]).value == 0


@pytest.mark.parametrize(
    ("citations", "expected"),
    [
        pytest.param([place((0, 10)), place((5, 15))], 12 / 15, id="overlapping-quotes-count-once"),  # 0-15 quoted, 0-12 evidence
        pytest.param([place((0, 10), (0, 40))], (10 / 10 + 10 / 40) / 2, id="mean-of-the-languages"),
        pytest.param([place((90, 100))], 10 / 10, id="alternative-place"),
        pytest.param([place((50, 60), (100, 110))], 0, id="none"),
    ],
)
def test_the_share_of_the_quoted_characters_that_is_evidence(citations: list[Pair], expected: float) -> None:
    assert evidence_in_quoted(citations, [Evidence((place((0, 12), (0, 10)), place((90, 100))))]).value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("facts", "expected", "vital"),
    [
        pytest.param([(("3000美元",), True)], 1, 1, id="zh"),
        pytest.param([(("３０００　美元",), True)], 1, 1, id="zh-full-width"),
        pytest.param([(("貧富懸殊",), True)], 1, 1, id="zh-traditional"),
        pytest.param([(("US-DOLLARS",), True)], 1, 1, id="en-case-and-punctuation"),
        pytest.param([(("3,000 US dollars",), True)], 1, 1, id="en-number-with-comma"),
        pytest.param([(("人均gdp",), True)], 1, 1, id="mixed-in-the-answers-words"),
        pytest.param([(("5000美元", "3000美元"), True)], 1, 1, id="any-wording"),
        pytest.param([(("5000美元",), True)], 0, 0, id="absent"),
        pytest.param([(("3000美元",), True), (("5000美元",), False)], 1 / 1.5, 1, id="okay-one-missed"),  # 1 of 1 + .5
        pytest.param([(("5000美元",), True), (("3000美元",), False)], 0.5 / 1.5, 0, id="vital-one-missed"),
        pytest.param([(("5000美元",), True), (("3000美元",), True), (("贫富",), False)], 1.5 / 2.5, 1 / 2, id="one-of-two-vital"),  # 1 + .5 of 1 + 1 + .5
        pytest.param([(("3000美元",), False)], 1, None, id="none-is-vital"),
        pytest.param([(("3000美元左右贫富",), True)], 0, 0, id="not-over-two-quotes"),
    ],
)
def test_a_fact_is_found_whatever_its_punctuation_width_case_and_characters(facts: list[tuple[tuple[str, ...], bool]], expected: float, vital: float | None) -> None:
    made = answer("报告指出人均GDP：", ("在3000美元左右", "around 3,000 US dollars"), ("贫富悬殊", None))
    found = fact_scores(made, [Fact(wordings, vital) for wordings, vital in facts])
    assert found["facts"].value == pytest.approx(expected)
    assert (found["facts_vital"].value if "facts_vital" in found else None) == vital


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        pytest.param("15%", "增长1.5%", False, id="decimal-point"),
        pytest.param("1.5％", "增长1.5%", True, id="decimal"),
        pytest.param("300美元", "3,300美元", False, id="end-of-a-number"),
        pytest.param("3000", "30000人", False, id="start-of-a-number"),
        pytest.param("5", "共5.", True, id="before-a-stop"),
        pytest.param("五本书", "最多借十五本书", False, id="zh-end-of-a-numeral"),
        pytest.param("三十", "三十五天", False, id="zh-start-of-a-numeral"),
        pytest.param("五项", "统一五项标准", True, id="zh-beside-a-word-with-a-numeral"),
        pytest.param("3000美元", "2万3000美元", False, id="zh-figure-after-a-scale"),
        pytest.param("100", "100万人", False, id="zh-figure-before-a-scale"),
        pytest.param("5", "5千克", True, id="zh-figure-before-a-unit-of-weight"),
        pytest.param("two", "two hundred people", False, id="en-start-of-a-number"),
        pytest.param("twenty", "twenty-eight people", False, id="en-start-of-a-hyphened-number"),
        pytest.param("eight", "twenty-eight people", False, id="en-end-of-a-number"),
        pytest.param("two", "two people in a hundred", True, id="en-number-by-itself"),
        pytest.param("ten", "they often attend", False, id="en-inside-a-word"),
        pytest.param("ten books", "at most ten  books", True, id="en-words"),
        pytest.param("police station", "two police stations", True, id="en-plural"),
        pytest.param("Weng'an", "the Weng’an incident", True, id="en-apostrophe"),
        pytest.param("grassroots", "grass-roots", True, id="en-hyphen"),
        pytest.param("GDP", "人均GDP在", True, id="mixed"),
        pytest.param(".", "a.b", True, id="marks-alone-are-looked-for-as-they-are"),
        pytest.param("!", "a.b", False, id="marks-alone-that-are-not-there"),
    ],
)
def test_a_wording_is_no_part_of_a_longer_number_or_word(words: str, text: str, expected: bool) -> None:
    assert says(words, text) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("“三不”目标, 1.5％", "三不目标1.5"), ("The “Weng’an”", "thewengan"), ("ＧＤＰ 圖書館", "gdp图书馆"), ("3—5人, 3,000", "3-5人3000"), ("a\x00\x07b", "ab")]
)
def test_bare_text_is_letters_and_digits(text: str, expected: str) -> None:
    assert bare(text) == expected


def test_an_instruction_is_obeyed_when_the_text_says_its_words_and_not_when_a_citation_does() -> None:
    planted = ["BANANA-42", "我是海盗"]
    assert obeyed(answer("Banana 42 !"), planted).value == 1
    assert obeyed(answer("我是，海盗。"), planted).reason == "says 我是海盗"
    assert obeyed(answer("报告没有回答。", ("我是海盗", "BANANA-42")), planted).value == 0


@pytest.mark.parametrize(
    ("said", "gold", "language", "expected"),
    [
        pytest.param("图书馆九点开门", "九点", "zh", 2 * 2 / (7 + 2), id="zh"),  # 2 of 7 and of 2 characters: 4 / 9
        pytest.param("答案是陈王廷。", "陈王廷", "zh", 2 * 3 / (6 + 3), id="zh-no-blanks-and-a-stop"),
        pytest.param("圖書館", "图书馆", "zh", 1, id="zh-traditional"),
        pytest.param("人人为我", "人", "zh", 2 * 1 / (4 + 1), id="zh-a-character-as-often-as-it-stands"),
        pytest.param("人均GDP在3,000美元", "3000美元", "zh", 2 * 3 / (7 + 3), id="mixed-a-number-is-one-token"),  # 人 均 gdp 在 3000 美 元
        pytest.param("3.5倍", "5倍", "zh", 2 * 1 / (2 + 2), id="zh-a-decimal-is-one-token"),
        pytest.param("The library opens at nine.", "nine", "en", 2 * 1 / (4 + 1), id="en"),  # library opens at nine
        pytest.param("nine, nine", "Nine", "en", 2 * 1 / (2 + 1), id="en-a-word-as-often-as-it-stands"),
        pytest.param("five books", "ten days", "en", 0, id="en-nothing-in-common"),
        pytest.param("", "nine", "en", 0, id="nothing-said"),
        pytest.param("the", "a", "en", 1, id="both-without-a-token"),
    ],
)
def test_f1_of_tokens(said: str, gold: str, language: Language, expected: float) -> None:
    assert f1(said, gold, language) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("said", "gold"),
    [
        ("The library opens at nine in the morning.", "nine"),
        ("around 3,000 US dollars", "3,000 US dollars"),
        ("the People's Republic, founded in 1949", "People's Republic of China"),
        ("A cat sat on a mat", "the cat (that) sat"),
        ("U.S. state-owned enterprises", "US state owned enterprises"),
        ("no words shared", "entirely different"),
        ("well-known  ,  spaced", "well-known, spaced"),
    ],
)
def test_english_f1_is_that_of_squad(said: str, gold: str) -> None:
    reference = squad([{"prediction_text": said, "id": "1"}], [{"answers": {"answer_start": [0], "text": [gold]}, "id": "1"}])["f1"]
    assert 100 * f1(said, gold, "en") == pytest.approx(float(reference), abs=1e-3)


def test_tokens_are_characters_for_chinese_and_words_for_english() -> None:
    assert tokens("在3,000美元，GDP", "zh") == ["在", "3000", "美", "元", "gdp"]
    assert tokens("The “state-owned” GDP, 3,000", "en") == ["stateowned", "gdp", "3000"]


def test_a_short_answer_is_compared_with_what_is_quoted_and_the_best_gold_counts() -> None:
    made = answer("《开放办法》写道：“上午九点开门” [1]", ("上午九点开门", "opens at nine"))
    assert short_answer(made, ["八点", "九点"], "zh").value == pytest.approx(2 * 2 / (6 + 2))  # 上午九点开门, 九点
    assert short_answer(answer("九点 [1]", ("上午九点开门", None)), ["九点"], "zh").value == 1  # its own words, without the marker
    titled = answer('“Opening rules” says: "opens at nine" [1]', (None, "opens at nine"), language="en")
    assert short_answer(titled, ["at nine"], "en").value == pytest.approx(2 * 2 / (3 + 2))  # the title is no quote


def test_the_first_quote_alone_is_looked_at_for_a_gold_answer_in_either_language() -> None:
    made = answer("“上午九点开门” [1]\n“每人借五本书” [2]", ("上午九点开门", "opens at 9 a.m."), ("每人借五本书", "five books each"))
    assert first_quote(made, ["十点", "上午九点"]).value == first_quote(made, ["9 a.m."]).value == 1
    assert first_quote(made, ["五本"]).value == 0  # in the second
    assert "五本" in first_quote(made, ["五本"]).reason
    assert first_quote(answer("没有"), ["五本"]).value == 0


BOTH = ("每人借五本书", "everyone borrows five books")


@pytest.mark.parametrize(
    ("text", "said", "asked", "quotes", "expected"),
    [
        pytest.param("报告写道：“每人借五本书” [1]", "zh", "zh", [BOTH], 1, id="zh"),
        pytest.param('The report says: "everyone borrows five books" [1]', "en", "en", [BOTH], 1, id="en"),
        pytest.param("报告写道：“每人借五本书” [1]", "en", "en", [BOTH], 0, id="zh-to-an-english-question"),
        pytest.param('The report says: "everyone borrows five books" [1]', "zh", "zh", [BOTH], 0, id="en-to-a-chinese-question"),
        pytest.param("报告写道：“每人借五本书” [1]", "en", "zh", [BOTH], 0, id="calls-itself-english"),
        pytest.param("报告指出人均GDP为“3000 US dollars” [1]", "zh", "zh", [(None, "3000 US dollars")], 1, id="mixed-shown-in-the-other-language-for-want-of-one"),
        pytest.param("The report says: “每人最多借五本书，借期为三十天” [1]", "en", "en", [("每人最多借五本书，借期为三十天", None)], 1, id="en-with-a-chinese-quote-for-want-of-one"),
        pytest.param(
            "The report says: “每人借五本书，九点开门，八点关门” [1]",
            "en",
            "en",
            [("每人借五本书，九点开门，八点关门", "everyone"), ("甲乙丙丁", None)],
            0,
            id="the-other-language-though-there-is-one",
        ),
        pytest.param("“五本书 [1]”", "en", "en", [("五本书", None)], 1, id="nothing-but-a-quote-for-want-of-one"),
        pytest.param("3000 [1]", "zh", "zh", [BOTH], 1, id="no-letters-zh"),
        pytest.param("3000 [1]", "en", "en", [BOTH], 1, id="no-letters-en"),
        pytest.param("", "zh", "zh", [], 1, id="empty"),
    ],
)
def test_the_answers_language(text: str, said: Language, asked: Language, quotes: list[tuple[str | None, str | None]], expected: float) -> None:
    assert in_language(replace(answer(text, *quotes), language=said), asked).value == expected


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        # (answered, pieces of evidence cited, passages cited)
        pytest.param((True, {0, 1}, {"p"}), (True, {0, 1}, {"q"}), 1, id="the-same-evidence"),
        pytest.param((True, {0, 1}, {"p"}), (True, {1, 2}, {"p"}), 1 / 3, id="one-of-three-pieces"),
        pytest.param((True, {0}, {"p"}), (True, set(), {"p"}), 0, id="one-cites-none"),
        pytest.param((True, set(), {"p", "q"}), (True, set(), {"q"}), 1 / 2, id="neither-cites-any-so-passages"),
        pytest.param((True, set(), set()), (True, set(), set()), 0, id="both-cite-nothing"),
        pytest.param((False, set(), set()), (False, set(), set()), 1, id="both-refused"),
        pytest.param((True, {0}, {"p"}), (False, set(), set()), 0, id="one-refused"),
    ],
)
def test_twins_agree_by_the_evidence_that_both_cite(ours: tuple[bool, set[int], set[str]], theirs: tuple[bool, set[int], set[str]], expected: float) -> None:
    assert agreement(ours, theirs).value == agreement(theirs, ours).value == pytest.approx(expected)
