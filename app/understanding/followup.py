"""Follow-ups: a question that leans on an earlier one, made to stand alone.

Completed from the earlier question's words alone; what that one was answered with is not known here.
"""

import re
from dataclasses import dataclass
from typing import Literal

from app.understanding import followup_en, followup_zh
from app.understanding.followup_numbered import numbered, steps
from index.normal import simplified
from source.report import Language

LONGEST = 200
"""Characters of a question that may lean on another; a longer one says what it speaks of."""
BRIEF: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"[那可]?[\u4e00-\u9fff]{2,3}[吗么嘛]|[\u4e00-\u9fff]{2}(?:咋办|怎么办|呢)"),
    "en": re.compile(
        r"what(?:['’]s| is| was| were| are) the (?:catch|snag|hitch|hold-?up|motive|point|upshot|downside|upside|damage|trick|fix|remedy|cure|plan|deadline|alternative|next step)"
        r"|why not(?: \S+){1,4}|any (?:plans?|fix|way|chance|hope|news|progress|sign|luck)(?: \S+){0,4}"
    ),
}
"""Questions so brief that they hardly ever stand alone after another one: "管用吗", "孩子咋办", "what's the catch?", "why not the owners?", "any fix planned?"."""
Follows = Literal["aspect", "substitution", "more", "item", "language"]
"""Asks something else of the same topic; the same of something else; for more of the same; for one item of what was answered; or for the same in a language that it names."""


@dataclass(frozen=True)
class Follow:
    """How a question follows, and its standalone form. `again`: the earlier question is asked once more, not something of its topic.

    `item`: the number of the item that is asked for, -1 for the last, 0 for no such item. `language`: the one to answer in, where the text names one.
    """

    follows: Follows
    searched: str
    again: bool
    item: int = 0
    language: Language | None = None


def leans(text: str, language: Language) -> bool:
    """Does the question lean on an earlier one: a pronoun, a connective, an aspect without its thing, hardly any words?"""
    if len(text) > LONGEST:
        return False
    bare = text.strip(" ?？!！。.")
    if BRIEF[language].fullmatch(simplified(bare) if language == "zh" else bare[:1].lower() + bare[1:]):
        return True
    return steps(simplified(text)) or (followup_zh.leans(simplified(text)) if language == "zh" else followup_en.leans(text))


def follow(text: str, language: Language, earlier: str, earlier_language: Language) -> Follow | None:
    """The question completed from an earlier one that stands alone; None where that one has nothing to complete it with.

    An earlier question in Traditional characters is taken up in Simplified ones.
    """
    same = language == earlier_language
    if same and language == "zh":
        text, earlier = simplified(text), simplified(earlier)
    rules = followup_zh if language == "zh" else followup_en
    if (wanted := rules.in_language(text)) is not None:
        return Follow("language", earlier, True, language=wanted)
    if same and (other_part := rules.renumbered(text, earlier) or numbered(text, earlier)):
        return Follow("substitution", other_part, False)
    if (number := rules.item(text, earlier)) is not None:
        return Follow("item", earlier, True, item=number) if number else None
    if rules.again(text):
        return Follow("aspect", earlier, True)
    if again := rules.more(text, earlier):
        return Follow("more", again, True)
    topic = followup_zh.topic(simplified(earlier)) if earlier_language == "zh" else followup_en.topic(earlier)
    if it := rules.instead(text):
        put = rules.replaced(earlier, it) if same else _crossed(simplified(earlier), it, language)
        return Follow("substitution", put if topic else rules.says(it), bool(topic))
    asked = rules.aspect(text)
    if same and language == "zh" and followup_zh.asks_why(asked):
        topic = followup_zh.topic(earlier, whole=True)
    return Follow("aspect", rules.of_topic(topic, asked), False) if topic else None


def after(earlier: str, text: str, language: Language) -> str:
    """Both questions, one after the other: what a topic leaves out of the earlier one is often what the later one is about."""
    return f"{followup_en.stripped(earlier)}{'？' if language == 'zh' else '? '}{text}"


def _crossed(earlier: str, it: str, language: Language) -> str:
    """The earlier question, in the other language, with `it` in the place of its time, place or person, whichever that is, or beside it; with another thing in the place of the thing it speaks of."""
    if language == "en":
        it = re.sub(rf"^(?:{followup_en.PREPOSITION} )?(?:the |an? )?", "", it, flags=re.IGNORECASE)
        phrases = followup_zh.replaceable(earlier)
        things = phrases[:1]
        mine, theirs = followup_en.CLASSES, followup_zh.CLASSES
    else:
        slots = followup_en.replaceable(earlier)
        phrases, things = [slot["what"] for slot in slots], [slot["what"] for slot in slots[-1:] if slot["how"]]
        mine, theirs = followup_zh.CLASSES, followup_en.CLASSES
    kind = next((theirs[number] for number, own in enumerate(mine) if own.search(it)), None)
    alike = [phrase for phrase in phrases if kind.search(phrase)] if kind else [thing for thing in things if not any(other.search(thing) for other in theirs)]
    if alike:
        replaced = re.escape(min(alike, key=len))
        return re.sub(replaced if language == "en" else rf"\b{replaced}\b", lambda _: it, earlier, count=1)
    if kind:
        return f"{it}{earlier}" if language == "en" else f"{followup_en.stripped(earlier)}, {it}?"
    return followup_zh.says(it) if language == "zh" else followup_en.says(it)


def of_item(name: str, text: str, language: Language) -> tuple[str, str]:
    """What the text asks of an item ("the second one?", "第二个由谁负责"), or "" where it only names it; and the same as a question of the item of that name."""
    return followup_zh.of_item(name, simplified(text)) if language == "zh" else followup_en.of_item(name, text)
