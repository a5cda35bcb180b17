"""Citations against evidence: which pieces are cited, which citations rest on evidence, how much is quoted for it.

Recall and precision of citations follow ALCE (Gao et al., EMNLP 2023), with gold ranges in the place of an entailment
model. Knows only ranges of characters; a range in one language is enough, since both render the same words.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from evals.cases import Evidence, Pair
from source.report import LANGUAGES, Language, Span

LEAST = 11
"""Characters without punctuation that a citation needs to count by lying within the evidence."""


def letters(text: str) -> int:
    """Characters that are letters, digits or marks: neither punctuation nor white space."""
    return sum(unicodedata.category(character)[0] in "LNM" for character in text)


def supports(citation: Pair, place: Pair, text: dict[Language, str]) -> bool:
    """Does the citation cover half of the evidence, or lie half within it with LEAST characters, in either language?"""
    for language in LANGUAGES:
        quoted, wanted = citation.get(language), place.get(language)
        if quoted is None or wanted is None:
            continue
        common = quoted.overlap(wanted)
        if 2 * common >= len(wanted):
            return True
        if 2 * common >= len(quoted) and letters(text[language][quoted.start : quoted.end]) >= LEAST:
            return True
    return False


@dataclass(frozen=True)
class Cited:
    """Scores of one answered, answerable case, each 0..1 but `quoted` (quoted characters for each evidence character)."""

    hit: float
    recall: float
    precision: float
    quoted: float


def cited(citations: Sequence[Pair], evidence: Sequence[Evidence], text: dict[Language, str]) -> Cited:
    """Hit: any piece cited. Recall: share of pieces cited. Precision: share of citations that rest on a piece (0 for none)."""
    found = [any(supports(citation, place, text) for citation in citations for place in piece.places) for piece in evidence]
    right = [any(supports(citation, place, text) for piece in evidence for place in piece.places) for citation in citations]
    precision = sum(right) / len(right) if right else 0.0
    return Cited(float(any(found)), sum(found) / len(found), precision, quoted_per_evidence(citations, evidence))


def quoted_per_evidence(citations: Sequence[Pair], evidence: Sequence[Evidence]) -> float:
    """Quoted characters over evidence characters, the larger of the two languages' ratios; lower is better."""
    ratios = []
    for language in LANGUAGES:
        wanted = sum(_length(piece.places[0].get(language)) for piece in evidence)
        if wanted:
            ratios.append(sum(_length(citation.get(language)) for citation in citations) / wanted)
    return max(ratios, default=0.0)


def _length(span: Span | None) -> int:
    return len(span) if span is not None else 0
