"""Accuracy: every system's answers to the suite's dev cases, scored as the evaluation scores those of the product.

Knows nothing of time.
"""

from collections.abc import Sequence, Set
from dataclasses import replace

from evals.asking import DEPTH, ask
from evals.bench.plots import legend, strips
from evals.bench.section import Plot, Section, Table
from evals.bench.setting import Setting
from evals.bench.systems import PRODUCT, Ranking, System
from evals.cases import Case
from evals.compare import Compared, Comparison, compare, values_of
from evals.measures.score import Score
from evals.measures.table import BY_NAME
from evals.page.charts import Scale
from evals.record import Asked, Record
from evals.scoring import gold_passages, score
from evals.statistics import Estimate, estimate
from evals.summary import summary
from source.report import LANGUAGES, Language

OWN = {"own_1": 1, "own_5": 5}
"""Success of a system's own pieces: name to the number of pieces that are looked at."""
MEASURES = ("hit", "recall", "precision", "quoted", "facts", "success_1", "success_5", *OWN, "false_answer", "false_refusal", "balanced")
PLOTTED = ("hit", "recall", "precision", "facts", "success_1", "success_5", *OWN, "balanced")
Figures = dict[str, Estimate]
SAID: dict[Language, str] = {"zh": "Chinese questions", "en": "English questions"}
HOW = (
    "The dev cases of the suite {suite} put to every system, each answer scored by evals.scoring, as duizhao eval does. A citation is one quote, or one chunk or paragraph "
    "quoted whole; it counts where it lies over evidence in either language. Quoted per evidence is characters quoted for one of evidence: less is better. Success@k asks "
    "whether a passage with evidence is among the first k passages of ten. The chunks and paragraphs of the others are read as the passages that they hold (half of the passage "
    "lies in the chunk, or half of the chunk in the passage), those of one chunk in the order of characters shared; 'own pieces' instead counts a chunk or paragraph as one, "
    "whatever its size. The product alone sees the earlier question of a follow-up. Intervals are 95 %, cases of one passage drawn together."
)


def measure(setting: Setting) -> Section:
    """One table a question language, one of the product's paired differences, and a plot of each language."""
    cases = [case for case in setting.suite.cases if case.split == "dev"]
    records = {system.label: _records(setting, system, cases) for system in setting.systems}
    figures = {label: _figures(own) for label, own in records.items()}
    suite = setting.suite.suite.name
    ours, *others = (values_of(own)[suite] for own in records.values())
    comparisons = {other.label: compare(suite, ours, theirs) for other, theirs in zip(setting.others, others, strict=True)}
    languages = [language for language in LANGUAGES if any(case.language == language for case in cases)]
    tables = [_table(f"{SAID[language]}: {sum(case.language == language for case in cases)}", {label: own[language] for label, own in figures.items()}) for language in languages]
    tables += [_differences(language, comparisons) for language in languages]
    plots = [_plot(language, {label: own[language] for label, own in figures.items()}) for language in languages]
    errors = {label: sum(bool(record.error) for record in own) for label, own in records.items()}
    values = {"suite": suite, "figures": _figure_values(figures), "product_less_other": _difference_values(comparisons), "errors": errors}
    return Section("accuracy", "Accuracy", HOW.format(suite=suite), tuple(tables), tuple(plots), values)


def _records(setting: Setting, system: System, cases: Sequence[Case]) -> list[Record]:
    reports = setting.suite.reports
    out: list[Record] = []
    for case in cases:
        asked = ask(case, setting.suite.desks) if system.name == PRODUCT else _asked(system, case)
        if asked.answer is None:
            out.append(Record(setting.suite.suite.name, case, asked, None))
            continue
        rankings = {text: [passage for passage, _ in ranking] for text, ranking in asked.rankings.items()}
        scored = score(case, asked.answer, rankings, reports)
        if gold := gold_passages(case, reports[case.report]):
            scored = replace(scored, scores=scored.scores | of_pieces(system.ranking(case.question, case.history), gold))
        out.append(Record(setting.suite.suite.name, case, asked, scored))
    return out


def _asked(system: System, case: Case) -> Asked:
    passages = dict.fromkeys(passage for piece in system.ranking(case.question, case.history) for passage in piece)
    ranking = tuple((passage, 1 / place) for place, passage in enumerate(list(passages)[:DEPTH], 1))
    return Asked(system.answer(case.question, case.history), {"both": ranking})


def of_pieces(ranking: Ranking, gold: Set[str]) -> dict[str, Score]:
    """Success@1 and @5 of the system's own pieces, whatever their size: does any of the first k hold a passage with evidence?"""
    return {name: Score(float(any(gold & set(piece) for piece in ranking[:k]))) for name, k in OWN.items()}


def _figures(records: Sequence[Record]) -> dict[Language, Figures]:
    """By question language, then by measure: those of the evaluation, and Success of the system's own pieces."""
    out: dict[Language, Figures] = {}
    for language, one in summary(records)[0].languages.items():
        scored = [record.scored for record in records if record.case.language == language and record.scored is not None]
        own = {name: [(case.scores[name].value, case.cluster) for case in scored if name in case.scores] for name in OWN}
        out[language] = one.all.measures | {name: estimate([value for value, _ in rows], [cluster for _, cluster in rows]) for name, rows in own.items()}
    return out


def _label(measure: str) -> str:
    return BY_NAME[measure].label["en"] if measure in BY_NAME else f"Success@{OWN[measure]}, own pieces"


def _table(title: str, figures: dict[str, Figures]) -> Table:
    rows = tuple((_label(measure), *(str(own[measure]) if measure in own else "-" for own in figures.values())) for measure in MEASURES)
    return Table(title, ("", *figures), rows)


def _differences(language: Language, comparisons: dict[str, Comparison]) -> Table:
    rows = []
    for measure in MEASURES:
        cells = [_difference(own.measures[language].get(measure)) for own in comparisons.values()]
        if any(cell != "-" for cell in cells):
            rows.append((_label(measure), *cells))
    note = "Difference, its 95 % interval, p of a permutation test, cases won:lost by the product."
    return Table(f"{SAID[language]}: the product less the other, case by case", ("", *comparisons), tuple(rows), note)


def _difference(found: Compared | None) -> str:
    if found is None:
        return "-"
    gap = found.difference
    p = f"p {gap.p:.3f}" if gap.p >= 0.0005 else "p <.001"
    return f"{gap.mean:+.3f} [{gap.low:+.2f} {gap.high:+.2f}] {p} {len(found.won)}:{len(found.lost)}"


def _plot(language: Language, figures: dict[str, Figures]) -> Plot:
    rows = []
    for measure in PLOTTED:
        found = {label: own[measure] for label, own in figures.items() if measure in own}
        rows.append((_label(measure), {label: (one.mean, one.low, one.high) for label, one in found.items() if one.mean is not None}))
    drawing = strips(rows, list(figures), Scale()) + legend(list(figures))
    return Plot(f"accuracy-{language}", f"{SAID[language]}: each figure with its 95 % interval; more is better", drawing)


def _figure_values(figures: dict[str, dict[Language, Figures]]) -> dict[str, object]:
    return {label: {language: {measure: vars(own[measure]) for measure in MEASURES if measure in own} for language, own in found.items()} for label, found in figures.items()}


def _difference_values(comparisons: dict[str, Comparison]) -> dict[str, object]:
    return {
        label: {
            language: {measure: vars(one.difference) | {"won": len(one.won), "lost": len(one.lost), "tied": one.tied} for measure, one in found.items()} for language, found in own.measures.items()
        }
        for label, own in comparisons.items()
    }
