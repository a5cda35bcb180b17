"""Rewordings that leave a sentence as true as it was: words for words, lists in another order, a clause less, a lead.

Knows nothing of passages.
"""

import random
import re

from app.written.training.words import cased, listed, pairs, places
from source.report import Language

_CONDITION = re.compile(r"如果|若|除|只有|只要|当|在.{1,12}(?:时|情况下)|未经|经|凡|不|没|无|但|而|\b(?:if|unless|except|when|only|without|until|but|not|no)\b", re.IGNORECASE)
"""Where one of these stands, a clause less may be another statement."""
_LIST_ZH = re.compile(r"(?<![^，。；、的：“])(?:[^，。；、的：“]{2,8}、)+[^，。；、“]{2,8}[和与或及][^，。；、的等“]{2,6}(?=[。，；等])")
_LIST_EN = re.compile(r"(?<![a-z])[a-z]+(?: [a-z]+){0,2}(?:, [a-z]+(?: [a-z]+){0,2})+,? (and|or) [a-z]+(?: [a-z]+){0,2}(?=[.,;])")
LONGEST = 300
"""Characters above which lists are not looked for."""


def reworded(text: str, language: Language, chance: random.Random) -> str:
    """The sentence with up to three words replaced, sometimes with a list in another order or a clause less."""
    if chance.random() < 0.3:
        text = _in_another_order(text, language, chance)
    if chance.random() < 0.35:
        text = _shorter(text, language, chance)
    for _ in range(chance.randint(0, 3)):
        found = [(spot, instead) for word, instead in pairs("alike", language) for spot in places(text, word, language)]
        if found:
            (start, end), instead = chance.choice(found)
            text = text[:start] + cased(instead, text[start]) + text[end:]
    return text


def attributed(text: str, language: Language, chance: random.Random) -> tuple[str, int]:
    """The sentence after a lead such as "The report says that", and how many characters that took."""
    lead = chance.choice(listed("leads", language))
    if language == "en":
        lead += " "
        if text[1:2].islower() and not text.startswith("I "):
            text = text[0].lower() + text[1:]
    return lead + text, len(lead)


def _in_another_order(text: str, language: Language, chance: random.Random) -> str:
    match = (_LIST_ZH if language == "zh" else _LIST_EN).search(text) if len(text) <= LONGEST else None
    if match is None:
        return text
    if language == "zh":
        parts = re.split(r"[、和与或及]", match.group())
        chance.shuffle(parts)
        made = "、".join(parts[:-1]) + "和" + parts[-1]
    else:
        first, *rest = [part.strip() for part in re.split(r",? (?:and|or) |, ", match.group()) if part.strip()]
        chance.shuffle(rest)
        made = ", ".join([first, *rest[:-1]]) + f" {match.group(1)} {rest[-1]}"
    return text[: match.start()] + made + text[match.end() :]


def _shorter(text: str, language: Language, chance: random.Random) -> str:
    """Without one of its clauses but the first."""
    if _CONDITION.search(text):
        return text
    parts = re.split(r"(?<=[，；])", text) if language == "zh" else re.split(r"(?<=[,;]) ", text)
    if len(parts) < 3:
        return text
    del parts[chance.randrange(1, len(parts))]
    kept = ("" if language == "zh" else " ").join(parts).rstrip("，；,;、 ")
    return kept if kept[-1:] in "。.!?！？" else kept + ("。" if language == "zh" else ".")
