"""What the page asks of the server: a question, stop, feedback, an export, to forget. Plain data in and out.

Whatever a client sends is checked here, since Gradio lets anyone call a page's functions with anything. Answering is the
desk's, conversations are the store's; this module only passes on. Knows nothing of Gradio.
"""

import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.answer import Answer, Answered, Retrieved, Token
from app.asking import Desk
from app.conversing.conversations import TURNS, Conversations, Turn, asked_before
from app.conversing.exporting import markdown
from app.conversing.keeping import Keeper, key_of
from app.conversing.visit import Visit
from app.errors import KeepingFault, QuestionFault
from app.pages.overview import overview
from app.pages.turn_view import View, finished, reading, writing
from app.settings import HISTORY_CAP, QUESTION_CAP
from source.errors import DuizhaoError
from source.report import Language
from source.text import language_of

PACE = 0.04
"""Seconds between two pictures of an answer that is being written; what comes sooner goes with the next."""
STOPS = 2000
"""Turns whose stop is remembered: one may come before its question does."""
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_BASE = re.compile(r"https?://[^\s/\"'<>]{1,200}")
_ANYONE = Visit()
Forgotten = Literal["deleted", "unknown", "failed"]
_LOG = logging.getLogger("duizhao")


@dataclass(frozen=True)
class Asked:
    """A question as the page sends it: `key` names the turn, `number` counts it from 1, `earlier` are the questions before it. `gone`: none of the reports that it is to be asked over is there."""

    conversation: str
    key: str
    question: str
    number: int
    earlier: tuple[str, ...]
    reports: tuple[str, ...]
    base: str
    gone: bool = False

    @classmethod
    def read(cls, sent: object, known: Sequence[str]) -> "Asked":
        """Whatever was sent, as a question; what is not as it should be is left out."""
        told = sent if isinstance(sent, dict) else {}
        wanted = _list(told.get("reports"))
        reports = tuple(id for id in known if id in wanted)
        return cls(
            conversation=_text(told.get("conversation"), 64),
            key=_key(told.get("key")),
            question=_text(told.get("question"), 2 * QUESTION_CAP),
            number=_number(told.get("number")),
            earlier=tuple(asked_before(_list(told.get("earlier")))),
            reports=reports if len(reports) < len(known) else (),
            base=_base(told.get("base")),
            gone=bool(wanted) and not reports,
        )


class Stops:
    """Which turns were stopped, by their owner and key; or which conversations deleted, by their owner and id."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped: OrderedDict[tuple[str, str], None] = OrderedDict()

    def undo(self, owner: str, key: str) -> None:
        with self._lock:
            self._stopped.pop((owner, key), None)

    def stop(self, owner: str, key: str) -> None:
        with self._lock:
            self._stopped[owner, key] = None
            while len(self._stopped) > STOPS:
                self._stopped.popitem(last=False)

    def __contains__(self, key: object) -> bool:
        return key in self._stopped


class Talk:
    """All that one server's pages ask; safe to use from several threads."""

    def __init__(self, desk: Desk, conversations: Conversations, keeper: Keeper | None = None) -> None:
        self.desk = desk
        self.conversations = conversations
        self.keeper = keeper
        self.stops, self.deleted = Stops(), Stops()
        self._overview: View = {}

    def overview(self, sent: object = None) -> View:
        """The reports as they are now; nothing but the version where the page has that already."""
        index = self.desk.index
        if self._overview.get("version") != index.folder.name:
            self._overview = overview(index)
        had = sent.get("version") if isinstance(sent, dict) else None
        return {"version": had} if had == self._overview["version"] else self._overview

    def ask(self, sent: object, visit: Visit = _ANYONE) -> Iterator[View]:
        """Pictures of one turn, each whole: what is read, the answer as far as it has come, the answer. A failure is a picture too."""
        asked = Asked.read(sent, list(self.desk.index.reports))
        id = asked.conversation or self.conversations.new()
        turn: View = {"conversation": id, "key": asked.key, "question": asked.question}
        own, ours = (visit.owner, asked.key), (visit.owner, id)
        if asked.gone:
            yield turn | {"state": "fault", "code": "gone", "language": language_of(asked.question)}
            return
        if own in self.deleted or (own in self.stops and ours in self.deleted):  # while it waited for its turn
            yield turn | {"state": "stopped"}
            return
        ends: View = {"state": "stopped"}
        answer: Answer | None = None
        keep = True
        self.deleted.undo(*ours)
        self._take_up(id, asked, visit.owner)
        try:
            for picture, last in self._pictures(asked, self.conversations.questions(id, owner=visit.owner)) if own not in self.stops else ():
                if own in self.stops or own in self.deleted or ours in self.deleted:
                    break
                answer, ends = last, picture
                yield turn | picture
            if own in self.stops:
                yield turn | {"state": "stopped"}
        except QuestionFault as fault:
            keep = False
            yield turn | {"state": "fault", "code": fault.code, "language": language_of(asked.question)}
        except DuizhaoError as fault:
            keep = False
            _LOG.error("no answer: %s", fault)
            yield turn | {"state": "error", "code": "failed", "language": language_of(asked.question)}
        except Exception:  # a bug: the page is told, and it rises
            keep = False
            yield turn | {"state": "error", "code": "failed", "language": language_of(asked.question)}
            raise
        finally:  # also when the page is closed in the middle
            if keep and own not in self.deleted and ours not in self.deleted and ends["state"] not in ("fault", "error"):
                self._add(id, visit.owner, asked.number, Turn(asked.question, answer, stopped=answer is None, reports=asked.reports))

    def _take_up(self, id: str, asked: Asked, owner: str) -> None:
        """Make what is held of the conversation what the page has of it: it may have been asked again, or the server be a new one."""
        held = self.conversations.questions(id, owner=owner)
        if asked_before(held) != list(asked.earlier):
            if held and asked_before(held[:-1]) == list(asked.earlier):
                self.conversations.drop_last(id, owner=owner)
            else:
                self.conversations.forget(id, owner=owner)
        self.conversations.restore(id, asked.earlier, owner=owner)

    def _pictures(self, asked: Asked, history: Sequence[str]) -> Iterator[tuple[View, Answer | None]]:
        """The desk's events as pictures; the answer comes with the last."""
        text, shown, index, found = "", 0.0, self.desk.index, tuple[tuple[str, float], ...]()
        for event in self.desk.ask(asked.question, history, id=f"q-{asked.number}", reports=asked.reports or None):
            if isinstance(event, Retrieved):
                found = tuple(row for row in event.passages if row[0] in index.passages)
                yield {"state": "reading", "reading": reading(index, found), "language": language_of(asked.question)}, None
            elif isinstance(event, Token):
                text = event.text if event.anew else text + event.text
                if not text:  # a model is waited for
                    yield {"state": "reading", "reading": reading(index, found), "language": language_of(asked.question)}, None
                elif time.monotonic() - shown >= PACE:
                    shown = time.monotonic()
                    yield writing(text, index, found, written=event.engine == "llm"), None
            elif isinstance(event, Answered):
                yield finished(event.index, event.answer, asked.base), event.answer

    def _add(self, id: str, owner: str, number: int, turn: Turn) -> None:
        self.conversations.add(id, turn, owner=owner)
        if self.keeper is not None:
            try:
                self.keeper.kept_turn(key_of(owner, id), number, turn)
            except KeepingFault as fault:
                _LOG.error("not kept: %s", fault)

    def stop(self, sent: object, visit: Visit = _ANYONE) -> bool:
        """Stop a turn: its work ends with the step that it is in."""
        key = _key(sent.get("key") if isinstance(sent, dict) else None)
        if key:
            self.stops.stop(visit.owner, key)
        return bool(key)

    def feedback(self, sent: object, visit: Visit = _ANYONE) -> bool:
        """What was thought of an own turn; was it kept? `up` None takes it back; did it go?"""
        told = sent if isinstance(sent, dict) else {}
        up = told.get("up", "")
        if self.keeper is None or not isinstance(up, bool | None):
            return False
        key, number = key_of(visit.owner, _text(told.get("conversation"), 64)), _number(told.get("number"))
        try:
            if up is None:
                self.keeper.take_back(key, number)
                return True
            return self.keeper.feedback(key, number, up, _text(told.get("reason"), 40), _text(told.get("note"), 1000))
        except KeepingFault as fault:
            _LOG.error("not kept: %s", fault)
            return False

    def forget(self, sent: object, visit: Visit = _ANYONE) -> Forgotten:
        """Forget a conversation here: what is held of it, and what is kept of it. `key` names its question in work, whose page may not know the conversation's id yet.

        "unknown": conversations are kept, and none under this id was the visitor's; a new DUIZHAO_SECRET makes everybody a new visitor.
        """
        told = sent if isinstance(sent, dict) else {}
        id = _text(told.get("conversation"), 64)
        for mark in filter(None, (id, _key(told.get("key")))):
            self.deleted.stop(visit.owner, mark)  # a question in work, or one that waits for its turn, puts nothing back
        self.conversations.forget(id, owner=visit.owner)
        if self.keeper is not None and id:
            try:
                counts = self.keeper.forget(conversation=key_of(visit.owner, id))
            except KeepingFault as fault:
                _LOG.error("not deleted: %s", fault)
                return "failed"
            return "deleted" if counts.turns else "unknown"
        return "deleted"

    def export(self, sent: object, visit: Visit = _ANYONE) -> str:
        """The conversation, or a piece of it, as Markdown, from its questions: what is no longer held is answered again, as far as the visitor may ask, and the Markdown says so.

        Of a piece, `first` counts the first turn from 1, `after` turns come after it, and `earlier` are questions before it.
        """
        told = sent if isinstance(sent, dict) else {}
        known = list(self.desk.index.reports)
        sent_turns = _list(told.get("turns"))[-TURNS:]
        held = self.conversations.turns(_text(told.get("conversation"), 64), owner=visit.owner)
        held = held[: max(0, len(held) - _number(told.get("after"), 0))][-len(sent_turns) :] if sent_turns else ()
        earlier = asked_before(_list(told.get("earlier")))
        turns: list[Turn] = []
        for place, one in enumerate(sent_turns, len(held) - len(sent_turns)):
            asked = Asked.read(one, known)
            same = held[place] if place >= 0 and held[place].question == asked.question else None
            turn = same or Turn(asked.question, None, isinstance(one, dict) and one.get("stopped") is True, asked.reports)
            turns.append(turn if turn.answer is not None or turn.stopped or asked.gone or not visit.may_ask() else self._again(turn, [*earlier, *(turn.question for turn in turns)]))
        language: Language = "zh" if told.get("language") == "zh" else "en"
        return markdown(turns, self.desk.index.reports, language, base=_base(told.get("base")), first=_number(told.get("first")))

    def _again(self, turn: Turn, before: Sequence[str]) -> Turn:
        try:
            *_, last = self.desk.ask(turn.question, before[-HISTORY_CAP:], reports=turn.reports or None)
        except DuizhaoError:
            return turn
        return Turn(turn.question, last.answer if isinstance(last, Answered) else None, reports=turn.reports, anew=True)


def _text(sent: object, most: int) -> str:
    return sent[: most + 1] if isinstance(sent, str) else ""


def _list(sent: object) -> list[Any]:
    return sent if isinstance(sent, list) else []


def _number(sent: object, otherwise: int = 1) -> int:
    return sent if isinstance(sent, int) and 0 < sent < 100_000 else otherwise


def _key(sent: object) -> str:
    return sent if isinstance(sent, str) and _KEY.fullmatch(sent) else ""


def _base(sent: object) -> str:
    return sent if isinstance(sent, str) and _BASE.fullmatch(sent) else ""
