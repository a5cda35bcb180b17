"""Fits the scorer of windows and writes it to index/models/scorer.npz.

    python -m evals.fit_scorer [SUITE or FILE ...]

Without names: questions on invented reports that the reranker was not trained on, and the dev cases of the shipped suites,
each of which counts OFTEN times. Cases kept aside are never looked at. It prints how likely a window of worth is to come
first in each shipped suite, by a scorer that has not seen that suite's cases, and then in all by the one that is written
(by the network alone, without the sum that it is averaged with). WINDOWS in index/weights.py is fitted before it, since that
decides what is read; after it, run `python -m evals.fit`: the judges' signs depend on what comes first.
"""

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.asking import Desk
from evals.fit import SUITES, Example, examples
from evals.suites import Suite, open_suite
from index.encoder import DEFAULT
from index.reranker import SHIPPED
from index.scorer import FILE, Scorer
from index.settings import from_environment
from index.training.composed import FILE as COMPOSED
from index.training.composed import kept_aside
from index.training.scorer import Group, fit

INVENTED = COMPOSED.with_name("fitting.jsonl")
"""Forty reports that were invented for this."""
OFTEN = 3.0
"""How often a suite's question counts beside an invented report's: there are eight times as many of those, and all of one kind."""


def invented() -> list[Suite]:
    """The questions on invented reports that the reranker has not seen; `composed` here has the name of the suite, and is another set."""
    composed = open_suite(str(COMPOSED))
    return [open_suite(str(INVENTED)), replace(composed, name="invented", rows=tuple((line, row) for line, row in composed.rows if kept_aside(row["report"])))]


def groups(found: Sequence[Example], own: bool) -> list[Group]:
    """Questions as what the fit takes; `own` are those of the shipped suites."""
    return [Group(example.columns, example.worth.astype(np.float32), example.language, OFTEN if own else 1.0) for example in found if example.answered]


def told(name: str, held: Sequence[Group], scorer: Scorer) -> str:
    """How well a scorer does on a suite: the mean ln of the probability of a window of worth, and how often the first one is of worth; a question without one counts as neither."""
    sides: Mapping[str, list[tuple[float, bool]]] = defaultdict(list)
    for group in held:
        if group.worth.size and group.worth.max() > 0:
            scores = scorer.scores(group.columns, group.language)
            chance = np.exp(scores - scores.max())
            sides[group.language].append((float(np.log(chance @ group.worth / chance.sum() + 1e-9)), bool(group.worth[int(scores.argmax())] > 0)))
    return f"{name}: " + ", ".join(f"{language} {len(rows)} questions, ln p {np.mean([a for a, _ in rows]):.2f}, first {np.mean([b for _, b in rows]):.2f}" for language, rows in sorted(sides.items()))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.fit_scorer", description="Fit the scorer of windows, and write it into index/models.")
    parser.add_argument("names", nargs="*", help="suites or files whose dev cases are fitted on")
    parser.add_argument("--out", type=Path, default=FILE, help="where to write it (default: where the product reads it)")
    args = parser.parse_args()
    desk = Desk(from_environment(), scorer=Scorer.blank())
    if (desk.encoder.name, desk.reranker and desk.reranker.name) != (DEFAULT, SHIPPED):
        parser.error("the scorer is fitted to the shipped encoder and reranker: unset DUIZHAO_ENCODER and DUIZHAO_RERANKER")
    suites = [open_suite(name) for name in args.names] or [*(open_suite(name) for name in SUITES), *invented()]
    by_name = {suite.name: groups(examples(desk, [suite]), suite.name in SUITES) for suite in suites}
    for name in filter(SUITES.__contains__, by_name):
        rest = [group for other, held in by_name.items() if other != name for group in held]
        print("left out:", told(name, by_name[name], fit(rest)), flush=True)
    scorer = fit([group for held in by_name.values() for group in held])
    for name, held in by_name.items():
        print("fitted on:", told(name, held, scorer))
    scorer.save(args.out)
    print(f"{args.out}: {args.out.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
