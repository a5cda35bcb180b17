"""A run as one web page: a file that holds its style, its script and its charts, and requests nothing."""

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.compare import Comparison
from evals.page import figures, words
from evals.page.charts import axis_chart
from evals.page.differences import Differences, changes, differences
from evals.page.shown_case import ShownCase, anchors, shown_case
from evals.page.visible import visible
from evals.record import Record
from evals.run import Run
from evals.summary import SuiteSummary
from source.report import LANGUAGES, Language, Report

HERE = Path(__file__).resolve().parent
OUTCOMES = ("right", "partial", "altered", "answered", "missed", "false_refusal", "right_refusal", "false_answer", "error")
CHANGES = ("changed", "scores", "same", "new")


@dataclass(frozen=True)
class FullPassage:
    """A passage as the report has it."""

    anchor: str
    id: str
    path: dict[Language, str]
    texts: dict[Language, str]


@dataclass(frozen=True)
class Section:
    """One suite, ready to be shown."""

    number: int
    summary: SuiteSummary
    sentences: dict[Language, Markup]
    scores: list[figures.RowGroup]
    categories: list[figures.Row]
    confusions: list[figures.Confusion]
    retrieval: list[Any]
    timings: list[Any]
    written: list[Any]
    risk: Markup
    calibration: Markup
    used: dict[Language, tuple[float, float]]
    differences: Differences | None
    cases: list[ShownCase]
    full: list[FullPassage]
    """Every passage that a case shows, once and whole."""
    anchors: dict[str, str]
    """Their anchors by `Shown.key`."""
    links: dict[str, str]
    """Anchors of this suite's cases by id."""
    counts: dict[str, dict[str, int]]
    """What each filter holds: facet, value, number of cases."""


def page(run: Run) -> str:
    """The page. It can be written as UTF-8 whatever the run holds."""
    links = anchors(run.records)
    sections = [_section(number, one, run, links) for number, one in enumerate(run.summaries, 1)]
    script, style = (HERE / "report.js").read_text(encoding="utf-8"), (HERE / "report.css").read_text(encoding="utf-8")
    policy = f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"
    whole: str = _environment().get_template("report.html.j2").render(run=run, sections=sections, script=Markup(script), style=Markup(style), policy=policy)
    return whole


def _digest(text: str) -> str:
    """What the page's own rule allows to run: this very text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    """Templates that escape everything, show hidden characters as signs, and fail on a name that there is not."""
    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"languages": LANGUAGES, "w": words.words, "named": words.named, "words": words, "axis": axis_chart, "shares": figures.SHARES, "labels": figures.RETRIEVAL_LABELS}
    made.globals |= {"outcome_names": OUTCOMES, "change_names": CHANGES}
    return made


def _section(number: int, own: SuiteSummary, run: Run, links: dict[tuple[str, str], str]) -> Section:
    records = [record for record in run.records if record.suite == own.name]
    comparison = run.comparisons.get(own.name)
    before = comparison.then if comparison is not None else {}
    cases = _cases(records, own, run, links, comparison)
    used = {language: found for language, one in own.languages.items() if (found := figures.in_use(one)) is not None}
    full = _full(cases, run.reports.get(own.name, {}), number)
    return Section(
        number=number,
        summary=own,
        sentences={language: figures.sentence([record for record in records if record.case.language == language]) for language in own.languages},
        scores=figures.scores(own, before),
        categories=figures.by_category(records, before),
        confusions=figures.confusions(records),
        retrieval=figures.retrieval(own),
        timings=list(figures.timings(own)),
        written=figures.written(own),
        risk=figures.risk_chart(own, f"risk-{number}"),
        calibration=figures.calibration_chart(own, f"calibration-{number}"),
        used=used,
        differences=differences(comparison) if comparison is not None else None,
        cases=cases,
        full=list(full.values()),
        anchors={key: one.anchor for key, one in full.items()},
        links={id: anchor for (suite, id), anchor in links.items() if suite == own.name},
        counts=counts(cases),
    )


def _cases(records: Sequence[Record], own: SuiteSummary, run: Run, links: dict[tuple[str, str], str], comparison: Comparison | None) -> list[ShownCase]:
    moved = changes(comparison, [record.case.id for record in records])
    twins = {(record.case.twin, record.case.language): record.case.id for record in records if record.case.twin}
    reports = run.reports.get(own.name, {})
    out = []
    for record in records:
        other = twins.get((record.case.twin, "en" if record.case.language == "zh" else "zh"), "") if record.case.twin else ""
        agreed = own.pairs.get(record.case.twin)
        twin = (links[own.name, other], other, f"{agreed.value:.2f}" if agreed is not None else "") if other else ("", "", "")
        out.append(shown_case(record, reports=reports, anchor=links[own.name, record.case.id], change=moved[record.case.id], twin=twin))
    return out


def _full(cases: Sequence[ShownCase], reports: Mapping[str, Report], number: int) -> dict[str, FullPassage]:
    """By key the passages that a case cuts short."""
    wanted = {shown.key for one in cases for shown in (*one.passages, *one.closest) if shown.key and any(run.kind == "gap" for side in shown.sides.values() for run in side)}
    out: dict[str, FullPassage] = {}
    for report in reports.values():
        for passage in report.passages:
            if (key := f"{report.id} {passage.id}") in wanted:
                texts = {language: report.quote(language, span) for language in LANGUAGES if (span := passage.spans[language]) is not None}
                out[key] = FullPassage(f"passage-{number}-{len(out) + 1}", passage.id, {language: " › ".join(report.path(passage.section, language)) for language in LANGUAGES}, texts)
    return out


def counts(cases: Sequence[ShownCase]) -> dict[str, dict[str, int]]:
    """How many cases each filter shows when no other is set, in the order in which they are offered."""
    held: dict[str, Counter[str]] = {
        "outcome": Counter(outcome for one in cases for outcome in one.outcomes),
        "language": Counter(one.case.language for one in cases),
        "category": Counter(one.case.category for one in cases),
        "change": Counter(one.change for one in cases if one.change),
    }
    order: dict[str, Sequence[str]] = {"outcome": OUTCOMES, "language": LANGUAGES, "category": tuple(held["category"]), "change": CHANGES}
    return {facet: {value: held[facet][value] for value in order[facet] if held[facet][value]} for facet in held}
