"""Running suites: every case has a record, a failure is told and never dropped, what was interrupted goes on, cases set aside give figures only."""

import dataclasses
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from answerers import Faltering
from conftest import write_report
from filelock import FileLock
from running import environment

from app.asking import Desk
from evals import run_folder
from evals.cases import SuiteFault
from evals.compare import values_of, values_of_rows
from evals.main import main
from evals.run import Run, run
from evals.run_folder import read_figures, read_run
from index.settings import Settings

Running = Callable[..., Run]
DESIGN = {"id", "question", "searched", "language", "status", "text", "citations", "closest", "confidence", "notices", "engine", "timings_ms"}


def row(id: str, question: str, *, start: int = 0, end: int = 0, **more: object) -> str:
    """A case over the small report; answered where it has evidence."""
    evidence = [{"zh": {"start": start, "end": end}}] if end else []
    return json.dumps({"id": id, "category": "fact", "question": question, "report": "library", "evidence": evidence} | more, ensure_ascii=False)


@pytest.fixture
def suite(desk: Desk, tmp_path: Path) -> Path:
    """Five cases: one of each language, one that the report is silent on, one over no report, one that is no question; and one set aside."""
    at = desk.index.reports["library"].text["zh"].index("每人最多借五本书")
    lines = [
        row("zh-1", "每人最多借几本书?", start=at, end=at + 8, facts=[{"any": ["五本书"], "vital": True}], twin="t"),
        row("en-1", "How long is the loan period?", start=at + 11, end=at + 17),
        row("en-2", "Who won the football world cup in the year 1998 in France?"),
        row("zh-2", "周末延长开放到几点?", split="aside", start=at, end=at + 8),
        row("zh-3", "空的?", report="absent", start=0, end=8),
        row("zh-4", "?!", start=at, end=at + 8, language="zh"),
    ]
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def good(suite: Path) -> Path:
    """The cases of the suite that can be answered."""
    path = suite.with_name("good.jsonl")
    path.write_text("\n".join(suite.read_text(encoding="utf-8").splitlines()[:3]), encoding="utf-8")
    return path


@pytest.fixture
def running(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Running:
    """Runs suites into a folder; without one named, into this test's own."""
    monkeypatch.setattr(run_folder, "RUNS", tmp_path / "runs")

    def running(*suites: Path, by: object = desk, split: str = "dev", out: Path | None = tmp_path / "out") -> Run:
        return run(by, [str(path) for path in suites], split=split, engine="extractive", out=out)  # type: ignore[arg-type]

    return running


def written(folder: Path) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(line) for line in (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()]


def untimed(rows: list[dict]) -> list[dict]:  # type: ignore[type-arg]
    return [one | {"answer": one["answer"] | {"timings_ms": {}} if one["answer"] else None} for one in rows]


def test_every_case_of_the_split_has_a_record_and_failures_are_counted(running: Running, suite: Path, tmp_path: Path) -> None:
    done = running(suite)
    assert [(record.case.id, bool(record.error), record.scored is None) for record in done.records] == [
        ("zh-1", False, False),
        ("en-1", False, False),
        ("en-2", False, False),
        ("zh-3", True, True),
        ("zh-4", True, True),
    ]
    rows = written(tmp_path / "out")
    assert [(one["id"], one["outcome"]) for one in rows] == [("zh-1", "right"), ("en-1", rows[1]["outcome"]), ("en-2", "right_refusal"), ("zh-3", "error"), ("zh-4", "error")]
    assert rows[3]["error"] == "the report 'absent' is not indexed, only library"
    assert rows[4]["error"].startswith("the question is empty")
    assert (rows[3]["answer"], rows[3]["scores"], rows[3]["retrieved"]) == (None, {}, {})
    assert (done.summaries[0].cases, done.summaries[0].errors) == (5, 2)
    assert done.verdict.failures == ("own: 2 of 5 cases could not be answered",)


def test_a_failed_case_is_no_zero_in_the_means(running: Running, suite: Path) -> None:
    zh = running(suite).summaries[0].languages["zh"]
    assert zh.all.cases == 3
    assert (zh.all.measures["hit"].mean, zh.all.measures["hit"].cases) == (1.0, 1)  # of the three, only zh-1 could be scored
    assert zh.all.outcomes["error"] == 2


def test_a_bug_in_answering_is_an_error_of_its_case_and_costs_no_other(running: Running, good: Path, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    done = running(good, by=Faltering(desk, RuntimeError("out of range"), at="How long is the loan period?"))
    assert [record.error for record in done.records] == ["", "RuntimeError: out of range", ""]
    assert not done.verdict.passed
    assert "case en-1" in caplog.text
    assert "Traceback" in caplog.text


def test_a_bug_in_scoring_is_an_error_too(running: Running, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(case: object, *rest: object) -> None:
        raise ZeroDivisionError("of nothing")

    monkeypatch.setattr("evals.run.score", broken)
    assert [record.error for record in running(good).records] == ["its answer could not be scored, ZeroDivisionError: of nothing"] * 3


def test_a_record_holds_the_case_the_answer_what_was_retrieved_and_every_score_with_its_reason(running: Running, suite: Path, tmp_path: Path, desk: Desk) -> None:
    done = running(suite)
    zh, _, silent, *_ = written(tmp_path / "out")
    assert (zh["suite"], zh["language"], zh["category"], zh["question"], zh["report"], zh["expected"], zh["twin"]) == ("own", "zh", "fact", "每人最多借几本书?", "library", "answered", "t")
    assert zh["evidence"] == [{"zh": zh["evidence"][0]["zh"] | {"text": "每人最多借五本书"}, "en": None}]
    assert zh["facts"] == [{"any": ["五本书"], "vital": True}]
    assert set(zh["answer"]) == set(silent["answer"]) == DESIGN
    asked = desk.answer("每人最多借几本书?", id="zh-1").to_json()
    assert zh["answer"] | {"timings_ms": {}} == json.loads(json.dumps(asked)) | {"timings_ms": {}}
    assert set(zh["retrieved"]) == {"both", "zh", "en"}
    assert zh["retrieved"]["both"][0][0] == "library/2.p1"
    assert set(silent["retrieved"]) == {"both"}  # nothing to compare a ranking with
    assert all(set(score) == {"value", "reason"} for one in (zh, silent) for score in one["scores"].values())
    assert {"hit", "recall", "precision", "facts", "success_1", "success_1:zh", "success_1:en", "verbatim", "markers", "language", "false_refusal"} <= set(zh["scores"])
    assert (zh["scores"]["hit"]["value"], zh["scores"]["facts"]["value"], silent["scores"]["false_answer"]["value"]) == (1.0, 1.0, 0.0)
    assert values_of_rows(written(tmp_path / "out")) == values_of(done.records)


def test_the_folder_says_what_was_run_and_holds_the_figures(running: Running, good: Path, tmp_path: Path) -> None:
    done = running(good)
    settings, rows = read_run(tmp_path / "out")
    assert set(settings) == {"duizhao", "suites", "split", "engine", "answers", "reranker", "threshold", "encoder", "index", "code", "started"}
    assert (list(settings["suites"]), settings["split"], settings["engine"], settings["answers"], len(rows)) == (["good"], "dev", "extractive", None, 3)
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert set(summary) == {"settings", "suites", "against", "comparisons", "gate", "notes"}
    assert summary["suites"][0]["languages"]["zh"]["all"]["measures"]["hit"] == {"mean": 1.0, "low": pytest.approx(0.025), "high": 1.0, "cases": 1}
    assert summary["gate"]["passed"] is done.verdict.passed
    assert read_figures(tmp_path / "out")["good"]["en"] == done.summaries[0].languages["en"].all.measures
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["records.jsonl", "settings.json", "summary.json"]


def test_an_interrupted_run_goes_on_with_the_cases_that_lack(running: Running, suite: Path, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    running(suite, out=tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        running(suite, by=Faltering(desk, KeyboardInterrupt(), after=2))
    assert [one["id"] for one in written(tmp_path / "out")] == ["zh-1", "en-1"]
    with pytest.raises(SuiteFault, match="was not finished"):
        read_run(tmp_path / "out")
    with (tmp_path / "out" / "records.jsonl").open("ab") as file:
        file.write('{"id": "en-2", "question": "谁'.encode()[:-1])  # cut off within a character
    going = Faltering(desk, AssertionError(), after=9)
    done = running(suite, by=going)
    assert going.asked == ["Who won the football world cup in the year 1998 in France?", "?!"]
    assert "going on with the interrupted run in" in capsys.readouterr().err
    assert untimed(written(tmp_path / "out")) == untimed(written(tmp_path / "whole"))
    whole = read_figures(tmp_path / "whole")
    assert read_figures(tmp_path / "out") == whole
    assert [record.case.id for record in done.records] == ["zh-1", "en-1", "en-2", "zh-3", "zh-4"]


def test_a_case_that_failed_is_asked_again_when_an_interrupted_run_goes_on(running: Running, good: Path, desk: Desk, tmp_path: Path) -> None:
    running(good, by=Faltering(desk, RuntimeError("once"), at="每人最多借几本书?"))
    (tmp_path / "out" / "summary.json").unlink()
    going = Faltering(desk, AssertionError(), after=9)
    assert [record.error for record in running(good, by=going).records] == ["", "", ""]
    assert going.asked == ["每人最多借几本书?"]
    assert sorted(one["id"] for one in written(tmp_path / "out")) == ["en-1", "en-2", "zh-1"]


def test_without_a_folder_named_the_same_command_goes_on_in_the_folder_of_the_interrupted_run(running: Running, good: Path, desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        running(good, by=Faltering(desk, KeyboardInterrupt(), after=1), out=None)
    (begun,) = (tmp_path / "runs").iterdir()
    assert running(good, out=None).folder == begun
    another = running(good, out=None).folder  # that one is finished now
    assert another is not None
    assert another != begun
    assert len(written(begun)) == len(written(another)) == 3


@pytest.mark.parametrize("how", ["another-case", "finished", "settings-damaged", "another-threshold"])
def test_what_is_not_the_same_interrupted_run_starts_anew(running: Running, good: Path, desk: Desk, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if how == "finished":
        running(good)
        (tmp_path / "out" / "report.html").write_text("old", encoding="utf-8")
    else:
        with pytest.raises(KeyboardInterrupt):
            running(good, by=Faltering(desk, KeyboardInterrupt(), after=2))
    if how == "another-case":
        good.write_text(good.read_text(encoding="utf-8") + "\n" + row("zh-9", "开放时间?"), encoding="utf-8")
    if how == "settings-damaged":
        (tmp_path / "out" / "settings.json").write_text("{", encoding="utf-8")
    if how == "another-threshold":
        monkeypatch.setattr(desk, "judging", dataclasses.replace(desk.judging, threshold=0.4))
    anew = Faltering(desk, AssertionError(), after=9)
    done = running(good, by=anew)
    assert len(anew.asked) == len(done.records) == len(written(tmp_path / "out")) == (4 if how == "another-case" else 3)
    assert not (tmp_path / "out" / "report.html").exists()


def test_a_run_that_was_killed_goes_on(running: Running, library: Settings, desk: Desk, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text("\n".join(row(f"c{n}", f"每人最多借几本书? {n}") for n in range(80)), encoding="utf-8")
    command = [str(Path(sys.executable).parent / "duizhao"), "eval", str(many), "--out", str(tmp_path / "out")]
    records = tmp_path / "out" / "records.jsonl"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", env=environment(library)) as process:
        try:
            until = time.monotonic() + 60
            while not records.is_file() or records.stat().st_size < 3_000:
                assert process.poll() is None, process.stderr.read() if process.stderr else ""
                assert time.monotonic() < until, "nothing was written within 60 s"
                time.sleep(0.01)
        finally:
            process.kill()
    kept = len(run_folder.lines(records))
    assert 0 < kept < 80
    going = Faltering(desk, AssertionError(), after=999)
    assert len(running(many, by=going).records) == len(written(tmp_path / "out")) == 80
    assert len(going.asked) == 80 - kept


def test_a_folder_that_cannot_be_written_is_told(running: Running, good: Path) -> None:
    with pytest.raises(SuiteFault, match=r"cannot be written \(File exists\)") as raised:
        running(good, out=good)
    assert raised.value.hint == "name another folder with --out"


def test_the_progress_bar_is_shown_on_a_terminal_only(running: Running, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, shows in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        running(good)
        assert ("good: 100%" in stream.getvalue() and "3/3" in stream.getvalue()) is shows


def test_cases_set_aside_give_figures_only(suite: Path, library: Settings, running: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", str(suite), "--split", "aside", "--source", str(library.source), "--store", library.store]) == 0
    said = capsys.readouterr()
    assert "own: 1 cases (aside), 0 errors" in said.out
    assert not any(words in said.out + said.err for words in ("周末", "zh-2", "evidence at"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.jsonl"]
    done = running(suite, split="aside")
    assert ([record.case.id for record in done.records], done.folder, done.comparisons) == (["zh-2"], None, {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.jsonl"]


def test_a_suite_without_cases_of_the_split_is_refused(running: Running, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(row("en-1", "Who?"), encoding="utf-8")
    with pytest.raises(SuiteFault, match="the suite 'own' has no case of the split 'aside'") as raised:
        running(tmp_path / "own.jsonl", split="aside")
    assert raised.value.hint == "use --split dev"


def test_two_suites_of_one_name_are_refused_and_two_others_run_into_one_folder(running: Running, good: Path, suite: Path, tmp_path: Path) -> None:
    with pytest.raises(SuiteFault, match="two suites have the same name"):
        running(good, good)
    done = running(good, suite)
    assert [(one.name, one.cases) for one in done.summaries] == [("good", 3), ("own", 5)]
    assert [(one["suite"], one["id"]) for one in written(tmp_path / "out")] == [*(("good", id) for id in ("zh-1", "en-1", "en-2")), *(("own", id) for id in ("zh-1", "en-1", "en-2", "zh-3", "zh-4"))]


@pytest.fixture
def brought(tmp_path: Path, desk: Desk) -> Path:
    """A suite with two reports of its own that say the same, beside the one that is indexed."""
    write_report(tmp_path / "brought.reports", "annex")
    write_report(tmp_path / "brought.reports", "branch", toml='files = {zh = "zh.txt", en = "en.txt"}\noriginal = "zh"\ntranslation = "human"\ndate = "2025-01-01"\n')
    at = desk.index.reports["library"].text["zh"].index("每人最多借五本书")
    where = {"start": at, "end": at + 8}
    rows = [
        row("all", "每人最多借几本书?", report="annex", **where),
        row("alone", "每人最多借几本书?", report="annex", scope="report", **where),
        row("other", "How many books may one borrow?", report="branch", scope="report", **where),
        row("product", "每人最多借几本书?", report="library", **where),
    ]
    (tmp_path / "brought.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path / "brought.jsonl"


def test_reports_that_a_suite_brings_are_indexed_apart_and_asked(running: Running, brought: Path, desk: Desk, tmp_path: Path) -> None:
    done = running(brought)
    assert [record.error for record in done.records] == [""] * 4
    reports = {one["id"]: {passage.split("/")[0] for ranking in one["retrieved"].values() for passage, _ in ranking} for one in written(tmp_path / "out")}
    assert reports == {"all": {"annex", "branch"}, "alone": {"annex"}, "other": {"branch"}, "product": {"library"}}
    assert {citation.report for record in done.records[1:2] for citation in record.asked.answer.citations} == {"annex"}
    assert set(done.reports["brought"]) == {"annex", "branch", "library"}
    assert set(desk.index.reports) == {"library"}
    apart = next((Path(desk.settings.store).parent / "suites").rglob("current")).parent
    again = running(brought, out=tmp_path / "again")
    assert (again.settings, untimed(written(tmp_path / "again"))) == (done.settings, untimed(written(tmp_path / "out")))
    assert apart.name != Path(desk.settings.store).name
    write_report(brought.with_suffix(".reports"), "third", zh="第三份\n闭馆日另行公布。\n", en="The third\nClosing days are announced separately.\n")
    assert running(brought).settings["index"] != done.settings["index"]  # so that an interrupted run of the old reports would not go on


def test_a_folder_takes_one_run_at_a_time(running: Running, good: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with FileLock(tmp_path / "out" / "run.lock"), pytest.raises(SuiteFault, match="another run is writing into"):
        running(good)
    assert len(running(good).records) == 3
    assert not (tmp_path / "out" / "run.lock").exists()


def test_a_question_about_the_report_as_a_whole_is_not_searched_and_has_no_retrieval(running: Running, desk: Desk, tmp_path: Path) -> None:
    at = desk.index.reports["library"].text["zh"].index("小镇图书馆开放办法")
    path = tmp_path / "about.jsonl"
    path.write_text(row("zh-1", "这份报告主要讲什么?", start=at, end=at + 9), encoding="utf-8")
    (record,) = running(path).records
    assert record.scored is not None
    assert (record.outcome, record.asked.rankings) == ("right", {})
    assert not any(name.startswith("success_1") for name in record.scored.scores)


def test_a_suite_that_brings_a_report_of_an_id_that_is_taken_is_refused(running: Running, good: Path, tmp_path: Path) -> None:
    write_report(tmp_path / "good.reports", "library")
    with pytest.raises(SuiteFault, match="brings a report 'library', and the product has one of that id"):
        running(good)


def test_a_finished_run_whose_records_were_damaged_is_no_run(running: Running, good: Path, tmp_path: Path) -> None:
    running(good)
    path = tmp_path / "out" / "records.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], "{", *lines[2:]]), encoding="utf-8")
    with pytest.raises(SuiteFault, match="holds 1 records that can be read, and its summary counts 3"):
        read_run(tmp_path / "out")


def test_what_becomes_of_a_folder_is_told(running: Running, good: Path, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt):
        running(good, by=Faltering(desk, KeyboardInterrupt(), after=1))
    assert f"what was asked is kept in {tmp_path / 'out'}, and the same command goes on from there" in capsys.readouterr().err
    running(good)
    assert "going on with the interrupted run" in capsys.readouterr().err
    running(good)
    assert f"{tmp_path / 'out'} held a finished run: it is replaced" in capsys.readouterr().err


def test_a_comparison_with_a_run_of_other_suites_is_refused(running: Running, good: Path, suite: Path, desk: Desk, tmp_path: Path) -> None:
    running(good)
    with pytest.raises(SuiteFault, match="is of good, and none of these is run now"):
        run(desk, [str(suite)], split="dev", engine="extractive", out=tmp_path / "other", against=tmp_path / "out")
