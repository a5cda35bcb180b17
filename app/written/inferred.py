"""Numbers that a passage bears out without holding them: rounded, subtracted, as a share, by the clock, or by what it lists.

Each way excuses a number only in a sentence that speaks in it: a rough number is called one, a difference too. A bound (no
more than six) is no rough number. Knows nothing of units.
"""

import re
from collections.abc import Iterable

from app.written.quantities import ONES, TENS, generous, strict
from source.report import LANGUAGES, Language

_ONE = r"(\d+|[一二两三四五六七八九十百]+|" + "|".join([*ONES[1:], *TENS]) + ")"
_FIGURE = r"[¥$€]?(?:[百千万]分之)?[\d〇零一二两三四五六七八九十百千万亿](?:[,.](?=\d)|[\d〇零一二两三四五六七八九十百千万亿分之成点%％])*"
SCALED = "hundred|thousand|million|billion|trillion|dozen"
SPELT = "|".join([*ONES, *TENS])
_SPELT = (
    rf"(?:(?:US)?[$€¥]?\d(?:[,.](?=\d)|\d)*|(?:{SPELT})\b|half\b|an? (?=(?:{SCALED}|half|third|quarter|fifth|tenth)\b))"
    rf"(?:[ -]?(?:(?:{SPELT}|{SCALED}|and|a|halves|thirds?|quarters?|fifths?|tenths?|per ?cent)\b|%))*"
)
_DENIED = r"(?<!不)(?<!不得)(?<!不能)(?<!不可)(?<!不应)(?<!不会)(?<!未)(?<!没有)"
_ROUGHLY = {
    side: re.compile(rf"{zh}|\b(?<!\bno )(?<!\bnot )(?:{en}) (?:the |a total of )?{_SPELT}", re.IGNORECASE)
    for side, zh, en in (
        ("about", rf"(?:(?<![预条节签公合契])约|大概|接近){_FIGURE}|{_FIGURE}来|{_FIGURE}[^，。；,\d]{{0,2}}?(?:左右|上下)", "about|around|roughly|approximately|some|close to"),
        ("above", rf"{_DENIED}(?:超过?|逾){_FIGURE}|上[百千万][百千万亿]*|{_FIGURE}(?:多|余|出头)[百千万亿]*|{_FIGURE}(?<=[成%％])以上", "(?:just |well )?over|more than"),
        ("below", rf"(?:(?<![最附临靠邻])近|不到|不足){_FIGURE}", "nearly|almost|(?:just )?under|less than|fewer than"),
    )
}
"""Words by which a number is a rough one, by the side on which the exact one is. Up to, at most, 以内 and the like are bounds, and exact."""
ROUGH = 0.2
"""How far off a number that is given as a rough one may be."""
FRACTIONS = {round(part / whole, 9) for whole in (2, 3, 4) for part in range(1, whole)}
"""Rounder than any other number."""

_DIFFERS = re.compile(
    r"增|减|降|[上回]升|升[高至到]|涨|跌|相差|差[距额了]|提高|扩大|缩[短小]|延长|翻|[多少高低长短早晚大小][了出]|比[^，。；,]{1,12}[多少高低长短早晚大小]|其余|剩|余下|超出|落后|领先"
    rf"|\b(?:more|fewer|less|higher|lower|longer|shorter|larger|smaller|older|younger|earlier|later)\b(?! than (?:{_SPELT}))"
    r"|\b(?:difference|differ(?:s|ed)?|gap|margin|increas\w*|decreas\w*|rose|rise[sn]?|rising|fell|fall(?:s|en|ing)?|grew|grow\w*|drop\w*|declin\w*|reduc\w*|widen\w*|narrow\w*|shrank|shrink\w*|shorten\w*"
    r"|extend\w*|exceed\w*|outnumber\w*|gained|ahead|behind|apart|remain\w*|the (?:rest|others?)|percentage points?|(?-i:by)(?= [\d.,]+ ?(?:%|per ?cent|points?)))\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[，。；;:：]|,\s")
PAIRS = 40
"""Numbers of a passage of which two are subtracted from each other, at most."""
_PART_OF = re.compile(rf"每{_ONE}[^，。；,]{{0,6}}?[中里][^，。；,\d一二两三四五六七八九十]{{0,5}}{_ONE}|\b{_ONE}(?: \w+)? (?:out of|in|of)(?: every| each)? {_ONE}\b", re.IGNORECASE)
"""每10人中有8人, one reader in three."""
SHARE = 0.05
"""How far off a share that is said in whole numbers may be, as a part of it: a third is 33 %, eight of ten 78.9 %."""
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})[:：][0-5]\d(?!\d)"
    rf"|(?:上午|中午|下午|午后|凌晨|清晨|早晨|早上|晚上|傍晚|夜里|夜间|深夜|半夜|早|晚|夜)\s?{_ONE}[点时](?!之|间|候)"
    rf"|{_ONE}(?:点(?:钟|整|半|[一三]刻)|[点时][一二三四五\d]?[十\d][一二三四五六七八九\d]?分)"
    r"|(?<![第\d])(\d{1,2})[点时](?=[至到—–~-]|[开关起止])|(?<=[至到—–~-])(\d{1,2})[点时]"
    rf"|\b{_ONE} ?(?:o'clock|[ap]\.?m\b|(?:in|at) (?:the )?(?:morning|afternoon|evening|night))",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    rf"{_ONE}(?:[大个项条类种点级]|个?方面)[^，。；,:：]{{0,4}}?(目的|目标|方面|问题|原因|因素|措施|办法|意见|建议|任务|要求|条件|方式|途径|步骤|阶段|部分|部门|群体|权利|自由|工程|机制|内容|(?<=[类种点项])(?![^，。；,:：]))"
    rf"|\b{_ONE} (?:\w+ )?(ends|aims|goals|purposes|problems|issues|causes|reasons|factors|measures|ways|means|proposals|suggestions|tasks|requirements|conditions|steps|stages|parts|kinds|types"
    r"|groups|points|rights|freedoms|things|areas|bureaus|departments|projects|mechanisms)\b",
    re.IGNORECASE,
)
"""A number of things that a passage lists without counting them, and what they are called."""
POINT = re.compile(
    r"(?:^|(?<=[\s。；;，,:：]))(?:第[一二三四五六七八九十]|[一二三四五六七八九十](?=[要是])|[(（][一二三四五六七八九十\d]+[)）]|(?:First|Second|Third|Fourth|Fifth|Sixth)(?:ly)?(?=,))", re.IGNORECASE
)
"""What numbers the points of a text: 二要, 三是, (四), Second."""
_NAMELY = re.compile(r"[:：]|，即|分别[是为]|包括|也就是|\bnamely\b|\bthat is\b")
"""After these a sentence names what it has counted."""
_JOINED: dict[Language, re.Pattern[str]] = {"zh": re.compile(r"、|和|与|及|或"), "en": re.compile(r", (?:and |or )?| (?:and|or) ")}
"""Between the items of a list."""


def rough(said: str, known: set[float]) -> set[float]:
    """Numbers given as rough ones (nearly, more than, 左右, 多) that are rounder than one that is known, and near it on the side that they name."""
    out = set[float]()
    for side, pattern in _ROUGHLY.items():
        for value in {value for match in pattern.finditer(said) for value in generous(match.group())}:
            least, most = value * (1 - ROUGH * (side != "above")), value * (1 + ROUGH * (side != "below"))
            out |= {value for held in known if least <= held <= most and _digits(value) < _digits(held)}
    return out


def _digits(value: float) -> int:
    """How many digits tell the value: 1 of 3000, 4 of 12.44; 0 of a half or a third."""
    return 0 if round(value, 9) in FRACTIONS else len(f"{value:.8e}".partition("e")[0].replace(".", "").rstrip("0"))


def differences(said: str, passages: str, named: Iterable[float] = ()) -> set[float]:
    """Values that two numbers of the passages differ by (or `named`: that two amounts of one unit do), in the clauses of a sentence that speak of a difference: 多了2万 of 8万 and 10万."""
    spoken = {value for clause in _CLAUSES.split(said) if _DIFFERS.search(clause) for value in generous(clause)}
    plain = sorted({value for value, _ in strict(passages)})[-PAIRS:] if spoken else []
    return spoken & {*named, *(round(two - one, 9) for one in plain for two in plain if one < two)}


def clock(text: str) -> set[float]:
    """The hours of the day that a text names, each by both halves of the day: 20:00 and 晚上八点 are 8 and 20; 三点意见 is no hour."""
    named = [next(group for group in match.groups() if group) for match in _CLOCK.finditer(text)]
    hours = {value for one in named for value in generous(one) if value <= 24}
    return hours | {hour - 12 for hour in hours if hour > 12} | {hour + 12 for hour in hours if 0 < hour < 12}


def shared(said: str, known: set[float]) -> set[float]:
    """The two numbers of a share (8 out of 10) that is known."""
    pairs = [[group for group in match.groups() if group] for match in _PART_OF.finditer(said)]
    shares = [(max(generous(one)), max(generous(two))) for one, two in pairs if generous(one) and generous(two)]
    return {value for pair in shares if min(pair) < max(pair) and any(abs(min(pair) / max(pair) - held) <= SHARE * held for held in known) for value in pair}


def listed(said: str, passages: str) -> set[float]:
    """How many things of a list are spoken of, where a passage has exactly as many items or numbered points, and does not count the same things otherwise itself."""
    held = _things(passages)
    counts = {len({value for mark in POINT.findall(passages) for value in generous(mark)}), *_lengths(passages)}
    return {value for name, values in _things(said).items() if not held.get(name) for value in values if value in counts}


def _things(text: str) -> dict[str, set[float]]:
    """What is counted, and the numbers from two on that it is counted by."""
    out: dict[str, set[float]] = {}
    for match in _COUNTS.finditer(text):
        number, name = (group for group in match.groups() if group is not None)
        out.setdefault(name.lower(), set()).update(value for value in generous(number) if value > 1)
    return out


def _lengths(text: str) -> set[int]:
    """How many items the lists of a text may have: those of a sentence, of a stretch of it, or parted by semicolons."""
    out = set[int]()
    for sentence in re.split(r"[。!?！？]|\.(?!\d)", text):
        stretches = [sentence, *re.split(r"[:：；;，]", sentence)]
        out |= {len(_JOINED[language].findall(stretch)) + 1 for language in LANGUAGES for stretch in stretches}
        out |= {stretch.count("、") + 1 for stretch in stretches} | {len(re.findall(r"[；;]", sentence)) + 1}
    return out


def counted(text: str) -> set[float]:
    """What a sentence itself counts out: three stages: a, b and c; 两版草稿，即甲和乙; 甲和乙这两个阶段."""
    found = [2] if re.search("两[类种者方]", text) else list[int]()
    found += [count for language in LANGUAGES for after in _NAMELY.split(text)[1:] for count in range(2, len(_JOINED[language].findall(after)) + 2)]
    found += [len(_JOINED["zh"].findall(match.group())) + 1 for match in re.finditer(r"[^，,。；;:：]+(?=这?[二两三四五六七八九十][个项点条种类方大])", text)]
    return {float(count) for count in found if 1 < count <= 10}
