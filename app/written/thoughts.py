"""What a model says, without what it thinks aloud: <think> ... </think> and the other forms in which servers leave thoughts in the text.

Some servers put the opening tag into the prompt, so that a reply begins in the middle of a thought: where one closes that
never opened, all before it is void.
"""

import re
from collections.abc import Iterator

VOID = "\x18"
"""A piece that says that all before it was thought, not said (the control character CANCEL; none is left in what a model says)."""
_OPENS = ("<think>", "<thinking>", "<thought>", "<reasoning>", "[think]", "<|channel|>analysis<|message|>")
_CLOSES = ("</think>", "</thinking>", "</thought>", "</reasoning>", "[/think]", "<|channel|>final<|message|>")
_TAG = re.compile("|".join(re.escape(tag) for tag in (*_OPENS, *_CLOSES)), re.IGNORECASE)


class Thoughts:
    """Takes a reply piece by piece, gives what of it is meant for others."""

    def __init__(self) -> None:
        self._held = ""
        self._thinks = False
        self._said = False

    def heard(self, piece: str) -> Iterator[str]:
        """The words that are surely said with this piece, VOID before them where what was given so far was none."""
        self._held += piece
        while (found := _TAG.search(self._held)) is not None:
            before, self._held = self._held[: found.start()], self._held[found.end() :]
            opens = found.group().lower() in _OPENS
            if opens and not self._thinks:
                yield from self._spoken(before)
            elif not opens and not self._thinks and self._said:
                yield VOID
            self._said = self._said and opens
            self._thinks = opens
        kept = _unfinished(self._held)
        now, self._held = self._held[: len(self._held) - kept], self._held[len(self._held) - kept :]
        if not self._thinks:
            yield from self._spoken(now)

    def end(self) -> Iterator[str]:
        """What was held back since it might have become a tag."""
        held, self._held = self._held, ""
        if not self._thinks:
            yield from self._spoken(held)

    def _spoken(self, text: str) -> Iterator[str]:
        text = text.replace(VOID, "") if self._said else text.replace(VOID, "").lstrip()
        if text:
            self._said = True
            yield text


def _unfinished(text: str) -> int:
    """Characters at the end that may be the beginning of a tag."""
    return max((size for tag in (*_OPENS, *_CLOSES) for size in range(1, len(tag)) if text[-size:].lower() == tag[:size]), default=0)
