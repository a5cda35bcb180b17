"""How good it is on what it was not trained on: the right one of a paragraph's sentences, and answered or not."""

import random
from collections import defaultdict

import numpy as np
import torch

from index.training.batches import batch_of, row
from index.training.examples import Pool
from index.training.network import Joint
from index.training.states import States


def judge(joint: Joint, pool: Pool, states: States, *, most: int = 400) -> dict[str, dict[str, float]]:
    """By source, over its aside examples: `pointed`, the share of answers whose clause holds the likeliest start or end; `auroc` of answered or not, `balanced` its mean share right at logit 0."""
    chance = random.Random(1)
    aside = [example for example in pool.examples if example.aside]
    chance.shuffle(aside)
    by_source: dict[str, list[tuple[bool, float, bool]]] = defaultdict(list)
    joint.eval()
    for example in aside:
        name = example.source.split("-without")[0]
        if len(by_source[name]) >= most:
            continue
        made = row(pool, states, example, example.text, example.answer, chance)
        batch = batch_of([made])
        with torch.no_grad():
            tokens, whole = joint(batch.states, batch.sides, batch.padding)
        hit = False
        if example.answer is not None and made.answers:
            points = torch.softmax(tokens[0][batch.sides[0] == 1][:, 1:], 0).sum(1).numpy()
            best = int(np.argmax(points))
            hit = bool(made.labels[made.sides == 1][best] == 1.0)
        by_source[name].append((made.answers, float(whole[0]), hit))
    joint.train()
    return {name: _figures(rows) for name, rows in sorted(by_source.items())}


def _figures(rows: list[tuple[bool, float, bool]]) -> dict[str, float]:
    yes = [score for answered, score, _ in rows if answered]
    no = [score for answered, score, _ in rows if not answered]
    out = {"answered": float(len(yes)), "silent": float(len(no))}
    if yes:
        out["pointed"] = float(np.mean([hit for answered, _, hit in rows if answered]))
    if yes and no:
        out["auroc"] = float(np.mean([(a > b) + 0.5 * (a == b) for a in yes for b in no]))
        out["balanced"] = float(np.mean([score > 0 for score in yes]) / 2 + np.mean([score <= 0 for score in no]) / 2)
    return out
