"""Where a query's words occur in a text, compared in the form of `index.normal` and given as places in the text as it is shown."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from index.normal import normal, simplified

QUERY_CAP = 200
"""Characters of a query that are searched for."""


class _Forms(dict[int, str]):
    """A character's form for comparing: NFKC, lower case, any white space a blank."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        form = " " if character.isspace() else unicodedata.normalize("NFKC", character).lower()
        self[code] = form
        return form


_FORMS = _Forms()


@dataclass(frozen=True)
class Words:
    """A query, ready to be looked for; white space in it stands for any white space."""

    pattern: re.Pattern[str]

    def places(self, text: str) -> list[tuple[int, int]]:
        """Start and end of every occurrence in the text as given, in order, none overlapping another."""
        return self.places_in([text])[0]

    def places_in(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """The same for many texts at once: characters are converted in one go."""
        plain = _simplified(texts)
        return [self._places(text, same) for text, same in zip(texts, plain, strict=True)]

    def _places(self, text: str, same: str) -> list[tuple[int, int]]:
        folded = same.translate(_FORMS)
        if len(folded) == len(text):
            return [found.span() for found in self.pattern.finditer(folded)]
        forms = [character.translate(_FORMS) for character in same]  # a character became several, as … or ½ does
        origins = [place for place, form in enumerate(forms) for _ in form]
        return [(origins[found.start()], origins[found.end() - 1] + 1) for found in self.pattern.finditer("".join(forms))]


def words(query: str) -> Words | None:
    """What to look for; None for a query without a letter, figure or sign."""
    parts = normal(query[:QUERY_CAP]).split()
    return Words(re.compile(r"\s+".join(re.escape(part) for part in parts))) if parts else None


def _simplified(texts: Sequence[str]) -> list[str]:
    """Each text with Simplified characters, as many of them as it had."""
    whole = simplified("\n\n".join(texts)).split("\n\n")
    if [len(text) for text in whole] == [len(text) for text in texts]:
        return whole
    return [same if len(same := simplified(text)) == len(text) else _by_character(text) for text in texts]


def _by_character(text: str) -> str:
    return "".join(same if len(same := simplified(character)) == 1 else character for character in text)
