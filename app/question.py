"""Understanding a question, without a model: its language, what it asks for, what it leaves out, what in it is no question.

Rules are about how people ask, in Chinese and English; none knows a report. Gives a `Question`; searching it is not done here.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app import ways_of_asking as ways
from app.errors import QuestionFault
from app.settings import HISTORY_CAP, QUESTION_CAP
from index.normal import normal, simplified
from source.report import Language, Span
from source.sentences import sentences
from source.text import han, language_of, latin_words

Kind = Literal["report", "about", "publisher", "greeting", "tool", "opinion", "instruction"]

LEAST = 4
"""Letters of a clause beside an instruction that may still ask something."""
SHORT: dict[Language, int] = {"zh": 9, "en": 5}
"""A question of at most this many Han characters or words leaves something out, where another went before."""


@dataclass(frozen=True)
class Question:
    """A question understood. `asked` is what of it is a question; `searched` the standalone form; `foreign`: neither Chinese nor English."""

    text: str
    asked: str
    searched: str
    language: Language
    kind: Kind
    wants_list: bool
    foreign: bool


def clean(text: str) -> str:
    """The question as typed, without control and invisible characters, white space squeezed. Raises QuestionFault when empty or too long."""
    kept = "".join(
        " " if character in "\t\n\r\v\f\u3000\u2028\u2029" else character for character in text if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    squeezed = " ".join(unicodedata.normalize("NFC", kept).split())
    if not re.search(r"\w", squeezed):
        raise QuestionFault("the question is empty: it has no letter or digit (问题是空的，没有文字)", code="empty", hint="ask in Chinese or English (请用中文或英文提问)")
    if len(squeezed) > QUESTION_CAP:
        raise QuestionFault(f"the question has {len(squeezed):,} characters, at most {QUESTION_CAP:,} are read (问题太长)", code="too_long", hint="ask one question at a time (请一次问一件事)")
    return squeezed


def understand(text: str, history: Sequence[str] = ()) -> Question:
    """What is asked. Raises QuestionFault for an empty or too long question; a bad earlier question is passed over."""
    cleaned = clean(text)
    foreign = is_foreign(cleaned)
    language: Language = "en" if foreign else language_of(cleaned)
    asked = without_instructions(cleaned, language)
    kind = _kind(asked)
    if kind == "report" and not history and ways.BARE.search(normal(asked).strip(" ?？!！。.,，")):
        kind = "instruction"
    question = asked or cleaned
    return Question(cleaned, question, _standalone(question, language, history), language, kind, bool(ways.LIST.search(simplified(question))), foreign)


def letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def without_instructions(text: str, language: Language) -> str:
    """The sentences and clauses of a question that do not tell the tool what to be or do; "" when nothing is left."""
    out: list[str] = []
    for sentence in sentences(text, Span(0, len(text)), language):
        words = text[sentence.start : sentence.end]
        if not ways.INSTRUCTION.search(simplified(words)):
            out.append(words)
            continue
        parts = re.split(r"(?<=[,，;；:：—])\s*|(?<=[.!?])\s+", words)  # an English sentence before a Chinese one ends within it
        kept = [part for part in parts if not ways.INSTRUCTION.search(simplified(part))]
        out += [part for part in kept if ways.ASKING.search(part) or letters(part) >= LEAST]
    return " ".join(out).strip()


def _kind(asked: str) -> Kind:
    if not asked or not re.search(r"\w", asked):
        return "instruction"
    plain = normal(asked).strip(" ?？!！。.,，")
    if ways.GREETING.fullmatch(plain):
        return "greeting"
    if ways.TOOL.search(plain):
        return "tool"
    if ways.OPINION.search(plain):
        return "opinion"
    if ways.ABOUT.search(plain):
        return "about"
    if ways.PUBLISHER.search(plain):
        return "publisher"
    return "report"


def _standalone(asked: str, language: Language, history: Sequence[str]) -> str:
    """The question with the one before it where it leaves something out: the earlier questions back to one that stands by itself."""
    earlier: list[str] = []
    for turn in list(history)[-HISTORY_CAP:]:
        try:
            earlier.append(clean(turn))
        except QuestionFault:
            continue
    parts = [asked]
    while earlier and is_elliptic(parts[0]) and len(parts) < 3:
        parts.insert(0, earlier.pop())
    return " ".join(parts)


def is_elliptic(text: str) -> bool:
    """Does the question lean on one before it: a pronoun, a connective, or hardly any words?"""
    language = language_of(text)
    size = han(text) if language == "zh" else latin_words(text)
    return size <= SHORT[language] or bool(ways.ELLIPTIC.search(normal(text).strip()))


def is_foreign(text: str) -> bool:
    """Is the text mostly in another script, or in Latin letters that read as another language than English?"""
    letters = [character for character in text if character.isalpha()]
    others = [c for c in letters if not c.isascii() and not han(c)]
    if len(others) > len(letters) / 2:
        return True
    words = re.findall(r"[^\W\d_]+", text.lower())
    if han(text) or len(words) < 4:
        return False
    english = sum(word in ways.ENGLISH_WORDS for word in words)
    foreign = sum(word in ways.FOREIGN_WORDS for word in words)
    return foreign > english or (english == 0 and len(others) > 0)
