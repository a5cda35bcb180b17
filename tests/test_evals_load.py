"""The load bench: its people ask as the page and as programs do, and tell an answer from a refusal and from nothing. Judges no timing."""

import asyncio
import os
import socket
from collections.abc import Iterator

import pytest
from conftest import chromium
from pages import QUIET, PacedDesk, Served, serving

from app.web.configuration import Configuration
from app.web.crowd import WAITING
from evals.bench import browser, load
from evals.bench.machine import processor
from evals.bench.people import Asked, People, Way, _body
from evals.bench.section import Section, Table
from index.encoder import Encoder
from index.settings import Settings
from source.errors import DuizhaoError

BORROW = "每人最多借几本书?"


@pytest.fixture(scope="module")
def served(library: Settings, encoder: Encoder) -> Iterator[Served]:
    with serving(PacedDesk(library, encoder), configuration=Configuration(at_once=1)) as made:
        yield made


@QUIET
@pytest.mark.parametrize("way", ["chat", "api"])
def test_an_answer_is_waited_for_to_its_end(served: Served, way: Way) -> None:
    asked = asyncio.run(People(served.port).ask(way, BORROW))
    assert (asked.status, asked.whole) == (200, True)
    assert asked.seconds > 0
    assert isinstance(served.desk, PacedDesk)
    assert served.desk.at_work == 0


@QUIET
@pytest.mark.parametrize("way", ["chat", "api"])
def test_a_refusal_is_told_from_an_answer(served: Served, way: Way) -> None:
    assert isinstance(served.desk, PacedDesk)
    served.desk.pause = 0.1

    async def scene() -> list[Asked]:
        asking = People(served.port)
        await asking.page()
        return list(await asyncio.gather(*(asking.ask(way, BORROW) for _ in range(3 * (1 + WAITING)))))

    found = asyncio.run(scene())
    served.desk.pause = 0.0
    assert {(one.status, one.whole) for one in found} == {(200, True), (503, False)}


def test_nothing_at_all_is_told_from_a_refusal() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    asked = asyncio.run(People(port).ask("api", BORROW))
    assert (asked.status, asked.whole) == (0, False)


@QUIET
def test_an_idle_page_holds_its_stream_open(served: Served) -> None:
    async def scene() -> bool:
        async with People(served.port).idle(BORROW) as opened:
            return opened

    assert asyncio.run(scene())


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        pytest.param(b'{"a": 1}', b'{"a": 1}', id="plain"),
        pytest.param(b'4\r\n{"a"\r\n4\r\n: 1}\r\n0\r\n\r\n', b'{"a": 1}', id="chunks"),
        pytest.param(b"2\r\n\r\n\r\n0\r\n\r\n", b"\r\n", id="a-line-end-in-a-chunk"),
        pytest.param(b"", b"", id="nothing"),
    ],
)
def test_a_body_that_came_in_chunks_is_put_together(raw: bytes, body: bytes) -> None:
    async def scene() -> bytes:
        reader = asyncio.StreamReader()
        reader.feed_data(raw)
        reader.feed_eof()
        return await _body(reader)

    assert asyncio.run(scene()) == body


def test_questions_are_the_suites_and_enough() -> None:
    questions = load._questions(500)
    assert len(questions) == 500
    assert len(set(questions)) > 50
    assert any("\u4e00" <= question[0] <= "\u9fff" for question in questions)
    assert any(question[0].isascii() for question in questions)


def test_the_processor_time_of_a_process_is_told_in_seconds() -> None:
    own = os.times()
    assert processor() == pytest.approx(own.user + own.system, abs=0.5)
    assert processor(2**22 + 1) is None


class Holding:
    """A server whose memory is what a test says."""

    port = 0

    def __init__(self, *held: float | None) -> None:
        self._held = iter(held)

    def __enter__(self) -> "Holding":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def resident(self) -> float | None:
        return next(self._held)


@pytest.mark.parametrize(
    ("held", "whole", "each", "kept"),
    [
        pytest.param((500.0, 504.0), True, "0.40 MB", "yes", id="below"),  # 4 MB for 10 sessions
        pytest.param((500.0, 510.0), True, "1.00 MB", "NO", id="at-the-bound"),
        pytest.param((500.0, 490.0), True, "-1.00 MB", "yes", id="shrunk"),
        pytest.param((500.0, 504.0), False, "0.40 MB", "NO", id="not-answered"),
        pytest.param((None, None), True, "nan MB", "not measured", id="not-told"),
    ],
)
def test_the_memory_of_a_session_is_set_beside_its_bound(monkeypatch: pytest.MonkeyPatch, held: tuple[float | None, float | None], whole: bool, each: str, kept: str) -> None:
    async def asked(port: int, count: int) -> list[Asked]:
        return [Asked(200, whole, 0.1)] * count

    monkeypatch.setattr(load, "Server", lambda environment: Holding(*held))
    monkeypatch.setattr(load, "_in_turn", asked)
    (table,) = load.sessions(load.QUICK).tables
    shown = dict(zip(table.header, table.rows[0], strict=True))
    assert (shown["each"], shown["bound for each"], shown["kept"]) == (each, "1.00 MB", kept)


def test_parts_are_printed_and_written(tmp_path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def part(effort: load.Effort) -> Section:
        return Section("streams", "Idle", f"{effort.streams} of them", (Table("T", ("", "kept"), (("row", "yes"),)),), (), {"share": 0.01})

    monkeypatch.setitem(load.PARTS, "streams", part)
    assert load.main(["streams", "--quick", "--out", str(tmp_path / "load.json")]) == 0
    assert "5 of them" in capsys.readouterr().out
    assert '"share": 0.01' in (tmp_path / "load.json").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        load.main(["nothing"])


@QUIET
def test_the_page_is_measured_in_a_browser(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CHROMIUM", chromium())
    assert browser.main(["--runs", "1"]) == 0
    shown = capsys.readouterr().out
    assert "page usable" in shown and shown.count(" ms") >= 6


def test_without_a_browser_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chrome")
    with pytest.raises(DuizhaoError, match="no Chromium"):
        browser._chromium()
