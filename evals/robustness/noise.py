"""Noise: paragraphs of another report, and how they are spread among a report's own.

They are beads of the first report's hand-made alignment, whole sentences with what renders them: its passages are too
few for the largest share, and with the alignment given no model decides what the noise is.
"""

import zlib
from collections.abc import Sequence

from evals.gold import read_gold
from evals.robustness.waterworks import Line
from index.settings import CLONE
from source.enumerations import mark_number
from source.folder import declared
from source.report import LANGUAGES, Language, Span
from source.sentences import clauses
from source.text import decode

FIRST = "arong-social-management"
SHORTEST, LONGEST = 30, 95
"""Chinese characters of a noise paragraph: 34 paragraphs are that long; longer ones take long to index, clause by clause."""
LEAST_RATIO = 2.5
"""English characters for each Chinese one; with fewer the translation leaves out half of the sentence."""


def noise_lines() -> tuple[Line, ...]:
    """All paragraphs that serve as noise, in an order that has nothing to do with their place: a share takes the first ones."""
    files = declared(CLONE / "source" / "reports" / FIRST).files
    text: dict[Language, str] = {language: decode(files[language]) for language in LANGUAGES}
    found: list[Line] = []
    for zh, en in read_gold(FIRST):
        if zh is not None and en is not None:
            words: dict[Language, str] = {"zh": text["zh"][slice(*zh)], "en": text["en"][slice(*en)]}
            if _stands_alone(words):
                found.append(Line(words))
    return tuple(sorted(found, key=lambda line: stable(line.words["zh"])))


def _stands_alone(words: dict[Language, str]) -> bool:
    """A paragraph by itself: whole, of fitting length, and without an item of a list, which would go on counting where the report counts."""
    counted = any(mark_number(words[language][clause.start : clause.end], language) for language in LANGUAGES for clause in clauses(words[language], _whole(words[language]), language))
    whole = words["zh"][-1] in "。;" and words["en"][-1] in ".;”" and len(words["en"]) >= LEAST_RATIO * len(words["zh"])
    return whole and not counted and SHORTEST <= len(words["zh"]) <= LONGEST


def _whole(text: str) -> Span:
    return Span(0, len(text))


def spread(own: Sequence[Line], noise: Sequence[Line]) -> tuple[Line, ...]:
    """The noise among the own paragraphs, evenly, before or after each; headings stay in front of what stands under them."""
    count = sum(line.is_text for line in own)
    out: list[Line] = []
    done = 0
    for line in own:
        if not line.is_text:
            out.append(line)
            continue
        taken = noise[done * len(noise) // count : (done + 1) * len(noise) // count]
        done += 1
        before = [extra for extra in taken if stable(extra.words["en"]) % 2]
        out += [*before, line, *(extra for extra in taken if extra not in before)]
    return tuple(out)


def stable(text: str) -> int:
    """A number that a text gives on every machine and in every run."""
    return zlib.crc32(text.encode("utf-8"))
