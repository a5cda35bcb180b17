"""Hostile texts where the script of a page reads them: in the fragment of an address, in a host page's attributes and calls. They are shown as text and run nothing.

The browser's policy is switched off, as in test_web_payloads: escaping alone has to hold.
"""

import time
from collections.abc import Iterator

import pytest
from hostility import batches, line
from hosting import Host, asked_in, hosting, opened, tag
from model_server import ScriptedServer, endless, says, written_desk
from pages import QUIET, PacedDesk, Served, serving
from payloads import ALL, ATTACKER, MARK
from playwright.sync_api import Browser, Page, expect
from test_web_payloads import INSPECT, Watched, whole

from app.answering import voice
from app.asking import Desk
from app.errors import KeepingFault
from app.web.configuration import Configuration
from index.encoder import Encoder
from index.settings import Settings

pytestmark = QUIET
TOLD = list(dict.fromkeys(map(line, ALL)))
"""All of them, as text that an attribute and an address can hold."""
SOME = TOLD[::7]
"""A few dozen, of every kind, for what a model writes."""
TITLE, GREETING = 80, 400
"""Characters of a title and of a greeting that a frame shows."""
FRAMES = 6
"""Chats that one page loads at once."""
EXPECTED = INSPECT.replace("#e-preview > iframe", "#e-preview > iframe, #e-place > iframe")
SHADOW = """[...document.querySelectorAll('duizhao-chat')].flatMap((chat) => [...chat.shadowRoot.querySelectorAll('*')])
  .filter((one) => !['div', 'span', 'button', 'svg', 'path', 'dialog', 'iframe', 'p'].includes(one.localName) && !one.matches('.told a[href*="/embed?ui="]') // where a slow machine takes too long
    || [...one.attributes].some(({ name, value }) => /^on|^srcdoc$/.test(name) || name === 'style' && value))
  .map((one) => one.outerHTML)"""
SHEETS = """(chat) => chat.shadowRoot.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText))"""
HALVES = [TOLD[:150], TOLD[150:]]
"""A browser takes some 200 changes of an address within ten seconds from a page, and drops the others."""
NAMES = ["language", "theme", "accent", "title", "greeting", "report", "position", "offset", "z-index", "label", "height"]
"""Attributes. Not among them: those that hold an address of the page's own choice."""


def groups() -> list[list[str]]:
    """All payloads, as many in each as one greeting shows."""
    out: list[list[str]] = [[]]
    for payload in TOLD:
        if len(" ".join([*out[-1], payload])) > GREETING:
            out.append([])
        out[-1].append(payload)
    return out


GROUPS = groups()
PAGES = [GROUPS[place : place + FRAMES] for place in range(0, len(GROUPS), FRAMES)]


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosting() as made:
        yield made


@pytest.fixture(scope="module")
def served(library: Settings, encoder: Encoder, host: Host) -> Iterator[Served]:
    with serving(PacedDesk(library, encoder), configuration=Configuration(origins=(host.url,))) as made:
        yield made


@pytest.fixture
def watched(browser: Browser, served: Served, host: Host) -> Iterator[Watched]:
    made = Watched(browser, served.url, host.url, locale="en-GB")
    made.context.set_default_timeout(30_000)
    yield made
    made.context.close()
    assert made.wrong == []


def sound(watched: Watched, page: Page, served: Served) -> None:
    """Nothing on the page, in the widget or in a frame came of a payload but text."""
    for frame in page.frames:
        assert frame.evaluate(f"[window.{MARK}, Object.prototype.{MARK}]") == [None, None]
        if frame.url.startswith(served.url):
            assert frame.evaluate(f"{EXPECTED}(document)") == []
    assert page.evaluate(f"() => {SHADOW}") == []
    assert not [frame.url for frame in page.frames if ATTACKER in frame.url.partition("?")[0].partition("#")[0]]
    assert watched.wrong == []


def test_none_is_left_out_and_none_is_cut_short() -> None:
    assert [payload for group in GROUPS for payload in group] == TOLD
    assert set(TOLD) == set(map(line, ALL)) and len(TOLD) >= 290
    assert max(len(" ".join(group)) for group in GROUPS) <= GREETING
    assert len(SOME) >= 36


# The widget, without its frame

PUT = """async ([server, names, payloads]) => {
  const sheets = SHEETS;
  const around = document.createElement('div');
  around.hidden = true;
  document.body.append(around);
  const put = (payload) => new Promise((done) => {
    const script = document.createElement('script');
    script.src = `${server}/embed.js`;
    const chat = document.createElement('duizhao-chat');
    for (const name of names) {
      script.setAttribute(`data-${name}`, payload);
      chat.setAttribute(name, payload);
    }
    script.addEventListener('load', done);
    around.append(chat);
    document.head.append(script);
  });
  const wrong = [];
  let before = '';
  for (const payload of payloads) {
    await put(payload);
    const [floating, inline] = [document.querySelector('html > duizhao-chat'), around.firstChild];
    const part = (chat, selector) => chat.shadowRoot.querySelector(selector);
    const shown = [floating, inline].map((chat) => part(chat, '.name').textContent);
    for (const [selector, name] of [['.open', 'aria-label'], ['.open', 'title'], ['dialog', 'aria-label']]) shown.push(part(floating, selector).getAttribute(name));
    if (!shown.every((words) => words === payload)) wrong.push([payload, shown]);
    const styles = [floating, inline].flatMap(sheets).join().replace(/\\d+/g, '0'); // numbers among its words are offset and height
    before = before || styles;
    if (styles !== before) wrong.push([payload, styles]);
    wrong.push(...SHADOW);
    document.querySelectorAll('duizhao-chat, head > script').forEach((one) => one.remove());
  }
  around.remove();
  return [wrong, [...document.querySelectorAll('*')].map((one) => one.localName)];
}""".replace("SHEETS", SHEETS).replace("SHADOW", SHADOW)


def test_attributes_of_the_script_and_of_the_element_are_text_and_touch_neither_styles_nor_the_page(watched: Watched, served: Served, host: Host) -> None:
    page = watched.opened(host.page())
    plain = page.evaluate("[...document.querySelectorAll('*')].map((one) => one.localName)")
    assert page.evaluate(PUT, [served.url, NAMES, TOLD]) == [[], plain]
    sound(watched, page, served)


# What a host page tells and asks an open chat

NOTED = """() => {
  const around = document.querySelector('.dz-around');
  window.noted = [];
  new MutationObserver(() => window.noted.push(around.textContent)).observe(around, { childList: true, characterData: true, subtree: true });
}"""
SET = """(payloads) => payloads.map((payload) => {
  const chat = document.querySelector('duizhao-chat');
  chat.setAttribute('data-title', payload);
  duizhao.setLanguage(payload);
  duizhao.setContext({ title: payload });
  const shown = [chat.shadowRoot.querySelector('.name').textContent, chat.shadowRoot.querySelector('iframe').title];
  return shown.every((words) => words === payload) ? '' : payload;
}).filter(Boolean)"""


def test_what_a_host_page_sets_at_any_time_is_text(watched: Watched, served: Served, host: Host) -> None:
    page = watched.opened(host.page(tag(served.url)))
    frame = opened(page)
    page.frames[1].evaluate(NOTED)
    page.evaluate("payloads => { while (payloads.length) duizhao.setContext({ report: payloads.splice(0, 100) }); }", TOLD)
    assert page.evaluate(SET, TOLD) == []
    shown = page.evaluate(f"payloads => payloads.map((payload) => payload.replace(/\\s+/g, ' ').trim().slice(0, {TITLE}))", TOLD)
    expect(frame.locator(".dz-around")).to_contain_text(shown[-1])
    noted = page.frames[1].evaluate("window.noted")
    assert [payload for payload in shown if not any(payload in words for words in noted)] == []
    sound(watched, page, served)


def test_what_a_host_page_asks_is_text(watched: Watched, served: Served, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served.desk, "fault", KeepingFault("nobody looks for what these questions say"))
    page = watched.opened(host.page(tag(served.url)))
    frame = opened(page)
    for question in batches():
        assert page.evaluate("question => duizhao.ask(question).then(({ question }) => question)", question) == question
        assert whole(frame.locator(".dz-turn .dz-question").last.text_content() or "") == whole(question)
    sound(watched, page, served)


# What the address of a frame says

FRAMED = """(groups) => groups.forEach((group, place) => {
  const chat = document.createElement('duizhao-chat');
  const others = ['report', 'accent', 'language', 'theme', 'height'].map((name, at) => [name, group[(at + 1) % group.length]]);
  for (const [name, payload] of [['title', group[place % group.length]], ['greeting', group.join(' ')], ...others]) chat.setAttribute(`data-${name}`, payload);
  document.querySelector('main').append(chat);
  chat.open();
})"""


@pytest.mark.parametrize("number", range(len(PAGES)))
def test_titles_and_greetings_of_frames_are_text(watched: Watched, served: Served, host: Host, number: int) -> None:
    page = watched.opened(host.page(tag(served.url, position="inline")))
    page.evaluate(FRAMED, PAGES[number])
    for place, group in enumerate(PAGES[number]):
        frame = page.frame_locator(f"duizhao-chat >> nth={place} >> iframe")
        expect(frame.locator(".dz-greeting")).to_be_visible(timeout=30_000)
        assert whole(frame.locator(".dz-greeting").text_content() or "") == whole(" ".join(group).replace("\ufeff", ""))  # white space to the page
        assert whole(frame.locator(".dz-brand").text_content() or "") == whole(group[place % len(group)][:TITLE])
    sound(watched, page, served)


# The page that writes the snippet, and its preview

PREVIEWED = """async ([kind, names, payloads]) => {
  const wrong = [];
  for (const payload of payloads) {
    history.replaceState(null, '', `#${new URLSearchParams([['kind', kind || payload], ...names.map((name) => [name, payload])])}`);
    const script = document.createElement('script');
    script.src = '/static/embed-preview.js';
    const ran = new Promise((done) => script.addEventListener('load', done));
    document.body.append(script);
    await ran;
    const own = document.querySelector('script[src="/embed.js"]');
    if (own && !window.duizhao) await new Promise((done) => own.addEventListener('load', done));
    const put = { floating: 'head > script[data-title]', inline: '#e-place > duizhao-chat', frame: '#e-place > iframe' }[kind];
    const made = put ? document.querySelector(put) : null;
    if (kind === 'frame') {
      const query = new URL(made.src).searchParams;
      if (new URL(made.src).origin !== location.origin || query.get('title') !== payload || query.get('greeting') !== payload) wrong.push(made.outerHTML);
    } else if (kind ? made.dataset.title !== payload : document.querySelector('#e-place > *, duizhao-chat')) wrong.push(payload);
    wrong.push(...SHADOW, ...INSPECT(document));
    document.querySelector('#e-place').replaceChildren();
    document.querySelectorAll('duizhao-chat, script[src="/embed.js"]').forEach((one) => one.remove());
    script.remove();
  }
  return wrong;
}""".replace("SHADOW", SHADOW).replace("INSPECT", EXPECTED)


@pytest.mark.parametrize("kind", ["floating", "inline", "frame", ""])
def test_the_fragment_of_the_preview_is_text_and_a_kind_that_there_is_not_shows_nothing(watched: Watched, served: Served, kind: str) -> None:
    for half in [SOME] if kind == "floating" else HALVES:  # it copies attributes to the script as to the element
        page = watched.opened(f"{served.url}/embed/preview")
        page.route("**/chat/**", lambda route: route.fulfill(body="", content_type="text/html"))  # what a frame makes of its address is tested above
        assert page.evaluate(PREVIEWED, [kind, ["title", "greeting", "language", "theme", "accent", "report", "position", "height"], half]) == []
        sound(watched, page, served)
        page.close()


CHECKED = """async (payloads) => {
  const wrong = [];
  const verdict = document.querySelector('#e-verdict');
  for (const payload of payloads) {
    const told = new Promise((done, late) => {
      setTimeout(late, 20000, payload);
      const seen = new MutationObserver(() => verdict.querySelector('.verdict') && (seen.disconnect(), done()));
      seen.observe(verdict, { childList: true });
    });
    location.hash = `x${encodeURIComponent(payload)}`;
    await told;
    if (!verdict.querySelector('.verdict').matches('.no') || document.querySelector('#e-origin').value !== `x${payload}`) wrong.push(payload);
    wrong.push(...INSPECT(verdict));
  }
  return wrong;
}""".replace("INSPECT", EXPECTED)


def test_the_fragment_of_the_page_that_writes_the_snippet_is_text(watched: Watched, served: Served) -> None:
    for half in HALVES:
        page = watched.opened(f"{served.url}/embed?ui=en")
        page.wait_for_load_state("networkidle")
        assert page.evaluate(CHECKED, half) == []
        sound(watched, page, served)
        page.close()


WRITTEN = """(payloads) => {
  const wrong = [];
  const look = document.querySelector('#e-look');
  document.querySelector('#e-reports').hidden = false; // as where there are several
  for (const kind of ['floating', 'inline', 'frame', 'link']) for (const payload of payloads) {
    look.elements.kind.value = kind;
    for (const name of ['title', 'greeting', 'report', 'token']) look.elements[name].value = payload;
    look.dispatchEvent(new Event('input'));
    const code = document.querySelector('#e-code').textContent;
    const made = new DOMParser().parseFromString(`<body>${code}`, 'text/html');
    const words = look.elements.title.value.trim();
    const names = { floating: 'script', inline: 'a duizhao-chat script', frame: 'iframe', link: 'a' }[kind];
    const parts = [...made.body.querySelectorAll('*')];
    if (parts.map((one) => one.localName).sort().join(' ') !== names || parts.some((one) => [...one.attributes].some(({ name }) => /^on|srcdoc/.test(name)))) wrong.push(code);
    for (const one of parts) for (const name of ['src', 'href']) if (one.hasAttribute(name) && new URL(one.getAttribute(name)).origin !== location.origin) wrong.push(code);
    const at = made.body.querySelector({ floating: 'script', inline: 'duizhao-chat' }[kind]);
    if (at && ['title', 'greeting', 'report', 'tokenUrl'].some((name) => at.dataset[name] !== words)) wrong.push(code);
    if (kind === 'frame') {
      const { title, src } = made.body.firstElementChild;
      if (title !== words || new URL(src).searchParams.get('greeting') !== words) wrong.push(code);
    }
    if (document.querySelector('#e-code').childElementCount) wrong.push(code);
  }
  return wrong;
}"""


def test_the_code_that_the_form_writes_is_the_chat_and_nothing_else(watched: Watched, served: Served) -> None:
    page = watched.opened(f"{served.url}/embed?ui=en")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(WRITTEN, TOLD) == []
    expect(page.locator("#e-preview p")).to_be_visible()  # of a link, the last kind, there is no preview
    sound(watched, page, served)


# Answers that a model server writes


GOOD = "报告指出，每人最多借五本书[1]。借期为三十天，可以续借一次[1]。"
BORROW = "图书馆每人最多借几本书？"
AROUND = "图书馆的馆员每天都会在阅览室的门口提醒读者爱护图书和设备{}并且按时归还[1]。"
REPLIES = [SOME[place : place + 12] for place in range(0, len(SOME), 12)]
"""Payloads of one reply each: some are several sentences, and no more than 40 are read."""


@pytest.fixture(scope="module")
def writing(desk: Desk, host: Host) -> Iterator[tuple[Served, ScriptedServer]]:
    """The application whose answers a scripted model writes; what is not supported is shown, and marked."""
    with (
        written_desk(desk, says(GOOD), unsupported="mark", lost=1.0) as (written, server),
        serving(written, configuration=Configuration(origins=(host.url,))) as made,
    ):
        written.warm()
        yield made, server


@pytest.fixture
def writes(browser: Browser, writing: tuple[Served, ScriptedServer], host: Host) -> Iterator[Watched]:
    made = Watched(browser, writing[0].url, host.url, locale="zh-CN")
    made.context.set_default_timeout(30_000)
    yield made
    made.context.close()
    assert made.wrong == []


def test_an_answer_is_written_in_the_widget_sentence_by_sentence_and_stopped(writes: Watched, writing: tuple[Served, ScriptedServer], host: Host) -> None:
    served, server = writing
    server.scripts[:] = [says(GOOD, size=2, pause=0.1), endless("报告指出，每人最多借五本书[1]。", 1.0)]
    page = writes.opened(host.page(tag(served.url)))
    frame = opened(page)
    frame.locator("#dz-box").fill(BORROW)
    frame.locator("#dz-box").press("Enter")
    turn = frame.locator(".dz-turn").last
    expect(turn).to_have_attribute("data-state", "writing")
    expect(turn.locator(".dz-answer").first).to_contain_text("每人最多借五本书")
    assert "续借一次" not in (turn.text_content() or ""), "the second sentence is still being written"
    expect(turn).to_have_attribute("data-state", "answered")
    expect(turn.locator(".dz-answer").first).to_contain_text("续借一次")
    expect(turn.locator("a.dz-marker").first).to_be_visible()
    frame.locator("#dz-box").fill(BORROW + "？")
    frame.locator("#dz-box").press("Enter")
    last = frame.locator(".dz-turn").last
    expect(last.locator(".dz-question")).to_have_text(BORROW + "？")
    expect(last.locator(".dz-answer").first).to_contain_text("每人最多借五本书")
    frame.get_by_role("button", name="停止", exact=True).click()
    expect(last).to_have_attribute("data-state", "stopped")
    deadline = time.monotonic() + 5
    while server.calls[-1].left is None and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert server.calls[-1].left is not None
    sound(writes, page, served)


def test_what_a_model_writes_in_the_widget_is_text(writes: Watched, writing: tuple[Served, ScriptedServer], host: Host) -> None:
    served, server = writing
    server.scripts[:] = [says("\n".join([GOOD, *(AROUND.format(line(payload)) for payload in group)]), size=40) for group in REPLIES]
    page = writes.opened(host.page(tag(served.url)))
    frame = opened(page)
    shown = 0
    for number in range(len(REPLIES)):
        asked_in(frame, f"{BORROW}{number}")
        shown += (frame.locator(".dz-turn").last.locator(".dz-answer").first.text_content() or "").count(voice.UNSUPPORTED["zh"])
        sound(writes, page, served)
    assert shown >= len(SOME) // 2, "payloads within written sentences, shown as without support"
