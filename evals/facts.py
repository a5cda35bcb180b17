"""Facts (nuggets, TREC RAG 2024) found in what an answer shows: its text, or what it quotes in either language."""

import unicodedata
from collections.abc import Sequence

from app.answer import Answer
from evals.cases import Fact
from index.normal import normal


def bare(text: str) -> str:
    """Letters and digits only, in the form in which texts are compared."""
    return "".join(character for character in normal(text) if unicodedata.category(character)[0] in "LNM")


def facts_found(answer: Answer, facts: Sequence[Fact]) -> float:
    """Share of the facts found, 0..1; vital ones count whole, okay ones half."""
    shown = [bare(answer.text), *(bare(quote.text) for citation in answer.citations for quote in (citation.zh, citation.en) if quote is not None)]
    total = sum(_worth(fact) for fact in facts)
    found = sum(_worth(fact) for fact in facts if any(bare(wording) in text for wording in fact.wordings for text in shown))
    return found / total


def _worth(fact: Fact) -> float:
    return 1.0 if fact.vital else 0.5
