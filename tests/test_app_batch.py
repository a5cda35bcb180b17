"""Batches through the real command: a record for every line, in order, and OUT replaced whole or not at all."""

import errno
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import duizhao, environment, heed_interrupts

from app.asking import Desk
from app.batch import answer_batch
from app.errors import BatchFault
from app.settings import QUESTION_CAP
from index.settings import Settings

FRENCH = "Quels sont les horaires d'ouverture de la bibliothèque pour les lecteurs le dimanche ?"
BORROW = "每人最多借几本书?"
CLOSING = "When does the library close from Monday to Friday?"


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


LINES: list[tuple[str, bytes, str, str, str]] = [
    # id, line, id of its record, status, words of its text or of its error
    ("good-zh", json.dumps({"id": "a", "question": BORROW}).encode(), "a", "answered", "五本书"),
    ("broken-json", b'{"id": "b", "question"', "line-2", "error", "line 2 is no JSON"),
    ("no-object", b"[1, 2]", "line-3", "error", "line 3 is list, expected an object"),
    ("no-question", b'{"id": "d"}', "d", "error", "line 4 has no question"),
    ("question-no-text", b'{"id": 5, "question": 12}', "5", "error", "line 5 has no question"),
    ("empty", '{"id": "e", "question": " \u3000\\n"}'.encode(), "e", "error", "the question is empty"),
    ("100-kb", json.dumps({"id": "f", "question": "书" * 34_000}, ensure_ascii=False).encode(), "f", "error", f"34,000 characters, at most {QUESTION_CAP:,}"),
    ("french", json.dumps({"id": "g", "question": FRENCH}).encode(), "g", "not_in_report", "does not answer"),
    ("control-characters", b'{"id": "h", "question": "\\u0000\\u0007' + "每人最多\\u200b借几本书?".encode() + b'"}', "h", "answered", "五本书"),
    ("wrong-utf-8", b'{"id": "i", "question": "' + "借书".encode("gb18030") + b'"}', "line-10", "error", "line 10 is not UTF-8 (byte 25)"),
    ("same-id-again", json.dumps({"id": "a", "question": CLOSING}).encode(), "a", "answered", "closes at eight"),
    ("no-id", json.dumps({"question": BORROW}).encode(), "line-12", "answered", "五本书"),
    ("follow-up", json.dumps({"id": "m", "question": "那周末呢?", "history": ["图书馆平日几点关门?"]}).encode(), "m", "answered", "图书馆周末几点关门?"),
    ("history-no-list", json.dumps({"id": "n", "question": BORROW, "history": "x"}).encode(), "n", "error", "line 14: history is no list"),
    ("history-of-numbers", json.dumps({"id": "o", "question": BORROW, "history": [1]}).encode(), "o", "error", "line 15: history is no list"),
    ("half-a-surrogate-pair", b'{"id": "\\ud800", "question": "When does the library close from Monday to Friday?\\udfff"}', "\ud800", "answered", "closes at eight"),
    ("too-deep", b"[" * 100_000, "line-17", "error", "line 17 is no JSON"),
    ("empty-line", b"  \t", "", "", ""),
    ("last-without-newline", json.dumps({"id": "s", "question": CLOSING}).encode() + b"\r", "s", "answered", "closes at eight"),
]


@pytest.fixture(scope="module")
def batch(library: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], list[dict[str, object]]]:
    """All LINES answered in one run."""
    folder = tmp_path_factory.mktemp("batch")
    (folder / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\n".join(line for _, line, *_ in LINES))
    (folder / "out.jsonl").write_text("old", encoding="utf-8")
    done = duizhao("ask", "--batch", str(folder / "in.jsonl"), "--out", str(folder / "out.jsonl"), settings=library)
    return done, rows(folder / "out.jsonl")


def test_a_batch_with_bad_lines_has_a_record_for_every_line_in_order_and_exits_0(batch: tuple[subprocess.CompletedProcess[str], list[dict[str, object]]]) -> None:
    done, records = batch
    assert done.returncode == 0
    assert [record["id"] for record in records] == [id for _, _, id, status, _ in LINES if status]
    assert [record["status"] for record in records] == [status for *_, status, _ in LINES if status]
    assert done.stderr == "7 answered, 10 error, 1 not_in_report\n"
    assert done.stdout == ""


EXPECTED = [(name, status, words) for name, _, _, status, words in LINES if status]


@pytest.mark.parametrize("at", [pytest.param(at, id=row[0]) for at, row in enumerate(EXPECTED)])
def test_a_batch_record_says_what_its_line_gave(batch: tuple[subprocess.CompletedProcess[str], list[dict[str, object]]], at: int) -> None:
    record = batch[1][at]
    _, status, words = EXPECTED[at]
    assert words in (str(record["error"]) if status == "error" else f"{record['searched']} {record['text']}")
    assert ("error" in record) == (status == "error")
    assert len(str(record["question"])) <= QUESTION_CAP
    assert "\0" not in str(record["question"])


def test_an_empty_batch_gives_an_empty_file(library: Settings, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("\n\n", encoding="utf-8")
    done = duizhao("ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl"), settings=library)
    assert (done.returncode, done.stderr, (tmp_path / "out.jsonl").read_bytes()) == (0, "no lines\n", b"")


@pytest.mark.parametrize(
    ("batch_file", "out", "words"),
    [
        pytest.param("in.jsonl", "absent/out.jsonl", "cannot be written (No such file or directory)", id="no-such-folder"),
        pytest.param("in.jsonl", "in.jsonl/out.jsonl", "cannot be written (Not a directory)", id="a-file-as-folder"),
        pytest.param("in.jsonl", ".", "is a folder, expected a file", id="a-folder-as-file"),
        pytest.param("absent.jsonl", "out.jsonl", "cannot be read (No such file or directory)", id="no-such-batch"),
    ],
)
def test_a_batch_that_cannot_be_read_or_written_leaves_nothing(desk: Desk, tmp_path: Path, batch_file: str, out: str, words: str) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "question": BORROW}), encoding="utf-8")
    with pytest.raises(BatchFault, match=re.escape(words)) as raised:
        answer_batch(desk, str(tmp_path / batch_file), str(tmp_path / out))
    assert raised.value.hint.startswith("name a")
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_link_as_out_stays_one_and_its_file_is_replaced(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "question": BORROW}), encoding="utf-8")
    (tmp_path / "far").mkdir()
    (tmp_path / "out.jsonl").symlink_to(tmp_path / "far" / "real.jsonl")
    answer_batch(desk, str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"))
    assert (tmp_path / "out.jsonl").is_symlink()
    assert [row["id"] for row in rows(tmp_path / "far" / "real.jsonl")] == ["a"]


def test_a_disk_that_is_full_is_told(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "question": BORROW}), encoding="utf-8")
    monkeypatch.setattr("app.batch.os.replace", full)
    with pytest.raises(BatchFault, match="No space left on device"):
        answer_batch(desk, str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"))
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_batch_that_cannot_be_written_exits_1_with_a_hint(library: Settings, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "question": BORROW}), encoding="utf-8")
    out = tmp_path / "absent" / "out.jsonl"
    done = duizhao("ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(out), settings=library)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"duizhao: {out} cannot be written (No such file or directory). To mend it: name a file in a folder that exists and can be written\n"


@pytest.mark.parametrize(("stop", "code", "left"), [pytest.param(signal.SIGKILL, -9, 1, id="killed"), pytest.param(signal.SIGINT, 1, 0, id="ctrl-c")])
def test_a_batch_that_is_stopped_leaves_the_old_file(library: Settings, tmp_path: Path, stop: signal.Signals, code: int, left: int) -> None:
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps({"id": str(n), "question": f"{BORROW} {n}"}) for n in range(20_000)), encoding="utf-8")
    (tmp_path / "out.jsonl").write_text("old", encoding="utf-8")
    command = [str(Path(sys.executable).parent / "duizhao"), "ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", env=environment(library), preexec_fn=heed_interrupts) as process:
        try:
            until = time.monotonic() + 60
            while not any(part.stat().st_size for part in tmp_path.glob("*.part")):
                assert process.poll() is None, process.stderr.read() if process.stderr else ""
                assert time.monotonic() < until, "nothing was written within 60 s"
                time.sleep(0.05)
        finally:
            process.send_signal(stop)
        try:
            _, said = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == code
    assert "Traceback" not in said
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old"
    assert len(list(tmp_path.glob("*.part"))) == left
