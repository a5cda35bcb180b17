"""Conversations and feedback kept on the server, where an administrator turns that on (DUIZHAO_KEEP). The door to SQLAlchemy.

What is kept: questions, their answers, the day, and feedback. Never who asked: no address, no agent, no name, no hour.
Knows nothing of pages or desks.
"""

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast, get_args

from sqlalchemy import JSON, CursorResult, Delete, Engine, ForeignKey, create_engine, delete, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.conversing.conversations import Turn
from app.errors import KeepingFault
from app.settings import QUESTION_CAP

Reason = Literal["wrong-source", "missing", "off-question", "bad-translation", "other"]
REASONS: tuple[Reason, ...] = get_args(Reason)
NOTE_CAP = 1000
"""Characters of a note with a thumb; the rest is cut off."""
ID_CAP = 64
"""Characters of a conversation's id, as many as `key_of` gives."""
WAIT = 2.0
"""Seconds that a write waits for another process that holds the SQLite file."""
_HINT = "name a file in a folder that the server may write, or an SQLAlchemy URL, in DUIZHAO_KEEP; unset it to keep nothing"


class _Table(DeclarativeBase):
    """All tables."""


class KeptConversation(_Table):
    """A conversation, and the day it was begun."""

    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]


class KeptTurn(_Table):
    """A question with its answer in the documented shape (None: stopped). Asked again, a number has several rows; the last one is what was seen last."""

    __tablename__ = "turns"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    day: Mapped[date] = mapped_column(index=True)
    question: Mapped[str]
    stopped: Mapped[bool]
    reports: Mapped[list[str]] = mapped_column(JSON)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class KeptFeedback(_Table):
    """What was thought of a turn's answer: one a turn, the last one given. `reason` is one of REASONS or ""."""

    __tablename__ = "feedback"
    turn: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    day: Mapped[date]
    up: Mapped[bool]
    reason: Mapped[str]
    note: Mapped[str]


@dataclass(frozen=True)
class Counts:
    """How many are kept, or were deleted."""

    conversations: int
    turns: int
    feedback: int


class Keeper:
    """An open database, safe to use from several threads. Every method raises KeepingFault when it cannot be read or written.

    `shown` names the place, without a password; `most` are the bytes that an SQLite file may hold before nothing more is kept, None for no end.
    A write waits at most WAIT for another process, so keep after answering.
    """

    def __init__(self, engine: Engine, shown: str, most: int | None = None) -> None:
        self._engine = engine
        self._most = most if engine.dialect.name == "sqlite" else None
        self._lock = threading.Lock()
        self.shown = shown

    @classmethod
    def open(cls, setting: str, most: int | None = None) -> "Keeper | None":
        """The database that the setting names, with its tables; None where it is empty: nothing is kept. Raises KeepingFault."""
        if not setting.strip():
            return None
        url, file = _place(setting.strip())
        shown = str(file) if file is not None else url.render_as_string(hide_password=True)
        if file is not None:
            _private(file)
        sqlite = url.get_backend_name() == "sqlite"
        try:
            engine = create_engine(url, connect_args={"timeout": WAIT} if sqlite else {})
        except (SQLAlchemyError, ImportError) as error:
            raise KeepingFault(f"{shown} cannot be used: {_first_line(error)}", hint="install the database's driver, or name an SQLite file in DUIZHAO_KEEP") from error
        if sqlite:
            event.listen(engine, "connect", _careful)
        keeper = cls(engine, shown, most)
        try:
            with keeper._translated("opened"):
                _Table.metadata.create_all(engine)
        except KeepingFault:
            engine.dispose()
            raise
        return keeper

    def close(self) -> None:
        self._engine.dispose()

    def kept_turn(self, conversation: str, number: int, turn: Turn) -> None:
        """Keep a turn, `number` counted from 1 within its conversation."""
        today = date.today()
        answer = json.loads(_text(json.dumps(turn.answer.to_json(), ensure_ascii=False))) if turn.answer is not None else None
        id = _id(conversation)
        with self._writing("written") as session:
            self._roomy(session)
            if session.get(KeptConversation, id) is None:
                session.add(KeptConversation(id=id, day=today))
                session.flush()
            session.add(
                KeptTurn(
                    conversation=id,
                    number=number,
                    day=today,
                    question=_text(turn.question)[:QUESTION_CAP],
                    stopped=turn.stopped,
                    reports=[_text(report) for report in turn.reports],
                    answer=answer,
                )
            )

    def feedback(self, conversation: str, turn: int, up: bool, reason: str = "", note: str = "") -> bool:
        """Keep what was thought of a turn (its number), in place of what was before; False, and nothing kept, where that turn is not kept.

        A reason that is none of REASONS counts as "other"; a thumb up needs none.
        """
        told = reason if reason in REASONS or not reason else "other"
        with self._writing("written") as session:
            self._roomy(session)
            row = _seen_last(session, conversation, turn)
            if row is not None:
                session.merge(KeptFeedback(turn=row, day=date.today(), up=bool(up), reason=told, note=_text(note)[:NOTE_CAP] if isinstance(note, str) else ""))
        return row is not None

    def take_back(self, conversation: str, turn: int) -> None:
        """Delete what was thought of a turn (its number), where anything was."""
        with self._writing("deleted from") as session:
            session.execute(delete(KeptFeedback).where(KeptFeedback.turn == _seen_last(session, conversation, turn)))

    def size(self) -> int | None:
        """Bytes that an SQLite file holds, without what was deleted from it; None for another database."""
        if self._engine.dialect.name != "sqlite":
            return None
        with self._translated("read"), Session(self._engine) as session:
            return _held(session)

    def _roomy(self, session: Session) -> None:
        """Raises KeepingFault where the file holds as much as it may."""
        if self._most is not None and (held := _held(session)) >= self._most:
            raise KeepingFault(f"{self.shown} holds {held / 1e6:,.1f} MB, and may hold {self._most / 1e6:,.1f}: nothing more is kept", hint="duizhao forget --before DAY, or raise DUIZHAO_KEEP_MB")

    def counts(self) -> Counts:
        """How many are kept."""
        with self._translated("read"), Session(self._engine) as session:
            conversations, turns, feedback = (session.scalar(select(func.count()).select_from(table)) or 0 for table in (KeptConversation, KeptTurn, KeptFeedback))
        return Counts(conversations, turns, feedback)

    def forget(self, *, all: bool = False, before: date | None = None, conversation: str | None = None) -> Counts:
        """Delete a conversation, the turns of before a day, or all; how many were deleted. A conversation without turns goes too; nothing named, nothing goes."""
        if not all and before is None and conversation is None:
            return Counts(0, 0, 0)
        wanted = select(KeptTurn.id)
        if before is not None:
            wanted = wanted.where(KeptTurn.day < before)
        if conversation is not None:
            wanted = wanted.where(KeptTurn.conversation == _id(conversation))
        with self._writing("deleted from") as session:
            feedback = _deleted(session, delete(KeptFeedback).where(KeptFeedback.turn.in_(wanted)))
            turns = _deleted(session, delete(KeptTurn).where(KeptTurn.id.in_(wanted)))
            conversations = _deleted(session, delete(KeptConversation).where(KeptConversation.id.not_in(select(KeptTurn.conversation))))
        return Counts(conversations, turns, feedback)

    @contextlib.contextmanager
    def _writing(self, done: str) -> Iterator[Session]:
        """One transaction; the threads of a process take turns, for SQLite lets one write."""
        with self._translated(done), self._lock, Session(self._engine) as session, session.begin():
            yield session

    @contextlib.contextmanager
    def _translated(self, done: str) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            why = _first_line(getattr(error, "orig", None) or error)
            hint = "try again when no other process holds it" if "locked" in why else _HINT
            raise KeepingFault(f"{self.shown} cannot be {done}: {why}", hint=hint) from error


def key_of(owner: str, conversation: str) -> str:
    """The id under which a visitor's conversation is kept, 64 hexadecimal digits: another visitor who knows the conversation's id comes to another, and it tells nobody who asked."""
    return hashlib.sha256(f"{owner}\0{conversation}".encode("utf-8", "replace")).hexdigest()


def exists(setting: str) -> bool:
    """Is there anything to open? False for a file that is not there (opening would make it). Raises KeepingFault."""
    _, file = _place(setting)
    return file is None or file.exists()


def _place(setting: str) -> tuple[URL, Path | None]:
    """The URL of the setting, and the file where it is SQLite. A message never shows the setting itself: a password may stand in it."""
    if "://" not in setting:
        file = Path(setting).expanduser().absolute()
        return URL.create("sqlite", database=str(file)), file
    try:
        url = make_url(setting)
    except (ArgumentError, ValueError) as error:
        raise KeepingFault("DUIZHAO_KEEP is no SQLAlchemy URL, expected dialect://user:password@host/database", hint=_HINT) from error
    if url.get_backend_name() != "sqlite":
        return url, None
    if not url.database or url.database == ":memory:" or url.query:
        raise KeepingFault("DUIZHAO_KEEP names an SQLite database that is no plain file", hint=_HINT)
    return url, Path(url.database).absolute()


def _private(file: Path) -> None:
    """Make the file where it is not there, readable by its owner alone."""
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except (OSError, ValueError) as error:
        raise KeepingFault(f"{str(file)!r} cannot be opened for writing ({getattr(error, 'strerror', None) or error})", hint=_HINT) from error


def _careful(connection: Any, record: object) -> None:
    """SQLite's switches for every connection: what is deleted is overwritten, and what refers to it goes with it."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _held(session: Session) -> int:
    """Bytes of an SQLite file's pages that are in use: those of deleted rows are used again, and the file grows no shorter."""
    connection = session.connection()
    pages, free, size = (int(connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0) for name in ("page_count", "freelist_count", "page_size"))
    return (pages - free) * size


def _deleted(session: Session, statement: Delete) -> int:
    """Rows that the statement deleted."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def _seen_last(session: Session, conversation: str, turn: int) -> int | None:
    """The row of a turn's last answer; None where the turn is not kept."""
    if not isinstance(turn, int) or not 0 < turn < 2**31:  # whatever a client sends; a database refuses more
        return None
    return session.scalar(select(func.max(KeptTurn.id)).where(KeptTurn.conversation == _id(conversation), KeptTurn.number == turn))


def _id(conversation: str) -> str:
    return _text(conversation)[:ID_CAP]


def _text(text: str) -> str:
    """Text that every database takes: without NUL, lone surrogates as question marks."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _first_line(error: object) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
