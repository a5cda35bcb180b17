"""Reading comprehension in the form of SQuAD, one file or the same one in two languages: a report of its paragraphs, and cases.

SQuAD 1.1 and 2.0 (Rajpurkar et al., 2016, 2018), CMRC 2018 and DRCD have this form; XQuAD is such a pair of files.
Knows nothing of where reports are kept, nor of how they are read.
"""

import gzip
import itertools
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.cases import Row, SuiteFault
from evals.locate import locate
from source.outline import outline
from source.report import LANGUAGES, Language, Span
from source.text import language_of, without_residue
from source.text import lines as text_lines

FORM = 'expected SQuAD\'s form: {"data": [{"paragraphs": [{"context": "...", "qas": [{"id": "...", "question": "...", "answers": [{"text": "...", "answer_start": 0}]}]}]}]}'

NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
JOINER = "\u2060"


@dataclass(frozen=True)
class ReportText:
    """A report to be: its id, which is its title's too, and the text of each language that it has."""

    id: str
    title: str
    text: dict[Language, str]


@dataclass(frozen=True)
class Brought:
    """A set as converted: rows, each with its line or its place among the questions (from 1), and the reports that they ask."""

    rows: tuple[tuple[int, Row], ...]
    reports: tuple[ReportText, ...]


@dataclass(frozen=True)
class _Question:
    """A question as given: wordings of its gold answers, and those places in the paragraph's line that are known."""

    id: str
    text: str
    answers: tuple[str, ...]
    places: tuple[Span, ...]


@dataclass(frozen=True)
class _Paragraph:
    line: str
    questions: tuple[_Question, ...]


def one_language(path: Path, id: str) -> Brought:
    """The file's paragraphs as a report called `id`, a line each, the same paragraph once; its questions as cases of the category answerable or impossible.

    Raises SuiteFault with the question's id, or with the place in the file.
    """
    paragraphs = _paragraphs(path)
    lines = list(dict.fromkeys(paragraph.line for paragraph in paragraphs))
    language = language_of("\n".join(lines))
    starts, text = laid_out(lines, language, id)
    at = dict(zip(lines, starts, strict=True))
    names = Names()
    rows: list[Row] = []
    for paragraph in paragraphs:
        rows += [_row(names.unique(question.id), id, question, {language: _moved(question, paragraph, at[paragraph.line])}) for question in paragraph.questions]
    return Brought(tuple(enumerate(rows, 1)), (ReportText(id, id, {language: text}),))


def two_languages(first: Path, second: Path, id: str) -> Brought:
    """Two files with the same paragraphs in the same order, one Chinese, one English, as one bilingual report; the questions of both as cases.

    A case is called by the question's id and its file's language, "q7-zh". A question that is in both files has the
    evidence and the wordings of both, and its id is their twin label; else the other language's evidence is null.
    """
    read = [(path, _paragraphs(path)) for path in (first, second)]
    by_language = {language_of("\n".join(paragraph.line for paragraph in paragraphs)): paragraphs for _, paragraphs in read}
    if len(by_language) < 2:
        raise SuiteFault(f"{first.name} and {second.name} are both {next(iter(by_language))}, expected one Chinese and one English file", hint="name a file in each language")
    zh, en = by_language["zh"], by_language["en"]
    if len(zh) != len(en):
        raise SuiteFault(f"{first.name} and {second.name} have {len(read[0][1])} and {len(read[1][1])} paragraphs, expected the same ones in the same order", hint="name two files of one set")
    lines = list(dict.fromkeys((a.line, b.line) for a, b in zip(zh, en, strict=True)))
    (zh_starts, zh_text), (en_starts, en_text) = (laid_out([line[side] for line in lines], language, id) for side, language in enumerate(LANGUAGES))
    at = dict(zip(lines, zip(zh_starts, en_starts, strict=True), strict=True))
    names = Names()
    rows: list[Row] = []
    for pair in zip(zh, en, strict=True):
        start = at[pair[0].line, pair[1].line]
        asked = [{question.id: question for question in paragraph.questions} for paragraph in pair]
        for side, language in enumerate(LANGUAGES):
            for question in pair[side].questions:
                name, places = names.unique(f"{question.id}-{language}"), {language: _moved(question, pair[side], start[side])}
                twin = asked[1 - side].get(question.id)
                if twin is not None:
                    places[LANGUAGES[1 - side]] = _moved(twin, pair[1 - side], start[1 - side])
                row = _row(name, id, question, places, twin.answers if twin is not None else ()) | {"language": language}
                rows.append(row | {"twin": question.id} if twin is not None else row)
    return Brought(tuple(enumerate(rows, 1)), (ReportText(id, id, {"zh": zh_text, "en": en_text}),))


class Names:
    """Names given out so far: the same one again gets a number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, name: str) -> str:
        free = next(tried for tried in itertools.chain([name], (f"{name}-{k}" for k in itertools.count(2))) if tried not in self._taken)
        self._taken.add(free)
        return free


def as_line(text: str) -> str:
    """NFC, with line breaks, control characters, U+FEFF and lone surrogates as blanks, one for one: offsets in NFC hold."""
    return NO_TEXT.sub(" ", unicodedata.normalize("NFC", text))


def laid_out(lines: Sequence[str], language: Language, title: str) -> tuple[list[int], str]:
    """One language's text of a report, a line each, and where each line starts in it.

    A line that reading would take for a heading, in whole or in part, or leave out would be in no passage: a WORD JOINER
    (U+2060, invisible) stands before it, so that it begins like no heading. None of the public sets named here needs one.
    """
    starts, text = _joined(lines)
    read = outline(text, without_residue(text, text_lines(text)), language, title=title)
    inside = bytearray(len(text))
    for block in read.blocks:
        if not block.level:
            inside[block.span.start : block.span.end] = b"\1" * len(block.span)
    held = [all(inside[start + len(line) - len(line.lstrip()) : start + len(line.rstrip())]) for start, line in zip(starts, lines, strict=True)]
    marks = ["" if whole else JOINER for whole in held]
    starts, text = _joined([mark + line for mark, line in zip(marks, lines, strict=True)])
    return [start + len(mark) for start, mark in zip(starts, marks, strict=True)], text


def _joined(lines: Sequence[str]) -> tuple[list[int], str]:
    return list(itertools.accumulate((len(line) + 1 for line in lines[:-1]), initial=0)), "".join(f"{line}\n" for line in lines)


def report_id(name: str) -> str:
    """A report's id made of any name: lower-case letters, digits, '-', '_' and '.'."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._") or "set"


def plain_bytes(path: Path) -> bytes:
    """What is in the file, unpacked where it is gzip (told by its first bytes). Raises SuiteFault."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SuiteFault(f"{path.name} is a broken gzip file ({error})", hint="fetch it again") from error
    except OSError as error:
        raise SuiteFault(f"{path.name} cannot be read ({error.strerror})", hint="name a file that can be read") from error


def _row(id: str, report: str, question: _Question, places: dict[Language, list[Row]], more: Sequence[str] = ()) -> Row:
    """A question as a row of a suite. Its first place is the evidence and the others are as good; `more` are wordings of its twin."""
    row: Row = {"id": id, "report": report, "split": "dev", "question": question.text}
    if not question.answers:
        return row | {"category": "impossible", "status": "not_in_report"}
    first, *others = [{"zh": zh, "en": en} for zh, en in itertools.zip_longest(places.get("zh", []), places.get("en", []))]
    wordings = list(dict.fromkeys([*question.answers, *more]))
    row |= {"category": "answerable", "status": "answered", "evidence": [first | ({"or": others} if others else {})]}
    return row | {"facts": [{"any": wordings, "vital": True}], "answer": list(question.answers)}


def _moved(question: _Question, paragraph: _Paragraph, by: int) -> list[Row]:
    """The question's places in a report in which its paragraph starts at `by`."""
    return [{"start": place.start + by, "end": place.end + by, "text": paragraph.line[place.start : place.end]} for place in question.places]


def _paragraphs(path: Path) -> list[_Paragraph]:
    try:
        data = json.loads(plain_bytes(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SuiteFault(f"{path.name} is not JSON ({error})", hint=FORM) from error
    found: list[_Paragraph] = []
    for i, article in enumerate(_held(path.name, data, "data")):
        for j, paragraph in enumerate(_held(f"{path.name}, data {i}", article, "paragraphs")):
            place = f"{path.name}, data {i}, paragraph {j}"
            context = paragraph.get("context") if isinstance(paragraph, dict) else None
            if not isinstance(context, str) or not as_line(context).strip():
                raise SuiteFault(f"{place} has no context", hint=FORM)
            line = as_line(context)
            questions = tuple(_question(f"{place}, question {k}", asked, context, line) for k, asked in enumerate(_held(place, paragraph, "qas")))
            found.append(_Paragraph(line, questions))
    if not any(paragraph.questions for paragraph in found):
        raise SuiteFault(f"{path.name} holds no question", hint=FORM)
    return found


def _held(place: str, of: Any, key: str) -> list[Any]:
    held = of.get(key) if isinstance(of, dict) else None
    if not isinstance(held, list):
        raise SuiteFault(f"{place} has no list {key!r}", hint=FORM)
    return held


def _question(place: str, asked: Any, context: str, line: str) -> _Question:
    id = asked.get("id") if isinstance(asked, dict) else None
    if not isinstance(id, str | int) or not as_line(str(id)).strip():
        raise SuiteFault(f"{place} has no id", hint=FORM)
    text = asked.get("question")
    if not isinstance(text, str) or not as_line(text).strip():
        raise SuiteFault(f"{place}, {id}: the question is {text!r}, expected some text", hint="mend the file, or take the question out")
    answers = [] if asked.get("is_impossible") is True else [answer for answer in _answers(f"{place}, {id}", asked) if as_line(answer[0]).strip()]
    wordings = tuple(dict.fromkeys(as_line(words).strip() for words, _ in answers))
    return _Question(as_line(str(id)).strip(), as_line(text).strip(), wordings, tuple(_places(f"{place}, {id}", answers, context, line)))


def _answers(place: str, asked: Row) -> Iterator[tuple[str, int]]:
    """Each gold answer and where it starts in the context, in characters; -1 where that is not told."""
    for answer in _held(place, {"answers": []} | asked, "answers"):
        words, start = (answer.get("text"), answer.get("answer_start", -1)) if isinstance(answer, dict) else (None, None)
        if not isinstance(words, str) or not isinstance(start, int):
            raise SuiteFault(f"{place}: an answer is {answer!r}", hint=FORM)
        yield words, start


def _places(place: str, answers: Sequence[tuple[str, int]], context: str, line: str) -> list[Span]:
    """The distinct places of the answers in the context's line: where they are said to start, else where they stand nearest to it.

    Some answers of CMRC 2018 (193, of 174 questions) are in an annotator's own words: they are wordings without a place.
    A question none of whose answers stands in its paragraph is looked up whatever its punctuation and width.
    """
    found: list[Span] = []
    for given, said in answers:
        words = as_line(given)
        start = len(unicodedata.normalize("NFC", context[: max(said, 0)]))
        at = start if line.startswith(words, start) else min((each.start() for each in re.finditer(re.escape(words), line)), key=lambda each: abs(each - start), default=-1)
        if at >= 0:
            at += len(words) - len(words.lstrip())
            found.append(Span(at, at + len(words.strip())))
    try:
        found = found or [span for given, _ in answers[:1] for span in locate(given, line, language_of(line))[:1]]
    except ValueError as error:
        raise SuiteFault(f"{place}: its answer {answers[0][0]!r} is not in its paragraph ({error})", hint="mend the file, or take the question out") from error
    return list(dict.fromkeys(found))
