"""What numbers of a text count: hours, days, months, money, per cent; how often something happens; days of the week.

A number that a passage holds, yet of another unit, is another statement. Compared across languages; a unit that is not
listed says nothing. Knows nothing of passages.
"""

import re
from collections import Counter
from collections.abc import Sequence

from app.written.contents import stem
from app.written.inferred import PAIRS, POINT, SCALED, SHARE, SPELT, clock, counted, differences, listed, rough, shared
from app.written.quantities import MORE, ONES, generous, placed, read_as, strict
from source.report import LANGUAGES, Language

_SPELT = f"{SPELT}|half|single"
_AMOUNT = re.compile(
    r"(\d[\d,.]*\s?[百千万亿]*(?:(?<=[百千万亿])\d[\d,.]*[百千万亿]+)*|[零〇一二三四五六七八九十两百千万亿半]+(?:点[零一二三四五六七八九]+[万亿]?)?)\s*[多余]?个?(?:自然|工作)?"
    r"(美元|欧元|人民币|元|小时|分钟|星期|周岁|岁|周|年|月|天|日|公里|千米|公斤|千克|公顷|亩|吨|％|%)(人民币)?"
    rf"|(?<![\w.])((?:\d[\d,.]*|{_SPELT}|a(?= (?:{SCALED}))|a(?= single))(?:[ -](?:and[ -])?(?:a[ -])?(?:{_SPELT}|{SCALED}))*)[ -]?"
    r"(?:an? |of an? |business |working |calendar |US |full |consecutive )*"
    r"(dollars?|euros?|yuan|hours?|minutes?|weeks?|years?(?= old\b| of age\b)|years?|months?|days?|kilomet(?:re|er)s?|km|kilograms?|kg|hectares?|tonnes?|per ?cent|%)(?!\w)"
    r"|(?:US)?([$€¥])\s?(\d[\d,.]*(?: (?:million|billion|trillion))?)",
    re.IGNORECASE,
)
_UNITS = {
    **{"美元": "dollar", "欧元": "euro", "人民币": "yuan", "元": "yuan", "小时": "hour", "分钟": "minute", "星期": "week", "周": "week"},
    **{"年": "year", "月": "month", "天": "day", "日": "day", "岁": "year", "周岁": "year", "％": "%", "%": "%", "percent": "%", "per cent": "%", "$": "dollar", "€": "euro", "¥": "yuan"},
    **{"公里": "kilometre", "千米": "kilometre", "km": "kilometre", "kilometer": "kilometre", "公斤": "kilogram", "千克": "kilogram", "kg": "kilogram", "公顷": "hectare", "亩": "mu", "吨": "tonne"},
}
_SAME = {"year": (12, "month"), "week": (7, "day"), "day": (24, "hour"), "hour": (60, "minute")}
"""What one of a unit is in a smaller one: twelve months are a year."""
_OFTEN: dict[str, dict[Language, str]] = {
    "day": {"zh": r"每[天日]", "en": r"\bdaily\b|\b(?:every|each|per|{A}) day\b"},
    "week": {"zh": r"每(?:周|星期)", "en": r"\bweekly\b|\b(?:every|each|per|{A}) week\b"},
    "month": {"zh": r"每个?月", "en": r"\bmonthly\b|\b(?:every|each|per|{A}) month\b"},
    "quarter": {"zh": r"每个?季", "en": r"\bquarterly\b|\b(?:every|each|per|{A}) quarter\b"},
    "half year": {"zh": r"每半年", "en": r"\bhalf-?yearly\b|\b(?:every|each) (?:half|six) ?(?:a )?(?:year|months)\b|\btwice a year\b"},
    "year": {"zh": r"每年", "en": r"\b(?:yearly|annual(?:ly)?)\b|\b(?:every|each|per|{A}) year\b"},
    **{
        name: {"zh": rf"(?:周|星期|礼拜){character}(?!年|期)", "en": rf"\b{name}s?\b"}
        for name, character in zip("monday tuesday wednesday thursday friday saturday sunday".split(), ("一", "二", "三", "四", "五", "六", "[日天]"), strict=True)
    },
}
_ALSO = {"day": "逐日|按日", "week": "逐周|按周", "month": "月度|按月|逐月", "quarter": "季度|按季|逐季", "year": "年度|按年|逐年"}
"""Words that can excuse a frequency, and accuse none: 年度计划 is no yearly plan beside 每月."""
_DAYS = frozenset(name for name in _OFTEN if name.endswith("day") and name != "day")
_EACH = r"(?<!within )(?<!after )(?<!in )(?<!for )(?<!of )(?<!about )(?<!than )(?<!half )a"
"""Within a day is no day by day."""
_COMPILED = {name: {language: re.compile(pattern.replace("{A}", _EACH), re.IGNORECASE) for language, pattern in both.items()} for name, both in _OFTEN.items()}


_REFERENCE = re.compile(
    r"第[〇零一二三四五六七八九十百\d]+(?:条|章|节|款|编|部分)"
    r"|\b(?:Articles?|Chapters?|Sections?|Parts?|Annex|Paragraphs?|Appendix) (?:\d+(?:\.\d+)*|one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.、)]?\s|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）])")

_NAMES = "january february march april may june july august september october november december".split()
_MONTHS: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(
        r"(?:(?<![\d.])(\d{1,2}|[一二三四五六七八九十]{1,2})月?\s?[-—–~至到]\s?)?(?<![\d.])(\d{1,2}|(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,2})月(?!牙|台|内|以内|之内|后|以上)"
    ),
    "en": re.compile(
        r"\b(January|February|April|June|July|August|September|October|November|December)\b"
        r"|(?:\b(?:[Ii]n|[Oo]f|[Bb]y|[Ss]ince|[Uu]ntil|[Ff]rom|to|[Dd]uring|early|late|mid)[ -]|\d |[-–—] ?)(March|May)\b|\b(March|May)(?= \d)"
    ),
}
_NEXT_YEAR = re.compile(r"[次翌来]年|\b(?:next|following) year\b", re.IGNORECASE)
"""Months that go on into another year lie on both sides of those named."""
_SHARED = re.compile(r"(?:一半|(?<!多)半数)|\bhalf (?:of|the|all|our|their|its)\b(?! (?:a |an )?(?:year|month|day|hour|century|decade)\b)", re.IGNORECASE)
_FIRST_HALF = re.compile(r"\b(?:first|second|other|latter|better) half\b|另一半", re.IGNORECASE)
_OVER_HALF = re.compile(r"(?:超过|超|逾|(?<!不)过|至少)了?(?:一半|半数)|(?:一半|半数)以上|\b(?:(?:more|greater) than|over|at least) half\b", re.IGNORECASE)
_UNDER_HALF = re.compile(r"(?:不到|不足|不过|低于)(?:一半|半数)|(?:一半|半数)以下|\b(?:(?:less|fewer) than|under|below) half\b", re.IGNORECASE)
HALF = 0.2
"""How far from a half a share may be that is called one, as a part of it."""
_TIMES = {
    2: re.compile(r"\bdoubl(?:e[sd]?|ing)\b|\btwo-?fold\b|\btwice as\b|\b(?:two|2) times as\b|翻了?一?番|(?:增加|增长|提高|上升)了?(?:一|1)倍|(?:两|二|2)倍", re.IGNORECASE),
    3: re.compile(r"\b(?:tripl|trebl)(?:e[sd]?|ing)\b|\bthree-?fold\b|\b(?:three|3) times as\b|(?:增加|增长|提高|上升)了?(?:两|二|2)倍|(?:三|3)倍", re.IGNORECASE),
    4: re.compile(r"\bquadrupl(?:e[sd]?|ing)\b|\bfour-?fold\b|\b(?:four|4) times as\b|翻了?(?:两|二|2)番|(?:增加|增长|提高|上升)了?(?:三|3)倍|(?:四|4)倍", re.IGNORECASE),
    0.5: re.compile(r"\bhalv(?:e[sd]?|ing)\b|减半", re.IGNORECASE),
}
_SEVERAL = frozenset([*ONES[2:], *map(str, range(2, 100))])
_SINGLE = re.compile(
    rf"\bone ((?!(?:in|of|or|and|to|another|who|that|which|day|time|year|thing|person|side|hand|way|more|third|half|fifth|{'|'.join(ONES)})\b)[a-z]{{3,}})\b(?! (?:in|of|out)\b)", re.IGNORECASE
)


FEW = 2
"""Numbers up to this are said of much that a passage does not count: both, one of them, twice."""
_HEADS = re.compile(
    r"(\d[\d,.]*[万亿]?|[一二三四五六七八九十两百千万]+)[多余]?(本|次|起|件|户|所|家|张|台|辆|层|栋|座|间|艘|篇|册|份|笔|头|只|棵|门|课)(?![一-鿿]?[一二三四五六七八九十])"
    rf"|(?<![\w.])(?<!in )(?<!of )(\d[\d,]*|{_SPELT}) (?!(?:people|persons|others|kinds|types|sorts|points|things|aspects|items|ways|times|parts|areas|members|cases|million|hundreds"
    rf"|thousands|percent|years"
    rf"|months|weeks"
    r"|days|hours|minutes|dollars|euros|yuans|years)\b)([a-z]{3,}s)\b",
    re.IGNORECASE,
)


def amounts(text: str) -> set[tuple[float, str]]:
    """(value, unit) of each number that a listed unit follows; Chinese in Simplified characters."""
    out: set[tuple[float, str]] = set()
    for match in _AMOUNT.finditer(MORE.sub("", text)):
        figure, chinese, renminbi, words, english, sign, money = match.groups()
        named = (chinese or english or sign).lower()
        unit = "yuan" if renminbi else _UNITS.get(named, _UNITS.get(named.rstrip("s"), named.rstrip("s")))
        out |= {(value, unit) for value in generous(figure or words or money)}
    return out


def equal(amounts: set[tuple[float, str]]) -> set[tuple[float, str]]:
    """These amounts, and the same in the unit above or below: 12 months and 1 year."""
    out = set(amounts)
    for value, unit in amounts:
        for above, (count, below) in _SAME.items():
            out |= {(value * count, below)} if unit == above else {(value / count, above)} if unit == below else set()
    return out


def spans(text: str) -> set[tuple[float, str]]:
    """What two amounts of one unit differ by, in it: 6 yuan of 16 and 22 yuan."""
    named = amounts(text)
    return {(round(abs(one - two), 9), unit) for one, unit in named for two, same in named if unit == same and one != two}


def durations(text: str) -> set[tuple[float, str]]:
    """The hours from one time of day to another, and the years from one year to another: three years of 2021 to 2023, or two."""
    hours, years = sorted(clock(text)), sorted({int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)})
    out = {(later - earlier, "hour") for earlier in hours for later in hours if earlier < later}
    return out | {(float(later - earlier + more), "year") for earlier in years for later in years if earlier < later for more in (0, 1)}


def often(text: str) -> set[str]:
    """How often something happens ("day", "week" ...), and the days of the week, in either language."""
    return {name for name, both in _COMPILED.items() if any(both[language].search(text) for language in LANGUAGES)}


def otherwise(said: str, held: str) -> bool:
    """Does `said` give a number another unit than `held` does, or another frequency or day of the week?"""
    theirs = amounts(held)
    values, derived = {value for value, _ in theirs}, equal(theirs | spans(held) | durations(held))
    if any(value in values and (value, unit) not in derived for value, unit in amounts(said)):
        return True
    kept = often(held)
    more = often(said) - kept - {name for name, words in _ALSO.items() if re.search(words, held)}
    return any(kept & _DAYS if name in _DAYS else kept - _DAYS for name in more)


def heads(text: str) -> set[tuple[float, str]]:
    """(value, what it counts) of numbers that count things: "五本", "thirty books". Words that count anything (people, points, 个) are left out."""
    return {(value, word.lower()) for match in _HEADS.finditer(text) for figure, word in [[group for group in match.groups() if group]] for value in generous(figure)}


def exchanged(said: str, held: str) -> bool:
    """Does `said` give a number to what has other numbers in `held`, where that number belongs to something else: thirty books and five days, of five books and thirty days?"""
    theirs = amounts(held) | heads(held)
    same, units, values = equal(theirs) | spans(held) | durations(held), {unit for _, unit in theirs}, {value for value, _ in theirs}
    return any(one not in same and one[0] > FEW and one[0] in values and one[1] in units for one in amounts(said) | heads(said))


def lacking(text: str, passages: str, headings: Sequence[str]) -> tuple[bool, bool, int]:
    """Is there a number that is surely one and that passages and headings lack; is there one that they have in another sense only; and how many values do they lack?

    In another sense: a number that names an article or chapter, in a heading or a passage, bears out such a name only, and the one amount of a unit no other amount of it.
    """
    plain = " ".join(_REFERENCE.sub("#", _NUMBERED.sub("#", heading)) for heading in headings)
    known, references = generous(_REFERENCE.sub("#", POINT.sub("#", passages))) | generous(plain), generous(" ".join([passages, *headings]))
    said, named = _REFERENCE.sub("#", text), " ".join(match.group() for match in _REFERENCE.finditer(text))
    theirs = equal(mine := amounts(passages))
    known |= counted(said) | listed(said, passages) | {value for value, _ in theirs} | clock(passages)
    known |= differences(said, passages, (value for value, _ in spans(passages))) | {value for value, _ in amounts(said) & durations(passages)}
    known |= shared(said, known) | rough(said, known)
    surely = {value for value, _ in strict(said)}
    wrong = any(value not in known | references for value in surely) or any(value not in references for value in generous(named))
    whole = " ".join([passages, *headings])
    wrong = wrong or _half_of_other(said, passages, known) or _times_otherwise(said, passages) or _other_month(said, whole)
    alone = Counter(unit for _, unit in mine)
    elsewhere = any(one not in theirs and alone[one[1]] == 1 and not {one[0], one[0] / 100} & known for one in amounts(said))
    senses = not wrong and (elsewhere or any(value not in known for value in surely) or _one_of_several(said, passages) or exchanged(said, passages))
    return wrong, senses, sum(value not in known for value in generous(_without(said, known)) - {1.0}) + sum(value not in references for value in generous(named))


def _without(said: str, known: set[float]) -> str:
    """What is said, without the numbers that are borne out: a third is no 1 and no 3."""
    words = read_as(said)
    for value, span in placed(words):
        if value in known:
            words = words[: span.start] + "#" * len(span) + words[span.end :]
    return words


def _months(text: str) -> set[int]:
    """The months that a text names, by their numbers."""
    numbered = {int(value) for pair in _MONTHS["zh"].findall(text) for one in pair if one for value in generous(one) if 1 <= value <= 12}
    return numbered | {_NAMES.index(name.lower()) + 1 for names in _MONTHS["en"].findall(text) for name in names if name}


def _other_month(said: str, held: str) -> bool:
    """Is a month named that a text which names some does not name, and that lies between none of them?"""
    known = set() if _NEXT_YEAR.search(held) else _months(held)
    return bool(known) and any(not min(known) <= month <= max(known) if len(known) > 1 else month not in known for month in _months(said) - known)


def _half_of_other(said: str, passages: str, known: set[float]) -> bool:
    """Is something called a half where the shares that are known are all far from one?"""
    if not _SHARED.search(_FIRST_HALF.sub("#", said)) or _SHARED.search(passages):
        return False
    shares, plain = {value for value in known if 0 < value < 1}, sorted({value for value, _ in strict(passages) if value > 1})[-PAIRS:]
    if _OVER_HALF.search(said):
        return max(shares, default=1) < 0.5
    if _UNDER_HALF.search(said):
        return min(shares, default=0) > 0.5
    near = any(abs(value - 0.5) <= HALF * 0.5 for value in shares) or any(abs(one / two - 0.5) <= SHARE for one in plain for two in plain)
    return bool(shares) and not near


def _times_otherwise(said: str, held: str) -> bool:
    """Does it become so many times as much, where the passage has it become otherwise many times?"""
    mine, theirs = ({times for times, pattern in _TIMES.items() if pattern.search(text)} for text in (said, held))
    return bool(mine and theirs) and not mine & theirs


def _one_of_several(said: str, held: str) -> bool:
    """Is one spoken of where the passage has several of the same, and never one?"""
    for name in {name.lower() for name in _SINGLE.findall(said)}:
        before = [found.group(1).lower() for found in re.finditer(r"\b(\d+|[A-Za-z]+)(?= ([A-Za-z]+)\b)", held) if stem(found.group(2)) == stem(name)]
        if any(word in _SEVERAL for word in before) and not any(word in ("one", "a", "an", "each", "every", "single", "1") for word in before):
            return True
    return False
