"""A suite's figures as rows of what the page shows: scores, categories, sentence, abstention, retrieval, curves, milliseconds.

Knows figures and charts, and nothing of cases beyond their outcomes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from app.answering.voice import FALLBACK
from evals.compare import CaseValues
from evals.measures.table import BY_NAME, MEASURES, RETRIEVAL
from evals.page.charts import Dot, Mark, Scale, Series, bar_chart, dot_chart, line_chart, upto
from evals.page.words import category, drawn, meaning, measure, pair, words
from evals.record import Record
from evals.statistics import Estimate, estimate
from evals.summary import RIGHT, TEXTS, InLanguage, SuiteSummary
from source.report import LANGUAGES, Language

STYLES: dict[Language, str] = {"zh": "full", "en": "ring"}
UNJUDGED = ("answered", "error")
"""Outcomes neither right nor wrong."""
SHARES = Scale()
NONE = Markup("")
STAGES = ("retrieve", "answer", "total")


@dataclass(frozen=True)
class Row:
    """One line of a table of figures: a cell a language (None: not measured), or one for both."""

    label: Markup
    chart: Markup
    cells: tuple[Estimate | None, ...]
    note: Markup = NONE
    counts: tuple[int, ...] = ()
    meaning: Markup = NONE


@dataclass(frozen=True)
class RowGroup:
    """Rows under one heading."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Confusion:
    """One language's cases: by whether the report has the answer (True, False), how many were answered, refused, and failed."""

    language: Language
    answerable: dict[bool, tuple[int, int, int]]
    bars: dict[bool, Markup]
    """The share that did as it should."""


def scores(own: SuiteSummary, before: Mapping[str, CaseValues]) -> list[RowGroup]:
    """Every measure that has a figure, by group; a tick where the baseline's mean was."""
    rows: list[tuple[str, Row]] = []
    for one in MEASURES:
        found = {language: own.languages[language].all.measures.get(one.name) if language in own.languages else None for language in LANGUAGES}
        if any(found.values()):
            then = {language: _mean([case.values[one.name] for case in before.values() if case.language == language and one.name in case.values]) for language in LANGUAGES}
            note = NONE if one.higher else words("lower")
            told = note if one.share else note + Markup(" · ") + words("no_share")
            rows.append((one.group, Row(measure(one.name), _strip(found, then) if one.share else NONE, tuple(found.values()), told, meaning=meaning(one.name))))
    if own.twins.mean is not None:
        dot = Dot(own.twins.mean, own.twins.low, own.twins.high, "pair", title=str(own.twins))
        rows.append(("twins", Row(measure("twins"), dot_chart([dot], SHARES), (own.twins,), words("pairs_n", n=own.twins.cases), meaning=meaning("twins"))))
    return [RowGroup(group, tuple(row for _, row in held)) for group, held in groupby(rows, key=lambda row: row[0])]


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _strip(found: Mapping[Language, Estimate | None], then: Mapping[Language, float | None]) -> Markup:
    """Chinese above English, each on its own line, also where one is missing."""
    dots = [Dot(one.mean, one.low, one.high, STYLES[language], then[language], str(one)) if (one := found[language]) is not None and one.mean is not None else None for language in LANGUAGES]
    return dot_chart(dots, SHARES)


def by_category(records: Sequence[Record], before: Mapping[str, CaseValues]) -> list[Row]:
    """Share of right outcomes of each category, in the suite's order; cases that failed, and answers whose evidence is not known, are counted and not scored."""
    rows = []
    for name in dict.fromkeys(record.case.category for record in records):
        own = {language: [record for record in records if record.case.category == name and record.case.language == language] for language in LANGUAGES}
        found = {language: _right(held) for language, held in own.items()}
        then = {language: _mean([float(before[id].outcome in RIGHT) for record in held if (id := record.case.id) in before and before[id].outcome not in UNJUDGED]) for language, held in own.items()}
        rows.append(Row(category(name), _strip(found, then), tuple(found.values()), counts=tuple(len(held) for held in own.values())))
    return rows


def _right(records: Sequence[Record]) -> Estimate | None:
    scored = [(float(one.outcome in RIGHT), one.cluster) for record in records if (one := record.scored) is not None and one.outcome not in UNJUDGED]
    return estimate([value for value, _ in scored], [cluster for _, cluster in scored]) if scored else None


def sentence(records: Sequence[Record]) -> Markup:
    """What became of one language's cases, in words."""
    answerable = [record for record in records if record.case.status == "answered"]
    silent = [record for record in records if record.case.status != "answered"]
    failed = sum(bool(record.error) for record in records)
    right, altered, missed, unknown = (_count(answerable, outcome) for outcome in ("right", "altered", "missed", "answered"))
    parts = []
    if answerable:
        how = words("answered_how_unknown", b=right + altered, c=missed, u=unknown) if unknown else words("answered_how", b=right + altered, c=missed)
        parts += [words("of_answerable", n=len(answerable)), Markup("<b>{}</b>").format(words("answered_n", n=right + altered + missed + unknown)), how]
        parts.append(words("wrongly_refused_n", n=_count(answerable, "false_refusal")))
    if altered:
        parts.append(Markup(" <strong class=alert>{}</strong>").format(words("altered_n", n=altered)))
    if silent:
        parts += [words("of_silent", n=len(silent)), Markup("<b>{}</b>").format(words("refused_n", n=_count(silent, "right_refusal"))), words("wrongly_answered_n", n=_count(silent, "false_answer"))]
    if failed:
        parts.append(Markup(" <strong class=alert>{}</strong>").format(words("errors_n", n=failed)))
    return Markup("").join(parts)


def _count(records: Sequence[Record], outcome: str) -> int:
    return sum(record.outcome == outcome for record in records)


def confusions(records: Sequence[Record]) -> list[Confusion]:
    """Answered, refused and failed against whether the report has the answer, a table a language."""
    out = []
    for language in LANGUAGES:
        own = [record for record in records if record.case.language == language]
        held: dict[bool, tuple[int, int, int]] = {}
        for answerable, answered, refused in ((True, ("right", "altered", "missed", "answered"), "false_refusal"), (False, ("false_answer",), "right_refusal")):
            some = [record for record in own if (record.case.status == "answered") == answerable]
            held[answerable] = (sum(_count(some, outcome) for outcome in answered), _count(some, refused), _count(some, "error"))
        bars = {answerable: bar_chart([(counts[0 if answerable else 1] / sum(counts), "full")], SHARES) if sum(counts) else NONE for answerable, counts in held.items()}
        if own:
            out.append(Confusion(language, held, bars))
    return out


def retrieval(own: SuiteSummary) -> list[tuple[Language, str, list[Estimate | None]]]:
    """(question's language, text searched, a figure a measure)."""
    return [(language, text, [found[text].get(name) for name in RETRIEVAL]) for language, one in own.languages.items() for text in TEXTS if text in (found := one.retrieval)]


RETRIEVAL_LABELS = tuple(BY_NAME[name].label["en"] for name in RETRIEVAL)


def risk_chart(own: SuiteSummary, described_by: str) -> Markup:
    """What share is wrong when only the most confident are answered; the point in use is drawn."""
    series = []
    for language, one in own.languages.items():
        used = in_use(one)
        marks = (Mark(*used, title=f"{used[0]:.2f}, {used[1]:.2f}", drop=True),) if used is not None else ()
        series.append(Series(_end(language), STYLES[language], tuple(one.risk_coverage), marks))
    risks = [y for one in series for _, y in (*one.points, *((mark.x, mark.y) for mark in one.marks))]
    across = Scale(percent=True)
    return line_chart(series, x=across, y=upto(max(risks, default=0.0)), x_label=drawn("risk_x"), described_by=described_by)


def _end(language: Language) -> Markup:
    return pair("中文", "Chinese", tag="tspan") if language == "zh" else pair("英文", "English", tag="tspan")


def in_use(one: InLanguage) -> tuple[float, float] | None:
    """(share answered, share wrong among these) as it was; None where nothing was answered."""
    found = one.all.measures.get("answered_precision")
    return (one.coverage, 1 - found.mean) if found is not None and found.mean is not None else None


def calibration_chart(own: SuiteSummary, described_by: str) -> Markup:
    """Confidence against share right, a point a bin, larger for more cases, over the diagonal."""
    series = []
    for language, one in own.languages.items():
        largest = max((cases for _, _, cases in one.calibration), default=1)
        marks = tuple(Mark(sure, right, 2.5 + 5 * (cases / largest) ** 0.5, f"{sure:.2f}, {right:.2f}, n = {cases}") for sure, right, cases in one.calibration)
        series.append(Series(_end(language), STYLES[language], tuple((sure, right) for sure, right, _ in one.calibration), marks))
    share = Scale(percent=True)
    return line_chart(series, x=share, y=share, x_label=drawn("calibration_x"), described_by=described_by, diagonal=True)


def timings(own: SuiteSummary) -> Iterator[tuple[Markup, list[str]]]:
    """(stage, median / 95th percentile a language)."""
    names = dict.fromkeys(stage for one in own.languages.values() for stage in one.milliseconds)
    for name in names:
        cells = [f"{found[0]:.0f} / {found[1]:.0f}" if (held := own.languages.get(language)) and (found := held.milliseconds.get(name)) else "–" for language in LANGUAGES]
        yield words(f"stage_{name}") if name in STAGES else pair(name, name), cells


def written(own: SuiteSummary) -> list[tuple[Markup, list[Markup]]]:
    """What a model server was asked, a row each, with a cell a language; empty where none was."""
    costs = [held.written if (held := own.languages.get(language)) is not None else None for language in LANGUAGES]
    if not any(costs):
        return []
    rows = {
        "written_answers": [f"{one.answers - one.replaced} / {one.answers}" if one else "–" for one in costs],
        "written_replaced": [f"{one.replaced} ({one.replaced / one.answers:.0%})" if one and one.answers else "–" for one in costs],
        "written_dropped": [f"{one.dropped} / {one.sentences} ({one.dropped / one.sentences:.0%})" if one and one.sentences else "–" for one in costs],
        "written_calls": [f"{one.calls:,}" if one else "–" for one in costs],
        "written_read": [f"{one.prompt:,}" if one else "–" for one in costs],
        "written_said": [f"{one.completion:,}" if one else "–" for one in costs],
    }
    table = [(words(name), [Markup.escape(cell) for cell in cells]) for name, cells in rows.items()]
    for code in sorted({code for one in costs if one for code in one.faults}):
        why = pair(FALLBACK[code]["zh"], FALLBACK[code]["en"]) if code in FALLBACK else pair(code, code)
        table.append((why, [Markup.escape(one.faults.get(code, 0) if one else "–") for one in costs]))
    return table
