"""Questions to begin with, made from a report's own title and headings: neutral, and by the form of a heading alone.

No rule names a phrase of a report. Knows nothing of the desk: whether a question is answered is told by asking it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering import voice
from source.outline import STYLES, bare
from source.report import Language, Report, Section

LENGTH: dict[Language, int] = {"zh": 40, "en": 90}
"""Characters of a heading that fits into a question; a longer one is left out."""
LEAST = 2
"""Letters or Han characters without which a heading says nothing."""
SHORT: dict[Language, int] = {"zh": 4, "en": 2}
"""Characters of a Chinese heading, words of an English one, that are one idea or two."""
_ASKS: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"(?:如何|怎样|怎么|为什么|为何|什么是|谁|哪些).+|.+(?:是什么|有哪些|为什么)"),
    "en": re.compile(r"(?:what|who|where|when|why|how) (?:is|are|was|were|do|does|did|can|should|will) .+", re.IGNORECASE),
}
"""A heading that is a question already, whether or not it ends in a question mark."""


@dataclass(frozen=True)
class Suggestion:
    """A question, with the section that it was made from; `section` and `heading` are "" for the one about the whole report."""

    question: str
    section: str
    heading: str


def suggestions(report: Report, language: Language, most: int = 6) -> list[Suggestion]:
    """What the report is about, then up to `most - 1` questions on sections, in the order of the report and spread over its chapters."""
    out = [Suggestion(voice.ASK_ABOUT[language], "", "")]
    chosen = _spread(_by_chapter(report, language), most - 1, _weights(report))
    out += [Suggestion(_question(heading, language), key, heading) for key, heading in chosen.items()]
    return out[: max(0, most)]


def _question(heading: str, language: Language) -> str:
    asks = heading.rstrip("?？")
    if asks != heading or _ASKS[language].fullmatch(heading):
        return asks + ("？" if language == "zh" else "?")
    shown = heading.replace("“", "‘").replace("”", "’")
    return voice.ASK_HEADING[language].format(shown)


def _by_chapter(report: Report, language: Language) -> list[dict[str, str]]:
    """For each chapter its usable headings by key: of the sections that have none under them, or else its own."""
    headings = {section.key: heading for section in report.sections if (heading := _heading(report, section, language))}
    series = Counter(_without_figures(heading) for heading in headings.values())
    usable = {key: heading for key, heading in headings.items() if series[_without_figures(heading)] == 1}
    parents = {section.parent for section in report.sections}
    out: list[dict[str, str]] = []
    for chapter in _chapters(report.sections):
        under = {key: heading for key, heading in usable.items() if key not in parents and (key == chapter or key.startswith(f"{chapter}."))}
        aspects = Counter(ending for heading in under.values() if (ending := _short_ending(heading, language)))
        telling = {key: heading for key, heading in under.items() if aspects[_short_ending(heading, language)] < 2}
        own = {chapter: usable[chapter]} if chapter in usable else {}
        out.append(telling or own or under)
    return [chapter for chapter in out if chapter]


def _chapters(sections: Sequence[Section], parent: str = "") -> list[str]:
    """Keys of the highest sections of which there are several: below a single one that holds all, those in it."""
    keys = [section.key for section in sections if section.parent == parent and any(section.heading.values())]
    return _chapters(sections, keys[0]) or keys if len(keys) == 1 else keys


def _heading(report: Report, section: Section, language: Language) -> str:
    """The heading's words without its number, or "" where nothing can be asked with them."""
    span = section.heading[language]
    if span is None:
        return ""
    words = bare(report.text[language], span)
    if len(words) > LENGTH[language] or any(pattern.fullmatch(f"{words}{end}") for _, pattern in STYLES for end in ("", " ")):
        return ""
    return words if sum(character.isalpha() for character in words) >= LEAST else ""


def _without_figures(heading: str) -> str:
    """What headings of a series ("Version 1.1", "Version 1.2") have in common; headings that occur twice are one such."""
    return re.sub(r"[\d.]+", "", heading).casefold().strip()


def _short_ending(heading: str, language: Language) -> str:
    """How a heading of a word or two ends, else "": short ones that end alike (主观方面, 客观方面) are aspects of their chapter and say little alone."""
    words = heading.casefold().split()
    if language == "zh":
        return heading[-2:] if len(heading) <= SHORT["zh"] else ""
    return words[-1] if len(words) <= SHORT["en"] else ""


def _weights(report: Report) -> dict[str, int]:
    """Characters of the original that stand under each section, those of the sections below it included."""
    parents = {section.key: section.parent for section in report.sections}
    out: Counter[str] = Counter()
    for passage in report.passages:
        span, key = passage.spans[report.original], passage.section
        while span is not None and key:
            out[key] += len(span)
            key = parents.get(key, "")
    return dict(out)


def _spread(chapters: list[dict[str, str]], most: int, weights: dict[str, int]) -> dict[str, str]:
    """At most `most` headings by key, in the order of the report: the longest section of each chapter, the longest chapters first, then their second."""
    ranked = [sorted((key for key in chapter if weights.get(key)), key=lambda key: -weights[key]) for chapter in chapters]
    ranked.sort(key=lambda keys: -sum(weights[key] for key in keys))
    rounds = [keys[turn] for turn in range(max(map(len, ranked), default=0)) for keys in ranked if turn < len(keys)]
    wanted = set(rounds[: max(0, most)])
    return {key: heading for chapter in chapters for key, heading in chapter.items() if key in wanted}
