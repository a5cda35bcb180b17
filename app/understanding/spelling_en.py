"""English words with a slip of the keyboard, put right where that gives a word of the reports, of questions, or a common one.

Only words that nobody knows are looked at: neither a report nor the word list has them, and they are no names. Knows
nothing of Chinese or of search.
"""

import re
import string
from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.understanding import lexicon, question_words
from app.understanding.syllables import segmented
from app.understanding.vocabulary import Vocabulary

LEAST = 4
"""Letters of a word that is mended; a shorter one only where two of its letters swapped make a word that questions are made of."""
LONG = 7
"""Letters from which two slips are allowed, and then only towards a word of the report or of questions."""
COMMON = 1_500_000
"""Occurrences in the word list of a word that a slip may stand for though no report has it: the 14,000 most common ones."""
UNCOMMON = 100_000
"""The same for a long word, which hardly anything but itself is near."""
OWN = 20.0
"""How much likelier a word of the report or of questions is meant than another as common."""
SLIPS = {"swapped": 1.0, "doubled": 1.0, "dropped": 0.6, "added": 0.4, "other": 0.15}
FIRST = 0.03
"""Share of slips in a word's first letter."""


def mended(text: str, vocabulary: Vocabulary) -> str:
    """The text with its unknown English words put right; a word with a capital inside a sentence is taken for a name."""
    out: list[str] = []
    end = 0
    for found in re.finditer(r"(?<![0-9A-Za-z])[A-Za-z]+(?:['’][A-Za-z]+)*(?![0-9A-Za-z])", text):
        word = found.group()
        name = word[0].isupper() and (not re.search(r"(^|[.?!])\s*$", text[: found.start()]) or not word[1:].islower())
        out += [text[end : found.start()], word if name else _as_written(word, _mended_word(word.lower(), vocabulary))]
        end = found.end()
    return "".join(out) + text[end:]


def _as_written(typed: str, mended_word: str) -> str:
    return mended_word.capitalize() if typed[0].isupper() else mended_word if mended_word != typed.lower() else typed


def _mended_word(word: str, vocabulary: Vocabulary) -> str:
    """The word that is meant, in lower case; the same one where it is known or nothing is near."""
    if not word.isalpha() or len(word) < LEAST - 1 or _known(word, vocabulary) or segmented(word):
        return word
    scored = [(_weight(near, kind, vocabulary) * (FIRST if near[0] != word[0] else 1.0), near) for near, kind in _slips(word)]
    if len(word) < LEAST:
        scored = [(_weight(near, kind, vocabulary), near) for near, kind in _slips(word) if kind == "swapped" and near in question_words.ENGLISH]
    best = max(scored, default=(0.0, word))
    if best[0] > 0:
        return best[1]
    return _far(word, vocabulary) if len(word) >= LONG else word


def _known(word: str, vocabulary: Vocabulary) -> bool:
    """Is it a word, or the plural or singular of one?"""
    return any(form in lexicon.english() or form in vocabulary.english or form in question_words.ENGLISH for form in (word, f"{word}s", word.removesuffix("s")))


def _weight(word: str, kind: str, vocabulary: Vocabulary) -> float:
    """How likely a word is meant by a slip of this kind; 0 for one that neither a report nor a question has and that is not common."""
    count = lexicon.english().get(word, 0)
    if len(word) > 2 and (word in vocabulary.english or word in question_words.ENGLISH):
        return max(count, 10_000) * OWN * SLIPS[kind]
    least = COMMON if len(word) < LONG or kind == "other" else UNCOMMON
    return count * SLIPS[kind] if count >= least and len(word) > LEAST else 0.0


def _slips(word: str) -> Iterator[tuple[str, str]]:
    """Words that one slip makes into this one, with the kind of slip."""
    for at in range(len(word)):
        rest = word[at + 1 :]
        yield word[:at] + rest, "doubled" if word[at] in (word[at - 1 : at], word[at + 1 : at + 2]) else "added"
        if rest and rest[0] != word[at]:
            yield word[:at] + rest[0] + word[at] + rest[1:], "swapped"
        for letter in string.ascii_lowercase:
            if letter != word[at]:
                yield word[:at] + letter + rest, "other"
    for at in range(len(word) + 1):
        for letter in string.ascii_lowercase:
            yield word[:at] + letter + word[at:], "dropped"


def _far(word: str, vocabulary: Vocabulary) -> str:
    """The report's word at two slips; the same word where there is none, or more than one."""
    found = process.extract(word, [*vocabulary.english, *question_words.ENGLISH], scorer=OSA.distance, score_cutoff=2, limit=4)
    near = list(dict.fromkeys(one for one, _, _ in found if one[0] == word[0] and len(one) >= LONG - 1))
    return near[0] if len(near) == 1 else word
