"""Alterations that make a sentence false by one thing: a number, a negation, a contrary word, two names exchanged, a detail added.

They are made by general rules and lists for both languages, and know neither truth nor grammar: now and then one leaves a
sentence true, or makes it clumsy. Knows nothing of passages but words to take from them.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.written.contents import PLAIN_EN, stem
from app.written.polarity import contraries
from app.written.training.words import cased, listed, pairs, places, words
from source.report import Language

Spot = tuple[int, int]


@dataclass(frozen=True)
class Altered:
    """A sentence made false, and the characters that did it; () where none can be named."""

    text: str
    changed: tuple[Spot, ...]
    kind: str


def altered(text: str, language: Language, others: Sequence[str], chance: random.Random) -> Altered | None:
    """The sentence made false in one way, drawn by chance; None where none applies. `others` are sentences that words may be taken from."""
    ways = dict(WAYS)
    while ways:
        kind = chance.choices(list(ways), [ways[name][0] for name in ways])[0]
        made = ways.pop(kind)[1](text, language, others, chance)
        if made is not None and made[0].lower() != text.lower():
            return Altered(made[0], made[1], kind)
    return None


Made = tuple[str, tuple[Spot, ...]] | None


def _put(text: str, spot: Spot, new: str) -> Made:
    return text[: spot[0]] + new + text[spot[1] :], ((spot[0], spot[0] + max(1, len(new))),)


_MONTHS = "January February March April June July August September October November December".split()
_COUNTS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty fifty".split()
_ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth".split()
_FIGURE = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+|(?<![A-Za-z_.\d])\d+(?:\.\d+)?(?![\w.]*[A-Za-z_])")
_NUMERAL = re.compile(r"(?<=第)[一二三四五六七八九十]|(?<![一二三四五六七八九十百千万零统唯])[二三四五六七八九两](?=[个名次年月日天条项类种倍级家所本篇成分期大者])|[二三四五六七八九](?=[十百千万])")
_UNITS: dict[Language, str] = {"zh": "年,月 天,年 万,亿 周,月 元,美元", "en": "years,months days,weeks hours,days million,billion kilometres,metres minutes,hours"}


def _number(text: str, language: Language, others: Sequence[str], chance: random.Random) -> Made:
    found = [(match.span(), _other_figure(match.group(), chance)) for match in _FIGURE.finditer(text) if len(match.group()) < 12]
    if language == "zh":
        found += [(match.span(), chance.choice([digit for digit in "二三四五六七八九" if digit != match.group()])) for match in _NUMERAL.finditer(text)]
    else:
        for names in (_COUNTS, _ORDINALS, _MONTHS):
            found += [(match.span(), chance.choice([name for name in names if name != match.group()])) for match in re.finditer(rf"\b(?:{'|'.join(names)})\b", text)]
    for pair in _UNITS[language].split():
        one, two = pair.split(",")
        for unit, instead in ((one, two), (two, one)):
            found += [(match.span(1), instead) for match in re.finditer(rf"\d ?({unit})", text) if chance.random() < 0.3]
    return _put(text, *chance.choice(found)) if found else None


def _other_figure(figure: str, chance: random.Random) -> str:
    """Another number of the same form: a near one, one of another size, or one digit changed."""
    if "." in figure:
        whole, _, part = figure.partition(".")
        return f"{max(0, int(whole) + chance.choice([-2, -1, 1, 2, 5]))}.{part}"
    value = int(figure.replace(",", ""))
    digits = list(str(value))
    digits[chance.randrange(len(digits))] = str(chance.randint(1, 9))
    near = value + chance.choice([-10, -5, -3, -2, -1, 1, 2, 3, 5, 10])
    made = near if 1900 <= value <= 2100 else chance.choice([near, value * 2, value * 10, int("".join(digits)), round(value * 1.3), round(value * 0.7)])
    made = made if made > 0 and made != value else value + 1
    return f"{made:,}" if "," in figure else str(made)


_WEAK = {"或", "或者", "有", "是", "要", "也", "or", "and", "is", "are", "with"}
"""Words so common that altering them would outnumber all else."""


def _polarity(text: str, language: Language, others: Sequence[str], chance: random.Random) -> Made:
    """Negation, modality, quantifier or time turned, by the list."""
    found: dict[Spot, list[str]] = {}
    for word, instead in pairs("altered", language):
        for spot in places(text, word, language):
            found.setdefault(spot, []).append(cased(instead, text[spot[0]]))
    if not found:
        return None
    spot = chance.choices(list(found), [0.25 if text[start:end].lower() in _WEAK else 1.0 for start, end in found])[0]
    instead = chance.choice(found[spot])
    if not instead:
        rest = text[: spot[0]] + text[spot[1] :].lstrip()
        return rest, ((max(0, spot[0] - 1), min(len(rest), spot[0] + 1)),)
    return _put(text, spot, instead)


_ENDINGS = ("ing", "ed", "es", "s", "d", "")


def _contrary(text: str, language: Language, others: Sequence[str], chance: random.Random) -> Made:
    found: list[tuple[Spot, str]] = []
    if language == "zh":
        found = [((word.start, word.start + len(word.text)), against) for word in words(text) for against in sorted(contraries("zh").get(word.text, ()))]
    else:
        written = {stem(word): word for pair in _contrary_words() for word in pair}
        for match in re.finditer(r"[A-Za-z]+", text):
            for against in sorted(contraries("en").get(stem(match.group()), ())):
                found.append((match.span(), cased(_inflected(written.get(against, against), match.group().lower(), written.get(stem(match.group()), "")), match.group())))
    return _put(text, *chance.choice(found)) if found else None


def _contrary_words() -> list[list[str]]:
    from app.written.polarity import WORDS  # the written forms: `contraries` has stems

    return [line.split() for line in (WORDS / "contrary.en.txt").read_text(encoding="utf-8").splitlines()]


def _inflected(word: str, like: str, plain: str) -> str:
    """The word with the ending that `like` has over its plain form."""
    ending = next((ending for ending in _ENDINGS if plain and like == (plain[:-1] if plain.endswith("e") and ending in ("ing", "ed", "es") else plain) + ending), "")
    base = word[:-1] if word.endswith("e") and ending in ("ing", "ed", "es") else word
    return base + ("ed" if ending == "d" and not word.endswith("e") else ending)


_BEFORE = frozenset("the a an of by for its their his her this these that any all in on from with and or every each no".split())
_JOINED_ZH = re.compile(r"[、和与或及]|以及|[^，。；]*、[^，。；的]*|[^，。；的]*[和与或及]")
_JOINED_EN = re.compile(r"\s*,?\s*(?:and|or)?\s*(?:the |a |an )?|.*,.*\s(?:and|or)\s+(?:the |a |an )?")


def names(text: str, language: Language) -> list[Spot]:
    """Pieces that may name something: runs of Chinese nouns, runs of up to four English content words after an article or preposition."""
    return _names_zh(text) if language == "zh" else _names_en(text)


def _names_zh(text: str) -> list[Spot]:
    out: list[Spot] = []
    for word in words(text):
        if word.tag[:1] == "n" or word.tag in ("vn", "an", "s"):
            end = word.start + len(word.text)
            out = [*out[:-1], (out[-1][0], end)] if out and out[-1][1] == word.start else [*out, (word.start, end)]
    return [spot for spot in out if spot[1] - spot[0] >= 2]


def _names_en(text: str) -> list[Spot]:
    out: list[Spot] = []
    before, start, end = "", -1, -1
    for match in [*re.finditer(r"[A-Za-z][\w'’‐-]*|\S", text), None]:
        word = match.group().lower() if match else ""
        if match and word.isalpha() and word not in PLAIN_EN and len(word) > 2 and (start < 0 or text[end : match.start()].isspace()):
            start, end = (match.start() if start < 0 else start), match.end()
            continue
        if start >= 0 and before in _BEFORE and text[start:end].count(" ") < 4:
            out.append((start, end))
        before, start = word, -1
    return out


def _exchanged(text: str, language: Language, others: Sequence[str], chance: random.Random) -> Made:
    """Two names in each other's place, where they are not just parts of a list."""
    found = names(text, language)
    joined = _JOINED_ZH if language == "zh" else _JOINED_EN
    good = [
        (one, two)
        for number, one in enumerate(found)
        for two in found[number + 1 : number + 4]
        if text[one[0] : one[1]].lower() != text[two[0] : two[1]].lower() and not joined.fullmatch(text[one[1] : two[0]])
    ]
    if not good:
        return None
    (start, end), (later, last) = chance.choice(good)
    first, second = text[start:end], text[later:last]
    moved = len(second) - len(first)
    return text[:start] + second + text[end:later] + first + text[last:], ((start, start + len(second)), (later + moved, last))


def _replaced(text: str, language: Language, others: Sequence[str], chance: random.Random) -> Made:
    """A name replaced by one of like length out of another sentence."""
    found = names(text, language)
    if not found:
        return None
    start, end = chance.choice(found)
    pool = [other[a:b] for other in others for a, b in names(other, language)]
    pool = [name for name in pool if name.lower() not in text.lower() and text[start:end].lower() not in name.lower()]
    pool.sort(key=lambda name: abs(len(name) - (end - start)))
    return _put(text, (start, end), chance.choice(pool[:8])) if pool else None


def _verb(text: str, language: Language, others: Sequence[str], chance: random.Random) -> Made:
    """A Chinese verb replaced by another sentence's; English verbs are not told from other words here."""
    if language != "zh":
        return None
    mine = [word for word in words(text) if word.tag == "v" and len(word.text) > 1]
    pool = [word.text for other in others for word in words(other) if word.tag == "v" and len(word.text) > 1 and word.text not in text]
    if not mine or not pool:
        return None
    word = chance.choice(mine)
    return _put(text, (word.start, word.start + len(word.text)), chance.choice(pool))


def _added(text: str, language: Language, others: Sequence[str], chance: random.Random) -> Made:
    """A clause of another sentence, or a detail of the list."""
    body = text.rstrip("。.!！ ")
    if others and chance.random() < 0.35:
        least, most = (4, 24) if language == "zh" else (12, 80)
        pool = [clause.strip() for other in others for clause in re.split(r"[，,；;。.：:]", other)]
        pool = [clause for clause in pool if least <= len(clause) <= most and clause.lower() not in text.lower() and not re.search(r"[()（）“”\"`*_<>=]", clause)]
        if pool:
            more = chance.choice(["，并", "，", "，以及"] if language == "zh" else [", and ", ", ", "; "]) + chance.choice(pool)
            return body + more + text[len(body) :], ((len(body), len(body) + len(more)),)
    detail = chance.choice(listed("adjuncts", language))
    if detail.lower() in text.lower():
        return None
    if language == "zh":
        spots = [word.start for word in words(text) if word.tag == "v" and len(word.text) > 1 and word.start]
    else:
        spots, detail = [len(body), *(match.start() for match in re.finditer(r" (?:and|or|which|that|to|in|for|by)\b", body))], " " + detail
    if not spots:
        return None
    at = chance.choice(spots)
    return text[:at] + detail + text[at:], ((at, at + len(detail)),)


_TURNS: dict[Language, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "zh": (
        re.compile(r"(由于|因为|为了|如果|只有|通过|在)([^，。；]{3,})，([^，。；]{3,})(。?)"),
        re.compile(r"([^，。；]{2,}?)(导致|引起|造成|促进|取决于|优于|高于|低于|大于|小于|早于|晚于|属于|代替|取代|来自|基于|依赖|先于|转为|变为|改为|交给)([^，。；]{2,})(。?)"),
    ),
    "en": (
        re.compile(r"(Because|Since|If|When|Before|After|Once|Unless)\s([^,.;]{6,}), ([^,.;]{6,})(\.?)"),
        re.compile(
            r"([^,.;]{6,}?) (because|so that|in order to|before|after|if|unless|until|when|rather than|instead of|leads to|depends on|causes|replaces|is based on|results in) ([^,.;]{6,})(\.?)"
        ),
    ),
}


def _turned(text: str, language: Language, others: Sequence[str], chance: random.Random) -> Made:
    """What stands on the two sides of a word that relates them, exchanged."""
    leading, between = _TURNS[language]
    low, up = (str, str) if language == "zh" else (_lowered, lambda piece: piece[:1].upper() + piece[1:])
    if match := leading.fullmatch(text):
        word, one, two, stop = match.groups()
        return (f"{word}{two}，{one}{stop}" if language == "zh" else f"{word} {low(two)}, {low(one)}{stop}"), ()
    if match := between.fullmatch(text):
        one, word, two, stop = match.groups()
        blank = "" if language == "zh" else " "
        return f"{up(two)}{blank}{word}{blank}{low(one)}{stop}", ()
    return None


def _lowered(piece: str) -> str:
    return piece[:1].lower() + piece[1:] if piece[1:2].islower() or piece[1:2] == " " else piece


Way = Callable[[str, Language, Sequence[str], random.Random], Made]
WAYS: dict[str, tuple[float, Way]] = {
    "number": (1.3, _number),
    "polarity": (2.2, _polarity),
    "contrary": (2.0, _contrary),
    "exchanged": (1.8, _exchanged),
    "replaced": (1.5, _replaced),
    "verb": (0.8, _verb),
    "added": (1.2, _added),
    "turned": (2.0, _turned),
}
"""Each way of making a sentence false, and how often it is tried first."""
