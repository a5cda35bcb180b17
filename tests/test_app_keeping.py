"""Kept conversations: off by default, what is stored and what never is, deleting for good, and disks that fail."""

import json
import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.answer import Answer, Citation, Quote
from app.commands import main
from app.conversing.conversations import Turn
from app.conversing.keeping import NOTE_CAP, REASONS, Counts, Keeper
from app.errors import KeepingFault, SettingFault
from app.settings import QUESTION_CAP, keep_limit, keep_setting

ID, OTHER = "a" * 43, "b" * 43
CITATION = Citation(1, "r", "r/1.p1", {"zh": ["一"], "en": ["I"]}, Quote("免费", 0, 2), Quote("free", 0, 4), None, "/read/r#1.p1.s1")
ANSWER = Answer(id="q-1", question="收费吗?", searched="收费吗?", language="zh", status="answered", text="报告写道：“免费” [1]", citations=(CITATION,), confidence=0.9)
TURN = Turn("收费吗?", ANSWER, reports=("r",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept.sqlite"


def opened(file: Path) -> Keeper:
    keeper = Keeper.open(str(file))
    assert keeper is not None
    return keeper


def rows(file: Path, statement: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(file)
    try:
        with connection:
            return connection.execute(statement).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("setting", ["", "  \n"])
def test_nothing_is_kept_by_default(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keep_setting() == ""
    monkeypatch.setenv("DUIZHAO_KEEP", setting)
    assert Keeper.open(keep_setting()) is None


def test_turns_and_feedback_are_kept_and_found_again_after_a_restart(file: Path) -> None:
    keeper = opened(file)
    keeper.kept_turn(ID, 1, TURN)
    keeper.kept_turn(ID, 2, Turn("And for adults?", None, stopped=True))
    assert keeper.feedback(ID, 1, False, "bad-translation", "the English is wrong")
    keeper.close()
    again = opened(file)
    assert again.counts() == Counts(1, 2, 1)
    again.kept_turn(ID, 3, TURN)
    assert again.counts() == Counts(1, 3, 1)
    again.close()
    kept = rows(file, "select number, question, stopped, reports, answer from turns order by id")
    assert kept[0][:3] == (1, "收费吗?", 0)
    assert json.loads(kept[0][3]) == ["r"]
    assert json.loads(kept[0][4]) == json.loads(json.dumps(ANSWER.to_json()))
    assert kept[1] == (2, "And for adults?", 1, "[]", None)
    assert rows(file, "select up, reason, note from feedback") == [(0, "bad-translation", "the English is wrong")]


def test_nothing_about_who_asked_is_kept_and_no_hour(file: Path) -> None:
    keeper = opened(file)
    keeper.kept_turn(ID, 1, TURN)
    keeper.feedback(ID, 1, True)
    keeper.close()
    columns = {table: {row[1] for row in rows(file, f"pragma table_info({table})")} for table in ("conversations", "turns", "feedback")}
    assert columns == {
        "conversations": {"id", "day"},
        "turns": {"id", "conversation", "number", "day", "question", "stopped", "reports", "answer"},
        "feedback": {"turn", "day", "up", "reason", "note"},
    }
    days = rows(file, "select day from conversations union select day from turns union select day from feedback")
    assert days == [(date.today().isoformat(),)]
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600


def test_feedback_replaces_what_was_said_before_and_goes_to_the_answer_that_was_seen_last(file: Path) -> None:
    keeper = opened(file)
    keeper.kept_turn(ID, 1, TURN)
    keeper.feedback(ID, 1, False, "missing")
    keeper.feedback(ID, 1, True)
    assert rows(file, "select turn, up, reason from feedback") == [(1, 1, "")]
    keeper.kept_turn(ID, 1, TURN)  # asked again
    keeper.feedback(ID, 1, False, "off-question")
    assert rows(file, "select turn, up, reason from feedback order by turn") == [(1, 1, ""), (2, 0, "off-question")]
    keeper.take_back(ID, 1)
    keeper.take_back(ID, 1)
    keeper.take_back(ID, 2)
    keeper.take_back(OTHER, 1)
    assert rows(file, "select turn, up, reason from feedback") == [(1, 1, "")]
    keeper.close()


@pytest.mark.parametrize(
    ("conversation", "turn"),
    [
        pytest.param(OTHER, 1, id="another-conversation"),
        pytest.param(ID, 2, id="no-such-turn"),
        pytest.param(ID, 0, id="zero"),
        pytest.param(ID, -1, id="negative"),
        pytest.param(ID, 10**30, id="beyond-any-integer-column"),
        pytest.param(ID, "1", id="text"),
        pytest.param(ID, None, id="none"),
        pytest.param("' or 1=1 --", 1, id="sql"),
        pytest.param("\ud800", 1, id="lone-surrogate"),
        pytest.param("x" * 100_000, 1, id="100-KB"),
    ],
)
def test_feedback_on_a_turn_that_is_not_kept_is_not_kept_either(file: Path, conversation: str, turn: Any) -> None:
    keeper = opened(file)
    keeper.kept_turn(ID, 1, TURN)
    assert keeper.feedback(conversation, turn, True) is False
    assert keeper.counts() == Counts(1, 1, 0)
    keeper.close()


@pytest.mark.parametrize(("reason", "kept"), [*((reason, reason) for reason in REASONS), ("", ""), ("rude", "other"), ("x" * 100_000, "other"), (["missing"], "other")])
def test_reasons_are_codes_and_any_other_is_other(file: Path, reason: Any, kept: str) -> None:
    keeper = opened(file)
    keeper.kept_turn(ID, 1, TURN)
    keeper.feedback(ID, 1, False, reason)
    keeper.close()
    assert rows(file, "select reason from feedback") == [(kept,)]


def test_hostile_text_is_kept_as_text_and_capped(file: Path) -> None:
    keeper = opened(file)
    hostile = "'); drop table turns; -- <script>\x00\x1b[31m\ud800问"
    shown = "'); drop table turns; -- <script>\x1b[31m?问"
    keeper.kept_turn(ID, 1, Turn(hostile, Answer(id="q", question=hostile, searched=hostile, language="zh", status="not_in_report", text="。"), reports=(hostile,)))
    keeper.kept_turn(ID, 2, Turn("问" * 100_000, None))
    keeper.feedback(ID, 1, False, "other", hostile + "n" * 100_000)
    keeper.feedback(ID, 2, True, "", {"note": 1})  # type: ignore[arg-type]
    keeper.close()
    (question, reports, answer), (long, *_) = rows(file, "select question, reports, answer from turns order by id")
    assert question == shown
    assert json.loads(reports) == [shown]
    assert json.loads(answer)["text"] == "。"
    assert len(long) == QUESTION_CAP
    (note,), (empty,) = rows(file, "select note from feedback order by turn")
    assert note.startswith(shown)
    assert (len(note), empty) == (NOTE_CAP, "")


def test_a_full_file_takes_nothing_more_until_something_is_deleted(file: Path) -> None:
    most = 200_000
    keeper = Keeper.open(str(file), most)
    assert keeper is not None
    with pytest.raises(KeepingFault, match="nothing more is kept") as fault:
        for number in range(1, 1000):
            keeper.kept_turn(ID, number, Turn("x" * QUESTION_CAP, None))
    assert "DUIZHAO_KEEP_MB" in str(fault.value)
    kept = keeper.counts().turns
    assert 20 < kept < most / QUESTION_CAP, "a question of 2,000 characters, and what belongs to it"
    assert file.stat().st_size < most + 20_000
    with pytest.raises(KeepingFault, match="nothing more is kept"):
        keeper.feedback(ID, 1, True)
    assert keeper.counts() == Counts(1, kept, 0)
    keeper.forget(all=True)
    keeper.kept_turn(ID, 1, TURN)
    assert keeper.feedback(ID, 1, True)
    assert file.stat().st_size < most + 20_000, "it takes the place of what was deleted"
    keeper.close()


@pytest.mark.parametrize(("told", "bytes"), [("", 500_000_000), ("1", 1_000_000), (" 20 ", 20_000_000)])
def test_how_much_is_kept_is_set_in_megabytes(told: str, bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_KEEP_MB", told)
    assert keep_limit() == bytes


@pytest.mark.parametrize("told", ["0", "-1", "1.5", "many", "５００", "99999999"])
def test_a_size_that_is_none_is_refused(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_KEEP_MB", told)
    with pytest.raises(SettingFault, match="DUIZHAO_KEEP_MB"):
        keep_limit()


def test_threads_keep_every_turn(file: Path) -> None:
    keeper = opened(file)

    def keep(name: int) -> None:
        for n in range(1, 11):
            keeper.kept_turn(ID if name % 2 else OTHER, 10 * name + n, TURN)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(keep, range(6)))
    assert keeper.counts() == Counts(2, 60, 0)
    keeper.close()


def aged(file: Path) -> date:
    """Two conversations: one all old, one with an old and a new turn; every turn with feedback. The day from which turns are new."""
    keeper = opened(file)
    for conversation, number in ((ID, 1), (OTHER, 1), (OTHER, 2)):
        keeper.kept_turn(conversation, number, TURN)
        keeper.feedback(conversation, number, True)
    keeper.close()
    new = date.today()
    rows(file, f"update turns set day = '{new - timedelta(days=1)}' where number = 1")
    return new


def test_what_was_asked_before_a_day_is_forgotten_and_a_conversation_without_turns_goes_too(file: Path) -> None:
    new = aged(file)
    keeper = opened(file)
    assert keeper.forget(before=new - timedelta(days=1)) == Counts(0, 0, 0)
    assert keeper.forget(before=new) == Counts(1, 2, 2)
    assert keeper.counts() == Counts(1, 1, 1)
    keeper.close()
    assert rows(file, "select conversation, number from turns") == [(OTHER, 2)]


def test_one_conversation_or_all_are_forgotten_and_their_bytes_are_gone(file: Path) -> None:
    aged(file)
    keeper = opened(file)
    keeper.kept_turn(ID, 2, Turn("xyzzy " * 300, None))
    assert b"xyzzy xyzzy" in file.read_bytes()
    assert keeper.forget(conversation="") == Counts(0, 0, 0)
    assert keeper.forget(conversation=ID) == Counts(1, 2, 1)
    assert b"xyzzy" not in file.read_bytes(), "what is deleted is overwritten"
    assert keeper.forget() == Counts(0, 0, 0), "nothing named, nothing goes"
    assert keeper.forget(all=True) == Counts(1, 2, 2)
    assert keeper.counts() == Counts(0, 0, 0)
    keeper.close()


def test_a_locked_file_is_a_fault_that_says_so_and_later_it_goes_on(file: Path) -> None:
    keeper = opened(file)
    holder = sqlite3.connect(file)
    holder.execute("begin exclusive")
    try:
        with pytest.raises(KeepingFault, match=r"kept\.sqlite cannot be written: database is locked.*try again"):
            keeper.kept_turn(ID, 1, TURN)
    finally:
        holder.rollback()
        holder.close()
    keeper.kept_turn(ID, 1, TURN)
    assert keeper.counts() == Counts(1, 1, 0)
    keeper.close()


def test_a_file_that_was_emptied_under_the_server_is_a_fault(file: Path) -> None:
    keeper = opened(file)
    rows(file, "drop table feedback")
    rows(file, "drop table turns")
    with pytest.raises(KeepingFault, match=r"cannot be written: no such table"):
        keeper.kept_turn(ID, 1, TURN)
    keeper.close()


def test_a_place_that_cannot_be_used_is_refused_with_a_hint(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("these are notes, and no database at all\n" * 40, encoding="utf-8")
    settings = {str(tmp_path): "Is a directory", str(tmp_path / "absent" / "kept.sqlite"): "No such file", str(text): "not a database", f"{tmp_path}/a\0b": "null"}
    for setting, why in settings.items():
        with pytest.raises(KeepingFault, match=why) as caught:
            Keeper.open(setting)
        assert "DUIZHAO_KEEP" in caught.value.hint
    assert "these are notes" in text.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "setting",
    [
        "postgresql://user:secret@host:port/db",
        "nosuchdatabase://user:secret@host/db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true&secret=1",
        "://secret",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_and_its_password_never_shown(setting: str) -> None:
    with pytest.raises(KeepingFault) as caught:
        Keeper.open(setting)
    assert "secret" not in str(caught.value)
    assert caught.value.hint


def test_a_url_of_sqlite_is_the_same_as_its_file(file: Path) -> None:
    keeper = Keeper.open(f"sqlite:///{file}")
    assert keeper is not None
    assert keeper.shown == str(file)
    keeper.kept_turn(ID, 1, TURN)
    keeper.close()
    assert opened(file).counts() == Counts(1, 1, 0)


@pytest.mark.parametrize(
    ("option", "said", "left"),
    [
        pytest.param(["--all"], "deleted 2 conversation(s), 3 turn(s) and 3 feedback", Counts(0, 0, 0), id="all"),
        pytest.param(["--before", "TODAY"], "deleted 1 conversation(s), 2 turn(s) and 2 feedback", Counts(1, 1, 1), id="before"),
        pytest.param(["--conversation", ID], "deleted 1 conversation(s), 1 turn(s) and 1 feedback", Counts(1, 2, 2), id="conversation"),
        pytest.param(["--conversation", "c"], "deleted 0 conversation(s), 0 turn(s) and 0 feedback", Counts(2, 3, 3), id="unknown-conversation"),
    ],
)
def test_forget_deletes_and_says_how_many(file: Path, option: list[str], said: str, left: Counts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    new = aged(file)  # told now: the tests may have been collected before midnight
    monkeypatch.setenv("DUIZHAO_KEEP", str(file))
    assert main(["forget", *(new.isoformat() if part == "TODAY" else part for part in option)]) == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"{said} from {file}\n")
    assert opened(file).counts() == left


def test_forget_without_the_setting_fails_and_without_the_file_makes_none(file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "--all"]) == 1
    assert "DUIZHAO_KEEP is not set" in capsys.readouterr().err
    monkeypatch.setenv("DUIZHAO_KEEP", str(file))
    assert main(["forget", "--all"]) == 0
    assert capsys.readouterr().err == f"nothing is kept: {file} does not exist\n"
    assert not file.exists()
    monkeypatch.setenv("DUIZHAO_KEEP", str(file.parent))
    assert main(["forget", "--all"]) == 1
    assert "To mend it: " in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--all", "--before", "2026-01-01"], ["--before", "yesterday"], ["--before", "2026-02-30"], ["--conversation"]])
def test_forget_used_badly_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["forget", *arguments])
    assert caught.value.code == 2
    assert "usage: duizhao forget" in capsys.readouterr().err
