"""Retrieval: where the passages that hold evidence stand in a ranking. The nouns and the arithmetic are ir-measures'.

MacAvaney, Macdonald and Ounis, "Streamlining Evaluation with ir-measures", ECIR 2022. A passage holds evidence or does
not (relevance 1 or 0). Sees the ranking only: neither what was quoted nor whether it was answered.
"""

from collections.abc import Sequence, Set

import ir_measures
from ir_measures import RR, R, Success, nDCG

from evals.measures.score import Score

MEASURES = {"success_1": Success @ 1, "success_5": Success @ 5, "rr_10": RR @ 10, "ndcg_10": nDCG @ 10, "r_10": R @ 10}


def retrieval(ranking: Sequence[str], gold: Set[str]) -> dict[str, Score]:
    """Each measure of one ranking (passage ids, best first), 0..1, higher is better; `gold` must not be empty."""
    qrels = [ir_measures.Qrel("q", passage, 1) for passage in sorted(gold)]
    run = [ir_measures.ScoredDoc("q", passage, float(len(ranking) - place)) for place, passage in enumerate(ranking)]
    values = {row.measure: row.value for row in ir_measures.iter_calc(list(MEASURES.values()), qrels, run)} if run else {}
    places = [place for place, passage in enumerate(ranking, 1) if passage in gold]
    reason = f"evidence at {', '.join(map(str, places[:5]))} of {len(ranking)}" if places else f"no evidence among {len(ranking)}"
    return {name: Score(float(values.get(measure, 0.0)), reason) for name, measure in MEASURES.items()}
