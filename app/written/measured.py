"""What numbers of a text count: hours, days, months, money, per cent; how often something happens; days of the week.

A number that a passage holds, yet of another unit, is another statement. Compared across languages; a unit that is not
listed says nothing. Knows nothing of passages.
"""

import re

from app.written.quantities import generous
from source.report import LANGUAGES, Language

_AMOUNT = re.compile(
    r"(\d[\d,.]*[百千万亿]*|[一二三四五六七八九十两百千万半]+)\s*[多余]?个?(?:自然|工作)?(美元|欧元|人民币|元|小时|分钟|星期|周|年|月|天|日|％|%)(人民币)?"
    r"|(?<![\w.])(\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|half)[ -]"
    r"(?:an? |(?:hundred|thousand|million|billion) |business |working |calendar |US |full )*(dollars?|euros?|yuan|hours?|minutes?|weeks?|years?|months?|days?|per ?cent|%)",
    re.IGNORECASE,
)
_UNITS = {
    **{"美元": "dollar", "欧元": "euro", "人民币": "yuan", "元": "yuan", "小时": "hour", "分钟": "minute", "星期": "week", "周": "week"},
    **{"年": "year", "月": "month", "天": "day", "日": "day", "％": "%", "%": "%", "percent": "%", "per cent": "%"},
}
_OFTEN: dict[str, dict[Language, str]] = {
    "day": {"zh": r"每[天日]", "en": r"\bdaily\b|\b(?:every|each|a|per) day\b"},
    "week": {"zh": r"每(?:周|星期)", "en": r"\bweekly\b|\b(?:every|each|a|per) week\b"},
    "month": {"zh": r"每个?月", "en": r"\bmonthly\b|\b(?:every|each|a|per) month\b"},
    "quarter": {"zh": r"每个?季", "en": r"\bquarterly\b|\b(?:every|each|a|per) quarter\b"},
    "half year": {"zh": r"每半年", "en": r"\bhalf-?yearly\b|\b(?:every|each) (?:half|six) ?(?:a )?(?:year|months)\b|\btwice a year\b"},
    "year": {"zh": r"每年", "en": r"\b(?:yearly|annual(?:ly)?)\b|\b(?:every|each|a|per) year\b"},
    **{
        name: {"zh": rf"(?:周|星期|礼拜){character}(?!年|期)", "en": rf"\b{name}s?\b"}
        for name, character in zip("monday tuesday wednesday thursday friday saturday sunday".split(), ("一", "二", "三", "四", "五", "六", "[日天]"), strict=True)
    },
}
_DAYS = frozenset(name for name in _OFTEN if name.endswith("day") and name != "day")
_COMPILED = {name: {language: re.compile(pattern, re.IGNORECASE) for language, pattern in both.items()} for name, both in _OFTEN.items()}


def amounts(text: str) -> set[tuple[float, str]]:
    """(value, unit) of each number that a listed unit follows; Chinese in Simplified characters."""
    out: set[tuple[float, str]] = set()
    for match in _AMOUNT.finditer(text):
        figure, chinese, renminbi, words, english = match.groups()
        unit = "yuan" if renminbi else _UNITS.get((chinese or english).lower(), (english or "").lower().rstrip("s"))
        out |= {(value, unit) for value in generous(figure or words)}
    return out


def often(text: str) -> set[str]:
    """How often something happens ("day", "week" ...), and the days of the week, in either language."""
    return {name for name, both in _COMPILED.items() if any(both[language].search(text) for language in LANGUAGES)}


def otherwise(said: str, held: str) -> bool:
    """Does `said` give a number another unit than `held` does, or another frequency or day of the week?"""
    mine, theirs = amounts(said), amounts(held)
    values = {value for value, _ in theirs}
    if any(value in values and (value, unit) not in theirs for value, unit in mine):
        return True
    more, known = often(said) - often(held), often(held)
    return any(known & _DAYS if name in _DAYS else known - _DAYS for name in more)
