"""The API: answers over some reports, what it refuses and how it says so, reports, passages, search, and feedback."""

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import nothing, write_report
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hostile import EN, NOTES, ZH
from limits import parse
from sqlalchemy import create_engine, text

from app.answer import Event
from app.asking import Desk
from app.conversing.conversations import Turn
from app.conversing.keeping import Keeper
from app.errors import KeepingFault
from app.settings import HISTORY_CAP, QUESTION_CAP
from app.web.api import wants_events
from app.web.application import application
from app.web.configuration import Configuration
from app.web.looking import LIMIT, MOST
from app.web.shapes import REPORTS_CAP
from index.build import build
from index.encoder import Encoder
from index.settings import Settings
from source.errors import DuizhaoError
from source.report import LANGUAGES

BORROW = "每人最多借几本书?"
UNLIMITED = Configuration(rate=parse("100000/minute"), daily=parse("1000000/day"), address_rate=parse("100000/minute"))
JSON = {"content-type": "application/json"}


class FailingDesk(Desk):
    """A desk that fails as it is told to, and counts what it was asked."""

    fault: DuizhaoError | None = None
    asked = 0

    def ask(self, question: str, history: Sequence[str] = (), *, id: str = "q-1", reports: Sequence[str] | None = None) -> Iterator[Event]:
        self.asked += 1
        if self.fault is not None:
            raise self.fault
        yield from super().ask(question, history, id=id, reports=reports)


class FullKeeper(Keeper):
    """A keeper whose disk is full."""

    def kept_turn(self, conversation: str, number: int, turn: Turn) -> None:
        raise KeepingFault("no space left on the device")


def made(desk: Desk, keeper: Keeper | None = None) -> FastAPI:
    """The application with room for many questions, made while an event loop runs: without one Gradio opens some and leaves them open."""

    async def make() -> FastAPI:
        return application(desk, keeper, UNLIMITED)

    return asyncio.run(make())


@pytest.fixture(scope="module")
def several(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> FailingDesk:
    """A desk over two reports, one of them full of markup and with a translation note."""
    root = tmp_path_factory.mktemp("api")
    write_report(root / "reports", "library")
    folder = write_report(root / "reports", "hostile", ZH, EN)
    (folder / "notes.toml").write_text(NOTES, encoding="utf-8")
    settings = Settings(source=root / "reports", store=str(root / "store"))
    build(settings, encoder, nothing)
    return FailingDesk(settings, encoder)


@pytest.fixture(scope="module")
def client(several: FailingDesk) -> Iterator[TestClient]:
    with TestClient(made(several)) as opened:
        yield opened


@pytest.fixture
def web(client: TestClient, several: FailingDesk) -> TestClient:
    several.fault, several.asked = None, 0
    return client


@pytest.mark.parametrize(
    ("question", "words"),
    [pytest.param(BORROW, "五本书", id="zh"), pytest.param("How many books may everyone borrow?", "five books", id="en"), pytest.param("everyone 最多借几本书?", "五本书", id="mixed")],
)
@pytest.mark.parametrize("report", ["library", "hostile"])
def test_an_answer_is_looked_for_in_the_reports_that_are_named(web: TestClient, report: str, question: str, words: str) -> None:
    row = web.post("/api/ask", json={"question": question, "reports": [report, report]}).json()
    assert row["status"] == "answered"
    assert words in row["text"]
    assert {citation["report"] for citation in row["citations"]} == {report}


def test_no_report_named_is_all_of_them(web: TestClient) -> None:
    rows = [web.post("/api/ask", json={"question": "有哪些报告说到每人最多借五本书?"} | more).json() for more in ({}, {"reports": []}, {"reports": ["library", "hostile"]})]
    assert rows[0]["citations"] == rows[1]["citations"] == rows[2]["citations"]
    assert {citation["report"] for citation in rows[0]["citations"]} == {"library", "hostile"}


def test_a_report_that_is_not_there_is_refused_by_name_of_the_error_and_nothing_is_asked(web: TestClient, several: FailingDesk) -> None:
    reply = web.post("/api/ask", json={"question": BORROW, "reports": ["library", "<b>absent</b>"]})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert (reply.json()["code"], several.asked) == ("no_such_report", 0)
    assert "absent" not in reply.text


BAD: list[tuple[str, bytes, dict[str, str], int, str]] = [
    ("text-plain", b'{"question": "x"}', {"content-type": "text/plain"}, 415, "must be JSON"),
    ("form", b"question=x", {"content-type": "application/x-www-form-urlencoded"}, 415, "must be JSON"),
    ("no-type", b'{"question": "x"}', {"content-type": ""}, 415, "must be JSON"),
    ("no-json", b"question=x", JSON, 400, "not JSON"),
    ("cut-off", b'{"question": "x"', JSON, 400, "not JSON"),
    ("single-quotes", b"{'question': 'x'}", JSON, 400, "not JSON"),
    ("gbk", '{"question": "每人"}'.encode("gbk"), {"content-type": "application/json; charset=gbk"}, 400, "not UTF-8"),
    ("utf-16", '{"question": "x"}'.encode("utf-16"), JSON, 400, "not UTF-8"),
    ("overlong-utf-8", b'{"question": "\xc0\x80"}', JSON, 400, "not UTF-8"),
    ("surrogate-in-utf-8", b'{"question": "\xed\xa0\x80"}', JSON, 400, "not UTF-8"),
    ("deep", b'{"question": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", JSON, 400, "too deeply"),
    ("deep-objects", b'{"question": ' + b'{"a":' * 20_000, JSON, 400, ""),
    ("less-deep", b'{"question": ' + b"[" * 200 + b"]" * 200 + b"}", JSON, 422, "question: Input should be a valid string"),
    ("endless-number", b'{"question": ' + b"9" * 5000 + b"}", JSON, 400, "number that is too long"),
    ("huge-number", b'{"question": ' + b"9" * 400 + b"}", JSON, 422, "question: Input should be a valid string"),
    ("infinite-float", b'{"question": 1e999}', JSON, 422, "question: Input should be a valid string"),
    ("nan", b'{"question": NaN}', JSON, 400, "NaN"),
    ("infinity", b'{"question": "x", "id": -Infinity}', JSON, 400, "-Infinity"),
    ("twice", b'{"question": "x", "question": "y"}', JSON, 400, "twice"),
    ("twice-within", b'{"question": {"a": 1, "a": 2}}', JSON, 400, "twice"),
    ("surrogate-in-question", b'{"question": "\\ud800"}', JSON, 400, "half of a character"),
    ("surrogate-in-history", b'{"question": "x", "history": ["y\\uDFFF"]}', JSON, 400, "half of a character"),
    ("surrogate-in-reports", b'{"question": "x", "reports": ["\\udC00\\ud800"]}', JSON, 400, "half of a character"),
    ("surrogate-in-a-name", b'{"question": "x", "\\ud800": 1}', JSON, 400, "half of a character"),
    ("unknown-field", b'{"question": "x", "reprots": []}', JSON, 422, "reprots: Extra inputs are not permitted"),
    ("endless-name", b'{"question": "x", "' + b"n" * 90_000 + b'": 1}', JSON, 422, "nnn: Extra"),
    ("many-errors", json.dumps({"question": "x", "history": [1] * 200}).encode(), JSON, 422, "history.0: "),
    ("question-null", b'{"question": null}', JSON, 422, "question: "),
    ("question-true", b'{"question": true}', JSON, 422, "question: "),
    ("question-list", b'{"question": ["x"]}', JSON, 422, "question: "),
    ("id-a-number", b'{"question": "x", "id": 5}', JSON, 422, "id: "),
    ("history-null", b'{"question": "x", "history": null}', JSON, 422, "history: "),
    ("reports-a-string", b'{"question": "x", "reports": "library"}', JSON, 422, "reports: "),
    ("reports-endless", json.dumps({"question": "x", "reports": ["y"] * (REPORTS_CAP + 1)}).encode(), JSON, 422, "reports: "),
    ("null", b"null", JSON, 422, "expected JSON {question, history?, id?, reports?}"),
    ("a-string", b'"x"', JSON, 422, "expected JSON"),
]


@pytest.mark.parametrize(("body", "headers", "status", "words"), [pytest.param(*row[1:], id=row[0]) for row in BAD])
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_bad_body_is_refused_in_problem_details_that_give_nothing_of_it_back(
    web: TestClient, several: FailingDesk, body: bytes, headers: dict[str, str], status: int, words: str, accept: str
) -> None:
    reply = web.post("/api/ask", content=body, headers={**headers, "accept": accept})
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert (reply.json()["status"], several.asked) == (status, 0)
    assert words in reply.json()["detail"]
    assert len(reply.content) < 1000


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(json.dumps({"question": BORROW}).encode("utf-8-sig"), JSON, id="byte-order-mark"),
        pytest.param(json.dumps({"question": BORROW}).encode(), {"content-type": "Application/JSON; charset=UTF-8"}, id="type-in-capitals"),
        pytest.param(json.dumps({"question": BORROW, "id": "📖"}).encode(), JSON, id="a-character-of-two-halves"),
        pytest.param(json.dumps({"question": BORROW}).encode(), {"content-type": "application/vnd.ask+json"}, id="a-kind-of-json"),
        pytest.param(json.dumps({"question": BORROW, "history": ["x" * (2 * QUESTION_CAP), "", "y"] * 3}).encode(), JSON, id="earlier-ones-that-are-no-questions"),
        pytest.param(json.dumps({"question": BORROW, "history": ["y"] * (10 * HISTORY_CAP)}).encode(), JSON, id="a-long-history"),
        pytest.param(json.dumps({"question": BORROW, "id": "\u202e<script>\u0000" + "文" * 180}).encode(), JSON, id="any-id"),
    ],
)
def test_what_is_unusual_and_right_is_answered(web: TestClient, body: bytes, headers: dict[str, str]) -> None:
    reply = web.post("/api/ask", content=body, headers=headers)
    assert (reply.status_code, reply.json()["status"]) == (200, "answered")
    assert reply.json()["id"] == json.loads(body.decode("utf-8-sig")).get("id", "q-1")


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
@pytest.mark.parametrize(("question", "code"), [("", "empty"), ("?!。", "empty"), ("书" * (QUESTION_CAP + 1), "too_long")], ids=["empty", "marks-alone", "too-long"])
def test_what_is_no_question_is_refused_with_a_code_for_pages_in_any_language(web: TestClient, question: str, code: str, accept: str) -> None:
    reply = web.post("/api/ask", json={"question": question}, headers={"accept": accept})
    assert (reply.status_code, reply.json()["code"]) == (422, code)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_desk_that_cannot_answer_makes_503_and_no_answer(web: TestClient, several: FailingDesk, accept: str, caplog: pytest.LogCaptureFixture) -> None:
    several.fault = DuizhaoError("the store is away", hint="start it")
    reply = web.post("/api/ask", json={"question": BORROW}, headers={"accept": accept})
    assert (reply.status_code, reply.headers["content-type"]) == (503, "application/problem+json")
    told = reply.json()
    assert told.pop("request_id") == reply.headers["x-request-id"]
    assert told == {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": "the store is away", "code": "unavailable"}
    assert "the store is away. To mend it: start it" in caplog.text
    assert BORROW not in caplog.text


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/event-stream", True),
        ("text/event-stream, */*", True),
        ("text/event-stream, application/json", True),
        ("Text/Event-Stream;q=0.5", True),
        ("application/json;q=0.4, text/event-stream;q=0.5", True),
        ("application/json, text/event-stream;q=0.9", False),
        ("application/json", False),
        ("*/*", False),
        ("text/*", False),
        ("", False),
        ("text/event-stream;q=0", False),
        ("text/event-stream;q=1.2.3", False),
        ("text/event-streams", False),
        (";;,,;q=,", False),
    ],
)
def test_events_are_sent_to_who_asks_for_them(accept: str, wanted: bool) -> None:
    assert wants_events(accept) is wanted


def test_the_reports_are_listed_in_both_languages(web: TestClient, several: FailingDesk) -> None:
    rows = {row["id"]: row for row in web.get("/api/reports").json()["reports"]}
    assert list(rows) == ["hostile", "library"]
    assert rows["library"] == {
        "id": "library",
        "title": {"zh": "小镇图书馆开放办法", "en": "Opening rules of the small town library"},
        "publisher": {"zh": "", "en": ""},
        "original": "zh",
        "translation": "human",
        "date": "",
        "passages": len(several.index.reports["library"].passages),
        "url": "/read/library",
    }
    assert web.get("/read/library").status_code == 200


def test_every_passage_is_given_whole_and_its_anchors_are_on_the_reading_page(web: TestClient, several: FailingDesk) -> None:
    pages = {id: set(re.findall(r' id="([^"]+)"', web.get(f"/read/{id}").text)) for id in several.index.reports}
    for id, passage in several.index.passages.items():
        row = web.get(f"/api/passages/{id}").json()
        report = several.index.reports[row["report"]]
        assert row["id"] == id
        assert row["section"] == {language: report.path(passage.section, language) for language in LANGUAGES}
        for language in LANGUAGES:
            quotes = [row[language], *(sentence for group in row["sentences"] for sentence in group[language])]
            assert all(quote["text"] == report.text[language][quote["start"] : quote["end"]] for quote in quotes if quote is not None)
            anchors = [sentence["anchor"] for group in row["sentences"] for sentence in group[language]]
            assert len(anchors) == len(passage.sentences(language))
            assert set(anchors) <= pages[report.id]
            assert all(sentence["url"] == f"/read/{report.id}#{sentence['anchor']}" for group in row["sentences"] for sentence in group[language])
        assert row["url"].split("#")[1] in pages[report.id]


def test_a_passage_brings_its_translation_notes_as_they_are(web: TestClient, several: FailingDesk) -> None:
    noted = [row for id in several.index.passages if (row := web.get(f"/api/passages/{id}").json())["notes"]]
    assert [row["report"] for row in noted] == ["hostile"]
    assert noted[0]["notes"] == [{"zh": "五本书", "en": "five books", "says": {"zh": "注<script>alert('周末')</script>\"", "en": "a note <script>alert('周末')</script>\""}}]


def test_a_passages_slash_may_be_written_as_one_or_encoded(web: TestClient) -> None:
    assert web.get("/api/passages/library/2.p1").json() == web.get("/api/passages/library%2F2.p1").json()


@pytest.mark.parametrize("id", ["absent/1.p1", "library", "library/", "", "library/2.p1/", "../../etc/passwd", "<script>", "\x00", "\ufffd", "书" * 2000])
def test_a_passage_that_is_not_there_is_404_and_not_repeated(web: TestClient, id: str) -> None:
    reply = web.get(f"/api/passages/{quote(id, safe='')}")
    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")
    assert not id.strip("./") or id in ("library", "library/") or id not in reply.text


@pytest.mark.parametrize(
    ("words", "passage"),
    [
        pytest.param("借期", "library/2.p1", id="zh"),
        pytest.param("loan period", "library/2.p1", id="en"),
        pytest.param("library 公告栏 notice board", "library/1.1.p1", id="mixed"),
    ],
)
def test_a_search_ranks_passages_quotes_both_languages_and_answers_nothing(web: TestClient, several: FailingDesk, words: str, passage: str) -> None:
    found = web.get("/api/search", params={"q": words, "report": "library"}).json()
    assert found["query"] == words
    assert found["passages"][0]["id"] == passage
    assert several.asked == 0
    scores = [row["score"] for row in found["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert len({row["id"] for row in found["passages"]}) == len(found["passages"])
    text = several.index.reports["library"].text
    for row in found["passages"]:
        assert row["report"] == "library"
        assert row["url"].startswith("/read/library#")
        assert all(row[language]["text"] == text[language][row[language]["start"] : row[language]["end"]] for language in LANGUAGES if row[language] is not None)
        assert any(row[language] is not None for language in LANGUAGES)


def test_a_search_reads_all_reports_or_those_named_and_gives_as_many_as_wanted(web: TestClient) -> None:
    def found(**more: object) -> list[str]:
        return [row["id"] for row in web.get("/api/search", params={"q": "周末开放到几点", **more}).json()["passages"]]

    everything = found()
    assert {id.split("/")[0] for id in everything} == {"library", "hostile"}
    assert len(everything) <= LIMIT
    assert found(report=["library", "hostile"]) == everything
    assert {id.split("/")[0] for id in found(report="hostile")} == {"hostile"}
    assert found(limit=1) == everything[:1]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 422, "invalid"),
        ("q=", 422, "empty"),
        ("q=%20%3F", 422, "empty"),
        ("q=" + "x" * (QUESTION_CAP + 1), 422, "too_long"),
        ("q=x&limit=0", 422, "invalid"),
        (f"q=x&limit={MOST + 1}", 422, "invalid"),
        ("q=x&limit=1e3", 422, "invalid"),
        ("q=x&limit=" + "9" * 5000, 422, "invalid"),
        ("q=x&limit=%F0%9F", 422, "invalid"),
        ("q=x&report=absent", 422, "no_such_report"),
        ("q=x" + "&report=library" * (REPORTS_CAP + 1), 422, "invalid"),
    ],
)
def test_a_search_that_is_none_is_refused(web: TestClient, query: str, status: int, code: str) -> None:
    reply = web.get(f"/api/search?{query}")
    assert (reply.status_code, reply.headers["content-type"], reply.json()["code"]) == (status, "application/problem+json", code)
    assert len(reply.content) < 1000


@pytest.mark.parametrize("query", ["q=%ED%A0%80x", "q=%00x", "q=%FFx", "q=x&q=y", "q=x&unknown=1", "q=x&limit=%205"])
def test_a_search_for_anything_is_answered(web: TestClient, query: str) -> None:
    assert web.get(f"/api/search?{query}").status_code == 200


def test_feedback_is_not_kept_where_nothing_is_and_then_nothing_is_asked(web: TestClient, several: FailingDesk) -> None:
    reply = web.post("/api/feedback", json={"question": BORROW, "up": False, "reason": "missing", "note": "x", "reports": ["absent"]})
    assert (reply.status_code, reply.json(), several.asked) == (200, {"kept": False}, 0)


FEEDBACK = [
    {"question": BORROW},
    {"up": True},
    {"question": BORROW, "up": "true"},
    {"question": BORROW, "up": 1},
    {"question": BORROW, "up": True, "reason": "because"},
    {"question": BORROW, "up": True, "note": "x" * 1001},
    {"question": BORROW, "up": True, "who": "me"},
]


@pytest.mark.parametrize("row", FEEDBACK, ids=["no-thumb", "no-question", "thumb-in-words", "thumb-a-number", "unknown-reason", "endless-note", "who-asked"])
def test_feedback_of_another_shape_is_refused(web: TestClient, row: dict[str, object]) -> None:
    reply = web.post("/api/feedback", json=row)
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid")
    assert "expected JSON {question, history?, reports?, up, reason?, note?}" in reply.json()["detail"]


@pytest.fixture
def kept(several: FailingDesk, tmp_path: Path) -> Iterator[tuple[TestClient, Keeper, Path]]:
    several.fault = None
    keeper = Keeper.open(str(tmp_path / "kept.sqlite"))
    assert keeper is not None
    with TestClient(made(several, keeper)) as client:
        yield client, keeper, tmp_path / "kept.sqlite"
    keeper.close()


def test_feedback_is_kept_with_its_question_and_the_answer_that_the_server_gives(kept: tuple[TestClient, Keeper, Path]) -> None:
    client, keeper, file = kept
    told = {"question": "那周末呢?", "history": ["图书馆平日几点关门?"], "reports": ["library"], "up": False, "reason": "missing", "note": "还有\x00志愿者"}
    assert client.post("/api/feedback", json=told).json() == {"kept": True}
    counts = keeper.counts()
    assert (counts.conversations, counts.turns, counts.feedback) == (1, 2, 1)
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as rows:
        turns = rows.execute(text("select number, question, answer from turns order by number")).all()
        feedback = rows.execute(text("select up, reason, note from feedback")).all()
    engine.dispose()
    assert [(number, question) for number, question, _ in turns] == [(1, "图书馆平日几点关门?"), (2, "那周末呢?")]
    assert json.loads(turns[1][2])["searched"] == "图书馆周末几点关门?"
    assert feedback == [(0, "missing", "还有志愿者")]


def test_feedback_on_no_question_is_refused_also_where_nothing_is_kept(web: TestClient) -> None:
    reply = web.post("/api/feedback", json={"question": "?", "up": True})
    assert (reply.status_code, reply.json()["code"]) == (422, "empty")


def test_feedback_on_what_cannot_be_asked_is_refused_and_not_kept(kept: tuple[TestClient, Keeper, Path]) -> None:
    client, keeper, _ = kept
    replies = [client.post("/api/feedback", json={"question": question, "up": True, "reports": reports}) for question, reports in ((" ", []), (BORROW, ["absent"]))]
    assert [(reply.status_code, reply.json()["code"]) for reply in replies] == [(422, "empty"), (422, "no_such_report")]
    assert keeper.counts().turns == 0


def test_feedback_that_cannot_be_written_is_said_not_to_be_kept(several: FailingDesk, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    several.fault = None
    keeper = FullKeeper.open(str(tmp_path / "kept.sqlite"))
    assert keeper is not None
    with TestClient(made(several, keeper)) as client:
        assert client.post("/api/feedback", json={"question": BORROW, "up": True}).json() == {"kept": False}
    keeper.close()
    assert "not kept: no space left" in caplog.text


def test_feedback_fills_no_disk(several: FailingDesk, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    several.fault = None
    keeper = Keeper.open(str(tmp_path / "kept.sqlite"), 200_000)
    assert keeper is not None
    with TestClient(made(several, keeper)) as client:
        told = {"question": BORROW, "history": ["x" * 1900] * 20, "up": True, "note": "x" * 900}
        replies = [client.post("/api/feedback", json=told).json()["kept"] for _ in range(8)]
    keeper.close()
    assert replies[0] is True
    assert replies[-3:] == [False] * 3
    assert (tmp_path / "kept.sqlite").stat().st_size < 220_000
    assert "nothing more is kept" in caplog.text


def test_what_the_api_was_asked_is_not_kept_unless_it_is_told_of(kept: tuple[TestClient, Keeper, Path]) -> None:
    client, keeper, _ = kept
    assert client.post("/api/ask", json={"question": BORROW}).status_code == 200
    assert keeper.counts().turns == 0
