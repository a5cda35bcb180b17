"""Citations against evidence: which pieces are cited, which citations rest on evidence, how much is quoted for it.

Recall and precision of citations follow ALCE (Gao et al., EMNLP 2023), with gold ranges in the place of an entailment
model. Knows only ranges of characters; a range in one language is enough, since both render the same words.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from evals.cases import Evidence, Pair
from evals.measures.score import Score
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
    """Which pieces of evidence are cited, and which citations rest on one; in the order of each."""

    pieces: tuple[bool, ...]
    citations: tuple[bool, ...]


def cited(citations: Sequence[Pair], evidence: Sequence[Evidence], text: dict[Language, str]) -> Cited:
    """Both directions at once. A citation of another report is no Pair of this one: give it by `elsewhere`."""
    pieces = tuple(any(supports(citation, place, text) for citation in citations for place in piece.places) for piece in evidence)
    right = tuple(any(supports(citation, place, text) for piece in evidence for place in piece.places) for citation in citations)
    return Cited(pieces, right)


def elsewhere(lengths: dict[Language, int]) -> Pair:
    """A citation of another report: as long as it is, and over no evidence of this one."""
    far = 1 << 40
    return {language: Span(far, far + lengths[language]) if lengths.get(language) else None for language in LANGUAGES}


def citation_scores(citations: Sequence[Pair], evidence: Sequence[Evidence], found: Cited) -> dict[str, Score]:
    """Scores of an answered case that has evidence.

    hit: any piece is cited. recall: share of pieces cited. precision: share of citations that rest on a piece (0 for
    none). quoted: quoted characters for each of evidence, the larger of the languages' ratios, lower is better.
    quoted_evidence: share of the quoted characters that are evidence, mean of the languages.
    """
    missed = [str(place) for place, yes in enumerate(found.pieces, 1) if not yes]
    wrong = [f"[{place}]" for place, yes in enumerate(found.citations, 1) if not yes]
    why = f"evidence missed: {', '.join(missed)} of {len(found.pieces)}" if missed else ""
    return {
        "hit": Score(float(any(found.pieces)), "" if any(found.pieces) else why),
        "recall": Score(sum(found.pieces) / len(found.pieces), why),
        "precision": Score(sum(found.citations) / len(found.citations) if found.citations else 0.0, f"not evidence: {' '.join(wrong)}" if wrong else ""),
        "quoted": quoted_per_evidence(citations, evidence),
        "quoted_evidence": evidence_in_quoted(citations, evidence),
    }


def quoted_per_evidence(citations: Sequence[Pair], evidence: Sequence[Evidence]) -> Score:
    """Quoted characters over evidence characters, the larger of the two languages' ratios; lower is better."""
    counts = []
    for language in LANGUAGES:
        wanted = sum(_length(piece.places[0].get(language)) for piece in evidence)
        if wanted:
            counts.append((sum(_length(citation.get(language)) for citation in citations), wanted))
    quoted, wanted = max(counts, key=lambda count: count[0] / count[1])
    return Score(quoted / wanted, f"{quoted} characters quoted for {wanted} of evidence")


def evidence_in_quoted(citations: Sequence[Pair], evidence: Sequence[Evidence]) -> Score:
    """Share of the quoted characters that are evidence (any place of it), 0..1; the mean over the languages that have evidence."""
    counts = []
    for language in LANGUAGES:
        wanted = _characters([place.get(language) for piece in evidence for place in piece.places])
        quoted = _characters([citation.get(language) for citation in citations])
        if wanted and quoted:
            counts.append((len(wanted & quoted), len(quoted)))
    share = sum(held / size for held, size in counts) / len(counts) if counts else 0.0
    return Score(share, ", ".join(f"{held} of {size} quoted characters are evidence" for held, size in counts) if share < 1 else "")


def _characters(spans: Sequence[Span | None]) -> set[int]:
    return {at for span in spans if span is not None for at in range(span.start, span.end)}


def _length(span: Span | None) -> int:
    return len(span) if span is not None else 0
