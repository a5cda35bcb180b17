"""Train the reader, as the package says."""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from app.written.training.making import Pair, pairs
from app.written.training.reading import HELD, PASSAGE, SAID, UNTOLD, Batch, Lower, Row, batch, batches
from app.written.training.sources import sources, written
from index.reranker import MODELS, QUESTION
from index.settings import HOME, default_encoder_folder
from index.training.exporting import export, restored
from index.training.network import Joint, initial
from index.unpacked import TAP

RATE, WARM = 1.5e-4, 0.05
ASIDE = 1200
"""Pairs that it is judged on, of sentences written by hand about reports kept aside."""
TOLD = 2.0
"""How much a token that the passage does not bear out weighs, beside one that it does: there are fewer."""


def loss_of(joint: Joint, made: Batch) -> torch.Tensor:
    """Does the passage bear the sentence out, and half as much: which of its words does it not."""
    tokens, whole = joint(made.states, made.sides, made.padding)
    told = made.labels != UNTOLD
    whole_loss = functional.binary_cross_entropy_with_logits(whole.float(), made.faithful)
    if not told.any():
        return whole_loss
    return whole_loss + 0.5 * functional.binary_cross_entropy_with_logits(tokens[..., 0][told].float(), made.labels[told], pos_weight=torch.tensor(TOLD))


def judge(joint: Joint, lower: Lower, rows: list[Row], head: int) -> str:
    """The area under the ROC curve by kind of false pair, and the share of the false caught where a tenth of the faithful is lost."""
    joint.eval()
    scores: dict[str, list[float]] = defaultdict(list)
    with torch.no_grad():
        for start in range(0, len(rows), 25):
            part = rows[start : start + 25]
            made = batch(part, lower, head)
            for one, logit in zip(part, joint(made.states, made.sides, made.padding)[1], strict=True):
                scores[one.kind].append(float(logit))
    joint.train()
    right = np.array(scores.pop("faithful"))
    wrong = np.concatenate([np.array(values) for values in scores.values()])
    areas = {kind: round(float((right[:, None] > np.array(values)[None]).mean()), 2) for kind, values in sorted(scores.items())}
    return f"area {float((right[:, None] > wrong[None]).mean()):.3f}, caught at .10 lost {float((wrong < np.quantile(right, 0.1)).mean()):.3f}, {json.dumps(areas)}"


def halved() -> torch.autocast:
    """Half precision, where the processor has it."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.ops.mkldnn._is_mkldnn_bf16_supported())


def fit(joint: Joint, lower: Lower, made: Iterator[list[Row]], head: int, *, seconds: float) -> Iterator[str]:
    """Trains in place until the time is up, the rate falling to nothing; yields a line every hundred steps."""
    optimizer = torch.optim.AdamW(joint.parameters(), lr=RATE, weight_decay=0.01)
    began, seen, mean = time.monotonic(), 0, 0.0
    for step, rows in enumerate(made, 1):
        done = (time.monotonic() - began) / seconds
        if done >= 1:
            return
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, done / WARM + 1e-3, (1 - done) / (1 - WARM))
        with halved():
            loss = loss_of(joint, batch(rows, lower, head))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(joint.parameters(), 1.0)
        optimizer.step()
        seen += len(rows)
        mean = loss.item() if step == 1 else 0.98 * mean + 0.02 * loss.item()
        if step % 100 == 0:
            yield f"step {step}, {done:.0%}, {seen} pairs, loss {mean:.3f}"


def finish(joint: Joint, out: Path, eps: float) -> None:
    """Writes the weights in the form that the product opens."""
    export({name: value.numpy() for name, value in joint.state_dict().items()}, out / "support.onnx", layers=4, eps=eps)
    print(f"{out / 'support.onnx'} is what app/written/models holds; copy it there, then python -m evals.fit_support", flush=True)


def mean(runs: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean of several runs' weights (model soups, Wortsman et al., ICML 2022)."""
    states = [load_file(folder / "joint.safetensors") for folder in runs]
    return {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m app.written.training", description="Train the reader that says whether a passage bears a sentence out.")
    parser.add_argument("--data", type=Path, required=True, help="a folder with parallel/, as the model card lists")
    parser.add_argument("--out", type=Path, default=HOME / "training-support", help="where the weights go (default: .duizhao/training-support)")
    parser.add_argument("--begin", type=Path, help="go on from an earlier run's joint.safetensors (default: the shipped reranker)")
    parser.add_argument("--mean", type=Path, nargs="+", metavar="RUN", help="train nothing, and write the mean of the weights in these runs' folders")
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=2600, help="tokens of a batch, padding included")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    folder = default_encoder_folder()
    state, eps = load_file(folder / "model.safetensors"), json.loads((folder / "config.json").read_text(encoding="utf-8"))["layer_norm_eps"]
    lower, joint = Lower(state, TAP, eps), initial(state, TAP, TAP + 4, eps)
    joint.load_state_dict(load_file(args.begin) if args.begin is not None else {name: torch.from_numpy(value) for name, value in restored(MODELS / "reranker.onnx").items()})
    if args.mean:
        joint.load_state_dict(mean(args.mean))
        finish(joint, args.out, eps)
        return
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    head = len(tokenizer.encode(HELD, add_special_tokens=False).ids) + 1
    chance, drawn, by_hand = random.Random(args.seed), sources(args.data / "parallel"), written()
    made: Iterator[Pair] = pairs(drawn, [one for one in by_hand if not one.aside], chance)
    aside = next(batches(pairs((), [one for one in by_hand if one.aside], random.Random(args.seed + 1)), tokenizer, chance, tokens=10**9, group=ASIDE))
    print(f"{sum(len(source.rows) for source in drawn)} sentences in both languages, {len(by_hand)} written by hand, {sum(parameter.numel() for parameter in joint.parameters())} weights", flush=True)

    sides = {text for one in by_hand for text in one.paragraph.values()}
    with halved():
        lower.keep([tokenizer.encode(SAID + one.text).ids[:QUESTION] for one in by_hand] + [ids for text in sides if len(ids := tokenizer.encode(HELD + text).ids) <= PASSAGE])

    def keep() -> None:
        save_file(joint.state_dict(), args.out / "joint.safetensors")
        print(judge(joint, lower, aside, head), flush=True)

    for number, line in enumerate(fit(joint, lower, batches(made, tokenizer, chance, tokens=args.tokens), head, seconds=60 * args.minutes), 1):
        print(line, flush=True)
        if number % 10 == 0:
            keep()
    keep()
    finish(joint, args.out, eps)


if __name__ == "__main__":
    main()
