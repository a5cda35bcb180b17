"""Where pasted evidence stands in a report's text, whatever its spacing, width, punctuation, letter case and kind of Han characters.

Knows nothing of cases or of files.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from index.normal import normal, simplified
from source.report import Language, Span

_KINDS = ("\"'“”‘’‛‟„‚«»‹›「」『』﹁﹂﹃﹄〝〞`´", ".。．｡…", ",，、､", "-‐‑‒–—―−~～〜－")
"""Marks that are printed for one another, their plainest first: quotation marks, stops, commas, dashes."""
SURE = 12
"""A paste of this many letters may begin or end inside a word or number; "cat" is not to be found in concatenate."""
QUOTED = 60
"""Characters of a text that an error message shows."""
COMPARED = 600
"""Characters of a paste that are compared to find the nearest text: 0.1 s in 450,000 characters; 3,000 took 3 s."""


class NotThere(ValueError):
    """What was pasted does not stand in the text."""


@dataclass(frozen=True)
class _Folded:
    """A text as it is compared: letters and digits only; `places[i]` is where `letters[i]` stands in the text."""

    letters: str
    places: Sequence[int]


def locate(pasted: str, text: str, language: Language) -> list[Span]:
    """Every place where the pasted words stand, first to last, none overlapping the one before.

    Places that are exact to the character are the only ones where there are any. Else letters and digits decide, in
    their normal form (`index.normal`); of the marks around them the span takes in those that were pasted too.
    Raises NotThere that tells what was pasted and the text nearest to it.
    """
    words = unicodedata.normalize("NFC", pasted.encode("utf-8", "replace").decode()).strip()  # no text holds a lone surrogate
    sought = _folded(words)
    if not sought.letters:
        raise NotThere(f"what was pasted, {_cut(pasted)!r}, holds no letter or digit, so it cannot be looked up in the {language} text")
    exact = [Span(at, at + len(words)) for at in _each(words, text)]
    if exact:
        return exact
    folded = _of_report(text)
    found = [Span(folded.places[at], folded.places[at + len(sought.letters) - 1] + 1) for at in _each(sought.letters, folded.letters)]
    whole = [span for span in found if _whole_words(text, span)]
    if whole or len(sought.letters) < SURE:
        found = whole
    if found:
        return [_with_marks(words, sought, text, span) for span in found]
    raise NotThere(f"the {language} text does not hold {_cut(pasted)!r}; {_nearest(sought.letters, text, folded)}")


def _each(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))


@lru_cache(maxsize=32)
def _of_report(text: str) -> _Folded:
    return _folded(text)


def _folded(text: str) -> _Folded:
    """Letters and digits in their plain form; a point or dash between two digits stays, since 3.5 is not 35."""
    letters: list[str] = []
    places = array("L")
    between = ""  # the marks since the last letter
    for at, character in enumerate(_simplified(text)):
        plain = _plain(character)
        if not plain:
            between += "" if character.isspace() else character
            continue
        if between and plain[0].isdigit() and letters and letters[-1].isdigit() and {_kind(mark) for mark in between} in ({"."}, {"-"}):
            letters.append(_kind(between[0]))
            places.append(at)
        between = ""
        letters += plain
        places.extend([at] * len(plain))
    return _Folded("".join(letters), places)


def _simplified(text: str) -> str:
    """Simplified, phrase by phrase, a line at a time; a line whose length that would change stays, to keep offsets."""
    out = [changed if len(changed := simplified(line)) == len(line) else line for line in text.split("\n")]
    return "\n".join(out)


@cache
def _plain(character: str) -> str:
    """The letters and digits of one character's normal form: "" for a mark or a blank."""
    return "".join(letter for letter in normal(character) if unicodedata.category(letter)[0] in "LNM")


def _whole_words(text: str, span: Span) -> bool:
    """Does the span neither begin nor end inside a word or number? (Han characters are no words of this kind.)"""
    edges = (text[max(0, span.start - 1) : span.start + 1], text[span.end - 1 : span.end + 1])
    return not any(len(edge) == 2 and re.fullmatch(r"[A-Za-z\u00c0-\u024f]{2}|\d{2}", edge) for edge in edges)


def _with_marks(words: str, sought: _Folded, text: str, span: Span) -> Span:
    """The span with the marks around it that the paste has around its words too."""
    head, tail = words[: sought.places[0]], words[sought.places[-1] + 1 :]
    before = text[max(0, span.start - 2 * len(head) - 8) : span.start]
    after = text[span.end : span.end + 2 * len(tail) + 8]
    return Span(span.start - _taken(head[::-1], before[::-1]), span.end + _taken(tail, after))


def _taken(pasted: str, printed: str) -> int:
    """How many characters of `printed` the pasted marks take in, reading away from the words; never beyond the line."""
    printed = printed.split("\n", 1)[0]
    taken = at = 0
    for mark in pasted:
        while at < len(printed) and printed[at].isspace():
            at += 1
        if at < len(printed) and not mark.isspace() and not _plain(printed[at]) and _kind(printed[at]) == _kind(mark):
            at += 1
            while _kind(mark) in ".-" and at < len(printed) and _kind(printed[at]) == _kind(mark):  # …… and ...... and ——
                at += 1
            taken = at
    return taken


def _kind(mark: str) -> str:
    """The mark that stands for all of its kind."""
    wide = next((kind for kind in _KINDS if mark in kind), "")
    return wide[0] if wide else unicodedata.normalize("NFKC", mark)


def _nearest(letters: str, text: str, folded: _Folded) -> str:
    """The place in the text that is most like the paste, in words, for an error message."""
    found = fuzz.partial_ratio_alignment(letters[:COMPARED], folded.letters) if folded.letters else None
    if found is None or found.dest_end <= found.dest_start:
        return "nothing in it is like it"
    start, end = folded.places[found.dest_start], folded.places[found.dest_end - 1] + 1
    return f"nearest, {found.score:.0f} % alike, is {_cut(text[start:end])!r} at {start}"


def _cut(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
