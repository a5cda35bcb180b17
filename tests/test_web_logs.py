"""The server's log: a line a request that holds nothing of a client's, ids of requests, failures whole, and Gradio's failures among them."""

import asyncio
import io
import json
import logging
import re
import warnings
from collections.abc import Iterator

import pytest
from chatting import Chat, made
from entering import BrokenDesk
from fastapi.testclient import TestClient
from pages import QUIET, Served

from app.asking import Desk
from app.web.configuration import Configuration
from app.web.failing import Failing
from app.web.logs import FAILURES, HEADER, QUESTIONS, REQUESTS, Lines, Logs, Objects, Seen, set_up, shown
from app.web.request_id import begin, end

BORROW = "每人最多借几本书?"


@pytest.fixture(scope="module")
def web(desk: Desk) -> Iterator[TestClient]:
    with TestClient(made(desk), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def broken(desk: Desk) -> Iterator[TestClient]:
    with TestClient(made(BrokenDesk(desk.settings, desk.encoder))) as client:
        yield client


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for logger in (REQUESTS, QUESTIONS, FAILURES):
        caplog.set_level(logging.INFO, logger=logger.name)
    return caplog


def record(message: str, *arguments: object, level: int = logging.INFO, failure: bool = False, **extra: object) -> logging.LogRecord:
    try:
        raise ValueError("first\n2026-01-01T00:00:00.000Z INFO forged")
    except ValueError as error:
        made = logging.LogRecord("duizhao", level, __file__, 1, message, arguments, (ValueError, error, error.__traceback__) if failure else None)
    for name, value in extra.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("method", "path", "shown", "secret"),
    [
        pytest.param("GET", "/read/library?q=秘密", "GET /read/{report} 200", "秘密", id="a-query"),
        pytest.param("GET", "/static/tokens.css", "GET /static/* 200", "tokens", id="a-file"),
        pytest.param("GET", "/none/秘密", "GET - 404", "秘密", id="no-address"),
        pytest.param("GET", "/chat/config", "GET /chat/config 200", "秘密", id="gradio"),
        pytest.param("POST", "/api/ask", "POST /api/ask 422", "秘密", id="the-api"),
        pytest.param("GET", "/api/passages/library/1.p1", "GET /api/passages/{id} ", "1.p1", id="a-passage"),
    ],
)
def test_a_request_is_one_line_with_its_route_and_nothing_that_was_sent(web: TestClient, lines: pytest.LogCaptureFixture, method: str, path: str, shown: str, secret: str) -> None:
    reply = web.request(method, path, json={"question": "秘密", "id": "秘密" * 200} if method == "POST" else None, headers={"User-Agent": "秘密".encode().hex(), "Cookie": "a=b"})
    told = [one for one in lines.records if one.name == REQUESTS.name]
    assert len(told) == 1
    message = told[0].getMessage()
    assert message.startswith(shown)
    assert re.search(r"\d+(\.\d)? ms$", message)
    assert secret not in message
    fields = told[0].fields  # type: ignore[attr-defined]
    assert (fields["status"], fields["method"]) == (reply.status_code, method)


def test_no_question_is_logged_unless_that_is_asked_for(desk: Desk, web: TestClient, lines: pytest.LogCaptureFixture) -> None:
    web.post("/api/ask", json={"question": BORROW})
    assert BORROW not in lines.text
    with TestClient(made(desk, Configuration(log_questions=True))) as client:
        client.post("/api/ask", json={"question": f"{BORROW}\n2026-01-01T00:00:00.000Z INFO forged"})
    told = [one for one in lines.records if one.name == QUESTIONS.name]
    assert len(told) == 1
    line = Lines().format(told[0])
    assert "\n" not in line
    assert f"api: {BORROW}\\n2026" in line
    assert json.loads(Objects().format(told[0]))["question"].startswith(f"{BORROW}\n2026")


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        pytest.param("a", True, id="short"),
        pytest.param("Ab9._-" + "x" * 58, True, id="64-characters"),
        pytest.param("x" * 65, False, id="65-characters"),
        pytest.param("", False, id="empty"),
        pytest.param("a b", False, id="a-space"),
        pytest.param("a\tINFO", False, id="a-tab"),
        pytest.param("ä", False, id="not-ascii"),
        pytest.param("<script>", False, id="markup"),
    ],
)
def test_a_requests_id_is_the_proxys_where_it_can_stand_in_a_log(web: TestClient, given: str, taken: bool) -> None:
    replies = [web.get("/healthz", headers={HEADER: given.encode()}) for _ in range(2)]
    ids = [reply.headers.get_list(HEADER) for reply in replies]
    assert all(len(one) == 1 and re.fullmatch(r"[A-Za-z0-9._-]{1,64}", one[0]) for one in ids)
    assert (ids == [[given], [given]]) if taken else (ids[0] != ids[1] and ids[0] != [given])


def test_what_fails_unexpectedly_is_logged_whole_and_told_without_its_inside(broken: TestClient, lines: pytest.LogCaptureFixture) -> None:
    reply = broken.post("/api/ask", json={"question": BORROW}, headers={HEADER: "id-7"})
    assert (reply.status_code, reply.headers["content-type"], reply.headers[HEADER]) == (500, "application/problem+json", "id-7")
    problem = reply.json()
    assert (problem["status"], problem["code"], problem["request_id"]) == (500, "failed", "id-7")
    assert "secret" not in reply.text
    assert "ZeroDivision" not in reply.text
    failures = [one for one in lines.records if one.name == FAILURES.name and one.exc_info]
    assert len(failures) == 1
    token = begin("id-7")
    told = Lines().format(failures[0])
    end(token)
    assert "ERROR id-7 POST /api/ask failed" in told
    assert "ZeroDivisionError: a secret of the inside" in told
    assert "in ask" in told
    assert next(one.getMessage() for one in lines.records if one.name == REQUESTS.name).startswith("POST /api/ask 500 failed")


@QUIET
def test_a_failing_question_of_the_chat_is_logged_whole_with_the_id_of_its_request(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(Lines())
    FAILURES.addHandler(handler)
    served = Served(BrokenDesk(desk.settings, desk.encoder))
    served.start()
    try:
        chat = Chat(served.port, headers={HEADER: "id-of-the-chat"})
        status, _ = chat.join(BORROW)
        assert status == 200
        last = [message for message in chat.messages() if message["msg"] == "process_completed"]
    finally:
        served.stop()
        FAILURES.removeHandler(handler)
    assert [one["success"] for one in last] == [False]
    assert "secret" not in json.dumps(last), "nothing of the inside is told to the page"
    told = heard.getvalue()
    assert "ERROR id-of-the-chat a call of the chat page failed" in told
    assert "ZeroDivisionError: a secret of the inside" in told
    assert "Traceback" not in capfd.readouterr().err, "Gradio prints nothing of its own beside the log"


def app_of(answer) -> tuple[Logs, list[Seen]]:  # type: ignore[no-untyped-def]
    seen: list[Seen] = []
    return Logs(Failing(answer), seen.append), seen


def test_a_response_that_breaks_off_is_not_ended_as_if_it_were_whole(lines: pytest.LogCaptureFixture) -> None:
    sent: list[dict[str, object]] = []

    async def breaks(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError("broken off")

    async def send(message) -> None:  # type: ignore[no-untyped-def]
        sent.append(message)

    app, seen = app_of(breaks)
    asyncio.run(app({"type": "http", "method": "GET", "path": "/x", "headers": []}, None, send))  # type: ignore[arg-type]
    assert [message.get("body") for message in sent] == [None, b"half"]
    assert [one.status for one in seen] == [200]
    assert "RuntimeError: broken off" in lines.text


def test_a_frameworks_own_page_of_failure_is_replaced_by_ours() -> None:
    async def fails(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        await send({"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"Internal Server Error"})
        raise RuntimeError("told by the framework already")

    app, seen = app_of(fails)
    reply = TestClient(app).get("/x")
    assert (reply.status_code, reply.json()["code"], reply.headers["content-type"]) == (500, "failed", "application/problem+json")
    assert [(one.status, one.code) for one in seen] == [(500, "failed")]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("一行\n二行\r\t", "一行\\n二行\\r\\t", id="line-ends"),
        pytest.param("a\x1b[31mred\x00", "a\\x1b[31mred\\x00", id="terminal"),
        pytest.param("a\u2028b\u0085c\u202ed", "a\\u2028b\\x85c\\u202ed", id="unicode"),
        pytest.param("全角\u3000空格 plain", "全角\u3000空格 plain", id="plain"),
        pytest.param("half \ud800", "half \\ud800", id="half-a-character"),
    ],
)
def test_text_is_shown_on_one_line_that_hides_nothing(text: str, seen: str) -> None:
    assert shown(text) == seen
    assert Lines().format(record("%s", text)).endswith(f"INFO {seen}")
    assert Objects().format(record("%s", text)).isascii()
    assert json.loads(Objects().format(record("%s", text)))["message"] == text


def test_a_traceback_cannot_forge_a_line() -> None:
    told = Lines().format(record("failed", level=logging.ERROR, failure=True)).splitlines()
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR failed$", told[0])
    assert all(line.startswith("  | ") for line in told[1:])
    assert any("forged" in line for line in told)
    row = json.loads(Objects().format(record("failed", level=logging.ERROR, failure=True)))
    assert (row["level"], row["message"]) == ("error", "failed")
    assert "ValueError" in row["traceback"]


@pytest.mark.parametrize(("log_format", "kept"), [("text", ["asked", "failed", "library"]), ("json", ["asked", "failed", "library"]), ("none", ["failed", "library"])])
def test_the_noise_of_libraries_is_left_out(log_format: str, kept: list[str]) -> None:
    root = logging.getLogger()
    before = (list(root.handlers), root.level, {logger: logger.level for logger in (FAILURES, REQUESTS, QUESTIONS)})
    stream = io.StringIO()
    try:
        set_up(log_format, stream)
        logging.getLogger("httpx").info("noise")
        logging.getLogger("uvicorn.error").error("ASGI callable returned without completing response.")
        REQUESTS.info("asked")
        FAILURES.error("failed")
        logging.getLogger("chromadb").warning("library")
    finally:
        logging.captureWarnings(False)
        root.handlers, root.level = before[0], before[1]
        for logger, level in before[2].items():
            logger.setLevel(level)
    told = stream.getvalue().splitlines()
    assert [next(word for word in ("asked", "failed", "library", "noise", "ASGI") if word in line) for line in told] == kept
    assert all(json.loads(line)["time"] for line in told) if log_format == "json" else all(line[0].isdigit() for line in told)
    assert warnings.showwarning is not None
