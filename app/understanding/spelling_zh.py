"""Chinese questions with a wrong character: one of the same sound, or two swapped, mended where that gives a word of the reports.

A noisy channel: the likeliest way to read the run as words, where a word may stand written with one wrong character at a
price (Kernighan, Church and Gale, COLING 1990; ours works on words' sounds). Knows nothing of English or of search.
"""

import itertools
import re
from collections.abc import Iterator

from app.understanding import lexicon
from app.understanding.question_words import MISTYPED
from app.understanding.vocabulary import Vocabulary

PRICE = 9.0
"""What a wrong character costs, in -ln of a likelihood: one in 8,000. Lower mends more and spoils more."""
FOREIGN = 11.0
"""The same where no report has the word that is meant."""
RARE = 500
"""Occurrences, of 60 million, that a wrong character has at least: a rarer one is not typed by mistake, it stands in a name."""
SWAPPED = 10.0
LONGEST = 4
"""Characters of the longest word that is mended."""
READINGS = 6
"""Ways to pronounce a run that are looked up, at most."""

_ASKS = re.compile(r"什么|啥|怎|如何|为何|何[时地处]|哪|谁|多少|多[久长大高]|(?<!那)几|吗|呢|是否|([\u4e00-\u9fff])不\1|有没有")
_THAT = re.compile(r"那(?=[个些里儿种类项条几一两三四五六])")
"""那 where 哪 is meant: only in a question that asks by nothing else."""
Step = tuple[int, float, str]


def asking(text: str) -> str:
    """The question with 哪 for 那, where nothing else in it asks."""
    return text if _ASKS.search(text) else _THAT.sub("哪", text, count=1)


def mended(run: str, vocabulary: Vocabulary) -> str:
    """The run of Han characters with its wrong characters put right; unchanged where it reads well enough as it is."""
    if len(run) < 2:
        return run
    best: list[tuple[float, int, str]] = [(0.0, 0, "")] + [(float("inf"), 0, "")] * len(run)
    for at in range(len(run)):
        reached = best[at][0]
        for size, cost, word in _steps(run, at, vocabulary):
            if reached + cost < best[at + size][0]:
                best[at + size] = (reached + cost, at, word)
    words: list[str] = []
    at = len(run)
    while at:
        _, at, word = best[at]
        words.append(word)
    return "".join(reversed(words))


def _steps(run: str, at: int, vocabulary: Vocabulary) -> Iterator[Step]:
    """The words that may stand at a place: (characters, cost, the word as it should be written)."""
    for size in range(1, min(LONGEST + 1, len(run) - at) + 1):
        typed = run[at : at + size]
        cost = vocabulary.cost(typed)
        if cost < float("inf"):
            yield size, cost, typed
        beside = run[max(0, at - 1) : at] + run[at + size : at + size + 1]
        if 2 <= size <= LONGEST and not vocabulary.knows(typed) and not any(_is_rare(character) for character in beside):
            for word, price in _meant(typed, vocabulary):
                yield size, vocabulary.cost(word) + price, word


def _meant(typed: str, vocabulary: Vocabulary) -> Iterator[tuple[str, float]]:
    """Words that the typed one may stand for, with what that costs."""
    readings = itertools.product(*(lexicon.sounds(character) or ("",) for character in typed))
    for reading in itertools.islice(readings, READINGS):
        for word in vocabulary.alike.get(reading, ()):
            wrong = [b for a, b in zip(word, typed, strict=False) if a != b] if len(word) == len(typed) else []
            if len(wrong) == 1 and not _is_rare(wrong[0]):
                yield word, PRICE if word in vocabulary.runs or word in MISTYPED else FOREIGN
    if len(typed) == 2 and typed[::-1] in vocabulary.runs and typed[::-1] in lexicon.chinese():
        yield typed[::-1], SWAPPED


def _is_rare(character: str) -> bool:
    return lexicon.chinese().get(character, 0) < RARE
