"""Which words of the report answer: from ranked windows to quotes, each a window of clauses with its counterpart.

All windows compete, those of one long sentence too, and quotes end where the score falls. A list is answered with its
items, a question in parts with something for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.lists import announced, items
from app.answering.quotes import Chosen, in_order, joined
from app.settings import Choosing
from index.ranking import Ranked
from index.search import Index
from index.windows import Windows
from source.report import share_words

OWN = 3
"""Of so many sentences found for a part of a question the best one is quoted that is not quoted yet."""


@dataclass(frozen=True)
class Choice:
    """The quotes, and whether they are the items of a list."""

    quotes: tuple[Chosen, ...]
    listed: bool = False


def choose(index: Index, ranked: Ranked, settings: Choosing, *, wants_list: bool, parts: Sequence[Ranked] = (), without: Sequence[Chosen] = (), around: Ranked | None = None) -> Choice:
    """Quotes for a question, in reading order within their passage, passages by their best quote. Empty only where nothing was found.

    `parts` are what was found for each of the question's parts, each of which gets a quote; `without` was shown before and
    is not shown again; `around` is all that was found, where `ranked` is a part of it.
    """
    kept = _best(index, ranked.windows, without, settings.most, settings.list_cut if wants_list else settings.cut)
    if not kept:
        return Choice(())
    one_list = not without and len(parts) < 2 and len({quote.report for quote in kept}) == 1  # where another report comes as near, no list of one of them is the answer
    if one_list and (listed := announced(index, kept[0], wants_list=wants_list)):
        return Choice(tuple(listed), listed=True)
    if one_list and wants_list and (listed := items(index, kept[0], ranked.found)):
        return Choice(tuple(listed), listed=True)
    if len(kept) <= settings.followed:
        kept += _announced(index, (around or ranked).windows, kept, without)
    for part in parts:
        own = [of_windows(index, found) for found in part.windows[:OWN]]
        new = [quote for quote in own if quote.score >= own[0].score - settings.cut and not any(_same(quote, other) for other in (*kept, *without))]
        kept += new[:1]
    return Choice(tuple(joined(in_order(kept), index)))


def _best(index: Index, held: Sequence[Windows], without: Sequence[Chosen], most: int, cut: float) -> list[Chosen]:
    """The best windows, at most so many, down to `cut` below the first: none that shares words with a better one or with what was shown."""
    by_score = sorted(((float(score), -number, -place) for number, found in enumerate(held) for place, score in enumerate(found.scores)), reverse=True)
    kept: list[Chosen] = []
    for score, number, place in by_score:
        if len(kept) == most or (kept and score < kept[0].score - cut):
            break
        quote = of_window(index, held[-number], -place)
        if not any(_same(quote, other) for other in (*kept, *without)):
            kept.append(quote)
    return kept


def _announced(index: Index, held: Sequence[Windows], kept: Sequence[Chosen], without: Sequence[Chosen]) -> list[Chosen]:
    """What follows a short sentence that only announces it ("一要 … 。")."""
    units = {found.candidate.unit.id: found for found in held}
    after = dict.fromkeys(unit.id for quote in kept if (unit := index.announced_by(quote.unit)) is not None)
    found = [of_windows(index, units[id]) for id in after if id in units and all(id != quote.unit for quote in kept)]
    return [quote for quote in found if not any(_same(quote, other) for other in (*kept, *without))]


def _same(a: Chosen, b: Chosen) -> bool:
    """Do they share words, in either language?"""
    return a.report == b.report and share_words(a.spans, b.spans)


def of_windows(index: Index, held: Windows) -> Chosen:
    """The best window of a unit as a quote."""
    return of_window(index, held, held.first)


def of_window(index: Index, held: Windows, place: int) -> Chosen:
    """One window of a unit as a quote."""
    unit = held.candidate.unit
    return Chosen(unit.report, unit.passage, held.spans(index.reports[unit.report], place), float(held.scores[place]), unit.id)
