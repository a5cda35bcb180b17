"""The door to a model server, against a scripted one over real HTTP: every fault is ours, in time, asked once, without the key."""

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from model_server import KEY, Script, ScriptedServer, endless, hangs, model_server, refuses, says, sends

from app.answering import voice
from app.errors import ModelFault, SettingFault
from app.settings import ModelSettings, model_setting
from app.written.model_server import CHARACTERS, Message, ModelServer, open_model, reads, trial

ASKED = [Message("user", "教育要收费吗？")]
Open = Callable[..., tuple[ModelServer, ScriptedServer]]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens the door to a server of these scripts."""
    closing: list[Callable[[], object]] = []

    def open_(*scripts: Script, **settings: object) -> tuple[ModelServer, ScriptedServer]:
        held = model_server(*scripts)
        server = held.__enter__()
        model = ModelServer(ModelSettings(server.url, "scripted", key=KEY, **settings))  # type: ignore[arg-type]
        closing.extend([lambda: held.__exit__(None, None, None), model.close])
        return model, server

    yield open_
    for close in reversed(closing):
        close()


def test_a_reply_comes_in_pieces_with_its_tokens_counted(opened: Open) -> None:
    model, server = opened(says("教育应当免费。It is free."), options={"top_k": 1})
    reply = model.reply(ASKED, until=time.monotonic() + 5, first=5, tokens=77)
    pieces = [piece for piece in reply if piece]
    assert ("".join(pieces), len(pieces) > 2, reply.tokens, reply.cut) == ("教育应当免费。It is free.", True, (100, 20), False)
    (call,) = server.calls
    assert call.headers["authorization"] == f"Bearer {KEY}"
    assert (call.path, call.body["model"], call.body["stream"], call.body["max_tokens"], call.body["temperature"], call.body["top_k"]) == ("/v1/chat/completions", "scripted", True, 77, 0.0, 1)
    assert call.body["messages"] == [{"role": "user", "content": ASKED[0].text}]


FAULTS: list[tuple[str, Script, str]] = [
    ("401", refuses(401, f"Incorrect API key provided: {KEY}"), "key"),
    ("403", refuses(403, KEY), "key"),
    ("404", refuses(404, "The model does not exist"), "unknown"),
    ("429", refuses(429), "busy"),
    ("500", refuses(500, f"out of memory, key {KEY}"), "failed"),
    ("503", refuses(503), "failed"),
    ("400", refuses(400, "too many tokens\x1b[31m\n"), "refused"),
    ("redirect", lambda call: call.answer(307, ""), "refused"),
    ("hanging", hangs(), "slow"),
    ("trickle", says("慢" * 200, size=1, pause=0.1), "slow"),
    ("dropping", says("说到一半", finish=None, done=False), "broken"),
    ("dropping-in-a-line", sends('data: {"choices": [{"index": 0, "delta": {"content": "a"}}]}\n\ndata: {"cho'), "broken"),
    ("empty", says(""), "empty"),
    ("white-space", says(" \n "), "empty"),
    ("nothing-at-all", sends(""), "empty"),
    ("a-web-page", sends("<html>Welcome</html>", "text/html"), "empty"),
    ("only-thoughts", says("<think>hmm, hmm"), "empty"),
    ("no-json", sends("data: {not json\n\n"), "invalid"),
    ("json-of-another-kind", sends('data: [1, 2]\n\ndata: "x"\n\n'), "invalid"),
    ("missing-fields", sends('data: {"id": "c"}\n\n'), "invalid"),
    ("fields-of-wrong-types", sends('data: {"choices": [{"index": 0, "delta": "text"}]}\n\n'), "invalid"),
    ("error-in-the-stream", sends(f'data: {{"error": {{"message": "GPU lost {KEY}"}}}}\n\n'), "failed"),
    ("a-line-without-end", sends("a" * 9_000_000), "invalid"),
    ("a-piece-of-megabytes", sends('data: {"choices": [{"index": 0, "delta": {"content": "' + "a" * 9_000_000 + '"}}]}\n\n'), "invalid"),
]


@pytest.mark.parametrize(("script", "code"), [pytest.param(script, code, id=name) for name, script, code in FAULTS])
def test_every_fault_is_ours_in_time_and_asked_once(opened: Open, script: Script, code: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    model, server = opened(script)
    began = time.monotonic()
    with pytest.raises(ModelFault) as caught:
        for _ in model.reply(ASKED, until=began + 1.5, first=0.7, tokens=50):
            pass
    assert time.monotonic() - began < 3
    assert caught.value.code == code and code in voice.FALLBACK
    assert len(server.calls) == 1
    told = f"{caught.value} {caught.value!r} {caplog.text}"
    assert KEY not in told and KEY[:12] not in told
    assert "\x1b" not in str(caught.value) and "\n" not in str(caught.value)


def test_a_server_that_is_away() -> None:
    model = ModelServer(ModelSettings("http://127.0.0.1:9/v1", "m"))
    with pytest.raises(ModelFault, match="cannot be reached") as caught:
        model.whole(ASKED, seconds=5, tokens=5)
    assert caught.value.code == "away"
    model.close()


def test_an_endless_reply_is_cut_and_the_server_is_told(opened: Open) -> None:
    model, server = opened(endless("永远说下去{}，"))
    reply = model.reply(ASKED, until=time.monotonic() + 20, first=5, tokens=50)
    assert CHARACTERS // 2 < len("".join(reply)) <= CHARACTERS and reply.cut
    assert _left(server) is not None


@pytest.mark.parametrize("script", [hangs(), endless("x", 0.05)], ids=["before-the-first-word", "in-the-middle"])
def test_closing_a_reply_stops_the_server_at_once(opened: Open, script: Script) -> None:
    model, server = opened(script)
    reply = model.reply(ASKED, until=time.monotonic() + 20, first=20, tokens=50)
    for _, _ in zip(range(3), reply, strict=False):
        pass
    closed = time.monotonic()
    reply.close()
    assert list(reply) == []
    left = _left(server)
    assert left is not None and left - closed < 0.5


def _left(server: ScriptedServer) -> float | None:
    """When the client of the last call hung up, waited for."""
    deadline = time.monotonic() + 3
    while server.calls[-1].left is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return server.calls[-1].left


def test_a_reply_that_waits_says_so_with_empty_pieces(opened: Open) -> None:
    model, _ = opened(hangs())
    reply = model.reply(ASKED, until=time.monotonic() + 20, first=20, tokens=50)
    began = time.monotonic()
    assert [next(reply), next(reply)] == ["", ""]  # type: ignore[call-overload]
    assert time.monotonic() - began < 1
    reply.close()


def test_a_reply_that_goes_on_says_so_as_well(opened: Open) -> None:
    model, _ = opened(endless("慢", 0.02))
    reply = model.reply(ASKED, until=time.monotonic() + 20, first=20, tokens=50)
    while not next(reply):
        pass
    began, pieces = time.monotonic(), list[str]()
    while time.monotonic() - began < 2:
        pieces.append(next(reply))
    reply.close()
    assert pieces.count("") >= 4 and len(pieces) > 2 * pieces.count("")


THOUGHTS = [
    "<think>Let me see.\n\n1 + 1</think>\n\n二。",
    "<thinking>x</thinking>二。",
    "  二。",
    "<Think>x</THINK>二。",
    "[THINK]x[/THINK]二。",
    "<|channel|>analysis<|message|>x<|end|><|start|>assistant<|channel|>final<|message|>二。",
    "Okay, one and one.\n</think>\n\n二。",
    "一。</think>二<think>x</think>。",
]


@pytest.mark.parametrize("said", THOUGHTS)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_what_it_thinks_aloud_is_left_out(opened: Open, said: str, size: int) -> None:
    model, _ = opened(says(said, size=size))
    assert model.whole(ASKED, seconds=5, tokens=5) == "二。"


def test_many_ask_at_once(opened: Open) -> None:
    model, server = opened(says("并行的回答。", pause=0.01))
    said: list[str] = []
    threads = [threading.Thread(target=lambda: said.append(model.whole(ASKED, seconds=10, tokens=5))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(15)
    assert said == ["并行的回答。"] * 20 and len(server.calls) == 20


def test_a_server_that_is_too_slow_is_told_with_the_seconds_of_that_call(opened: Open) -> None:
    model, _ = opened(hangs(), says("慢" * 200, size=1, pause=0.1))
    for words in ("gave no word within 0.5 seconds", "was not done within 0.5 seconds"):
        with pytest.raises(ModelFault, match=words):
            model.whole(ASKED, seconds=0.5, tokens=5)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"error": {"code": 400, "message": "request (2451 tokens) exceeds the context", "type": "exceed_context_size_error"}}', "answered 400 (request (2451 tokens) exceeds the context)."),
        ('{"object": "error", "message": "too long", "code": 400}', "answered 400 (too long)."),
        ('{"error": {"message": ["too long"]}}', "too long"),
        ('{"error": "too long"}', "too long"),
        ("too long", "answered 400 (too long)."),
    ],
)
def test_what_a_server_says_is_wrong_is_told_in_its_words(opened: Open, body: str, told: str) -> None:
    model, _ = opened(lambda call: call.answer(400, body))
    with pytest.raises(ModelFault) as caught:
        model.whole(ASKED, seconds=5, tokens=5)
    assert told in str(caught.value)


@pytest.mark.parametrize("script", [says("a"), says(""), says("<think>hm")], ids=["words", "nothing", "thoughts"])
def test_it_is_tried_whether_a_server_reads_much(opened: Open, script: Script) -> None:
    model, server = opened(script)
    took = [reads(model, 7000), reads(model, 7000)]
    assert all(one is not None and one > 0 for one in took)
    first, again = (call.body["messages"][0]["content"] for call in server.calls)
    assert first.count(" a") == again.count(" a") == 7000 and first[:20] != again[:20], "a server would have it in its cache"
    assert server.calls[0].body["max_tokens"] == 16


def test_a_server_that_reads_slowly_is_no_fault_and_is_stopped(opened: Open) -> None:
    model, server = opened(hangs(), first=0.5)
    assert reads(model, 7000) is None
    assert _left(server) is not None


@pytest.mark.parametrize(("status", "code"), [(400, "refused"), (413, "refused"), (500, "failed")])
def test_a_server_whose_context_is_too_small_is_told_with_what_mends_it(opened: Open, status: int, code: str) -> None:
    model, _ = opened(refuses(status, "exceeds the available context size (512 tokens)"))
    with pytest.raises(ModelFault, match=r"\(512 tokens\)\): it takes short questions, and none of 7,000 tokens.*DUIZHAO_LLM_CONTEXT") as caught:
        reads(model, 7000)
    assert caught.value.code == code


def test_a_server_that_cuts_what_is_long_without_a_word_is_told(opened: Open) -> None:
    row = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": "length"}]}
    model, _ = opened(sends(f"data: {json.dumps(row | {'usage': {'prompt_tokens': 3000, 'completion_tokens': 1, 'total_tokens': 3001}})}\n\ndata: [DONE]\n\n"))
    with pytest.raises(ModelFault, match="was sent 7,000 tokens and read 3,000 of them"):
        reads(model, 7000)


def test_a_key_that_is_not_taken_is_no_matter_of_context(opened: Open) -> None:
    model, _ = opened(refuses(401))
    with pytest.raises(ModelFault, match="does not take the key"):
        reads(model, 7000)


def test_a_key_of_openai_in_the_environment_goes_to_nobody(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-somebody-elses")
    with model_server(says("好。")) as server:
        model = ModelServer(ModelSettings(server.url, "m"))
        assert trial(model) > 0
        model.close()
    assert "somebody" not in str(server.calls[0].headers)


def test_settings_hold_the_key_and_do_not_show_it() -> None:
    assert model_setting({}) is None and open_model() is None
    made = model_setting({"DUIZHAO_LLM_URL": "http://host:8000/", "DUIZHAO_LLM_MODEL": "qwen", "DUIZHAO_LLM_KEY": KEY, "DUIZHAO_LLM_OPTIONS": '{"top_p": 0.9}', "DUIZHAO_LLM_UNSUPPORTED": "mark"})
    assert made is not None
    assert (made.url, made.model, made.key, made.timeout, made.first, made.unsupported, made.options) == ("http://host:8000/v1", "qwen", KEY, 30, 10, "mark", {"top_p": 0.9})
    assert KEY not in repr(made)
    assert KEY not in repr(model_setting({"DUIZHAO_LLM_URL": "http://host", "DUIZHAO_LLM_MODEL": "m", "DUIZHAO_LLM_OPTIONS": f'{{"api_key": "{KEY}"}}'}))
    for url in ("https://host/openai/v1", "https://host/openai/v1/", "https://host/openai/v1/chat/completions"):
        other = model_setting({"DUIZHAO_LLM_URL": url, "DUIZHAO_LLM_MODEL": "m"})
        assert other is not None and other.url == "https://host/openai/v1"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"DUIZHAO_LLM_MODEL": ""}, "DUIZHAO_LLM_URL is set and DUIZHAO_LLM_MODEL is not"),
        ({"DUIZHAO_LLM_URL": ""}, "DUIZHAO_LLM_MODEL is set and DUIZHAO_LLM_URL is not"),
        ({"DUIZHAO_LLM_URL": "host:8000"}, "no address"),
        ({"DUIZHAO_LLM_URL": f"http://me:{KEY}@host/v1"}, "no address"),
        ({"DUIZHAO_LLM_URL": "http://host:99999999/v1"}, "no address"),
        ({"DUIZHAO_LLM_URL": f"http://{KEY}@host/v1"}, "no address"),
        ({"DUIZHAO_LLM_URL": f"http://host/v1?key={KEY}"}, "no address"),
        ({"DUIZHAO_LLM_URL": f"http://host?api-key={KEY}"}, "no address"),
        ({"DUIZHAO_LLM_URL": f"http://host/v1#{KEY}"}, "no address"),
        ({"DUIZHAO_LLM_TIMEOUT": "soon"}, "DUIZHAO_LLM_TIMEOUT is 'soon', expected a number from 1 to 600"),
        ({"DUIZHAO_LLM_LOST": "1.5"}, "DUIZHAO_LLM_LOST is '1.5', expected a number from 0 to 1"),
        ({"DUIZHAO_LLM_UNSUPPORTED": "show"}, "expected drop or mark"),
        ({"DUIZHAO_LLM_OPTIONS": "[]"}, "no JSON object"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(told: dict[str, str], words: str) -> None:
    with pytest.raises(SettingFault) as caught:
        model_setting({"DUIZHAO_LLM_URL": "http://host/v1", "DUIZHAO_LLM_MODEL": "m", "DUIZHAO_LLM_KEY": KEY} | told)
    assert words in str(caught.value) and KEY not in str(caught.value)


def test_without_a_model_server_nothing_of_it_is_loaded() -> None:
    code = "import sys, app.written.writing, app.written.model_server as m; assert m.open_model() is None; print(sorted({'llama_index', 'openai'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parent.parent, check=True)
    assert done.stdout.strip() == "[]"
