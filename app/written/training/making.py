"""Pairs of a sentence and a passage that bears it out or does not, made without end from sentences in two languages.

Faithful: a sentence or its translation beside it in the passage, reworded, shortened, run together with the next.
False: the same altered by one thing; or the *passage* altered, so that an altered sentence cannot be told by its looks;
or a neighbouring sentence that the passage lacks.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.written.training.altering import Spot, altered
from app.written.training.rewording import attributed, reworded
from app.written.training.sources import Both, Source, Written
from source.report import LANGUAGES, Language

AROUND = 1
"""Sentences of a passage before and after the one that counts, at most."""
WRITTEN = 0.75
"""Share of the pairs written by hand: nearest to what a model writes."""
SWAPPED = 0.15
"""Share of the faithful sentences written by hand that are put beside another paragraph of their report, as false ones."""


@dataclass(frozen=True)
class Pair:
    """`changed` are the characters of the sentence that the passage does not bear out; None where they are not known. `kind` is "faithful" or how it was made false."""

    sentence: str
    passage: str
    faithful: bool
    changed: tuple[Spot, ...] | None
    kind: str


def pairs(sources: Sequence[Source], by_hand: Sequence[Written], chance: random.Random) -> Iterator[Pair]:
    """Pairs without end, about half of them faithful."""
    shares = [source.share for source in sources]
    paragraphs: dict[str, list[Both]] = defaultdict(list)
    for row in by_hand:
        if row.paragraph not in paragraphs[row.report]:
            paragraphs[row.report].append(row.paragraph)
    while True:
        if by_hand and (not sources or chance.random() < WRITTEN):
            row = chance.choice(by_hand)
            yield _by_hand(row, [one for one in paragraphs[row.report] if one != row.paragraph], chance)
            continue
        made = _made(chance.choices(sources, shares)[0], chance)
        if made is not None:
            yield made


def _by_hand(row: Written, others: Sequence[Both], chance: random.Random) -> Pair:
    text, moved = attributed(row.text, row.language, chance) if chance.random() < 0.1 else (row.text, 0)
    side = chance.choice(LANGUAGES)
    if row.faithful and others and chance.random() < SWAPPED:
        return Pair(text, chance.choice(others)[side], False, None, "swapped")
    return Pair(text, row.paragraph[side], row.faithful, _moved(row.changed, moved), "faithful" if row.faithful else f"by hand {row.language}")


def _moved(changed: tuple[Spot, ...] | None, by: int) -> tuple[Spot, ...] | None:
    return changed and tuple((start + by, end + by) for start, end in changed)


def _made(source: Source, chance: random.Random) -> Pair | None:
    at = chance.randrange(len(source.rows))
    side, language = chance.choice(LANGUAGES), chance.choice(LANGUAGES)
    before, after = _around(source, at, chance)
    row = source.rows[at]
    held, said = row[side], _said(source, row, side, language, chance)
    drawn = chance.random()
    pair: Half | None
    if drawn < 0.5:
        pair = _faithful(held, said, side, language, before, after, source.alone, chance)
    elif drawn < 0.6:
        pair = _elsewhere(source, at, side, language, [row, *before, *after], chance)
        before, after = [one for one in before if one[language] != pair[1]], [one for one in after if one[language] != pair[1]]
    else:
        pair = _false(held, said, side, language, [*before, *after], chance)
    if pair is None:
        return None
    held, text, changed, kind = pair
    if chance.random() < 0.3:
        text, moved = attributed(text, language, chance)
        changed = _moved(changed, moved)
    passage = ("" if side == "zh" else " ").join([*(one[side] for one in before), held, *(one[side] for one in after)])
    return Pair(text, passage, kind == "faithful", changed, kind)


def _around(source: Source, at: int, chance: random.Random) -> tuple[list[Both], list[Both]]:
    counts = chance.randint(0, AROUND), chance.randint(0, AROUND)
    if source.alone:
        before, after = ([source.rows[chance.randrange(len(source.rows))] for _ in range(count)] for count in counts)
        return before, after
    return list(source.rows[max(0, at - counts[0]) : at]), list(source.rows[at + 1 : at + 1 + counts[1]])


def _said(source: Source, row: Both, side: Language, language: Language, chance: random.Random) -> str:
    """The sentence in the language that it is said in; another translation of the same, where the passage has this one."""
    others = [text for text in source.again.get((language, row[language]), ()) if text != row[language]]
    return chance.choice(others) if others and side == language else row[language]


Half = tuple[str, str, tuple[Spot, ...] | None, str]


def _faithful(held: str, said: str, side: Language, language: Language, before: Sequence[Both], after: Sequence[Both], alone: bool, chance: random.Random) -> Half:
    if side == language and held == said and chance.random() < 0.3:  # altered alike in both: no looks give it away
        alike = altered(held, side, [one[side] for one in [*before, *after]], chance)
        held = said = alike.text if alike is not None else held
    text = reworded(said, language, chance)
    if after and not alone and len(text) < 120 and chance.random() < 0.12:
        more = after[0][language]
        text = text.rstrip("。.;；") + ("，" if language == "zh" else ", and ") + (more[0].lower() + more[1:] if more[1:2].islower() else more)
    return held, text, (), "faithful"


def _elsewhere(source: Source, at: int, side: Language, language: Language, shown: Sequence[Both], chance: random.Random) -> Half:
    """A sentence from near by that the passage lacks, said of it."""
    near = [row for row in source.rows[max(0, at - 6) : at + 7] if row not in shown] or [source.rows[at - 7]]
    return source.rows[at][side], chance.choice(near)[language], None, "elsewhere"


def _false(held: str, said: str, side: Language, language: Language, around: Sequence[Both], chance: random.Random) -> Half | None:
    text = reworded(said, language, chance)
    if chance.random() < 0.35:
        made = altered(held, side, [row[side] for row in around], chance)
        if made is None or made.kind == "added":  # a passage that says more still bears the sentence out
            return None
        if side == language and _differing(held, made.text).lower() not in text.lower():  # what was altered had been left out
            return None
        return made.text, text, None, f"passage {made.kind}"
    made = altered(text, language, [row[language] for row in around], chance)
    return (held, made.text, made.changed or None, made.kind) if made is not None else None


def _differing(one: str, two: str) -> str:
    """What of the first text is not as in the second: all between their common beginning and their common end."""
    start = next((place for place, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    end = next((place for place, (a, b) in enumerate(zip(reversed(one[start:]), reversed(two[start:]), strict=False)) if a != b), min(len(one), len(two)) - start)
    return one[start : len(one) - end]
