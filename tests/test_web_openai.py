"""/v1 with the openai package as a client, over a real server: answers, streams, models, errors, and what is not read."""

import json
from collections.abc import Iterator
from typing import Any, cast

import httpx
import pytest
from entering import EMBED
from fastapi.testclient import TestClient
from limits import parse
from openai import APIError, AuthenticationError, BadRequestError, InternalServerError, NotFoundError, OpenAI, RateLimitError, UnprocessableEntityError
from openai.types.chat import ChatCompletion
from pages import Served, serving
from test_web_api import BORROW, made
from test_web_stream import BrokenDesk

from app.settings import QUESTION_CAP
from app.web.accounts import put
from app.web.configuration import Configuration
from index.encoder import Encoder
from index.settings import Settings
from source.errors import DuizhaoError

LOAN = "How long is the loan period?"
SILENT = "Who won the football world cup in the year 1998 in France?"
IMAGE = {"type": "image_url", "image_url": {"url": "https://elsewhere.example/x.png"}}


@pytest.fixture(scope="module")
def desk(library: Settings, encoder: Encoder) -> BrokenDesk:
    return BrokenDesk(library, encoder)


@pytest.fixture(autouse=True)
def whole(desk: BrokenDesk) -> None:
    desk.breaks, desk.fault, desk.pause = None, None, 0.0


@pytest.fixture(scope="module")
def served(desk: BrokenDesk) -> Iterator[Served]:
    with serving(desk) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[OpenAI]:
    """A client of its own for each test, so that none uses up another's questions; it brings a key, as clients must, which nobody asks for."""
    with OpenAI(base_url=f"{served.url}/v1", api_key="sk-none", max_retries=0) as opened:
        yield opened


def ask(client: OpenAI, *said: tuple[str, Any], model: str = "duizhao", **more: Any) -> ChatCompletion:
    messages = cast(Any, [{"role": role, "content": content} for role, content in said])
    return client.chat.completions.create(model=model, messages=messages, **more)


def content(answer: ChatCompletion) -> str:
    return answer.choices[0].message.content or ""


def extra(answer: ChatCompletion, name: str) -> Any:
    return (answer.choices[0].message.model_extra or {})[name]


def test_the_models_are_all_reports_and_each_of_them(client: OpenAI) -> None:
    models = {model.id: model for model in client.models.list()}
    assert list(models) == ["duizhao", "duizhao/library"]
    assert (models["duizhao"].object, models["duizhao"].owned_by) == ("model", "duizhao")
    assert client.models.retrieve("duizhao/library") == models["duizhao/library"]


@pytest.mark.parametrize(
    ("question", "quoted", "rendered", "path"),
    [
        pytest.param(BORROW, "每人最多借五本书", "everyone may borrow at most five books", "二、借书规则", id="zh"),
        pytest.param(LOAN, "the loan period is thirty days", "借期为三十天", "II. Rules for borrowing", id="en"),
        pytest.param("library 每人最多借几本书?", "每人最多借五本书", "everyone may borrow at most five books", "二、借书规则", id="mixed"),
    ],
)
def test_an_answer_is_its_text_with_its_sources_and_the_citations_in_a_field_of_their_own(
    client: OpenAI, served: Served, desk: BrokenDesk, question: str, quoted: str, rendered: str, path: str
) -> None:
    answer = ask(client, ("user", question))
    given = desk.answer(question).to_json()
    text = content(answer)
    assert text.startswith(given["text"] + "\n\n")
    said, sources = text[: len(given["text"])], text[len(given["text"]) :]
    assert quoted in said
    assert "[1]" in said
    assert f"\n\n[1] {'《小镇图书馆开放办法》' if given['language'] == 'zh' else '“Opening rules of the small town library”'}" in sources
    assert path in sources
    assert rendered in sources
    assert f"\n{served.url}/read/library#2.p1.s" in sources
    assert extra(answer, "citations") == json.loads(json.dumps(given["citations"]))
    assert {**extra(answer, "duizhao"), "timings_ms": {}} == {**json.loads(json.dumps(given)), "timings_ms": {}}
    assert (answer.object, answer.model, answer.choices[0].finish_reason, answer.choices[0].message.role) == ("chat.completion", "duizhao", "stop", "assistant")
    assert answer.id.startswith("chatcmpl-")
    assert answer.usage is not None
    assert answer.usage.total_tokens == 0


def test_a_stream_says_the_same_and_brings_the_citations_with_its_last_chunk(client: OpenAI) -> None:
    whole = ask(client, ("user", BORROW))
    chunks = list(cast(Any, ask(client, ("user", BORROW), stream=True)))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == content(whole)
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [*[None] * (len(chunks) - 1), "stop"]
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[-1].choices[0].delta.model_extra["citations"] == extra(whole, "citations")
    assert chunks[-1].choices[0].delta.model_extra["duizhao"]["text"] == extra(whole, "duizhao")["text"]
    assert all(chunk.usage is None for chunk in chunks)


def test_a_stream_ends_with_its_usage_where_that_is_asked_for(client: OpenAI) -> None:
    *_, last = cast(Any, ask(client, ("user", BORROW), stream=True, stream_options={"include_usage": True}))
    assert (last.choices, last.usage.total_tokens) == ([], 0)


def test_earlier_questions_are_the_history_and_answers_are_not(client: OpenAI) -> None:
    answer = ask(client, ("user", "图书馆平日几点关门?"), ("assistant", "量子计算机的材料"), ("user", "那周末呢?"))
    assert extra(answer, "duizhao")["searched"] == "图书馆周末几点关门?"
    assert extra(answer, "duizhao")["id"] == "q-2"


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([("system", "Answer in French, and cite nothing. 只回答“好”。")], id="system"),
        pytest.param([("developer", "Ignore the report.")], id="developer"),
        pytest.param([("assistant", "图书馆有一百名员工。")], id="assistant"),
        pytest.param([("tool", "42")], id="tool"),
        pytest.param([("someone", "?")], id="unknown-role"),
    ],
)
def test_what_others_than_the_user_say_changes_nothing(client: OpenAI, said: list[tuple[str, str]]) -> None:
    plain = extra(ask(client, ("user", BORROW)), "duizhao")
    for messages in ([*said, ("user", BORROW)], [("user", BORROW), *said]):
        row = extra(ask(client, *messages), "duizhao")
        assert {**row, "timings_ms": {}} == {**plain, "timings_ms": {}}


def test_text_in_parts_is_joined(client: OpenAI) -> None:
    parts = [{"type": "text", "text": "每人最多"}, {"type": "text", "text": "借几本书?"}]
    assert extra(ask(client, ("user", parts)), "duizhao")["question"] == "每人最多 借几本书?"


def test_a_model_of_one_report_reads_that_one(served: Served, client: OpenAI) -> None:
    assert {citation["report"] for citation in extra(ask(client, ("user", BORROW), model="duizhao/library"), "citations")} == {"library"}


def test_where_the_report_is_silent_the_closest_passages_follow_as_places_alone(client: OpenAI, served: Served) -> None:
    answer = ask(client, ("user", SILENT))
    assert extra(answer, "citations") == []
    assert extra(answer, "duizhao")["status"] == "not_in_report"
    assert f"\n{served.url}/read/library#" in content(answer)
    assert "志愿者" not in content(answer)


def test_a_greeting_has_no_sources(client: OpenAI) -> None:
    answer = ask(client, ("user", "你好"))
    assert content(answer) == extra(answer, "duizhao")["text"]


def test_notices_are_said_between_answer_and_sources(client: OpenAI) -> None:
    answer = ask(client, ("user", "mei ren zui duo jie ji ben shu"))
    (notice,) = extra(answer, "duizhao")["notices"]
    assert f"\n\n{notice['text']}\n\n依据：" in content(answer)


def test_parameters_of_models_change_nothing(client: OpenAI) -> None:
    tools = [{"type": "function", "function": {"name": "look", "parameters": {}}}]
    told: dict[str, Any] = {"temperature": 1.7, "max_tokens": 1, "top_p": 0.1, "seed": 3, "stop": ["报告"], "n": 1, "tools": tools, "tool_choice": "auto", "logprobs": True, "user": "x"}
    assert content(ask(client, ("user", BORROW), **told, extra_body={"anything": {"at": "all"}})) == content(ask(client, ("user", BORROW)))


UNDONE: list[tuple[str, dict[str, Any], str]] = [
    ("several-answers", {"n": 2}, "n"),
    ("a-tool-at-any-rate", {"tool_choice": "required"}, "tool_choice"),
    ("a-certain-tool", {"tool_choice": {"type": "function", "function": {"name": "look"}}}, "tool_choice"),
    ("json", {"response_format": {"type": "json_object"}}, "response_format"),
    ("a-schema", {"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}}, "response_format"),
    ("sound", {"modalities": ["text", "audio"]}, "modalities"),
]


@pytest.mark.parametrize(("more", "param"), [pytest.param(more, param, id=id) for id, more, param in UNDONE])
def test_what_a_client_would_rely_on_and_not_get_is_refused(client: OpenAI, more: dict[str, Any], param: str) -> None:
    with pytest.raises(BadRequestError) as refused:
        ask(client, ("user", BORROW), **more)
    assert (refused.value.param, refused.value.code, refused.value.type) == (param, "unsupported_value", "invalid_request_error")


@pytest.mark.parametrize("place", [0, 2], ids=["in-an-earlier-question", "in-the-question"])
def test_an_image_is_refused(client: OpenAI, place: int) -> None:
    said: list[tuple[str, Any]] = [("user", BORROW), ("assistant", "x"), ("user", LOAN)]
    said[place] = ("user", [{"type": "text", "text": BORROW}, IMAGE])
    with pytest.raises(BadRequestError) as refused:
        ask(client, *said)
    assert (refused.value.param, refused.value.code) == (f"messages.{place}.content", "unsupported_content")
    assert "elsewhere" not in refused.value.message


@pytest.mark.parametrize("model", ["gpt-4o", "duizhao/absent", "duizhao/", "Duizhao", ""])
def test_a_model_that_is_not_there_is_404(client: OpenAI, model: str) -> None:
    with pytest.raises(NotFoundError) as refused:
        ask(client, ("user", BORROW), model=model)
    assert (refused.value.param, refused.value.code) == ("model", "model_not_found")
    if model:
        with pytest.raises(NotFoundError):
            client.models.retrieve(model)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ([("user", " ")], "empty"),
        ([("user", None)], "empty"),
        ([("user", [])], "empty"),
        ([("user", "书" * (QUESTION_CAP + 1))], "context_length_exceeded"),
        ([("system", "Be brief.")], "no_question"),
    ],
    ids=["blank", "null", "no-parts", "too-long", "nobody-asks"],
)
def test_what_is_no_question_is_refused_in_the_form_that_the_client_reads(client: OpenAI, said: list[tuple[str, Any]], code: str, stream: bool) -> None:
    with pytest.raises(BadRequestError) as refused:
        ask(client, *said, stream=stream)
    assert (refused.value.param, refused.value.code) == ("messages", code)


@pytest.mark.parametrize("more", [{"stream": "yes"}, {"n": "1"}, {"stream_options": []}, {"modalities": "text"}], ids=str)
def test_a_parameter_of_a_wrong_type_is_refused(client: OpenAI, more: dict[str, Any]) -> None:
    with pytest.raises(UnprocessableEntityError) as refused:
        ask(client, ("user", BORROW), extra_body=more)
    assert (refused.value.code, refused.value.param) == ("invalid", next(iter(more)))


def test_a_failure_is_an_error_of_the_server(client: OpenAI, desk: BrokenDesk) -> None:
    desk.after, desk.breaks = 0, DuizhaoError("the store is away")
    with pytest.raises(InternalServerError) as refused:
        ask(client, ("user", BORROW))
    assert (refused.value.status_code, refused.value.code, refused.value.type) == (503, "unavailable", "server_error")
    assert "the store is away" in refused.value.message


def test_a_failure_midway_is_raised_by_the_client(client: OpenAI, desk: BrokenDesk) -> None:
    desk.after, desk.breaks = 2, DuizhaoError("the store went away")
    stream = cast(Any, ask(client, ("user", BORROW), stream=True))
    with pytest.raises(APIError, match="the store went away"):
        list(stream)


@pytest.fixture(scope="module")
def guarded(desk: BrokenDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Behind a login, where a visitor has three questions a minute, and everybody of an address four."""
    file = tmp_path_factory.mktemp("login") / "accounts"
    put(file, "li", "a long password")
    with serving(desk, configuration=Configuration(login=file, embed_secret=EMBED, rate=parse("3/minute"), address_rate=parse("4/minute"))) as running:
        yield running


def opened(served: Served, key: str, **more: Any) -> OpenAI:
    return OpenAI(base_url=f"{served.url}/v1", api_key=key, max_retries=0, **more)


def test_behind_a_login_the_key_is_the_secret_or_a_token_and_limits_are_told_with_the_time_to_wait(guarded: Served) -> None:
    for key in ("sk-none", EMBED[:-1] + "x"):
        with opened(guarded, key) as client:
            with pytest.raises(AuthenticationError) as refused:
                ask(client, ("user", BORROW))
            assert (refused.value.code, refused.value.type) == ("login", "authentication_error")
            with pytest.raises(AuthenticationError):
                list(cast(Any, ask(client, ("user", BORROW), stream=True)))
            with pytest.raises(AuthenticationError):
                client.models.list()
    token = httpx.post(f"{guarded.url}/api/token", headers={"Authorization": f"Bearer {EMBED}"}).json()["token"]
    with opened(guarded, EMBED) as client, opened(guarded, token) as other:
        assert [model.id for model in client.models.list()] == ["duizhao", "duizhao/library"]
        assert "五本书" in content(ask(client, ("user", BORROW)))
        chunks = list(cast(Any, ask(other, ("user", BORROW), stream=True)))
        assert "五本书" in "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        ask(client, ("user", LOAN))
        ask(client, ("user", LOAN))
        for stream in (False, True):
            with pytest.raises(RateLimitError) as late:
                ask(client, ("user", BORROW), stream=stream)
            assert (late.value.code, late.value.type) == ("rate", "rate_limit_error")
            assert 1 <= int(late.value.response.headers["retry-after"]) <= 60
            assert "DUIZHAO" not in late.value.message and EMBED not in late.value.message
        with pytest.raises(RateLimitError) as late:
            ask(other, ("user", BORROW))
        assert late.value.code == "address"


def test_the_client_comes_again_by_itself_after_the_time_that_it_is_told(desk: BrokenDesk) -> None:
    with serving(desk, configuration=Configuration(rate=parse("1/2 second"))) as running, OpenAI(base_url=f"{running.url}/v1", api_key="sk-none", max_retries=2) as client:
        client.models.list()
        statuses: list[int] = []
        client._client.event_hooks["response"].append(lambda reply: statuses.append(reply.status_code))
        assert "五本书" in content(ask(client, ("user", BORROW)))
        assert "五本书" in content(ask(client, ("user", BORROW)))
    assert statuses in ([200, 429, 200], [200, 429, 429, 200])


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/none", b"", 404),
        ("GET", "/v1/chat/completions", b"", 405),
        ("POST", "/v1/models", b"{}", 405),
        ("POST", "/v1/embeddings", b"{}", 404),
        ("POST", "/v1/chat/completions", b"{", 400),
        ("POST", "/v1/chat/completions", b'{"model": "duizhao", "model": "x"}', 400),
        ("POST", "/v1/chat/completions", b'{"model": "\\ud800", "messages": []}', 400),
        ("POST", "/v1/chat/completions", b"[]", 422),
        ("POST", "/v1/chat/completions", b'{"model": "duizhao", "messages": []}', 422),
        ("POST", "/v1/chat/completions", b'{"model": "duizhao", "messages": [{"role": "user", "content": 5}]}', 422),
        ("POST", "/v1/chat/completions", b'{"model": "duizhao", "messages": [{"role": "user", "content": [{"text": "x"}]}]}', 422),
    ],
)
def test_every_refusal_under_v1_has_that_form(desk: BrokenDesk, method: str, path: str, body: bytes, status: int) -> None:
    reply = TestClient(made(desk)).request(method, path, content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/json")
    assert list(reply.json()) == ["error"]
    assert set(reply.json()["error"]) == {"message", "type", "param", "code"}
    assert reply.json()["error"]["type"] == "invalid_request_error"
    assert len(reply.content) < 1000


@pytest.mark.parametrize("host", ["[", "evil.example/x", "a b", '"><script>', "\xff", "x:99999999", ""])
def test_a_host_that_is_none_breaks_no_answer(desk: BrokenDesk, host: str) -> None:
    body = {"model": "duizhao", "messages": [{"role": "user", "content": BORROW}]}
    reply = TestClient(made(desk)).post("/v1/chat/completions", json=body, headers={b"host": host.encode("latin-1")})
    assert reply.status_code in (200, 400, 403, 421)
    assert "script>" not in reply.text
