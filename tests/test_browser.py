"""The running page in a real Chromium: a question in each language, the cited passages beside it, on a wide and a narrow screen."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

CLONE = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a running `duizhao serve` over the first report."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "evals.main", "serve", "--port", str(port)], cwd=CLONE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 90
    while True:
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=5).close()
            break
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                server.kill()
                raise AssertionError(f"the server did not start: {server.communicate()[0]}") from None
            time.sleep(0.3)
    yield url
    server.terminate()
    server.communicate(timeout=20)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The chat page, ready; fails at the end when the page asked any other host for anything or its scripts failed."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    opened = context.new_page()
    foreign: list[str] = []
    failed: list[str] = []
    opened.on("request", lambda request: foreign.append(request.url) if not request.url.startswith((address, "data:", "blob:")) else None)
    opened.on("pageerror", lambda error: failed.append(str(error)))
    opened.goto(address)
    opened.wait_for_selector("#dz-ask textarea")
    yield opened
    context.close()
    assert foreign == []
    assert failed == []


def ask(page: Page, question: str) -> str:
    """Type, press Enter, wait for the answer; its text."""
    before = page.locator("#dz-chat [data-testid=bot]").count()
    page.fill("#dz-ask textarea", question)
    page.keyboard.press("Enter")
    answer = page.locator("#dz-chat [data-testid=bot]").nth(before)
    answer.wait_for(timeout=20_000)
    page.wait_for_function("n => { const a = document.querySelectorAll('#dz-chat [data-testid=bot]')[n]; return a && !/正在读|Reading …/.test(a.innerText) }", arg=before, timeout=20_000)
    return answer.inner_text()


@pytest.mark.parametrize(
    ("question", "lead", "zh", "en"),
    [
        pytest.param("基层公安机关的科技化建设为什么滞后?", "报告", "三是受经济因素的制约", "restricted by economic factors", id="chinese"),
        pytest.param("Why does science and technology in grassroots police lag behind?", "The report", "三是受经济因素的制约", "restricted by economic factors", id="english"),
    ],
)
def test_a_question_is_answered_in_its_language_with_the_passage_in_both_beside_it(page: Page, question: str, lead: str, zh: str, en: str) -> None:
    text = ask(page, question)
    assert text.startswith(lead)
    assert "[1]" in text
    page.wait_for_selector("#dz-evidence .dz-passage")
    sheet = page.locator("#dz-evidence")
    assert zh in sheet.locator("[lang=zh]").all_inner_texts().__str__()
    assert en in sheet.locator("[lang=en]").all_inner_texts().__str__()
    marked = sheet.locator("mark").all_inner_texts()
    assert any(part and part in text.replace("\n", " ") for part in marked), (marked, text)


def test_a_marker_opens_its_passage_and_an_older_answer_brings_back_its_own(page: Page) -> None:
    ask(page, "报告对网络犯罪提出了什么?")
    page.wait_for_selector("#dz-evidence .dz-passage")
    first = page.locator("#dz-evidence .dz-passage").first.get_attribute("data-passage")
    ask(page, "How are petitioners to be cared for?")
    page.wait_for_function("old => document.querySelector('#dz-evidence .dz-passage')?.dataset.passage !== old", arg=first)
    page.locator('#dz-chat a[href="#c-1-1"]').click()
    page.wait_for_function("old => document.querySelector('#dz-evidence .dz-open')?.dataset.passage === old", arg=first)
    assert page.locator('#dz-chat a.dz-current[href="#c-1-1"]').count() == 1


def test_what_the_report_does_not_say_is_an_answer_of_its_own_without_marks(page: Page) -> None:
    text = ask(page, "量子计算机用什么材料?")
    assert "报告没有回答这个问题" in text
    assert page.locator("#dz-chat a[href^='#c-']").count() == 0
    assert page.locator("#dz-evidence mark").count() == 0


def test_markup_in_a_question_is_shown_and_never_run(page: Page) -> None:
    ask(page, "<img src=x onerror=\"document.title='run'\"> **加粗** [x](http://example.com) ${document.title='run'}")
    question = page.locator("#dz-chat [data-testid=user]").first
    assert "<img src=x" in question.inner_text()
    assert question.locator("img, strong, a").count() == 0
    assert page.title() != "run"


def test_an_empty_question_gets_a_sentence(page: Page) -> None:
    assert "请先写下问题" in ask(page, "？！") or "Please write" in page.locator("#dz-chat [data-testid=bot]").last.inner_text()


def test_the_narrow_screen_needs_no_sideways_scrolling(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, "突出问题有哪些?")
    page.wait_for_selector("#dz-evidence .dz-passage")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_read_in_context_leads_to_the_sentence(page: Page) -> None:
    ask(page, "“春风行动”是什么?")
    link = page.locator("#dz-evidence a", has_text="Read in context").first
    link.wait_for()
    href = link.get_attribute("href")
    assert href is not None and "#" in href
    page.goto(page.url.split("/chat")[0] + href)
    target = page.locator(f"[id='{href.split('#')[1]}']")
    assert "春风行动" in target.inner_text()


def test_enter_that_ends_a_composition_does_not_send(page: Page) -> None:
    page.fill("#dz-ask textarea", "流动")
    page.evaluate(
        "document.querySelector('#dz-ask textarea').dispatchEvent(new KeyboardEvent('keypress', {key: 'Enter', code: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))"
    )
    page.wait_for_timeout(600)
    assert page.locator("#dz-chat [data-testid=user]").count() == 0
    assert page.input_value("#dz-ask textarea") == "流动"
