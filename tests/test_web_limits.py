"""How often one may ask: by visitor, by day, by address, at each of the three ways to ask."""

import re
import time

import pytest
from entering import BORROW, JOIN, SECRET, call, entering, joining
from limits import parse

from app.asking import Desk
from app.pages.texts import texts
from app.web import limiting
from app.web.configuration import Configuration
from app.web.limiting import Limits, Refusal, network
from app.web.visitors import Visitors

V1 = {"model": "duizhao", "messages": [{"role": "user", "content": BORROW}]}
WAYS = [pytest.param("/api/ask", {"question": BORROW}, id="api"), pytest.param("/v1/chat/completions", V1, id="v1"), pytest.param(JOIN, joining(BORROW), id="chat")]


def configured(rate: str = "100000/minute", daily: str = "100000/day", address: str = "100000/minute") -> Configuration:
    return Configuration(secret=SECRET, rate=parse(rate), daily=parse(daily), address_rate=parse(address))


def visitor() -> dict[str, str]:
    return {"X-Duizhao-Visitor": Visitors(SECRET).new()[1]}


def code(reply: dict[str, object]) -> object:
    error = reply.get("error")
    return error["code"] if isinstance(error, dict) else reply["code"]


# Counting


def test_a_visitor_asks_so_often_in_a_time_and_others_are_not_touched() -> None:
    limits = Limits(configured(rate="3/minute"))
    assert [limits.ask("a", "10.0.0.1") for _ in range(3)] == [None] * 3
    refused = limits.ask("a", "10.0.0.2")
    assert refused is not None and refused.code == "rate" and 58 <= refused.wait <= 60, "until the first of the three is a minute old"
    assert limits.ask("b", "10.0.0.1") is None


def test_the_window_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 0, 40 and 70 s, two a minute: at 50 s both are within the minute; at 70 s the first is out, the second holds until 100 s."""
    limits = Limits(configured(rate="2/minute"))
    start = time.time()

    def at(seconds: float) -> Refusal | None:
        monkeypatch.setattr(time, "time", lambda: start + seconds)
        return limits.ask("a", "10.0.0.1")

    assert (at(0), at(40)) == (None, None)
    assert at(50) == Refusal("rate", 10)
    assert at(70) is None
    assert at(71) == Refusal("rate", 29)


def test_what_is_refused_is_not_counted_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(configured(rate="1/second", daily="2/day", address="2/minute"))
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start)
    assert limits.ask("a", "x") is None
    assert all(limits.ask("a", "x") == Refusal("rate", 1) for _ in range(50))
    monkeypatch.setattr(time, "time", lambda: start + 2)
    assert limits.ask("a", "x") is None, "of the day's two and the address's two one was left"
    monkeypatch.setattr(time, "time", lambda: start + 4)
    refused = limits.ask("a", "y")
    assert refused is not None and refused.code == "daily" and refused.wait == 24 * 3600 - 4


def test_an_address_is_a_ceiling_for_all_who_come_from_it_and_who_has_no_id_counts_under_it_alone() -> None:
    limits = Limits(configured(rate="1/minute", address="3/minute"))
    assert [limits.ask("", "10.0.0.1") for _ in range(2)] == [None, None]
    assert limits.ask("a", "10.0.0.1") is None
    for who in ("", "b"):
        refused = limits.ask(who, "10.0.0.1")
        assert refused is not None and refused.code == "address"
    assert limits.ask("b", "10.0.0.2") is None


@pytest.mark.parametrize(
    ("address", "same"),
    [("10.0.0.1", "10.0.0.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::1%eth0", "2001:db8:1:2::/64"), ("::ffff:10.0.0.1", "10.0.0.1"), ("testclient", "testclient"), ("", "")],
)
def test_one_address_is_what_one_has(address: str, same: str) -> None:
    assert network(address) == same


def test_made_up_visitors_do_not_fill_the_memory_and_the_ceiling_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "KEYS", 100)
    limits = Limits(configured(address="400/minute"))
    for n in range(400):
        assert limits.ask(f"v{n}", "10.0.0.1") is None
    assert len(limits._visitors._storage.events) <= 102
    refused = limits.ask("one more", "10.0.0.1")
    assert refused is not None and refused.code == "address"


def test_how_limits_stand() -> None:
    limits = Limits(configured(rate="5/minute", daily="10/day"))
    for _ in range(2):
        limits.ask("a", "x")
    rate, daily = limits.states("a")
    assert (rate.code, rate.quota, rate.window, rate.left) == ("rate", 5, 60, 3)
    assert (daily.code, daily.quota, daily.window, daily.left) == ("daily", 10, 86400, 8)
    assert limits.states("") == []


# At the door


@pytest.mark.parametrize(("path", "body"), WAYS)
def test_each_way_to_ask_is_limited_by_visitor(desk: Desk, path: str, body: dict[str, object]) -> None:
    with entering(desk, configured(rate="2/minute")) as client:
        mine = visitor()
        assert [client.post(path, json=body, headers=mine).status_code for _ in range(2)] == [200, 200]
        refused = client.post(path, json=body, headers=mine)
        assert (refused.status_code, code(refused.json())) == (429, "rate")
        assert 55 <= int(refused.headers["retry-after"]) <= 60
        other = {**body, "session_hash": "another"} if path == JOIN else body
        assert client.post(path, json=other, headers=visitor()).status_code == 200


def test_the_three_ways_are_counted_together(desk: Desk) -> None:
    with entering(desk, configured(daily="3/day")) as client:
        mine = visitor()
        for way in WAYS:
            path, body = way.values
            assert client.post(str(path), json=body, headers=mine).status_code == 200
        refused = client.post("/api/ask", json={"question": BORROW}, headers=mine)
        assert (refused.status_code, code(refused.json())) == (429, "daily")
        assert int(refused.headers["retry-after"]) > 86000


def test_without_an_id_the_address_counts_until_one_is_given(desk: Desk) -> None:
    with entering(desk, configured(rate="1/minute", address="4/minute")) as client:
        for _ in range(2):
            client.cookies.clear()
            assert client.post("/api/ask", json={"question": BORROW}).status_code == 200
        given = client.post("/api/ask", json={"question": BORROW})  # the client has a cookie by now
        assert (given.status_code, "x-duizhao-visitor" in given.headers) == (200, False)
        assert code(client.post("/api/ask", json={"question": BORROW}).json()) == "rate"
        client.cookies.clear()
        assert client.post("/api/ask", json={"question": BORROW}).status_code == 200
        client.cookies.clear()
        forged = client.post("/api/ask", json={"question": BORROW}, headers={"X-Duizhao-Visitor": "forged"})
        assert (forged.status_code, code(forged.json())) == (429, "address")
        assert "x-duizhao-visitor" in forged.headers, "who is refused for the others' sake is given an id all the same"


def test_searching_and_feedback_cost_as_much_as_asking_and_count(desk: Desk) -> None:
    with entering(desk, configured(rate="1/minute")) as client:
        mine = visitor()
        assert client.get("/api/search", params={"q": "图书馆"}, headers=mine).status_code == 200
        assert code(client.get("/api/search", params={"q": "图书馆"}, headers=mine).json()) == "rate"
        assert code(client.post("/api/feedback", json={"question": BORROW, "up": True}, headers=mine).json()) == "rate"


def test_only_asking_is_limited(desk: Desk) -> None:
    with entering(desk, configured(rate="1/minute", address="1/minute")) as client:
        mine = visitor()
        assert client.post("/api/ask", json={"question": BORROW}, headers=mine).status_code == 200
        for path in ("/api/reports", "/v1/models", "/read/library", "/chat/", "/readyz"):
            assert [client.get(path, headers=mine).status_code for _ in range(3)] == [200] * 3
        assert call(client, "overview", {}, headers=mine).status_code == 200
        assert client.get("/api/ask", headers=mine).status_code == 405


@pytest.mark.parametrize(
    ("configuration", "accepted", "words"),
    [
        (configured(rate="1/minute"), "zh-CN,zh;q=0.9", r"问得太快了，请过 \d+ 秒再问。"),
        (configured(rate="1/minute"), "en-GB", r"You are asking too fast\. Try again in \d+ seconds\."),
        (configured(rate="1/minute"), "de", r"You are asking too fast\."),
        (configured(daily="1/day"), "zh", r"一天之内能问的次数用完了，请过 24 小时再来。"),
        (configured(daily="1/day"), "en", r"You have used up the questions of one day\. Come back in 24 hours\."),
        (configured(address="1/hour"), "zh", r"来自这个网络地址的提问太多，请过 60 分钟再试。"),
        (configured(address="1/hour"), "en", r"Too many questions come from this network address\. Try again in 60 minutes\."),
    ],
)
def test_a_refusal_is_in_words_for_people(desk: Desk, configuration: Configuration, accepted: str, words: str) -> None:
    with entering(desk, configuration) as client:
        mine = {**visitor(), "Accept-Language": accepted}
        client.post("/api/ask", json={"question": BORROW}, headers=mine)
        refused = client.post("/api/ask", json={"question": BORROW}, headers=mine)
        assert refused.headers["content-type"] == "application/problem+json"
        assert re.match(words, refused.json()["detail"])
        assert refused.headers["content-language"] == ("zh" if accepted.startswith("zh") else "en")
        assert "Accept-Language" in refused.headers["vary"] and refused.headers["cache-control"] == "no-store"


def test_how_the_limits_stand_is_told_with_an_answer(desk: Desk) -> None:
    with entering(desk, configured(rate="5/minute", daily="9/day")) as client:
        reply = client.post("/api/ask", json={"question": BORROW}, headers=visitor())
        assert reply.headers["ratelimit-policy"] == '"rate";q=5;w=60, "daily";q=9;w=86400'
        assert re.fullmatch(r'"rate";r=4;t=(59|60), "daily";r=8;t=86\d{3}', reply.headers["ratelimit"])
        assert "ratelimit" not in client.get("/api/reports").headers


def test_an_export_answers_anew_only_as_far_as_one_may_ask(desk: Desk) -> None:
    """Two questions are left: of three turns that are held nowhere, two are answered again."""
    with entering(desk, configured(rate="2/minute")) as client:
        turns = [{"question": BORROW}, {"question": "图书馆平日几点关门?"}, {"question": "借期多长?"}]
        told = call(client, "export", {"turns": turns, "language": "zh"}, headers=visitor()).json()
        assert "五本书" in told and "晚上八点" in told
        assert told.count(texts("zh")["export"]["answer_unknown"]) == 1
