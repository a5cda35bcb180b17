"""One process from start to first answer: `python -m evals.bench.first_answer SYSTEM FOLDER QUESTION`, over what a bench has built.

Prints JSON: what the answer's length was, and the megabytes that the process then holds. Each system's modules are
imported for it alone, since what a process imports is most of its start and of its memory.
"""

import json
import sys
from pathlib import Path

from evals.bench.machine import resident


def answered(name: str, folder: Path, question: str) -> int:
    """Characters that are quoted in the first answer of a system."""
    if name == "duizhao":
        from dataclasses import replace

        from app.asking import Desk
        from index.settings import from_environment

        return len(Desk(replace(from_environment(), store=str(folder))).answer(question).text)
    if name == "plain-bm25":
        from evals.bench.plain_bm25 import PlainBM25

        return sum(len(piece.text) for piece in PlainBM25().open(None, folder).pieces(question, PlainBM25.top))
    from evals.bench.documented import DOCUMENTED, SMALLER

    kind = next(kind for kind in (DOCUMENTED, SMALLER) if kind.name == name)
    return sum(len(piece.text) for piece in kind.open(None, folder).pieces(question, kind.top))


def main() -> None:
    name, folder, question = sys.argv[1:]
    characters = answered(name, Path(folder), question)
    print(json.dumps({"characters": characters, "resident_mb": resident()}))


if __name__ == "__main__":
    main()
