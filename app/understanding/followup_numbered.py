"""Follow-ups by number: the next article, the chapter before, or a paragraph of the article that was asked for.

They take the earlier question with another number in it, in either language. Knows no report.
"""

import re

from source.outline import NUMERALS, ordinal

_PART = re.compile(
    rf"(?P<before>第\s*)(?P<han>[{NUMERALS}]+|\d+)(?P<after>\s*(?P<unit>条|章|节|编|篇|(?:大)?部分))|(?P<word>\b(?P<kind>art(?:icle)?|chapter|section|part)\.?\s+)(?P<number>\d+)\b",
    re.IGNORECASE,
)
"""A part of a report named by its number in the earlier question."""
_NEXT = re.compile(
    r"(?:那|那么|再|请|看看|说说|讲讲|[，,\s])*(?:(?P<on>下|后)|(?P<back>上|前))(?:面)?一(?P<unit>条|章|节|编|篇|个|(?:大)?部分)(?:的?内容)?(?:是|讲|说|写|规定|的|了|又|些|呢|什么|啥|怎么)*"
    r"|(?:(?:and|so|then|now|what about|how about|what does|what is in|what's in|tell me about|show me|please|the|say|in|about)\s+)*"
    r"(?:(?P<next>next|following)|(?P<previous>previous|preceding))\s+(?P<kind>one|article|chapter|section|part)(?:\s+(?:say|about|then|please))*"
    r"|(?:(?:and|what about|how about|the)\s+)*one\s+(?:(?P<after_it>after)|(?P<before_it>before)(?=\s+(?:it|that|this)|$))(?:\s+(?:it|that|this))?",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(
    rf"(?:那|那么|[，,\s])*(?P<zh>第(?:[{NUMERALS}]+|\d+)款)(?:的?内容)?(?:是|讲|说|写|规定|的|了|又|些|呢|什么|啥|怎么)*"
    r"|(?:(?:and|what about|how about|what does|tell me about|the|say)\s+)*(?P<en>para(?:graph)?\.?\s+\d+)(?:\s+(?:say|about|then|please))*",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"(?:请|问|那|讲|说|写|规定|提到|了|的|是|什么|啥|内容|主要|哪些|怎么|吗|呢|[，,。？?！!\s])*"
    r"|(?:what|does|do|did|is|in|say|says|said|about|the|tell|me|please|contains?|of|summari[sz]e|show|read|s|and|\W)*",
    re.IGNORECASE,
)
"""What else stands in a question that asks a part for nothing but what it says."""
_END = " ?？!！。.…"
_DIGITS = "零一二三四五六七八九"


def numbered(text: str, earlier: str) -> str:
    """The earlier question for the next part, for the one before, or for a paragraph of the part that it named; "" where the text asks for none of these, or it named not exactly one."""
    named = list(_PART.finditer(earlier))
    bare = text.strip(_END)
    if len(named) != 1:
        return ""
    part = named[0]
    rest = earlier[: part.start()] + earlier[part.end() :]
    if step := _step(bare, part, alone=_ONLY.fullmatch(rest) is not None):
        moved = _moved(part, step)
        return earlier[: part.start()] + moved + earlier[part.end() :] if moved else ""
    if paragraph := _PARAGRAPH.fullmatch(bare):
        joined = paragraph["zh"] or f" {paragraph['en']}"
        return earlier[: part.end()] + joined + earlier[part.end() :]
    return ""


def steps(text: str) -> bool:
    """Does the text ask for the part after or before another, or for a paragraph, and name no part itself?"""
    bare = text.strip(_END)
    return bool(_NEXT.fullmatch(bare) or _PARAGRAPH.fullmatch(bare))


def _step(bare: str, part: re.Match[str], *, alone: bool) -> int:
    """1 for the part after, -1 for the one before; 0 where the text asks for neither, or for one of another kind; "the next one" is a part where the earlier question was for nothing else."""
    found = _NEXT.fullmatch(bare)
    if found is None:
        return 0
    kind = _kind(found)
    if not (alone if kind in ("", "个", "one") else kind == _kind(part)):
        return 0
    return 1 if found["on"] or found["next"] or found["after_it"] else -1


def _kind(found: re.Match[str]) -> str:
    """What kind of part is meant, "" where that is not said."""
    kind = (found["unit"] or found["kind"] or "").lower()
    return {"大部分": "部分", "art": "article"}.get(kind, kind)


def _moved(part: re.Match[str], step: int) -> str:
    """The part with its number moved on, written as it was; "" where there is no such number."""
    number = int(part["number"] or ordinal(part["han"])) + step
    if not 0 < number < 1000:
        return ""
    if part["word"]:
        return f"{part['word']}{number}"
    return f"{part['before']}{number if part['han'].isdigit() else _numeral(number)}{part['after']}"


def _numeral(number: int) -> str:
    """1..999 in Chinese numerals."""
    hundred, rest = divmod(number, 100)
    ten, one = divmod(rest, 10)
    tens = "" if not ten else "十" if ten == 1 and not hundred else _DIGITS[ten] + "十"
    return (_DIGITS[hundred] + "百" if hundred else "") + ("零" if hundred and one and not ten else tens) + (_DIGITS[one] if one else "")
