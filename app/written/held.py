"""What a passage holds and what a sentence says, in the forms that are compared: clauses with their words, cues and tokens.

A passage is read once and kept, since every sentence of an answer is compared with it. Knows nothing of verdicts.
"""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.written.contents import Content, contents, stem
from app.written.polarity import Clause, cues
from index.encoder import Encoder, Tokens, Vectors, unit
from index.normal import simplified
from source.report import Language, Span
from source.sentences import clauses, sentences
from source.text import WORD

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Held:
    """A passage in one language. `states` (tokens, width) are unit vectors, `own` the clause that each token stands in; `words` are the text of a Chinese clause, the stems of an English one."""

    text: str
    language: Language
    sentences: tuple[Span, ...]
    clauses: tuple[Span, ...]
    words: tuple[Clause, ...]
    cues: tuple[Counter[str], ...]
    tokens: Tokens
    states: Vectors
    own: NDArray[np.int64]

    def has(self, word: str, clause: int) -> bool:
        """Does the word (as `contents` gives it) stand in that clause?"""
        return word in self.words[clause]

    def place(self, word: str) -> int:
        """The first character at which the word stands; -1 for nowhere."""
        if self.language == "zh":
            return self.text.find(word)
        return next((match.start() for match in WORD.finditer(self.text) if stem(match.group()) == word), -1)


@dataclass(frozen=True)
class Said:
    """A sentence of an answer. `states` (tokens, width) are those of its own tokens, marks left out, `offsets` their characters."""

    text: str
    language: Language
    contents: tuple[Content, ...]
    clauses: tuple[Span, ...]
    cues: tuple[Counter[str], ...]
    tokens: Tokens
    states: Vectors
    offsets: NDArray[np.int32]

    def rows(self, span: Span) -> NDArray[np.int64]:
        """The tokens of a stretch, by their place in `states`."""
        return np.flatnonzero((self.offsets[:, 1] > span.start) & (self.offsets[:, 0] < span.end))

    def within(self, clause: Span) -> list[int]:
        """The content words of a clause, by their place in `contents`."""
        return [place for place, content in enumerate(self.contents) if clause.start <= content.span.start < clause.end]


def held(encoder: Encoder, text: str, language: Language, mean: Floats) -> Held:
    """A passage, read by the encoder; `mean` (width,) is what all token states share."""
    plain = _plain(text)
    _, tokens = encoder.read(plain, [(0, len(plain))])
    whole = tuple(sentences(plain, Span(0, len(plain)), language))
    parts = tuple(clause for sentence in whole for clause in clauses(plain, sentence, language))
    own = np.full(len(tokens.states), -1, np.int64)
    for number, part in enumerate(parts):
        own[(tokens.offsets[:, 1] > part.start) & (tokens.offsets[:, 0] < part.end)] = number
    pieces = [plain[part.start : part.end] for part in parts]
    words = tuple(clause_of(piece, language) for piece in pieces)
    return Held(plain, language, whole, parts, words, tuple(cues(piece, language) for piece in pieces), tokens, _unit(tokens.states, mean), own)


def clause_of(text: str, language: Language) -> Clause:
    """A clause in the form in which its words are looked up."""
    return text if language == "zh" else frozenset(stem(word) for word in WORD.findall(text))


def said(encoder: Encoder, text: str, language: Language, mean: Floats) -> Said:
    """A sentence, read by the encoder as a question is."""
    plain = _plain(text)
    _, tokens = encoder.asked(plain)
    inside = tokens.offsets[:, 1] > 0
    parts = tuple(clauses(plain, Span(0, len(plain)), language)) if plain else ()
    counted = tuple(cues(plain[part.start : part.end], language) for part in parts)
    return Said(plain, language, tuple(contents(plain, language)), parts, counted, tokens, _unit(tokens.states[inside], mean), tokens.offsets[inside])


def mean_state(encoder: Encoder) -> Floats:
    """The mean of the token states of some plain sentences in both languages: what all states share, and says nothing; 0 for a model that gives none."""
    states = [encoder.read(text, [(0, len(text))])[1].states for text in PLAIN]
    return np.concatenate(states).astype(np.float32).mean(axis=0) if any(map(len, states)) else np.zeros(1, np.float32)


PLAIN = (
    "市图书馆每天上午九点开门,晚上八点关门,节假日另行通知。凡年满十六岁的居民,凭身份证可以办理读者证,每人最多借五本书,借期三十天。",
    "为了减少交通事故,有关部门在学校附近增设了限速标志,并要求司机减速慢行;去年事故比前年下降了百分之十二。",
    "委员会认为,经费不足是工程推迟的主要原因,建议由市政府和企业共同承担费用,并定期公布进展情况。",
    "If the machine does not start, check whether the cable is connected, then press the red button for three seconds. Never open the cover while it is running.",
    "The committee found that the lack of money was the main reason for the delay, and proposed that the city and the companies share the costs and publish their progress regularly.",
    "Residents over the age of sixteen may borrow at most five books for thirty days; those who return them late lose this right for two months.",
)
"""Sentences about nothing in particular."""


def _plain(text: str) -> str:
    """Simplified characters, blanks squeezed."""
    return re.sub(r"\s+", " ", simplified(text)).strip()


def _unit(states: NDArray[np.float16], mean: Floats) -> Vectors:
    return unit(states.astype(np.float32) - mean) if states.size else np.zeros((len(states), len(mean)), np.float32)
