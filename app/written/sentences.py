"""Sentences out of a text that comes in pieces, each as soon as it is whole, with the markers that follow it.

Marks of lists, headings and emphasis are left out: what a model writes is shown as text. Knows nothing of passages.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.written.markers import MARKER, is_open
from source.report import Span
from source.sentences import CLOSERS, sentences
from source.text import language_of

LONGEST = 600
"""Characters of a sentence; what goes on longer is taken as it is."""
LOOKED = 24
"""Characters after a bracket that opens, within which it has to prove to be a marker."""
_BULLET = re.compile(r"^\s*(?:#{1,6}\s+|>\s*|[-*+•·–]\s+|(?:\d{1,2}[.)]\s+|\d{1,2}、(?!\d)|[(（]\d{1,2}[)）]\s*))+")
_HEADING = re.compile(r"^\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*\s*)$")
_TAGS = re.compile(r"</?su[pb]>|<\|[^|<>]{1,30}\|>|\\(?=[\[\]])", re.IGNORECASE)
"""Marks that models leave in what they write: raised text, ends of turns, escaped brackets."""
_EMPHASIS = re.compile(r"\*\*|__|`+|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")
_STOP = re.compile("[。！？!?.…]")


@dataclass(frozen=True)
class Said:
    """One sentence as it was written, markers and all. `line`: it begins a new line. `item`: it stands in an item of a list."""

    text: str
    line: bool
    item: bool = False


class Sentences:
    """Takes a text piece by piece, gives its sentences."""

    def __init__(self) -> None:
        self._held = ""
        self._line = False
        self._said = False

    def feed(self, piece: str) -> Iterator[Said]:
        """The sentences that are whole with this piece."""
        self._held += visible(piece)
        while (end := self._held.find("\n")) >= 0:
            line, self._held = self._held[:end], self._held[end + 1 :]
            yield from self._of_line(line)
            self._line = self._said
        for end in reversed(_ends(self._held)):
            if _goes_on(self._held[end:]):
                whole, self._held = self._held[:end], self._held[end:]
                yield from self._of_line(whole)
                break
        if len(self._held) > LONGEST:
            whole, self._held = self._held, ""
            yield from self._of_line(whole)

    def end(self) -> Iterator[Said]:
        """What is left, whole or not."""
        whole, self._held = self._held, ""
        yield from self._of_line(whole)

    def _of_line(self, line: str) -> Iterator[Said]:
        line = _TAGS.sub("", line)
        if _HEADING.match(line) and not MARKER.search(line) and not _STOP.search(_plain(line)[-1:]):
            return
        item, at = _BULLET.match(line) is not None, 0
        for end in [*_ends(line), len(line)]:
            text = _plain(line[at:end])
            if re.search(r"\w", MARKER.sub("", text)):
                yield Said(text, self._line, item)
                self._line, self._said = False, True
            at = end


def visible(text: str) -> str:
    """The text without control characters and marks that nobody sees: they hide words, or turn them round."""
    return "".join(character for character in text if character.isspace() or unicodedata.category(character)[0] != "C")


def _ends(text: str) -> list[int]:
    """Where sentences end, the markers after them included; a semicolon, or a stop within a quotation, ends none."""
    if not _STOP.search(text):
        return []
    bare = MARKER.sub(lambda marker: " " * len(marker.group()), text)
    out: list[int] = []
    start = 0
    for span in sentences(bare, Span(0, len(bare)), language_of(bare)) if bare.strip() else ():
        end = span.end
        while (marker := re.compile(rf"\s*{MARKER.pattern}", re.IGNORECASE).match(text, end)) is not None:
            end = marker.end()
        stop = bare[: span.end].rstrip(CLOSERS)[-1:]
        if _STOP.match(stop) and not is_open(text[start:end]):
            out.append(end)
            start = end
    return out


def _goes_on(rest: str) -> bool:
    """Does what follows show that the sentence before it is whole: something that is neither a marker nor a quotation's end?"""
    after = rest.lstrip()
    return bool(after) and after[0] not in CLOSERS and (after[0] not in "[【［" or len(after) > LOOKED)


def _plain(text: str) -> str:
    return _EMPHASIS.sub("", _BULLET.sub("", text)).strip()
