"""Batches: JSON lines of questions to JSON lines of answers, in the same order; a bad line spoils no other.

OUT is replaced whole or not at all. A line that cannot be answered has a record with status "error" and one sentence.
"""

import contextlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from app.answer import Answer
from app.asking import Desk
from app.errors import BatchFault
from source.errors import DuizhaoError
from source.text import language_of


def answer_batch(desk: Desk, batch: str, out: str) -> dict[str, int]:
    """Answer every line; the number of records of each status. Raises BatchFault when a file cannot be read or written."""
    lines = _lines(Path(batch))
    target = Path(out).resolve()  # a link stays one, and the file it leads to is replaced
    if target.is_dir():
        raise BatchFault(f"{out} is a folder, expected a file", hint="name a file in a folder that exists and can be written")
    counts: Counter[str] = Counter()
    with _faults(out):
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name, suffix=".part")
    try:
        file = os.fdopen(handle, "w", encoding="utf-8")
        try:
            for record in _records(desk, lines):  # what fails in answering is no fault of OUT
                counts[record["status"]] += 1
                with _faults(out):
                    file.write(_line(record) + "\n")
        finally:
            with _faults(out):
                file.close()
        with _faults(out):
            os.chmod(name, 0o644)
            os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return dict(counts)


@contextlib.contextmanager
def _faults(out: str) -> Iterator[None]:
    """What the operating system refuses, as a BatchFault: the folder, its rights, a full disk."""
    try:
        yield
    except OSError as error:
        raise BatchFault(f"{out} cannot be written ({error.strerror})", hint="name a file in a folder that exists and can be written") from error


def _line(record: dict[str, Any]) -> str:
    """One record as JSON; escaped where UTF-8 cannot hold it (half a surrogate pair in an id)."""
    text = json.dumps(record, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(record)
    return text


def _lines(path: Path) -> list[tuple[int, bytes]]:
    """The lines with something on them, numbered from 1 as they stand in the file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BatchFault(f"{path} cannot be read ({error.strerror})", hint="name an existing file of JSON lines") from error
    return [(number, line) for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1) if line.strip()]


def _records(desk: Desk, lines: list[tuple[int, bytes]]) -> Iterator[dict[str, Any]]:
    for number, line in tqdm(lines, unit="question", disable=not sys.stderr.isatty()):
        yield _record(desk, line, number)


def _record(desk: Desk, line: bytes, number: int) -> dict[str, Any]:
    id, question = f"line-{number}", ""
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _error(id, question, f"line {number} is not UTF-8 (byte {error.start})")
    except (ValueError, RecursionError) as error:
        return _error(id, question, f"line {number} is no JSON: {error}")
    try:
        if not isinstance(row, dict):
            raise BatchFault(f"line {number} is {type(row).__name__}, expected an object with id and question")
        if isinstance(row.get("id"), (str, int)) and str(row["id"]):
            id = str(row["id"])
        if not isinstance(row.get("question"), str):
            raise BatchFault(f"line {number} has no question")
        question = row["question"]
        history = row.get("history") or []
        if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
            raise BatchFault(f"line {number}: history is no list of earlier questions")
        return desk.answer(question, history, id=id).to_json()
    except DuizhaoError as error:
        return _error(id, question, error.sentence, desk.engine)


def _error(id: str, question: str, sentence: str, engine: str = "extractive") -> dict[str, Any]:
    kept = question.encode("utf-8", "replace").decode("utf-8")[:2000]
    return Answer(id=id, question=kept, searched="", language=language_of(kept), status="error", text="", engine=engine, error=sentence).to_json()
