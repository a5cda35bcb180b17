"""The written answer: the passages that the extractive answer found go to a model, and what it writes is shown sentence by sentence.

Where it fails, is too slow, or writes what the report does not say, the extractive answer stands in and says why. Where
that one does not answer, no model is asked. Knows nothing of search.
"""

import contextlib
import dataclasses
import logging
import time
from collections.abc import Generator, Iterator, Sequence

from app.answer import Answer, Notice, Token, Written
from app.answering import voice
from app.answering.citations import cite
from app.errors import ModelFault
from app.understanding.mending import Mender
from app.understanding.question import Question
from app.written import confirming, prompt, rewriting
from app.written.drafting import Confirm, Draft, Opinion
from app.written.model_server import Message, ModelServer
from app.written.resting import Rest
from app.written.sentences import Said, Sentences
from app.written.support import Evidence, Support
from app.written.thoughts import VOID
from index.ranking import Ranked
from index.search import Index
from source.report import Language

RESERVE = 1.0
"""Seconds of the deadline that are left for the extractive answer."""
DOWN = ("away", "key", "unknown", "busy", "failed")
"""Faults after which a second call would only fail again."""
WAITING = Token("", engine="llm")
_LOG = logging.getLogger("duizhao")


class Writer:
    """A model server and the check of what it writes, for all questions of one desk."""

    def __init__(self, model: ModelServer, support: Support) -> None:
        self.model = model
        self.support = support
        self.rest = Rest()

    def warm(self) -> None:
        """Do first-time work before the first sentence; the server is not asked."""
        self.support.check("报告 report 1", "zh", [Evidence("报告 1", "report 1")])

    def begin(self) -> "Writing":
        """The time of a question begins."""
        return Writing(self.model, self.support, self.rest)


class Writing:
    """What is asked of the model for one question; `written` says what it cost and what became of it."""

    def __init__(self, model: ModelServer, support: Support, rest: Rest) -> None:
        self._model, self._support, self._rest, self._settings = model, support, rest, model.settings
        self._until = time.monotonic() + max(0.5, model.settings.timeout - RESERVE)
        self._fault: ModelFault | None = None
        self._tried = self._failed = False
        self._cut = False
        self.written: Written | None = None

    def completed(self, question: Question, history: Sequence[str], mender: Mender) -> Generator[Token, None, Question]:
        """Empty pieces while the model is waited for; then the question, completed by it where it leans on an earlier one and that made sense."""
        if self._fault is not None or not (self._settings.rewrite and rewriting.wanted(question, history)):
            return question
        said = ""
        try:
            with contextlib.closing(self._asked(rewriting.messages(question, history), rewriting.WRITES, rewriting.SECONDS, time.monotonic() + rewriting.SECONDS)) as reply:
                for piece in reply:
                    said = "" if piece == VOID else said + piece
                    if not piece:
                        yield WAITING
        except ModelFault as fault:
            self._count(rewriting=fault.code)
            if fault.code in DOWN:  # not asked again for the same answer
                self._fault = fault
            else:
                _LOG.warning("a question was not rewritten: %s at %s", fault.code, self._model.place)
            return question
        made = rewriting.rewritten(said, question, history, mender)
        self._count(rewriting="done" if made is not None else "kept")
        return made or question

    def instead(self, index: Index, question: Question, found: Ranked, extracted: Iterator[Token | Answer]) -> Iterator[Token | Answer]:
        """The pieces of the written answer and the answer, or those of the extractive one that stands in."""
        events = list(extracted)
        answer = events[-1]
        if not isinstance(answer, Answer) or not _can_be_written(question, answer):
            yield from events
            return
        draft: Draft | None = None
        try:
            if self._fault is not None:
                raise self._fault
            passages = prompt.shown(index, _passages(answer, found), most=self._settings.passages, context=self._settings.context - prompt.tokens(question.text))
            if not passages:
                yield from events
                return
            draft = Draft(index, question, passages, self._support, self._settings, self._confirming(question.language), lead=_lead(answer))
            cut = yield from self._drafted(draft, prompt.messages(index, question, passages))
            code = draft.fault
        except ModelFault as fault:
            _LOG.warning("a written answer failed: %s at %s; `duizhao check` says more", fault.code, self._model.place)  # the server's own words may hold the question
            code = fault.code
        if draft is not None:
            self._count(sentences=draft.sentences, dropped=draft.lost, checking_ms=round(1000 * draft.seconds, 1))
        if not code and draft is not None:
            yield _answer(index, answer, draft, cut=cut)
            return
        self._count(fault=code)
        yield from _standing_in(events, voice.fallback(code, question.language), anew=draft is not None and (draft.begins_anew() or bool(draft.text)))

    def _drafted(self, draft: Draft, messages: Sequence[Message]) -> Generator[Token, None, bool]:
        """The pieces that are shown, each as it passes; then whether the model would have gone on. Raises ModelFault."""
        sentences, reply = Sentences(), self._asked(messages, prompt.WRITES, self._settings.first, self._until)
        with contextlib.closing(reply):
            for piece in reply:
                if piece == VOID:
                    sentences = Sentences()
                    draft.void()
                    continue
                if not piece:
                    draft.prepare()
                    yield WAITING
                for said in sentences.feed(piece):
                    yield from self._taken(draft, said)
                    if draft.hopeless or draft.full:
                        return draft.full
        cut = self._cut  # of this reply: a verdict is another
        for said in sentences.end() if not cut else ():
            if draft.hopeless or draft.full:
                return draft.full
            yield from self._taken(draft, said)
        return cut

    def _taken(self, draft: Draft, said: Said) -> Iterator[Token]:
        """What is shown of one sentence, an empty piece before it and with each step of its check: there a stop is seen, and the end of the time. Raises ModelFault."""
        yield WAITING
        with contextlib.closing(draft.take(said)) as pieces:
            while True:
                if time.monotonic() > self._until:  # one piece of a reply may hold hundreds of sentences
                    raise ModelFault("a written answer was not checked in time", code="slow", hint="DUIZHAO_LLM_TIMEOUT")
                piece = next(pieces, None)
                if piece is None:
                    return
                yield Token(piece, engine="llm", anew=draft.begins_anew())

    def _confirming(self, language: Language) -> Confirm | None:
        """The second check, where it is set; each verdict is a call. Raises ModelFault when asked."""
        if self._settings.check == "own":
            return None

        def confirm(sentence: str, evidence: Sequence[Evidence]) -> Opinion:
            seconds, verdict = confirming.patience(self._settings), ""
            with contextlib.closing(self._asked(confirming.messages(sentence, language, evidence), confirming.WRITES, seconds, time.monotonic() + seconds)) as reply:
                for piece in reply:
                    verdict = "" if piece == VOID else verdict + piece
                    yield ""
            return confirming.confirmed(verdict)

        return confirm

    def _asked(self, messages: Sequence[Message], tokens: int, first: float, until: float) -> Generator[str, None, None]:
        """The pieces of one reply; closing it stops the server. Counts the call. Raises ModelFault, also where the server is left alone for now."""
        if not self._tried and (resting := self._rest.fault) is not None:
            raise resting
        self._tried = True  # of one question, one call is the trial
        reply = self._model.reply(messages, until=min(until, self._until), first=first, tokens=tokens)
        try:
            yield from reply
        except ModelFault as fault:
            self._failed = True
            self._rest.told(fault)
            raise
        finally:
            if reply.begun and not self._failed:  # closed early or read to its end, and nothing else of this question failed
                self._rest.told(None)
            reply.close()
            self._cut = reply.cut
            had = self.written or Written()
            self._count(calls=had.calls + 1, prompt=had.prompt + reply.tokens[0], completion=had.completion + reply.tokens[1])

    def _count(self, **more: int | float | str) -> None:
        self.written = dataclasses.replace(self.written or Written(), **more)  # type: ignore[arg-type]


def _can_be_written(question: Question, answer: Answer) -> bool:
    """Is there evidence to write from? What the tool says itself, title pages and lists of headings stay as they are."""
    outline = answer.text.startswith(voice.CHAPTERS[answer.language].rstrip())
    return question.kind == "report" and answer.status == "answered" and bool(answer.citations) and not outline


def _lead(answer: Answer) -> str:
    """What is said before a written answer as well: that the report does not explain the word."""
    uses = voice.USES[answer.language]
    return uses if answer.text.startswith(uses.rstrip()) else ""


def _passages(answer: Answer, found: Ranked) -> list[str]:
    """What the extractive answer cites, then the next best."""
    return [*(citation.passage for citation in answer.citations), *(passage for passage, _ in found.passages)]


def _answer(index: Index, extracted: Answer, draft: Draft, *, cut: bool) -> Answer:
    notices = [*extracted.notices, *_losses(draft, extracted.language)]
    if draft.silent and all(one.code != "low_confidence" for one in notices):  # it said that the passages do not answer, beside what it says that they do
        notices.append(voice.notice("low_confidence", extracted.language))
    if cut:
        notices.append(Notice("dropped", voice.CUT[extracted.language]))
    return dataclasses.replace(extracted, text=draft.text, citations=tuple(cite(index, draft.quotes.quotes)), notices=tuple(notices), engine="llm")


def _losses(draft: Draft, language: Language) -> list[Notice]:
    told = [Notice("dropped", voice.MARKED[language].format(voice.UNSUPPORTED[language]))] if draft.marked else []
    return told + ([voice.dropped(draft.lost - draft.marked, language)] if draft.lost > draft.marked else [])


def _standing_in(events: Sequence[Token | Answer], notice: Notice, *, anew: bool) -> Iterator[Token | Answer]:
    """The extractive answer with a notice; with `anew` in place of what was shown of the written one."""
    for event in events:
        if isinstance(event, Token):
            yield dataclasses.replace(event, anew=anew)
            anew = False
        else:
            yield dataclasses.replace(event, notices=(*event.notices, notice))
