"""Follow-ups by number: the next article, the chapter before, or a paragraph of the article that was asked for.

They take the earlier question with another number in it, in either language. Knows no report.
"""

import re

from source.outline import NUMERALS, ordinal

_PART = re.compile(
    rf"(?P<before>第\s*)(?P<han>[{NUMERALS}]+|\d+)(?P<after>\s*(?:条|章|节|编|篇|(?:大)?部分))|(?P<word>\b(?:art(?:icle)?\.?|chapter|section|part)\s+)(?P<number>\d+)\b",
    re.IGNORECASE,
)
"""A part of a report named by its number in the earlier question."""
_NEXT = re.compile(
    r"(?:那|那么|再|请|看看|说说|讲讲|[，,\s])*(?:(?P<on>下|后)|(?P<back>上|前))(?:面)?一(?:条|章|节|编|篇|个|(?:大)?部分)(?:的?内容)?(?:是|讲|说|写|规定|的|了|又|些|呢|什么|啥|怎么)*"
    r"|(?:(?:and|so|then|now|what about|how about|what does|what is in|what's in|tell me about|show me|please|the|say|in|about)\s+)*"
    r"(?:(?P<next>next|following)|(?P<previous>previous|preceding))\s+(?:one|article|chapter|section|part)(?:\s+(?:say|about|then|please))*"
    r"|(?:(?:and|what about|how about|the)\s+)*one\s+(?:(?P<after_it>after)|(?P<before_it>before)(?=\s+(?:it|that|this)|$))(?:\s+(?:it|that|this))?",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(
    rf"(?:那|那么|[，,\s])*(?P<zh>第(?:[{NUMERALS}]+|\d+)款)(?:的?内容)?(?:是|讲|说|写|规定|的|了|又|些|呢|什么|啥|怎么)*"
    r"|(?:(?:and|what about|how about|what does|tell me about|the|say)\s+)*(?P<en>para(?:graph)?\.?\s+\d+)(?:\s+(?:say|about|then|please))*",
    re.IGNORECASE,
)
_END = " ?？!！。.…"
_TENS = "〇一二三四五六七八九"


def numbered(text: str, earlier: str) -> str:
    """The earlier question for the next part, for the one before, or for a paragraph of the part that it named; "" where the text asks for none of these, or it named not exactly one."""
    named = list(_PART.finditer(earlier))
    bare = text.strip(_END)
    if len(named) != 1:
        return ""
    part = named[0]
    if step := _step(bare):
        return earlier[: part.start()] + _moved(part, step) + earlier[part.end() :]
    if paragraph := _PARAGRAPH.fullmatch(bare):
        joined = paragraph["zh"] or f" {paragraph['en']}"
        return earlier[: part.end()] + joined + earlier[part.end() :]
    return ""


def steps(text: str) -> bool:
    """Does the text ask for the part after or before another, or for a paragraph, and name no part itself?"""
    bare = text.strip(_END)
    return bool(_step(bare)) or _PARAGRAPH.fullmatch(bare) is not None


def _step(bare: str) -> int:
    found = _NEXT.fullmatch(bare)
    if found is None:
        return 0
    return 1 if found["on"] or found["next"] or found["after_it"] else -1


def _moved(part: re.Match[str], step: int) -> str:
    """The part with its number moved on, written as it was."""
    if part["word"]:
        return f"{part['word']}{int(part['number']) + step}"
    number = int(ordinal(part["han"])) + step
    return f"{part['before']}{number if part['han'].isdigit() else _numeral(number)}{part['after']}"


def _numeral(number: int) -> str:
    """0..199 in Chinese numerals."""
    hundred, rest = divmod(number, 100)
    ten, one = divmod(rest, 10)
    if not hundred and not ten:
        return "零" if not one else _TENS[one]
    tens = ("" if ten == 1 and not hundred else _TENS[ten]) + "十" if ten else "零" if one else ""
    return ("一百" if hundred else "") + tens + (_TENS[one] if one else "")
