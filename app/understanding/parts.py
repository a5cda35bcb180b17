"""A question that asks several things: its parts, each of which is looked for and answered.

Two questions in one ("what is wrong, and what is to be done?") and the two sides of a comparison. Knows nothing of reports.
"""

import re

from app.understanding.followup import follow, leans
from index.normal import simplified
from source.text import language_of

_CUE_ZH = r"(?:什么|哪|谁|怎|为何|多[少久长大高远快]|几[个种类项次点条位名人年天家所本]|吗|如何|何时|何地|啥|咋|是否|有没有)"
_CUE_EN = r"(?:what|who|whom|whose|which|why|how|when|where)"
_AUX = r"(?:is|are|was|were|do|does|did|can|could|should|must|will|has|have)"
_JOINT_ZH = re.compile(
    r"(?<=[?？。;；])\s*|(?<=[\u4e00-\u9fff])\s+(?=[^\s?？]*"
    + _CUE_ZH
    + r")|[,，]\s*(?:又|并且?|以及|同时|还有|另外|那么?|然后|而且|再)?(?=[^,，?？]*"
    + _CUE_ZH
    + r")|(?:以及|并且|还有)(?=[^,，?？]*"
    + _CUE_ZH
    + r")"
)
_JOINT_EN = re.compile(
    rf"(?<=[?;])\s+(?:(?:and|or|but)\s+)?|,?\s+(?:and|or|but)\s+(?:if so,?\s+)?(?=(?:also\s+|then\s+|so\s+)?{_CUE_EN}\b|{_AUX}\s+(?:it|they|he|she|we|you|I|there)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"{_CUE_ZH}|(?P<verb>[\u4e00-\u9fff])不(?P=verb)|[?？]|\b{_CUE_EN}\b|^{_AUX}\b", re.IGNORECASE)
_CASE_ZH = re.compile(r"^(?:不管|无论|不论)|(?:情况下|的话|(?<!什么)(?<!啥)时候|(?<![何几小及])时)$")
"""Says when something holds ("遇到什么困难时"), and asks nothing."""
_WORD = r"[^,，。?？;；]"
_WITH = r"(?:和(?![谐平睦解气谈约])|(?<![参给赋授])与(?![会否其])|跟(?![踪随进着前])|(?<![共相不协合])同(?![时意样学事志情期一年])|相比于?|相较于?|比起|对比)"
_SIDES = (
    re.compile(rf"^(?:请|帮我)?(?:比较|对比)(?:一下)?(?P<a>{_WORD}{{2,30}}?){_WITH}(?P<b>{_WORD}{{2,30}})[?？。]?$"),
    re.compile(
        rf"(?P<a>{_WORD}{{2,30}}?){_WITH}(?P<b>{_WORD}{{2,30}}?)(?:相比|比较|比起来|之间|两者|二者)?(?:,|，)?(?:的|有|在|是|到底|究竟|分别)*(?:什么|哪些|啥|何)?(?:区别|不同|差别|差异|异同|差在哪|关系如何|区分|比较|对比|不一样|哪[个种项条]更|谁更)"
    ),
    re.compile(r"\b(?:difference|differences|distinction|contrast|comparison)\s+(?:is there |are there |in [^?]{2,30}? )?between\s+(?P<a>.{3,60}?)\s+and\s+(?P<b>.{3,60}?)[?.]?$", re.IGNORECASE),
    re.compile(r"\bcompare[sd]?\s+(?P<a>.{3,60}?)\s+(?:with|to|and|against)\s+(?P<b>.{3,60}?)[?.]?$", re.IGNORECASE),
    re.compile(r"^how\s+(?:do|does|did|is|are)\s+(?P<a>.{3,60}?)\s+(?:differ(?:ent)?|distinguished)\s+from\s+(?P<b>.{3,60}?)[?.]?$", re.IGNORECASE),
    re.compile(r"\bdistinguish(?:es)?\s+(?P<a>.{3,60}?)\s+from\s+(?P<b>.{3,60}?)[?.]?$", re.IGNORECASE),
    re.compile(r"^(?:what|how)\b.*?\b(?P<a>[^,?]{3,60}?),?\s+(?:versus|vs\.?|as opposed to|compared (?:with|to)|in contrast to)\s+(?P<b>[^,?]{3,60}?)[?.]?$", re.IGNORECASE),
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_ADJECTIVE = re.compile(r"[a-z](?:ive|al|ic|ous|ary|ar|able|ible|ed|ban|ful|less|er)$", re.IGNORECASE)
LEAST = 4
"""Characters without which a piece of a question asks nothing by itself."""
MOST = 3
"""Parts at most."""


def parts(question: str) -> tuple[str, ...]:
    """The parts of a question, two or three; empty where it asks one thing."""
    words = simplified(question).strip()
    if len(words) != len(question.strip()):
        words = question.strip()
    for pattern in _SIDES:
        found = pattern.search(words)
        if found:
            return _with_head(found.group("a").strip(), found.group("b").strip())
    pieces = _split(words)
    asking = [piece for number, piece in enumerate(pieces) if _asks(piece) or (number and re.fullmatch(_CUE_EN, piece, re.IGNORECASE))]
    return tuple(asking[:MOST]) if len(asking) > 1 else ()


def _with_head(one: str, two: str) -> tuple[str, str]:
    """The sides; the first one with the noun that it shares with the second: "the urban and the rural areas" is of urban areas."""
    left, right = _ARTICLE.sub("", one).split(), _ARTICLE.sub("", two).split()
    return (f"{one} {right[-1]}" if len(left) == 1 and len(right) == 2 and _ADJECTIVE.search(left[0]) and _ADJECTIVE.search(right[0]) else one), two


def standing(part: str, first: str) -> str:
    """The part as it is searched: one that leans on the first part ("what is to be done about it?") is asked of that one's topic."""
    language = language_of(part)
    if part == first or not _ASKS.search(part) or not leans(part, language):
        return part
    found = follow(part, language, first, language_of(first))
    return found.searched if found is not None and found.follows == "aspect" and not found.again and len(found.searched) > len(part) + 3 else part


def _asks(piece: str) -> bool:
    """Does it ask something by itself? Not "When" of "When and where ...?"; after another question it does."""
    rest = re.sub(rf"\b{_CUE_EN}\b|\W", "", piece, flags=re.IGNORECASE)
    return bool(rest) and (len(re.sub(r"\W", "", piece)) >= LEAST or re.match("[谁哪]..", piece) is not None) and _ASKS.search(piece) is not None and not _CASE_ZH.search(piece)


def _split(words: str) -> list[str]:
    pattern = _JOINT_ZH if language_of(words) == "zh" else _JOINT_EN
    out: list[str] = []
    start = 0
    for found in pattern.finditer(words):
        out.append(words[start : found.start()])
        start = found.end()
    return [bare for piece in [*out, words[start:]] if (bare := piece.strip(" ,，.?？。;；"))]
