"""Sentences and clauses with exact offsets, for Chinese, English and mixed text.

A sentence ends at 。！？； or . ! ? ; with the closing quotes and brackets after it: semicolons count because Chinese
official prose runs whole paragraphs on them. Knows nothing of reports.
"""

import re
from collections.abc import Iterator

from source.report import Language, Span

CLOSERS = "”’\"'」』）)】》〉]"
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st vol vols fig figs eq pp ed eds al vs cf inc ltd co corp dept est approx e.g i.e viz gen gov sen rep "
    "jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k u.n a.m p.m ph.d".split()
)
NUMBER_ABBREVIATIONS = frozenset({"no", "nos", "sec", "ch", "art"})
"""Some are words too: abbreviations only where a number follows."""
OPEN_ABBREVIATIONS = frozenset({"etc"})
"""These may end a sentence: they do where a capital follows."""

_ZH_END = re.compile(rf"[。！？!?；;…]+[{re.escape(CLOSERS)}]*|(?<=[\u3400-\u9fff])\.(?=\s|$)[{re.escape(CLOSERS)}]*")
_EN_END = re.compile(rf"[.!?;。！？；…]+[{re.escape(CLOSERS)}]*(?:\s+[{re.escape(CLOSERS)},]+)*(?=\s|$|(?<=[。！？；]))")
_CLAUSE_END = {
    "zh": re.compile(r"[，；：。！？!?]|[,;](?![0-9])|:(?![0-9A-Za-z/])|——|(?<=\s)\|(?=\s)"),
    "en": re.compile(r"[,;:.!?](?=\s|$)| [–—-] |—|(?<=\s)\|(?=\s)"),
}


def sentences(text: str, span: Span, language: Language) -> list[Span]:
    """The sentences of text[span], in order; together they cover all of it but the white space between."""
    ends = _ends(text, span, language)
    out: list[Span] = []
    start = span.start
    for end in [*ends, span.end]:
        piece = trimmed(text, Span(start, end)) if end > start else None
        if piece is not None:
            out.append(piece)
            start = end
    return _joined_crumbs(text, out)


def _ends(text: str, span: Span, language: Language) -> Iterator[int]:
    pattern = _ZH_END if language == "zh" else _EN_END
    for found in pattern.finditer(text, span.start, span.end):
        if language == "en" and not _ends_english(text, found, span.end):
            continue
        yield found.end() - _opens(text, found.end() - 1, span.end)


def _opens(text: str, at: int, limit: int) -> bool:
    """Is this a straight quotation mark that opens: before a word, with those before it on the line in pairs?"""
    return text[at] == '"' and at + 1 < limit and re.match(r"[\w《“(（]", text[at + 1]) is not None and text.count('"', text.rfind("\n", 0, at) + 1, at) % 2 == 0


def _ends_english(text: str, found: re.Match[str], limit: int) -> bool:
    """Is this stop the end of a sentence, and not part of an abbreviation, an initial or a list number?"""
    if found.group()[0] != "." or found.group().startswith(".."):
        return True
    before = re.search(r"\S+$", text[max(0, found.start() - 30) : found.start()])
    word = (before.group() if before else "").lower().lstrip("([（“‘\"'").strip(".")
    after = text[found.end() : limit].lstrip()
    if word in NUMBER_ABBREVIATIONS and re.match(r"\d|[VX]\b|[IVXLC]{2,}\b", after):
        return False
    if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return False
    if after and after[0].islower():
        return False  # machine translation cuts sentences: "could not be formed. integrate into society."
    if word in OPEN_ABBREVIATIONS:
        return bool(after) and after[0].isupper()
    line_start = text.rfind("\n", 0, found.start()) + 1
    return not re.fullmatch(r"\s*(?:\d+|[ivxlc]+)", text[line_start : found.start()], re.IGNORECASE)


def _joined_crumbs(text: str, spans: list[Span]) -> list[Span]:
    """Pieces without a letter or digit belong to the sentence before them."""
    out: list[Span] = []
    for span in spans:
        if out and not re.search(r"\w", text[span.start : span.end]):
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


def clauses(text: str, span: Span, language: Language) -> list[Span]:
    """The clauses of one sentence: split after , ; : and their full-width forms, and between a table's cells, never inside a number; white space outside."""
    out: list[Span] = []
    start = span.start
    pattern = _CLAUSE_END[language]
    for end in [*(found.end() for found in pattern.finditer(text, span.start, span.end)), span.end]:
        while end < span.end and text[end] in CLOSERS and not _opens(text, end, span.end):
            end += 1
        piece = trimmed(text, Span(start, end)) if end > start else None
        if piece is not None:
            out.append(piece)
            start = end
    return _joined_crumbs(text, out)


def trimmed(text: str, span: Span) -> Span | None:
    """The span without white space at its ends; None when nothing is left."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None


def without_stop(text: str, span: Span) -> Span:
    """The span without the comma, stop or colon at its end (a closing quote stays): what is shown as a quotation."""
    end = span.end
    while end > span.start + 1 and (text[end - 1] in ",，;；:：。.、|" or text[end - 1].isspace()):
        end -= 1
    return Span(span.start, end)
