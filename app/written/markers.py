"""Markers: the numbers in brackets by which a model says what it cites, in the forms that models write them in, and the ones that we write.

Its numbers are the handles of the passages that it was shown; ours are those of the answer's citations. What stands in
quotation marks is somebody's words: a number in brackets there is no marker.
"""

import re
from collections.abc import Callable, Sequence

from source.report import Language
from source.sentences import CLOSERS

_ONE = r"(?:(?:段落?|来源|资料|passages?|sources?|no\.?|p\.?|#|\^)\s*)?\d{1,3}"
MARKER = re.compile(rf"[\[【［]\s*{_ONE}(?:\s*(?:[,，、;；]|[-－‐–—~～至到]|and|和|与)\s*{_ONE})*\s*(?:†[^\]】］]{{0,40}})?[\]】］]", re.IGNORECASE)
"""[1] 【1】 ［１］ [1, 2] [1-3] [来源1] 【1†source】"""
_RANGE = re.compile(r"(\d{1,3})\s*[-－‐–—~～至到]\s*\D{0,8}?(\d{1,3})|(\d{1,3})")
RANGE = 20
"""Passages of one range at most: [1-300] is none."""
PAIRS = {"“": "”", "「": "」", "『": "』", "‘": "’", '"': '"'}


def read(sentence: str, verbatim: Callable[[str], bool] = lambda words: True) -> tuple[str, tuple[int, ...]]:
    """The sentence without its markers, and their numbers, each once, in order.

    What stands in quotation marks stays as it is where it is verbatim; else a marker in it is the model's, and is left out,
    but cites nothing.
    """
    numbers: list[int] = []
    out: list[str] = []
    at = 0
    for start, end in [*quotations(sentence), (len(sentence), len(sentence))]:
        out.append(_without(sentence[at:start], numbers))
        words = sentence[start:end]
        out.append(words if verbatim(words) else _without(words, []).rstrip())
        at = end
    return _squeezed("".join(out)), tuple(dict.fromkeys(numbers))


def _without(text: str, numbers: list[int]) -> str:
    for marker in MARKER.finditer(text):
        for first, last, single in _RANGE.findall(marker.group()):
            low, high = (int(single), int(single)) if single else (int(first), int(last))
            numbers += range(low, high + 1) if low <= high < low + RANGE else [low, high]
    return MARKER.sub(" ", text)


def _squeezed(text: str) -> str:
    """The text without the blanks that markers leave: none next to Chinese characters and marks, none before a stop."""
    plain = " ".join(text.split())
    return re.sub(r" +(?=[,.;:!?，。；：！？、”」』）)])|(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef”“]) +(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])", "", plain)


def quotations(text: str) -> list[tuple[int, int]]:
    """Where what stands in quotation marks begins and ends, the marks left out; outermost pairs only. One that never closes is none."""
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        end = _closes(text, at) if text[at] in PAIRS else -1
        if end > at:
            out.append((at + 1, end))
            at = end
        at += 1
    return out


def _closes(text: str, at: int) -> int:
    """Where the quotation that opens here closes; -1 where it does not. An apostrophe opens and closes nothing."""
    opening, closing = text[at], PAIRS[text[at]]
    if opening == "‘" and at and text[at - 1].isalnum():
        return -1
    depth = 0
    for place in range(at + 1, len(text)):
        if text[place] == closing and not (closing == "’" and text[place + 1 : place + 2].isalpha()):
            if not depth:
                return place
            depth -= 1
        elif text[place] == opening:
            depth += 1
    return -1


def is_open(text: str) -> bool:
    """Does a quotation begin here that has not ended yet? Single marks do not count: they may be apostrophes."""
    return any(text.count(opening) > text.count(closing) for opening, closing in PAIRS.items() if opening not in '‘"') or text.count('"') % 2 == 1


def marked(sentence: str, numbers: Sequence[int], language: Language) -> str:
    """The sentence with our markers: before its stop, after a quotation that ends it."""
    if not numbers:
        return sentence
    told = " " + "".join(f"[{number}]" for number in numbers)
    stop = re.search(r"[。．.!?！？;；:：,，…]+$", sentence)
    if stop is None or sentence[-1] in CLOSERS:
        return sentence + told
    return sentence[: stop.start()] + told + stop.group()
