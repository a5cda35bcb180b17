"""The examples in docs/embedding, run as the docs say: the host page's server, its pages, and the demonstration of `make embedding`."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosting import asked_in, chat_in
from pages import QUIET, WIDE, Served, serving
from playwright.sync_api import Browser, Page, expect
from running import LIMIT, environment

from app.asking import Desk
from app.web.accounts import put
from app.web.configuration import Configuration
from app.web.tokens import Tokens
from index.settings import Settings

pytestmark = QUIET
CLONE = Path(__file__).resolve().parent.parent
FOLDER = CLONE / "docs" / "embedding"
WRITTEN = "http://127.0.0.1:7860"
SECRET, EMBED_SECRET = "s" * 32, "e" * 32
BORROW = "每人最多借几本书？"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def answers(address: str) -> str:
    """What an address gives, once its server is there."""
    deadline = time.monotonic() + LIMIT
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as reply:
                return str(reply.read().decode())
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert time.monotonic() < deadline, f"{address} did not answer"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def served(desk: Desk, port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application behind a login; the example's host page may embed it."""
    file = tmp_path_factory.mktemp("login") / "accounts"
    put(file, "reader", "correct horse")
    configuration = Configuration(origins=(f"http://localhost:{port}",), login=file, secret=SECRET, embed_secret=EMBED_SECRET)
    with serving(desk, configuration=configuration) as made:
        yield made


@pytest.fixture(scope="module")
def host(served: Served, port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """host.py with its pages, in which this test's server stands for the one that is written there."""
    folder = tmp_path_factory.mktemp("host")
    for file in FOLDER.iterdir():
        if file.is_file():
            (folder / file.name).write_text(file.read_text(encoding="utf-8").replace(WRITTEN, served.url), encoding="utf-8")
    command = [sys.executable, str(folder / "host.py"), served.url, str(port)]
    with subprocess.Popen(command, env=environment(DUIZHAO_EMBED_SECRET=EMBED_SECRET), stderr=subprocess.DEVNULL) as running:
        try:
            answers(f"http://localhost:{port}/plain.html")
            yield f"http://localhost:{port}"
        finally:
            running.terminate()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=WIDE, locale="zh-CN")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_the_host_pages_server_hands_out_tokens_that_are_good(host: str) -> None:
    row = json.loads(answers(f"{host}/duizhao-token"))
    assert Tokens(SECRET, EMBED_SECRET).left(row["token"]) > 1700
    assert row["expires_in"] == 1800


def test_the_examples_hold_no_secret_and_the_server_is_short() -> None:
    for file in FOLDER.iterdir():
        assert not re.search(r"[0-9a-f]{32}", file.read_text(encoding="utf-8")), file.name
    lines = (FOLDER / "host.py").read_text(encoding="utf-8").split("class Host")[1].splitlines()
    assert len([line for line in lines if line.strip() and not line.strip().startswith("#")]) <= 14


def test_the_plain_page_opens_the_chat_with_a_token_and_the_reader_with_it(host: str, served: Served, page: Page) -> None:
    page.goto(f"{host}/plain.html")
    page.get_by_role("button", name="就报告提问").click()
    frame = chat_in(page)
    expect(frame.locator(".dz-brand")).to_have_text("报告问答")
    expect(frame.locator(".dz-greeting")).to_have_text("最新调研报告，可以在这里直接提问。")
    asked_in(frame, BORROW)
    frame.locator("a.dz-marker").first.click()
    with page.context.expect_page() as reader:
        frame.locator("#dz-evidence").get_by_role("link", name="在全文中阅读").click()
    expect(reader.value.get_by_role("heading", name="小镇图书馆开放办法")).to_be_visible()


def test_the_page_with_the_chat_in_its_text_asks_and_writes_down_what_it_hears(host: str, page: Page) -> None:
    page.goto(f"{host}/inline.html")
    frame = chat_in(page)
    expect(page.locator("#heard")).to_have_text("ready {}")
    page.locator("#ask").click()
    expect(frame.locator(".dz-question")).to_have_text("How does the report propose to settle disputes locally?")
    expect(page.locator("#heard")).to_contain_text('answer {"status":"', timeout=30_000)  # whatever the library's rules say of it
    asked_in(frame, BORROW)
    frame.locator("a.dz-marker").first.click()
    expect(page.locator("#heard")).to_have_text('citation {"number":1,"report":"library"}')


def test_the_demonstration_shows_the_whole_on_two_origins_and_ends_with_ctrl_c(library: Settings, browser: Browser) -> None:
    port, host_port = free_port(), free_port()
    command = [sys.executable, str(FOLDER / "demo.py"), str(port), str(host_port)]
    heed = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    with subprocess.Popen(command, env=environment(library), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", start_new_session=True, **heed) as running:  # type: ignore[call-overload]
        try:
            told = ""
            while "Ctrl-C 停止 / stops\n" not in told.partition("host page")[2]:
                line = running.stdout.readline()
                assert line, f"it ended: {told}"
                told += line
            assert f"http://localhost:{host_port}/plain.html" in told
            password = re.search(r"password: (\S+)", told)
            assert password is not None
            context = browser.new_context(viewport=WIDE, locale="zh-CN")
            page = context.new_page()
            page.goto(f"http://localhost:{host_port}/plain.html")
            page.locator("duizhao-chat button.open").click()
            asked_in(chat_in(page), BORROW)
            page.goto(f"http://127.0.0.1:{port}/login")
            page.locator("[name=name]").fill("demo")
            page.locator("[name=password]").fill(password[1])
            page.keyboard.press("Enter")
            expect(page.locator("#dz-box")).to_be_visible(timeout=30_000)
            context.close()
        finally:
            os.killpg(running.pid, signal.SIGINT)
            assert running.wait(LIMIT) == 0
    for one in (port, host_port):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", one)) != 0, "nothing is left running"
