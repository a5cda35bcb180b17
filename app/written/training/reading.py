"""Pairs as tensors: what the encoder's lower layers make of sentence and passage apart, put side by side.

The lower layers are not trained. What they make of sentences written by hand and of their paragraphs is kept; made pairs are never the same twice.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from app.written.training.making import Pair
from index.reranker import QUESTION
from index.training.network import WIDTH, initial

PASSAGE = 256
"""Tokens of a passage; longer ones are left out."""
SAID, HELD = "query: ", "passage: "
UNTOLD = -1.0


@dataclass(frozen=True)
class Row:
    """Token ids of both, marks and prefixes included; for each of the sentence's tokens 1 where the passage does not bear it out, 0 where it does, UNTOLD where nobody knows."""

    said: list[int]
    held: list[int]
    labels: list[float]
    faithful: bool
    kind: str


def row(pair: Pair, tokenizer: Tokenizer) -> Row | None:
    """The pair in tokens; None for a passage that is too long."""
    said, held = tokenizer.encode(SAID + pair.sentence), tokenizer.encode(HELD + pair.passage)
    if len(held.ids) > PASSAGE:
        return None
    labels = [UNTOLD] * len(said.ids)
    if pair.changed is not None:
        for place, (start, end) in enumerate(said.offsets):
            if end > len(SAID):
                labels[place] = float(any(end - len(SAID) > first and start - len(SAID) < last for first, last in pair.changed))
    return Row(said.ids[:QUESTION], held.ids, labels[:QUESTION], pair.faithful, pair.kind)


def batches(made: Iterator[Pair], tokenizer: Tokenizer, chance: random.Random, *, tokens: int, group: int = 400) -> Iterator[list[Row]]:
    """Rows of like length together, at most `tokens` tokens in a batch, without end."""
    while True:
        rows: list[Row] = []
        while len(rows) < group:
            one = row(next(made), tokenizer)
            if one is not None:
                rows.append(one)
        rows.sort(key=lambda one: len(one.said) + len(one.held))
        out: list[list[Row]] = [[]]
        for one in rows:
            if out[-1] and (len(out[-1]) + 1) * (len(one.said) + len(one.held)) > tokens:
                out.append([])
            out[-1].append(one)
        chance.shuffle(out)
        yield from out


class Lower(nn.Module):
    """The encoder's embeddings and its layers below `tap`, frozen."""

    def __init__(self, state: Mapping[str, Tensor], tap: int, eps: float) -> None:
        super().__init__()
        self.words, self.places, self.kinds = (state[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type"))
        self.norm = nn.LayerNorm(WIDTH, eps=eps)
        self.norm.load_state_dict({end: state[f"embeddings.LayerNorm.{end}"] for end in ("weight", "bias")})
        self.layers = initial(state, 0, tap, eps).layers
        for parameter in self.parameters():
            parameter.requires_grad = False
        self.eval()
        self._kept: dict[tuple[int, ...], Tensor] = {}

    def keep(self, rows: list[list[int]]) -> None:
        """Reads rows that will come again, and remembers their states in half precision."""
        rows = sorted(rows, key=len)
        for start in range(0, len(rows), 32):
            part = rows[start : start + 32]
            self._kept |= {tuple(one): states.bfloat16() for one, states in zip(part, self._read(part), strict=True)}

    def forward(self, rows: list[list[int]]) -> list[Tensor]:
        """States (tokens, width) of each row of token ids."""
        known = [self._kept.get(tuple(one)) for one in rows]
        read = iter(self._read([one for one, states in zip(rows, known, strict=True) if states is None]))
        return [next(read) if states is None else states.float() for states in known]

    @torch.no_grad()
    def _read(self, rows: list[list[int]]) -> list[Tensor]:
        if not rows:
            return []
        longest = max(map(len, rows))
        ids = torch.ones(len(rows), longest, dtype=torch.long)
        padding = torch.ones(len(rows), longest, dtype=torch.bool)
        for number, one in enumerate(rows):
            ids[number, : len(one)], padding[number, : len(one)] = torch.tensor(one), False
        x = self.norm(self.words[ids] + self.places[:longest] + self.kinds[0])
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=padding)
        return [x[number, : len(one)].float() for number, one in enumerate(rows)]


@dataclass(frozen=True)
class Batch:
    states: Tensor
    sides: Tensor
    padding: Tensor
    labels: Tensor
    faithful: Tensor


def batch(rows: list[Row], lower: Lower, head: int) -> Batch:
    """Sentence and passage of each row side by side; of the passage the marks and the `head` tokens of its prefix are left out, as an index keeps it."""
    said, held = lower([one.said for one in rows]), [states[head:-1] for states in lower([one.held for one in rows])]
    longest = max(len(one) + len(two) for one, two in zip(said, held, strict=True))
    states = torch.zeros(len(rows), longest, WIDTH)
    sides = torch.ones(len(rows), longest, dtype=torch.long)
    padding = torch.ones(len(rows), longest, dtype=torch.bool)
    labels = torch.full((len(rows), longest), UNTOLD)
    for number, (one, two) in enumerate(zip(said, held, strict=True)):
        middle, end = len(one), len(one) + len(two)
        states[number, :middle], states[number, middle:end] = one, two
        sides[number, :middle], padding[number, :end] = 0, False
        labels[number, :middle] = torch.tensor(rows[number].labels)
    return Batch(states, sides, padding, labels, torch.tensor([float(one.faithful) for one in rows]))
