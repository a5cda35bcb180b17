"""The web application from outside: the API and its errors, the reading pages, the headers, and what is closed."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.answer import Answer
from app.asking import Desk
from app.settings import HISTORY_CAP, QUESTION_CAP
from app.web.application import application
from app.web.guard import BODY_CAP
from index.settings import Settings

FOREIGN = {"Origin": "https://evil.example"}
BORROW = "每人最多借几本书?"


def made(desk: Desk) -> FastAPI:
    """The application, made while an event loop runs: without one Gradio opens some and leaves them open."""

    async def make() -> FastAPI:
        return application(desk)

    return asyncio.run(make())


@pytest.fixture(scope="module")
def web(desk: Desk) -> Iterator[TestClient]:
    with TestClient(made(desk), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param(BORROW, "五本书", id="zh"),
        pytest.param("When does the library close from Monday to Friday?", "closes at eight", id="en"),
        pytest.param("library 周末延长开放到几点?", "晚上十点", id="mixed"),
        pytest.param("\u0000每人\u200b最多借几本书?", "五本书", id="control-characters"),
    ],
)
def test_a_question_gets_the_answer_that_the_desk_gives(web: TestClient, desk: Desk, question: str, words: str) -> None:
    reply = web.post("/api/ask", json={"question": question, "id": "q-5"})
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
    row, same = reply.json(), desk.answer(question, id="q-5").to_json()
    assert words in row["text"]
    assert {key: value for key, value in row.items() if key != "timings_ms"} == json.loads(json.dumps({key: value for key, value in same.items() if key != "timings_ms"}))


def test_history_is_read_as_earlier_questions(web: TestClient) -> None:
    row = web.post("/api/ask", json={"question": "那周末呢?", "history": ["图书馆平日几点关门?"]}).json()
    assert row["searched"] == "图书馆周末几点关门?"
    assert row["id"] == "q-1"


def test_what_the_report_does_not_say_is_no_error(web: TestClient) -> None:
    reply = web.post("/api/ask", json={"question": "Who won the football world cup in the year 1998 in France?"})
    assert (reply.status_code, reply.json()["status"]) == (200, "not_in_report")


BODIES: list[tuple[str, bytes, int, str]] = [
    ("empty-question", b'{"question": ""}', 422, "the question is empty"),
    ("blank-question", '{"question": " \u3000?!"}'.encode(), 422, "the question is empty"),
    ("too-long", json.dumps({"question": "书" * (QUESTION_CAP + 1)}, ensure_ascii=False).encode(), 422, f"at most {QUESTION_CAP:,} are read"),
    ("100-kb", json.dumps({"question": "书" * 34_000}, ensure_ascii=False).encode(), 422, "34,000 characters"),
    ("no-json", b"question=x", 400, "not JSON"),
    ("no-body", b"", 422, "expected JSON"),
    ("no-object", b'["x"]', 422, "expected JSON {question, history?, id?, reports?}"),
    ("no-question", b"{}", 422, "question: Field required"),
    ("question-a-number", b'{"question": 5}', 422, "question: Input should be a valid string"),
    ("history-a-string", b'{"question": "x", "history": "y"}', 422, "history: Input should be a valid list"),
    ("history-of-numbers", b'{"question": "x", "history": [1]}', 422, "history.0: Input should be a valid string"),
    ("history-endless", json.dumps({"question": "x", "history": ["y"] * (10 * HISTORY_CAP + 1)}).encode(), 422, "history: List should have at most"),
    ("id-endless", json.dumps({"question": "x", "id": "y" * 201}).encode(), 422, "id: String should have at most 200"),
    ("half-a-surrogate-pair-in-id", b'{"question": "x", "id": "\\ud800"}', 400, "half of a character"),
    ("wrong-utf-8", b'{"question": "\xff\xfe"}', 400, "not UTF-8"),
    ("too-deep", b"[" * 100_000, 400, "nested too deeply"),
    ("over-the-cap", b'{"question": "' + b"x" * BODY_CAP + b'"}', 413, f"{BODY_CAP:,}"),
]


@pytest.mark.parametrize(("body", "status", "words"), [pytest.param(body, status, words, id=id) for id, body, status, words in BODIES])
def test_a_bad_request_gets_problem_details_that_say_what_is_wrong(web: TestClient, body: bytes, status: int, words: str) -> None:
    reply = web.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    problem = reply.json()
    assert list(problem)[:4] == ["type", "title", "status", "detail"]
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert words in problem["detail"]
    assert len(reply.content) < 1000, "the body is not given back"


def test_a_body_that_grows_over_the_cap_without_saying_its_length_is_refused(web: TestClient) -> None:
    reply = web.post("/api/ask", content=iter([b"x" * 1024] * (BODY_CAP // 1024 + 1)), headers={"content-type": "application/json"})
    assert reply.status_code == 413


def test_the_start_page_leads_to_the_chat_and_the_chat_is_there(web: TestClient) -> None:
    start = web.get("/")
    assert (start.status_code, start.headers["location"]) == (307, "/chat/")
    page = web.get("/chat/")
    assert page.text.index("/static/early.js") < page.text.index("</head>"), "the theme is known before the first paint"
    assert page.status_code == 200
    assert "/static/chat.css" in web.get("/chat/config").text
    assert web.get("/static/chat.css").status_code == web.get("/static/tokens.css").status_code == 200


def test_the_reading_page_shows_the_report_in_both_languages(web: TestClient) -> None:
    reply = web.get("/read/library")
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "周末延长开放到晚上十点" in reply.text
    assert "At weekends opening hours are extended" in reply.text


def test_ready_names_the_reports(web: TestClient) -> None:
    reply = web.get("/readyz")
    assert (reply.status_code, reply.json()["status"], reply.json()["reports"]) == (200, "ready", ["library"])


@pytest.mark.parametrize("path", ["/redoc", "/api", "/api/none", "/static/../web.py", "/static/%2e%2e/web.py", "/robots.txt", "/read"])
def test_what_is_not_there_is_404(web: TestClient, path: str) -> None:
    assert web.get(path).status_code == 404


def test_a_wrong_method_is_refused_in_the_same_form(web: TestClient) -> None:
    reply = web.get("/api/ask")
    assert (reply.status_code, reply.headers["content-type"], reply.headers["allow"]) == (405, "application/problem+json", "POST")
    assert reply.json() == {"type": "about:blank", "title": "Method Not Allowed", "status": 405, "detail": "Method Not Allowed"}


@pytest.mark.parametrize("report", ["absent", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "..%2f..%2fetc%2fpasswd", "LIBRARY", "library%2f1.p1"])
def test_an_unknown_report_is_404_and_not_repeated(web: TestClient, report: str) -> None:
    reply = web.get(f"/read/{report}")
    assert reply.status_code == 404
    assert "<script>" not in reply.text
    assert "alert(" not in reply.text
    assert "passwd" not in reply.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/chat/"),
        ("GET", "/chat/config"),
        ("GET", "/chat/gradio_api/info"),
        ("POST", "/chat/gradio_api/queue/join"),
        ("GET", "/readyz"),
        ("POST", "/api/ask"),
        ("OPTIONS", "/api/ask"),
        ("OPTIONS", "/chat/gradio_api/queue/join"),
    ],
)
def test_no_other_origin_is_let_in(web: TestClient, method: str, path: str) -> None:
    preflight = {"Access-Control-Request-Method": "POST"} if method == "OPTIONS" else {}
    reply = web.request(method, path, headers={**FOREIGN, **preflight}, json={"question": BORROW} if method == "POST" else None)
    assert not [name for name in reply.headers if name.startswith("access-control-allow-origin")]


@pytest.mark.parametrize("path", ["/chat/gradio_api/upload", "/chat/gradio_api/upload/", "/chat/gradio_api/upload?upload_id=x", "/chat/upload"])
def test_files_are_not_taken(web: TestClient, path: str) -> None:
    reply = web.post(path, files={"files": ("a.txt", b"x")})
    assert reply.status_code in (404, 405)


@pytest.mark.parametrize("path", ["/chat/gradio_api/file=/etc/passwd", "/chat/gradio_api/file=pyproject.toml", "/chat/gradio_api/file=source/reports", "/chat/file=/etc/passwd"])
def test_no_file_of_the_machine_is_given_out(web: TestClient, path: str) -> None:
    assert web.get(path).status_code in (403, 404)


def test_the_chats_own_functions_are_not_offered_as_an_api(web: TestClient) -> None:
    reply = web.get("/chat/gradio_api/info")
    assert reply.status_code == 200
    assert (reply.json()["named_endpoints"], reply.json()["unnamed_endpoints"]) == ({}, {})


def test_the_api_describes_itself(web: TestClient) -> None:
    described = web.get("/openapi.json").json()
    assert {"/api/ask", "/api/feedback", "/api/reports", "/api/passages/{id}", "/api/search"} <= set(described["paths"])
    assert set(described["components"]["schemas"]["Asked"]["properties"]) == {"question", "history", "id", "reports"}


def test_a_store_that_is_gone_makes_503_and_no_answer(library: Settings, desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(library.store, tmp_path / "store")
    lost = Desk(Settings(source=library.source, store=str(tmp_path / "store")), desk.encoder)
    with TestClient(made(lost)) as client:
        assert client.get("/readyz").status_code == 200
        (tmp_path / "store" / "current").unlink()
        for reply in (client.get("/readyz"), client.post("/api/ask", json={"question": BORROW})):
            assert (reply.status_code, reply.headers["content-type"]) == (503, "application/problem+json")
            assert "there is no index in" in reply.json()["detail"]
        assert client.get("/read/library").status_code == 503


def test_the_answer_shape_has_no_field_that_the_web_does_not_carry(web: TestClient) -> None:
    row = web.post("/api/ask", json={"question": BORROW}).json()
    assert set(row) == set(Answer.__dataclass_fields__) - {"error"}
