"""What the page shows of one turn, as plain data for its script: what is read, the answer as far as it has come, the answer.

An answer's text is laid out in blocks: a lead, then a quote each with its number. Knows nothing of Gradio.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from app.answer import Answer
from app.answering import voice
from app.conversing.exporting import plain
from app.pages.evidence_view import inside, naming, view
from app.written.markers import quotations
from index.normal import normal
from index.search import Index
from source.report import LANGUAGES, Language, Span, other
from source.text import language_of

View = dict[str, Any]
READING = 3
"""Passages that are named while they are read."""
KNOWN = 6
"""First characters of a quote by which its place is found while it is being written."""
_MARKED = re.compile(r"(?:“(.+?)”|「(.+?)」|\"(.+?)\"|‘(.+?)’) \[(\d+)\]", re.DOTALL)
_OPEN = re.compile(r"[“「\"‘][^\n]*$")
_NUMBER = re.compile(r" ?\[(\d+)\]")
_DOTS = {dots.strip() for dots in voice.LEFT_BETWEEN.values()}
_ASKED = re.compile(r"^- (.+)$", re.MULTILINE)


class _Quote(NamedTuple):
    """A quote as it stands in an answer's text, quotation marks and marker included; `number` 0: not yet told."""

    start: int
    end: int
    number: int
    language: Language
    text: str


def reading(index: Index, passages: Sequence[tuple[str, float]]) -> list[View]:
    """The sections that are being read, best first: their path in each language, and their report where there are several."""
    out: list[View] = []
    for id, _ in passages:
        passage = index.passages.get(id)
        if passage is None or len(out) == READING:
            continue
        report = index.reports[id.split("/", 1)[0]]
        row = {"path": {side: report.path(passage.section, side) for side in LANGUAGES}, "report": naming(index, report)}
        if row not in out:
            out.append(row)
    return out


def writing(text: str, index: Index | None = None, passages: Sequence[tuple[str, float]] = (), *, written: bool = False) -> View:
    """An answer that is still being written: the blocks of what has come so far, quotes out of these passages, or lines where a model has `written` it."""
    if written:
        lead, blocks = _laid(text, ())
        return {"state": "writing", "language": language_of(text), "lead": lead, "blocks": blocks}
    quotes: list[_Quote] = []
    end = 0
    for found in _MARKED.finditer(text):
        if int(found.group(5)) == len(quotes) + 1:
            quotes.append(_Quote(found.start(), found.end(), len(quotes) + 1, _spoken(found.group()[0]), next(filter(None, found.groups()))))
            end = found.end()
    unfinished = _OPEN.search(text, end)
    if unfinished is not None:
        quotes.append(_Quote(unfinished.start(), unfinished.end(), 0, _spoken(unfinished.group()[0]), unfinished.group()[1:]))
    lead, blocks = _laid(text, quotes)
    for block in blocks:
        if index is not None and block["kind"] == "quote":
            block["before"] = _begins_inside(index, passages, block["language"], block["text"])
    return {"state": "writing", "language": language_of(text), "lead": lead, "blocks": blocks}


def _begins_inside(index: Index, passages: Sequence[tuple[str, float]], language: Language, words: str) -> bool:
    """Does a quote begin inside a sentence? Told at once, since words that are set don't move when its dots come."""
    for id, _ in passages:
        passage, report = index.passages[id], index.reports[id.split("/", 1)[0]]
        for sentence in passage.sentences(language) if len(words) >= KNOWN else ():
            at = report.quote(language, sentence).find(words[:KNOWN])
            if at >= 0:
                return inside(report, language, Span(sentence.start + at, sentence.start + at + KNOWN))[0]
    return False


def _spoken(mark: str) -> Language:
    return "zh" if mark in "“「" else "en"


def finished(index: Index, answer: Answer, base: str = "") -> View:
    """A whole answer: state "answered", "low", "refused", or "said" for what the tool says itself, with questions to ask."""
    evidence = view(index, answer, base)
    lead, blocks = _laid(answer.text, _quotes(answer) if answer.engine != "llm" else ())
    out: View = {"state": _state(answer), "language": answer.language, "lead": lead, "blocks": blocks, "evidence": evidence}
    notices = [notice for notice in answer.notices if notice.code != "low_confidence"]
    out["notices"] = [{"code": notice.code, "text": notice.text} for notice in notices]
    if (answer.status == "answered" or _silent(answer)) and _completed(answer) and all(notice.code != "corrected" for notice in notices):
        out["notices"].insert(0, {"code": "searched", "text": voice.corrected(answer.searched, answer.language).text})
    out["plain"] = plain(answer, index.reports, base=base)
    if answer.status == "not_in_report":
        said = answer.text.split(f"\n{voice.SUGGEST[answer.language].strip()}")[0]
        out |= {"lead": "" if _silent(answer) else said, "blocks": [], "searched": _silent(answer)}
        out["suggested"] = _ASKED.findall(answer.text) if answer.text != said else []
    return out


def _completed(answer: Answer) -> bool:
    """Was something else searched for than was typed: a follow-up made to stand alone? White space and marks count for nothing."""
    typed, searched = (re.sub(r"[\W_]+", "", normal(text)) for text in (answer.question, answer.searched))
    return typed != searched


def _silent(answer: Answer) -> bool:
    """Was the report searched, and does it not say?"""
    return answer.text.startswith(voice.SILENT[answer.language])


def _state(answer: Answer) -> str:
    if answer.status == "answered":
        return "low" if any(notice.code == "low_confidence" for notice in answer.notices) else "answered"
    return "refused" if _silent(answer) or answer.text in voice.NO_OPINION.values() or answer.text in voice.NO_QUESTION.values() else "said"


def _quotes(answer: Answer) -> list[_Quote]:
    """The citations' quotes where they stand in the text; none where the text does not hold them word for word."""
    out: list[_Quote] = []
    at = 0
    for citation in answer.citations:
        side = answer.language if citation.side(answer.language) is not None else other(answer.language)
        quote = citation.side(side)
        words = " ".join(quote.text.split()) if quote is not None else ""
        shown = f"{voice.quoted(words, side)} [{citation.number}]"
        start = answer.text.find(shown, at)
        if start < 0:
            return []
        at = start + len(shown)
        out.append(_Quote(start, at, citation.number, side, words))
    return out


def _laid(text: str, quotes: Sequence[_Quote]) -> tuple[str, list[View]]:
    """What stands before the first quote, and the blocks: quotes with what is said of each, or else lines with markers in them."""
    if not quotes:
        lines = [line for line in text.split("\n") if line.strip()]
        if not _NUMBER.search(text):
            return "\n".join(lines), []
        return "", [{"kind": "text", "parts": _parts(line)} for line in lines]
    blocks: list[View] = []
    at = quotes[0].start
    for quote in quotes:
        aside = text[at : quote.start].strip()
        blocks.append({"kind": "quote", "number": quote.number, "language": quote.language, "text": quote.text, "aside": "" if aside in _DOTS else aside})
        at = quote.end
    lead = text[: quotes[0].start].strip()
    first, _, named = lead.partition("\n")
    if named:  # the report's name, or that the other language lacks it, is said of the quote
        lead, blocks[0]["aside"] = first, named.strip()
    return lead, blocks


def _parts(line: str) -> list[View]:
    """A line of a written answer: words and markers."""
    out: list[View] = []
    at = 0
    quoted = quotations(line)
    for found in _NUMBER.finditer(line):
        if any(start <= found.start() < end for start, end in quoted):
            continue  # the report's own
        out += [{"text": line[at : found.start()], "number": 0}, {"text": "", "number": int(found.group(1))}]
        at = found.end()
    return [part for part in [*out, {"text": line[at:], "number": 0}] if part["text"] or part["number"]]
