"""Text from questions, answers and reports made safe to look at: characters that hide, reorder or break text are shown as signs.

Knows nothing of HTML; escaping is the templates' and `words.safe`'s.
"""

import re

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Control characters but tab and newline, marks and overrides of direction, halves of surrogate pairs, non-characters."""


def visible(text: str) -> str:
    """The text with hidden characters as signs: ⟦U+202E⟧ for one of control or direction, � for what is no character."""
    return _HIDDEN.sub(_sign, text.replace("\r\n", "\n"))


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    return "\ufffd" if code >= 0xD800 else f"⟦U+{code:04X}⟧"


def shortened(text: str, size: int) -> str:
    """The first `size` characters on one line, with an ellipsis where more follow."""
    line = " ".join(text.split())
    return line if len(line) <= size else line[: size - 1].rstrip() + "…"
