"""Hostile texts in addresses and calls: what comes back has the elements that it has without them, is of its own type, and takes no header from them."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from entering import entering
from fastapi.testclient import TestClient
from hostility import HostileDesk, batches, hostile_desk, line
from limits import parse
from payloads import ALL, ATTACKER

from app.web.configuration import Configuration
from index.encoder import Encoder

ADDRESSES = [
    "/read/library?q={}",
    "/read/library?ui={0}&theme={0}&show={0}&q=书",
    "/read/{0}",
    "/read/library/{0}",
    "/read/mixed?q={}",
    "/embed?origin={}",
    "/embed?ui={0}&theme={0}",
    "/embed/preview?ui={0}&theme={0}",
    "/embed/preview?reports={0}&greeting={0}&title={0}",
    "/chat/?ui={0}&q={0}",
    "/docs?q={}",
    "/{0}",
]
JSON, PROBLEM = "application/json", "application/problem+json"


class Shape(HTMLParser):
    """What a page is made of: elements with the names of their attributes, and where its addresses lead."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: set[tuple[str, str]] = set()
        self.scripts: list[str] = []
        self.addresses: list[str] = []
        self._script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action", "formaction", "poster", "data", "srcset")]
        self._script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.scripts.append(data)


@pytest.fixture(scope="module")
def hostile(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> HostileDesk:
    return hostile_desk(tmp_path_factory.mktemp("hostile"), encoder)


@pytest.fixture(scope="module")
def web(hostile: HostileDesk) -> Iterator[TestClient]:
    with entering(hostile, Configuration(rate=parse("100000/minute"), daily=parse("1000000/day"), address_rate=parse("100000/minute"))) as client:
        yield client


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_an_address_says_adds_no_element_no_script_and_no_place_to_go(web: TestClient, address: str) -> None:
    plain = [web.get(address.format(quote(word, safe=""))) for word in ("规则", "zzzqqq", "zh", "library", "https://intranet.example", "http://testserver", "https://a b")]
    usual = [Shape(reply.text) for reply in plain if reply.headers.get("content-type", "").startswith("text/html")]
    parts = set().union(*(shape.parts for shape in usual))
    scripts = {script for shape in usual for script in shape.scripts}
    kinds = {reply.headers.get("content-type", "").partition(";")[0] for reply in plain} | {PROBLEM}
    for payload in ALL:
        reply = web.get(address.format(quote(payload, safe="")))
        sound(reply, *kinds)
        if reply.headers.get("content-type", "").startswith("text/html"):
            shape = Shape(reply.text)
            assert shape.parts <= parts, (payload, shape.parts - parts)
            assert set(shape.scripts) <= scripts, payload
            assert [one for one in shape.addresses if not own(one)] == [], payload


def own(address: str) -> bool:
    """Does an address lead nowhere else and start nothing?"""
    told = urlsplit(address.strip())
    return told.scheme in ("", "http") and told.netloc in ("", "testserver") and not address.lstrip("\x00\t\r\n ").startswith(("\\", "/\\", "//"))


def sound(reply: Any, *kinds: str) -> None:
    """The response is of these types, and carries the headers that keep browsers from reading it otherwise."""
    assert reply.has_redirect_location or reply.headers.get("content-type", "").partition(";")[0] in kinds, (reply.status_code, reply.headers.get("content-type"))
    assert reply.headers["x-content-type-options"] == "nosniff"
    policy = reply.headers["content-security-policy"]
    assert "object-src 'none'" in policy and ATTACKER not in policy and "script-src 'self' 'unsafe-inline'" not in policy
    assert reply.status_code < 500
    assert not [value for name, value in reply.headers.items() if name != "location" and (ATTACKER in value or "pwned" in value.lower())]
    assert own(reply.headers.get("location", ""))


def test_the_api_says_it_in_json_whatever_it_is(web: TestClient, hostile: HostileDesk) -> None:
    hostile.repeats = "llm"
    for payload in batches():
        asked = {"question": payload, "history": [payload]}
        told = web.post("/api/ask", json=asked)
        sound(told, JSON)
        assert line(payload.split("\n")[0])[:20] in told.json()["text"]
        with web.stream("POST", "/api/ask", json=asked, headers={"accept": "text/event-stream"}) as reply:
            reply.read()
            sound(reply, "text/event-stream")
            assert {row.partition(":")[0] for row in reply.text.split("\n")} <= {"event", "data", "", "id"}, "no line of its own comes of a line break in a text"
        said = web.post("/v1/chat/completions", json={"model": "duizhao", "messages": [{"role": "user", "content": payload}]})
        sound(said, JSON)
        assert line(payload.split("\n")[0])[:20] in said.json()["choices"][0]["message"]["duizhao"]["text"]
    hostile.repeats = ""


def test_a_hostile_report_comes_out_of_the_api_as_json(web: TestClient) -> None:
    for address in ("/api/reports", "/api/search?q=规则&report=mixed", "/api/search?q=rule"):
        sound(web.get(address), JSON)


@pytest.mark.parametrize("address", ["/api/search?q={}", "/api/search?q=书&report={}", "/api/passages/{}", "/api/passages/library/{}", "/v1/models/{}", "/{}/api/ask"])
def test_what_a_call_says_comes_back_as_json_alone(web: TestClient, address: str) -> None:
    for payload in ALL:
        sound(web.get(address.format(quote(payload, safe=""))), JSON, PROBLEM)


@pytest.mark.parametrize("field", ["question", "history", "reports", "conversation", "language", "id", "unknown"])
def test_each_field_of_a_question_is_refused_or_answered_as_json(web: TestClient, field: str) -> None:
    for payload in ALL:
        body: dict[str, Any] = {"question": "每人最多借几本书?", field: [payload] if field in ("history", "reports") else payload}
        sound(web.post("/api/ask", json=body), JSON, PROBLEM)
