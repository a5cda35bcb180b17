"""One conversation open in several windows of a browser: none loses what another adds, and what one deletes is gone from all."""

from collections.abc import Iterator

import pytest
from pages import DISPUTES, PATROL, PROBLEMS, QUIET, Opened, Served, ask, ended, paced, send, served  # noqa: F401
from playwright.sync_api import Browser, Page, expect

pytestmark = QUIET
STORED = "JSON.parse(Object.entries(localStorage).find(([name]) => name.startsWith('duizhao.conversation.'))[1]).turns.map((turn) => turn.question)"


@pytest.fixture(name="windows")
def windows_fixture(served: Served, browser: Browser) -> Iterator[tuple[Page, Page]]:  # noqa: F811
    """Two windows with the same conversation of one question."""
    paced(served, 0.0).fault = None
    opened = Opened(browser, served.url)
    ask(opened.page, PROBLEMS)
    other = opened.tab()
    other.get_by_role("button", name="历史").click()
    other.locator(".dz-earlier-one").first.click()
    expect(other.locator(".dz-question")).to_have_text(PROBLEMS)
    yield opened.page, other
    paced(served, 0.0)
    opened.close()


def test_what_one_window_adds_is_in_the_other_and_in_what_is_stored(windows: tuple[Page, Page]) -> None:
    one, other = windows
    ask(one, DISPUTES)
    expect(other.locator(".dz-question")).to_have_text([PROBLEMS, DISPUTES])
    ask(other, PATROL)
    expect(one.locator(".dz-question")).to_have_text([PROBLEMS, DISPUTES, PATROL])
    expect(one.locator(".dz-turn[data-state=answered]")).to_have_count(3)
    assert one.evaluate(STORED) == [PROBLEMS, DISPUTES, PATROL]
    one.reload()
    expect(one.locator(".dz-question")).to_have_text([PROBLEMS, DISPUTES, PATROL])


def test_both_windows_may_ask_at_once(windows: tuple[Page, Page], served: Served) -> None:  # noqa: F811
    one, other = windows
    paced(served, 0.3)
    send(one, DISPUTES)
    send(other, PATROL)
    paced(served, 0.05)
    for page in (one, other):
        expect(page.locator(".dz-turn[data-state=answered]")).to_have_count(3, timeout=30_000)
        assert sorted(page.locator(".dz-question").all_inner_texts()) == sorted([PROBLEMS, DISPUTES, PATROL])
    assert sorted(one.evaluate(STORED)) == sorted([PROBLEMS, DISPUTES, PATROL])


def test_a_window_that_hears_nothing_of_the_other_takes_nothing_of_it_away(windows: tuple[Page, Page]) -> None:
    """As a window does that the browser has put to sleep: it wakes and stores before it was told."""
    one, other = windows
    one.add_init_script("window.addEventListener('storage', (event) => event.stopImmediatePropagation())")
    one.reload()
    one.wait_for_selector("#dz-box")
    ask(other, PATROL)
    expect(one.locator(".dz-question")).to_have_text([PROBLEMS])
    ask(one, DISPUTES)
    expect(one.locator(".dz-question")).to_have_text([PROBLEMS, PATROL, DISPUTES])
    assert one.evaluate(STORED) == [PROBLEMS, PATROL, DISPUTES]


def test_an_answer_asked_for_again_is_once_in_both_windows(windows: tuple[Page, Page]) -> None:
    one, other = windows
    ask(one, DISPUTES)
    expect(other.locator(".dz-turn[data-state=answered]")).to_have_count(2)
    other.get_by_role("button", name="重新回答").click()
    ended(other, DISPUTES)
    for page in windows:
        expect(page.locator(".dz-question")).to_have_text([PROBLEMS, DISPUTES])
        expect(page.locator(".dz-turn[data-state=answered]")).to_have_count(2)
    assert one.evaluate(STORED) == [PROBLEMS, DISPUTES]


def test_a_thumb_given_in_one_window_stands_in_the_other(windows: tuple[Page, Page]) -> None:
    one, other = windows
    one.get_by_role("button", name="答得好").click()
    expect(other.get_by_role("button", name="答得好")).to_have_attribute("aria-pressed", "true")


def test_a_window_closed_in_the_middle_of_an_answer_leaves_it_to_be_asked_again_in_the_other(windows: tuple[Page, Page], served: Served) -> None:  # noqa: F811
    one, other = windows
    paced(served, 0.4)
    send(one, DISPUTES)
    expect(other.locator("[data-state=reading]")).to_be_visible()
    one.close()
    expect(other.locator(".dz-turn[data-state=interrupted]")).to_contain_text("回答中断了")
    paced(served, 0.0)
    other.get_by_role("button", name="重新回答").last.click()
    ended(other, DISPUTES)
    expect(other.locator(".dz-question")).to_have_text([PROBLEMS, DISPUTES])


def test_what_is_deleted_in_one_window_is_gone_from_the_other_even_in_the_middle_of_an_answer(windows: tuple[Page, Page], served: Served) -> None:  # noqa: F811
    one, other = windows
    paced(served, 0.4)
    send(one, DISPUTES)
    expect(one.get_by_role("button", name="停止", exact=True)).to_be_visible()
    other.get_by_role("button", name="历史").click()
    other.get_by_role("button", name=f"删除对话：{PROBLEMS}").click()
    expect(one.locator(".dz-turn")).to_have_count(0)
    expect(one.get_by_role("button", name="停止", exact=True)).to_have_count(0)
    paced(served, 0.0)
    ask(one, PATROL)
    expect(other.locator(".dz-turn")).to_have_count(0)
    stored = one.evaluate("JSON.stringify({...localStorage})")
    assert PATROL in stored and PROBLEMS not in stored and DISPUTES not in stored


NO_WORDS = "😀"
HISTORY = "JSON.parse(localStorage.getItem('duizhao.conversations') || '[]').length"
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('duizhao.conversation.')).length"


def refused(page: Page) -> None:
    """Asks what is no question: the words come back into the box, and say why."""
    page.fill("#dz-box", NO_WORDS)
    page.press("#dz-box", "Enter")
    expect(page.locator(".dz-fault")).to_be_visible()
    expect(page.locator("#dz-box")).to_have_value(NO_WORDS)


def test_what_one_window_could_not_ask_is_in_neither_nor_in_what_is_stored(windows: tuple[Page, Page]) -> None:
    one, other = windows
    refused(one)
    for page in windows:
        expect(page.locator(".dz-question")).to_have_text([PROBLEMS])
    assert one.evaluate(STORED) == [PROBLEMS]
    ask(other, PATROL)
    for page in windows:
        expect(page.locator(".dz-question")).to_have_text([PROBLEMS, PATROL])
    assert one.evaluate(STORED) == [PROBLEMS, PATROL]


def test_nor_does_a_window_bring_it_back_that_heard_of_the_question_and_not_of_its_end(windows: tuple[Page, Page]) -> None:
    one, other = windows
    other.add_init_script("let heard = 0; window.addEventListener('storage', (event) => (event.key.startsWith('duizhao.conversation.') && heard++ ? event.stopImmediatePropagation() : null))")
    other.reload()
    other.wait_for_selector("#dz-box")
    refused(one)
    expect(other.locator(".dz-question")).to_have_text([PROBLEMS, NO_WORDS])
    ask(other, PATROL)
    for page in windows:
        expect(page.locator(".dz-question")).to_have_text([PROBLEMS, PATROL])
    assert one.evaluate(STORED) == [PROBLEMS, PATROL]


def test_a_conversation_of_which_nothing_is_left_is_not_in_the_history(served: Served, browser: Browser) -> None:  # noqa: F811
    paced(served, 0.0).fault = None
    opened = Opened(browser, served.url)
    page = opened.page
    refused(page)
    assert (page.evaluate(HISTORY), page.evaluate(KEPT)) == (0, 0)
    page.reload()
    page.wait_for_selector("#dz-box")
    expect(page.locator(".dz-turn")).to_have_count(0)
    ask(page, PATROL)
    assert (page.evaluate(HISTORY), page.evaluate(KEPT), page.evaluate(STORED)) == (1, 1, [PATROL])
    opened.close()
