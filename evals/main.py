"""The console script: the commands of `app` and `eval`."""

import argparse
import sys
from pathlib import Path

from app.commands import UsageFault, model_settings, parser
from app.commands import main as run_command
from source.errors import DuizhaoError


class EvalFault(DuizhaoError):
    """A run with cases that failed, or that the gate does not let through."""


def main(argv: list[str] | None = None) -> int:
    """Run one command line; the exit code."""
    top, commands = parser()
    command = commands.add_parser("eval", help="say how accurate the answers are", description="Run suites over the answering that users get; without a name, the fast ones.")
    command.add_argument("suites", nargs="*", metavar="SUITE", help="a suite's name (evals/suites), or a file of cases: JSON lines, CSV, SQuAD or NoMIRACL (docs/evaluation.md)")
    command.add_argument("--out", metavar="DIR", help="the run's folder (without: a new one under .duizhao/runs)")
    command.add_argument("--compare", metavar="RUN", help="compare with the run in this folder (without: with the accepted baseline)")
    command.add_argument("--gate", action="store_true", help="exit 1 when a measure is below its floor, or worse than the accepted baseline beyond its interval")
    command.add_argument("--split", choices=("dev", "aside"), default="dev", help="which cases (aside: figures only, each use is a line in evals/LOG.md)")
    command.add_argument("--engine", choices=("extractive", "llm"), help="what writes the answer (without: llm where a model server is set, else extractive)")
    command.add_argument("--answers", metavar="FILE.jsonl", help="score these answers, made elsewhere, instead of asking")
    command.add_argument("--accept", metavar="RUN", help="make the run in this folder the baseline of its suites, and do nothing else")
    command.add_argument("--source", metavar="DIR", help="folder of reports (DUIZHAO_SOURCE)")
    command.add_argument("--store", metavar="PATH|URL", help="folder of the index, or a Chroma server's address (DUIZHAO_STORE)")
    command.set_defaults(run=_eval)
    return run_command(argv, top=top)


def _eval(arguments: argparse.Namespace) -> int:
    model = model_settings(arguments) if not arguments.answers else None
    if arguments.split == "aside" and (arguments.out or arguments.gate or arguments.compare):
        raise UsageFault("--split aside prints figures only: --out and --compare would lay its cases open, and the gate judges dev")
    if arguments.accept:
        if arguments.suites or arguments.gate or arguments.answers or arguments.out or arguments.compare or arguments.split != "dev":
            raise UsageFault("--accept RUN stands alone: it takes a run that is done")
        return _accept(Path(arguments.accept))
    from app.asking import Desk  # late: opens the encoder
    from app.written.model_server import ModelServer
    from evals.page.report import page
    from evals.printed import printed, verdict
    from evals.run import run
    from index.settings import from_environment

    desk = Desk(from_environment(source=arguments.source, store=arguments.store), model=ModelServer(model) if model is not None else None)
    done = run(
        desk,
        arguments.suites,
        split=arguments.split,
        engine=desk.engine,
        out=Path(arguments.out) if arguments.out else None,
        answers=Path(arguments.answers) if arguments.answers else None,
        against=Path(arguments.compare) if arguments.compare else None,
    )
    text = printed(done, by_category=arguments.split == "dev")
    print(text)
    failed = [record for record in done.records if record.error]
    for record in failed[:20] if arguments.split == "dev" else ():
        print(f"error in {record.suite} {record.case.id}: {record.error}")
    if arguments.gate:
        print(verdict(done))
    if done.folder is not None:
        (done.folder / "summary.txt").write_text(f"{text}\n{verdict(done)}\n", encoding="utf-8")
        (done.folder / "report.html").write_text(page(done), encoding="utf-8")
        print(f"{done.folder}: summary.json, records.jsonl, report.html (open it in a browser)")
    if failed:
        raise EvalFault(f"{len(failed)} of {len(done.records)} cases could not be answered", hint="see the errors above, and duizhao check")
    if arguments.gate and not done.verdict.passed:
        raise EvalFault(f"the gate failed: {len(done.verdict.failures)} reasons above", hint="mend them, or accept a baseline and give the reason in evals/LOG.md (docs/evaluation.md)")
    return 0


def _accept(folder: Path) -> int:
    from evals.accepting import accept_run  # late: brings the measures

    for sentence in accept_run(folder):
        print(sentence)
    return 0


if __name__ == "__main__":
    sys.exit(main())
