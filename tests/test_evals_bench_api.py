"""The bench of the API: its arithmetic, and that it tells of a server that refuses. Judges no timing."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from evals.bench.api import ITSELF, STREAMED, WAYS, WHOLE, WITHIN, Asker, _section
from evals.bench.server import ServerFault
from evals.bench.tables import printed

ANSWER = {"status": "answered", "timings_ms": {"total": 7.5}}


class Scripted(BaseHTTPRequestHandler):
    """Answers what is asked "ok", refuses everything else; keeps what it was sent."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, dict[str, object]]] = []  # noqa: RUF012 - one list for the server of one test module

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.headers["Accept"], body))
        reply = json.dumps(ANSWER).encode()
        self.send_response(200 if body["question"] == "ok" else 503)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Scripted) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_question_goes_with_its_history_in_the_form_that_is_measured(port: int) -> None:
    Scripted.asked.clear()
    with Asker(port) as asker:
        whole = asker.ask(WHOLE, "ok", ("before",))
        streamed = asker.ask(STREAMED, "ok", ())
    assert (set(whole), whole[WITHIN], set(streamed)) == ({WHOLE, WITHIN}, 7.5, {STREAMED})
    assert Scripted.asked == [(WAYS[WHOLE], {"question": "ok", "history": ["before"]}), (WAYS[STREAMED], {"question": "ok", "history": []})]


def test_a_refusal_is_no_measurement(port: int) -> None:
    with Asker(port) as asker, pytest.raises(ServerFault, match="answered 503"):
        asker.ask(WHOLE, "no", ())


@pytest.mark.parametrize(("whole", "kept"), [(12.0, "kept"), (12.1, "NOT kept")])
def test_a_ratio_is_within_a_round_and_the_median_of_the_rounds(whole: float, kept: str) -> None:
    # p95 of equal values is that value; ratios by round: whole/10, 24/20 = 1.2 and 90/30 = 3, of which the median is the larger of whole/10 and 1.2
    rounds = [{ITSELF: [own] * 3, WHOLE: [over] * 3, WITHIN: [own] * 3, STREAMED: [over] * 3} for own, over in ((10.0, whole), (20.0, 24.0), (30.0, 90.0))]
    section = _section(rounds, 3)
    assert section.values["rounds"] == 3
    assert f"p95 of POST /api/ask is {max(whole / 10, 1.2):.3f} of the answering's own" in printed(section)
    assert printed(section).rstrip().endswith(f"wanted: {kept}.")
