"""Chinese text as words with their parts of speech: the likeliest way to cut it, by how common words are. Knows no report."""

import math
import re
from typing import NamedTuple

from app.understanding import lexicon
from source.text import HAN

LONGEST = 6
UNSEEN = 20.0
"""Cost of a character that no list has, in -ln of a likelihood."""
NOMINAL = re.compile(r"^(n|vn|s|t|f|j|l|i|an|b|x)")
"""Tags of what can be a thing spoken of: nouns, places, times, short forms, set phrases; x is what is not Chinese."""


class Word(NamedTuple):
    """A word, its tag ("n", "v", "r", ...; "x" where it is not Chinese or not listed), and where it starts."""

    text: str
    tag: str
    start: int

    @property
    def nominal(self) -> bool:
        return bool(NOMINAL.match(self.tag))


def words(text: str) -> list[Word]:
    """The words of a text in Simplified characters, marks and Latin words among them; blanks are left out."""
    out: list[Word] = []
    for found in re.finditer(rf"\d+[年月日号](?:\d+[月日号])*|[{HAN}]+|[A-Za-z0-9][\w.'’-]*|\S", text):
        if re.match(f"[{HAN}]", found.group()):
            out += _cut(found.group(), found.start())
        else:
            tag = "t" if re.search(f"[{HAN}]", found.group()) else "x"
            out.append(Word(found.group(), tag if found.group()[0].isalnum() else "w", found.start()))
    return out


def _cut(run: str, offset: int) -> list[Word]:
    listed, total = lexicon.chinese(), math.log(lexicon.chinese_total())
    best: list[tuple[float, int]] = [(0.0, 0)] + [(math.inf, 0)] * len(run)
    for at in range(len(run)):
        for end in range(at + 1, min(len(run), at + LONGEST) + 1):
            count = listed.get(run[at:end], 0)
            if count or end == at + 1:
                cost = best[at][0] + (total - math.log(count) if count else UNSEEN)
                if cost < best[end][0]:
                    best[end] = (cost, at)
    out: list[Word] = []
    end = len(run)
    while end:
        start = best[end][1]
        out.append(Word(run[start:end], lexicon.tags().get(run[start:end], "x"), offset + start))
        end = start
    return out[::-1]
