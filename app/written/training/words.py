"""Lists of words that sentences are worked over with, one entry a line; two words of an entry are parted by a tab."""

import re
from functools import cache, lru_cache
from pathlib import Path

from app.understanding.words_zh import Word
from app.understanding.words_zh import words as cut
from source.report import Language

FOLDER = Path(__file__).parent / "words"


@cache
def listed(name: str, language: Language) -> tuple[str, ...]:
    """The lines of a list: "leads" (ways to say that the report says so), "adjuncts" (details that fit nearly anywhere)."""
    return tuple((FOLDER / f"{name}.{language}.txt").read_text(encoding="utf-8").rstrip("\n").split("\n"))


@cache
def pairs(name: str, language: Language) -> tuple[tuple[str, str], ...]:
    """A list of replacements: "altered" turn a sentence round (the second may be nothing), "alike" leave it as true as it was."""
    return tuple((one, two) for one, _, two in (line.partition("\t") for line in listed(name, language)))


@lru_cache(maxsize=200_000)
def words(text: str) -> tuple[Word, ...]:
    """The words of a Chinese text; kept, since a sentence is worked over many times."""
    return tuple(cut(text))


@cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’-]){re.escape(word)}(?![\w'’-])", re.IGNORECASE)


def places(text: str, word: str, language: Language) -> list[tuple[int, int]]:
    """Where a word stands: whole English words in any case; Chinese words as the text is cut, runs of two and more characters else anywhere."""
    if word.lower() not in text.lower():
        return []
    if language == "en":
        return [match.span() for match in _whole(word).finditer(text)]
    found = [(one.start, one.start + len(word)) for one in words(text) if one.text == word]
    return found or ([match.span() for match in re.finditer(re.escape(word), text)] if len(word) > 1 else [])


def cased(word: str, like: str) -> str:
    """The word with a capital where what it replaces has one."""
    return word[:1].upper() + word[1:] if like[:1].isupper() else word
