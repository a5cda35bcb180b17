"""Suites: from a name or a file to rows, and to the reports that a suite brings along.

A suite may have reports of its own in a folder `<name>.reports` beside it; every other case asks the reports that the
product has indexed. Sets in other forms become the same: rows with line numbers, and a folder of reports.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.cases import Row, SuiteFault
from evals.forms import nomiracl, squad
from evals.forms.csv_suite import csv_rows
from evals.forms.squad import Brought, ReportText, plain_bytes, report_id
from index.settings import HOME
from source.report import LANGUAGES

SUITES = Path(__file__).resolve().parent / "suites"
FAST = ("arong-social-management", "robustness")
"""The suites that run when none is named."""
KINDS = ".jsonl (cases or NoMIRACL, .gz too), .csv or .tsv (cases), .json (SQuAD's form, .gz too), or A.json,B.json (the same set in Chinese and English)"
CONVERSION = 1
"""Version of what converting makes of a file; reports of another version are made anew."""


@dataclass(frozen=True)
class Suite:
    """A suite as read: its rows with their line numbers, and its own reports' folder (None: it has none)."""

    name: str
    rows: tuple[tuple[int, Row], ...]
    reports: Path | None


def open_suite(name: str, *, home: Path = HOME) -> Suite:
    """A suite by name or by path. Reports that are converted are written under `home`/suites, once for the same bytes.

    Raises SuiteFault naming those that there are, or the line or question that cannot be read.
    """
    own = SUITES / f"{name}.jsonl"
    if own.is_file():
        return _cases(own, json_lines(own))
    pair = [Path(part.strip()) for part in name.split(",")]
    paths = [Path(name)] if Path(name).is_file() or len(pair) != 2 else pair
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        have = ", ".join(sorted(found.stem for found in SUITES.glob("*.jsonl")))
        raise SuiteFault(f"there is neither a suite nor a file {missing[0]!r}", hint=f"name one of: {have}; or a file that is there: {KINDS}")
    kind = {_kind(path) for path in paths}
    called = "+".join(_stem(path) for path in paths)
    if kind == {".json"}:
        id = report_id(called)
        brought = squad.two_languages(paths[0], paths[1], id) if len(paths) == 2 else squad.one_language(paths[0], id)
    elif len(paths) == 2 or not kind <= {".jsonl", ".csv", ".tsv"}:
        raise SuiteFault(f"{name} is of a kind that is no suite", hint=f"a file of cases is named {KINDS}; a spreadsheet can be saved as CSV UTF-8")
    else:
        rows = json_lines(paths[0]) if kind == {".jsonl"} else csv_rows(paths[0])
        if not rows or not nomiracl.is_nomiracl(rows[0][1]):
            return _cases(paths[0], rows)
        brought = nomiracl.converted(paths[0].name, rows)
    return Suite(called, brought.rows, _kept(home, called, paths, brought))


def _cases(path: Path, rows: Sequence[tuple[int, Row]]) -> Suite:
    own = path.with_name(f"{_stem(path)}.reports")
    return Suite(_stem(path), tuple(rows), own if own.is_dir() else None)


def _kind(path: Path) -> str:
    """The file's kind by its name; a gzip file of JSON is of the kind of what is in it."""
    kinds = [suffix.lower() for suffix in path.suffixes[-2:]]
    return kinds[0] if kinds[1:] == [".gz"] and kinds[0] in (".json", ".jsonl") else path.suffix.lower()


def _stem(path: Path) -> str:
    return path.stem if _kind(path) == path.suffix.lower() else Path(path.stem).stem


def _kept(home: Path, called: str, paths: Sequence[Path], brought: Brought) -> Path:
    """The folder of the reports made of these files: as it is there already, or written whole or not at all."""
    digest = hashlib.sha256(str(CONVERSION).encode())
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    folder = home / "suites" / f"{report_id(called)}-{digest.hexdigest()[:12]}"
    if not (folder / "reports").is_dir():
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as making:
                for report in brought.reports:
                    _write(Path(making) / "made" / "reports" / report.id, report)
                try:
                    os.rename(Path(making) / "made", folder)
                except OSError:
                    if not (folder / "reports").is_dir():  # else another process has just made it
                        raise
        except OSError as error:
            raise SuiteFault(f"the reports of {called} cannot be written to {folder} ({error.strerror})", hint="make room there, or mend its permissions") from error
    return folder / "reports"


def _write(folder: Path, report: ReportText) -> None:
    folder.mkdir(parents=True)
    languages = [language for language in LANGUAGES if language in report.text]
    for language in languages:
        (folder / f"{language}.txt").write_text(report.text[language], encoding="utf-8", newline="\n")
    files = ", ".join(f'{language} = "{language}.txt"' for language in languages)
    told = f'title = "{report.title}"\noriginal = "{languages[0]}"\ntranslation = "{"human" if len(languages) == 2 else "none"}"\nfiles = {{{files}}}\n'
    (folder / "report.toml").write_text(told, encoding="utf-8")


def json_lines(path: Path) -> list[tuple[int, Row]]:
    """The objects of a file of JSON lines (gzip too) with their line numbers. Raises SuiteFault with the line that is none."""
    raw = plain_bytes(path)
    try:
        lines = raw.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        broken = raw[: error.start].count(b"\n") + 1
        raise SuiteFault(f"{path.name} line {broken} is not UTF-8: the file is GBK, UTF-16 or of another encoding", hint="save it as UTF-8 text, one JSON object a line") from error
    rows: list[tuple[int, Row]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise SuiteFault(f"{path.name} line {number} is no JSON: {error}", hint=_mended(line)) from error
        rows.append((number, row))
    return rows


def _mended(line: str) -> str:
    """What to do about a line that is no JSON."""
    if line.lstrip().startswith("["):
        return "leave out the brackets around the whole and the commas between the objects: one JSON object a line"
    if not line.lstrip().startswith("{"):
        return "one JSON object a line, as docs/evaluation.md has it; a table is named .csv or .tsv"
    return "one whole JSON object on each line; see docs/evaluation.md for the form"
