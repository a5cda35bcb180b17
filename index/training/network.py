"""The network that is trained: the encoder's upper layers, reading question and text together, with three heads.

The lower layers read question and text apart, so what they make of a report is computed when it is indexed (DeFormer,
Cao et al. 2020; PreTTR, MacAvaney et al. 2020). Tokens are marked as answering (Provence, Chirkova et al. 2025), the
answer's start and end are pointed at (SQuAD 2's readers), and one score says whether the text answers at all.
"""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

WIDTH, HEADS, INNER = 384, 12, 1536
BERT = {"self_attn.out_proj": "attention.output.dense", "linear1": "intermediate.dense", "linear2": "output.dense", "norm1": "attention.output.LayerNorm", "norm2": "output.LayerNorm"}
"""Parts of one of torch's layers by the names that BertModel gives them; query, key and value, which torch keeps in one, aside."""


class Joint(nn.Module):
    """`layers` layers over (batch, tokens, 384) states; `sides` is 0 for the question's tokens and 1 for the text's."""

    def __init__(self, layers: int, eps: float = 1e-12) -> None:
        super().__init__()
        self.side = nn.Embedding(2, WIDTH)
        nn.init.zeros_(self.side.weight)
        self.layers = nn.ModuleList(nn.TransformerEncoderLayer(WIDTH, HEADS, INNER, dropout=0.0, activation="gelu", layer_norm_eps=eps, batch_first=True) for _ in range(layers))
        self.tokens = nn.Linear(WIDTH, 3)
        self.whole = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.Tanh(), nn.Linear(WIDTH, 1))

    def forward(self, states: Tensor, sides: Tensor, padding: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the tokens (batch, tokens, 3: answers, starts, ends) and of the text (batch,). `padding` is True where nothing stands."""
        x = states + self.side(sides)
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=padding)
        return self.tokens(x), self.whole(x[:, 0]).squeeze(-1)


def initial(state: Mapping[str, Tensor], first: int, last: int, eps: float) -> Joint:
    """A network that begins as layers `first` to `last` (excluded) of a BERT state."""
    joint = Joint(last - first, eps)
    for number, layer in enumerate(joint.layers):
        at = f"encoder.layer.{first + number}"
        parts = ("query", "key", "value")
        values = {
            "self_attn.in_proj_weight": torch.cat([state[f"{at}.attention.self.{part}.weight"] for part in parts]),
            "self_attn.in_proj_bias": torch.cat([state[f"{at}.attention.self.{part}.bias"] for part in parts]),
        }
        for mine, theirs in BERT.items():
            values |= {f"{mine}.{end}": state[f"{at}.{theirs}.{end}"] for end in ("weight", "bias")}
        layer.load_state_dict(values)
    return joint
