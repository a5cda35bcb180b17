"""The tool calls nobody: answering, building and the web application open no connection and look up no name but this machine's own."""

from pathlib import Path

import pytest
from conftest import write_report
from running import python

from index.settings import Settings

LISTEN = """
import sys
CALLS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto", "socket.sendmsg")
OWN = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", None)
heard = []
def listen(event, arguments):
    if event in CALLS:
        place = arguments[0] if event.startswith("socket.get") else arguments[1]
        place = place[0] if isinstance(place, tuple) else place
        if isinstance(place, str) and place.startswith(("/", "\\0")):
            return  # a socket of this machine's file system
        if place not in OWN:
            heard.append(f"{event} {place}")
            raise OSError("not allowed")
sys.addaudithook(listen)
"""
TELL = "\nprint('\\n'.join(heard))\n"
ASK = """
from app.asking import Desk
from index.settings import from_environment
desk = Desk(from_environment())
assert "五本书" in desk.answer("每人最多借几本书?").text
assert "thirty days" in desk.answer("How long is the loan period?").text
"""
BUILD = """
from evals.main import main
assert main(["index"]) == 0
"""
SERVE = (
    ASK
    + """
from fastapi.testclient import TestClient
from app.web.application import application
with TestClient(application(desk)) as client:
    for path in ("/", "/chat/", "/chat/config", "/chat/theme.css", "/read/library", "/readyz", "/static/tokens.css"):
        assert client.get(path).status_code == 200, path
    assert "五本书" in client.post("/api/ask", json={"question": "每人最多借几本书?"}).json()["text"]
import os  # what libraries report to their makers is turned off before they are imported
assert [os.environ[name] for name in ("ORT_DISABLE_TELEMETRY", "ANONYMIZED_TELEMETRY", "GRADIO_ANALYTICS_ENABLED")] == ["1", "False", "False"]
"""
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder, so that whatever a library keeps of its users shows."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("code", "call"),
    [
        pytest.param("import socket\ntry:\n socket.create_connection(('192.0.2.1', 9), timeout=1)\nexcept OSError:\n pass", "192.0.2.1", id="address"),
        pytest.param("import urllib.request\ntry:\n urllib.request.urlopen('http://telemetry.invalid', timeout=1)\nexcept OSError:\n pass", "telemetry.invalid", id="name"),
    ],
)
def test_a_call_to_the_outside_would_be_heard(code: str, call: str) -> None:
    assert call in python(LISTEN + code + TELL, http_proxy="", HTTP_PROXY="").stdout


@pytest.mark.parametrize(("code", "kept"), [pytest.param(ASK, 0, id="answering"), pytest.param(SERVE, None, id="the-web-application")])
def test_nobody_is_called_when_questions_are_answered(library: Settings, home: Path, code: str, kept: int | None) -> None:
    done = python(LISTEN + code + TELL, settings=library, HOME=str(home))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
    assert not [path for path in home.rglob("*") if "Microsoft" in str(path) or "onnx" in str(path).lower() or "chroma" in str(path).lower()]
    if kept is not None:
        assert len(list(home.rglob("*"))) == kept


def test_nobody_is_called_when_an_index_is_built_by_the_command(home: Path, tmp_path: Path) -> None:
    write_report(tmp_path / "reports")
    done = python(LISTEN + BUILD + TELL, settings=Settings(source=tmp_path / "reports", store=str(tmp_path / "store")), HOME=str(home))
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("socket.")] == []
    assert not [path for path in home.rglob("*") if "Microsoft" in str(path) or "chroma" in str(path).lower()]
