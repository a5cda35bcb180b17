"""Train the reranker, as the package says."""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from index.encoder import OnnxEncoder
from index.settings import HOME, default_encoder_folder
from index.training.composed import add_composed
from index.training.examples import Pool
from index.training.exporting import export, restored
from index.training.fitting import fit
from index.training.hurried import add_hurried
from index.training.judging import judge
from index.training.made import add_marked, add_parallel
from index.training.network import initial
from index.training.public import add_public
from index.training.states import load, save, states_of
from index.unpacked import TAP


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m index.training", description="Train the reranker from public question sets and parallel texts.")
    parser.add_argument("--data", type=Path, required=True, help="a folder with qa/ and parallel/, as the model card lists")
    parser.add_argument("--out", type=Path, default=HOME / "training", help="where states and weights go (default: .duizhao/training)")
    parser.add_argument("--begin", type=Path, help="go on from an earlier run's joint.safetensors, or from a reranker.onnx (default: the encoder's upper layers)")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--paragraphs", type=int, help="of each set, at most: for a trial")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pool = Pool()
    add_public(pool, args.data / "qa", most=args.paragraphs)
    share = 1.0 if args.paragraphs is None else 0.05
    add_marked(pool)
    add_parallel(pool, args.data / "parallel", share=share)
    add_composed(pool, most=None if args.paragraphs is None else 1)
    add_hurried(pool)
    cached = args.out / "states.npz"
    known = load(cached)
    held = len(known)
    states = states_of(pool, OnnxEncoder(default_encoder_folder()), known)
    if len(known) > held:
        save(known, cached)
    print(f"{len(pool.texts)} texts, {len(pool.examples)} examples, {sum(len(text.states) for text in states.texts)} tokens", flush=True)
    config = json.loads((default_encoder_folder() / "config.json").read_text(encoding="utf-8"))
    joint = initial(load_file(default_encoder_folder() / "model.safetensors"), TAP, config["num_hidden_layers"], config["layer_norm_eps"])
    if args.begin is not None:
        begun = load_file(args.begin) if args.begin.suffix == ".safetensors" else {name: torch.from_numpy(value) for name, value in restored(args.begin).items()}
        joint.load_state_dict(begun)
    print(sum(parameter.numel() for parameter in joint.parameters()), "weights", flush=True)
    torch.set_num_threads(args.threads)

    def saved(trained: torch.nn.Module) -> None:
        save_file(trained.state_dict(), args.out / "joint.safetensors")
        print(json.dumps(judge(joint, pool, states, most=150)), flush=True)

    fit(joint, pool, states, epochs=args.epochs, seconds=60 * args.minutes, seed=args.seed, tell=lambda line: print(line, flush=True), saved=saved)
    save_file(joint.state_dict(), args.out / "joint.safetensors")
    export({name: value.numpy() for name, value in joint.state_dict().items()}, args.out / "reranker.onnx", layers=len(joint.layers), eps=config["layer_norm_eps"])
    print(json.dumps(judge(joint, pool, states), indent=1), flush=True)
    print(f"{args.out / 'reranker.onnx'} is what index/models holds; copy it there to ship it", flush=True)


if __name__ == "__main__":
    main()
