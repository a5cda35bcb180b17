"""`python -m evals.bench.support [--split dev|aside] [--confirm]`: the check of written answers on sentences that are faithful or subtly false.

How many false ones it catches and how many faithful ones it loses at the threshold in use, and the curve of both as the
threshold moves; by language, report and kind, with 95 % bootstrap intervals over passages; and milliseconds a sentence. With
`--confirm` the model server of DUIZHAO_LLM_URL is asked as well, as with DUIZHAO_LLM_CHECK=model.
"""

import argparse
import dataclasses
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.asking import Desk
from app.errors import SettingFault
from app.written import confirming
from app.written.model_server import ModelServer, open_model
from app.written.support import Support, Verdict
from evals.statistics import estimate
from evals.supporting import Claim, by, claims, evidence_of, reports_of
from index.settings import from_environment
from source.errors import DuizhaoError

LOST = (0.05, 0.10, 0.20)
"""Shares of the faithful sentences lost at which the curve is told."""


@dataclass(frozen=True)
class Checked:
    """A sentence, the verdict on it, and how long that took, its passages having been read before."""

    claim: Claim
    verdict: Verdict
    milliseconds: float


def checked(rows: Sequence[Claim], desk: Desk, server: ModelServer | None = None) -> list[Checked]:
    """All sentences checked one by one; what passes is asked of `server` where there is one. Raises what opening reports raises, and ModelFault."""
    reports, support = reports_of(desk), Support(desk.encoder)
    out: list[Checked] = []
    for row in rows:
        evidence = evidence_of(row, reports)
        support.prepare(evidence)
        began = time.perf_counter()
        verdict = support.check(row.sentence, row.language, evidence)
        if server is not None and verdict.supported:
            verdict = dataclasses.replace(verdict, supported=confirming.asked(server, row.sentence, row.language, evidence))
        out.append(Checked(row, verdict, 1000 * (time.perf_counter() - began)))
    return out


def table(rows: Sequence[Checked]) -> list[str]:
    """Lines: false sentences caught and faithful ones lost, over all and by language, report and kind."""
    lines = [f"{'':36}{'false caught':>26}{'faithful lost':>26}"]
    named = [("all", list(range(len(rows))))]
    named += [(value, places) for name in ("language", "report", "kind") for value, places in by([row.claim for row in rows], name).items()]
    named += [
        (f"{language}, {kind}", [place for place in places if rows[place].claim.kind == kind])
        for language, places in by([row.claim for row in rows], "language").items()
        for kind in by([row.claim for row in rows], "kind")
    ]
    for name, places in named:
        here = [rows[place] for place in places]
        false, true = [row for row in here if not row.claim.faithful], [row for row in here if row.claim.faithful]
        shares = [estimate([float(not row.verdict.supported) for row in half], [row.claim.cites[0] for row in half]) for half in (false, true)]
        lines.append(f"{name:36}" + "".join(f"{f'{share} of {share.cases}' if share.cases else '-':>26}" for share in shares))
    return lines


def curve(rows: Sequence[Checked]) -> list[str]:
    """Lines: by language, the share of false sentences caught where the threshold loses these shares of the faithful ones."""
    lines = [f"{'caught at':12}" + "".join(f"{f'{lost:.2f} lost':>12}" for lost in LOST) + f"{'area':>10}"]
    for language, places in by([row.claim for row in rows], "language").items():
        scores = np.array([rows[place].verdict.score for place in places])
        faithful = np.array([rows[place].claim.faithful for place in places])
        area = float(np.mean(np.sign(scores[faithful][:, None] - scores[~faithful][None]) / 2 + 0.5))
        lines.append(f"{language:12}" + "".join(f"{float((scores[~faithful] < np.quantile(scores[faithful], lost)).mean()):12.3f}" for lost in LOST) + f"{area:10.3f}")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.bench.support", description="How many false sentences the check of written answers catches, and how many faithful ones it loses.")
    parser.add_argument("--split", choices=("dev", "aside"), default="dev", help="which half (default: dev, on which it was tuned)")
    parser.add_argument("--confirm", action="store_true", help="ask the model server of DUIZHAO_LLM_URL, too")
    arguments = parser.parse_args()
    try:
        server = open_model() if arguments.confirm else None
        if arguments.confirm and server is None:
            raise SettingFault("--confirm asks a model server, and DUIZHAO_LLM_URL is not set", hint="docs/written.md")
        rows = checked(claims(arguments.split), Desk(from_environment()), server)
    except DuizhaoError as fault:
        print(f"bench: {fault}", file=sys.stderr)
        return 1
    print("\n".join([*table(rows), "", *(curve(rows) if server is None else ()), ""]))  # a word has no threshold to move
    times = [row.milliseconds for row in rows]
    print(f"{np.median(times):.0f} ms a sentence (median; 95th percentile {np.quantile(times, 0.95):.0f} ms), passages read before")
    return 0


if __name__ == "__main__":
    sys.exit(main())
