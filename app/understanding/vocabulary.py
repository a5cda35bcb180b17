"""The words of the reports that are read, for mending questions: English words, runs of Chinese characters, and how they sound.

Made once for an index and kept; what only some questions need is made when first asked for. Knows nothing of search.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from app.understanding import lexicon, question_words
from index.normal import normal
from source.report import LANGUAGES, Language, Report
from source.text import HAN

LONGEST = 5
"""Characters of the longest run that is counted."""
READ = 400_000
"""Characters of a language that are read: longer collections repeat themselves, and counting them takes a second."""
OWN = 0.4
"""Share of the reports in how likely a Chinese word is; the language at large has the rest."""
ALONE = 0.2
"""Share of a character's occurrences in which it is taken to stand for a word by itself."""
ASKED = 0.002
"""Least likelihood of a word that questions are made of."""
COMMON = 300
"""Occurrences, of 60 million, of a word that a wrongly written one may stand for though no report has it."""
UNSEEN = 1e-9
"""Likelihood of a character that no list has."""


class Vocabulary:
    """What words there are. Texts are those of the reports, by language."""

    def __init__(self, texts: dict[Language, str]) -> None:
        self._texts = {language: normal(texts[language][:READ]) for language in LANGUAGES}

    @staticmethod
    def of(reports: Iterable[Report]) -> "Vocabulary":
        held = list(reports)
        return Vocabulary({language: "\n".join(report.text[language] for report in held) for language in LANGUAGES})

    @cached_property
    def english(self) -> Counter[str]:
        """The English words of the reports, in lower case, with their counts."""
        return Counter(word for text in self._texts.values() for word in re.findall(r"[a-z]+", text))

    @cached_property
    def runs(self) -> Counter[str]:
        """The runs of two to five Chinese characters of the reports, with their counts; long ones only where they repeat."""
        out: Counter[str] = Counter()
        stretches = re.findall(f"[{HAN}]+", "\n".join(self._texts.values()))
        for size in range(2, LONGEST + 1):
            counted = Counter(run[i : i + size] for run in stretches for i in range(len(run) - size + 1))
            out.update(counted if size == 2 else {run: count for run, count in counted.items() if count > 1 or run in lexicon.chinese()})
        return out

    @cached_property
    def characters(self) -> Counter[str]:
        """The Chinese characters of the reports, with their counts."""
        return Counter(re.findall(f"[{HAN}]", "\n".join(self._texts.values())))

    @cached_property
    def _size(self) -> int:
        return max(1, self.characters.total())

    def knows(self, word: str) -> bool:
        """Is the run of Chinese characters a word, in a report or at large?"""
        return word in self.runs or word in lexicon.chinese()

    def cost(self, word: str, *, alone: bool = False) -> float:
        """-ln of how likely the Chinese word is; lower is better. Infinite for a run that is no word.

        A character's count in the reports, which is mostly that of words it stands in, counts only where it is taken for one `alone`.
        """
        at_large = lexicon.chinese().get(word, 0) / lexicon.chinese_total()
        own = self.runs[word] / self._size if self._counts(word) else ALONE * self.characters[word] / self._size if alone else 0.0
        likely = max((1 - OWN) * at_large + OWN * own, ASKED if word in question_words.CHINESE else 0.0)
        if likely <= 0:
            return -math.log(UNSEEN) if len(word) == 1 else math.inf
        return -math.log(likely)

    def _counts(self, word: str) -> bool:
        """Is a run of the reports a word or a set phrase, not just two characters that met?"""
        return word in self.runs and (word in lexicon.chinese() if len(word) < 3 else self.runs[word] > 1)

    @cached_property
    def alike(self) -> dict[tuple[str, ...], list[str]]:
        """By sound, the words that a wrongly written one may stand for: the reports' and those that questions are made of."""
        out: dict[tuple[str, ...], list[str]] = {}
        common = {word for word, count in lexicon.chinese().items() if 1 < len(word) < LONGEST and (count >= COMMON or word in self.runs)}
        words = (common | question_words.MISTYPED) - question_words.FUNCTION
        for word in sorted(words):
            out.setdefault(lexicon.pronounced(word), []).append(word)
        return out
