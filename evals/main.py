"""The console script: the commands of `app` and `eval`."""

import argparse
import sys
from pathlib import Path

from app.commands import UsageFault, parser, refuse_llm
from app.commands import main as run_command
from source.errors import DuizhaoError


class EvalFault(DuizhaoError):
    """A run with cases that failed."""


def main(argv: list[str] | None = None) -> int:
    """Run one command line; the exit code."""
    top, commands = parser()
    command = commands.add_parser("eval", help="say how accurate the answers are", description="Run suites over the answering that users get; without a name, the fast ones.")
    command.add_argument("suites", nargs="*", metavar="SUITE", help="a suite's name (evals/suites) or a file of cases")
    command.add_argument("--out", metavar="DIR", help="write a record for every case into this folder")
    command.add_argument("--split", choices=("dev", "aside"), default="dev", help="which cases (aside: figures only, each use is a line in evals/LOG.md)")
    command.add_argument("--engine", choices=("extractive", "llm"), default="extractive", help="what writes the answer (llm: not in this version)")
    for name, kind in (("--compare", "RUN"), ("--answers", "FILE.jsonl")):
        command.add_argument(name, metavar=kind, help="not in this version")
    command.add_argument("--gate", action="store_true", help="not in this version")
    command.add_argument("--source", metavar="DIR", help="folder of reports (DUIZHAO_SOURCE)")
    command.add_argument("--store", metavar="PATH|URL", help="folder of the index, or a Chroma server's address (DUIZHAO_STORE)")
    command.set_defaults(run=_eval)
    return run_command(argv, top=top)


def _eval(arguments: argparse.Namespace) -> int:
    refuse_llm(arguments)
    for name in ("compare", "gate", "answers"):
        if getattr(arguments, name):
            raise UsageFault(f"--{name} is not in this version; it comes with the full suite")
    if arguments.split == "aside" and arguments.out:
        raise UsageFault("--split aside prints figures only: --out would lay its cases open")
    from app.asking import Desk  # late: opens the encoder
    from evals.run import run
    from index.settings import from_environment

    desk = Desk(from_environment(source=arguments.source, store=arguments.store))
    records = run(desk, arguments.suites, split=arguments.split, out=Path(arguments.out) if arguments.out else None)
    failed = sum(bool(record.error) for record in records)
    if failed:
        raise EvalFault(f"{failed} of {len(records)} cases could not be answered", hint="see the errors above, and duizhao check")
    return 0


if __name__ == "__main__":
    sys.exit(main())
