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

from app.written.contents import WORD, stem
from app.written.held import Floats, Held, Said
from app.written.measured import otherwise
from app.written.polarity import contrary
from app.written.quantities import generous, strict
from index.normal import normal
from source.report import LANGUAGES, Language, other

SIGNS = ("near", "near_other", "low", "together", "not_lost", "not_added", "done_added", "modality", "stronger", "hedge_lost", "contrary", "number", "numeral", "unit", "quote", "name", "order")
"""Weighted mean nearness of the content words in the sentence's language and in the other one; that of the two farthest; of each clause's words to one clause; 0 or less for cues
that the passages have otherwise, for contraries, and for numbers, quoted words and names that they lack; the share of words in the passage's order. The higher the better."""
REASONS = {
    **dict.fromkeys(("near", "near_other", "low", "together", "read", "read_other"), "meaning"),
    **dict.fromkeys(("not_lost", "not_added"), "negation"),
    **dict.fromkeys(("done_added", "modality", "stronger", "hedge_lost"), "modality"),
    **dict.fromkeys(("number", "numeral", "unit"), "number"),
    **{name: name for name in ("contrary", "quote", "name", "order")},
}
"""What a sign speaks of, as a verdict names it."""
CLOSE = 0.55
"""Cosine from which a word of the sentence is taken to stand in that clause of the passage."""
ALONE = {"near": 0.38, "low": 0.27, "together": 0.36}
"""What these signs lack over faithful sentences where the passages are in the other language only (dev sentences, one language left out)."""
ORDER = 0.8
"""The share of words in order where nothing can be told: what it mostly is."""
_QUOTED = re.compile(r"“([^”]+)”|「([^」]+)」|『([^』]+)』|\"([^\"]+)\"|〈([^〉]+)〉")
_CAPITAL = re.compile(r"(?<![.!?:“‘\"'(]\s)(?<!^)(?<![“‘\"'(])\b[A-Z][a-z]+\b|\b[A-Z]{2,}\b")
_HEDGES = {"perhaps", "some", "most"}


@dataclass(frozen=True)
class Nearness:
    """Of one language's passages: `words` (content words, clauses) how near each word comes to each clause, 0..1, and the clauses' words and cues."""

    words: Floats
    clauses: tuple[str | frozenset[str], ...]
    cues: tuple[Counter[str], ...]


def signs(sentence: Said, passages: Mapping[Language, Sequence[Held]], headings: Sequence[str] = ()) -> NDArray[np.float32]:
    """The signs (SIGNS,) of a sentence that cites these passages, each in the languages that it has; headings above them bear out numbers, names and quotations."""
    near = {language: _nearness(sentence, passages[language]) for language in LANGUAGES if passages.get(language)}
    whole = " ".join([*(held.text for side in passages.values() for held in side), *headings])
    values = dict.fromkeys(SIGNS, 0.0)
    values |= _closeness(sentence, near) | _cues(sentence, near)
    held_numbers = generous(whole)
    values["number"] = -float(any(value not in held_numbers for value, _ in strict(sentence.text)))
    values["numeral"] = -float(min(2, sum(value not in held_numbers for value in generous(sentence.text))))
    values["unit"] = -float(otherwise(sentence.text, whole))
    values["quote"] = -float(bool(passages.get(sentence.language)) and bool(_unquoted(sentence.text, whole)))  # a quotation stands in its own language
    values["name"] = -float(bool(_unnamed(sentence, whole)))
    values["order"] = _order(sentence, passages.get(sentence.language, ()))
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
    return Nearness(words, tuple(word for held in passages for word in held.words), tuple(cue for held in passages for cue in held.cues))


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
        return {"near": float(bool(near)), "near_other": float(bool(near)), "low": float(bool(near)), "together": float(bool(near))}
    weights = np.array([content.weight for content in sentence.contents], np.float32)
    best = {language: one.words.max(axis=1, initial=0.0) for language, one in near.items()}
    means = {language: float((values * weights).sum() / weights.sum()) for language, values in best.items()}
    either = np.max(list(best.values()), axis=0)
    own, across = sentence.language, other(sentence.language)
    together = [
        max(float((one.words[rows] * weights[rows, None]).sum(axis=0).max(initial=0.0) / weights[rows].sum()) for one in near.values())
        for clause in sentence.clauses
        if (rows := sentence.within(clause))
    ]
    out = {"near": means.get(own, 0.0), "near_other": means.get(across, means.get(own, 0.0) - ALONE["near"]), "low": float(np.sort(either)[:2].mean()), "together": float(np.mean(together or [0.0]))}
    if own not in near:
        out["near"] = means[across]
        out |= {name: out[name] + gap for name, gap in ALONE.items()}
    return out


def _cues(sentence: Said, near: dict[Language, Nearness]) -> dict[str, float]:
    """What the cues of a clause and of the passages' clauses that say the same have against each other, and contraries: 0 or -1."""
    found = set[str]()
    weights = np.array([content.weight for content in sentence.contents], np.float32)
    for clause, own in zip(sentence.clauses, sentence.cues, strict=True):
        rows = sentence.within(clause)
        if not rows or not near:
            continue
        around, nearest = set[str](), list[set[str]]()
        for language, one in near.items():
            best = int((one.words[rows] * weights[rows, None]).sum(axis=0).argmax())
            region = {best} | {int(one.words[row].argmax()) for row in rows if one.words[row].max() > CLOSE}
            around.update(*(one.cues[place] for place in region))
            nearest.append(set(one.cues[best]))
            if language == sentence.language and contrary([sentence.contents[row] for row in rows], one.clauses, language):
                found.add("contrary")
        found |= _turned(set(own), around, set.intersection(*nearest))
    return {name: -float(name in found) for name in ("not_lost", "not_added", "done_added", "modality", "stronger", "hedge_lost", "contrary")}


def _turned(own: set[str], around: set[str], nearest: set[str]) -> set[str]:
    """Signs of one clause: its cues against those `around` it in any language of the passages, and those of the `nearest` clause in every language."""
    found = set[str]()
    if "not" in own - around:
        found.add("not_added")
    if "not" in nearest - own:
        found.add("not_lost")
    if "done" in own - around:
        found.add("done_added")
    if {"all", "only", "must"} & own - around:
        found.add("stronger")
    if nearest & _HEDGES and not own & (_HEDGES | {"may"}):
        found.add("hedge_lost")
    if ("must" in own - around and "may" not in own and around & {"may", "perhaps"}) or ("may" in own - around and "must" not in own and "must" in nearest):
        found.add("modality")
    return found


def _unquoted(text: str, whole: str) -> list[str]:
    """Quoted words of the sentence that stand nowhere in the passages or headings, marks and blanks aside."""
    known = _bare(whole)
    quoted = ["".join(groups) for groups in _QUOTED.findall(text)]
    return [words for words in quoted if (bare := _bare(words)) and bare not in known]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", normal(text))


def _unnamed(sentence: Said, whole: str) -> list[str]:
    """Names in Latin letters (capitals within an English sentence, Latin words of a Chinese one) that the passages lack."""
    pattern = _CAPITAL if sentence.language == "en" else WORD
    known = {stem(word) for word in WORD.findall(whole)}
    return [name for name in pattern.findall(sentence.text) if len(name) > 1 and stem(name) not in known]


def _order(sentence: Said, passages: Sequence[Held]) -> float:
    """The share of pairs of content words that follow each other as in the passage, of those that stand there word for word."""
    places: list[int] = []
    for content in sentence.contents:
        found = [(number, at) for number, held in enumerate(passages) if (at := held.place(content.form)) >= 0]
        if found:
            places.append(found[0][0] * 1_000_000 + found[0][1])
    pairs = [(one, two) for number, one in enumerate(places) for two in places[number + 1 :] if one != two]
    return sum(one < two for one, two in pairs) / len(pairs) if pairs else ORDER
