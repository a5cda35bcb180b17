"""Answerers that are broken on purpose: each takes answers in their JSON shape and gives a copy of them with one thing wrong."""

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.answer import Event
from app.asking import Desk
from evals.measures.quoting import quotations
from source.report import LANGUAGES, Report, other

Row = dict[str, Any]
Answerer = Callable[[Sequence[Row]], list[Row]]
MARK = re.compile(r"\[(\d+)\]")
HAN = str.maketrans("一二三四五六七八九", "二三四五六七八九六")


def answered(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["status"] == "answered"]


def some(break_one: Callable[[Row], None], *, every: int = 1, language: str = "", status: str = "answered") -> Answerer:
    """An answerer that breaks every so-manieth of its answers (of one language, of one status)."""

    def broken(rows: Sequence[Row]) -> list[Row]:
        out = copy.deepcopy(list(rows))
        concerned = [row for row in out if row["status"] == status and language in ("", row["language"])]
        for row in concerned[::every]:
            break_one(row)
        return out

    return broken


def quotes(row: Row) -> list[Row]:
    return [citation[language] for citation in row["citations"] for language in LANGUAGES if citation[language]]


def moved(*fields: str) -> Answerer:
    """Each answered question gets these fields of the next one that is answered in its language."""

    def broken(rows: Sequence[Row]) -> list[Row]:
        out = copy.deepcopy(list(rows))
        for language in LANGUAGES:
            own = [row for row in answered(rows) if row["language"] == language]
            takes = {row["id"]: following for row, following in zip(own, own[1:] + own[:1], strict=True)}
            for row in out:
                if row["id"] in takes:
                    row |= {field: copy.deepcopy(takes[row["id"]][field]) for field in fields}
        return out

    return broken


def markers_swapped(row: Row) -> None:
    numbers = [citation["number"] for citation in row["citations"]]
    following = dict(zip(numbers, numbers[1:] + numbers[:1], strict=True))
    row["text"] = MARK.sub(lambda mark: f"[{following[int(mark.group(1))]}]", row["text"])


def sides_swapped(row: Row, language: str = "en") -> None:
    sides = [citation[language] for citation in row["citations"]]
    for citation, side in zip(row["citations"], sides[1:] + sides[:1], strict=True):
        citation[language] = side


def shown_side_swapped(row: Row) -> None:
    sides_swapped(row, row["language"])


def quoted_in_the_other_language(row: Row) -> None:
    """The quotes of the text give way to what stands beside them."""
    lead = "The report says:" if row["language"] == "en" else "报告写道："
    parts = [f"“{(citation[other(row['language'])] or citation[row['language']])['text']}” [{citation['number']}]" for citation in row["citations"]]
    row["text"] = "\n".join([lead, *parts])


def of_the_twin(twins: Mapping[str, str]) -> Answerer:
    """The answer that the same question got in the other language, under this one's id and language."""

    def broken(rows: Sequence[Row]) -> list[Row]:
        by_id = {row["id"]: row for row in rows}
        return [copy.deepcopy(by_id[twins[row["id"]]]) | {"id": row["id"], "language": row["language"]} if row["id"] in twins else copy.deepcopy(row) for row in rows]

    return broken


def refused_in_the_other_language(row: Row) -> None:
    row["text"] = "The report does not answer this question." if row["language"] == "zh" else "报告没有回答这个问题。"


def answering_with_the_closest(row: Row) -> None:
    citations = [citation | {"number": number} for number, citation in enumerate(row["closest"], 1)]
    if not citations:
        return
    side = row["language"]
    said = "\n".join(f"“{(citation[side] or citation[other(side)])['text']}” [{citation['number']}]" for citation in citations)
    row |= {"status": "answered", "citations": citations, "closest": [], "text": said}


def refusing(row: Row) -> None:
    text = "报告没有回答这个问题。" if row["language"] == "zh" else "The report does not answer this question."
    row |= {"status": "not_in_report", "text": text, "closest": row["citations"][:3], "citations": []}


def _altered(text: str) -> str:
    """A letter in the middle is another one."""
    at = next(at for at in [*range(len(text) // 2, len(text)), *range(len(text))] if text[at].isalpha())
    return text[:at] + ("某" if text[at] > "\u3000" else "x" if text[at] != "x" else "y") + text[at + 1 :]


def citations_altered(row: Row) -> None:
    for quote in quotes(row):
        quote["text"] = _altered(quote["text"])


def text_altered(row: Row) -> None:
    for piece in quotations(MARK.sub("", row["text"])):
        row["text"] = row["text"].replace(piece, _altered(piece))


def altered_throughout(row: Row) -> None:
    """Text and citations say the same, and the report does not."""
    for quote in quotes(row):
        before, quote["text"] = quote["text"], _altered(quote["text"])
        row["text"] = row["text"].replace(before, quote["text"])


def punctuation_altered(row: Row) -> None:
    for quote in quotes(row):
        quote["text"] = quote["text"].replace(",", "，").replace("、", ",").replace(".", " .") + "!"


def _marks_kept(change: Callable[[str], str], text: str) -> str:
    """A change of all the text but for its markers."""
    parts = re.split(r"(\[\d+\])", text)
    return "".join(part if MARK.fullmatch(part) else change(part) for part in parts)


def _figures(text: str) -> str:
    return re.sub(r"\d", lambda digit: str((int(digit.group()) + 1) % 10), text)


def _numerals(text: str) -> str:
    return text.translate(HAN)


def text_figures(row: Row) -> None:
    row["text"] = _marks_kept(_figures, row["text"])


def text_numerals(row: Row) -> None:
    row["text"] = _marks_kept(_numerals, row["text"])


def figures_throughout(row: Row) -> None:
    text_figures(row)
    for quote in quotes(row):
        quote["text"] = _figures(quote["text"])


def figure_added(row: Row) -> None:
    """A figure outside of all quotation marks."""
    row["text"] = ("共有8731项。" if row["language"] == "zh" else "There are 8,731 of them. ") + row["text"]


def shifted(row: Row) -> None:
    for quote in quotes(row):
        quote["start"] += 1
        quote["end"] += 1


def citing_more(report: Report, count: int = 6) -> Callable[[Row], None]:
    """Whole passages of the report are cited too, so many, from its first on."""
    sides = [(passage.id, {language: _side(report, language, passage.spans[language]) for language in LANGUAGES}) for passage in report.passages[:count]]

    def broken(row: Row) -> None:
        for number, (passage, own) in enumerate(sides, len(row["citations"]) + 1):
            row["citations"].append({"number": number, "report": report.id, "passage": passage, "section": {"zh": [], "en": []}, **own, "note": None, "url": ""})
            shown = own[row["language"]] or own[other(row["language"])]
            row["text"] += f"\n“{shown['text']}” [{number}]"

    return broken


def _side(report: Report, language: Any, span: Any) -> Row | None:
    return {"text": report.text[language][span.start : span.end], "start": span.start, "end": span.end} if span is not None else None


class Faltering:
    """A desk that raises an error at some questions and passes all others on; keeps what it was asked."""

    def __init__(self, desk: Desk, error: BaseException, *, after: int = 0, at: str = "") -> None:
        """Raises at the question `at`, or, without one, at the first that comes after so many."""
        self._desk, self._error, self._after, self._at = desk, error, after, at
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def ask(self, question: str, history: Sequence[str] = (), **more: Any) -> Iterator[Event]:
        if question == self._at or (not self._at and len(self.asked) >= self._after):
            raise self._error
        self.asked.append(question)
        yield from self._desk.ask(question, history, **more)
