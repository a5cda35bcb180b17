"""Quoting: is every quote verbatim where it says it is, and does every marker stand for what is shown before it?

ALCE (Gao et al., EMNLP 2023) asks a model whether a citation supports its sentence; here the answer's own quotation
marks are held to the words cited. Knows nothing of evidence: a wrong answer can be quoted rightly.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from app.answer import Answer, Citation, Quote
from evals.measures.facts import bare, stands
from evals.measures.score import Score, cut
from source.report import LANGUAGES, Language, Passage, Report, Span

MARKER = re.compile(r"[\[【［]\s*(\d{1,3}|[０-９]{1,3})\s*[\]】］]")
"""[1], and the forms that models write it in: 【1】 and ［１］."""
_ENDS = re.compile(MARKER.pattern + r"[.。,，;；!！?？]?$")
PAIRS = {"“": "”", "「": "」", "『": "』", "‘": "’", '"': '"'}
LEAST = 4
"""Letters that make a quotation out of words in quotation marks; a shorter one may be a name."""


def verbatim(answer: Answer, reports: Mapping[str, Report]) -> Score:
    """1 when every quote, of citations and closest passages, is its report's text at its offsets, of the passage that it names, and its sides render each other; else 0."""
    faults = [fault for citation in (*answer.citations, *answer.closest) for fault in _faults(citation, reports)]
    if answer.status != "answered" and answer.citations:
        faults.append(f"{answer.status}, and yet {len(answer.citations)} citations")
    return Score(float(not faults), "; ".join(faults[:3]))


def _faults(citation: Citation, reports: Mapping[str, Report]) -> Iterator[str]:
    at = f"[{citation.number}]"
    report = reports.get(citation.report)
    if report is None:
        yield f"{at} is of a report {citation.report!r} that is not there"
        return
    passage = next((one for one in report.passages if one.id == citation.passage), None)
    if passage is None:
        yield f"{at} names a passage {citation.passage!r} that is not there"
    if citation.zh is None and citation.en is None:
        yield f"{at} quotes nothing"
    for language in LANGUAGES:
        quote = citation.side(language)
        if quote is None:
            continue
        if not 0 <= quote.start < quote.end or report.text[language][quote.start : quote.end] != quote.text:
            yield f"{at} {language}: {cut(quote.text, 30)!r} is not the text from {quote.start} to {quote.end}"
        elif passage is not None and not _holds(report, passage, language, Span(quote.start, quote.end)):
            yield f"{at} {language}: {quote.start} to {quote.end} lies outside {citation.passage}"
    if passage is not None and citation.zh is not None and citation.en is not None and not _renders(report, passage, citation.zh, citation.en):
        yield f"{at} its two sides do not render each other"


def _renders(report: Report, passage: Passage, zh: Quote, en: Quote) -> bool:
    """Do both sides touch one bead of the passage, or one heading? Sides that were swapped within a passage do not."""
    sides = {"zh": Span(min(zh.start, zh.end), max(zh.start, zh.end) + 1), "en": Span(min(en.start, en.end), max(en.start, en.end) + 1)}
    stretches = [*(bead.spans() for bead in passage.beads), *(section.heading for section in report.sections)]
    return any(all((span := stretch[language]) is not None and span.overlap(sides[language]) for language in LANGUAGES) for stretch in stretches)


def _holds(report: Report, passage: Passage, language: Language, span: Span) -> bool:
    """Is half of the stretch the passage's, or a heading's above it? A heading is cited by the first passage that stands under it."""
    own = passage.spans[language]
    above = [section.heading[language] for section in report.sections if f"{passage.section}.".startswith(f"{section.key}.")]
    return any(held is not None and 2 * held.overlap(span) >= len(span) for held in (own, *above))


def markers(answer: Answer) -> Score:
    """1 when every marker has its citation, every citation its marker, and what is quoted before a marker is what it cites; else 0.

    An extractive answer says nothing but quotes, so each must stand there to the character, white space apart. A marker that
    stands within a quotation is the quotation's, unless the words cited have it too; what is quoted after the last marker may
    be any citation's.
    """
    numbers = {citation.number: citation for citation in answer.citations}
    held = {citation.number: [bare(quote.text) for quote in (citation.zh, citation.en) if quote is not None] for citation in answer.citations}
    text = _unnested(answer.text, [words for own in held.values() for words in own])
    found = [_number(marker) for marker in MARKER.finditer(text)]
    faults = [f"[{number}] has no citation" for number in dict.fromkeys(found) if number not in numbers]
    if answer.status == "answered":
        faults += [f"citation {number} is not marked in the text" for number in numbers if number not in found]
        if not numbers:
            faults.append("nothing is cited")
        if answer.engine == "extractive":
            faults += [f"what citation {citation.number} quotes does not stand in quotation marks before its marker" for citation in answer.citations if not _shown(citation, answer.text)]
    if len(numbers) != len(answer.citations):
        faults.append("two citations have one number")
    for said, marked in segments(text):
        cited = [words for number in (marked or numbers) for words in held.get(number, [])]
        names = " ".join(f"[{number}]" for number in marked) or "any citation"
        faults += [f"{cut(piece, 30)!r} is not what {names} quotes" for piece in quotations(said) if cited and not _within(piece, cited)]
    return Score(float(not faults), "; ".join(faults[:3]))


def _shown(citation: Citation, text: str) -> bool:
    """Does one side of the citation stand in the text, in quotation marks, with its marker after it?"""
    sides = [" ".join(quote.text.split()) for quote in (citation.zh, citation.en) if quote is not None]
    return any(f"{opening}{side}{closing} [{citation.number}]" in text for side in sides for opening, closing in PAIRS.items())


def _number(marker: re.Match[str]) -> int:
    return int(marker.group(1))


def _unnested(text: str, cited: Sequence[str]) -> str:
    """The text with each marker that stands within a quotation put after it; one that the words cited have too is no marker, and gets round brackets."""
    out: list[str] = []
    start = 0
    for begin, end in quoted(text):
        inner = text[begin:end]
        inside = [marker.group() for marker in MARKER.finditer(inner)]
        if not inside:
            continue
        own = _within(inner, cited)
        if not own and text[begin - 1] == '"' and (inner[0].isspace() or not _ENDS.search(inner)):  # straight marks round no quotation
            continue
        out += [text[start:begin], MARKER.sub(lambda marker: f"({_number(marker)})", inner) if own else MARKER.sub("", inner), text[end : end + 1], *([] if own else inside)]
        start = end + 1
    return "".join([*out, text[start:]])


def segments(text: str) -> list[tuple[str, list[int]]]:
    """The text cut at its markers: what is said, and the markers that stand after it; none after the last piece, where there is one."""
    out: list[tuple[str, list[int]]] = []
    start = 0
    for marker in MARKER.finditer(text):
        said = text[start : marker.start()]
        if out and not said.strip(" \u3000,，、;；"):
            out[-1][1].append(_number(marker))
        else:
            out.append((said, [_number(marker)]))
        start = marker.end()
    return [*out, (text[start:], [])] if text[start:].strip() else out


def quotations(text: str) -> list[str]:
    """What stands in quotation marks, outermost pairs only, without those of fewer than LEAST letters."""
    return [text[begin:end] for begin, end in quoted(text) if len(bare(text[begin:end])) >= LEAST]


def quotations_of(text: str, citations: Sequence[Citation]) -> list[str]:
    """What stands in quotation marks, however short, and is words that the citations quote in either language."""
    held = [bare(quote.text) for citation in citations for quote in (citation.zh, citation.en) if quote is not None]
    return [piece for begin, end in quoted(text) if bare(piece := text[begin:end]) and _within(piece, held)]


def quoted(text: str) -> list[tuple[int, int]]:
    """Where each outermost pair of quotation marks begins and ends, the marks left out. One that never closes is none."""
    closes = _pairs(text)
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        if at in closes:
            out.append((at + 1, closes[at]))
            at = closes[at]
        at += 1
    return out


def _pairs(text: str) -> dict[int, int]:
    """Where the mark that opens at a place closes, nested ones of its kind passed over; an apostrophe is no mark."""
    out: dict[int, int] = {}
    open_at: dict[str, list[int]] = {}
    for at, mark in enumerate(text):
        if mark in "‘’" and text[at - 1 : at].isalnum() and (mark == "‘" or text[at + 1 : at + 2].isalnum()):
            continue
        if mark == '"' and open_at.get(mark):
            out[open_at[mark].pop()] = at
        elif mark in PAIRS:
            open_at.setdefault(PAIRS[mark], []).append(at)
        elif open_at.get(mark):
            out[open_at[mark].pop()] = at
    return out


def _within(piece: str, cited: Sequence[str]) -> bool:
    words = bare(piece)
    return any(stands(words, text) for text in cited)


def unmarked(text: str) -> str:
    """The text without its markers."""
    return MARKER.sub("", text)
