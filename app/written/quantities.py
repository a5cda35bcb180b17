"""Numbers of a text by their values, in both languages: values are compared, not digits.

3,000美元 and "3,000 US dollars", 1亿2000万 and "120 million", 百分之五 and "5 %", 三十 and "thirty" are equal. What is said
is read strictly and what is to bear it out generously: a doubtful numeral (统一, 三者, 三五个, "first", "G20") can excuse
a number, and never accuses one. Knows nothing of answers.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from index.normal import normal
from source.report import Span

DIGITS = {**{character: value for value, character in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
FORMAL = {"壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "拾": 10, "佰": 100, "仟": 1000}
"""Numerals of cheques; alone they are parts of words (队伍, 大陆, 收拾)."""
SMALL = {"十": 10, "百": 100, "千": 1000} | {character: value for character, value in FORMAL.items() if value >= 10}
LARGE = {"万": 10_000, "亿": 100_000_000}
SCALES = {**SMALL, **LARGE, "dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000, "mn": 1_000_000, "billion": 1_000_000_000, "bn": 1_000_000_000, "trillion": 1_000_000_000_000}
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = {word: value for value, word in enumerate(ONES)} | {word: 10 * value for value, word in enumerate(TENS, 2)}
ORDINALS = dict(zip("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), range(1, 13), strict=True)) | {
    f"{word}th": value for word, value in WORDS.items() if 12 < value < 20
}
DOUBTFUL = {"a": 1, "an": 1, "once": 1, "single": 1, "both": 2, "twice": 2, "double": 2, "couple": 2, "half": 0.5, "halves": 0.5, "quarter": 0.25}
"""English words that can excuse a number."""

_DIGIT, _UNIT = "".join(DIGITS), "十百千万亿"
_MEASURE = "个人名元次起件条项类种级成倍年月日天岁户家所本篇点位届期小周大部支批处台辆章节款号吨亩页％%"
MORE = re.compile(r"(?<=[\d十百千])[多余](?=[百千万亿])|百(?=分点)")
"""30多万 and 三千余万 are compared by what is sure of them; 3.2个百分点 is 3.2."""
_ARABIC = re.compile(
    r"(?<![\w.])([a-z]+-?)?(\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"((?:[百千万亿](?![克米瓦分卡])){1,4}|\s[万亿]{1,2}|[ -]?(?:hundred|thousand|million|billion|trillion|mn|bn)\b)?"
    r"\s?([%％‰]|per ?cent\b)?|(?<![a-z_])(\d+(?:\.\d+)?)",
    re.ASCII,
)
_SCALED = re.compile(rf"\d[\d,.]{{0,30}}\s?[{_UNIT}]+")
LONGEST = 30
"""Digits of a figure; a longer one is no number that anybody says."""
_CURRENCY = {"rmb", "cny", "usd", "us", "eur", "gbp", "hkd"}
_HAN = re.compile(rf"[{_DIGIT}{_UNIT}]{{1,24}}(?:点[{_DIGIT}]{{1,9}}[万亿]{{0,2}})?|[{''.join(FORMAL)}][{''.join(FORMAL)}零万亿]{{1,24}}")
_WELL = re.compile(rf"(?:[一二三四五六七八九两]?[{_UNIT}]零?)+[一二三四五六七八九两]?")
_SHARE = re.compile(rf"(百|千|万)分之([{_DIGIT}{_UNIT}]{{1,24}}(?:点[{_DIGIT}]{{1,9}})?|\d+(?:\.\d+)?)|([一二三四五六七八九两])成(?![立员功为果长就效分熟绩都不])")
_FRACTION = re.compile(rf"([{_DIGIT}{_UNIT}]{{1,24}})分之([{_DIGIT}{_UNIT}]{{1,24}})")
_BELOW = "half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
_TO_99 = rf"(?:(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(ONES[1:10])}))?|{'|'.join(reversed(ONES))})"
_TO_999 = rf"(?:(?:a|{_TO_99})[- ]hundred(?:[- ](?:and[- ])?{_TO_99})?|{_TO_99}(?: and a half)?)"
_ENGLISH = re.compile(
    rf"\b(?:(?P<ordinal>(?:{'|'.join(TENS)})[- ](?:{'|'.join(ORDINALS)}))|(?P<parts>{'|'.join(reversed(ONES))})[- ](?P<below>{_BELOW})"
    rf"|(?P<number>(?:half a|a|{_TO_999})[- ](?P<scale>thousand|million|billion|trillion|dozen)|{_TO_999})"
    rf"|(?P<doubtful>{'|'.join([*DOUBTFUL, *ORDINALS])}))\b(?P<percent>[- ]per ?cent\b)?"
)


def strict(text: str) -> list[tuple[float, str]]:
    """(value, as written) of what is surely a number: figures, numerals with a unit or before a measure word, English from three on."""
    words = read_as(text)
    return [(value, words[span.start : span.end]) for value, span in placed(words)]


def read_as(text: str) -> str:
    """The text as it is read: in normal form, without what makes a numeral rough."""
    return MORE.sub("", normal(text))


def placed(words: str) -> list[tuple[float, Span]]:
    """(value, place) of what is surely a number in a text as it is read (`read_as`)."""
    unshared = _blotted(words, _SHARE, _FRACTION)
    found = [(value, span) for value, span, _, sure in _figures(unshared) if sure]
    found += [(value, span) for value, span, _ in _shares(words)]
    rest = _blotted(unshared, _SCALED)
    han = [match for match in _HAN.finditer(rest) if _sure(match.group(), rest[max(0, match.start() - 1) : match.start()], rest[match.end() : match.end() + 1])]
    found += [(han_value(match.group()), Span(*match.span())) for match in han]
    return found + [(value, span) for value, span, sure in _english(words) if sure]


def generous(text: str) -> set[float]:
    """Every value that the text may be read to say: figures (with their percent sign and without), every numeral, English number words."""
    words = read_as(text)
    values: set[float] = set()
    unshared = _blotted(words, _SHARE, _FRACTION)
    for value, _, plain, _ in _figures(unshared):
        values |= {value, plain}
    for value, _, parts in _shares(words):
        values |= {value, *parts}
    values |= {round(int(above) / int(below), 9) for above, below in re.findall(r"(?<![\d.])(\d{1,9})/(\d{1,9})(?![\d.])", words) if int(below)}
    for match in _HAN.finditer(_blotted(unshared, _SCALED)):
        values |= set(_readings(match.group()))
    return values | set(english_values(words))


def _figures(words: str) -> Iterator[tuple[float, Span, float, bool]]:
    """(value, place, value without percent sign, surely a number) of every figure in Arabic digits; 3万5千 and 1亿2000万 are one."""
    held: tuple[Decimal, Span, int, int] | None = None  # value, place, scale and end of a figure with a Chinese scale
    for match in _ARABIC.finditer(words):
        name, digits, scaled, percent, tail = match.groups()
        figure = (digits or tail).replace(",", "")
        if len(figure) > LONGEST:
            continue
        plain = Decimal(figure)
        scale = 1
        for word in re.findall(r"[a-z]+|[百千万亿]", scaled or ""):
            scale *= SCALES[word]
        value = plain * scale
        span = Span(match.start(), match.start() + len(match.group().rstrip()))
        if held is not None and match.start() == held[3] and 1 < scale < held[2]:
            held = (held[0] + value, Span(held[1].start, span.end), scale, match.end())
            continue
        if held is not None:
            yield float(held[0]), held[1], float(held[0]), True
            held = None
        if scaled and not percent and not scaled.strip(" -").isascii():
            held = (value, span, scale, match.end())
            continue
        below = 1 if not percent else 1000 if percent == "‰" else 100
        named = name is not None and name.strip("-") not in _CURRENCY and plain < 100 and not scaled and not percent
        yield round(float(value / below), 9), span, float(value), not named
    if held is not None:
        yield float(held[0]), held[1], float(held[0]), True


def _shares(words: str) -> Iterator[tuple[float, Span, tuple[float, ...]]]:
    """(value, place, the numbers in it) of shares in Chinese: 百分之五, 三成, 三分之二."""
    for match in _SHARE.finditer(words):
        below, amount, tenths = match.groups()
        if tenths:
            yield DIGITS[tenths] / 10, Span(*match.span()), (float(DIGITS[tenths]),)
        else:
            part = float(amount) if amount[0].isascii() else han_value(amount)
            yield round(part / SCALES[below], 9), Span(*match.span()), (part,)
    for match in _FRACTION.finditer(words):
        whole, part = han_value(match.group(1)), han_value(match.group(2))
        if match.group(1) not in ("百", "千", "万") and whole:
            yield round(part / whole, 9), Span(*match.span()), (whole, part)


def _blotted(words: str, *patterns: re.Pattern[str]) -> str:
    """The text with what has been read blotted out, so that nothing is read twice."""
    for pattern in patterns:
        words = pattern.sub(lambda match: "#" * len(match.group()), words)
    return words


def _sure(numeral: str, before: str, after: str) -> bool:
    """Is the numeral surely a number, between the characters before and after it?"""
    measured = bool(after) and after in _MEASURE
    if any(character in FORMAL for character in numeral):
        return numeral[0] in "壹贰叁肆伍陆柒捌玖" and any(character in "拾佰仟" for character in numeral)
    if before and before in "几数":
        return False
    if len(numeral) == 1:
        return measured and numeral not in "零〇一百千万亿" and numeral + after != "四周"
    if "点" in numeral:
        return measured or numeral[-1] in _UNIT
    if any(character in _UNIT for character in numeral):
        return numeral[0] not in "百千万亿" and _WELL.fullmatch(numeral) is not None
    return len(numeral) == 4 and (after == "年" or re.match("一[八九]|二[〇零]", numeral) is not None)


def _readings(numeral: str) -> Iterator[float]:
    """What a run of numerals may say: its value; of a run that is no numeral (三五, 八九十, 十二五) also what stands in it."""
    yield han_value(numeral)
    whole = numeral.partition("点")[0]
    if "点" in numeral:
        yield han_value(whole)
    if len(whole) > 1 and _WELL.fullmatch(whole) is None and whole[0] not in FORMAL and not re.fullmatch(rf"[{_DIGIT}]{{4,}}|.*[零〇].*", whole):
        yield from (float(DIGITS[character]) for character in whole if character in DIGITS)
        yield from (han_value(match.group()) for match in _WELL.finditer(whole))
        yield from (han_value(one + unit) for ones, unit in re.findall(rf"([{_DIGIT}]{{2,}})([{_UNIT}]+)", whole) for one in ones)
        yield from (han_value(ten + one) for ten, ones in re.findall(rf"([{_DIGIT}]?十)([{_DIGIT}]+)", whole) for one in ones)


def han_value(numeral: str) -> float:
    """The value of a Chinese numeral: 三百零五 305, 三百五 350, 一亿二千万 120,000,000, 二〇二五 2025, 三点五 3.5."""
    whole, _, part = numeral.partition("点")
    if part.rstrip("万亿") != part:  # 三点五万
        below = part.rstrip("万亿")
        return round(han_value(f"{whole}点{below}") * han_value(part[len(below) :]), 9)
    decimals = float("0." + "".join(str(DIGITS[character]) for character in part)) if part else 0.0
    values = DIGITS | FORMAL
    if not any(character in SMALL or character in LARGE for character in whole):
        return float("".join(str(values[character]) for character in whole) or 0) + decimals
    total = section = digit = 0
    last = 1  # the unit just before, where a digit that ends the numeral counts tenths of it (三百五)
    for character in whole:
        if character in SMALL:
            section += (digit or 1) * SMALL[character]
            digit, last = 0, SMALL[character]
        elif character in LARGE:
            unit = LARGE[character]
            small = total % unit + section + digit  # 一千万亿: what is below the unit is multiplied by it, what is above stays
            total, section, digit, last = total - total % unit + (small or 1) * unit, 0, 0, unit
        else:
            digit = values[character]
            last = last if digit else 1
    if digit and last >= 100:
        digit *= last // 10
    return float(total + section + digit) + decimals


def english_values(text: str) -> list[float]:
    """The values of the English number words of a text: "three hundred and five" 305, "two-thirds" .667, "thirty percent" .3 and 30, "both" 2."""
    out: list[float] = []
    for value, span, _ in _english(text):
        out += [value, round(value * 100, 9)] if text.endswith("cent", 0, span.end) else [value]
    return out


def _english(words: str) -> Iterator[tuple[float, Span, bool]]:
    """(value, place, surely a number) of English number words; "two million three hundred thousand" is one."""
    held: tuple[float, Span, int] | None = None  # value, place and scale of a number that may go on
    for match in _ENGLISH.finditer(words):
        found = match.groupdict()
        scale = SCALES.get(found["scale"] or "", 1)
        if held is not None:
            if found["number"] and found["scale"] != "dozen" and scale < held[2] and words[held[1].end : match.start()] in (" ", " and ", "-") and not found["percent"]:
                held = (held[0] + _spelt(found["number"]), Span(held[1].start, match.end()), scale)
                continue
            yield held[0], held[1], True
            held = None
        sure = True
        if found["parts"]:
            below = 2 if found["below"].startswith("hal") else 4 if found["below"].startswith("quart") else ORDINALS[found["below"].removesuffix("s")]
            value = _spelt(found["parts"]) / below
        elif found["number"]:
            value = _spelt(found["number"])
            sure = value > 2 or value % 1 > 0 or bool(found["percent"])
            if scale > 1 and not found["percent"]:
                held = (value, Span(*match.span()), scale)
                continue
        else:
            names = WORDS | DOUBTFUL | ORDINALS
            value, sure = sum(names[word] for word in re.findall("[a-z]+", found["ordinal"] or found["doubtful"])), False
        yield round(value / 100 if found["percent"] else value, 9), Span(*match.span()), sure
    if held is not None:
        yield held[0], held[1], True


def _spelt(words: str) -> float:
    """The value of one English number in words."""
    section = 0.0
    for word in re.findall(r"[a-z]+", words.replace("and a half", "andahalf")):
        if word in WORDS:
            section += WORDS[word]
        elif word in ("half", "andahalf"):
            section += 0.5
        elif word in SCALES:
            section = (section or 1) * SCALES[word]
    return section
