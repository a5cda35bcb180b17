"""Words in Latin letters as syllables of Mandarin. Knows nothing of what they mean."""

import re
import unicodedata
from functools import lru_cache

from app.understanding import lexicon


def plain(text: str) -> str:
    """Pinyin without tones, in lower case, ü as v; as many characters as the composed text has, apart from tone digits."""
    out: list[str] = []
    for character in unicodedata.normalize("NFC", text).lower():
        base, *marks = list(unicodedata.normalize("NFD", character))
        out.append("v" if base == "u" and "\u0308" in marks else base)
    return re.sub(r"(?<=[a-z])[1-5](?![0-9])", "", "".join(out))


@lru_cache(4096)
def segmented(word: str) -> tuple[str, ...]:
    """The word as syllables, as few as may be; empty where it is no pinyin. Apostrophes part syllables."""
    if not re.fullmatch(r"[a-z'’]+", word):
        return ()
    known = lexicon.syllables()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        if word[end - 1] in "'’" and best[end - 1] is not None:
            best[end] = best[end - 1]
            continue
        for start in range(max(0, end - 6), end):
            before = best[start]
            piece = word[start:end].replace("lue", "lve").replace("nue", "nve") if end - start == 3 else word[start:end]
            if before is not None and piece in known and (best[end] is None or len(before) + 1 < len(best[end] or ())):
                best[end] = (*before, piece)
    return best[-1] or ()
