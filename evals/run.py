"""A run: suites asked case by case or answers taken from a file, everything scored, written to a folder as it comes, and judged."""

import json
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from app.asking import Desk
from evals import baseline as baselines
from evals.answers import Answers
from evals.asking import Opened, ask, opened
from evals.baseline import Baseline
from evals.cases import Case, SuiteFault
from evals.compare import Comparison, compare, values_of, values_of_rows
from evals.gate import LOG, Side, Verdict, judge
from evals.record import Asked, Record, asked_of, to_json
from evals.run_folder import RunFolder, place, read_run, settings_of
from evals.scoring import score
from evals.suites import FAST, SUITES, open_suite
from evals.summary import SuiteSummary, summary
from source.report import Report


@dataclass(frozen=True)
class Run:
    """A run that is done. `folder` is None where figures only may be shown; `against` says what `comparisons` compare with."""

    settings: dict[str, Any]
    records: tuple[Record, ...]
    summaries: tuple[SuiteSummary, ...]
    reports: dict[str, dict[str, Report]]
    against: str
    comparisons: dict[str, Comparison]
    verdict: Verdict
    notes: tuple[str, ...]
    folder: Path | None


def run(desk: Desk, names: Sequence[str], *, split: str, engine: str, out: Path | None, answers: Path | None = None, against: Path | None = None) -> Run:
    """Run suites (none named: the fast ones) and write the run's folder, but for its page. Raises SuiteFault.

    Cases set aside give figures only: nothing of them is written, so that nobody tunes to them.
    """
    told = Answers(answers) if answers is not None else None
    earlier, rows = read_run(against) if against is not None else ({}, [])
    theirs = values_of_rows(rows) if against is not None else None
    suites = [opened(open_suite(name), desk) for name in names or FAST]
    if told is not None and not names:
        suites = [one for one in suites if told.any_of(one.cases)] or suites
    if len({one.suite.name for one in suites}) != len(suites):
        raise SuiteFault("two suites have the same name", hint="name every suite once, and rename a file of your own that is named as a shipped one is")
    chosen = {one.suite.name: [case for case in one.cases if case.split == split] for one in suites}
    notes = _check_ids(told, [case for one in suites for case in one.cases]) if told is not None else []
    if empty := [name for name, own in chosen.items() if not own]:
        raise SuiteFault(f"the suite {empty[0]!r} has no case of the split {split!r}", hint="use --split dev")
    if theirs is not None and not theirs.keys() & chosen.keys():
        raise SuiteFault(f"the run in {against} is of {', '.join(theirs)}, and none of these is run now", hint="compare runs of the same suites")
    settings = settings_of(suites, split=split, engine=engine, answers=answers)
    notes += _other_settings(earlier, settings) if earlier else []
    folder = RunFolder(place(out, settings), settings) if split == "dev" else None
    if folder is not None and folder.done:
        print(f"going on with the interrupted run in {folder.folder}: {len(folder.done)} cases are there already", file=sys.stderr)
    if folder is not None and folder.replaced:
        print(f"{folder.folder} held {folder.replaced}: it is replaced", file=sys.stderr)
    try:
        records = [record for one in suites for record in _suite(one, chosen[one.suite.name], told, folder)]
    except KeyboardInterrupt:
        if folder is not None:
            print(f"stopped; what was asked is kept in {folder.folder}, and the same command goes on from there", file=sys.stderr)
        raise
    finally:
        if folder is not None:
            folder.close()
    summaries = summary(records)
    mine = {one.suite.name: baselines.load(one.suite.name) if split == "dev" else None for one in suites}
    comparisons = _comparisons(records, theirs if theirs is not None else {name: own.cases for name, own in mine.items() if own is not None})
    held = comparisons if theirs is None else _comparisons(records, {name: own.cases for name, own in mine.items() if own is not None})
    verdict = judge([_side(one, held, mine, settings) for one in summaries], LOG.read_text(encoding="utf-8"))
    label = str(against) if against is not None else _label(mine)
    done = Run(settings, tuple(records), tuple(summaries), {one.suite.name: one.reports for one in suites}, label, comparisons, verdict, tuple(notes), folder.folder if folder else None)
    if folder is not None:
        folder.write("summary.json", dumped(done))
    return done


def _other_settings(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What is to be told of a run compared with that was made otherwise: its difference is not the program's alone."""
    changed = [f"{name} {then.get(name)}, now {now[name]}" for name in ("engine", "encoder", "reranker", "threshold") if then.get(name) != now[name]]
    changed += [f"other cases of {name}" for name, cases in now["suites"].items() if then["suites"].get(name, cases) != cases]
    return [f"the run compared with was made otherwise: {'; '.join(changed)}"] if changed else []


def _check_ids(told: Answers, cases: Sequence[Case]) -> list[str]:
    """What is to be told of ids that answer no case."""
    strangers = told.strangers(cases)
    return [f"{len(strangers)} answers in {told.path.name} belong to no case of these suites, such as {strangers[0]!r}"] if strangers else []


def _suite(one: Opened, cases: Sequence[Case], told: Answers | None, folder: RunFolder | None) -> list[Record]:
    asker: Callable[[Case], Asked] = told.of if told is not None else lambda case: ask(case, one.desks)
    reports = one.reports
    records: list[Record] = []
    for case in tqdm(cases, desc=one.suite.name, unit="case", disable=not sys.stderr.isatty()):
        row = folder.done.get((one.suite.name, case.id)) if folder is not None else None
        asked = asked_of(row) if row is not None else asker(case)
        record = _record(one.suite.name, case, asked, reports)
        if folder is not None and row is None:
            folder.add(to_json(record, reports))
        records.append(record)
    return records


def _record(suite: str, case: Case, asked: Asked, reports: dict[str, Report]) -> Record:
    if asked.answer is not None and case.report not in reports:
        asked = replace(asked, answer=None, error=f"its report {case.report!r} is not indexed")
    if asked.answer is None:
        return Record(suite, case, asked, None)
    rankings = {text: [passage for passage, _ in ranking] for text, ranking in asked.rankings.items()}
    try:
        return Record(suite, case, asked, score(case, asked.answer, rankings, reports))
    except Exception as error:  # as in evals.asking: a bug must not cost the other cases
        logging.getLogger("duizhao").exception("scoring case %s", case.id)
        return Record(suite, case, replace(asked, answer=None, error=f"its answer could not be scored, {type(error).__name__}: {error}"), None)


def _comparisons(records: Sequence[Record], theirs: dict[str, Any]) -> dict[str, Comparison]:
    return {name: compare(name, ours, theirs[name]) for name, ours in values_of(records).items() if name in theirs}


def _side(own: SuiteSummary, comparisons: dict[str, Comparison], mine: dict[str, Baseline | None], settings: Mapping[str, Any]) -> Side:
    shipped = (SUITES / f"{own.name}.jsonl").is_file()
    return Side(own, comparisons.get(own.name), mine[own.name], baselines.floors_of(own.name), shipped, settings["engine"], settings["suites"][own.name])


def _label(mine: dict[str, Baseline | None]) -> str:
    own = [f"{name} {found.last.number} ({found.last.date})" for name, found in mine.items() if found is not None]
    return f"the accepted baseline {', '.join(own)}" if own else ""


def dumped(done: Run) -> str:
    """summary.json: settings, figures, comparison and verdict."""
    row = {
        "settings": done.settings,
        "suites": [asdict(one) for one in done.summaries],
        "against": done.against,
        "comparisons": {name: {key: value for key, value in asdict(one).items() if key != "then"} for name, one in done.comparisons.items()},
        "gate": {"passed": done.verdict.passed, **asdict(done.verdict)},
        "notes": list(done.notes),
    }
    return json.dumps(row, ensure_ascii=False, indent=1) + "\n"
