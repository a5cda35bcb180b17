"""`duizhao eval` as it is typed: what it says, what it writes and how it exits."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from answerers import Row, figure_added, refusing, some
from running import duizhao

from app import asking
from evals import baseline as baselines
from evals import run_folder
from evals.main import main
from evals.measures.table import MEASURES
from index.encoder import Encoder
from index.settings import Settings

Typed = Callable[..., tuple[int, str, str]]
OPTIONS = ("--out", "--compare", "--gate", "--split", "--engine", "--answers", "--accept", "--source", "--store")


@pytest.fixture
def typed(library: Settings, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Runs `duizhao eval` in this process; exit code, standard output, standard error."""
    monkeypatch.setattr(run_folder, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(baselines, "BASELINES", tmp_path / "baselines")
    monkeypatch.setattr(asking, "open_encoder", lambda settings: encoder)  # opened once for all tests

    def typed(*arguments: object) -> tuple[int, str, str]:
        code = main(["eval", *map(str, arguments), "--source", str(library.source), "--store", library.store])
        return code, *capsys.readouterr()

    return typed


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Twelve cases over the small report, of which the product answers eight."""
    asked = [
        ("每人最多借几本书?", "每人最多借五本书"),
        ("借期是多少天?", "借期为三十天"),
        ("图书馆周一至周五几点开门?", "图书馆周一至周五上午九点开门"),
        ("周末延长开放到几点?", "周末延长开放到晚上十点"),
        ("How many books may everyone borrow?", "everyone may borrow at most five books"),
        ("How long is the loan period?", "the loan period is thirty days"),
        ("When does the library open from Monday to Friday?", "The library opens at nine in the morning"),
        ("Who is on duty at weekends?", "with volunteers on duty"),
    ]
    rows: list[Row] = [{"question": question, "evidence": [{"zh" if question[0] > "\u3000" else "en": words}]} for question, words in asked]
    rows += [{"question": question} for question in ("谁赢得了1998年足球世界杯?", "今天股票涨了吗?", "Who won the football world cup in 1998?", "What is the capital of Mongolia?")]
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(json.dumps(row | {"id": f"c{n}", "report": "library"}, ensure_ascii=False) for n, row in enumerate(rows)), encoding="utf-8")
    return path


def answers_of(folder: Path) -> list[Row]:
    return [json.loads(line)["answer"] for line in (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()]


def write(path: Path, rows: list[Row]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_a_run_prints_its_figures_names_its_folder_and_writes_all_its_files(typed: Typed, suite: Path, tmp_path: Path) -> None:
    code, said, errors = typed(suite)
    assert (code, errors) == (0, "")
    (folder,) = (tmp_path / "runs").iterdir()
    lines = said.splitlines()
    assert lines[-1] == f"{folder}: summary.json, records.jsonl, report.html (open it in a browser)"
    assert lines[1:3] == ["own: 12 cases (dev), 0 errors", f"{'mean, 95 % interval, cases':26s}{'Chinese questions':>24s}{'English questions':>24s}"]
    assert lines[-2] == "what each measure means and does not see: docs/evaluation.md"
    assert sorted(path.name for path in folder.iterdir()) == ["records.jsonl", "report.html", "settings.json", "summary.json", "summary.txt"]
    text = (folder / "summary.txt").read_text(encoding="utf-8")
    assert text.split("\ngate")[0] in said
    assert "gate passed: " in text
    assert "gate" not in said  # not asked for
    assert (folder / "report.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")


def test_accepting_comparing_and_the_gate_together(typed: Typed, suite: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    code, said, _ = typed(suite, "--out", first, "--gate")
    assert (code, "gate: own: no baseline is accepted" in said, "gate passed: " in said) == (0, True, True)
    assert typed("--accept", first)[:2] == (0, "own: baseline 1 accepted, 12 cases; commit evals/baselines/own.json\n")
    code, said, _ = typed(suite, "--out", second, "--gate", "--compare", first)
    assert (code, "gate passed: " in said, "no baseline" in said) == (0, True, False)
    assert json.loads((second / "summary.json").read_text(encoding="utf-8"))["against"] == str(first)
    assert "made otherwise" not in said
    made = json.loads((first / "settings.json").read_text(encoding="utf-8"))
    before = {**made, "threshold": 0.7, "suites": {"own": "other"}}
    (first / "settings.json").write_text(json.dumps(before), encoding="utf-8")
    assert f"note: the run compared with was made otherwise: threshold 0.7, now {made['threshold']}; other cases of own" in typed(suite, "--out", second, "--compare", first)[1]
    (first / "settings.json").write_text(json.dumps(made), encoding="utf-8")
    refused = write(tmp_path / "refused.jsonl", some(refusing)(answers_of(first)))
    code, said, errors = typed(suite, "--out", second, "--gate", "--answers", refused)
    assert code == 1
    assert "gate: own zh: false_refusal is 1.000, beyond the interval of the baseline" in said
    assert "gate passed" not in said
    assert "against the accepted baseline own 1 (" in said
    assert re.search(r"^  zh False refusals {13}\+\d", said, re.MULTILINE)  # 26 letters and a blank: the longest name does not run into its figure
    assert max(len(one.label["en"]) for one in MEASURES) <= 26
    told, failed = errors.splitlines()
    assert told == f"{second} held a finished run: it is replaced"
    assert failed.startswith("duizhao: the gate failed: ")
    assert "evals/LOG.md" in errors
    assert typed(suite, "--out", second, "--answers", refused)[0] == 0  # without --gate nothing is judged


def test_answers_made_elsewhere_pass_or_fail_the_gate_without_any_baseline(typed: Typed, suite: Path, tmp_path: Path) -> None:
    assert typed(suite, "--out", tmp_path / "run")[0] == 0
    own = answers_of(tmp_path / "run")
    code, said, _ = typed(suite, "--gate", "--answers", write(tmp_path / "own-answers.jsonl", own))
    assert (code, "Success@1" in said, "gate passed: " in said) == (0, False, True)
    code, said, errors = typed(suite, "--gate", "--answers", write(tmp_path / "numbers.jsonl", some(figure_added, every=5)(own)))
    assert (code, "numbers is " in said, "below its floor 1.000" in said) == (1, True, True)
    code, said, errors = typed(suite, "--gate", "--answers", write(tmp_path / "dropped.jsonl", own[1:]))
    assert code == 1
    assert "error in own c0: dropped.jsonl has no answer to it" in said
    assert "gate: own: 1 of 12 cases could not be answered" in said
    assert errors.startswith("duizhao: 1 of 12 cases could not be answered")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--accept", "RUN", "own"], "--accept RUN stands alone", id="accept-and-a-suite"),
        pytest.param(["--accept", "RUN", "--gate"], "--accept RUN stands alone", id="accept-and-gate"),
        pytest.param(["--accept", "RUN", "--out", "X"], "--accept RUN stands alone", id="accept-and-out"),
        pytest.param(["--accept", "RUN", "--answers", "X"], "--accept RUN stands alone", id="accept-and-answers"),
        pytest.param(["--accept", "RUN", "--compare", "X"], "--accept RUN stands alone", id="accept-and-compare"),
        pytest.param(["--accept", "RUN", "--split", "aside"], "--accept RUN stands alone", id="accept-and-aside"),
        pytest.param(["--split", "aside", "--out", "X"], "--split aside prints figures only", id="aside-and-out"),
        pytest.param(["--split", "aside", "--gate"], "--split aside prints figures only", id="aside-and-gate"),
        pytest.param(["--split", "aside", "--compare", "X"], "--split aside prints figures only", id="aside-and-compare"),
        pytest.param(["--engine", "llm"], "--engine llm needs a model server", id="llm"),
    ],
)
def test_options_that_do_not_go_together_are_bad_usage(typed: Typed, arguments: list[str], words: str) -> None:
    code, said, errors = typed(*arguments)
    assert (code, said) == (2, "")
    assert errors.startswith(f"duizhao: {words}")


@pytest.mark.parametrize("arguments", [["--split", "test"], ["--engine", "other"], ["--out"], ["--no-such-option"]], ids=" ".join)
def test_what_is_no_option_is_bad_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["eval", *arguments])
    assert raised.value.code == 2
    assert "usage: duizhao" in capsys.readouterr().err


def test_what_is_not_there_exits_1_with_a_hint(typed: Typed, suite: Path, tmp_path: Path) -> None:
    for arguments, sentence, hint in (
        (["absent"], "there is neither a suite nor a file 'absent'", "name one of: arong-social-management, "),
        ([suite, "--compare", tmp_path / "absent"], f"{tmp_path / 'absent'} holds no run", "name the folder that duizhao eval printed"),
        ([suite, "--answers", tmp_path / "absent.jsonl"], "absent.jsonl cannot be read", "name a file that can be read"),
        (["--accept", tmp_path / "absent"], f"{tmp_path / 'absent'} holds no run", "name the folder that duizhao eval printed"),
        ([suite, "--split", "aside"], "the suite 'own' has no case of the split 'aside'", "use --split dev"),
    ):
        code, said, errors = typed(*arguments)
        assert (code, said) == (1, ""), arguments
        assert errors.startswith(f"duizhao: {sentence}")
        assert f". To mend it: {hint}" in errors
    assert not (tmp_path / "runs").exists()


def test_the_help_names_every_option() -> None:
    done = duizhao("eval", "--help")
    assert done.returncode == 0
    assert all(f" {option} " in done.stdout.replace("\n", " ").replace(",", " ").replace("]", " ") for option in OPTIONS)


def test_the_installed_command_exits_1_and_says_which_cases_failed(library: Settings, suite: Path, tmp_path: Path) -> None:
    with suite.open("a", encoding="utf-8") as file:
        file.write('\n{"id": "odd", "question": "?!", "report": "library"}')
    done = duizhao("eval", str(suite), "--out", str(tmp_path / "out"), settings=library)
    assert done.returncode == 1
    assert "error in own odd: the question is empty" in done.stdout
    assert done.stderr.splitlines()[-1].startswith("duizhao: 1 of 13 cases could not be answered. To mend it: see the errors above, and duizhao check")
    assert "Traceback" not in done.stderr
    assert f"{tmp_path / 'out'}: summary.json" in done.stdout
