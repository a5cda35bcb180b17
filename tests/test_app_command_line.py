"""The command as a user types it: what it prints, where, and with which exit code."""

import json
import socket
import time
from pathlib import Path

import pytest
from conftest import write_report
from running import duizhao

from evals.main import main
from index.settings import Settings

BORROW = "每人最多借几本书?"
CLOSING = "When does the library close from Monday to Friday?"


@pytest.mark.parametrize(
    ("question", "quoted", "place"),
    [
        pytest.param(BORROW, "每人最多借五本书", "二、借书规则", id="zh"),
        pytest.param(CLOSING, "closes at eight in the evening", "I. Opening hours > (1) Weekdays", id="en"),
    ],
)
def test_ask_prints_the_quote_its_marker_and_its_place(library: Settings, question: str, quoted: str, place: str) -> None:
    done = duizhao("ask", question, settings=library)
    assert (done.returncode, done.stderr) == (0, "")
    first, rest = done.stdout.split("\n\n", 1)
    assert quoted in first
    assert "[1]" in first
    assert place in rest
    assert "/read/library#" in rest


def test_ask_json_prints_one_object_and_nothing_else(library: Settings) -> None:
    question = "library 周末延长开放到几点?"
    done = duizhao("ask", question, "--json", "--engine", "extractive", settings=library)
    assert (done.returncode, done.stderr) == (0, "")
    row = json.loads(done.stdout)
    assert (row["status"], row["language"], row["question"], row["engine"]) == ("answered", "zh", question, "extractive")
    assert "晚上十点" in row["text"]
    assert "error" not in row


def test_a_question_that_the_report_does_not_answer_is_no_failure(library: Settings) -> None:
    done = duizhao("ask", "Who won the football world cup in the year 1998 in France?", "--json", settings=library)
    assert done.returncode == 0
    assert json.loads(done.stdout)["status"] == "not_in_report"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param([], "required: COMMAND", id="no-command"),
        pytest.param(["answer"], "invalid choice: 'answer'", id="unknown-command"),
        pytest.param(["ask", "--loud", "x"], "unrecognized arguments: --loud", id="unknown-option"),
        pytest.param(["ask"], "give one question, or --batch", id="no-question"),
        pytest.param(["ask", "x", "--batch", "in.jsonl", "--out", "out.jsonl"], "give one question, or --batch", id="question-and-batch"),
        pytest.param(["ask", "--batch", "in.jsonl"], "--batch and --out go together", id="batch-without-out"),
        pytest.param(["ask", "x", "--out", "out.jsonl"], "--batch and --out go together", id="out-without-batch"),
        pytest.param(["ask", "x", "--engine", "llm"], "--engine llm needs a model server", id="ask-llm"),
        pytest.param(["ask", "x", "--engine", "gpt"], "invalid choice: 'gpt'", id="unknown-engine"),
        pytest.param(["eval", "--engine", "llm"], "--engine llm needs a model server", id="eval-llm"),
        pytest.param(["eval", "--split", "all"], "invalid choice: 'all'", id="unknown-split"),
        pytest.param(["serve", "--port", "0"], "'0' is no port", id="port-0"),
        pytest.param(["serve", "--port", "65536"], "'65536' is no port", id="port-too-high"),
        pytest.param(["serve", "--port", "http"], "'http' is no port", id="port-no-number"),
    ],
)
def test_bad_usage_exits_2_with_one_message_on_standard_error(arguments: list[str], words: str) -> None:
    done = duizhao(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_question_exits_1_with_a_hint() -> None:
    done = duizhao("ask", " ?!。\u3000\u200b")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("duizhao: the question is empty: it has no letter or digit")
    assert "To mend it: ask in Chinese or English" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "source", "words", "hint"),
    [
        pytest.param("ask", "reports", "there is no index in", "duizhao index", id="ask-without-index"),
        pytest.param("eval", "reports", "there is no index in", "duizhao index", id="eval-without-index"),
        pytest.param("index", "absent", "is not a folder", "--source or DUIZHAO_SOURCE", id="index-without-source"),
    ],
)
def test_what_is_missing_exits_1_and_says_what_mends_it(tmp_path: Path, command: str, source: str, words: str, hint: str) -> None:
    write_report(tmp_path / "reports")
    done = duizhao(command, *([BORROW] if command == "ask" else []), "--source", str(tmp_path / source), "--store", str(tmp_path / "store"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("duizhao: ")
    assert words in done.stderr
    assert hint in done.stderr.split("To mend it: ")[1]
    assert done.stderr.count("\n") == 1


def test_index_builds_then_does_nothing_and_check_says_that_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_report(tmp_path / "reports")
    settings = Settings(source=tmp_path / "reports", store=str(tmp_path / "store"))
    assert main(["check", "--source", str(settings.source), "--store", settings.store]) == 1
    before = capsys.readouterr().out
    assert "ok  encoder: multilingual-e5-small" in before
    assert "!!  index and store: there is no index in" in before
    assert "To mend it: duizhao index" in before
    first = duizhao("index", settings=settings)
    assert (first.returncode, first.stdout) == (0, "")
    assert "indexed 1 report(s), 4 passages" in first.stderr
    pointer = (tmp_path / "store" / "current").read_text(encoding="utf-8")
    second = duizhao("index", settings=settings)
    assert (second.returncode, second.stderr) == (0, "the index of 1 report(s) is up to date\n")
    assert (tmp_path / "store" / "current").read_text(encoding="utf-8") == pointer
    after = duizhao("check", settings=settings)
    assert (after.returncode, after.stderr) == (0, "")
    assert "!!" not in after.stdout


def test_a_taken_port_exits_1_and_names_another(library: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = duizhao("serve", "--port", str(port), settings=library)
    assert done.returncode == 1
    assert f"127.0.0.1:{port} cannot be listened on" in done.stderr
    assert "duizhao serve --port" in done.stderr


def test_help_of_every_command_is_printed_fast_and_without_opening_anything(tmp_path: Path) -> None:
    began = time.monotonic()
    for command in ("index", "ask", "serve", "forget", "eval", "check"):
        done = duizhao(command, "--help", DUIZHAO_STORE=str(tmp_path / "absent"))
        assert done.returncode == 0
        assert f"usage: duizhao {command}" in done.stdout
    assert time.monotonic() - began < 15, "six helps take 0.4 s; 15 s means that something heavy is loaded"
    assert not (tmp_path / "absent").exists()
