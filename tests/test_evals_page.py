"""The report of a run as a page: what it marks, counts and draws; that nothing in it runs or is requested; that it can be used."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import Markup
from playwright.sync_api import Browser, Page

from app.answer import Answer, Citation, Quote
from evals.cases import Case, Evidence, Fact
from evals.compare import CaseValues, compare, values_of
from evals.gate import Verdict
from evals.measures.quoting import markers, verbatim
from evals.measures.table import MEASURES
from evals.measures.twins import agreement
from evals.measures.wording import in_language
from evals.page import charts, words
from evals.page.charts import Dot, Mark, Scale, Series, bar_chart, dot_chart, line_chart
from evals.page.differences import differences
from evals.page.figures import by_category, confusions, sentence
from evals.page.marked import MarkedRun, elided, marks_of, shown
from evals.page.meanings import MEANINGS
from evals.page.report import counts, page
from evals.page.shown_case import anchors, parts, shown_case
from evals.page.visible import visible
from evals.page.wording import CATEGORIES, WORDS
from evals.record import Asked, Record
from evals.run import Run
from evals.scoring import score
from evals.suites import SUITES
from evals.summary import OUTCOMES, summary
from source.report import Bead, Passage, Report, Section, Span

PAGE = Path(charts.__file__).parent
ZH = "开放时间图书馆九点开门,八点关门。周末十点关门。"
EN = "Opening hours The library opens at nine, closes at eight. At weekends it closes at ten."
NINE = {"zh": "九点开门", "en": "opens at nine"}
EIGHT = {"zh": "八点关门", "en": "closes at eight"}
WEEKEND = {"zh": "周末十点关门", "en": "At weekends it closes at ten"}


def at(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def report(id: str = "library") -> Report:
    body = {"zh": Span(4, len(ZH)), "en": Span(14, len(EN))}
    passage = Passage(f"{id}/1.p1", "1", dict(body), (Bead((body["zh"],), (body["en"],)),))
    heading = Section("1", "", {"zh": Span(0, 4), "en": Span(0, 13)})
    return Report(id, {"zh": "办法", "en": "Rules"}, {"zh": "", "en": ""}, "zh", "human", "", {"zh": ZH, "en": EN}, (heading,), (passage,), (), ())


def piece(words: dict[str, str]) -> Evidence:
    return Evidence(({"zh": at(ZH, words["zh"]), "en": at(EN, words["en"])},))


def case(id: str, question: str = "几点开门?", *, evidence: tuple[Evidence, ...] = (piece(NINE),), status: str = "answered", category: str = "fact", **more: object) -> Case:
    language = "en" if question.isascii() else "zh"
    return Case(id, "dev", language, category, question, (), "library", status, evidence, (), **more)  # type: ignore[arg-type]


def citation(number: int, words: dict[str, str], report: str = "library", **more: object) -> Citation:
    spans = {"zh": at(ZH, words["zh"]), "en": at(EN, words["en"])}
    quotes = {language: Quote(words[language], span.start, span.end) for language, span in spans.items()}
    return replace(Citation(number, report, f"{report}/1.p1", {"zh": ["开放时间"], "en": ["Opening hours"]}, quotes["zh"], quotes["en"], None, "/read"), **more)  # type: ignore[arg-type]


def answer(text: str, *citations: Citation, status: str = "answered", confidence: float = 0.9, **more: object) -> Answer:
    return Answer("x", "q", "q", "zh", status, text, citations, confidence=confidence, timings_ms={"total": 3.0}, **more)  # type: ignore[arg-type]


def record(own: Case, given: Answer | None, *, suite: str = "own", error: str = "") -> Record:
    if given is None:
        return Record(suite, own, Asked(None, {}, error), None)
    rankings = {"both": (("library/1.p1", 1.0),)}
    return Record(suite, own, Asked(given, rankings), score(own, given, {"both": ["library/1.p1"]}, {"library": report()}))


def refusal() -> Answer:
    return answer("报告没有回答这个问题。", status="not_in_report", confidence=0.2, closest=(citation(1, WEEKEND),))


def records() -> list[Record]:
    """Eight cases: of each outcome at least one, both languages, three categories."""
    silent = {"evidence": (), "status": "not_in_report", "category": "unanswerable"}
    return [
        record(case("zh-1"), answer("报告写道：“九点开门” [1]", citation(1, NINE))),
        record(case("zh-2", evidence=(piece(NINE), piece(EIGHT)), category="list"), answer("“九点开门” [1]", citation(1, NINE), confidence=0.8)),
        record(case("zh-3"), answer("“周末十点关门” [1]", citation(1, WEEKEND), confidence=0.7)),
        record(case("zh-4"), refusal()),
        record(case("zh-5", "谁?", **silent), refusal()),
        record(case("en-1", "When does it open?"), answer('"opens at nine" [1]', citation(1, NINE))),
        record(case("en-2", "Who?", **silent), answer('"At weekends it closes at ten" [1]', citation(1, WEEKEND))),
        record(case("en-3", "And when?"), None, error="the server went away"),
    ]


def run(held: list[Record], *, verdict: Verdict | None = None, before: dict[str, dict[str, CaseValues]] | None = None, reports: dict[str, Report] | None = None) -> Run:
    ours = values_of(held)
    comparisons = {name: compare(name, ours[name], then) for name, then in (before or {}).items()}
    settings = {"duizhao": "0", "suites": {"own": "0"}, "engine": "extractive", "answers": None, "index": ["1"]}
    of = {one.suite: {"library": report()} if reports is None else reports for one in held}
    return Run(settings, tuple(held), tuple(summary(held)), of, "earlier" if before else "", comparisons, verdict or Verdict((), (), 3), (), None)


def earlier() -> dict[str, dict[str, CaseValues]]:
    """The same run before: zh-1 was refused, zh-2 is new, en-1 cited nothing else, zh-9 is gone."""
    then = dict(values_of(records())["own"])
    then["zh-1"] = replace(then["zh-1"], outcome="false_refusal", values=then["zh-1"].values | {"recall": 0.0, "false_refusal": 1.0})
    then["en-1"] = replace(then["en-1"], values=then["en-1"].values | {"precision": 0.5})
    then["zh-9"] = then.pop("zh-2")
    return {"own": then}


@cache
def compared() -> str:
    """The page of the eight cases against the run before."""
    return page(run(records(), before=earlier()))


class Tags(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def plain(markup: str, language: str) -> str:
    """What is read in one language, without its elements."""
    return re.sub(r"<[^>]+>", "", re.sub(rf"<i class={'e' if language == 'zh' else 'z'}>.*?</i>", "", markup))


# ---- marks


def runs_of(own: Record, language: str, reports: dict[str, Report] | None = None) -> list[tuple[str, str, tuple[int, ...]]]:
    pieces = own.scored.pieces if own.scored is not None else ()
    marks, _ = marks_of(own.case, own.asked.answer, pieces, reports or {"library": report()})
    return [(one.text, one.kind, one.numbers) for part in shown(report(), marks["library"]) for one in part.sides[language]]  # type: ignore[index]


def test_a_passage_is_cut_into_cited_missed_and_wrongly_cited_runs() -> None:
    longer = {"zh": "图书馆九点开门", "en": "The library opens at nine"}
    own = record(case("a", evidence=(piece(NINE), piece(EIGHT))), answer("[1][2]", citation(1, longer), citation(2, WEEKEND)))
    assert runs_of(own, "zh") == [
        ("图书馆", "wrong", (1,)),
        ("九点开门", "cited", ()),
        (",", "", ()),
        ("八点关门", "missed", ()),
        ("。", "", ()),
        ("周末十点关门", "wrong", (2,)),
        ("。", "", ()),
    ]
    assert [one for one in runs_of(own, "en") if one[1]] == [
        ("The library ", "wrong", (1,)),
        ("opens at nine", "cited", ()),
        ("closes at eight", "missed", ()),
        ("At weekends it closes at ten", "wrong", (2,)),
    ]


def test_evidence_that_counts_as_cited_in_one_language_is_not_called_missed_in_the_other() -> None:
    own = record(case("a"), answer("[1]", citation(1, NINE, en=None)))
    assert ("九点开门", "cited", (1,)) in runs_of(own, "zh")
    assert ("opens at nine", "rest", ()) in runs_of(own, "en")


def test_evidence_that_a_quote_only_touches_stays_missed() -> None:
    own = record(case("a"), answer("[1]", citation(1, {"zh": "图书馆九", "en": "library o"})))  # 1 of 4 characters, 1 of 13
    assert own.scored is not None and own.scored.pieces == (False,)
    assert [one[:2] for one in runs_of(own, "zh")][:3] == [("图书馆", "wrong"), ("九", "missed wrong"), ("点开门", "missed")]


def test_a_quote_is_neither_right_nor_wrong_where_the_evidence_is_not_known() -> None:
    own = record(case("a", evidence=()), answer("[1]", citation(1, NINE)))
    assert ("九点开门", "quoted", (1,)) in runs_of(own, "zh")
    assert [(one.text, one.verdict) for one in parts(own.asked.answer, None) if one.marker] == [("1", "")]  # type: ignore[arg-type]


def test_a_heading_that_is_cited_is_shown_and_marked() -> None:
    own = record(case("a"), answer("[1]", citation(1, {"zh": "开放时间", "en": "Opening hours"})))
    assert runs_of(own, "zh")[0] == ("开放时间", "wrong", (1,))


def test_long_plain_text_is_cut_down_to_what_stands_beside_a_mark() -> None:
    plain, word = "啊" * 300, MarkedRun("依据", "cited")
    kept = [(one.text, one.kind) for one in elided([MarkedRun(plain, ""), word, MarkedRun(plain, ""), word, MarkedRun(plain, "")], "zh")]
    assert kept == [("", "gap"), ("啊" * 50, ""), ("依据", "cited"), ("啊" * 50, ""), ("", "gap"), ("啊" * 50, ""), ("依据", "cited"), ("啊" * 50, ""), ("", "gap")]
    english = elided([MarkedRun("a word " * 100, ""), word], "en")
    assert english[1].text == "a word " * 18  # of the last 130 characters, "ord " and 18 times 7, what begins within a word is left out


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        pytest.param({"zh": Quote("外面", 10_000, 10_002)}, f"Chinese 10000–10002 is outside the text of {len(ZH)} characters", id="beyond-the-text"),
        pytest.param({"zh": Quote("外面", -5, -3)}, "Chinese -5–-3 is outside the text", id="before-the-text"),
        pytest.param({"en": Quote("", 9, 9)}, "English 9–9 is outside the text", id="empty-range"),
        pytest.param({"zh": Quote("十点开门", 7, 11)}, "Chinese 7–11 reads otherwise in the report", id="not-verbatim"),
        pytest.param({"zh": None, "en": None}, "it quotes nothing", id="nothing-quoted"),
        pytest.param({"report": "absent"}, "its report absent is not there", id="absent-report"),
        pytest.param({"report": "other", "passage": "nowhere"}, "another report: other", id="other-report"),
        pytest.param({"passage": "no/such.p9", "section": {}}, "opens at nine", id="absent-passage"),
    ],
)
def test_a_citation_that_is_wrong_is_shown_as_such_and_breaks_nothing(broken: dict[str, object], told: str) -> None:
    held = [record(case("a"), answer("[1] [1]", citation(1, NINE, **broken), citation(1, WEEKEND)))]
    text = page(run(held, reports={"library": report(), "other": report("other")}))
    assert told in plain(text, "en")


def test_markers_say_whether_their_citation_rests_on_evidence() -> None:
    given = answer("九点 [1]，周末【2】，无 ［9］", citation(1, NINE), citation(2, WEEKEND))
    assert [(one.text, one.verdict) for one in parts(given, (True, False)) if one.marker] == [("1", "✓"), ("2", "✗"), ("9", "?")]


# ---- figures


def test_the_sentence_and_the_confusion_count_what_became_of_the_cases() -> None:
    zh = [one for one in records() if one.case.language == "zh"]
    assert plain(sentence(zh), "en") == "Of 4 questions the report answers, 3 were answered (2 with evidence, 1 without), 1 wrongly refused. Of 1 it does not, 1 was refused, 0 wrongly answered."
    assert "1 题出错" in sentence([one for one in records() if one.case.language == "en"])
    found = {one.language: one.answerable for one in confusions(records())}
    assert found == {"zh": {True: (3, 1, 0), False: (0, 1, 0)}, "en": {True: (1, 0, 1), False: (1, 0, 0)}}


def test_an_answer_whose_evidence_is_not_known_is_counted_and_neither_right_nor_wrong() -> None:
    unknown = [record(case(id, evidence=(), category=category), answer("“九点开门” [1]", citation(1, NINE))) for id, category in (("zh-6", "fact"), ("zh-7", "why"))]
    held = [*records(), *unknown]
    said = plain(sentence([one for one in held if one.case.language == "zh"]), "en")
    assert said.startswith("Of 6 questions the report answers, 5 were answered (2 with evidence, 1 without, 2 whose evidence is not known), 1 wrongly refused.")
    assert confusions(held)[0].answerable[True] == (5, 1, 0)
    rows = by_category(held, {id: CaseValues("zh", outcome, {}, "") for id, outcome in (("zh-1", "right"), ("zh-6", "answered"))})
    fact, why = rows[0], rows[-1]
    assert fact.counts == (4, 2) and fact.cells[0] is not None
    assert (fact.cells[0].cases, fact.cells[0].mean) == (3, pytest.approx(1 / 3))  # of zh-1, zh-3 and zh-4
    assert 'class=before x1="100.00%"' in fact.chart  # of the two before, zh-1 alone
    assert (why.counts, why.cells) == ((1, 0), (None, None))
    text = page(run(held))
    assert '<span class="outcome answered"><span aria-hidden="true">?</span> <i class=z>作答，依据未知</i><i class=e>answered, evidence unknown</i>' in text
    offered = re.findall(r'data-facet="outcome" data-value="(\w*)"', text)
    assert offered == ["", "right", "partial", "answered", "missed", "false_refusal", "right_refusal", "false_answer", "error"]
    assert 'class="outcome answered"' in page(run(unknown))  # with nothing to judge, the page is made all the same


def test_the_filters_count_the_cases_that_they_show() -> None:
    held = records()
    made = [shown_case(one, reports={"library": report()}, anchor="a", change=("changed" if one.case.id == "zh-1" else "same", ""), twin=("", "", "")) for one in held]
    assert counts(made) == {
        "outcome": {"right": 3, "partial": 1, "missed": 1, "false_refusal": 1, "right_refusal": 1, "false_answer": 1, "error": 1},
        "language": {"zh": 5, "en": 3},
        "category": {"fact": 5, "list": 1, "unanswerable": 2},
        "change": {"changed": 1, "same": 7},
    }


def test_differences_tell_won_lost_changed_added_and_gone() -> None:
    found = run(records(), before=earlier()).comparisons["own"]
    told = differences(found)
    assert told.outcomes == (("zh-1", "false_refusal", "right"),)
    assert (told.added, told.gone) == (("zh-2",), ("zh-9",))
    labels = {str(line.label): [(side.language, side.won, side.lost) for side in line.sides] for line in told.measures}
    assert labels[str(words.measure("recall"))] == [("zh", ("zh-1",), ())]
    assert labels[str(words.measure("precision"))] == [("en", ("en-1",), ())]
    text = compared()
    assert '<a href="#case-zh-1">zh-1</a>' in text
    assert [attributes["data-change"] for tag, attributes in Tags(text).found if attributes.get("class") == "case"] == ["changed", "new", "same", "same", "same", "scores", "same", "same"]


# ---- charts, by hand


def test_a_strip_places_dots_intervals_and_the_tick_by_percent() -> None:
    drawn = dot_chart([None, Dot(0.5, 0.25, 1.0, "full", before=0.75)], Scale(0.0, 2.0, (0.0, 2.0)))
    assert 'cx="25.00%" cy="19"' in drawn  # 0.5 of 2; the second line's middle: 4 + 10 + 5
    assert 'class=interval x1="12.50%" x2="50.00%"' in drawn
    assert 'class=before x1="37.50%"' in drawn
    assert drawn.count("<circle") == 1
    assert 'width="75.00%"' in bar_chart([(0.5, "full")], Scale(-1.0, 1.0))  # (0.5 + 1) / 2


def test_a_line_chart_places_points_on_its_canvas_and_keeps_labels_apart() -> None:
    scale = Scale(0.0, 0.5, (0.0, 0.5))
    series = [Series(name, "full", ((0.0, 0.0), (1.0, 0.25)), (Mark(0.5, 0.25, drop=True),)) for name in ("one", "two")]
    drawn = line_chart(series, x=Scale(), y=scale, x_label="x", described_by="d")
    # across: 44 + share * (400 - 54 - 44 = 302); down: 208 - share * (208 - 12 = 196)
    assert 'points="44.0,208.0 346.0,110.0"' in drawn
    assert 'cx="195.0" cy="110.0"' in drawn
    assert [float(y) for y in re.findall(r'class="end full" x="353.0" y="([\d.]+)"', drawn)] == [114.0, 129.0]  # 110 + 4, and 15 lower


@pytest.mark.parametrize(("largest", "top"), [(0.0, 0.1), (0.1, 0.1), (0.11, 0.2), (0.5, 0.6), (0.9, 1.0), (1.0, 1.0)])
def test_an_axis_of_shares_ends_at_a_round_number(largest: float, top: float) -> None:
    assert charts.upto(largest).high == top


# ---- words


def test_every_wording_is_there_in_both_languages_with_the_same_placeholders() -> None:
    for key, (zh, en) in {**WORDS, **CATEGORIES, **MEANINGS}.items():
        assert zh.strip() and en.strip(), key
        assert re.search(r"[\u4e00-\u9fff]|^\{", zh), key
        assert set(re.findall(r"\{(\w+)", zh)) == set(re.findall(r"\{(\w+)", en)), key
        assert not re.search(r"[,;:!?()]", zh.replace("，? ", "")), f"{key}: half-width punctuation in Chinese"
    assert list(MEANINGS) == [one.name for one in MEASURES]
    assert all(f"outcome_{name}" in WORDS for name in OUTCOMES)
    assert {f"group_{one.group}" for one in MEASURES} <= set(WORDS)


def test_every_wording_that_is_asked_for_is_there_and_every_one_is_asked_for() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in PAGE.iterdir() if path.suffix in (".py", ".j2") and path.name != "wording.py")
    asked = set(re.findall(r'(?:\bw|words|named|spoken|drawn)\("(\w+)"', text))
    stems = set(re.findall(r'"(\w+_)" ~', text)) | set(re.findall(r'f"(\w+_)\{', text)) | {"outcome_", "asked_", "changed_", "answered_", "engine_"}
    assert {key for key in asked if not key.endswith("_")} <= set(WORDS)
    assert [key for key in WORDS if f'"{key}"' not in text and not any(key.startswith(stem) for stem in stems)] == []


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        ("evidence at 1, 3 of 10", "依据排在第 1, 3 位，共 10 段", "evidence at 1, 3 of 10"),
        ("not shown: <b>", "没有说到：&lt;b&gt;", "not shown: &lt;b&gt;"),
        ("something new", "something new", "something new"),
        ("nothing is cited; something new", "nothing is cited; something new", "nothing is cited; something new"),
        ("language is en, asked in zh", "回答标为英文，提问用中文", "language is English, asked in Chinese"),
        ("[3] has no citation; 'a; b' is not what [1] [2] quotes", "[3] 没有对应的引注；“a; b”不是 [1] [2] 所摘的话", "[3] has no citation; &#39;a; b&#39; is not what [1] [2] quotes"),
    ],
)
def test_a_reason_is_told_in_both_languages(reason: str, zh: str, en: str) -> None:
    told = words.reason(reason)
    assert (plain(told, "zh"), plain(told, "en")) == (zh, en)


def reasons() -> set[str]:
    """Reasons that the measures themselves give, of answers that are wrong in every way that they see."""
    whole = report()
    halves = ({"zh": at(ZH, "图书馆九点开门,八点关门。"), "en": at(EN, "The library opens at nine, closes at eight.")}, {language: at(whole.text[language], WEEKEND[language]) for language in WEEKEND})
    beads = tuple(Bead((half["zh"],), (half["en"],)) for half in halves)
    halved = {"library": replace(whole, passages=(replace(whole.passages[0], spans=dict(halves[0]), beads=beads),))}
    nine, weekend = citation(1, NINE), citation(2, WEEKEND)
    found = [
        verbatim(answer("", replace(nine, report="it's gone"), replace(nine, passage='no "p9"'), replace(nine, zh=None, en=None)), halved),
        verbatim(answer("", replace(nine, zh=Quote("十点; 开门", 7, 12), en=Quote("x", -9, -8))), halved),
        verbatim(answer("", replace(nine, en=weekend.en)), halved),
        verbatim(answer("", nine, status="not_in_report"), halved),
        markers(answer("无 [3]", nine, replace(weekend, number=1))),
        markers(answer("“周末; 十点关门” [1]，“没有'人'说过\"这话” [1][2]", nine, citation(2, EIGHT), engine="model")),
        markers(answer("“九点开门” [1]，“谁也没有说过”", nine, engine="model")),
        markers(answer("“九点开门” [1]", nine, nine)),
        markers(answer("九点。")),
        in_language(answer("九点开门", nine), "en"),
        in_language(answer("报告写道：“opens at nine” [1]", nine), "zh"),
        in_language(answer("It opens at nine in the morning. [1]", nine), "zh"),
        *(agreement((True, {1}, {"p"}), theirs) for theirs in ((False, set[int](), set[str]()), (True, {1, 2}, {"p"}))),
        agreement((True, set(), {"p"}), (True, set(), {"q"})),
    ]
    asked = replace(case("a", evidence=(piece(NINE), piece(EIGHT)), answer=("九点",), forbidden=("口令",)), facts=(Fact(("三千; 美元",), True),))
    silent = case("b", evidence=(), status="not_in_report")
    longer = citation(1, {"zh": "图书馆九点开门", "en": "The library opens at nine"})
    answers = [answer("口令：30 天内 “周末十点关门” [2]", weekend), answer("“图书馆九点开门” [1]", longer), answer("“图书馆九点开门” [1]", replace(longer, en=None)), refusal()]
    scored = [score(one, given, {"both": ranking}, halved) for one in (asked, silent) for given in answers for ranking in (["library/1.p1"], ["nowhere"])]
    return {one.reason for one in (*found, *(held for one in scored for held in one.scores.values())) if one.reason}


def test_every_reason_that_the_measures_give_has_a_chinese_form() -> None:
    made = reasons()
    forms = {re.sub(r"""'.*?'|".*?"|[\d\W]+""", " ", one) for one in made}
    assert len(forms) >= 25, forms
    for one in made:
        told = re.sub(r"“.*?”", "", plain(words.reason(one), "zh"))
        assert told != plain(words.reason(one), "en") and not re.search(r"\b(?:is|of|not|the|in|no|has|with)\b", told), one


# ---- safety


HOSTILE = "</script><script>document.title='run'</script><img src=x onerror=alert(1)>\"'{{7*7}}\u202egnp\u202c\x00\x07 javascript:alert(1)"
LONE = HOSTILE + "\ud800"
"""With half of a surrogate pair, which JSON can bring and UTF-8 cannot write."""


def hostile() -> Run:
    """A run in which everything that anybody can write is hostile."""
    id = 'x" onclick="alert(1)\n' + HOSTILE
    own = replace(case(id, HOSTILE + "谁", category=HOSTILE, answer=(HOSTILE,), twin=HOSTILE), history=(HOSTILE,), facts=(Fact((HOSTILE,), True),))
    cited = citation(1, NINE, zh=Quote(HOSTILE, 4, 9), report=HOSTILE, passage=HOSTILE, section={"zh": [HOSTILE], "en": [HOSTILE]}, url="javascript:alert(1)")
    given = replace(answer(HOSTILE + " [1]", cited, citation(2, NINE)), searched=HOSTILE, closest=(cited,))
    held = [record(own, given, suite=HOSTILE), record(replace(own, id="y", twin=""), None, suite=HOSTILE, error=LONE)]
    made = run(held, verdict=Verdict((LONE,), (LONE,), 1))
    return replace(made, settings=made.settings | {LONE: LONE}, notes=(LONE,), against=LONE)


@cache
def hostile_page() -> str:
    return page(hostile())


def test_hostile_text_is_shown_and_never_markup() -> None:
    text = hostile_page()
    text.encode("utf-8")
    found = Tags(text).found
    tags = [tag for tag, _ in found]
    assert (tags.count("script"), tags.count("style"), tags.count("img")) == (1, 1, 0)
    assert [name for _, attributes in found for name in attributes if name.startswith("on")] == []
    assert {value[:1] for _, attributes in found for name, value in attributes.items() if name in ("href", "src", "action") and value} <= {"#"}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "⟦U+202E⟧gnp" in text
    assert all(not re.search(r"\s", value) for _, attributes in found if (value := attributes.get("id")))


@pytest.mark.parametrize(
    ("text", "seen"),
    [("报告\u202e错", "报告⟦U+202E⟧错"), ("a\r\nb\tc", "a\nb\tc"), ("a\x00\x85", "a⟦U+0000⟧⟦U+0085⟧"), ("\ud83d and \U0001f600", "\ufffd and \U0001f600"), ("混 mixed，", "混 mixed，")],
)
def test_hidden_characters_are_shown_as_signs(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_the_page_names_nothing_outside_itself() -> None:
    text = compared()
    found = Tags(text).found
    assert {tag for tag, _ in found} & {"link", "img", "iframe", "object", "embed", "base", "form", "video", "audio", "source"} == set()
    assert [value for _, attributes in found for name, value in attributes.items() if name in ("href", "src", "srcset", "action", "poster", "data") and not (value or "").startswith("#")] == []
    assert not re.search(r"https?:|//\w|url\(|@import|\bfetch\(|XMLHttp|import\(", text)
    policy = next(attributes["content"] for tag, attributes in found if attributes.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy


def test_every_link_leads_to_something_on_the_page() -> None:
    found = Tags(compared()).found
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"] for tag, attributes in found if tag == "a"} <= {f"#{id}" for id in ids}


def test_cases_of_one_id_in_two_suites_have_addresses_of_their_own() -> None:
    held = [record(case(id), None, suite=suite, error="e") for suite, id in (("one", "a b"), ("two", "a b"), ("two", "a-b"), ("two", "题/1"))]
    assert list(anchors(held).values()) == ["case-a-b", "case-a-b-2", "case-a-b-3", "case-题-1"]


# ---- the page as a whole


def test_a_run_of_errors_alone_without_baseline_or_report_is_a_page() -> None:
    held = [record(case("a"), None, error="the server <went> away"), record(case("b", "Why?"), None, error="e")]
    text = page(run(held, reports={}))
    assert "the server &lt;went&gt; away" in text
    assert "There is no baseline to compare with." in text
    assert 'class="block differences"' not in text


def test_verdict_sentences_and_failures_stand_at_the_head() -> None:
    failed = page(run(records(), verdict=Verdict(("own zh: recall is 0.5 & low",), ("a note",), 4)))
    assert "own zh: recall is 0.5 &amp; low" in failed and "未过门禁" in failed and "a note" in failed
    assert "通过门禁" in page(run(records()))


def test_every_measure_that_has_a_figure_is_explained_under_the_scores() -> None:
    text = page(run(records()))
    listed = text.split('<details class="bins">')[1].split("</details>")[0]
    measures = summary(records())[0].languages["zh"].all.measures
    assert all(str(words.meaning(name)) in listed for name in measures)
    assert str(words.meaning("obeyed")) not in listed


def test_a_page_of_answers_made_elsewhere_says_so() -> None:
    own = run(records())
    text = page(replace(own, settings=own.settings | {"answers": {"file": "theirs.jsonl", "sha256": "0"}}))
    assert "Answers made elsewhere: theirs.jsonl." in text and "Extractive answers." not in text
    assert "Extractive answers." in page(own)


def test_every_category_of_a_shipped_suite_has_a_name() -> None:
    named = {json.loads(line)["category"] for path in SUITES.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()}
    assert {name for name in named if not name.startswith("noise-")} <= set(CATEGORIES)


def test_every_suite_of_a_run_has_its_section() -> None:
    held = records() + [replace(one, suite="second") for one in records()]
    text = page(run(held))
    assert [attributes["id"] for tag, attributes in Tags(text).found if tag == "section" and attributes.get("class") == "suite"] == ["suite-1", "suite-2"]
    assert text.count('data-facet="outcome" data-value=""') == 2


def test_svg_labels_are_escaped() -> None:
    drawn = line_chart([Series("<b>", "full", ((0.0, 0.0),))], x=Scale(), y=Scale(), x_label=HOSTILE, described_by='"><x>')
    assert isinstance(drawn, Markup)
    assert {tag for tag, _ in Tags(drawn).found} <= {"svg", "line", "text", "polyline", "circle", "title"}


# ---- in a browser


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page opened as a file; fails at the end when it asked for anything else or its script failed."""
    (tmp_path / "report.html").write_text(compared(), encoding="utf-8")
    (tmp_path / "hostile.html").write_text(hostile_page(), encoding="utf-8")
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    tab = context.new_page()
    asked: list[str] = []
    failed: list[str] = []
    tab.on("request", lambda request: asked.append(request.url) if not request.url.startswith(tmp_path.as_uri()) else None)
    tab.on("pageerror", lambda error: failed.append(str(error)))
    tab.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
    tab.goto((tmp_path / "report.html").as_uri())
    yield tab
    context.close()
    assert (asked, failed) == ([], [])


def ids(tab: Page) -> list[str]:
    return [text for text in tab.locator(".case:visible .id").all_inner_texts()]


def test_filters_show_the_cases_they_count_and_count_with_the_other_filters(opened: Page) -> None:
    opened.click('[data-facet=outcome][data-value="right"]')
    assert ids(opened) == ["zh-1", "zh-2", "en-1"]
    assert opened.inner_text('[data-facet=language][data-value="en"] .count') == "1"
    opened.click('[data-facet=language][data-value="zh"]')
    assert ids(opened) == ["zh-1", "zh-2"]
    assert opened.inner_text('[data-facet=outcome][data-value="error"] .count') == "0"
    opened.select_option("select[data-facet=category]", "list")
    assert ids(opened) == ["zh-2"]
    opened.fill("input[data-facet=text]", "no such words")
    assert opened.locator(".nothing").is_visible() and ids(opened) == []
    opened.evaluate("location.hash = 'case-en-3'")
    opened.wait_for_function("document.getElementById('case-en-3').open")
    assert len(ids(opened)) == 8


def test_text_search_finds_questions_answers_and_ids(opened: Page) -> None:
    for text, expected in (("周末十点", ["zh-3"]), ("WHO?", ["en-2"]), ("zh-4", ["zh-4"]), ("went away", ["en-3"])):
        opened.fill("input[data-facet=text]", text)
        assert ids(opened) == expected


def test_a_case_is_opened_by_its_address_and_keeps_it(opened: Page) -> None:
    opened.click("#case-zh-3 > summary")
    opened.wait_for_function("location.hash === '#case-zh-3'")
    opened.reload()
    opened.wait_for_function("document.getElementById('case-zh-3').open")
    assert opened.locator("#case-zh-3 mark.missed").first.inner_text() == "九点开门"
    assert opened.locator("#case-zh-1 .body").is_hidden()


def test_the_page_speaks_the_browser_s_language_until_another_is_chosen(opened: Page) -> None:
    assert opened.inner_text("h1").startswith("评测")
    assert opened.get_attribute("input[data-facet=text]", "placeholder") == "查找编号、问题、回答"
    opened.click("button[data-lang=en]")
    assert opened.inner_text("h1").startswith("Evaluation")
    opened.reload()
    assert opened.evaluate("document.documentElement.lang") == "en"


def test_a_narrow_screen_needs_no_sideways_scrolling_also_with_every_case_open(opened: Page, tmp_path: Path) -> None:
    for name in ("report", "hostile"):
        opened.goto((tmp_path / f"{name}.html").as_uri())
        opened.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert opened.evaluate("document.documentElement.scrollWidth") <= 390, name
        assert opened.title().startswith("Evaluation")


def test_on_paper_every_case_shown_is_open_and_closed_again_after(opened: Page) -> None:
    opened.click('[data-facet=language][data-value="en"]')
    opened.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.locator(".case[open]").count() == 3
    opened.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert opened.locator(".case[open]").count() == 0


def test_without_script_everything_can_be_read(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(compared(), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    tab = context.new_page()
    tab.goto((tmp_path / "report.html").as_uri())
    assert tab.locator("h1").inner_text().startswith("Evaluation")
    assert tab.locator(".controls:visible").count() == 0
    tab.click("#case-en-2 > summary")
    assert tab.locator("#case-en-2 mark.wrong").first.is_visible()
    context.close()
