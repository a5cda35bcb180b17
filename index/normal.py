"""The form in which texts are compared: Simplified characters, NFKC, lower case. Never the form that is shown."""

import unicodedata
from functools import cache

import opencc


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters as Simplified ones; everything else unchanged."""
    return str(_converter().convert(text))


def normal(text: str) -> str:
    """Simplified, NFKC (full-width forms become half-width), lower case, white space squeezed. Offsets are not kept."""
    return " ".join(unicodedata.normalize("NFKC", simplified(text)).lower().split())
