"""Follow-ups: a question that leans on an earlier one, made to stand alone.

Completed from the earlier question's words alone; what that one was answered with is not known here.
"""

from dataclasses import dataclass
from typing import Literal

from app import followup_en, followup_zh
from index.normal import simplified
from source.report import Language

LONGEST = 200
"""Characters of a question that may lean on another; a longer one says what it speaks of."""
Follows = Literal["aspect", "substitution", "more"]
"""Asks something else of the same topic; the same of something else; or for more of the same."""


@dataclass(frozen=True)
class Follow:
    """How a question follows, and its standalone form. `again`: the earlier question is asked once more, not something of its topic."""

    follows: Follows
    searched: str
    again: bool


def leans(text: str, language: Language) -> bool:
    """Does the question lean on an earlier one: a pronoun, a connective, an aspect without its thing, hardly any words?"""
    if len(text) > LONGEST:
        return False
    return followup_zh.leans(simplified(text)) if language == "zh" else followup_en.leans(text)


def follow(text: str, language: Language, earlier: str, earlier_language: Language) -> Follow | None:
    """The question completed from an earlier one that stands alone; None where that one has nothing to complete it with.

    An earlier question in Traditional characters is taken up in Simplified ones.
    """
    if language == "zh" and earlier_language == "zh":
        return _follow_zh(simplified(text), simplified(earlier))
    if language == "en" and earlier_language == "en":
        return _follow_en(text, earlier)
    rules = followup_zh if language == "zh" else followup_en
    if rules.again(text):
        return Follow("aspect", earlier, True)
    if again := rules.more(text, earlier):
        return Follow("more", again, True)
    topic = followup_zh.topic(simplified(earlier)) if earlier_language == "zh" else followup_en.topic(earlier)
    return Follow("aspect", rules.of_topic(topic, rules.aspect(text)), False) if topic else None


def _follow_zh(text: str, earlier: str) -> Follow | None:
    if followup_zh.again(text):
        return Follow("aspect", earlier, True)
    if again := followup_zh.more(text, earlier):
        return Follow("more", again, True)
    topic = followup_zh.topic(earlier)
    if it := followup_zh.instead(text):
        return Follow("substitution", followup_zh.replaced(earlier, it) if topic else followup_zh.says(it), bool(topic))
    asked = followup_zh.aspect(text)
    if followup_zh.asks_why(asked):
        topic = followup_zh.topic(earlier, whole=True)
    return Follow("aspect", followup_zh.of_topic(topic, asked), False) if topic else None


def _follow_en(text: str, earlier: str) -> Follow | None:
    if followup_en.again(text):
        return Follow("aspect", earlier, True)
    if again := followup_en.more(text, earlier):
        return Follow("more", again, True)
    topic = followup_en.topic(earlier)
    if it := followup_en.instead(text):
        return Follow("substitution", followup_en.replaced(earlier, it) if topic else followup_en.says(it), bool(topic))
    return Follow("aspect", followup_en.of_topic(topic, followup_en.aspect(text)), False) if topic else None
