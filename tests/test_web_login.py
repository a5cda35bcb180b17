"""The login: who is let in and who is not, sessions and tokens, the pages that stay open, and the command that writes the password file."""

import asyncio
import io
import json
import os
import re
import stat
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from argon2.exceptions import VerifyMismatchError
from entering import BORROW, CALL, EMBED, JOIN, OWN, SECRET, STREAM, call, entering, joining
from fastapi.testclient import TestClient
from httpx import Response

from app.asking import Desk
from app.commands import main
from app.errors import SettingFault
from app.web import accounts, login
from app.web.accounts import Accounts
from app.web.configuration import Configuration
from app.web.login import own_path
from app.web.sessions import Sessions
from app.web.signing import Seal
from app.web.tokens import Tokens, bearer
from app.web.visitors import Visitors

NAME, PASSWORD = "王小明", "四个汉字加数字1234"
OTHER, THEIRS = "alice", "correct horse battery"
GUARDED = [
    ("POST", "/api/ask"),
    ("GET", "/api/reports"),
    ("GET", "/api/none"),
    ("POST", "/v1/chat/completions"),
    ("GET", "/v1/models"),
    ("POST", JOIN),
    ("POST", CALL),
    ("GET", STREAM),
    ("GET", "/anything/new"),
]
OPEN = ["/chat/", "/chat/config", "/chat/gradio_api/info", "/chat/theme.css", "/static/chat.js", "/login", "/healthz", "/readyz", "/docs", "/openapi.json"]
LISTED = "https://intranet.example"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("login") / "names"
    accounts.put(made, NAME, PASSWORD)
    accounts.put(made, OTHER, THEIRS)
    return made


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong password is told at once."""
    monkeypatch.setattr(login, "PAUSE", 0.0)


@pytest.fixture(scope="module")
def configuration(file: Path) -> Configuration:
    return Configuration(login=file, secret=SECRET, embed_secret=EMBED, origins=(LISTED,))


@pytest.fixture
def web(desk: Desk, configuration: Configuration) -> Iterator[TestClient]:
    with entering(desk, configuration) as client:
        yield client


def enter(client: TestClient, name: str = NAME, password: str = PASSWORD, next: str = "/chat/", **headers: str) -> Response:
    return client.post("/login", data={"name": name, "password": password, "next": next}, headers=headers)


def token(client: TestClient) -> str:
    told: str = client.post("/api/token", headers={"Authorization": f"Bearer {EMBED}"}).json()["token"]
    return told


# What is guarded


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_no_data_without_a_session_or_a_token(web: TestClient, method: str, path: str) -> None:
    reply = web.request(method, path, json={"question": BORROW} if method == "POST" else None, headers={"Accept-Language": "zh"})
    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
    told = reply.json()
    assert (told.get("code") or told["error"]["code"]) == "login"
    assert "登录" in (told.get("detail") or told["error"]["message"])
    assert "set-cookie" not in reply.headers, "who is not let in is given no id"


@pytest.mark.parametrize("path", OPEN)
def test_pages_are_there_for_everyone_and_hold_nothing_of_a_report(web: TestClient, path: str) -> None:
    reply = web.get(path)
    assert reply.status_code == 200
    assert "图书馆" not in reply.text and "Opening rules" not in reply.text and "library/" not in reply.text


def test_a_page_for_everyone_has_its_reports_and_needs_no_login(desk: Desk) -> None:
    with entering(desk) as client:
        assert client.get("/login").status_code == client.post("/login").status_code == client.post("/logout").status_code == 404
        assert "小镇图书馆开放办法" in client.get("/chat/config").text


@pytest.mark.parametrize("path", ["/read/library", "/read/none", "/read/library?q=书&ui=en&theme=dark", "/read/%2e%2e%2fetc"])
def test_a_reading_page_leads_to_the_login_and_back(web: TestClient, path: str) -> None:
    reply = web.get(path)
    assert (reply.status_code, reply.headers["cache-control"]) == (303, "no-store")
    to = urlsplit(reply.headers["location"])
    asked = parse_qs(to.query)
    assert (to.scheme, to.netloc, to.path) == ("", "", "/login")
    assert web.post(path).status_code == 401
    back = enter(web, next=asked["next"][0])
    assert back.status_code == 303
    assert back.headers["location"].startswith("/read/")
    assert web.get(back.headers["location"]).status_code == (404 if "library" not in path else 200)
    if "ui=en" in path:
        assert (asked["ui"], asked["theme"]) == (["en"], ["dark"])
        assert parse_qs(urlsplit(back.headers["location"]).query) == {"q": ["书"], "ui": ["en"], "theme": ["dark"]}


# Logging in and out


def test_the_right_password_lets_in_everywhere_and_logging_out_shuts_again(web: TestClient) -> None:
    reply = enter(web)
    assert (reply.status_code, reply.headers["location"]) == (303, "/chat/")
    cookie = reply.headers["set-cookie"]
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {"httponly", "samesite=lax", "path=/", f"max-age={12 * 3600}"}
    answered = web.post("/api/ask", json={"question": BORROW})
    assert "五本书" in answered.text
    assert answered.headers["cache-control"] == "private, no-store"
    reading = web.get("/read/library")
    assert (reading.status_code, reading.headers["cache-control"]) == (200, "private, no-store")
    assert "图书馆" in call(web, "overview", {}).text
    assert web.post(JOIN, json=joining(BORROW)).status_code == 200
    kept = web.cookies["duizhao_session"]
    left = web.post("/logout")
    assert (left.status_code, left.headers["location"]) == (303, "/login")
    assert "duizhao_session" not in web.cookies
    assert web.post("/api/ask", json={"question": BORROW}).status_code == 401
    copied = web.post("/api/ask", json={"question": BORROW}, headers={"Cookie": f"duizhao_session={kept}"})
    assert copied.status_code == 401, "a copy of the cookie has ended too"


def test_on_https_the_session_is_for_https_alone(desk: Desk, configuration: Configuration) -> None:
    with entering(desk, configuration, base="https://testserver") as client:
        assert "Secure" in enter(client).headers["set-cookie"]
        assert "Secure" in client.post("/logout").headers["set-cookie"]


@pytest.mark.parametrize(
    ("name", "password"),
    [
        (NAME, PASSWORD + " "),
        (NAME, PASSWORD.upper() + "x"),
        (NAME, THEIRS),
        (OTHER, PASSWORD),
        ("nobody", PASSWORD),
        (f"{NAME} ", PASSWORD),
        (NAME, "x" * 100_000),
        (NAME + "\x00", PASSWORD),
        ("ü" * 500, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")),
    ],
)
def test_a_wrong_password_and_a_wrong_name_are_told_apart_by_nobody(web: TestClient, name: str, password: str) -> None:
    reply = enter(web, name, password)
    assert reply.status_code == 403
    assert "set-cookie" not in reply.headers
    assert "用户名或密码不对" in reply.text
    assert password not in reply.text or len(password) < 3


@pytest.mark.parametrize("form", [{}, {"name": NAME}, {"password": PASSWORD}, {"name": "", "password": ""}])
def test_what_is_missing_is_said(web: TestClient, form: dict[str, str]) -> None:
    reply = web.post("/login", data=form)
    assert reply.status_code == 422 and "请填写" in reply.text


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (json.dumps({"name": NAME, "password": PASSWORD}), "application/json"),
        (b"\xff\xfe=\x00", "application/x-www-form-urlencoded"),
        (b"", ""),
        ("&".join(["a=b"] * 100), "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_form_lets_nobody_in(web: TestClient, content: str | bytes, type: str) -> None:
    reply = web.post("/login", content=content, headers={"content-type": type} if type else {})
    assert 400 <= reply.status_code < 500 and "set-cookie" not in reply.headers


def test_the_same_characters_typed_otherwise_are_the_same_password(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "names"
    accounts.put(file, "Zoe\u0308", "cafe\u0301 12345")
    with entering(desk, Configuration(login=file)) as client:
        assert enter(client, "Zo\u00eb", "caf\u00e9 12345").status_code == 303


def test_names_are_shown_as_text_and_never_run(web: TestClient) -> None:
    reply = enter(web, '"><script>alert(1)</script>', "x" * 8, next='/chat/"><script>')
    assert "<script>alert" not in reply.text and "&lt;script&gt;alert" in reply.text


# Guessing


def test_after_five_wrong_passwords_for_a_name_the_right_one_waits_too_and_other_names_do_not(web: TestClient) -> None:
    assert [enter(web, NAME, "wrong password").status_code for _ in range(5)] == [403] * 5
    refused = enter(web)
    assert refused.status_code == 429 and "试得太多了" in refused.text
    assert 50 <= int(refused.headers["retry-after"]) <= 60
    assert enter(web, OTHER, THEIRS).status_code == 303


def test_right_passwords_use_up_nothing(web: TestClient) -> None:
    assert [enter(web).status_code for _ in range(8)] == [303] * 8


def test_one_address_tries_so_many_names(file: Path) -> None:
    async def waits() -> list[int]:
        tries = login.Tries(Accounts(file))
        return [await tries.wait(f"name{n}", "10.0.0.1") for n in range(61)] + [await tries.wait("name", "10.0.0.2")]

    *let, refused, elsewhere = asyncio.run(waits())
    assert let == [0] * 60 and 50 <= refused <= 60 and elsewhere == 0


def test_a_wrong_password_is_told_after_a_pause_whoever_the_name_is(desk: Desk, configuration: Configuration, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "PAUSE", 0.7)
    with entering(desk, configuration) as client:
        for name in (NAME, "nobody"):
            began = time.perf_counter()
            assert enter(client, name, "wrong password").status_code == 403
            assert time.perf_counter() - began >= 0.7


class CountingHasher:
    """Counts what it compares, and finds everything wrong."""

    def __init__(self) -> None:
        self.compared: list[str] = []

    def verify(self, hash: str, password: str) -> bool:
        self.compared.append(hash)
        raise VerifyMismatchError


def test_a_name_that_there_is_not_takes_a_hash_as_well(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, hasher = Accounts(file), CountingHasher()
    monkeypatch.setattr(accounts, "_HASHER", hasher)
    assert not told.admits("nobody", PASSWORD) and not told.admits(NAME, PASSWORD)
    first, second = hasher.compared
    assert first != second and first.startswith("$argon2id$v=19$m=65536,t=3,p=4$"), "the same work: memory, passes and lanes"
    assert second.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


# Where to go afterwards


EVIL = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "http:evil.example", "javascript:alert(1)", "data:text/html,x", "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example", "/ /evil.example", "evil.example", "", "/\x00/x", "/%0d%0aSet-Cookie:x=1\r\nX: y", "/" + "a" * 3000, "/\x7f", "@evil.example", "/\\/evil.example",
]  # fmt: skip


@pytest.mark.parametrize("next", EVIL)
def test_the_login_leads_to_own_addresses_alone(web: TestClient, next: str) -> None:
    assert own_path(next) == "/chat/"
    assert enter(web, next=next).headers["location"] == "/chat/"
    shown = web.get("/login", params={"next": next}).text
    assert 'href="/chat/"' in shown and "evil.example" not in shown.replace('href="/login?', "")


@pytest.mark.parametrize("next", ["/chat/", "/read/x?q=%E4%B9%A6&ui=zh", "/read/图书馆", "/chat/?x=//evil.example", "/a:b@c"])
def test_own_addresses_are_kept(web: TestClient, next: str) -> None:
    assert own_path(next) == next
    to = urlsplit(enter(web, next=next).headers["location"])
    assert (to.scheme, to.netloc) == ("", "") and to.path.startswith("/")


# Other pages


@pytest.mark.parametrize("path", ["/login", "/logout"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": LISTED},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OWN},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_no_other_page_logs_anybody_in_or_out(web: TestClient, path: str, headers: dict[str, str]) -> None:
    enter(web)
    reply = web.post(path, data={"name": OTHER, "password": THEIRS, "next": "/chat/"}, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "origin")
    assert "set-cookie" not in reply.headers
    assert web.get("/api/reports").status_code == 200, "still in"


@pytest.mark.parametrize("headers", [{"Origin": OWN}, {"Sec-Fetch-Site": "same-origin", "Origin": OWN}, {"Sec-Fetch-Site": "none"}, {}], ids=str)
def test_the_own_page_does(web: TestClient, headers: dict[str, str]) -> None:
    assert enter(web, **headers).status_code == 303


def test_a_session_is_of_own_pages_alone(web: TestClient) -> None:
    """A listed page's call may carry the cookie where both are of one site; it lets in nobody."""
    enter(web)
    assert web.get("/api/reports", headers={"Origin": OWN}).status_code == 200
    assert web.get("/api/reports", headers={"Origin": LISTED}).status_code == 401
    assert web.get("/api/reports", headers={"Origin": LISTED, "X-Duizhao-Token": token(web)}).status_code == 200


def test_a_listed_page_may_ask_first_without_being_let_in(web: TestClient) -> None:
    reply = web.options("/api/ask", headers={"Origin": LISTED, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-duizhao-token"})
    assert reply.status_code == 200
    refused = web.post("/api/ask", json={"question": BORROW}, headers={"Origin": LISTED})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, LISTED), "the page can read why"


# Sessions


def test_a_session_lasts_twelve_hours_and_ends_with_the_password(tmp_path: Path) -> None:
    clock = [1_000_000_000.0]
    file = tmp_path / "names"
    accounts.put(file, NAME, PASSWORD)
    known = Accounts(file)
    held = Sessions(SECRET, known, now=lambda: clock[0])
    cookie = held.begin(NAME)
    first = held.held(cookie)
    assert first is not None and (first.name, first.left) == (NAME, 12 * 3600)
    clock[0] += 12 * 3600 - 1
    assert held.held(cookie) is not None
    clock[0] += 1
    assert held.held(cookie) is None
    cookie = held.begin(NAME)
    accounts.put(file, NAME, PASSWORD)
    assert held.held(cookie) is None, "the same password, set anew: another hash"
    cookie = held.begin(NAME)
    assert held.held(cookie) is not None
    assert accounts.remove(file, NAME)
    assert held.held(cookie) is None and held.held(held.begin(NAME)) is None


def test_forged_sessions_do_not_hold(file: Path) -> None:
    held, foreign = Sessions(SECRET, Accounts(file)), Sessions("t" * 32, Accounts(file))
    good = held.begin(NAME)
    visitor, shown = Visitors(SECRET).new()[1], Tokens(SECRET, EMBED).new()
    for forged in ("", "x", foreign.begin(NAME), good[:-2], good + "A", good.replace(".", ""), visitor, shown, Seal(SECRET, "session", life=9).sealed([NAME]), "a" * 10_000):
        assert held.held(forged) is None
    assert held.held(good) is not None


def test_a_server_with_another_secret_knows_no_session_of_the_old_one(desk: Desk, file: Path) -> None:
    with entering(desk, Configuration(login=file)) as client:
        enter(client)
        cookie = client.cookies["duizhao_session"]
        assert client.get("/api/reports").status_code == 200
    with entering(desk, Configuration(login=file)) as client:
        assert client.get("/api/reports", headers={"Cookie": f"duizhao_session={cookie}"}).status_code == 401


# Tokens


def test_a_token_from_the_secret_lets_in_wherever_it_is_shown(web: TestClient) -> None:
    reply = web.post("/api/token", headers={"Authorization": f"Bearer {EMBED}"})
    assert reply.status_code == 200 and reply.headers["cache-control"] == "no-store"
    assert reply.json() == {"token": reply.json()["token"], "expires_in": 1800}
    for headers in ({"X-Duizhao-Token": reply.json()["token"]}, {"Authorization": f"Bearer {reply.json()['token']}"}, {"Authorization": f"bearer  {reply.json()['token']}"}):
        assert "五本书" in web.post("/api/ask", json={"question": BORROW}, headers=headers).text


def test_a_program_may_show_the_secret_itself_and_a_page_may_not(web: TestClient) -> None:
    shown = {"Authorization": f"Bearer {EMBED}"}
    assert web.get("/v1/models", headers=shown).json()["data"][0]["id"] == "duizhao"
    assert [web.get("/v1/models", headers={**shown, "Origin": origin}).status_code for origin in (LISTED, OWN)] == [401, 401]
    assert [web.get("/v1/models", headers={"Authorization": f"Bearer {wrong}"}).status_code for wrong in ("", EMBED[:-1], f"{EMBED}x", SECRET)] == [401] * 4
    assert web.get("/v1/models", headers={"X-Duizhao-Token": EMBED}).status_code == 401, "it is no token"


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", f"Basic {EMBED}", f"Bearer {EMBED[:-1]}", f"Bearer {EMBED}x", "Bearer \xe9", f"Bearer {SECRET}"])
def test_a_wrong_secret_gives_no_token(web: TestClient, authorization: str) -> None:
    reply = web.post("/api/token", headers={"Authorization": authorization.encode("latin-1")} if authorization else {})
    assert (reply.status_code, reply.json()["code"], reply.headers["www-authenticate"]) == (401, "secret", "Bearer")


def test_secrets_are_not_guessed_without_end(web: TestClient) -> None:
    assert [web.post("/api/token", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(20)] == [401] * 20
    refused = web.post("/api/token", headers={"Authorization": f"Bearer {EMBED}"})
    assert (refused.status_code, refused.json()["code"]) == (429, "secrets") and int(refused.headers["retry-after"]) > 50


def test_nor_with_any_other_call(desk: Desk, file: Path) -> None:
    with entering(desk, Configuration(login=file, secret=SECRET, embed_secret=EMBED)) as client:
        shown = {"Authorization": f"Bearer {EMBED}"}
        assert client.get("/api/reports", headers=shown).status_code == 200
        assert [client.get("/api/reports", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(20)] == [401] * 20
        refused = client.get("/api/reports", headers=shown)
        assert (refused.status_code, refused.json()["code"]) == (429, "secrets") and int(refused.headers["retry-after"]) > 50
        assert client.post("/api/token", headers=shown).json()["code"] == "secrets", "one count for both"
        token = Tokens(SECRET, EMBED).new()
        assert client.get("/api/reports", headers={"Authorization": f"Bearer {token}"}).status_code == 200, "a token is still good"
        assert client.get("/api/reports").json()["code"] == "login", "who shows nothing is sent to the login"


def test_a_page_gets_no_token_whatever_it_knows(web: TestClient) -> None:
    for origin in (LISTED, OWN, "https://evil.example"):
        reply = web.post("/api/token", headers={"Authorization": f"Bearer {EMBED}", "Origin": origin})
        assert (reply.status_code, reply.json()["code"]) == (403, "page")


def test_without_an_embed_secret_there_are_no_tokens(desk: Desk, file: Path) -> None:
    with entering(desk, Configuration(login=file, secret=SECRET)) as client:
        shown = ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {EMBED}"})
        assert [client.post("/api/token", headers=headers).json()["code"] for headers in shown] == ["secret", "secret", "no_tokens"]
        assert client.get("/api/reports", headers={"X-Duizhao-Token": Tokens(SECRET, "").new()}).status_code == 401


def test_tokens_last_half_an_hour_and_end_with_the_embed_secret() -> None:
    clock = [1_000_000_000.0]
    ours = Tokens(SECRET, EMBED, now=lambda: clock[0])
    told = ours.new()
    assert ours.left(told) == 1800
    assert Tokens(SECRET, "f" * 32, now=lambda: clock[0]).left(told) == 0
    assert Tokens("t" * 32, EMBED, now=lambda: clock[0]).left(told) == 0
    for forged in ("", "x", told[:-1], Visitors(SECRET).new()[1]):
        assert ours.left(forged) == 0
    clock[0] += 1799
    assert ours.left(told) == 1
    clock[0] += 1
    assert ours.left(told) == 0
    assert bearer("Bearer  a.b ") == "a.b" and bearer("Token a") == bearer("") == ""


def test_a_reading_page_opened_with_a_token_is_a_session_for_the_tokens_rest(web: TestClient) -> None:
    reply = web.get(f"/read/library?ui=en&pass={token(web)}&q=a+b")
    assert (reply.status_code, reply.headers["location"]) == (303, "/read/library?ui=en&q=a+b")
    life = re.search(r"Max-Age=(\d+)", reply.headers["set-cookie"])
    assert life is not None and 1700 < int(life[1]) <= 1800
    assert "httponly" in reply.headers["set-cookie"].lower()
    assert "Opening rules" in web.get(reply.headers["location"]).text
    again = web.get(f"/read/library?pass={token(web)}")
    assert again.status_code == 303 and "set-cookie" not in again.headers, "a session that holds is not made shorter"


def test_a_lent_session_ends_with_the_token_and_can_be_ended(file: Path) -> None:
    clock = [1_000_000_000.0]
    held = Sessions(SECRET, Accounts(file), now=lambda: clock[0])
    cookie, ended = held.lend(100), held.lend(100)
    lent = held.held(cookie)
    assert lent is not None and (lent.name, lent.left) == ("", 100)
    held.end(ended)
    assert held.held(ended) is None and held.held(cookie) is not None
    clock[0] += 100
    assert held.held(cookie) is None


@pytest.mark.parametrize("passed", ["", "forged", "%00", "a" * 3000])
def test_a_wrong_pass_opens_nothing_and_does_not_stay_in_the_address(web: TestClient, passed: str) -> None:
    reply = web.get(f"/read/library?pass={passed}")
    assert (reply.status_code, reply.headers["location"]) == (303, "/read/library")
    assert "set-cookie" not in reply.headers
    assert web.get("/read/library").headers["location"].startswith("/login?")


def test_where_there_is_no_login_a_pass_is_only_taken_out_of_the_address(desk: Desk) -> None:
    with entering(desk) as client:
        reply = client.get("/read/library?pass=x&ui=en")
        assert (reply.status_code, reply.headers["location"]) == (303, "/read/library?ui=en")
        assert "set-cookie" not in reply.headers
        assert client.get("/read/library?ui=en").status_code == 200


# The page


@pytest.mark.parametrize(
    ("accepted", "query", "language", "words"),
    [("zh-CN", "", "zh", "用户名"), ("en", "", "en", "Name"), ("en", "?ui=zh", "zh", "用户名"), ("zh", "?ui=en", "en", "Password"), ("zh", "?ui=x%22", "zh", "登录")],
)
def test_the_page_is_in_the_readers_language(web: TestClient, accepted: str, query: str, language: str, words: str) -> None:
    reply = web.get(f"/login{query}", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}"' in reply.text and words in reply.text
    assert reply.headers["cache-control"] == "no-store" and "Accept-Language" in reply.headers["vary"]


@pytest.mark.parametrize(("query", "shown"), [("?theme=dark", 'data-theme="dark"'), ("?theme=light", 'data-theme="light"'), ("?theme=%22x", "<html lang=")])
def test_the_page_is_light_or_dark(web: TestClient, query: str, shown: str) -> None:
    text = web.get(f"/login{query}").text
    assert shown in text and ("data-theme" in text) == ("data-theme" in shown)


def test_who_is_in_sees_who_it_is_and_the_way_out(web: TestClient) -> None:
    enter(web)
    text = web.get("/login?next=/read/library", headers={"Accept-Language": "zh"}).text
    assert NAME in text and 'action="/logout"' in text and 'href="/read/library"' in text
    web.post("/logout")
    web.get(f"/read/library?pass={token(web)}")
    assert "嵌入页面" in web.get("/login", headers={"Accept-Language": "zh"}).text


def test_who_logs_out_without_being_in_is_out(web: TestClient) -> None:
    assert web.post("/logout").status_code == 303
    assert web.post("/logout", headers={"Cookie": "duizhao_session=forged"}).status_code == 303
    assert web.get("/logout").status_code == 405


# The password file and its command


def test_two_spellings_of_one_name_in_the_file_are_refused(tmp_path: Path) -> None:
    accounts.put(tmp_path / "names", "Zoé", PASSWORD)  # as NFC, é one character
    (line,) = (tmp_path / "names").read_text(encoding="utf-8").splitlines()
    other = unicodedata.normalize("NFD", line)
    assert other != line
    (tmp_path / "names").write_text(f"{line}\n{other}\n", encoding="utf-8")
    with pytest.raises(SettingFault, match=r"line 2 .* a name of its own"):
        Accounts(tmp_path / "names")


def test_the_file_holds_argon2id_and_is_the_owners_alone(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line.split(":")[0] for line in lines] == [NAME, OTHER]
    assert all(re.fullmatch(r"[^:]+:\$argon2id\$v=19\$m=65536,t=3,p=4\$[^$]{22}\$[^$]{43}", line) for line in lines)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(file.parent) == [file.name], "nothing is left beside it"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("alice:plain password", "line 1"),
        ("alice", "line 1"),
        (":$argon2id$v=19$m=65536,t=3,p=4$YWFhYWFhYWFhYWE$YmJiYmJiYmI", "line 1"),
        ("# names\n\nalice:$2b$12$abcdefghijklmnopqrstuv", "line 3"),
        ("\xff", "is no UTF-8"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_stops_the_start_and_shows_no_password(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "names"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(SettingFault) as fault:
        Accounts(file)
    assert words in str(fault.value) and "plain password" not in str(fault.value) and "$2b$" not in str(fault.value)


def test_a_name_twice_is_no_file_of_ours(file: Path, tmp_path: Path) -> None:
    (tmp_path / "names").write_text(2 * file.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(SettingFault, match="line 3"):
        Accounts(tmp_path / "names")


def test_a_running_server_sees_what_is_written_and_lets_nobody_in_by_a_broken_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "names"
    accounts.put(file, NAME, PASSWORD)
    known = Accounts(file)
    accounts.put(file, OTHER, THEIRS)
    assert known.admits(OTHER, THEIRS)
    file.write_text("broken", encoding="utf-8")
    assert not known.admits(OTHER, THEIRS) and known.mark(NAME) == ""
    assert "nobody can log in" in caplog.text
    file.unlink()
    assert not known.admits(NAME, PASSWORD)
    accounts.put(file, NAME, PASSWORD)
    assert known.admits(NAME, PASSWORD)


class Piped(io.StringIO):
    def isatty(self) -> bool:
        return False


def test_the_command_writes_replaces_and_removes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "names"
    for password, words in ((PASSWORD, "can log in"), (THEIRS, "has a new password")):
        monkeypatch.setattr("sys.stdin", Piped(f"{password}\n"))
        assert main(["login", "--file", str(file), NAME]) == 0
        assert words in capsys.readouterr().err
    assert Accounts(file).admits(NAME, THEIRS) and not Accounts(file).admits(NAME, PASSWORD)
    monkeypatch.setenv("DUIZHAO_LOGIN", str(file))
    assert main(["login", "--remove", NAME]) == 0
    assert file.read_text(encoding="utf-8") == ""
    assert main(["login", "--remove", NAME]) == 1
    assert "there is no" in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code", "words"), [((PASSWORD, PASSWORD), 0, "can log in"), ((PASSWORD, THEIRS), 2, "two different passwords")])
def test_on_a_terminal_the_password_is_asked_for_twice_and_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: tuple[str, str], code: int, words: str
) -> None:
    answers = list(typed)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: answers.pop(0))
    assert main(["login", "--file", str(tmp_path / "names"), NAME]) == code
    told = capsys.readouterr()
    assert words in told.err and PASSWORD not in told.err + told.out
    assert (tmp_path / "names").exists() == (code == 0)


@pytest.mark.parametrize(("name", "password"), [("a:b", PASSWORD), ("", PASSWORD), ("#a", PASSWORD), ("a\nb", PASSWORD), ("a" * 64, PASSWORD), (NAME, "short"), (NAME, ""), (NAME, "x" * 257)])
def test_what_is_no_name_or_no_password_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, password: str) -> None:
    monkeypatch.setattr("sys.stdin", Piped(password))
    assert main(["login", "--file", str(tmp_path / "names"), name]) == 1
    assert "expected" in capsys.readouterr().err
    assert os.listdir(tmp_path) == []


def test_without_a_file_to_write_the_command_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", Piped(PASSWORD))
    assert main(["login", NAME]) == 2
    assert "DUIZHAO_LOGIN" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", Piped(PASSWORD))
    assert main(["login", "--file", str(tmp_path / "none" / "names"), NAME]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "names")
    accounts.put(tmp_path / "link", NAME, PASSWORD)
    assert (tmp_path / "link").is_symlink() and Accounts(tmp_path / "names").admits(NAME, PASSWORD)


@pytest.mark.parametrize("path", ["/login", "/logout"])
@pytest.mark.parametrize(("accepted", "words"), [("zh", "只能在本服务器自己的页面上"), ("en", "own page only")])
def test_a_form_from_elsewhere_is_refused_in_the_language_of_who_sees_it(web: TestClient, path: str, accepted: str, words: str) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Accept-Language": accepted}
    window = web.post(path, data={"name": "wang"}, headers={**elsewhere, "Accept": "text/html"})
    assert (window.status_code, window.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert words in window.text
    called = web.post(path, data={"name": "wang"}, headers=elsewhere).json()
    assert called["code"] == "origin" and words in called["detail"]
