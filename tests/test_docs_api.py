"""docs/api.md and its Chinese twin: every command that asks is answered, the Python runs, and what the tables name is there."""

import itertools
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pages import Served, serving
from test_web_api import made
from test_web_stream import BrokenDesk, events

from app.answer import Answer
from app.asking import Desk
from app.conversing.keeping import REASONS
from app.settings import HISTORY_CAP, QUESTION_CAP
from app.web.configuration import from_environment
from app.web.guard import BODY_CAP
from app.web.looking import LIMIT, MOST
from app.web.streaming import HEARTBEAT
from index.encoder import Encoder
from index.settings import Settings

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"en": (DOCS / "api.md").read_text(encoding="utf-8"), "zh": (DOCS / "api.zh.md").read_text(encoding="utf-8")}
BASE = "http://127.0.0.1:7860"


def blocks(language: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGES[language], re.DOTALL)


@pytest.fixture(scope="module")
def web(first_desk: Desk) -> Iterator[TestClient]:
    with TestClient(made(first_desk)) as client:
        yield client


@pytest.fixture(scope="module")
def served(encoder: Encoder) -> Iterator[Served]:
    with serving(BrokenDesk(Settings(), encoder)) as running:
        yield running


@pytest.mark.parametrize("language", PAGES)
def test_every_curl_command_is_answered(web: TestClient, language: str) -> None:
    commands = [shlex.split(block) for block in blocks(language, "sh") if block.startswith("curl")]
    assert len(commands) == 5
    for words in commands:
        address = next(word for word in words if word.startswith(BASE)).removeprefix(BASE)
        told = {name: value for name, value in itertools.pairwise(words) if name in ("-d", "--data-urlencode")}
        headers = dict(word.split(": ", 1) for word in words if ": " in word and not word.startswith("{"))
        if "-G" in words:
            reply = web.get(address, params=dict(value.split("=", 1) for value in told.values()))
            assert reply.json()["passages"]
        else:
            reply = web.post(address, content=told["-d"].encode(), headers=headers)
            if "text/event-stream" in headers.values():
                assert events(reply.text)[-1][1]["status"] == "answered"  # type: ignore[index]
            elif address == "/api/ask":
                assert reply.json()["status"] == "answered"
        assert reply.status_code == 200


@pytest.mark.parametrize("language", PAGES)
def test_the_python_runs(served: Served, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks(language, "python")
    exec(compile(code.replace(BASE, served.url), f"api.{language}.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "[1]" in shown
    assert f"{served.url}/read/arong-social-management#" in shown
    assert re.search(r"^1 \[.*\] /read/arong-social-management#", shown, re.MULTILINE)


@pytest.mark.parametrize("language", PAGES)
def test_figures_and_names_are_those_of_the_code(language: str) -> None:
    text = PAGES[language].replace(",", "")
    for number in (QUESTION_CAP, HISTORY_CAP, LIMIT, MOST, int(HEARTBEAT), BODY_CAP // 1024):
        assert re.search(rf"\b{number}\b", text), number
    for name in (*REASONS, *(name for name in Answer.__dataclass_fields__ if name not in ("error", "id", "question"))):
        assert f"`{name}`" in text, name
    for code in (
        "empty",
        "too_long",
        "no_such_report",
        "no_such_passage",
        "invalid",
        "unavailable",
        "crowded",
        "stopping",
        "too_large",
        "login",
        "origin",
        "rate",
        "daily",
        "address",
        "secrets",
        "secret",
        "page",
        "no_tokens",
        "closed",
        "failed",
    ):
        assert f"`{code}`" in text, code


def test_both_languages_have_the_same_parts() -> None:
    for pattern in (r"^#+ ", r"^\|", r"^- ", r"^```\w+", r"^\*\*"):
        counts = [len(re.findall(pattern, page, re.MULTILINE)) for page in PAGES.values()]
        assert counts[0] == counts[1], pattern
    names = [set(re.findall(r"`(/[\w/.]+|[a-z_]+)`", page)) for page in PAGES.values()]
    assert names[0] == names[1]


@pytest.mark.parametrize("language", PAGES)
def test_the_command_that_breaks_it_runs_and_breaks_nothing(served: Served, language: str) -> None:
    (command,) = [shlex.split(block) for block in blocks(language, "sh") if block.startswith("schemathesis")]
    raised = dict(re.findall(r"(DUIZHAO_\w+)=(\S+?)(?=[ `])", next(line for line in PAGES[language].splitlines() if "DUIZHAO_ADDRESS_RATE=" in line)))
    served.stop()
    served.configuration = from_environment(raised)
    served.start()
    words = [word.replace(BASE, served.url) for word in command]
    words[words.index("--max-examples") + 1] = "3"
    done = subprocess.run([str(Path(sys.executable).parent / words[0]), *words[1:], "--seed", "1"], capture_output=True, text=True, timeout=500, cwd=DOCS.parent / ".duizhao")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert served.url in done.stdout


def test_the_bodies_that_are_shown_are_json() -> None:
    assert all(json.loads(body)["question"] for page in PAGES.values() for body in re.findall(r"-d '(\{.*?\})'", page))
