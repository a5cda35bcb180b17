"""A desk whose questions are counted, and logged where an administrator wants that: the one place where chat, API and /v1 pass."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Any, cast

from app.answer import Answer, Answered, Event
from app.asking import Desk
from app.errors import QuestionFault
from app.understanding.question import Question
from app.web.logs import QUESTIONS
from app.web.metrics import Metrics, Outcome, Way
from index.ranking import Ranked
from index.search import Index
from source.text import language_of


class CountedDesk(Desk):
    """The same desk, asked in one way. It opens nothing and holds nothing of its own."""

    def __init__(self, desk: Desk, way: Way, metrics: Metrics, *, log_questions: bool = False) -> None:
        self._desk = desk
        self._way = way
        self._metrics = metrics
        self._log_questions = log_questions

    def __getattr__(self, name: str) -> Any:
        """What this class does not say is the desk's own. Asked only for what is not found here."""
        if name == "_desk":  # not there yet
            raise AttributeError(name)
        return getattr(self._desk, name)

    @property
    def index(self) -> Index:
        return self._desk.index

    def warm(self) -> None:
        self._desk.warm()

    def understand(self, question: str, history: Sequence[str] = (), *, reports: Sequence[str] | None = None) -> Question:
        return self._desk.understand(question, history, reports=reports)

    def ranked(self, index: Index, question: Question, named: Any) -> Ranked:
        return self._desk.ranked(index, question, named)

    def ask(self, question: str, history: Sequence[str] = (), *, id: str = "q-1", reports: Sequence[str] | None = None) -> Iterator[Event]:
        """As the desk, event for event."""
        if self._log_questions:
            QUESTIONS.info("%s: %s", self._way, question, extra={"fields": {"way": self._way, "question": question}})
        outcome: Outcome = "stopped"
        answer: Answer | None = None
        self._metrics.begun()
        try:
            with closing(cast("Generator[Event]", self._desk.ask(question, history, id=id, reports=reports))) as events:  # closed with this one: it may wait for a model
                for event in events:
                    if isinstance(event, Answered):
                        answer = event.answer
                        outcome = _outcome(answer)
                        if event.written is not None:
                            self._metrics.wrote(event.written)
                    yield event
        except QuestionFault:
            outcome = "fault"
            raise
        except Exception:
            outcome = "error"
            raise
        finally:
            self._metrics.over(outcome, answer.language if answer is not None else language_of(question), self._way, answer)


def _outcome(answer: Answer) -> Outcome:
    if answer.status == "answered":
        return "low" if any(notice.code == "low_confidence" for notice in answer.notices) else "answered"
    return "not_in_report" if answer.status == "not_in_report" else "error"
