"""`duizhao eval --accept RUN`: a finished run becomes the baseline of its suites."""

from collections.abc import Iterator
from pathlib import Path

from evals.baseline import accept, load
from evals.cases import SuiteFault
from evals.compare import values_of_rows
from evals.gate import worse
from evals.run_folder import read_figures, read_run


def accept_run(folder: Path) -> Iterator[str]:
    """Make the run the baseline; sentences that say so, and what reason is owed. Raises SuiteFault for a run that cannot be one."""
    settings, rows = read_run(folder)
    if settings["answers"] is not None:
        raise SuiteFault("this run scored answers made elsewhere, and they carry no rankings", hint="accept a run of duizhao eval without --answers")
    if failed := sum(bool(row["error"]) for row in rows):
        raise SuiteFault(f"{failed} cases of this run could not be answered", hint="run it again; a baseline has no errors")
    values = values_of_rows(rows)
    for suite, measures in read_figures(folder).items():
        before = load(suite)
        added, path = accept(suite, measures, values[suite], engine=settings["engine"], fingerprint=settings["suites"][suite])
        yield f"{suite}: baseline {added.number} accepted, {added.cases} cases; commit evals/baselines/{path.name}"
        if before is not None and (fell := worse(before.last, added)):
            yield f"it is worse than baseline {before.last.number} in {', '.join(fell)}: evals/LOG.md owes a line “Baseline {suite} {added.number}: why”, and the gate fails without it"
