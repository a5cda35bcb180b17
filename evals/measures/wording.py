"""Wording: is the answer in the question's language, and how near is it to a short gold answer?

F1 of tokens after SQuAD (Rajpurkar et al., EMNLP 2016) for English and of characters after CMRC 2018 (Cui et al., EMNLP
2019) and DRCD for Chinese, where a run of Latin letters or digits is one token. Does not see meaning: a right answer in
other words scores low, and an extractive answer, that quotes whole clauses, never reaches 1.
"""

import re
from collections import Counter
from collections.abc import Sequence

from app.answer import Answer, Citation
from evals.measures.facts import bare, stands
from evals.measures.quoting import quotations_of, unmarked
from evals.measures.score import Score, cut
from index.normal import normal
from source.report import LANGUAGES, Language, other
from source.text import language_of

_ARTICLES = {"a", "an", "the"}
_CHINESE = re.compile(r"[a-z0-9]+(?:[.,]\d+)*|[^\W_]")


def tokens(text: str, language: Language) -> list[str]:
    """The tokens that F1 compares: English words without punctuation and articles; Chinese characters, Latin words and numbers."""
    words = normal(text)
    if language == "zh":
        return [token.replace(",", "") for token in _CHINESE.findall(words)]
    return [token for token in re.sub(r"[^\w\s]|_", "", words).split() if token not in _ARTICLES]


def f1(said: str, gold: str, language: Language) -> float:
    """2PR / (P + R) of tokens in common, each as often as it stands; 0..1. Both empty: 1."""
    ours, theirs = tokens(said, language), tokens(gold, language)
    if not ours or not theirs:
        return float(ours == theirs)
    common = (Counter(ours) & Counter(theirs)).total()
    return 2 * common / (len(ours) + len(theirs))


def short_answer(answer: Answer, gold: Sequence[str], language: Language) -> Score:
    """The best F1 over the gold answers, of what the answer quotes of its citations, or of its text where it quotes nothing."""
    text = unmarked(answer.text)
    said = " ".join(quotations_of(text, answer.citations)) or text
    best = max(gold, key=lambda one: f1(said, one, language))
    return Score(f1(said, best, language), f"{cut(said, 40)!r} against {best!r}")


def first_quote(answer: Answer, gold: Sequence[str]) -> Score:
    """1 when the first citation's quote holds one of the gold answers, in either language; else 0."""
    quotes = [quote.text for citation in answer.citations[:1] for language in LANGUAGES if (quote := citation.side(language)) is not None]
    held = any(stands(bare(one), bare(text)) for one in gold for text in quotes)
    return Score(float(held), "" if held else f"{cut(gold[0], 30)!r} is not in the first quote {cut(' / '.join(quotes), 60)!r}")


def in_language(answer: Answer, language: Language) -> Score:
    """1 when the answer says that it is in the question's language, and its own words are, and so is every quotation that can be; else 0.

    A quotation may stand in the other language where the question's has no counterpart of it.
    """
    if answer.language != language:
        return Score(0.0, f"language is {answer.language}, asked in {language}")
    rest = unmarked(answer.text)
    own = [citation for citation in answer.citations if citation.side(language) is not None]
    for piece in dict.fromkeys(quotations_of(rest, answer.citations)):
        rest = rest.replace(piece, "")
        if in_other(piece, own, language):
            return Score(0.0, f"{cut(piece, 30)!r} is quoted in {other(language)}, and has a counterpart in {language}")
    has_letters = any(character.isalpha() for character in rest)
    return Score(0.0, f"its own words are in {other(language)}") if has_letters and language_of(rest) != language else Score(1.0)


def in_other(piece: str, citations: Sequence[Citation], language: Language) -> bool:
    """Is the piece words of the other side of one of these citations, and of none's own side?"""
    words = bare(piece)
    held = {one: [bare(quote.text) for citation in citations if (quote := citation.side(one)) is not None] for one in LANGUAGES}
    return any(stands(words, text) for text in held[other(language)]) and not any(stands(words, text) for text in held[language])
