"""The vector store: collections that are gone are built again, and a Chroma server serves as well as a folder."""

import gc
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import nothing, write_report
from fakes import CharacterEncoder

from app.asking import Desk
from index import manifest, store
from index.build import build
from index.encoder import Encoder
from index.errors import IndexFault, StoreFault
from index.search import open_index
from index.settings import Settings

BORROW = "每人最多借几本书?"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def chroma(folder: Path, port: int) -> Iterator[None]:
    """A Chroma server over a folder while the block runs."""
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            until = time.monotonic() + 60
            while not answers(port):
                assert server.poll() is None, "the Chroma server ended"
                assert time.monotonic() < until, "the Chroma server did not answer within 60 s"
                time.sleep(0.1)
            yield
        finally:
            server.terminate()
            server.wait(timeout=30)


leaves_sockets = pytest.mark.filterwarnings("ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning")
"""Closing a client of a Chroma server leaves its HTTP session to the garbage collector (chromadb 1.5.9)."""


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings of a Chroma server that is not started yet; what is kept beside it lies in the test's folder."""
    monkeypatch.setattr(manifest, "HOME", tmp_path / "home")
    write_report(tmp_path / "reports")
    yield Settings(source=tmp_path / "reports", store=f"http://127.0.0.1:{free_port()}")
    for _ in range(3):  # an index, then its client, then the client's session
        gc.collect()


def port_of(settings: Settings) -> int:
    return int(settings.store.rsplit(":", 1)[1])


@leaves_sockets
def test_a_chroma_server_builds_answers_and_forgets_old_builds(remote: Settings, encoder: Encoder, tmp_path: Path) -> None:
    with chroma(tmp_path / "chroma", port_of(remote)):
        assert build(remote, encoder, nothing).built
        desk = Desk(remote, encoder)
        assert "五本书" in desk.answer(BORROW).text
        first = desk.index.folder.name
        assert not build(remote, encoder, nothing).built
        write_report(remote.source, "pool", "游泳馆守则\n进馆前必须淋浴。\n", "Rules of the pool\nA shower is required.\n")
        assert build(remote, encoder, nothing).built
        assert set(desk.index.reports) == {"library", "pool"}
        shutil.rmtree(remote.source / "pool")
        assert build(remote, encoder, nothing).built
        assert "五本书" in desk.answer(BORROW).text
        with store.client(remote.store, tmp_path) as client:
            names = {found.name for found in client.list_collections()}
        assert len(names) == 8  # two builds, sentences and passages, two languages
        assert not any(name.startswith(first) for name in names)
        assert sum(name.startswith(desk.index.folder.name) for name in names) == 4
        assert not (desk.index.folder / "chroma").exists()


@leaves_sockets
def test_a_server_that_goes_away_and_comes_back_empty_is_told_and_built_again(remote: Settings, tmp_path: Path) -> None:
    encoder = CharacterEncoder()
    with chroma(tmp_path / "chroma", port_of(remote)):
        build(remote, encoder, nothing)
        desk = Desk(remote, encoder)
    with pytest.raises(StoreFault, match="the vector store did not answer") as raised:
        desk.answer(BORROW)
    assert raised.value.hint == "duizhao check"
    with pytest.raises(StoreFault, match=rf"the vector store {remote.store} cannot be opened") as raised:
        open_index(remote, encoder)
    assert "start it (chroma run)" in raised.value.hint
    encoder.encoded.clear()
    (remote.source / "library" / "report.toml").write_text('files = {zh = "zh.txt", en = "en.txt"}\ndate = "2024"\n', encoding="utf-8")
    with pytest.raises(StoreFault, match="cannot be opened"):
        build(remote, encoder, nothing)
    assert encoder.encoded == []  # told before anything is encoded
    with chroma(tmp_path / "another", port_of(remote)):
        with pytest.raises(IndexFault, match=r"report\.toml of the report 'library' changed"):
            open_index(remote, encoder)
        assert build(remote, encoder, nothing).built
        assert Desk(remote, encoder).index.search(BORROW).candidates


def test_an_index_whose_collections_are_gone_says_duizhao_index_and_that_mends_it(tmp_path: Path) -> None:
    write_report(tmp_path / "reports")
    settings, encoder = Settings(source=tmp_path / "reports", store=str(tmp_path / "store")), CharacterEncoder()
    build(settings, encoder, nothing)
    folder = manifest.current(manifest.place(settings))
    with store.client(settings.store, folder / "chroma") as client:
        store.drop(client, f"{folder.name}-sentences-en")
    with pytest.raises(StoreFault, match="has no collection") as raised:
        open_index(settings, encoder)
    assert raised.value.hint == "duizhao index"
    encoder.encoded.clear()
    assert build(settings, encoder, nothing).built
    assert encoder.encoded == []  # the vectors are taken over
    assert open_index(settings, encoder).search(BORROW).candidates


def test_indexes_that_are_no_longer_used_keep_no_files_open(tmp_path: Path) -> None:
    write_report(tmp_path / "reports")
    settings, encoder = Settings(source=tmp_path / "reports", store=str(tmp_path / "store")), CharacterEncoder()
    build(settings, encoder, nothing)
    desk = Desk(settings, encoder)
    before = len(os.listdir("/dev/fd"))
    for edition in range(8):
        (settings.source / "library" / "report.toml").write_text(f'files = {{zh = "zh.txt", en = "en.txt"}}\nedition = "{edition}"\n', encoding="utf-8")
        build(settings, encoder, nothing)
        assert desk.index.search(BORROW).candidates
    gc.collect()
    until = time.monotonic() + 20
    while len(os.listdir("/dev/fd")) > before + 30 and time.monotonic() < until:  # the store closes in its own threads
        time.sleep(0.1)
    assert len(os.listdir("/dev/fd")) <= before + 30  # one open index holds about 20; eight that stay would hold 160 more


@leaves_sockets
@pytest.mark.parametrize("address", ["http://127.0.0.1:port", "https://127.0.0.1:1/", "http://127.0.0.1:1"])
def test_an_address_where_no_server_is_is_told_with_a_hint(address: str, tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="cannot be opened") as raised:
        store.client(address, tmp_path)
    assert raised.value.hint == "start it (chroma run), or name another with --store"


@pytest.mark.parametrize(("place", "is_address"), [("http://chroma:8000", True), ("https://chroma", True), ("/srv/store", False), ("http", False), ("store/http://", False)])
def test_a_store_is_a_server_when_it_is_written_as_an_address(place: str, is_address: bool) -> None:
    assert store.is_address(place) == is_address
