"""The words of the pages, in one file per language: `texts/zh.toml` and `texts/en.toml`, the same keys in both."""

import tomllib
from functools import cache
from pathlib import Path

from source.report import LANGUAGES, Language

FOLDER = Path(__file__).resolve().parent / "texts"
Texts = dict[str, dict[str, str]]
"""Table (a page's part) to key to words; `{name}` in words is filled in by who shows them."""


@cache
def texts(language: Language) -> Texts:
    """All words of the pages in one language."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def both(table: str, key: str) -> dict[Language, str]:
    """The same words in each language."""
    return {language: texts(language)[table][key] for language in LANGUAGES}
