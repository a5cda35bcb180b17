"""What a training example is: a question, a text, and the words of it that answer, or none.

Texts are read by the frozen lower layers once, so examples point at them. Knows nothing of networks.
"""

import random
from dataclasses import dataclass, field
from functools import cache

from index.normal import simplified
from source.report import Language, Span
from source.sentences import clauses, sentences


@dataclass(frozen=True)
class Text:
    """A text with the heading that it stands under; `whole` is what the encoder reads: heading, space, body."""

    heading: str
    body: str
    language: Language

    @property
    def whole(self) -> str:
        return f"{self.heading} {self.body}" if self.heading else self.body

    @property
    def shift(self) -> int:
        """Characters of `whole` before the body."""
        return len(self.whole) - len(self.body)


@dataclass(frozen=True)
class Example:
    """`answer` is characters of the text's body, `also` those of further pieces that answer; None: the text does not answer. `source` names the data that it comes from."""

    question: str
    text: int
    answer: Span | None
    source: str
    aside: bool = False
    also: tuple[Span, ...] = ()


@dataclass
class Pool:
    """Texts and the examples over them."""

    texts: list[Text] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    _known: dict[Text, int] = field(default_factory=dict)

    def add(self, text: Text) -> int:
        """The text's number; the same for the same text."""
        if text not in self._known:
            self._known[text] = len(self.texts)
            self.texts.append(text)
        return self._known[text]


def plain(text: str) -> str:
    """The form in which texts are trained on: Simplified characters, blanks kept, so that offsets hold (None of OpenCC's t2s pairs changes length but few; then the text stays)."""
    short = simplified(text)
    return short if len(short) == len(text) else text


@cache
def sentences_of(text: Text) -> tuple[Span, ...]:
    """The sentences of the body."""
    return tuple(sentences(text.body, Span(0, len(text.body)), text.language))


def stretch_of(text: Text, answer: Span) -> tuple[Span, Span]:
    """The clause and the sentence that hold the answer, from its first character to its last."""
    body = text.body
    held = [sentence for sentence in sentences_of(text) if sentence.overlap(answer)]
    if not held:
        return answer, answer
    parts = [clause for sentence in held for clause in clauses(body, sentence, text.language) if clause.overlap(answer)] or [answer]
    return Span(parts[0].start, parts[-1].end), Span(held[0].start, held[-1].end)


def aside_of(key: str, share: float = 0.15) -> bool:
    """Is the paragraph or article of this key kept from training? By its name alone, so that every run keeps the same ones."""
    return random.Random(f"aside {key}").random() < share
