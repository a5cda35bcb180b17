"""What numbers of a text count: hours, days, months, money, per cent; how often something happens; days of the week.

A number that a passage holds, yet of another unit, is another statement. Compared across languages; a unit that is not
listed says nothing. Knows nothing of passages.
"""

import re
from collections import Counter
from collections.abc import Sequence

from app.written.quantities import MORE, ONES, TENS, generous, strict
from index.normal import normal
from source.report import LANGUAGES, Language

_SPELT = "|".join([*ONES, *TENS, "half", "single"])
_SCALED = "hundred|thousand|million|billion|trillion|dozen"
_AMOUNT = re.compile(
    r"(\d[\d,.]*\s?[百千万亿]*(?:(?<=[百千万亿])\d[\d,.]*[百千万亿]+)*|[零〇一二三四五六七八九十两百千万亿半]+(?:点[零一二三四五六七八九]+[万亿]?)?)\s*[多余]?个?(?:自然|工作)?"
    r"(美元|欧元|人民币|元|小时|分钟|星期|周岁|岁|周|年|月|天|日|公里|千米|公斤|千克|公顷|亩|吨|％|%)(人民币)?"
    rf"|(?<![\w.])((?:\d[\d,.]*|{_SPELT}|a(?= (?:{_SCALED}))|a(?= single))(?:[ -](?:and[ -])?(?:a[ -])?(?:{_SPELT}|{_SCALED}))*)[ -]?"
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
_MARKED = re.compile(
    r"(?:^|(?<=[\s。；;，,:：]))(?:第[一二三四五六七八九十]|[一二三四五六七八九十](?=[要是])|[(（][一二三四五六七八九十\d]+[)）]|(?:First|Second|Third|Fourth|Fifth|Sixth)(?:ly)?(?=,))", re.IGNORECASE
)
"""What numbers the points of a text: 二要, 三是, (四), Second."""
_ROUGHLY = re.compile(
    r"[近约超逾][^，。；,]{1,8}|(?:大约|将近|接近|超过|不到|不足|达到?|上(?=[百千万]))[^，。；,]{1,8}|[\d〇零一二三四五六七八九十百千万亿分之成点.%％]+(?:多|余|左右|上下|以上|以下|出头)[^，。；,]{0,2}"
    r"|\b(?:nearly|almost|about|around|roughly|approximately|some|over|more than|less than|fewer than|no more than|up to|under|close to|just over|just under|at least) [\w,.%-]+(?: [\w%-]+){0,3}",
    re.IGNORECASE,
)
ROUGH = 0.2
"""How far off a number that is given as a rough one may be."""
_NUMBER = r"(\d+|[一二两三四五六七八九十百]+|" + "|".join([*ONES[1:], *TENS]) + ")"
_PART_OF = re.compile(rf"每{_NUMBER}[^，。；,]{{0,6}}?[中里][^，。；,\d一二两三四五六七八九十]{{0,5}}{_NUMBER}|\b{_NUMBER}(?: \w+)? (?:out of|in|of)(?: every| each)? {_NUMBER}\b", re.IGNORECASE)
"""每10人中有8人, one reader in three."""
_CLOCK = re.compile(rf"(?<!\d)(\d{{1,2}})[:：]\d\d(?!\d)|{_NUMBER}[点时](?!之|间|候)|\b{_NUMBER} (?:o'clock|[ap]\.?m\b|(?:in|at) (?:the )?(?:morning|afternoon|evening|night))", re.IGNORECASE)
_COUNTS = re.compile(
    rf"{_NUMBER}(?:[大个项条类种点级]|个?方面)[^，。；,:：]{{0,4}}?(?:目的|目标|方面|问题|原因|因素|措施|办法|意见|建议|任务|要求|条件|方式|途径|步骤|阶段|部分|部门|群体|权利|自由|工程|机制|内容|[类种点项](?![^，。；,:：]))"
    rf"|\b{_NUMBER} (?:\w+ )?(?:ends|aims|goals|purposes|problems|issues|causes|reasons|factors|measures|ways|means|proposals|suggestions|tasks|requirements|conditions|steps|stages|parts|kinds|types"
    r"|groups|points|rights|freedoms|things|areas|bureaus|departments|projects|mechanisms)\b",
    re.IGNORECASE,
)
"""A number of things that a passage lists without counting them."""
_NAMELY = re.compile(r"[:：]|，即|分别[是为]|包括|也就是|\bnamely\b|\bthat is\b")
"""After these a sentence names what it has counted."""
_ITEMS = re.compile(r"、|和|与|及|或|；|;|, (?:and |or )?| (?:and|or) ")
PAIRS = 40
"""Numbers of a passage of which two are subtracted from each other, at most."""
_COMMA: dict[Language, re.Pattern[str]] = {"zh": re.compile(r"、|和|与|及|或|以及"), "en": re.compile(r", (?:and |or )?| (?:and|or) ")}


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


def differences(text: str) -> set[float]:
    """What two numbers, two amounts of one unit or two times of day differ by, and the years from one year to another: "by 6 yuan" of 16 and 22, "three years" of 2021 to 2023."""
    named = amounts(text)
    out = {round(abs(one - two), 9) for one, unit in named for two, same in named if unit == same and one != two}
    plain = sorted({value for value, _ in strict(text)})[-PAIRS:]
    hours = clock(text)
    out |= {round(two - one, 9) for held in (plain, sorted(hours)) for one in held for two in held if one < two}
    years = sorted({int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)})
    return out | {float(later - earlier + more) for earlier in years for later in years if earlier < later for more in (0, 1)}


def clock(text: str) -> set[float]:
    """The hours of the day that a text names, each by both halves of the day: 20:00 and 晚上八点 are 8 and 20."""
    named = [next(group for group in match.groups() if group) for match in _CLOCK.finditer(text)]
    hours = {value for one in named for value in generous(one) if value <= 24}
    return hours | {hour - 12 for hour in hours if hour > 12} | {hour + 12 for hour in hours if 0 < hour < 12}


def often(text: str) -> set[str]:
    """How often something happens ("day", "week" ...), and the days of the week, in either language."""
    return {name for name, both in _COMPILED.items() if any(both[language].search(text) for language in LANGUAGES)}


def otherwise(said: str, held: str) -> bool:
    """Does `said` give a number another unit than `held` does, or another frequency or day of the week?"""
    theirs, derived = amounts(held), differences(held)
    values = {value for value, _ in theirs}
    if any(value in values - derived and (value, unit) not in equal(theirs) for value, unit in amounts(said)):
        return True
    kept = often(held)
    more = often(said) - kept - {name for name, words in _ALSO.items() if re.search(words, held)}
    return any(kept & _DAYS if name in _DAYS else kept - _DAYS for name in more)


def lacking(text: str, passages: str, headings: Sequence[str]) -> tuple[bool, bool, int]:
    """Is there a number that is surely one and that passages and headings lack; is there one that they have in another sense only; and how many values do they lack?

    In another sense: a number that names an article or chapter, in a heading or a passage, bears out such a name only, and the one amount of a unit no other amount of it.
    """
    plain = " ".join(_REFERENCE.sub("#", _NUMBERED.sub("#", heading)) for heading in headings)
    known, references = generous(_REFERENCE.sub("#", _MARKED.sub("#", passages))) | generous(plain), generous(" ".join([passages, *headings]))
    said, named = _REFERENCE.sub("#", text), " ".join(match.group() for match in _REFERENCE.finditer(text))
    theirs = equal(mine := amounts(passages))
    known |= _counted(said) | differences(passages) | {value for value, _ in theirs} | clock(passages) | _listed(said, passages)
    known |= _shared(said, known) | _rough(said, known)
    surely = {value for value, _ in strict(said)}
    wrong = any(value not in known | references for value in surely) or any(value not in references for value in generous(named))
    alone = Counter(unit for _, unit in mine)
    senses = not wrong and (any(value not in known for value in surely) or any(one not in theirs and alone[one[1]] == 1 and not {one[0], one[0] / 100} & known for one in amounts(said)))
    return wrong, senses, sum(value not in known for value in generous(_without(said, known)) - {1.0}) + sum(value not in references for value in generous(named))


def _without(said: str, known: set[float]) -> str:
    """What is said, without the numbers that are borne out: a third is no 1 and no 3."""
    plain = MORE.sub("", normal(said))
    for value, shown in strict(said):
        plain = plain.replace(shown, "#", 1) if value in known else plain
    return plain


def _rough(said: str, known: set[float]) -> set[float]:
    """Numbers given as rough ones (nearly, more than, 左右, 多) that come near to one that is known."""
    named = {value for match in _ROUGHLY.finditer(said) for value in generous(match.group())}
    return {value for value in named if any(abs(held - value) <= ROUGH * value for held in known)}


def _shared(said: str, known: set[float]) -> set[float]:
    """The two numbers of a share (8 out of 10) that is known."""
    pairs = [[group for group in match.groups() if group] for match in _PART_OF.finditer(said)]
    shares = [(max(generous(one)), max(generous(two))) for one, two in pairs if generous(one) and generous(two)]
    return {value for pair in shares if max(pair) and any(abs(min(pair) / max(pair) - held) < 0.01 for held in known) for value in pair}


def _listed(said: str, passages: str) -> set[float]:
    """How many things of a list are spoken of, where a passage has as many items or numbered points."""
    named = {value for match in _COUNTS.finditer(said) for group in match.groups() if group for value in generous(group)}
    most = max([len(_ITEMS.findall(sentence)) + 1 for sentence in re.split(r"[。.!?！？]", passages)] + [len({value for mark in _MARKED.findall(passages) for value in generous(mark)})])
    return {value for value in named if 1 < value <= most}


def _counted(text: str) -> set[float]:
    """What a sentence itself counts out: three stages: a, b and c; 两版草稿，即甲和乙; 甲和乙这两个阶段."""
    listed = [2] if re.search("两[类种者方]", text) else list[int]()
    listed += [count for language in LANGUAGES for after in _NAMELY.split(text)[1:] for count in range(2, len(_COMMA[language].findall(after)) + 2)]
    listed += [len(_COMMA["zh"].findall(match.group())) + 1 for match in re.finditer(r"[^，,。；;:：]+(?=这?[二两三四五六七八九十][个项点条种类方大])", text)]
    return {float(count) for count in listed if 1 < count <= 10}
