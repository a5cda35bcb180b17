"""What machines look at: the process lives; it can answer, or what is wrong; and looking opens nothing."""

import asyncio
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from chatting import made
from conftest import nothing, write_report
from fastapi.testclient import TestClient

from app.asking import Desk
from app.conversing.keeping import Counts, Keeper
from app.errors import KeepingFault
from app.web import health
from app.web.accounts import put
from app.web.configuration import Configuration
from app.web.counted import CountedDesk
from app.web.crowd import Crowd
from app.web.door import OPEN
from app.web.health import Look
from app.web.metrics import Metrics
from index.build import build
from index.encoder import Encoder
from index.errors import StoreFault
from index.settings import Settings
from source.errors import DuizhaoError


@pytest.fixture(scope="module")
def web(desk: Desk) -> Iterator[TestClient]:
    with TestClient(made(desk)) as client:
        yield client


class LostKeeper(Keeper):
    """A database that can be lost."""

    lost = False
    looks = 0

    def counts(self) -> Counts:
        self.looks += 1
        if self.lost:
            raise KeepingFault("kept.sqlite cannot be read: disk I/O error")
        return super().counts()


def test_the_process_lives(web: TestClient) -> None:
    assert (web.get("/healthz").status_code, web.get("/healthz").json()) == (200, {"status": "alive"})
    assert [(web.head(path).status_code, web.head(path).content) for path in ("/healthz", "/readyz")] == [(200, b"")] * 2


def test_ready_tells_models_index_and_reports(web: TestClient, desk: Desk) -> None:
    reply = web.get("/readyz")
    assert reply.status_code == 200
    assert reply.json() == {
        "status": "ready",
        "reports": ["library"],
        "index": desk.index.folder.name,
        "newer": None,
        "encoder": "multilingual-e5-small",
        "reranker": "shipped",
        "engine": "extractive",
        "resting": False,
        "kept": False,
    }


def test_behind_a_login_ready_tells_how_many_reports_there_are_and_not_which(desk: Desk, tmp_path: Path) -> None:
    put(tmp_path / "names", "wang", "correct horse")
    with TestClient(made(desk, Configuration(login=tmp_path / "names"))) as client:
        assert client.get("/readyz").json()["reports"] == 1
        assert [path for path in sorted(OPEN - {"/login", "/logout"}) if "library" in client.get(path).text] == []


def test_without_its_store_it_lives_and_is_not_ready(library: Settings, desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(library.store, tmp_path / "store")
    lost = Desk(Settings(source=library.source, store=str(tmp_path / "store")), desk.encoder)
    with TestClient(made(lost)) as client:
        (tmp_path / "store" / "current").unlink()
        reply = client.get("/readyz")
        assert (reply.status_code, reply.headers["content-type"], reply.json()["code"]) == (503, "application/problem+json", "not_ready")
        assert "there is no index in" in reply.json()["detail"]
        assert client.get("/healthz").status_code == 200
        assert client.get("/metrics").status_code == 200


def test_looking_at_a_newer_index_opens_nothing_and_whoever_asks_does(encoder: Encoder, tmp_path: Path) -> None:
    settings = Settings(source=tmp_path / "reports", store=str(tmp_path / "store"))
    write_report(tmp_path / "reports")
    build(settings, encoder, nothing)
    desk = Desk(settings, encoder)
    with TestClient(made(desk)) as client:
        opened = desk.held
        write_report(tmp_path / "reports", "another")
        build(settings, encoder, nothing)
        told = client.get("/readyz").json()
        assert desk.held is opened
        assert (told["index"], told["reports"]) == (opened.folder.name, ["library"])
        assert told["newer"] not in (None, opened.folder.name)
        assert CountedDesk(desk, "api", Metrics()).index is desk.held, "opened once for all ways in"
        assert desk.held is not opened
        assert client.get("/readyz").json() == told | {"index": told["newer"], "newer": None, "reports": ["another", "library"]}


def test_a_server_that_stops_is_not_ready_and_says_so(desk: Desk) -> None:
    crowd = Crowd(1)
    with TestClient(made(desk, crowd=crowd)) as client:
        assert client.get("/readyz").status_code == 200
        crowd.stop()
        reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["code"]) == (503, "stopping")


def test_where_conversations_are_kept_that_belongs_to_it(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Keeper.open(str(tmp_path / "kept.sqlite"))
    assert opened is not None
    keeper = LostKeeper(opened._engine, opened.shown)
    with TestClient(made(desk, keeper=keeper)) as client:
        assert client.get("/readyz").json()["kept"] is True
        for _ in range(20):
            client.get("/readyz")
        assert keeper.looks == 1, "many who look are one look"
        keeper.lost = True
        monkeypatch.setattr(health, "AGE", 0.0)
        # the look of before counts until its time is over
        deadline = time.monotonic() + 30
        while (reply := client.get("/readyz")).status_code == 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    keeper.close()
    assert (reply.status_code, reply.json()["code"]) == (503, "not_ready")
    assert "disk I/O error" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("seconds", "raised"),
    [pytest.param(0.0, None, id="in-order"), pytest.param(60.0, "too slow", id="too-slow")],
)
def test_a_look_has_its_time(monkeypatch: pytest.MonkeyPatch, seconds: float, raised: str | None) -> None:
    monkeypatch.setattr(health, "LIMIT", 0.05)

    async def look() -> None:
        await asyncio.sleep(seconds)

    async def scene() -> str | None:
        try:
            await Look(look, DuizhaoError("too slow"))()
        except DuizhaoError as fault:
            return fault.sentence
        return None

    assert asyncio.run(scene()) == raised


def test_a_stores_server_is_looked_at_by_connecting_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        asyncio.run(health._connected(f"http://127.0.0.1:{port}"))
        connection, _ = server.accept()
        with connection:
            connection.settimeout(10)
            assert connection.recv(100) == b"", "nothing is asked of it"
    with pytest.raises(StoreFault, match="does not answer"):
        asyncio.run(health._connected(f"http://127.0.0.1:{port}"))
