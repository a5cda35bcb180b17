"""What the server counts: every question once, by what became of it, its language and its way in; seconds; requests by route; refusals. Nothing of who asked, or what."""

import re
import urllib.request
from collections.abc import Iterator, Sequence

import pytest
from chatting import Chat, made
from fastapi.testclient import TestClient
from limits import parse
from pages import QUIET, PacedDesk, serving
from prometheus_client.parser import text_string_to_metric_families
from running import CLONE

from app.answer import Event
from app.asking import Desk
from app.web.configuration import Configuration
from app.web.counted import CountedDesk
from app.web.metrics import OUTCOMES, WAYS, Metrics
from index.encoder import Encoder
from index.settings import Settings
from source.errors import DuizhaoError
from source.report import LANGUAGES

BORROW = "每人最多借几本书?"
CLOSES = "When does the library close from Monday to Friday?"
SILENT = "Who won the football world cup in the year 1998 in France?"


class FaultyDesk(Desk):
    """A desk that cannot answer now."""

    def ask(self, question: str, history: Sequence[str] = (), *, id: str = "q-1", reports: Sequence[str] | None = None) -> Iterator[Event]:
        raise DuizhaoError("the store is away")
        yield  # type: ignore[unreachable]


Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples(text: str) -> Samples:
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in text_string_to_metric_families(text) for one in family.samples}


def told(client: TestClient) -> Samples:
    return samples(client.get("/metrics").text)


def value(found: Samples, name: str, **labels: str) -> float:
    return found.get((name, tuple(sorted(labels.items()))), 0.0)


def risen(before: Samples, after: Samples, name: str) -> dict[tuple[str, ...], float]:
    """What counts of this name rose by, by the values of their labels in the order of the labels' names."""
    return {tuple(told for _, told in key[1]): count - before.get(key, 0.0) for key, count in after.items() if key[0] == name and count != before.get(key, 0.0)}


@pytest.fixture(scope="module")
def web(desk: Desk) -> Iterator[TestClient]:
    with TestClient(made(desk), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "question", "expected"),
    [
        pytest.param("/api/ask", BORROW, ("zh", "answered", "api"), id="zh"),
        pytest.param("/api/ask", CLOSES, ("en", "answered", "api"), id="en"),
        pytest.param("/api/ask", "library 周末延长开放到几点?", ("zh", "answered", "api"), id="mixed"),
        pytest.param("/api/ask", SILENT, ("en", "not_in_report", "api"), id="silent"),
        pytest.param("/api/ask", " \u3000?!", ("en", "fault", "api"), id="empty"),
        pytest.param("/v1/chat/completions", BORROW, ("zh", "answered", "v1"), id="openai"),
    ],
)
def test_a_question_is_counted_once_by_language_outcome_and_way(web: TestClient, path: str, question: str, expected: tuple[str, ...]) -> None:
    before = told(web)
    body = {"question": question} if path == "/api/ask" else {"model": "duizhao", "messages": [{"role": "user", "content": question}]}
    web.post(path, json=body)
    after = told(web)
    assert risen(before, after, "duizhao_questions_total") == {expected: 1.0}
    asked = 0.0 if expected[1] == "fault" else 1.0
    for stage in ("retrieve", "answer", "total"):
        assert value(after, "duizhao_answer_seconds_count", stage=stage) - value(before, "duizhao_answer_seconds_count", stage=stage) == asked
    assert value(after, "duizhao_questions_in_work") == 0


def test_what_cannot_be_answered_now_is_an_error_and_no_answer(desk: Desk) -> None:
    with TestClient(made(FaultyDesk(desk.settings, desk.encoder))) as client:
        assert client.post("/api/ask", json={"question": BORROW}).status_code == 503
        found = told(client)
    assert value(found, "duizhao_questions_total", outcome="error", language="zh", way="api") == 1
    assert value(found, "duizhao_answer_seconds_count", stage="total") == 0
    assert value(found, "duizhao_refused_total", status="503", code="unavailable") == 1


@QUIET
def test_questions_of_the_chat_are_counted_and_doubtful_ones_apart(library: Settings, encoder: Encoder) -> None:
    desk = PacedDesk(library, encoder)
    desk.doubtful = True
    with serving(desk) as served:
        assert [*Chat(served.port).ask(BORROW)][-1]["state"] == "low"
        text = _fetched(served.url)
    assert value(samples(text), "duizhao_questions_total", outcome="low", language="zh", way="chat") == 1


def _fetched(url: str) -> str:
    with urllib.request.urlopen(f"{url}/metrics") as reply:
        return str(reply.read().decode())


def test_a_question_that_is_given_up_midway_is_counted_as_stopped(library: Settings, encoder: Encoder) -> None:
    metrics = Metrics()
    paced = PacedDesk(library, encoder)
    asked = CountedDesk(paced, "api", metrics).ask(BORROW)
    next(asked)
    assert value(samples(metrics.text().decode()), "duizhao_questions_in_work") == 1
    assert paced.at_work == 1
    asked.close()  # type: ignore[attr-defined]
    assert paced.at_work == 0, "the desk's own work is ended with it"
    found = samples(metrics.text().decode())
    assert value(found, "duizhao_questions_total", outcome="stopped", language="zh", way="api") == 1
    assert value(found, "duizhao_questions_in_work") == 0


def test_the_counted_desk_is_the_desk(desk: Desk) -> None:
    counted = CountedDesk(desk, "chat", Metrics())
    assert counted.index is desk.index
    assert (counted.settings, counted.encoder, counted.held) == (desk.settings, desk.encoder, desk.held)
    assert counted.understand(BORROW).searched == desk.understand(BORROW).searched
    first, second = counted.answer(BORROW), desk.answer(BORROW)
    assert (first.text, first.citations) == (second.text, second.citations)
    with pytest.raises(AttributeError):
        _ = counted.nothing_of_this_name


def test_asking_the_desk_itself_counts_nothing(web: TestClient, desk: Desk) -> None:
    before = told(web)
    desk.answer(BORROW)
    assert risen(before, told(web), "duizhao_questions_total") == {}


def test_two_applications_over_one_desk_count_apart(web: TestClient, desk: Desk) -> None:
    before = told(web)
    with TestClient(made(desk)) as other:
        other.post("/api/ask", json={"question": BORROW})
        assert value(told(other), "duizhao_questions_total", outcome="answered", language="zh", way="api") == 1
    assert risen(before, told(web), "duizhao_questions_total") == {}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        pytest.param("GET", "/read/library?q=secret", ("GET", "/read/{report}", "200"), id="a-report"),
        pytest.param("GET", "/read/secret", ("GET", "/read/{report}", "404"), id="no-report"),
        pytest.param("GET", "/secret/secret", ("GET", "-", "404"), id="no-address"),
        pytest.param("GET", "/static/secret.css", ("GET", "/static/*", "404"), id="no-file"),
        pytest.param("BREW", "/healthz", ("OTHER", "/healthz", "405"), id="a-method-of-theirs"),
        pytest.param("GET", "/healthz/", ("GET", "-", "307"), id="a-redirect"),
        pytest.param("GET", "/chat/assets/secret.js", ("GET", "/chat/assets/{path}", "404"), id="gradio"),
    ],
)
def test_requests_are_counted_by_route_whatever_was_sent(web: TestClient, method: str, path: str, expected: tuple[str, ...]) -> None:
    before = told(web)
    web.request(method, path)
    rise = risen(before, told(web), "duizhao_http_requests_total")
    assert {key: count for key, count in rise.items() if key != ("GET", "/metrics", "200")} == {expected: 1.0}


def test_refusals_are_counted_by_their_code(desk: Desk) -> None:
    with TestClient(made(desk, Configuration(rate=parse("1/minute")))) as client:
        visitor = {"X-Duizhao-Visitor": client.post("/api/ask", json={"question": BORROW}).headers.get("X-Duizhao-Visitor", "")}
        assert [client.post("/api/ask", json={"question": BORROW}, headers=visitor).status_code for _ in range(3)][-1] == 429
        assert client.post("/api/ask", json={"question": BORROW}, headers={"Origin": "https://evil.example"}).status_code == 403
        found = told(client)
    rows = {dict(labels)["status"]: dict(labels)["code"] for name, labels in found if name == "duizhao_refused_total"}
    assert rows["429"] not in ("", "none")
    assert rows["403"] not in ("", "none")


def test_no_label_holds_anything_of_a_question_a_person_or_an_address(web: TestClient) -> None:
    secret = "secret秘密"
    for path, body in (("/api/ask", {"question": secret, "id": secret}), ("/api/feedback", {"conversation": secret}), ("/v1/chat/completions", {"model": secret, "messages": []})):
        web.post(path, json=body, headers={"X-Request-Id": "secret", "User-Agent": "secret", "Cookie": "duizhao_visitor=secret", "X-Forwarded-For": "203.0.113.77"})
    web.get("/read/secret?q=secret")
    text = web.get("/metrics").text
    assert "secret" not in text
    assert "203.0.113.77" not in text
    assert "testclient" not in text
    labels = {name for _, told in samples(text) for name, _ in told}
    assert labels <= {"outcome", "language", "way", "stage", "le", "method", "route", "status", "code", "stamp", "encoder", "reranker"}


def test_what_may_be_counted_is_there_from_the_start_at_nothing(desk: Desk) -> None:
    with TestClient(made(desk)) as client:
        found = told(client)
    assert sum(name == "duizhao_questions_total" for name, _ in found) == len(OUTCOMES) * len(LANGUAGES) * len(WAYS)
    assert value(found, "duizhao_at_once") == Configuration().at_once
    assert value(found, "duizhao_index_passages") == len(desk.index.passages)
    [info] = [dict(labels) for name, labels in found if name == "duizhao_index_info"]
    assert info["stamp"] == desk.index.folder.name


def test_the_metrics_are_prometheus_text(web: TestClient) -> None:
    reply = web.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=")
    assert not re.search(r"_created\b", reply.text)
    assert {"duizhao_questions", "duizhao_answer_seconds", "duizhao_http_requests"} <= {family.name for family in text_string_to_metric_families(reply.text)}


def test_what_has_no_names_is_left_out() -> None:
    metrics = Metrics()
    metrics.info("nothing", "Nothing", dict)
    assert "duizhao_nothing_info{" not in metrics.text().decode()


@pytest.mark.parametrize("name", ["running.md", "running.zh.md"])
def test_the_documentation_names_metrics_that_there_are(web: TestClient, name: str) -> None:
    named = set(re.findall(r"\bduizhao_[a-z_]+[a-z]\b", (CLONE / "docs" / name).read_text(encoding="utf-8"))) - {"duizhao_visitor"}
    there = {sample for sample, _ in told(web)} | {sample.removesuffix("_count") for sample, _ in told(web)}
    assert len(named) > 8
    assert named <= there | {"duizhao_refused_total"}
