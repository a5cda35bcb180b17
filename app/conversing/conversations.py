"""The conversations that go on, in the server's memory: questions with their answers, under ids that nobody can guess.

Nothing is written anywhere. After a restart, or when a conversation fell out for want of room, the page sends its
questions back and it goes on. Knows nothing of pages, cookies or reports.
"""

import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.answer import Answer
from app.errors import QuestionFault
from app.settings import HISTORY_CAP, QUESTION_CAP
from app.understanding.question import clean

CONVERSATIONS = 2000
"""Conversations that are held; the one that was longest not used goes first."""
TURNS = 200
"""Turns of one conversation that are held, the latest ones."""
CHARACTERS = 20_000_000
"""Characters of all conversations together, about 40 MB of Chinese."""
IDLE = 12 * 3600.0
"""Seconds after its last use that a conversation is held; it goes when the store is next used."""
ID_BYTES = 32
"""Random bytes of an id: 256 bits."""
_ID = re.compile(r"[A-Za-z0-9_-]{43}")
_Key = tuple[str, str]


@dataclass(frozen=True)
class Turn:
    """A question with its answer. `answer` is None where it was stopped, or is no longer known; `reports` were asked over, () = all. `anew`: it was not known, and is answered once more."""

    question: str
    answer: Answer | None
    stopped: bool = False
    reports: tuple[str, ...] = ()
    anew: bool = False


@dataclass
class _Held:
    """One conversation: its turns, their size in characters, and when it was last used (seconds)."""

    turns: list[Turn] = field(default_factory=list)
    size: int = 0
    used: float = 0.0


class Conversations:
    """All conversations of one server; safe to use from several threads.

    `owner` binds a conversation to who has it (the secret of a cookie, a name that a proxy tells): under the same id, another
    owner finds nothing. An id that was not made here holds nothing and takes nothing, whatever a client sends as one.
    """

    def __init__(self, *, conversations: int = CONVERSATIONS, turns: int = TURNS, characters: int = CHARACTERS, idle: float = IDLE, now: Callable[[], float] = time.monotonic) -> None:
        self._caps = (conversations, turns, characters)
        self._idle = idle
        self._now = now
        self._lock = threading.Lock()
        self._held: OrderedDict[_Key, _Held] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._held)

    def new(self) -> str:
        """The id of a new conversation: 43 characters, good in an address. Nothing is held until something is said in it."""
        return secrets.token_urlsafe(ID_BYTES)

    def turns(self, id: str, *, owner: str = "") -> tuple[Turn, ...]:
        """The turns of a conversation, oldest first; () where it is not held."""
        with self._lock:
            held = self._find(id, owner)
            return tuple(held.turns) if held is not None else ()

    def questions(self, id: str, *, owner: str = "") -> list[str]:
        """The earlier questions, oldest first, the stopped ones too: what `Desk.ask` takes as history."""
        return [turn.question for turn in self.turns(id, owner=owner)]

    def restore(self, id: str, questions: Sequence[str], *, owner: str = "") -> None:
        """Take up a conversation that is not held (any more) from the questions that its page still has; one that is held stays as it is.

        Whatever a client sends: what is no question is passed over, and the latest HISTORY_CAP are taken.
        """
        asked = asked_before(questions)
        with self._lock:
            if asked and _is_id(id) and self._find(id, owner) is None:
                for question in asked:
                    self._add(id, owner, Turn(question, None))

    def add(self, id: str, turn: Turn, *, owner: str = "") -> None:
        """Put a turn at the end of a conversation, which is begun where it is not held."""
        with self._lock:
            if _is_id(id):
                self._add(id, owner, turn)

    def drop_last(self, id: str, *, owner: str = "") -> Turn | None:
        """Take the last turn out, so that its question can be asked again; None where there is none."""
        with self._lock:
            held = self._find(id, owner)
            if held is None or not held.turns:
                return None
            last = held.turns[-1]
            self._drop(held, -1)
            return last

    def forget(self, id: str, *, owner: str = "") -> None:
        """Forget a conversation; nothing happens where it is not held."""
        with self._lock:
            if self._find(id, owner) is not None:
                self._size -= self._held.pop((id, owner)).size

    def _find(self, id: str, owner: str) -> _Held | None:
        """The conversation, now the latest used; those that were not used for long are gone first."""
        now = self._now()
        while self._held and now - next(iter(self._held.values())).used > self._idle:
            self._pop_oldest()
        held = self._held.get((id, owner)) if _is_id(id) else None
        if held is not None:
            held.used = now
            self._held.move_to_end((id, owner))
        return held

    def _add(self, id: str, owner: str, turn: Turn) -> None:
        held = self._find(id, owner)
        if held is None:
            held = self._held[id, owner] = _Held(used=self._now())
        size = _size(turn)
        held.turns.append(turn)
        held.size += size
        self._size += size
        conversations, turns, characters = self._caps
        if len(held.turns) > turns:
            self._drop(held, 0)
        while len(self._held) > max(1, conversations) or (self._size > characters and len(self._held) > 1):
            self._pop_oldest()
        while self._size > characters and len(held.turns) > 1:
            self._drop(held, 0)

    def _drop(self, held: _Held, place: int) -> None:
        size = _size(held.turns.pop(place))
        held.size -= size
        self._size -= size

    def _pop_oldest(self) -> None:
        self._size -= self._held.popitem(last=False)[1].size


def _is_id(id: object) -> bool:
    return isinstance(id, str) and _ID.fullmatch(id) is not None


def asked_before(sent: object) -> list[str]:
    """The latest questions of what a client sent, or of what is held of it, cleaned: HISTORY_CAP at most."""
    out: list[str] = []
    for question in sent[-HISTORY_CAP:] if isinstance(sent, list | tuple) else ():
        if isinstance(question, str) and len(question) <= 2 * QUESTION_CAP:
            try:
                out.append(clean(question))
            except QuestionFault:  # empty or too long: it was never answered
                continue
    return out


def _size(turn: Turn) -> int:
    """Characters that a turn holds, nearly: its words and quotes, and some for each object."""
    answer = turn.answer
    quoted = 0
    for citation in (*answer.citations, *answer.closest) if answer is not None else ():
        quoted += 300 + sum(len(quote.text) for quote in (citation.zh, citation.en) if quote is not None) + sum(len(note) for note in (citation.note or {}).values())
    return 200 + len(turn.question) + quoted + (len(answer.text) + 2 * len(answer.question) if answer is not None else 0)
