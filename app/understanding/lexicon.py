"""What Chinese and English words there are at all, and how Chinese ones sound: word lists of others, read once when first needed.

Counts come from large corpora and are comparable within a language only. Knows no report.
"""

import gzip
import importlib.util
import json
import re
import unicodedata
from functools import cache
from pathlib import Path

SOUNDS = 3
"""Readings of a character that are looked at, the most common ones; the rest are rare or only names."""

SCALE = 600
"""Counts of the British list for one of the American list, over the words that both have (median)."""

OFTEN = 2_000
"""Occurrences, of 60 million, of a character whose rarer readings are syllables too (谁 is "shui" and "shei")."""


def _place(package: str) -> Path:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {package} is not installed")
    return Path(spec.submodule_search_locations[0])


def _fields(package: str, name: str) -> list[str]:
    return (_place(package) / name).read_text(encoding="utf-8-sig").split()


@cache
def english() -> dict[str, int]:
    """163,000 English words in lower case with their counts: British ones (SymSpell's list), and American ones, scaled to those counts."""
    fields = _fields("symspellpy", "frequency_dictionary_en_82_765.txt")
    british = dict(zip(fields[0::2], map(int, fields[1::2]), strict=True))
    with gzip.open(_place("spellchecker") / "resources" / "en.json.gz", "rt", encoding="utf-8") as file:
        american: dict[str, int] = json.load(file)
    return {word: SCALE * count for word, count in american.items()} | british


@cache
def chinese() -> dict[str, int]:
    """349,045 Chinese words, characters among them, with their counts (jieba's list)."""
    fields = _fields("jieba", "dict.txt")
    return dict(zip(fields[0::3], map(int, fields[1::3]), strict=True))


@cache
def tags() -> dict[str, str]:
    """The part of speech of each Chinese word, as jieba's list has it ("n", "vn", "r", ...)."""
    fields = _fields("jieba", "dict.txt")
    return dict(zip(fields[0::3], fields[2::3], strict=True))


@cache
def chinese_total() -> int:
    return sum(chinese().values())


def toneless(reading: str) -> str:
    """A syllable without its tone, in a-z, ü as v: "lǜ" and "lü4" are "lv", "nüe" is "nve"."""
    plain = unicodedata.normalize("NFD", reading.lower()).replace("u\u0308", "v")
    bare = re.sub(r"[^a-z]", "", plain)
    return re.sub(r"^([ln])ue$", r"\1ve", bare)


@cache
def _tables() -> tuple[dict[int, str], dict[str, list[list[str]]]]:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT  # late: a fifth of a second, for Chinese questions alone

    return PINYIN_DICT, PHRASES_DICT


@cache
def sounds(character: str) -> tuple[str, ...]:
    """A character's syllables without tones, the most common first; empty for what is no Han character."""
    listed = _tables()[0].get(ord(character), "").split(",")
    found = dict.fromkeys(toneless(reading) for reading in listed if reading)
    return tuple(syllable for syllable in found if re.search("[aeiouv]", syllable))[:SOUNDS]


def pronounced(word: str) -> tuple[str, ...]:
    """The syllables of a word: by the longest listed words within it, else by its characters; empty where one has none."""
    listed = _tables()[1]
    out: list[str] = []
    while len(out) < len(word):
        rest = word[len(out) :]
        known = next((rest[:size] for size in range(len(rest), 1, -1) if rest[:size] in listed and len(listed[rest[:size]]) == size), "")
        if known:
            out += [toneless(readings[0]) for readings in listed[known]]
        elif spoken := sounds(rest[0]):
            out.append(spoken[0])
        else:
            return ()
    return tuple(out)


@cache
def syllables() -> frozenset[str]:
    """All syllables of Mandarin, without tones, in a-z."""
    return frozenset(sound for word, count in chinese().items() if len(word) == 1 for sound in sounds(word)[: SOUNDS if count >= OFTEN else 1])
