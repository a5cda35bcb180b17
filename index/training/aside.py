"""Write what training keeps aside of the public sets as files of their own, to measure and fit on.

python -m index.training.aside --data DIR --out DIR
"""

import argparse
import gzip
import json
from pathlib import Path

from index.training.examples import aside_of, plain
from index.training.public import SETS


def write_aside(folder: Path, out: Path) -> dict[str, tuple[int, int]]:
    """`out`/<set>.json in SQuAD's form; gives each set's paragraphs and questions."""
    out.mkdir(parents=True, exist_ok=True)
    counts: dict[str, tuple[int, int]] = {}
    for name, file in SETS.items():
        told = json.loads(gzip.decompress((folder / file).read_bytes()))
        kept = []
        for article in told["data"]:
            paragraphs = [one for one in article["paragraphs"] if aside_of(f"{name} {article.get('title') or plain(one['context'])[:80]}")]
            if paragraphs:
                kept.append({**article, "paragraphs": paragraphs})
        (out / f"{name}.json").write_text(json.dumps({"version": told.get("version", ""), "data": kept}, ensure_ascii=False), encoding="utf-8")
        held = [one for article in kept for one in article["paragraphs"]]
        counts[name] = (len(held), sum(len(one["qas"]) for one in held))
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m index.training.aside")
    parser.add_argument("--data", type=Path, required=True, help="a folder with qa/, as the model card lists")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    for name, (paragraphs, questions) in write_aside(args.data / "qa", args.out).items():
        print(f"{name}: {paragraphs} paragraphs, {questions} questions")


if __name__ == "__main__":
    main()
