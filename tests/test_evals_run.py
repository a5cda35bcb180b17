"""Running suites: every case has a record, a case that fails is told and never dropped, and cases set aside give figures only."""

import json
from pathlib import Path

import pytest
from running import duizhao

from app.asking import Desk
from evals.cases import SuiteFault
from evals.main import main
from evals.run import run
from index.settings import Settings


def row(id: str, question: str, *, split: str = "dev", report: str = "library", start: int = 0, end: int = 0, **more: object) -> str:
    """A case; answered where it has evidence."""
    evidence = [{"zh": {"start": start, "end": end}}] if end else []
    status, language = "answered" if end else "not_in_report", "zh" if ord(question[0]) > 0x3000 else "en"
    own = {"id": id, "split": split, "language": language, "category": "fact", "question": question, "report": report, "status": status, "evidence": evidence, "facts": []}
    return json.dumps(own | more, ensure_ascii=False)


@pytest.fixture
def suite(desk: Desk, tmp_path: Path) -> Path:
    """Five cases over the small report: one of each language, one that the report is silent on, one set aside, one over no report."""
    at = desk.index.reports["library"].text["zh"].index("每人最多借五本书")
    lines = [
        row("zh-1", "每人最多借几本书?", start=at, end=at + 8, facts=[{"any": ["五本书"], "vital": True}]),
        row("en-1", "How long is the loan period?", start=at + 11, end=at + 17),
        row("en-2", "Who won the football world cup in the year 1998 in France?"),
        row("zh-2", "周末延长开放到几点?", split="aside", start=at, end=at + 8),
        row("zh-3", "空的?", report="absent", start=0, end=8),
        row("zh-4", "?!", start=at, end=at + 8, language="zh"),
    ]
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_every_case_of_the_split_has_a_record_and_failures_are_told(desk: Desk, suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = run(desk, [str(suite)], split="dev", out=tmp_path / "out")
    assert [record.case.id for record in records] == ["zh-1", "en-1", "en-2", "zh-3", "zh-4"]
    assert [bool(record.error) for record in records] == [False, False, False, True, True]
    assert [record.scores is None for record in records] == [False, False, False, True, True]
    shown = capsys.readouterr().out
    assert "5 cases, 2 errors" in shown
    assert "error in zh-3: the report 'absent' is not indexed" in shown
    assert "error in zh-4: the question is empty" in shown
    written = [json.loads(line) for line in (tmp_path / "out" / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["case"] for record in written] == ["zh-1", "en-1", "en-2", "zh-3", "zh-4"]
    assert written[0]["answer"]["id"] == "zh-1"
    assert written[0]["retrieved"][0] == "library/2.p1"
    assert (written[0]["scores"]["hit"], written[0]["scores"]["facts"], written[2]["scores"]["false_answer"]) == (1.0, 1.0, 0.0)
    assert written[3]["answer"] is written[3]["scores"] is None
    assert (tmp_path / "out" / "summary.txt").read_text(encoding="utf-8") in shown


def test_a_failed_case_is_no_zero_in_the_means(desk: Desk, suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(desk, [str(suite)], split="dev", out=None)
    zh = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("zh"))
    assert zh.split()[1] == "3"
    assert "1.000 [1.00 1.00]" in zh  # of the three, only zh-1 could be scored


def test_cases_set_aside_give_figures_only(desk: Desk, suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = run(desk, [str(suite)], split="aside", out=tmp_path / "out")
    assert [record.case.id for record in records] == ["zh-2"]
    assert not (tmp_path / "out").exists()
    assert "周末" not in capsys.readouterr().out


def test_a_suite_without_cases_of_the_split_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(row("en-1", "Who?"), encoding="utf-8")
    with pytest.raises(SuiteFault, match="has no case of the split 'aside'") as raised:
        run(desk, [str(tmp_path / "own.jsonl")], split="aside", out=None)
    assert raised.value.hint == "use --split dev"


def test_a_suite_that_is_not_there_is_told_with_those_that_are(desk: Desk, tmp_path: Path) -> None:
    for name in ("absent", str(tmp_path / "absent.jsonl")):
        with pytest.raises(SuiteFault, match="there is no suite") as raised:
            run(desk, [name], split="dev", out=None)
        assert raised.value.hint.startswith("name one of: ")
        assert "arong-social-management" in raised.value.hint


def test_the_command_prints_the_table_and_exits_1_when_a_case_failed(library: Settings, suite: Path, tmp_path: Path) -> None:
    done = duizhao("eval", str(suite), "--out", str(tmp_path / "out"), settings=library)
    assert done.returncode == 1
    assert done.stderr.startswith("duizhao: 2 of 5 cases could not be answered")
    assert done.stdout.splitlines()[0].split()[:3] == ["cases", "Success@1", "Success@5"]
    good = tmp_path / "good.jsonl"
    good.write_text("\n".join(suite.read_text(encoding="utf-8").splitlines()[:3]), encoding="utf-8")
    assert main(["eval", str(good), "--source", str(library.source), "--store", library.store]) == 0
