"""Fits the scorer of windows (`index.scorer`): listwise, so that a window of worth comes first among all of its question."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from index.scorer import Rows, Scorer, inputs
from source.report import Language

HIDDEN = 64
EPOCHS = 10
RATE = 3e-3
"""Falls to nothing in equal steps."""
DECAY = 0.03
DROPPED = 0.1
"""Share of the hidden units that a step does without."""
BATCH = 16
"""Questions a step."""


@dataclass(frozen=True)
class Group:
    """One question: its windows' columns (windows, COLUMNS), what each is worth (windows,) 0..1, and how much the question counts."""

    columns: Rows
    worth: Rows
    language: Language
    share: float = 1.0


def fit(groups: Sequence[Group], *, seed: int = 0, epochs: int = EPOCHS) -> Scorer:
    """A scorer under which a softmax over a question's windows most likely picks one of worth. Groups without worth teach nothing and are left out; raises ValueError where none is left."""
    told = [group for group in groups if group.worth.size and group.worth.max() > 0]
    if not told:
        raise ValueError("no question has a window of worth to be fitted on")
    every = np.concatenate([group.columns for group in told])
    mean, spread = (made.astype(np.float32) for made in (every.mean(axis=0, dtype=np.float64), every.std(axis=0, dtype=np.float64) + 1e-6))
    torch.manual_seed(seed)
    chance = random.Random(seed)
    held = [(torch.from_numpy(inputs((group.columns - mean) / spread, group.language)), torch.from_numpy(group.worth.astype(np.float32)), group.share) for group in told]
    first, last = nn.Linear(held[0][0].shape[1], HIDDEN), nn.Linear(HIDDEN, 1, bias=False)
    net = nn.Sequential(first, nn.ReLU(), nn.Dropout(DROPPED), last)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    steps, step = epochs * -(-len(held) // BATCH), 0
    for _ in range(epochs):
        chance.shuffle(held)
        for start in range(0, len(held), BATCH):
            batch = held[start : start + BATCH]
            scores = net(torch.cat([rows for rows, _, _ in batch]))[:, 0].split([len(worth) for _, worth, _ in batch])
            lost = [-share * torch.log((torch.softmax(own, 0) * worth).sum() + 1e-9) for own, (_, worth, share) in zip(scores, batch, strict=True)]
            for group in optimizer.param_groups:
                group["lr"] = RATE * (1 - step / steps)
            optimizer.zero_grad()
            loss = torch.stack(lost).sum() / sum(share for _, _, share in batch)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            step += 1
    return Scorer(mean, spread, first.weight.detach().numpy().T.copy(), first.bias.detach().numpy().copy(), last.weight.detach().numpy()[0].copy())
