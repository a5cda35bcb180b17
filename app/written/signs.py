"""The signs by which a sentence is judged: how near its words come to the passages that it cites, and what it says otherwise.

Each sign is a number about one sentence and its passages; their weights are fitted (`python -m evals.fit_support`).
Words are compared in both languages of a passage: a translation bears out what the other text words differently.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.written.contents import PLAIN_EN, contents, stem
from app.written.held import Floats, Held, Said, clause_of
from app.written.markers import quotations
from app.written.measured import lacking, otherwise
from app.written.polarity import Clause, against, contraries, contrary, denied, places, turned
from index.normal import normal
from source.report import LANGUAGES, Language, Span, other
from source.text import WORD

CUED = ("not_lost", "not_added", "done_added", "modality", "stronger", "contrary", "crossed", "duty", "hedge_added", "condition", "closed", "head_lost")
TURNED = (*CUED, "number", "sense", "unit", "quote", "office")
SIGNS = ("near", "near_other", "together", "worst", "order", "numeral", "name", *TURNED, "turned")
"""Weighted mean nearness of the content words in the sentence's language and in the other one; of each clause's words to one clause, on the mean and at worst; the share of words in the passage's
order; then 0 or less for numbers and names that the passages lack, and for each way in which a statement is turned round: cues that the passages have otherwise, contraries, denied or crossed
words, quotations and offices that they lack; last, in how many of these ways, 2 at most. The higher the better."""
MOST = 2
"""Ways and doubtful numbers that are counted at most."""
REASONS = {
    **dict.fromkeys(("near", "near_other", "together", "worst", "turned", "read", "read_other"), "meaning"),
    **dict.fromkeys(("not_lost", "not_added", "head_lost"), "negation"),
    **dict.fromkeys(("done_added", "modality", "stronger", "duty", "hedge_added", "condition"), "modality"),
    **dict.fromkeys(("number", "sense", "numeral", "unit"), "number"),
    **dict.fromkeys(("contrary", "closed"), "contrary"),
    **dict.fromkeys(("name", "office"), "name"),
    **{name: name for name in ("quote", "order")},
    "crossed": "order",
}
"""What a sign speaks of, as a verdict names it."""
CLOSE = 0.55
"""Cosine from which a word of the sentence is taken to stand in that clause of the passage."""
ALONE = {"near": 0.38, "together": 0.36}
"""What these signs lack over faithful sentences where the passages are in the other language only (dev sentences, one language left out)."""
LEAST = 3
"""Content words of what is compared as a clause."""
ORDER = 0.8
"""The share of words in order where nothing can be told: what it mostly is."""
_NAMED = re.compile(r"〈([^〉]+)〉")
_JOINT: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"以便|以使|因为|由于|从而|因此|所以|导致|使得|为了|而且|并且"),
    "en": re.compile(r"\b(?:because|so that|which|who|while|whereas|in order to|although|unless|if|when)\b"),
}
_AND: dict[Language, re.Pattern[str]] = {"zh": re.compile(r"而|并|又|和|与"), "en": re.compile(r"\b(?:and|but|or)\b")}
_MONTHS = frozenset("January February March April May June July August September October November December".split())
_OFFICE = re.compile(
    r".(?:局|部|委|院|厅|署|(?<![社机时将才就都也不又])会|(?<![好坏到])处|(?<![场厕])所|队|站|社|中心|公司|银行|集团|组织|大学|政府|基金会|条例|(?<![办看做方想说用无违执守合非依立司])法|国|省|市|县|区)$"
)
_LEFT_OUT = re.compile(r"…+|⋯+|\.{3,}|\. \. \.")
_LATIN = re.compile(r"(?<![\dA-Za-z])(?<!\d )[A-Z](?=\w*[a-z])[A-Za-z]{3,}")
"""A Latin name in a Chinese sentence: no unit, and no abbreviation, which may stand for Chinese words."""
_ROMAN = re.compile(r"[IVXLC]+")
_COMMON = frozenset(
    "report section chapter article part paragraph annex appendix table figure clause point item government state ministry republic province county city town district bureau office committee"
    " council department party law act monday tuesday wednesday thursday friday saturday sunday dr mr ms mrs".split()
)
"""Written with a capital by many, and no name by themselves; in lower case."""
_OF_COUNTRIES = {"british": "britain", "french": "france", "dutch": "netherlands", "spanish": "spain", "greek": "greece", "danish": "denmark", "swiss": "switzerland", "turkish": "turkey"}
"""What is of a country, where its name shows it too little."""
_CHINA = re.compile("[我中]国|中华")
_CAPITAL = re.compile(r"(?<![.!?:“‘\"'(]\s)(?<!^)(?<![“‘\"'(])\b[A-Z][a-z]+(?:['’][a-z]+)?\b|\b[A-Z]{2,}\b")


@dataclass(frozen=True)
class Nearness:
    """Of one language's passages: `words` (content words, clauses) how near each word comes to each clause, 0..1, and the clauses' words, texts and cues."""

    words: Floats
    clauses: tuple[Clause, ...]
    texts: tuple[str, ...]
    cues: tuple[Counter[str], ...]


def signs(sentence: Said, passages: Mapping[Language, Sequence[Held]], headings: Sequence[str] = ()) -> NDArray[np.float32]:
    """The signs (SIGNS,) of a sentence that cites these passages, each in the languages that it has; headings above them bear out numbers, names and quotations."""
    near = {language: _nearness(sentence, passages[language]) for language in LANGUAGES if passages.get(language)}
    whole = " ".join([*(held.text for side in passages.values() for held in side), *headings])
    values = dict.fromkeys(SIGNS, 0.0)
    found = _cued(sentence, near) | _denied_or_contrary(sentence, near)
    values |= _closeness(sentence, near) | {name: -float(name in found) for name in CUED}
    wrong, senses, doubtful = lacking(sentence.text, " ".join(held.text for side in passages.values() for held in side), headings)
    values |= {"number": -float(wrong), "sense": -float(senses), "numeral": -float(min(MOST, doubtful))}
    values["unit"] = -float(otherwise(sentence.text, whole))
    values["quote"] = -float(bool(passages.get(sentence.language)) and bool(_unquoted(sentence.text, whole)))  # a quotation stands in its own language
    values["name"] = -float((sentence.language == "zh" or bool(passages.get("en"))) and bool(_unnamed(sentence, whole)))  # Chinese passages hold English names in Chinese
    values["office"] = -float(bool(_offices(sentence, whole)) and bool(passages.get("zh")))
    values["order"] = _order(sentence, passages.get(sentence.language, ()))
    values["turned"] = -float(min(MOST, sum(values[name] < 0 for name in TURNED)))
    return np.array([values[name] for name in SIGNS], np.float32)


def _nearness(sentence: Said, passages: Sequence[Held]) -> Nearness:
    tokens = np.concatenate([_by_clause(sentence, held) for held in passages], axis=1)
    names = [(held, number) for held in passages for number in range(len(held.clauses))]
    words = np.zeros((len(sentence.contents), len(names)), np.float32)
    same = passages[0].language == sentence.language
    for row, content in enumerate(sentence.contents):
        own = sentence.rows(content.span)
        if len(own):
            words[row] = tokens[own].mean(axis=0)
        if same:
            words[row, [held.has(content.form, number) for held, number in names]] = 1.0
    return Nearness(
        words,
        tuple(word for held in passages for word in held.words),
        tuple(held.text[span.start : span.end] for held in passages for span in held.clauses),
        tuple(cue for held in passages for cue in held.cues),
    )


def _by_clause(sentence: Said, held: Held) -> Floats:
    """(tokens of the sentence, clauses): the greatest cosine with a token of the clause, 0 for a clause without."""
    out = np.zeros((len(sentence.states), len(held.clauses)), np.float32)
    inside = np.flatnonzero(held.own >= 0)
    if len(sentence.states) and len(inside):
        own = held.own[inside]  # never falls: tokens and clauses come in order
        first = np.flatnonzero(np.diff(own, prepend=-1))
        out[:, own[first]] = np.maximum.reduceat(sentence.states @ held.states[inside].T, first, axis=1)
    return out


def _closeness(sentence: Said, near: dict[Language, Nearness]) -> dict[str, float]:
    if not sentence.contents or not near:
        return dict.fromkeys(("near", "near_other", "together", "worst"), float(bool(near)))
    weights = _weights(sentence)
    best = {language: one.words.max(axis=1, initial=0.0) for language, one in near.items()}
    means = {language: float((values * weights).sum() / weights.sum()) for language, values in best.items()}
    own, across = sentence.language, other(sentence.language)
    groups = [rows for clause in sentence.clauses if (rows := sentence.within(clause))]
    pieces = [rows for piece in _pieces(sentence) if (rows := sentence.within(piece))]
    out = {
        "near": means.get(own, 0.0),
        "near_other": means.get(across, means.get(own, 0.0) - ALONE["near"]),
        "together": float(np.mean([_together(near, rows, weights) for rows in groups] or [0.0])),
        "worst": min((_together(near, rows, weights) for rows in pieces), default=0.0),
    }
    if own not in near:
        out["near"] = means[across]
        out |= {name: out[name] + gap for name, gap in ALONE.items()}
    return out


def _together(near: dict[Language, Nearness], rows: list[int], weights: Floats) -> float:
    """How near these words come to one clause."""
    return max(float((one.words[rows] * weights[rows, None]).sum(axis=0).max(initial=0.0) / weights[rows].sum()) for one in near.values())


def _weights(sentence: Said) -> Floats:
    return np.array([content.weight for content in sentence.contents], np.float32)


def _cued(sentence: Said, near: dict[Language, Nearness]) -> set[str]:
    """What the cues of a clause and of the passages' clauses that say the same have against each other, and contraries that the passages hold while they lack the word."""
    found = set[str]()
    weights = _weights(sentence)
    for rows, own in _groups(sentence) if near else ():
        around, nearest, mine = set[str](), list[set[str]](), set[str]()
        for language, one in near.items():
            best = int((one.words[rows] * weights[rows, None]).sum(axis=0).argmax())
            region = {place for place in (best - 1, best, best + 1) if 0 <= place < len(one.cues)} | {int(one.words[row].argmax()) for row in rows if one.words[row].max() > CLOSE}
            around.update(*(one.cues[place] for place in region))
            nearest.append(set(one.cues[best]))
            if language == sentence.language:
                mine = nearest[-1]
                if contrary([sentence.contents[row] for row in rows], one.clauses, language):
                    found.add("contrary")
        found |= turned(own, around, nearest, mine)
    return found


def _groups(sentence: Said) -> list[tuple[list[int], set[str]]]:
    """Content words and cues of the clauses; what is too short to be one, as the items of a list are, is taken with the next."""
    out: list[tuple[list[int], set[str]]] = []
    short = False
    for clause, cues in zip(sentence.clauses, sentence.cues, strict=True):
        rows = sentence.within(clause)
        if short or (out and len(rows) < LEAST):
            out[-1] = (out[-1][0] + rows, out[-1][1] | set(cues))
        else:
            out.append((rows, set(cues)))
        short = len(out[-1][0]) < LEAST
    return [(rows, cues) for rows, cues in out if rows]


def _denied_or_contrary(sentence: Said, near: dict[Language, Nearness]) -> set[str]:
    """What is contrary or denied clause by clause, in the sentence's own language."""
    own = near.get(sentence.language)
    if own is None:
        return set()
    clauses = [(rows, sentence.text[clause.start : clause.end]) for clause in sentence.clauses if (rows := sentence.within(clause))]
    crossed = {"crossed"} if _crossed([sentence.within(piece) for piece in _segments(sentence)], own) else set[str]()
    return crossed.union(*(_against_nearest(sentence, own, rows, text) for rows, text in clauses))


def _segments(sentence: Said) -> list[Span]:
    """The pieces, split further at "and" and 而."""
    out: list[Span] = []
    for piece in _pieces(sentence):
        cuts = [match.start() for match in _AND[sentence.language].finditer(sentence.text, piece.start + 1, piece.end)]
        out += [Span(start, end) for start, end in zip([piece.start, *cuts], [*cuts, piece.end], strict=True)]
    return out


def _crossed(segments: Sequence[list[int]], own: Nearness) -> bool:
    """Do two segments share the words of two clauses crosswise: in each a word of the one and a word of the other, that stand in that clause only?"""
    alone = [{int(np.flatnonzero(own.words[row] == 1.0)[0]) for row in rows if (own.words[row] == 1.0).sum() == 1} for rows in segments]
    return any(len(one & two) >= 2 for place, one in enumerate(alone) for two in alone[place + 1 :])


def _against_nearest(sentence: Said, own: Nearness, rows: list[int], text: str) -> set[str]:
    """Contraries and denied words of one clause, held to the clause of the passages that is nearest by the other words."""
    found, language = set[str](), sentence.language
    sums = own.words[rows] * _weights(sentence)[rows, None]
    total = sums.sum(axis=0)
    said, nearest = clause_of(text, language), int(total.argmax())
    other_side = bool(places(text, "not", language)) != ("not" in own.cues[nearest])  # "not all" is "some"
    as_near = [own.clauses[place] for place in np.flatnonzero(total >= total.max() - 1e-3)]
    turns = [set(against(said, clause, language, "closed")) for clause in as_near]
    if not other_side and any(word for words in turns for word in words if not any(word in clause for clause in as_near)):
        found.add("closed")
    for place, row in enumerate(rows):
        word = sentence.contents[row].form
        others = int((total - sums[place]).argmax()) if len(rows) > 1 else nearest
        if not other_side and _contrary(word, said, own, others, language):
            found.add("contrary")
        there = [one for number, clause in enumerate(own.clauses) if word in clause for one in denied(own.texts[number], word, language)]
        if there and all(there) and not any(cues["not"] or cues["lacking"] for cues in sentence.cues):
            found.add("head_lost")
    return found


def _contrary(word: str, said: Clause, own: Nearness, nearest: int, language: Language) -> bool:
    """Does the clause hold a contrary of the word and not the word? One of a single Chinese character is looked for among its words."""
    if word not in contraries(language):
        return False
    clause = own.clauses[nearest]
    if language == "zh" and len(word) == 1:
        forms = {content.form for content in contents(own.texts[nearest], language)}
        return word not in own.texts[nearest] and bool(contraries(language)[word] & forms) and not any(other in said for other in contraries(language)[word])
    return word in against(said, clause, language)


def _pieces(sentence: Said) -> list[Span]:
    """The clauses, split further where a reason, a purpose or a relative clause begins."""
    out: list[Span] = []
    for clause in sentence.clauses:
        cuts = [match.start() for match in _JOINT[sentence.language].finditer(sentence.text, clause.start + 1, clause.end)]
        out += [Span(start, end) for start, end in zip([clause.start, *cuts], [*cuts, clause.end], strict=True)]
    return out


def _offices(sentence: Said, whole: str) -> list[str]:
    """Offices, bodies, firms and laws that a Chinese sentence names by a word that stands nowhere in the passages."""
    return [content.form for content in sentence.contents if sentence.language == "zh" and _OFFICE.search(content.form) and content.form not in whole]


def _unquoted(text: str, whole: str) -> list[str]:
    """Quoted words of the sentence that stand nowhere in the passages or headings, marks and blanks aside."""
    known = _bare(whole)
    quoted = [*(text[start:end] for start, end in quotations(text)), *_NAMED.findall(text)]
    return [words for words in quoted if not _stands([bare for part in _LEFT_OUT.split(words) if (bare := _bare(part))], known)]


def _stands(parts: Sequence[str], known: str) -> bool:
    """Do the parts of a quotation, which dots may part, stand there in this order?"""
    at = 0
    for part in parts:
        at = known.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", normal(text))


def _unnamed(sentence: Said, whole: str) -> list[str]:
    """Names in Latin letters (capitals within an English sentence, Latin words of a Chinese one) that the passages lack; an abbreviation of their words is none, nor Chinese beside China."""
    pattern = _CAPITAL if sentence.language == "en" else _LATIN
    words = WORD.findall(whole)
    known = {stem(word) for word in words}
    initials = re.sub(r"[a-z'’\s-]+", "", " ".join(word for word in re.findall(r"[A-Za-z'’-]+|[^\sA-Za-z]", whole) if word.lower() not in PLAIN_EN))
    if _CHINA.search(whole):
        known.add("china")
    capitals = {word.lower() for word in words if word[0].isupper()} | known & {"china"}
    named = [name for name in pattern.findall(sentence.text) if len(name) > 1 and name not in _MONTHS and re.split("['’]", name.lower())[0] not in _COMMON and not _ROMAN.fullmatch(name)]
    named = [name for name in named if stem(name) not in known and _OF_COUNTRIES.get(name.lower(), name) not in capitals]
    return [name for name in named if not (name.isupper() and name in initials) and not any(_derived(name.lower(), word) for word in capitals)]


def _derived(one: str, two: str) -> bool:
    """Is a name the other's, as of a country and what is of it: German and Germany, China and Chinese?"""
    short, long = sorted((one, two), key=len)
    return len(short) > 4 and long.startswith(short[:-1]) and len(long) - len(short) <= 3


def _order(sentence: Said, passages: Sequence[Held]) -> float:
    """The share of pairs of content words that follow each other as in the passage, of those that stand there word for word."""
    places: list[int] = []
    for content in sentence.contents:
        found = [(number, at) for number, held in enumerate(passages) if (at := held.place(content.form)) >= 0]
        if found:
            places.append(found[0][0] * 1_000_000 + found[0][1])
    pairs = [(one, two) for number, one in enumerate(places) for two in places[number + 1 :] if one != two]
    return sum(one < two for one, two in pairs) / len(pairs) if pairs else ORDER
