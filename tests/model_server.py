"""A model server for tests, over real HTTP: it streams what a test scripts, goes wrong as told, and logs what came and who hung up."""

import itertools
import json
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.asking import Desk
from app.settings import ModelSettings
from app.written.model_server import ModelServer

Script = Callable[["Call"], None]


KEY = "sk-very-secret-0123456789"


class Call(BaseHTTPRequestHandler):
    """One request; `body` is what was asked, `left` when its client hung up (`time.monotonic`), None where it stayed."""

    server: "ScriptedServer"
    disable_nagle_algorithm = True  # else each piece waits 40 ms
    left: float | None = None

    def do_POST(self) -> None:
        self.body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.calls.append(self)
        script = self.server.scripts.pop(0) if len(self.server.scripts) > 1 else self.server.scripts[0]
        try:
            script(self)
        except OSError:
            self.left = time.monotonic()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on standard error."""

    def answer(self, status: int, body: str, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.end_headers()
        self.raw(body)

    def raw(self, text: str) -> None:
        """Send, unless the client has hung up."""
        if select.select([self.connection], [], [], 0)[0]:
            raise ConnectionResetError
        self.wfile.write(text.encode())
        self.wfile.flush()

    def piece(self, text: str | None, finish: str | None = None, **more: Any) -> None:
        """One chunk of a stream."""
        row = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}
        self.raw(f"data: {json.dumps(row | more, ensure_ascii=False)}\n\n")

    def wait(self, seconds: float) -> None:
        """Do nothing for a while, but see whether the client hangs up."""
        if select.select([self.connection], [], [], seconds)[0]:
            raise ConnectionResetError


class ScriptedServer(ThreadingHTTPServer):
    """Answers each request by the next script, the last one again and again."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *scripts: Script) -> None:
        super().__init__(("127.0.0.1", 0), Call)
        self.scripts = list(scripts)
        self.calls: list[Call] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news."""


def says(text: str, *, size: int = 4, pause: float = 0.0, finish: str | None = "stop", done: bool = True) -> Script:
    """Streams a text in pieces of so many characters, then the number of tokens."""

    def script(call: Call) -> None:
        call.answer(200, "", "text/event-stream")
        for at in range(0, len(text), size):
            call.piece(text[at : at + size])
            call.wait(pause)
        if finish:
            call.piece(None, finish)
        if done:
            usage = USAGE | {"prompt_tokens": max(USAGE["prompt_tokens"], 2 * call.body["messages"][-1]["content"].count(" a a"))}
            call.raw(f"data: {json.dumps({'id': 'c', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'scripted', 'choices': [], 'usage': usage})}\n\ndata: [DONE]\n\n")

    return script


USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


def refuses(status: int, message: str = "no") -> Script:
    """An error as OpenAI's servers tell it."""
    return lambda call: call.answer(status, json.dumps({"error": {"message": message, "type": "error"}}))


def sends(body: str, kind: str = "text/event-stream") -> Script:
    """These very bytes, whatever they are."""
    return lambda call: call.answer(200, body, kind)


def hangs(seconds: float = 60.0) -> Script:
    """Takes the question and says nothing, not even that it has it."""
    return lambda call: call.wait(seconds)


def endless(text: str, pause: float = 0.0) -> Script:
    """The same words for ever; "{}" in them counts."""

    def script(call: Call) -> None:
        call.answer(200, "", "text/event-stream")
        for number in itertools.count():
            call.piece(text.replace("{}", str(number)))
            call.wait(pause)

    return script


@contextmanager
def model_server(*scripts: Script) -> Iterator[ScriptedServer]:
    server = ScriptedServer(*scripts)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def written_desk(plain: Desk, *scripts: Script, **settings: Any) -> Iterator[tuple[Desk, ScriptedServer]]:
    """A desk over what another one reads, whose answers a scripted model writes."""
    with model_server(*scripts) as server:
        model = ModelServer(ModelSettings(server.url, "scripted", key=KEY, **settings))
        try:
            yield Desk(plain.settings, plain.encoder, plain.reranker, model), server
        finally:
            model.close()
