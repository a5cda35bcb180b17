"""Written answers where people meet them: the chat's pictures, the API's events, batches, the command line, `duizhao check`, and evals."""

import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from fakes import CharacterEncoder
from fastapi.testclient import TestClient
from model_server import KEY, endless, hangs, model_server, refuses, says, sends, written_desk
from pages import serving
from running import duizhao
from test_app_chat import sent, talk
from test_web_api import made

from app import checking
from app.answering import voice
from app.asking import Desk
from app.batch import answer_batch
from evals.page.report import page
from evals.printed import printed
from evals.record import asked_of
from evals.run import run
from evals.run_folder import read_run
from index.encoder import DEFAULT, Encoder
from index.settings import Settings

BORROW, CLOSING = "每人最多借几本书?", "When does the library close from Monday to Friday?"
GOOD = "报告指出，每人最多借五本书[1]。借期为三十天，可以续借一次[1]。"
HTML = "报告指出，每人最多借五本书<img src=x onerror=alert(1)>[1]。"


def test_the_chat_shows_what_is_read_then_sentence_after_sentence_as_lines(desk: Desk) -> None:
    with written_desk(desk, says(GOOD, size=2, pause=0.05)) as (written, _):
        written.warm()
        pictures = list(talk(written).ask(sent(BORROW)))
    states = [picture["state"] for picture in pictures]
    assert states[0] == "reading" and pictures[0]["reading"] and states[-1] == "answered"
    assert [state for place, state in enumerate(states) if state != states[place - 1]] == ["reading", "writing", "answered"]
    lines = [[part["text"] for block in picture["blocks"] for part in block["parts"] if part["text"]] for picture in pictures if picture["state"] == "writing"]
    whole = [part["text"] for block in pictures[-1]["blocks"] for part in block["parts"] if part["text"]]
    assert lines[0] == ["报告指出，每人最多借五本书", "。"]
    assert [len(line) for line in lines] == sorted(len(line) for line in lines)
    assert len(whole) > 2, "on a busy machine the last sentence comes with the whole answer"
    assert {block["kind"] for picture in pictures for block in picture.get("blocks", [])} == {"text"}
    assert pictures[-1]["evidence"]["kind"] == "citations" and [part["number"] for block in pictures[-1]["blocks"] for part in block["parts"] if part["number"]] == [1, 2]


def test_the_chat_takes_back_what_gave_way(desk: Desk) -> None:
    with written_desk(desk, says(GOOD + "还有", finish=None, done=False, pause=0.05)) as (written, _):
        *_, last = talk(written).ask(sent(BORROW))
    plain = desk.answer(BORROW)
    assert [block["text"] for block in last["blocks"]] == [citation.zh.text for citation in plain.citations if citation.zh is not None]
    assert last["notices"] == [{"code": "fallback", "text": voice.fallback("broken", "zh").text}]


@pytest.mark.parametrize("script", [hangs(), endless("每人最多借五本书[1]。", 0.5)], ids=["before-the-first-word", "in-the-middle"])
def test_stopping_in_the_page_stops_the_server(desk: Desk, script: Any) -> None:
    with written_desk(desk, script) as (written, server):
        talking = talk(written)
        states: list[str] = []
        reading = threading.Thread(target=lambda: states.extend(picture["state"] for picture in talking.ask(sent(BORROW))))
        reading.start()
        while not server.calls:
            time.sleep(0.02)
        time.sleep(0.3)
        stopped = time.monotonic()
        talking.stop({"key": "k1"})
        reading.join(5)
        assert states[-1] == "stopped" and time.monotonic() - stopped < 1
        while server.calls[0].left is None and time.monotonic() < stopped + 3:
            time.sleep(0.02)
        assert server.calls[0].left is not None and server.calls[0].left - stopped < 1


def test_what_a_model_writes_reaches_the_page_as_text(desk: Desk) -> None:
    with written_desk(desk, says(HTML)) as (written, _):
        *_, last = talk(written).ask(sent(BORROW))
    assert all(isinstance(part["text"], str) for block in last["blocks"] for part in block.get("parts", []))


def test_the_api_gives_the_same_events(desk: Desk) -> None:
    good = says(GOOD, pause=0.02)
    with written_desk(desk, good, good, refuses(500), good) as (written, _), TestClient(made(written)) as client:
        with client.stream("POST", "/api/ask", json={"question": BORROW}, headers={"accept": "text/event-stream"}) as response:
            body = response.read().decode()
        whole = client.post("/api/ask", json={"question": BORROW}).json()
        replaced = client.post("/api/ask", json={"question": BORROW}).json()
        counted = client.get("/metrics").text
        chunked = client.post("/v1/chat/completions", json={"model": "duizhao", "messages": [{"role": "user", "content": BORROW}]}).json()
    events = [block.split("\n") for block in body.strip().split("\n\n") if block.startswith("event:")]
    names = [event[0].removeprefix("event: ") for event in events]
    assert names == ["retrieved", "token", "token", "answer"]
    said = [json.loads(event[1].removeprefix("data: "))["text"] for event in events if event[0] == "event: token"]
    assert "".join(said) == json.loads(events[-1][1].removeprefix("data: "))["text"] == whole["text"]
    assert 'duizhao_written_total{outcome="written"} 2.0' in counted and 'duizhao_written_total{outcome="slow"} 0.0' in counted and 'duizhao_written_sentences_total{outcome="shown"} 4.0' in counted
    assert replaced["engine"] == "extractive" and 'duizhao_written_total{outcome="failed"} 1.0' in counted
    assert whole["engine"] == "llm" and chunked["choices"][0]["message"]["content"].startswith(whole["text"])


def chunks_of(body: str) -> tuple[str, dict[str, Any]]:
    """What a client of /v1 has written down in the end, and the last delta that holds anything."""
    rows = [json.loads(line.removeprefix("data: ")) for line in body.splitlines() if line.startswith("data: {")]
    deltas = [row["choices"][0]["delta"] for row in rows if row["choices"]]
    return "".join(delta.get("content") or "" for delta in deltas), deltas[-1]


def test_openai_s_clients_get_a_written_answer_sentence_after_sentence(desk: Desk) -> None:
    asked = {"model": "duizhao", "stream": True, "messages": [{"role": "user", "content": BORROW}]}
    with written_desk(desk, says(GOOD, pause=0.02)) as (written, _), TestClient(made(written)) as client:
        body = client.post("/v1/chat/completions", json=asked).text
        whole = client.post("/v1/chat/completions", json=asked | {"stream": False}).json()["choices"][0]["message"]
    said, last = chunks_of(body)
    assert body.rstrip().endswith("data: [DONE]")
    assert (said, last["duizhao"]["engine"], last["duizhao"]["text"]) == (whole["content"], "llm", whole["duizhao"]["text"])
    pieces = [json.loads(line.removeprefix("data: "))["choices"][0]["delta"].get("content") for line in body.splitlines() if line.startswith("data: {")]
    assert [piece for piece in pieces if piece][:2] == ["报告指出，每人最多借五本书 [1]。", "借期为三十天，可以续借一次 [2]。"]


def test_openai_s_clients_see_what_gave_way_and_then_the_quotes_and_why(desk: Desk) -> None:
    asked = {"model": "duizhao", "stream": True, "messages": [{"role": "user", "content": BORROW}]}
    with written_desk(desk, says(GOOD + "还有", finish=None, done=False)) as (written, _), TestClient(made(written)) as client:
        body = client.post("/v1/chat/completions", json=asked).text
    said, last = chunks_of(body)
    plain = desk.answer(BORROW)
    assert last["duizhao"]["engine"] == "extractive" and last["duizhao"]["text"] == plain.text
    before, _, after = said.partition(f"\n\n{plain.text}")
    assert before.startswith("报告指出，每人最多借五本书") and voice.fallback("broken", "zh").text in after


def test_follow_ups_that_a_model_was_to_complete_are_counted_by_what_became_of_them(desk: Desk) -> None:
    followed = {"question": "那周末呢?", "history": ["图书馆平日几点关门?"]}
    weekend = says("周末延长开放到晚上十点[1]。")
    scripts = [says("图书馆周末几点关门？"), weekend, says("火星上的天气怎么样？"), weekend, sends("data: {\n\n"), weekend, refuses(500)]
    with written_desk(desk, *scripts) as (written, _), TestClient(made(written)) as client:
        for _ in range(4):
            client.post("/api/ask", json=followed)
        counted = client.get("/metrics").text
    told = {outcome: f'duizhao_rewritten_total{{outcome="{outcome}"}} 1.0' in counted for outcome in ("done", "kept", "invalid", "failed")}
    assert told == dict.fromkeys(told, True)


def test_a_client_of_the_api_that_goes_away_stops_the_server(desk: Desk) -> None:
    with written_desk(desk, hangs()) as (written, server), serving(written) as running:
        body = json.dumps({"question": BORROW}).encode()
        with socket.create_connection(("127.0.0.1", running.port)) as client:
            client.sendall(b"POST /api/ask HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
            while not server.calls:
                time.sleep(0.02)
        left = time.monotonic()
        while server.calls[0].left is None and time.monotonic() < left + 5:
            time.sleep(0.02)
        assert server.calls[0].left is not None and server.calls[0].left - left < 2


def test_a_batch_is_written_line_by_line(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps({"id": str(k), "question": question}) for k, question in enumerate([BORROW, "?!", BORROW])), encoding="utf-8")
    with written_desk(desk, says(GOOD), refuses(500)) as (written, _):
        assert answer_batch(written, str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl")) == {"answered": 2, "error": 1}
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["status"], row["engine"]) for row in rows] == [("answered", "llm"), ("error", "llm"), ("answered", "extractive")]
    assert [notice["code"] for notice in rows[2]["notices"]] == ["fallback"]


def test_the_engine_is_what_is_configured_unless_it_is_chosen(library: Settings) -> None:
    with model_server(says(GOOD)) as server:
        configured = {"DUIZHAO_LLM_URL": server.url, "DUIZHAO_LLM_MODEL": "scripted", "DUIZHAO_LLM_KEY": KEY}
        written = json.loads(duizhao("ask", BORROW, "--json", settings=library, **configured).stdout)
        quoted = json.loads(duizhao("ask", BORROW, "--json", "--engine", "extractive", settings=library, **configured).stdout)
        checked = duizhao("check", settings=library, **configured)
    assert (written["engine"], quoted["engine"], len(server.calls)) == ("llm", "extractive", 3)
    assert checked.returncode == 0 and f"ok  model server: scripted at {server.url.removesuffix('/v1')}, which replied in" in checked.stdout


@pytest.mark.parametrize(
    ("script", "words"),
    [(refuses(401, KEY), "does not take the key (401). To mend it: mend DUIZHAO_LLM_KEY"), (refuses(404), "does not know the model 'scripted'"), (says(""), "replied with nothing")],
    ids=["key", "model", "empty"],
)
def test_check_says_what_is_wrong_with_the_server(library: Settings, script: Any, words: str) -> None:
    with model_server(script) as server:
        done = duizhao("check", settings=library, DUIZHAO_LLM_URL=server.url, DUIZHAO_LLM_MODEL="scripted", DUIZHAO_LLM_KEY=KEY)
    assert done.returncode == 1 and "!!  model server: the model server at" in done.stdout and words in done.stdout
    assert KEY not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("script", "well", "words"),
    [
        (says("好"), True, "; read 7,292 tokens, the most that a question comes with, in "),
        (hangs(), True, "; 7,292 tokens, the most that a question comes with, were not read within 8 s: where so much comes, quotes stand in (DUIZHAO_LLM_FIRST)"),
        (
            refuses(400, "exceeds the available context size (512 tokens)"),
            False,
            "answered 400 (exceeds the available context size (512 tokens)): it takes short questions, and none of 7,292 tokens. To mend it: give it more context",
        ),
    ],
    ids=["fits", "slow", "too-small"],
)
def test_check_says_whether_the_longest_question_fits(library: Settings, script: Any, well: bool, words: str) -> None:
    with model_server(says("好"), script) as server:
        done = duizhao("check", settings=library, DUIZHAO_LLM_URL=server.url, DUIZHAO_LLM_MODEL="scripted", DUIZHAO_LLM_FIRST="8")
    (line,) = (line for line in done.stdout.splitlines() if "model server:" in line)
    assert line.startswith("ok" if well else "!!") and words in line


@pytest.mark.parametrize("url", ["http://{key}@127.0.0.1:9/v1", "http://me:{key}@127.0.0.1:9/v1", "http://127.0.0.1:9/v1?key={key}", "http://127.0.0.1:9/v1#{key}"])
@pytest.mark.parametrize("command", [("check",), ("ask", BORROW, "--json")], ids=["check", "ask"])
def test_a_key_in_the_address_is_refused_and_shown_nowhere(library: Settings, url: str, command: tuple[str, ...]) -> None:
    done = duizhao(*command, settings=library, DUIZHAO_LLM_URL=url.format(key=KEY), DUIZHAO_LLM_MODEL="m")
    assert done.returncode == 1 and "a key goes into DUIZHAO_LLM_KEY" in done.stdout + done.stderr
    assert KEY not in done.stdout + done.stderr


def test_a_setting_that_is_missing_is_said_before_anything_is_loaded(library: Settings) -> None:
    done = duizhao("ask", BORROW, settings=library, DUIZHAO_LLM_URL="http://127.0.0.1:9/v1")
    assert done.returncode == 1 and "DUIZHAO_LLM_MODEL is not" in done.stderr


def test_evals_run_over_written_answers_and_count_what_they_cost(desk: Desk, tmp_path: Path) -> None:
    at = desk.index.reports["library"].text["zh"].index("每人最多借五本书")
    cases = [
        {"id": "zh-1", "question": BORROW, "evidence": [{"zh": {"start": at, "end": at + 8}}]},
        {"id": "zh-2", "question": "借期是多少天?", "evidence": [{"zh": {"start": at + 11, "end": at + 17}}]},
        {"id": "en-1", "question": "Who won the football world cup in the year 1998 in France?", "evidence": []},
    ]
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(json.dumps(case | {"category": "fact", "report": "library"}) for case in cases), encoding="utf-8")
    with written_desk(desk, says(GOOD), refuses(500)) as (written, server):
        done = run(written, [str(path)], split="dev", engine=written.engine, out=tmp_path / "run")
        again = {row["id"]: asked_of(row) for row in read_run(tmp_path / "run")[1]}
    assert len(server.calls) == 2
    cost = done.summaries[0].languages["zh"].written
    assert cost is not None
    assert (cost.answers, cost.replaced, cost.faults, cost.sentences, cost.dropped, cost.calls, cost.prompt, cost.completion) == (2, 1, {"failed": 1}, 2, 0, 2, 100, 20)
    assert done.summaries[0].languages["en"].written is None
    assert "zh: written 1 of 2, replaced 1 (failed 1); sentences 2, dropped 0.00; calls 2, tokens 100 read, 20 written" in printed(done)
    assert (done.settings["engine"], done.settings["model"]) == ("llm", "scripted")
    assert again["zh-1"].written is not None and again["zh-1"].written.calls == 1 and again["en-1"].written is None
    assert json.loads((tmp_path / "run" / "summary.json").read_text(encoding="utf-8"))["suites"][0]["languages"]["zh"]["written"]["replaced"] == 1


def test_the_command_runs_a_suite_over_written_answers_and_its_report_says_what_they_cost(library: Settings, tmp_path: Path) -> None:
    cases = [{"id": "zh-1", "question": BORROW}, {"id": "zh-2", "question": "借期是多少天?"}, {"id": "en-1", "question": "Who won the football world cup in the year 1998 in France?"}]
    suite = tmp_path / "own.jsonl"
    suite.write_text("\n".join(json.dumps(case | {"category": "fact", "report": "library"}) for case in cases), encoding="utf-8")
    invented = "报告指出，太空飞船每天从屋顶飞往火星[1]。"
    with model_server(says(GOOD + invented), refuses(500)) as server:
        done = duizhao("eval", str(suite), "--engine", "llm", "--out", str(tmp_path / "run"), settings=library, DUIZHAO_LLM_URL=server.url, DUIZHAO_LLM_MODEL="scripted", DUIZHAO_LLM_KEY=KEY)
    assert done.returncode == 0, done.stderr
    assert "zh: written 1 of 2, replaced 1 (failed 1); sentences 3, dropped 0.33; calls 2, tokens 100 read, 20 written" in done.stdout
    report = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    block = report.partition('<div class="block written">')[2].partition("</div>")[0]
    cells = [row.partition("</th>")[2].partition("</tr>")[0] for row in block.split('<tr><th scope="row">')[1:]]
    shown = [[cell.partition("</td>")[0] for cell in row.split('<td class="n">')[1:]] for row in cells]
    assert shown == [["1 / 2", "–"], ["1 (50%)", "–"], ["1 / 3 (33%)", "–"], ["2", "–"], ["100", "–"], ["20", "–"], ["1", "–"]]
    assert "模型服务器出错" in block and "The model server failed" in block
    assert KEY not in "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "run").iterdir()) + done.stdout


def test_a_run_without_a_model_says_nothing_of_one(desk: Desk, tmp_path: Path) -> None:
    suite = tmp_path / "own.jsonl"
    suite.write_text(json.dumps({"id": "zh-1", "question": BORROW, "category": "fact", "report": "library"}), encoding="utf-8")
    assert '<div class="block written">' not in page(run(desk, [str(suite)], split="dev", engine="extractive", out=tmp_path / "run"))


def test_check_says_where_the_check_of_sentences_is_not_fitted_to_the_encoder(library: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def told(encoder: Encoder) -> str:
        with model_server(says("好")) as server:
            monkeypatch.setenv("DUIZHAO_LLM_URL", server.url)
            monkeypatch.setenv("DUIZHAO_LLM_MODEL", "scripted")
            monkeypatch.setattr(checking, "open_encoder", lambda settings: encoder)
            checking.check(library)
        return next(line for line in capsys.readouterr().out.splitlines() if "model server:" in line)

    assert "the check of its sentences is not fitted to characters: python -m evals.fit_support" in told(CharacterEncoder())
    assert "not fitted" not in told(CharacterEncoder(name=DEFAULT))
