"""Asking the cases of a suite, by the very way that users' questions take.

A suite with reports of its own has them indexed into a store of its own, once. A case that fails is an error, and no
case is dropped.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.answer import Answer, Answered, Retrieved, Written
from app.answering.scope import scope, within
from app.asking import Desk
from evals.cases import Case, SuiteFault, cases
from evals.record import Asked, Ranking
from evals.remembering import Remembering
from evals.suites import Suite
from index.settings import HOME
from index.store import is_address
from source.errors import DuizhaoError
from source.report import LANGUAGES, Report

DEPTH = 10
"""Passages of a ranking that are kept: no measure looks further."""


@dataclass(frozen=True)
class Opened:
    """A suite with its cases, and the desk that each report is asked at."""

    suite: Suite
    cases: tuple[Case, ...]
    desks: Mapping[str, Desk]

    @property
    def reports(self) -> dict[str, Report]:
        return {id: desk.index.reports[id] for id, desk in self.desks.items()}


def opened(suite: Suite, product: Desk) -> Opened:
    """A suite with its reports indexed and its evidence found. Raises SuiteFault, and what building an index raises."""
    desks = dict.fromkeys(product.index.reports, product)
    own: dict[str, Report] = {}
    if suite.reports is not None:
        desk = _own_desk(suite.reports, product)
        own = dict(desk.index.reports)
        if same := sorted(own.keys() & product.index.reports.keys()):
            raise SuiteFault(f"the suite {suite.name!r} brings a report {same[0]!r}, and the product has one of that id", hint="rename the folder of the suite's own report")
        desks |= dict.fromkeys(own, desk)
    reports = own | {id: report for id, report in product.index.reports.items() if id not in own}
    return Opened(suite, tuple(cases(suite.rows, reports, name=suite.name)), desks)


def _own_desk(reports: Path, product: Desk) -> Desk:
    """A desk over a suite's own reports, indexed into a store beside the product's; its answers are written as the product's are."""
    from app.progress import bars  # late, as the next: building brings llama-index, which takes seconds
    from index.build import build

    settings, encoder = product.settings, product.encoder
    beside = HOME if is_address(settings.store) else Path(settings.store).resolve().parent
    name = hashlib.sha256(f"{reports.resolve()} {encoder.name}".encode()).hexdigest()[:12]
    own = replace(settings, source=reports, store=str(beside / "suites" / name))
    build(own, Remembering(encoder), bars())
    return Desk(own, encoder, model=product.model, scorer=product.scorer)


def ask(case: Case, desks: Mapping[str, Desk]) -> Asked:
    """What asking the case gives: an answer with its rankings, or an error in one sentence."""
    desk = desks.get(case.report)
    if desk is None:
        return Asked(None, {}, f"the report {case.report!r} is not indexed, only {', '.join(sorted(desks)[:5])}")
    only = (case.report,) if case.alone else None
    answer: Answer | None = None
    both: Ranking = ()
    written: Written | None = None
    try:
        for event in desk.ask(case.question, case.history, id=case.id, reports=only):
            if isinstance(event, Retrieved):
                both = event.passages[:DEPTH]
            elif isinstance(event, Answered):
                answer, written = event.answer, event.written
        if answer is None:
            raise AssertionError("ask ended without an answer")
        rankings: dict[str, Ranking] = {}
        if desk.understand(case.question, case.history, reports=only).kind == "report":  # else nothing was searched
            rankings = {"both": both} | (_by_language(desk, case.report, answer.searched, only) if case.evidence else {})
    except DuizhaoError as error:
        return Asked(None, {}, error.sentence)
    except Exception as error:  # a bug of ours must not cost the other cases: it is counted, shown, logged whole, and fails the run
        logging.getLogger("duizhao").exception("case %s", case.id)
        return Asked(None, {}, f"{type(error).__name__}: {error}")
    return Asked(answer, rankings, written=written)


def _by_language(desk: Desk, report: str, searched: str, only: Sequence[str] | None) -> dict[str, Ranking]:
    """What the same search finds by each language's text alone; nothing for a report in one language, where that is what was served."""
    if not all(desk.index.reports[report].text[language] for language in LANGUAGES):
        return {}
    index, vector = desk.index, desk.encoder.queries([searched])[0]
    named = scope(index, searched, only)
    return {language: within(index, index.search(searched, reports=named.reports, languages=(language,), vector=vector), named).passages[:DEPTH] for language in LANGUAGES}
