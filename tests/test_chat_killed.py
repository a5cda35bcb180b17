"""A server that is killed in the middle of an answer, as by the kernel for want of memory: it says nothing to anybody, and another one takes its address."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from pages import LIST, NARROW, PROBLEMS, WIDE, Opened, ask, ended, marker, send
from playwright.sync_api import Browser, expect
from running import CLONE, environment

from app.pages.texts import texts
from source.report import Language

SLOW = """
import sys
sys.path.insert(0, "tests")
from pages import PacedDesk
from app.web.application import application
from app.web.configuration import Configuration
from app.web.crowd import Crowd
from app.web.serving import bound, run
from index.settings import Settings

desk, crowd, configuration = PacedDesk(Settings()), Crowd(4), Configuration()
desk.pause = float(sys.argv[2])
desk.warm()
run(application(desk, None, configuration, crowd), crowd, configuration, bound("127.0.0.1", int(sys.argv[1])))
"""
"""A server in a process of its own, seconds between two clauses of an answer."""
Starts = Callable[[float], subprocess.Popen[bytes]]


@pytest.fixture(name="port")
def port_fixture() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(name="starts")
def starts_fixture(port: int) -> Iterator[Starts]:
    """Starts a server with a pause between clauses, and waits until it answers."""
    begun: list[subprocess.Popen[bytes]] = []

    def start(pause: float) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", SLOW, str(port), str(pause)], cwd=CLONE, env=environment())
        begun.append(process)
        deadline = time.monotonic() + 90
        while True:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return process
            assert process.poll() is None and time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)

    yield start
    for process in begun:
        process.kill()
        process.wait(20)


class Person:
    """Somebody with a page of their own."""

    def __init__(self, browser: Browser, url: str, language: Language, viewport: dict[str, int]) -> None:
        self.words = texts(language)["chat"]
        self.opened = Opened(browser, url, locale={"zh": "zh-CN", "en": "en-GB"}[language], viewport=viewport)
        self.page = self.opened.page

    def conversation(self) -> list[str]:
        return self.page.locator(".dz-question").all_inner_texts()


def test_a_server_killed_in_the_middle_of_an_answer_and_another_in_its_place(starts: Starts, port: int, browser: Browser) -> None:
    killed = starts(0.3)
    url = f"http://127.0.0.1:{port}"
    people = [Person(browser, url, "zh", WIDE), Person(browser, url, "en", NARROW)]
    for person in people:
        ask(person.page, PROBLEMS)
        send(person.page, LIST)
    for person in people:
        person.page.wait_for_selector("[data-state=writing] .dz-words")
    killed.send_signal(signal.SIGKILL)
    assert killed.wait(20) == -signal.SIGKILL
    for person in people:
        expect(person.page.locator(".dz-bar")).to_contain_text(person.words["offline"], timeout=10_000)
        assert person.conversation() == [PROBLEMS, LIST]
        expect(person.page.locator("[data-state=interrupted] .dz-words").first).to_be_visible()
        marker(person.page, 1, 0).click()
        expect(person.page.locator("#dz-evidence mark.dz-now").first).to_be_visible()
        person.page.keyboard.press("Escape")
    starts(0.0)  # it knows nothing of these conversations
    for person in people:
        expect(person.page.locator(".dz-bar")).to_contain_text(person.words["online"], timeout=20_000)
        assert person.conversation() == [PROBLEMS, LIST]
        person.page.get_by_role("button", name=person.words["again_last"]).click()
        ended(person.page, LIST)
        expect(person.page.locator(".dz-turn[data-state=answered]")).to_have_count(2)
        assert person.conversation() == [PROBLEMS, LIST]
        person.opened.close()
