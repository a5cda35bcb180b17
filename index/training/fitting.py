"""The training loop and its losses."""

import random
import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.training.batches import UNTOLD, Batch, epoch, mined
from index.training.examples import Pool
from index.training.network import Joint
from index.training.states import States

RATE = 1.5e-4
WARM = 0.06
"""Share of the steps over which the rate rises."""


def loss_of(joint: Joint, batch: Batch) -> Tensor:
    """Mean of three: does each token answer, where does the answer start and end (the first token: nowhere), does the text answer."""
    tokens, whole = joint(batch.states, batch.sides, batch.padding)
    told = batch.labels != UNTOLD
    marked = functional.binary_cross_entropy_with_logits(tokens[..., 0][told], batch.labels[told])
    allowed = ~batch.padding & (batch.sides == 1)
    allowed[:, 0] = True
    points = tokens[..., 1:].masked_fill(~allowed[..., None], -1e4)
    pointed = (functional.cross_entropy(points[..., 0], batch.starts) + functional.cross_entropy(points[..., 1], batch.ends)) / 2
    return marked + 0.5 * pointed + functional.binary_cross_entropy_with_logits(whole, batch.answers)


def fit(joint: Joint, pool: Pool, states: States, *, epochs: int, seconds: float, seed: int, tell: Callable[[str], None], saved: Callable[[Joint], None]) -> None:
    """Trains in place; the rate falls to nothing at the end of `epochs` or of the time, whichever comes first."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    near = mined(pool, states)
    decayed = [parameter for parameter in joint.parameters() if parameter.ndim > 1]
    others = [parameter for parameter in joint.parameters() if parameter.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}], lr=RATE)
    began, step, mean = time.monotonic(), 0, 0.0
    for number in range(epochs):
        for share, batch in epoch(pool, states, near, chance):
            done = max((number + share) / epochs, (time.monotonic() - began) / seconds)
            if done >= 1:
                return
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1.0, done / WARM, (1 - done) / (1 - WARM))
            loss = loss_of(joint, batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(joint.parameters(), 1.0)
            optimizer.step()
            step += 1
            mean = loss.item() if step == 1 else 0.98 * mean + 0.02 * loss.item()
            if step % 50 == 0:
                tell(f"step {step}, {done:.0%}, {time.monotonic() - began:.0f} s, loss {mean:.3f}")
            if step % 1000 == 0:
                saved(joint)
