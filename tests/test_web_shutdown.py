"""Stopping a real server process: answers in work are finished, nothing new is begun, idle streams do not hold it up, and it ends well."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import IO

import pytest
from chatting import Chat
from pages import Opened, send
from playwright.sync_api import Browser
from running import CLONE, environment, heed_interrupts

from index.settings import Settings

SERVER = """
import socket, sys, time
from app.asking import Desk
from app.web.application import application
from app.web.configuration import from_environment
from app.web.crowd import Crowd
from app.web.logs import set_up
from app.web.serving import run
from index.settings import from_environment as places

class SlowDesk(Desk):
    def ask(self, question, history=(), *, id="q-1", reports=None):
        for event in super().ask(question, history, id=id, reports=reports):
            time.sleep(float(sys.argv[2]))
            yield event

configuration = from_environment()
set_up(configuration.log_format)
crowd = Crowd(configuration.at_once)
app = application(SlowDesk(places()), None, configuration, crowd)
print("ready", flush=True)
run(app, crowd, configuration, socket.socket(fileno=int(sys.argv[1])))
"""
SLOW = 0.7
"""Seconds before each event of an answer, of which there are three or more: about two in all."""
BORROW = {"question": "每人最多借几本书?"}


class Process:
    """A server in a process of its own, with a slow desk."""

    def __init__(self, settings: Settings, pause: float, **more: str) -> None:
        taken = socket.create_server(("127.0.0.1", 0))
        self.port: int = taken.getsockname()[1]
        command = [sys.executable, "-W", "ignore", "-c", SERVER, str(taken.fileno()), str(pause)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=CLONE, env=environment(settings, **more), pass_fds=[taken.fileno()], preexec_fn=heed_interrupts
        )
        taken.close()
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n", self.errors()

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> tuple[int, str]:
        with closing(self.connection()) as connection:
            connection.request("GET", path)
            reply = connection.getresponse()
            return reply.status, reply.read().decode()

    def ask(self, into: list[tuple[int, str]]) -> threading.Thread:
        """Ask in a thread; what came goes into the list. Returns when the question is in work."""

        def asking() -> None:
            with closing(self.connection()) as connection:
                connection.request("POST", "/api/ask", json.dumps(BORROW), {"Content-Type": "application/json"})
                reply = connection.getresponse()
                into.append((reply.status, reply.read().decode()))

        before = self.number("duizhao_questions_in_work")
        thread = threading.Thread(target=asking, daemon=True)
        thread.start()
        self.until(lambda: self.number("duizhao_questions_in_work") > before)
        return thread

    def number(self, name: str) -> float:
        return next(float(line.split()[-1]) for line in self.get("/metrics")[1].splitlines() if line.startswith(name))

    def until(self, done) -> None:  # type: ignore[no-untyped-def]
        deadline = time.monotonic() + 30
        while not done():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def ended(self) -> tuple[int, float]:
        """Its exit code, and the seconds until it ended."""
        began = time.monotonic()
        return self.process.wait(60), time.monotonic() - began

    def errors(self) -> str:
        stream: IO[str] | None = self.process.stderr
        return stream.read() if stream is not None else ""


@contextmanager
def serving(settings: Settings, pause: float = 0.0, **more: str) -> Iterator[Process]:
    process = Process(settings, pause, **more)
    try:
        yield process
    finally:
        if process.process.poll() is None:
            process.process.kill()
        process.process.communicate(timeout=30)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_answers_in_work_are_finished_and_no_new_question_is_taken(library: Settings, sign: signal.Signals) -> None:
    with serving(library, SLOW) as server:
        got: list[tuple[int, str]] = []
        asking = server.ask(got)
        os.kill(server.process.pid, sign)
        server.until(lambda: server.get("/readyz")[0] == 503)
        assert json.loads(server.get("/readyz")[1])["code"] == "stopping"
        assert server.get("/healthz")[0] == 200
        with closing(server.connection()) as connection:
            connection.request("POST", "/api/ask", json.dumps(BORROW), {"Content-Type": "application/json", "Accept-Language": "en"})
            refused = connection.getresponse()
            told = json.loads(refused.read())
        assert (refused.status, refused.getheader("Retry-After"), told["code"]) == (503, "5", "stopping")
        assert "restarting" in told["detail"]
        asking.join(60)
        assert got[0][0] == 200
        assert "五本书" in got[0][1]
        assert server.ended()[0] == 0
        assert "Traceback" not in server.errors()


@pytest.mark.parametrize(
    ("path", "body", "last"),
    [("/api/ask", BORROW, "event: answer"), ("/v1/chat/completions", {"model": "duizhao", "stream": True, "messages": [{"role": "user", "content": BORROW["question"]}]}, "data: [DONE]")],
    ids=["api", "openai"],
)
def test_an_answer_that_is_sent_as_events_is_finished_too(library: Settings, path: str, body: object, last: str) -> None:
    with serving(library, SLOW) as server, closing(server.connection()) as connection:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", "Accept": "text/event-stream"})
        reply = connection.getresponse()
        first = reply.readline()
        os.kill(server.process.pid, signal.SIGTERM)
        server.until(lambda: server.get("/readyz")[0] == 503)
        rest = reply.read().decode()
        assert first.startswith((b"event: retrieved", b"data: {"))
        assert "五本书" in rest
        assert rest.rstrip("\n").split("\n\n")[-1].startswith(last)
        assert server.ended()[0] == 0
        assert "Traceback" not in server.errors()


def test_a_question_of_the_chat_is_finished_too_and_its_last_picture_arrives(library: Settings) -> None:
    with serving(library, SLOW) as server:
        chat = Chat(server.port)
        pictures = chat.ask("每人最多借几本书?")
        first = next(pictures)
        os.kill(server.process.pid, signal.SIGTERM)
        last = [first, *pictures][-1]
        assert last["state"] == "answered"
        assert server.ended()[0] == 0


def test_a_page_that_waits_for_its_answer_goes_on_waiting_while_the_server_stops(library: Settings, browser: Browser) -> None:
    with serving(library, 2.0) as server, closing(Opened(browser, f"http://127.0.0.1:{server.port}")) as opened:
        looks: list[int] = []
        readiness: list[str] = []
        opened.page.on("response", lambda response: looks.append(response.status) if response.url.endswith("/healthz") else None)
        opened.page.on("request", lambda request: readiness.append(request.url) if request.url.endswith("/readyz") else None)
        send(opened.page, "每人最多借几本书?")
        server.until(lambda: server.number("duizhao_questions_in_work") == 1)
        os.kill(server.process.pid, signal.SIGTERM)
        turn = opened.page.locator(".dz-turn[data-state='answered']")
        turn.wait_for(timeout=60_000)
        assert "五本书" in turn.inner_text()
        assert set(looks) == {200}, "the page looked while the server was stopping"
        assert readiness == [], "whether it is ready is for machines, and a proxy may keep it to itself"
        assert server.ended()[0] == 0


@pytest.mark.parametrize("path", ["readyz", "healthz"])
def test_a_page_that_waits_for_its_answer_goes_on_waiting_where_a_proxy_refuses_the_look(library: Settings, browser: Browser, path: str) -> None:
    with serving(library, 2.0) as server, closing(Opened(browser, f"http://127.0.0.1:{server.port}")) as opened:
        opened.page.route(f"**/{path}", lambda route: route.fulfill(status=403, body="Forbidden"))
        send(opened.page, "每人最多借几本书?")
        opened.page.locator(".dz-turn[data-state='answered']").wait_for(timeout=60_000)
        assert opened.page.locator(".dz-turn[data-state='interrupted']").count() == 0
        os.kill(server.process.pid, signal.SIGTERM)
        assert server.ended()[0] == 0


def test_streams_that_only_wait_do_not_hold_it_up(library: Settings) -> None:
    with serving(library) as server:
        chats = [Chat(server.port) for _ in range(3)]
        for chat in chats:
            assert [*chat.ask("每人最多借几本书?")][-1]["state"] == "answered"
        with contextlib.ExitStack() as streams:
            for chat in chats:
                streams.enter_context(chat.stream())
            server.until(lambda: server.number("duizhao_streams_open") == 3)
            os.kill(server.process.pid, signal.SIGTERM)
            code, seconds = server.ended()
        errors = server.errors()
        assert code == 0
        assert seconds < 15, "nobody closes such a stream"
        assert "Traceback" not in errors
        assert errors.count("GET /chat/gradio_api/queue/data 200") == 6


def test_an_answer_that_takes_longer_than_the_grace_is_left_behind(library: Settings) -> None:
    with serving(library, 30.0, DUIZHAO_GRACE="1") as server:
        got: list[tuple[int, str]] = []
        server.ask(got)
        os.kill(server.process.pid, signal.SIGTERM)
        code, seconds = server.ended()
        assert code == 0
        assert seconds < 25, "the thread that answers sleeps for 30 seconds"
        assert "stopped in the middle of 1 request(s)" in server.errors()
        assert not [body for status, body in got if status == 200]


def test_a_second_signal_hurries(library: Settings) -> None:
    with serving(library, 30.0, DUIZHAO_GRACE="600") as server:
        server.ask([])
        os.kill(server.process.pid, signal.SIGINT)
        server.until(lambda: server.get("/readyz")[0] == 503)
        os.kill(server.process.pid, signal.SIGINT)
        code, seconds = server.ended()
        assert code == 0
        assert seconds < 25
