"""The answer's language: its own words, and every quotation that has a counterpart, are in the language of the question."""

import pytest

from app.answer import Answer, Citation, Quote
from evals.measures.wording import in_language
from source.report import Language

BOTH = ("每人最多借五本书", "Everyone may borrow five books")
CHINESE_ONLY = ("借期为三十天", None)
LATIN = ("由GDP、CPI、PPI、PMI四项组成", "It is made of GDP, CPI, PPI and PMI")


def answer(text: str, language: Language, *quotes: tuple[str | None, str | None]) -> Answer:
    sides = [[Quote(words, 0, len(words)) if words else None for words in pair] for pair in quotes]
    return Answer("q", "q", "q", language, "answered", text, citations=tuple(Citation(n, "r", "r/1.p1", {}, zh, en, None, "") for n, (zh, en) in enumerate(sides, 1)))


@pytest.mark.parametrize(
    ("language", "text", "quotes", "fault"),
    [
        pytest.param("zh", "报告写道：“每人最多借五本书” [1]", [BOTH], "", id="zh"),
        pytest.param("en", 'The report says: "Everyone may borrow five books" [1]', [BOTH], "", id="en"),
        pytest.param("zh", 'The report says: "Everyone may borrow five books" [1]', [BOTH], "is quoted in en", id="zh-asked-en-answered"),
        pytest.param("en", "报告写道：“每人最多借五本书” [1]", [BOTH], "is quoted in zh", id="en-asked-zh-answered"),
        pytest.param("en", "The report says: “每人最多借五本书” [1]", [BOTH], "is quoted in zh", id="only-the-quote-is-foreign"),
        pytest.param("zh", "The report says: “每人最多借五本书” [1]", [BOTH], "its own words are in en", id="only-the-lead-is-foreign"),
        pytest.param("en", '报告写道："Everyone may borrow five books" [1]', [BOTH], "its own words are in zh", id="only-the-lead-is-foreign-en"),
        pytest.param("zh", "报告写道：“每人最多借五本书” [1]\n“It is made of GDP, CPI, PPI and PMI” [2]", [BOTH, LATIN], "is quoted in en", id="one-foreign-quote-among-two"),
        pytest.param("zh", "报告写道：“由GDP、CPI、PPI、PMI四项组成” [1]", [LATIN], "", id="latin-names-in-chinese-words"),
        pytest.param("en", "The report says:\n(no counterpart found in the translation; the Chinese reads) “借期为三十天” [1]", [CHINESE_ONLY], "", id="no-counterpart"),
        pytest.param("en", "The report says:\n“借期为三十天” [1]\n“每人最多借五本书” [2]", [CHINESE_ONLY, BOTH], "is quoted in zh", id="a-missing-counterpart-excuses-its-own-quote-alone"),
        pytest.param("zh", "“GDP” [1]", [("GDP", "GDP")], "", id="nothing-of-its-own"),
        pytest.param("zh", "", [], "", id="no-text"),
        pytest.param("zh", "The report does not answer this question.", [], "its own words are in en", id="refusal-in-the-wrong-language"),
    ],
)
def test_own_words_and_quotations_are_in_the_questions_language(language: Language, text: str, quotes: list[tuple[str | None, str | None]], fault: str) -> None:
    found = in_language(answer(text, language, *quotes), language)
    assert (found.value, fault in found.reason) == (float(not fault), True), found.reason


def test_an_answer_that_says_another_language_than_was_asked_in_is_wrong_whatever_it_reads() -> None:
    assert in_language(answer("报告写道：“每人最多借五本书” [1]", "en", BOTH), "zh").reason == "language is en, asked in zh"
