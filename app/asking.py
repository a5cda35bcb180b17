"""Asking: the one way from a question to an answer, that page, API, command line, batches and evals all take.

`Desk.ask` yields events; `Desk.answer` drains them. The desk keeps the index open, and takes a new one when the pointer
of its store moves. What an earlier question was answered with is found by asking it again, where a follow-up leans on it.
"""

import dataclasses
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from app.answer import Answer, Answered, Event, Retrieved
from app.answering import extractive, voice
from app.answering.item import asked_of, section_of
from app.answering.quotes import spans_of
from app.answering.scope import Scope, scope, within
from app.settings import NONE, judging_for
from app.understanding.followup import LONGEST, follow
from app.understanding.mending import Mender
from app.understanding.parts import parts, standing
from app.understanding.question import Question, looked_up, understand
from app.understanding.vocabulary import Vocabulary
from app.written.model_server import ModelServer
from app.written.support import Support
from app.written.writing import Writer, Writing
from index import manifest
from index.encoder import Encoder, Tokens, Vectors, open_encoder, unit
from index.ranking import Ranked, ranked
from index.reranker import QUESTION, Reranker, open_reranker
from index.rereading import PART
from index.scorer import Scorer, shipped
from index.search import Index, open_index
from index.settings import Settings
from source.errors import DuizhaoError

SHOWN = 1.5
"""What a window loses that shares words with a quote of the answer before, where a follow-up asks for something else of the same topic (`evals/LOG.md`, 2026-11-30)."""
REFUSED = 30.0
"""Seconds after which a build that could not be opened is tried again: a store may have been away, or a source have been mended."""
LEVELS = 3
"""Earlier questions that are asked again, one leaning on the other, to know what was cited."""


class Desk:
    """An encoder and an open index, shared by all who ask in one process; with a model server, answers are written by it."""

    def __init__(self, settings: Settings, encoder: Encoder | None = None, reranker: Reranker | None = None, model: ModelServer | None = None, scorer: Scorer | None = None) -> None:
        """Opens encoder, reranker, scorer and index. Raises EncoderFault, IndexFault, SourceFault, StoreFault or SettingFault."""
        self.settings = settings
        self.encoder = encoder if encoder is not None else open_encoder(settings)
        self.reranker = reranker if reranker is not None else open_reranker(settings, self.encoder)
        self.scorer = scorer if scorer is not None else shipped() if self.reranker is not None else Scorer.blank()
        self.judging = judging_for(self.encoder.name, self.reranker.name if self.reranker else NONE)
        self._lock = threading.Lock()
        self._index = open_index(settings, self.encoder)
        self._refused: tuple[Path | None, float] = (None, 0.0)
        self._mended: tuple[Index, Mender] | None = None
        self.model = model
        self._writer = Writer(model, Support(self.encoder)) if model is not None else None

    @property
    def engine(self) -> Literal["extractive", "llm"]:
        """What writes answers here; one that it cannot write is extractive all the same."""
        return "llm" if self._writer is not None else "extractive"

    @property
    def resting(self) -> bool:
        """Is the model server left alone for a while, since it kept failing? Quotes stand in meanwhile."""
        return self._writer is not None and self._writer.rest.left_alone

    @property
    def index(self) -> Index:
        """The current index; opened anew when a build has moved the pointer since.

        A new build that cannot be opened (built by another encoder, or the sources changed again) leaves the old one in use, and is tried again every REFUSED seconds.
        """
        with self._lock:
            folder = manifest.current(manifest.place(self.settings))
            now = time.monotonic()
            if folder != self._index.folder and (folder != self._refused[0] or now - self._refused[1] > REFUSED):
                try:
                    self._index = open_index(self.settings, self.encoder)
                except DuizhaoError as fault:
                    self._refused = (folder, now)
                    logging.getLogger("duizhao").error("the new index is not used: %s", fault)
            return self._index

    @property
    def held(self) -> Index:
        """The index that is open now; looking at it opens nothing, whatever was built since."""
        return self._index

    def warm(self) -> None:
        """Answer a few questions, so that the first asker does not wait for first-time work: lists of words and sounds, states of passages."""
        if self._writer is not None:
            self._writer.warm()
        for question, history in (("报告 report", []), ("baogao jiang shenme", []), ("那原因是甚么?", ["报告讲了哪些问题?"]), ("Why is that?", ["What does the report propose?"])):
            index = self.index
            for _ in self._answered(index, self._understood(index, question, history, None, LEVELS), "", None, time.perf_counter()):
                pass

    def understand(self, question: str, history: Sequence[str] = (), *, reports: Sequence[str] | None = None) -> Question:
        """The question understood by the words of the current index, with what an earlier one that it leans on was answered with. Raises QuestionFault."""
        return self._understood(self.index, question, history, reports, LEVELS)

    def _understood(self, index: Index, question: str, history: Sequence[str], reports: Sequence[str] | None, levels: int) -> Question:
        understood = understand(question, history, self._mender(index))
        if understood.follows is None or not levels:
            return understood
        earlier = self._understood(index, understood.earlier[-1], understood.earlier[:-1], reports, levels - 1)
        if understood.follows == "language":
            return dataclasses.replace(earlier, text=understood.text, language=understood.language, follows=earlier.follows or "language")
        if earlier.follows and understood.follows != "item" and (found := follow(understood.asked, understood.language, earlier.searched, earlier.language)):
            understood = dataclasses.replace(understood, searched=found.searched, put=looked_up(understood, earlier))  # what it leans on, an item perhaps, has its name only now
        if understood.follows == "substitution":
            return understood  # asks the same of something else: what was cited of the first is nothing to it
        if understood.again:
            return dataclasses.replace(understood, cited=earlier.cited)  # "say that again": the same question has the same answer
        *_, last = self._answered(index, earlier, "", reports, time.perf_counter())
        cited = last.answer.citations if isinstance(last, Answered) else ()
        if understood.follows == "item":
            return asked_of(index, understood, cited)
        before = earlier.cited if understood.follows == "more" else ()
        return dataclasses.replace(understood, cited=(*before, *cited))

    def _mender(self, index: Index) -> Mender:
        """Mends questions by the reports of an index; kept until there is a new one."""
        held = self._mended
        if held is None or held[0] is not index:
            held = self._mended = (index, Mender(Vocabulary.of(index.reports.values())))
        return held[1]

    def ask(self, question: str, history: Sequence[str] = (), *, id: str = "q-1", reports: Sequence[str] | None = None) -> Iterator[Event]:
        """Events: Retrieved, Token ..., Answered, over these reports alone (None: all). Raises QuestionFault for a question that cannot be asked.

        While a model server is waited for, empty Tokens come, also before Retrieved. Closing the iterator stops its work.
        """
        began = time.perf_counter()
        writing = self._writer.begin() if self._writer is not None else None
        index = self.index
        understood = self._understood(index, question, history, reports, LEVELS)
        if writing is not None:
            understood = yield from writing.completed(understood, history, self._mender(index))
        yield from self._answered(index, understood, id, reports, began, writing)

    def _answered(self, index: Index, question: Question, id: str, reports: Sequence[str] | None, began: float, writing: Writing | None = None) -> Iterator[Event]:
        """The events of a question that is understood; extractive without `writing`."""
        named = scope(index, question.searched, reports)
        if question.follows == "item" and question.cited:
            named = Scope((question.cited[0].report,), section_of(index, question.cited[0]))
        found, several = Ranked.nothing(), dict[str, Ranked]()
        if question.kind in ("report", "opinion"):
            put, encoded = _encoded(index, question)
            found = self._ranked(index, question, put, encoded, named)
            if question.kind == "report":
                several = self._ranked_parts(index, question, encoded[0], named)
        retrieved = time.perf_counter()
        yield Retrieved(found.passages)
        events = extractive.answer(index, question, found, several, id, named, self.judging)
        for event in events if writing is None else writing.instead(index, question, found, events):
            if isinstance(event, Answer):
                ended = time.perf_counter()
                timings = {"retrieve": _ms(retrieved - began), "answer": _ms(ended - retrieved), "total": _ms(ended - began)}
                yield Answered(_finished(event, question, timings), index, writing.written if writing is not None else None)
            else:
                yield event

    def ranked(self, index: Index, question: Question, named: Scope) -> Ranked:
        """What the index holds on the question, within what it names."""
        put, encoded = _encoded(index, question)
        return self._ranked(index, question, put, encoded, named)

    def _ranked(self, index: Index, question: Question, put: str, encoded: tuple[Vectors, Tokens], named: Scope) -> Ranked:
        vector, asked = encoded
        found = within(index, index.search(put, reports=named.reports, vector=vector), named)
        made = ranked(index, self.reranker, self.scorer, put, asked, found, question.language)
        if put != question.put or question.follows != "aspect":
            return made
        return made.lowered(index, [(citation.report, spans_of(citation)) for citation in question.cited], SHOWN)

    def _ranked_parts(self, index: Index, question: Question, whole: Vectors, named: Scope) -> dict[str, Ranked]:
        """What it holds on each part of a question that asks several things: its words, completed by the first part where it leans on that, by a vector between the part's and the whole question's."""
        out: dict[str, Ranked] = {}
        pieces = parts(question.searched)
        for part in pieces:
            put = standing(part, pieces[0])
            vector, asked = index.encoder.asked(put)
            found = within(index, index.search(put, reports=named.reports, vector=unit(whole + vector)), named)
            out[part] = ranked(index, self.reranker, self.scorer, put, asked, found, question.language, PART)
        return out

    def answer(self, question: str, history: Sequence[str] = (), *, id: str = "q-1") -> Answer:
        """The whole answer. Raises QuestionFault."""
        *_, last = self.ask(question, history, id=id)
        if not isinstance(last, Answered):
            raise AssertionError("ask ended without an answer")
        return last.answer


def _encoded(index: Index, question: Question) -> tuple[str, tuple[Vectors, Tokens]]:
    """The words that are looked up, and the same encoded; the standalone form where the question before it makes them more than can be read."""
    if question.put and len(question.put) <= LONGEST:
        encoded = index.encoder.asked(question.put)
        if len(encoded[1].states) <= QUESTION:
            return question.put, encoded
    return question.searched, index.encoder.asked(question.searched)


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def _finished(answer: Answer, question: Question, timings: dict[str, float]) -> Answer:
    """The answer with its timings, and with a notice where something else was searched for than was typed."""
    mended = question.corrected and question.kind in ("report", "about", "publisher")
    meant = question.searched if question.rewritten else question.asked
    notices = (voice.corrected(meant, question.language), *answer.notices) if mended or question.rewritten else answer.notices
    return dataclasses.replace(answer, timings_ms=timings, notices=notices)
