"""Asking: the one way from a question to an answer, that page, API, command line, batches and evals all take.

`Desk.ask` yields events; `Desk.answer` drains them. The desk keeps the index open, and takes a new one when the pointer
of its store moves.
"""

import dataclasses
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from app import extractive
from app.answer import Answer, Answered, Event, Retrieved
from app.question import understand
from app.scope import scope, within
from index import manifest
from index.encoder import Encoder, open_encoder
from index.search import Found, Index, open_index
from index.settings import Settings
from source.errors import DuizhaoError


class Desk:
    """An encoder and an open index, shared by all who ask in one process."""

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        """Opens both. Raises EncoderFault, IndexFault, SourceFault or StoreFault."""
        self.settings = settings
        self.encoder = encoder if encoder is not None else open_encoder(settings)
        self._lock = threading.Lock()
        self._index = open_index(settings, self.encoder)
        self._refused: Path | None = None

    @property
    def index(self) -> Index:
        """The current index; opened anew when a build has moved the pointer since.

        A new build that cannot be opened (built by another encoder, or the sources changed again) leaves the old one in use.
        """
        with self._lock:
            folder = manifest.current(manifest.place(self.settings))
            if folder not in (self._index.folder, self._refused):
                try:
                    self._index = open_index(self.settings, self.encoder)
                except DuizhaoError as fault:
                    self._refused = folder
                    logging.getLogger("duizhao").error("the new index is not used: %s", fault)
            return self._index

    def warm(self) -> None:
        """Answer one question, so that the first asker does not wait for first-time work."""
        self.answer("报告 report")

    def ask(self, question: str, history: Sequence[str] = (), *, id: str = "q-1", reports: Sequence[str] | None = None) -> Iterator[Event]:
        """Events: Retrieved, Token ..., Answered, over these reports alone (None: all). Raises QuestionFault for a question that cannot be asked."""
        began = time.perf_counter()
        understood = understand(question, history)
        index = self.index
        named = scope(index, understood.searched, reports)
        found = within(index, index.search(understood.searched, reports=named.reports), named) if understood.kind == "report" else Found((), (), {}, {})
        retrieved = time.perf_counter()
        yield Retrieved(found.passages)
        for event in extractive.answer(index, understood, found, id, named):
            if isinstance(event, Answer):
                ended = time.perf_counter()
                timings = {"retrieve": _ms(retrieved - began), "answer": _ms(ended - retrieved), "total": _ms(ended - began)}
                yield Answered(_with_timings(event, timings), index)
            else:
                yield event

    def answer(self, question: str, history: Sequence[str] = (), *, id: str = "q-1") -> Answer:
        """The whole answer. Raises QuestionFault."""
        *_, last = self.ask(question, history, id=id)
        if not isinstance(last, Answered):
            raise AssertionError("ask ended without an answer")
        return last.answer


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def _with_timings(answer: Answer, timings: dict[str, float]) -> Answer:
    return dataclasses.replace(answer, timings_ms=timings)
