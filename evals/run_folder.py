"""The folder of a run: settings.json, records.jsonl (a line a case, as it comes), summary.json, summary.txt, report.html.

A run that was interrupted has records and no summary: the same run goes on where it stopped.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from app.settings import NONE, ModelSettings
from evals.asking import Opened
from evals.cases import SuiteFault
from evals.record import lines
from evals.statistics import Estimate
from evals.suites import Suite
from index.settings import CLONE, HOME

RUNS = HOME / "runs"


def settings_of(suites: Sequence[Opened], *, split: str, engine: str, answers: Path | None) -> dict[str, Any]:
    """What a run was run with. Two runs with equal settings would give equal records, timings aside."""
    desk = next(desk for suite in suites for desk in suite.desks.values())
    return {
        "duizhao": version("duizhao"),
        "suites": {opened.suite.name: fingerprint(opened.suite) for opened in suites},
        "split": split,
        "engine": engine,
        "answers": {"file": answers.name, "sha256": hashlib.sha256(answers.read_bytes()).hexdigest()} if answers is not None else None,
        "encoder": desk.encoder.name,
        "reranker": desk.reranker.name if desk.reranker is not None else NONE,
        "threshold": desk.judging.threshold,
        "index": sorted({str(desk.index.folder.name) for suite in suites for desk in suite.desks.values()}),
        "code": _code(),
    } | ({"model": desk.model.settings.model, "model_settings": _told(desk.model.settings)} if desk.model is not None else {})


def _told(settings: ModelSettings) -> str:
    """SHA-256 of all settings of the model server but its key, which their repr leaves out."""
    return hashlib.sha256(repr(settings).encode()).hexdigest()[:16]


def fingerprint(suite: Suite) -> str:
    """SHA-256 of a suite's rows: another one where a case changed."""
    return hashlib.sha256(json.dumps([row for _, row in suite.rows], ensure_ascii=True, sort_keys=True).encode()).hexdigest()[:16]


def _code() -> str:
    """SHA-256 over the code that answers and scores."""
    digest = hashlib.sha256()
    for package in ("source", "index", "app", "evals"):
        for path in sorted((CLONE / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class RunFolder:
    """One run's folder, open for writing."""

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        """Makes the folder, or goes on with the same run that was interrupted there. Raises SuiteFault where it cannot be written."""
        self.folder = folder
        self.done: dict[tuple[str, str], dict[str, Any]] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / "run.lock", timeout=0)
            self._lock.acquire()
            if _unfinished(folder, settings):
                rows = lines(folder / "records.jsonl")
                self.done = {(row["suite"], row["id"]): row for row in rows if not row["error"]}
            self.replaced = "" if self.done else _there(folder)
            for name in ("summary.json", "summary.txt", "report.html"):
                (folder / name).unlink(missing_ok=True)
            kept = folder / "records.part"
            with kept.open("w", encoding="utf-8") as self._records:
                for row in self.done.values():
                    self.add(row)
            kept.replace(folder / "records.jsonl")  # at once: a second interruption loses nothing
            self._records = (folder / "records.jsonl").open("a", encoding="utf-8")
            self.write("settings.json", json.dumps(settings | {"started": datetime.now(UTC).isoformat(timespec="seconds")}, ensure_ascii=False, indent=1) + "\n")
        except Timeout as error:
            raise SuiteFault(f"another run is writing into {folder}", hint="wait for it, or name another folder with --out") from error
        except OSError as error:
            raise SuiteFault(f"{folder} cannot be written ({error.strerror})", hint="name another folder with --out") from error

    def add(self, row: dict[str, Any]) -> None:
        """Write one record, and see that it is on disk."""
        self._records.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._records.flush()

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def close(self) -> None:
        self._records.close()
        self._lock.release()
        (self.folder / "run.lock").unlink(missing_ok=True)


def place(out: Path | None, settings: dict[str, Any]) -> Path:
    """The run's folder: the one named; else the last unfinished run of these settings; else a new one under .duizhao/runs."""
    if out is not None:
        return out
    unfinished = [folder for folder in sorted(RUNS.glob("*/")) if _unfinished(folder, settings) and not _busy(folder)]
    if unfinished:
        return unfinished[-1]
    stem = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    return next(folder for n in range(1000) if not (folder := RUNS / (f"{stem}-{n}" if n else stem)).exists())


def _there(folder: Path) -> str:
    """What run the folder holds that is not gone on with; "" for none."""
    if (folder / "summary.json").exists():
        return "a finished run"
    return "an interrupted run of other settings" if (folder / "records.jsonl").exists() else ""


def _unfinished(folder: Path, settings: dict[str, Any]) -> bool:
    """Is this the folder of a run with these settings that has no summary yet?"""
    if (folder / "summary.json").exists() or not (folder / "settings.json").is_file():
        return False
    try:
        there = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    except ValueError:
        return False
    return isinstance(there, dict) and {key: value for key, value in there.items() if key != "started"} == json.loads(json.dumps(settings))


def _busy(folder: Path) -> bool:
    """Is another process writing there?"""
    try:
        with FileLock(folder / "run.lock", timeout=0):
            return False
    except Timeout:
        return True


def read_run(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The settings and the records of a finished run. Raises SuiteFault where there is none."""
    try:
        settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SuiteFault(f"{folder} holds no run", hint="name the folder that duizhao eval printed, or gave by --out") from error
    if not (folder / "summary.json").is_file():
        raise SuiteFault(f"the run in {folder} was not finished", hint=f"run the same duizhao eval again with --out {folder}: it goes on where it stopped")
    rows = lines(folder / "records.jsonl")
    wanted = sum(suite["cases"] for suite in json.loads((folder / "summary.json").read_text(encoding="utf-8"))["suites"])
    if len(rows) != wanted:
        raise SuiteFault(f"{folder} holds {len(rows)} records that can be read, and its summary counts {wanted}", hint="run it again: its records.jsonl is damaged")
    return settings, rows


def read_figures(folder: Path) -> dict[str, dict[str, dict[str, Estimate]]]:
    """The figures of a finished run by suite, language and measure, as `evals.baseline.figures` gives those of a run in hand."""
    out: dict[str, dict[str, dict[str, Estimate]]] = {}
    for suite in json.loads((folder / "summary.json").read_text(encoding="utf-8"))["suites"]:
        out[suite["name"]] = {language: {name: Estimate(**found) for name, found in own["all"]["measures"].items()} for language, own in suite["languages"].items()}
        if suite["twins"]["mean"] is not None:
            out[suite["name"]]["both"] = {"twins": Estimate(**suite["twins"])}
    return out
