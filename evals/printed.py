"""A run's figures as text for a terminal: a table a suite, what changed against the baseline, and the gate's verdict."""

from collections.abc import Iterator

from evals.compare import Comparison
from evals.measures.table import BY_NAME, MEASURES, RETRIEVAL
from evals.run import Run
from evals.statistics import Estimate
from evals.summary import RIGHT, TEXTS, SuiteSummary
from evals.written import lines
from source.report import LANGUAGES

SHOWN = 12
"""Cases won or lost that are named; the rest stands in report.html and summary.json."""
BY_CATEGORY = ("hit", "recall", "precision", "facts")


def printed(run: Run, *, by_category: bool = True) -> str:
    """Everything that a run says on the terminal, but for its errors."""
    parts = [part for one in run.summaries for part in _suite(run, one, by_category)]
    parts.append("what each measure means and does not see: docs/evaluation.md")
    parts += [f"note: {note}" for note in run.notes]
    return "\n".join(parts)


def _suite(run: Run, own: SuiteSummary, by_category: bool) -> Iterator[str]:
    yield f"\n{own.name}: {own.cases} cases ({run.settings['split']}), {own.errors} errors"
    yield f"{'mean, 95 % interval, cases':26s}{'Chinese questions':>24s}{'English questions':>24s}"
    for measure in MEASURES:
        found = {language: one.all.measures.get(measure.name) for language, one in own.languages.items()}
        if any(found.values()):
            yield f"{measure.label['en']:26s}" + "".join(_cell(found.get(language)) for language in LANGUAGES)
    if own.twins.mean is not None:
        yield f"{'Twins agree':26s}{_cell(own.twins)}   ({own.twins.cases} pairs)"
    yield from _retrieval(own)
    if by_category:
        yield from _categories(own)
    for language, asked in own.languages.items():
        if asked.milliseconds:
            yield f"{language}: milliseconds p50/p95 " + ", ".join(f"{stage} {middle:.0f}/{high:.0f}" for stage, (middle, high) in asked.milliseconds.items())
    yield from lines({language: asked.written for language, asked in own.languages.items() if asked.written is not None})
    if own.name in run.comparisons:
        yield from _compared(run.comparisons[own.name], run.against)


def _compared(comparison: Comparison, against: str) -> Iterator[str]:
    """Paired differences of the measures that moved, with the cases that moved them; and the outcomes that changed."""
    yield f"against {against}: {len(comparison.changed)} outcomes changed, {len(comparison.added)} cases added, {len(comparison.gone)} gone"
    for language, own in comparison.measures.items():
        for name, one in own.items():
            if one.won or one.lost:
                gap = one.difference
                yield (
                    f"  {language} {BY_NAME[name].label['en']:26s} {gap.mean:+.3f} [{gap.low:+.3f} {gap.high:+.3f}] p {gap.p:.4f}  {len(one.won)} won, {len(one.lost)} lost, {one.tied} tied"
                    + "".join(f"; {word}: {', '.join(ids[:SHOWN])}{' ...' if len(ids) > SHOWN else ''}" for word, ids in (("won", one.won), ("lost", one.lost)) if ids)
                )
    for id, (then, now) in comparison.changed.items():
        yield f"  {id}: {then} -> {now}"


def _cell(found: Estimate | None) -> str:
    return f"{f'{found} {found.cases:>4d}':>24s}" if found is not None else f"{'-':>24s}"


def _retrieval(own: SuiteSummary) -> Iterator[str]:
    """The table of question language and text language."""
    rows = [(language, text, one.retrieval[text]) for language, one in own.languages.items() for text in TEXTS if text in one.retrieval]
    if rows:
        yield f"{'retrieval: question, text':26s}" + "".join(f"{label:>12s}" for label in (measure.label["en"] for measure in MEASURES if measure.name in RETRIEVAL))
        for language, text, measures in rows:
            cells = (measures[name].mean for name in RETRIEVAL)
            yield f"  {language}, {text:20s}" + "".join(f"{cell:12.3f}" if cell is not None else f"{'-':>12s}" for cell in cells)


def _categories(own: SuiteSummary) -> Iterator[str]:
    yield f"{'by category':26s}{'cases':>6s}{'right':>7s}" + "".join(f"{name:>11s}" for name in BY_CATEGORY)
    for language, one in own.languages.items():
        for category, group in one.categories.items():
            right = "-" if group.outcomes["answered"] else sum(group.outcomes[outcome] for outcome in RIGHT)
            cells = [group.measures[name].mean if name in group.measures else None for name in BY_CATEGORY]
            yield f"  {language} {category:21s}{group.cases:>6d}{right!s:>7s}" + "".join(f"{cell:11.3f}" if cell is not None else f"{'-':>11s}" for cell in cells)


def verdict(run: Run) -> str:
    """The gate in words."""
    lines = [f"gate: {note}" for note in run.verdict.notes]
    if run.verdict.passed:
        passed = f"gate passed: of {run.verdict.judged} figures none is below its floor or fell beyond the baseline's interval"
        return "\n".join([*lines, f"{passed}. No worse than accepted is not the same as good enough: look at the figures"])
    return "\n".join([*lines, *(f"gate: {failure}" for failure in run.verdict.failures)])
