"""What a written sentence cites: of the passage that it names, the clauses that come nearest to what it says, in both languages.

Each is one contiguous quote, as in an extractive answer. Words that the sentence quotes stand in what it cites, and its
numbers where one quote can hold them; else there is a second one. Knows nothing of whether the sentence is right.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.answering.quotes import Chosen
from app.written.markers import quotations
from app.written.prompt import orders
from index.encoder import Vectors
from index.normal import normal
from index.search import Index
from index.units import Unit
from index.windows import ENGLISH_RATIO
from source.report import LANGUAGES, Language, Passage, Report, Span, Spans, other
from source.sentences import without_stop

QUOTED, NUMBER, LENGTH = 1.0, 0.05, 0.01
"""What a quotation, a number and ln of the Chinese characters weigh beside a cosine: cosines of one passage differ by some hundredths."""
LEAST = 2
"""Characters of a quotation that has to stand in what is cited."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[〇零一二三四五六七八九十百千万亿]{2,}")


@dataclass(frozen=True)
class Window:
    """Clauses that could be cited, and what their words are when compared."""

    unit: str
    spans: Spans
    words: tuple[str, ...]
    cosine: float
    size: float


class Citing:
    """Numbers what one answer cites, from 1, in the order in which it is cited."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._held: dict[str, list[Unit]] = {}
        self.quotes: list[Chosen] = []

    def cited(self, sentence: str, passages: Sequence[str]) -> list[int]:
        """The numbers of what the sentence cites of these passages."""
        vector = self._index.encoder.passages([sentence])[0]
        quotes = [_bare(sentence[start:end]) for start, end in quotations(sentence)]
        quotes = [quote for quote in quotes if len(quote) >= LEAST]
        numbers = [found.replace(",", "") for found in _NUMBER.findall(normal(sentence))]
        made = [self._number(chosen) for passage in passages for chosen in self._nearest(passage, vector, quotes, numbers)]
        return list(dict.fromkeys(made))

    def _nearest(self, id: str, vector: Vectors, quotes: Sequence[str], numbers: Sequence[str]) -> Iterator[Chosen]:
        report, passage = self._index.reports[id.split("/", 1)[0]], self._index.passages[id]
        windows = [window for unit in self._units(id) for window in _windows(self._index, report, unit, vector) if not _withheld(report, window)]
        apart = [quote for quote in quotes if not any(_holds(window, quote) for window in windows)]
        for quote in apart:  # it runs over several sentences
            if (spans := _over(report, passage, quote)) is not None:
                yield Chosen(report.id, id, spans, 1.0)
        wanted = [(quote, QUOTED) for quote in quotes if quote not in apart] + [(number, NUMBER) for number in numbers]
        if not windows or (apart and not wanted):
            return
        best = max(windows, key=lambda window: _score(window, wanted))
        yield Chosen(report.id, id, best.spans, _score(best, wanted), best.unit)
        missing = [(words, weight) for words, weight in wanted if not _holds(best, words)]
        if missing:
            second = max(windows, key=lambda window: _score(window, missing))
            if any(_holds(second, words) for words, _ in missing):
                yield Chosen(report.id, id, second.spans, _score(second, missing), second.unit)

    def _units(self, id: str) -> list[Unit]:
        if id not in self._held:
            self._held[id] = [unit for unit in self._index.units if unit.passage == id and unit.kind in ("text", "title")]
        return self._held[id]

    def _number(self, chosen: Chosen) -> int:
        """The number of a quote: that of an earlier one which holds it, or a new one."""
        for number, held in enumerate(self.quotes, 1):
            if held.passage == chosen.passage and all(_within(chosen.spans[language], held.spans[language]) for language in LANGUAGES):
                return number
        self.quotes.append(chosen)
        return len(self.quotes)


def _windows(index: Index, report: Report, unit: Unit, vector: Vectors) -> Iterator[Window]:
    """The windows of one unit, and the whole of it, with what renders each."""
    mine: Language = report.original if unit.windows[report.original] else other(report.original)
    theirs = other(mine)
    near = {language: index.window_vectors(unit, language) @ vector for language in LANGUAGES if unit.windows[language]}
    for row, window in enumerate(unit.windows[mine]):
        rendered = index.counterpart(unit, row) if mine == report.original else None
        cosines = [float(near[mine][row])] + ([float(near[theirs][unit.windows[theirs].index(rendered)])] if rendered is not None else [])
        yield _window(report, unit.id, {mine: window, theirs: rendered}, float(np.mean(cosines)))
    if near:
        whole: Spans = {language: without_stop(report.text[language], span) if (span := unit.spans[language]) is not None else None for language in LANGUAGES}
        yield _window(report, unit.id, whole, float(np.mean([values.mean() for values in near.values()])))


def _withheld(report: Report, window: Window) -> bool:
    """Is it what a model does not see, since it would instruct it?"""
    return any(orders(report.quote(language, span)) for language, span in window.spans.items() if span is not None)


def _window(report: Report, unit: str, spans: Spans, cosine: float) -> Window:
    words = tuple(_bare(report.quote(language, span)) for language in LANGUAGES if (span := spans[language]) is not None)
    size = max(len(span) / (ENGLISH_RATIO if language == "en" else 1.0) for language in LANGUAGES if (span := spans[language]) is not None)
    return Window(unit, spans, words, cosine, size)


def _score(window: Window, wanted: Sequence[tuple[str, float]]) -> float:
    return window.cosine + LENGTH * float(np.log(window.size)) + sum(weight for words, weight in wanted if _holds(window, words))


def _holds(window: Window, words: str) -> bool:
    return any(words in own for own in window.words)


def _bare(text: str) -> str:
    """Letters and digits as they are compared, with points within numbers."""
    return re.sub(r"(?<!\d)\.|\.(?!\d)|[^\w.]|_", "", normal(text))


def _over(report: Report, passage: Passage, quote: str) -> Spans | None:
    """The fewest neighbouring sentences that hold a quotation, with what renders them; None where it is not in the passage."""
    count = len(passage.beads)
    runs = sorted(((start, end) for start in range(count) for end in range(start, count)), key=lambda run: run[1] - run[0])
    for first, last in runs:
        spans: Spans = {language: _span(passage, language, first, last) for language in LANGUAGES}
        if any(quote in _bare(report.quote(language, span)) for language, span in spans.items() if span is not None):
            return spans
    return None


def _span(passage: Passage, language: Language, first: int, last: int) -> Span | None:
    spans = [span for bead in passage.beads[first : last + 1] if (span := bead.spans()[language]) is not None]
    return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


def _within(inner: Span | None, outer: Span | None) -> bool:
    if inner is None or outer is None:
        return inner is outer
    return outer.start <= inner.start and inner.end <= outer.end
