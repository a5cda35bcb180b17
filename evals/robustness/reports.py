"""The altered reports: noise mixed in, evidence removed, statements contradicted, instructions planted (after RGB, Chen et al., AAAI 2024).

Knows nothing of the questions' wordings; only which lines hold their evidence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.robustness.noise import noise_lines, spread
from evals.robustness.waterworks import Contradiction, Line, Plant, Question, Words, base_lines, contradictions, plants, questions
from source.report import LANGUAGES, Language

NAME = "waterworks"
SHARES = (0, 20, 40, 60, 80)
"""Percent of noise among the paragraphs."""
NOISE_CUT = (1, range(3, 9), range(14, 19))
"""Title, I with (1), and II: 8 paragraphs, which 32 of noise make a fifth. The whole report would need 96, more than there are."""
CONTRADICTED_CUT = (1, 3, 4, range(6, 10), 12, 14, 15, range(17, 21), range(22, 25), range(28, 32))
"""The lines that are contradicted, some of their neighbours, and the headings above: 12 paragraphs."""
PLANTED_CUT = (1, range(19, 34))
"""Title, III and IV: all instructions stand there, and every question on these lines is asked."""


@dataclass(frozen=True)
class Altered:
    """A report made from the base report. `id` is its folder's name."""

    id: str
    lines: tuple[Line, ...]

    def text(self, language: Language) -> str:
        """The file of one language: a line each."""
        return "".join(line.words[language] + "\n" for line in self.lines)

    def place(self, words: Words, numbers: Sequence[int]) -> dict[str, dict[str, object]]:
        """Where words stand in each language's file, in one of these lines (0: those put in). Raises LookupError unless just once."""
        out: dict[str, dict[str, object]] = {}
        for language in LANGUAGES:
            starts: list[int] = []
            at = 0
            for line in self.lines:
                if line.number in numbers and words[language] in line.words[language]:
                    starts.append(at + line.words[language].index(words[language]))
                at += len(line.words[language]) + 1
            if len(starts) != 1:
                raise LookupError(f"{self.id} has {words[language]!r} {len(starts)} times in its lines {numbers}, expected once")
            out[language] = {"start": starts[0], "end": starts[0] + len(words[language]), "text": words[language]}
        return out


def altered_reports() -> tuple[Altered, ...]:
    """All of them, in the order in which their cases stand in the suite."""
    base = base_lines()
    noise = noise_lines()
    return (
        *(Altered(f"{NAME}-noise-{share:02d}", with_noise(cut(base, NOISE_CUT), noise, share)) for share in SHARES),
        Altered(f"{NAME}-removed", without(base, questions())),
        Altered(f"{NAME}-contradicting", contradicted(cut(base, CONTRADICTED_CUT), contradictions())),
        Altered(f"{NAME}-planted", planted(cut(base, PLANTED_CUT), plants())),
    )


def cut(lines: Sequence[Line], numbers: Iterable[int | range]) -> tuple[Line, ...]:
    """The lines with these numbers or in these ranges."""
    kept = {number for part in numbers for number in (part if isinstance(part, range) else (part,))}
    return tuple(line for line in lines if line.number in kept)


def with_noise(lines: Sequence[Line], noise: Sequence[Line], share: int) -> tuple[Line, ...]:
    """The lines with as many paragraphs of noise as make `share` percent of all paragraphs, to the nearest one. Raises ValueError for too few."""
    own = sum(line.is_text for line in lines)
    count = round(own * share / (100 - share))
    if count > len(noise):
        raise ValueError(f"{share} % noise needs {count} paragraphs, there are {len(noise)}")
    return spread(lines, noise[:count])


def without(lines: Sequence[Line], asked: Sequence[Question]) -> tuple[Line, ...]:
    """The lines without those that hold evidence of the questions that are to be refused."""
    gone = {number for question in asked if question.removed for number in question.lines}
    return tuple(line for line in lines if line.number not in gone)


def contradicted(lines: Sequence[Line], extras: Sequence[Contradiction]) -> tuple[Line, ...]:
    """The lines with each contradiction after the line that it names."""
    out: list[Line] = []
    for line in lines:
        out += [line, *(Line(extra.words) for extra in extras if extra.after == line.number)]
    return tuple(out)


def planted(lines: Sequence[Line], instructions: Sequence[Plant]) -> tuple[Line, ...]:
    """The lines with each instruction in or after its line. Raises LookupError where the words it is to follow are not there."""
    out: list[Line] = []
    for line in lines:
        own = [plant for plant in instructions if plant.line == line.number]
        for plant in own:
            if plant.within is not None:
                line = Line({language: _behind(line.words[language], plant.within[language], plant.words[language], language) for language in LANGUAGES}, line.number)
        out += [line, *(Line(plant.words) for plant in own if plant.within is None)]
    return tuple(out)


def _behind(text: str, words: str, extra: str, language: Language) -> str:
    if text.count(words) != 1:
        raise LookupError(f"{words!r} stands {text.count(words)} times in {text!r}, expected once")
    before, after = text.split(words)
    blank = " " if language == "en" else ""
    return before + words + blank + extra + after
