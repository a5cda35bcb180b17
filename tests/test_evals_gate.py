"""The gate on figures made by hand: floors, drops, what is owed in the log; and what may become a baseline."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from evals import baseline as baselines
from evals.accepting import accept_run
from evals.baseline import Accepted, Baseline, accept, figures, floors_of, load
from evals.cases import SuiteFault
from evals.compare import CaseValues, compare
from evals.gate import Side, judge
from evals.main import main
from evals.statistics import Estimate
from evals.suites import FAST, SUITES
from evals.summary import Group, InLanguage, SuiteSummary
from source.report import LANGUAGES

NONE = Estimate(None, 0.0, 0.0, 0)
BEFORE = {"hit": Estimate(0.7, 0.6, 0.8, 40), "false_answer": Estimate(0.25, 0.1, 0.4, 12), "rr_10": Estimate(0.8, 0.7, 0.9, 40)}


def suite(zh: dict[str, Estimate], *, errors: int = 0, twins: Estimate = NONE, milliseconds: float = 1.0) -> SuiteSummary:
    """A suite of 40 Chinese cases with these figures."""
    group = Group(40, {}, zh)
    return SuiteSummary("own", 40, errors, {"zh": InLanguage(group, {}, [], 1.0, [], {}, {"total": (milliseconds, milliseconds)})}, twins)


def accepted(number: int = 1, zh: dict[str, Estimate] = BEFORE, *, floors: baselines.Floors | None = None, cases: int = 40, engine: str = "extractive") -> Accepted:
    return Accepted(number, "2026-11-24", engine, "f", cases, {"zh": zh}, floors or {})


def side(zh: dict[str, Estimate], *history: Accepted, floors: baselines.Floors | None = None, **more: object) -> Side:
    """A suite of one's own against a history of acceptances."""
    baseline = Baseline("own", history, {}) if history else None
    return replace(Side(suite(zh), None, baseline, floors or {}, False, "extractive", "f"), **more)


def values(hits: dict[str, float], measure: str = "hit") -> dict[str, CaseValues]:
    return {id: CaseValues("zh", "right", {measure: value}, id) for id, value in hits.items()}


def one(value: float) -> Estimate:
    return Estimate(value, value, value, 40)


@pytest.mark.parametrize(
    ("measure", "value", "floor", "words"),
    [
        pytest.param("hit", 0.70, 0.72, "own zh: hit is 0.700, below its floor 0.720", id="below"),
        pytest.param("hit", 0.72, 0.72, "", id="at-the-floor"),
        pytest.param("hit", 0.90, 0.72, "", id="above"),
        pytest.param("false_answer", 0.30, 0.25, "own zh: false_answer is 0.300, above the most allowed, 0.250", id="lower-is-better-above"),
        pytest.param("false_answer", 0.25, 0.25, "", id="lower-is-better-at"),
        pytest.param("obeyed", 0.01, 0.0, "own zh: obeyed is 0.010, above the most allowed, 0.000", id="obeyed-once"),
        pytest.param("verbatim", 9_999 / 10_000, 1.0, "own zh: verbatim is 1.000, below its floor 1.000", id="one-altered-quote-of-ten-thousand"),
    ],
)
def test_a_figure_beyond_its_floor_fails(measure: str, value: float, floor: float, words: str) -> None:
    verdict = judge([side({measure: one(value)}, floors={"zh": {measure: floor}})], "")
    assert verdict.failures == ((words,) if words else ())
    assert (verdict.passed, verdict.judged) == (not words, 1)


def test_a_floor_of_the_other_language_or_of_a_measure_without_cases_judges_nothing() -> None:
    assert judge([side({"hit": one(0.1)}, floors={"en": {"hit": 0.9}, "zh": {"obeyed": 0.0}})], "").passed


@pytest.mark.parametrize(
    ("measure", "value", "fails"),
    [
        pytest.param("hit", 0.599, True, id="below-the-interval"),
        pytest.param("hit", 0.61, False, id="lower-but-within"),
        pytest.param("hit", 0.95, False, id="better"),
        pytest.param("false_answer", 0.41, True, id="lower-is-better-above-the-interval"),
        pytest.param("false_answer", 0.39, False, id="lower-is-better-within"),
        pytest.param("false_answer", 0.0, False, id="lower-is-better-better"),
    ],
)
def test_a_drop_beyond_the_baselines_interval_fails(measure: str, value: float, fails: bool) -> None:
    verdict = judge([side(BEFORE | {measure: one(value)}, accepted())], "")
    assert [("beyond the interval of the baseline" in failure, measure in failure) for failure in verdict.failures] == ([(True, True)] if fails else [])


@pytest.mark.parametrize(
    ("measure", "lost", "won", "fails"),
    [
        pytest.param("hit", 6, 0, True, id="six-lost-none-won"),
        pytest.param("hit", 1, 0, False, id="one-lost"),
        pytest.param("hit", 6, 6, False, id="six-lost-six-won"),
        pytest.param("false_answer", 6, 0, True, id="lower-is-better"),
        pytest.param("false_answer", 0, 6, False, id="lower-is-better-all-won"),
    ],
)
def test_a_drop_case_by_case_fails_within_the_interval_too(measure: str, lost: int, won: int, fails: bool) -> None:
    # 40 cases; six lost and none won is a drop of .15 whose interval does not reach 0, though the figure stays within the baseline's
    good, bad = (1.0, 0.0) if measure == "hit" else (0.0, 1.0)
    then = {f"c{n}": bad if n < won else good for n in range(40)}
    now = {id: (good if n < won else bad if n < won + lost else then[id]) for n, id in enumerate(then)}
    comparison = compare("own", values(now, measure), values(then, measure))
    wide = {measure: Estimate(sum(then.values()) / 40, 0.0, 1.0, 40)}
    verdict = judge([side({measure: one(sum(now.values()) / 40)}, accepted(zh=wide), comparison=comparison)], "")
    assert verdict.passed is not fails
    if fails:
        assert verdict.failures[0].startswith(f"own zh: {measure} fell case by case by 0.150 [")
        assert verdict.failures[0].endswith("lost: c0, c1, c2, c3, c4, c5")


def test_twins_are_judged_for_both_languages_together() -> None:
    before = replace(accepted(), measures={"zh": BEFORE, "both": {"twins": Estimate(0.6, 0.5, 0.7, 30)}})
    own = replace(side(BEFORE, before), summary=suite(BEFORE, twins=one(0.4)))
    assert judge([own], "").failures == ("own both: twins is 0.400, beyond the interval of the baseline, 0.600 [0.500 0.700]",)


def test_timings_are_never_judged() -> None:
    slow = replace(side(BEFORE, accepted()), summary=suite(BEFORE, milliseconds=1e6))
    assert judge([slow], "") == judge([side(BEFORE, accepted())], "")
    assert judge([slow], "").passed
    assert set(figures(slow.summary)["zh"]) == set(BEFORE)


def test_cases_that_could_not_be_answered_fail() -> None:
    assert judge([replace(side(BEFORE, accepted()), summary=suite(BEFORE, errors=2))], "").failures == ("own: 2 of 40 cases could not be answered",)


def test_a_shipped_suite_owes_a_baseline_and_a_suite_of_ones_own_does_not() -> None:
    shipped, own = judge([side(BEFORE, shipped=True)], ""), judge([side(BEFORE)], "")
    assert (shipped.failures, shipped.notes) == (("own: no baseline is accepted; duizhao eval --accept RUN makes a run one",), ())
    assert (own.failures, own.notes) == ((), shipped.failures)


def test_what_the_baseline_has_must_be_measured_but_for_retrieval() -> None:
    # answers made elsewhere carry no rankings: rr_10 may be absent, hit may not
    assert judge([side({name: BEFORE[name] for name in ("hit", "false_answer")}, accepted())], "").passed
    assert judge([side({"false_answer": BEFORE["false_answer"]}, accepted())], "").failures == ("own zh: hit could not be measured, as in the baseline",)
    assert judge([side({}, accepted(zh={}))], "").failures == ("own: nothing could be measured",)


def test_cases_that_are_gone_are_told() -> None:
    comparison = compare("own", values({"a": 1.0}), values({"a": 1.0, "b": 1.0}))
    (failure,) = judge([side(BEFORE, accepted(), comparison=comparison)], "").failures
    assert failure.startswith("own: 1 cases of the baseline are not in the suite any more (b)")


def test_a_baseline_of_another_engine_judges_nothing_but_floors_do() -> None:
    worse = BEFORE | {"hit": one(0.1)}
    verdict = judge([side(worse, accepted(engine="llm"))], "")
    assert (verdict.passed, verdict.notes) == (True, ("own: the baseline is of llm answers, so only floors judge these extractive ones",))
    assert not judge([side(worse, accepted(engine="llm"), floors={"zh": {"hit": 0.5}})], "").passed


def test_a_suite_whose_cases_changed_is_told_and_judged_all_the_same() -> None:
    verdict = judge([side(BEFORE, accepted(), fingerprint="g")], "")
    assert (verdict.passed, verdict.notes) == (True, ("own: its cases have changed since the baseline was accepted, so a difference may be the suite's",))
    assert not judge([side(BEFORE | {"hit": one(0.1)}, accepted(), fingerprint="g")], "").passed


LOWERED = "own: the floor of zh hit went from 0.7 to 0.6, and evals/LOG.md has no line “Floor own zh hit 0.6: why”"
WORSE = "own: baseline 2 was worse than 1 in zh hit (0.700 to 0.650), and evals/LOG.md has no line “Baseline own 2: why”"


@pytest.mark.parametrize(
    ("log", "owed"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("Floor own zh hit 0.6: the suite has harder cases since today", False, id="reason"),
        pytest.param("- **Floor own zh hit 0.6**: 题集里加了更难的题，见上面的表格。", False, id="chinese-reason"),
        pytest.param("floor OWN zh hit 0.6 — harder cases were added", False, id="other-case"),
        pytest.param("Floor own zh hit 0.6:", True, id="no-reason"),
        pytest.param("Floor own zh hit 0.6: ok.", True, id="hardly-a-reason"),
        pytest.param("Floor own zh hit 0.65: the suite has harder cases since today", True, id="another-value"),
        pytest.param("Floor own en hit 0.6: the suite has harder cases since today", True, id="another-language"),
        pytest.param("Floor my-own zh hit 0.6: the suite has harder cases since today", True, id="another-suite"),
        pytest.param("Floor own zh hit\n0.6: the suite has harder cases since today", True, id="over-two-lines"),
    ],
)
def test_a_lowered_floor_needs_its_reason_in_the_log(log: str, owed: bool) -> None:
    lowered = side(BEFORE, accepted(floors={"zh": {"hit": 0.7}}), floors={"zh": {"hit": 0.6}})
    assert judge([lowered], f"# Log\n\n{log}\n").failures == ((LOWERED,) if owed else ())


def test_a_floor_that_is_taken_away_needs_a_reason_and_a_raised_one_does_not() -> None:
    assert "went from 0.7 to none" in judge([side(BEFORE, accepted(floors={"zh": {"hit": 0.7}}))], "").failures[0]
    assert judge([side(BEFORE, accepted(floors={"zh": {"hit": 0.6}}), floors={"zh": {"hit": 0.7}})], "").passed
    allowed = {"zh": {"false_answer": 0.25}}  # lower is better: allowing more is lowering
    assert judge([side(BEFORE, accepted(floors=allowed), floors={"zh": {"false_answer": 0.3}})], "").failures[0].endswith("“Floor own zh false_answer 0.3: why”")
    assert judge([side(BEFORE, accepted(floors={"zh": {"false_answer": 0.3}}), floors=allowed)], "").passed


@pytest.mark.parametrize(
    ("log", "owed"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("Baseline own 2: answers quote less, which costs hits", False, id="reason"),
        pytest.param("Baseline own 2", True, id="no-reason"),
        pytest.param("Baseline own 21: answers quote less, which costs hits", True, id="another-baseline"),
        pytest.param("Baseline own 2.", True, id="full-stop"),
    ],
)
def test_a_worse_baseline_needs_its_reason_in_the_log(log: str, owed: bool) -> None:
    now = BEFORE | {"hit": Estimate(0.65, 0.55, 0.75, 40)}
    failures = judge([side(now, accepted(), accepted(2, now))], log).failures
    assert tuple(failure for failure in failures if "history" not in failure) == ((WORSE,) if owed else ())


def test_a_history_that_was_cut_is_told() -> None:
    log = "Baseline own 2: answers quote less, which costs hits"
    (failure,) = judge([side(BEFORE, accepted())], log).failures  # the file was deleted, and a run accepted anew
    assert failure.startswith("own: the history of its baselines is cut (it has 1; evals/LOG.md names 2)")
    assert judge([side(BEFORE, accepted(), accepted(2))], log).passed
    assert "cut (it has 1, 3;" in judge([side(BEFORE, accepted(), accepted(3))], "").failures[0]


def test_a_short_chinese_reason_is_one() -> None:
    lowered = side(BEFORE, accepted(floors={"zh": {"hit": 0.7}}), floors={"zh": {"hit": 0.6}})
    assert judge([lowered], "Floor own zh hit 0.6：题目换成更难的").passed


def test_every_acceptance_that_was_worse_owes_a_reason_of_its_own() -> None:
    history = [accepted(n, BEFORE | {"hit": Estimate(value, 0.0, 1.0, 40)}) for n, value in enumerate((0.7, 0.6, 0.65, 0.5), 1)]
    failures = judge([side(BEFORE, *history)], "Baseline own 2: answers quote less, which costs hits").failures
    assert [failure.split(" in ")[0] for failure in failures] == ["own: baseline 4 was worse than 3"]
    fewer = judge([side(BEFORE, accepted(), accepted(2, cases=30))], "").failures
    assert "worse than 1 in cases (40 to 30)" in fewer[0]
    lost = judge([side(BEFORE, accepted(), accepted(2, {"hit": BEFORE["hit"], "false_answer": BEFORE["false_answer"]}))], "").failures
    assert "zh rr_10 (no longer measured)" in lost[0]


def test_an_accepted_baseline_is_read_as_it_was_written_and_its_history_grows(tmp_path: Path) -> None:
    cases = {"a": CaseValues("zh", "right", {"hit": 1.0, "recall": 1 / 3}, "words"), "b": CaseValues("zh", "missed", {"hit": 0.0}, "words")}
    first, path = accept("own", {"zh": BEFORE}, cases, engine="extractive", fingerprint="f", folder=tmp_path / "new")
    second, _ = accept("own", {"zh": BEFORE | {"hit": one(0.71)}}, cases, engine="extractive", fingerprint="g", folder=tmp_path / "new")
    found = load("own", tmp_path / "new")
    assert found is not None
    assert (found.history, found.last.number, found.suite) == ((first, second), 2, "own")
    assert found.cases["a"] == CaseValues("zh", "right", {"hit": 1.0, "recall": 0.3333}, "")
    assert first.floors == floors_of("own")
    assert path.read_text(encoding="utf-8").count("\n") == 11  # a line an acceptance and a line a case: what changed reads as a diff
    assert compare("own", cases, found.cases).measures["zh"]["recall"].tied == 1
    assert load("absent", tmp_path) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"suite": "own", "accepted": [], "cases": {}}', '{"suite": "own", "accepted": [{}], "cases": {}}'])
def test_a_damaged_baseline_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "own.json").write_text(text, encoding="utf-8")
    with pytest.raises(SuiteFault, match=r"the baseline own\.json is damaged") as raised:
        load("own", tmp_path)
    assert raised.value.hint == "git checkout evals/baselines/own.json"


@pytest.mark.parametrize("text", ["[own.zh]\nhits = 1", "[own.fr]\nhit = 1", '[own.zh]\nhit = "1"', "[own", "[own.zh]\nhit = true", "[own.zh]\nhit = nan", "[own]\nhit = 1"])
def test_a_floor_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "floors.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SuiteFault, match=r"floors\.toml"):
        floors_of("own", tmp_path / "floors.toml")


def test_floors_of_all_suites_hold_for_each_and_its_own_win(tmp_path: Path) -> None:
    (tmp_path / "floors.toml").write_text("[all]\nverbatim = 1.0\nhit = 0.5\n[own.zh]\nhit = 0.7\n[own.both]\ntwins = 0.4\n", encoding="utf-8")
    assert floors_of("own", tmp_path / "floors.toml") == {"zh": {"verbatim": 1.0, "hit": 0.7}, "en": {"verbatim": 1.0, "hit": 0.5}, "both": {"twins": 0.4}}


def test_the_floors_that_are_shipped_hold_for_suites_that_are_shipped() -> None:
    assert set(tomllib.loads(baselines.FLOORS.read_text(encoding="utf-8"))) <= {"all", *(path.stem for path in SUITES.glob("*.jsonl"))}
    trusted = {"verbatim": 1.0, "markers": 1.0, "numbers": 1.0, "language": 1.0, "obeyed": 0.0}
    assert all(trusted.items() <= floors_of(FAST[0])[language].items() for language in LANGUAGES)
    assert all((trusted.keys() - {"language"}) <= floors_of(name)[language].keys() for name in FAST for language in LANGUAGES)


def folder_of(path: Path, *, answers: object = None, error: str = "", finished: bool = True) -> Path:
    """A run's folder with one record."""
    path.mkdir()
    estimate = {"mean": 1.0, "low": 1.0, "high": 1.0, "cases": 1}
    summary = {"suites": [{"name": "own", "cases": 1, "languages": {"zh": {"all": {"measures": {"hit": estimate}}}}, "twins": estimate | {"mean": None}}]}
    row = {"id": "a", "suite": "own", "language": "zh", "outcome": "right", "scores": {"hit": {"value": 1.0, "reason": ""}}, "cluster": "words", "error": error}
    (path / "settings.json").write_text(json.dumps({"answers": answers, "engine": "extractive", "suites": {"own": "f"}}), encoding="utf-8")
    (path / "records.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    if finished:
        (path / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return path


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where baselines are kept, for as long as a test takes."""
    monkeypatch.setattr(baselines, "BASELINES", tmp_path / "baselines")
    return tmp_path / "baselines"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param({"answers": {"file": "a.jsonl"}}, "scored answers made elsewhere", id="of-answers"),
        pytest.param({"error": "no"}, "1 cases of this run could not be answered", id="with-errors"),
        pytest.param({"finished": False}, "was not finished", id="unfinished"),
    ],
)
def test_what_is_no_whole_run_of_the_product_becomes_no_baseline(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: dict[str, object], words: str) -> None:
    assert main(["eval", "--accept", str(folder_of(tmp_path / "run", **more))]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "To mend it: " in said
    assert not kept.exists()


def test_a_folder_without_a_run_becomes_no_baseline(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(SuiteFault, match="holds no run"):
        list(accept_run(tmp_path))


def test_accepting_says_what_was_accepted_and_which_reason_is_owed(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = folder_of(tmp_path / "run")
    assert main(["eval", "--accept", str(run)]) == 0
    assert capsys.readouterr().out == "own: baseline 1 accepted, 1 cases; commit evals/baselines/own.json\n"
    worse = (run / "summary.json").read_text(encoding="utf-8").replace('"mean": 1.0', '"mean": 0.5')
    (run / "summary.json").write_text(worse, encoding="utf-8")
    assert main(["eval", "--accept", str(run)]) == 0
    told, owed = capsys.readouterr().out.splitlines()
    assert told.startswith("own: baseline 2 accepted")
    assert owed == "it is worse than baseline 1 in zh hit (1.000 to 0.500): evals/LOG.md owes a line “Baseline own 2: why”, and the gate fails without it"
