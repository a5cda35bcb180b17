"""From what search proposes to ranked windows: compared word by word, scored, and the best of them read by the reranker.

A window's score is a sum of weighted features (`index.windows`). What the reranker made of the best goes along, for
whoever judges whether they answer: mixed into the score it bought nothing (evals/LOG.md). Knows nothing of answers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.encoder import Tokens
from index.late import BEST, touched
from index.reranker import Reranker
from index.rereading import reread
from index.search import Found, Index
from index.windows import Windows, windows
from source.report import Language


@dataclass(frozen=True)
class Ranked:
    """Text units with their scored windows, best first; passages by their best window; and what search found, headings included."""

    windows: tuple[Windows, ...]
    passages: tuple[tuple[str, float], ...]
    found: Found

    @staticmethod
    def nothing() -> "Ranked":
        return Ranked((), (), Found((), (), {}, {}))

    def raised(self, passages: Collection[str], by: float) -> "Ranked":
        """The same with the windows of these passages scored higher."""
        return _ranked([replace(held, scores=held.scores + by) if held.candidate.unit.passage in passages else held for held in self.windows], self.found)


def ranked(index: Index, reranker: Reranker | None, question: str, asked: Tokens, found: Found, language: Language) -> Ranked:
    """The windows of what was found, by the score that the model's weights give; `language` is the question's."""
    near = touched(index, asked, found)
    scored = [held for candidate in near.candidates[:BEST] if (held := windows(index, candidate, near, language, index.weights.windows)) is not None]
    made = _ranked(scored, near)
    if reranker is None:
        return made
    read = reread(index, reranker, question, asked, [held.candidate for held in made.windows], language)
    return replace(made, windows=tuple(replace(held, candidate=candidate) for held, candidate in zip(made.windows, read, strict=True)))


def _ranked(scored: Sequence[Windows], found: Found) -> Ranked:
    best: dict[str, float] = {}
    in_order = sorted(scored, key=lambda held: -held.best)
    for held in in_order:
        best.setdefault(held.candidate.unit.passage, held.best)
    return Ranked(tuple(in_order), tuple(best.items()), found)
