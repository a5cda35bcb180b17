"""The server's settings: read from the environment or refused with a sentence; all of them in one table, which the documentation prints; typos are told."""

import ast
import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest
from running import CLONE, duizhao

from app.checking import hints
from app.errors import SettingFault
from app.settings import ModelSettings
from app.settings_table import settings, table, unread
from app.web import accounts
from app.web.configuration import Configuration, from_environment
from index.settings import Settings
from source.report import LANGUAGES

LONG = "x" * 32


def told(**environment: str) -> Configuration:
    return from_environment({f"DUIZHAO_{name}": value for name, value in environment.items()})


def test_nothing_has_to_be_set() -> None:
    plain = from_environment({})
    assert (plain.origins, plain.login, plain.embed_secret, plain.log_questions, plain.log_format) == ((), None, "", False, "text")
    assert (str(plain.rate), str(plain.daily), plain.proxies, plain.at_once, plain.grace) == ("30 per 1 minute", "1000 per 1 day", "127.0.0.1", 16, 20.0)
    assert plain.secret != from_environment({}).secret, "a secret of its own for every start"


def test_what_is_set_is_taken(tmp_path: Path) -> None:
    (tmp_path / "login").write_text("", encoding="utf-8")
    configuration = told(
        ORIGINS="https://Intranet.Example/, http://10.0.0.1:8080 http://a.example:65535",
        HOSTS="Duizhao.example., 10.0.0.5 [::1]",
        LOGIN=str(tmp_path / "login"),
        SECRET=LONG,
        EMBED_SECRET=LONG + "y",
        RATE="5/minute",
        DAILY="50/day",
        ADDRESS_RATE="500/hour",
        PROXIES="10.0.0.5, 10.1.0.0/16,::1",
        LOG_QUESTIONS="1",
        LOG="json",
        AT_ONCE="4",
        GRACE="2.5",
    )
    assert configuration.origins == ("https://intranet.example", "http://10.0.0.1:8080", "http://a.example:65535")
    assert configuration.hosts == ("duizhao.example", "10.0.0.5", "[::1]")
    assert configuration.login == tmp_path / "login"
    assert (configuration.secret, configuration.embed_secret) == (LONG, LONG + "y")
    assert [str(one) for one in (configuration.rate, configuration.daily, configuration.address_rate)] == ["5 per 1 minute", "50 per 1 day", "500 per 1 hour"]
    assert (configuration.proxies, configuration.log_questions, configuration.log_format) == ("10.0.0.5,10.1.0.0/16,::1", True, "json")
    assert (configuration.at_once, configuration.grace) == (4, 2.5)
    assert LONG not in repr(configuration)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        pytest.param("ORIGINS", "*", "expected origins", id="every-origin"),
        pytest.param("ORIGINS", "https://a.example/path", "expected origins", id="origin-with-path"),
        pytest.param("ORIGINS", "intranet.example", "expected origins", id="origin-without-scheme"),
        pytest.param("ORIGINS", "https://a.example,javascript:alert(1)", "expected origins", id="script"),
        pytest.param("ORIGINS", "https://a.example,http://[::1]:8080", "'http://[::1]:8080'", id="origin-of-ipv6"),
        pytest.param("ORIGINS", "http://[::1]", "give the host a name, since", id="origin-of-ipv6-hint"),
        pytest.param("ORIGINS", "http://my_host:8080", "a name without an underscore", id="origin-with-underscore"),
        pytest.param("ORIGINS", "http://a:99999", "'http://a:99999'", id="origin-with-no-port"),
        pytest.param("ORIGINS", "http://a:0", "from 1 to 65535", id="origin-with-port-nought"),
        pytest.param("HOSTS", "*", "expected names", id="every-host"),
        pytest.param("HOSTS", "https://a.example", "expected names", id="host-with-scheme"),
        pytest.param("HOSTS", "a.example:80", "expected names", id="host-with-port"),
        pytest.param("LOGIN", "/nowhere/users", "there is no such file", id="no-login-file"),
        pytest.param("SECRET", "short", "5 characters, expected at least 32", id="short-secret"),
        pytest.param("EMBED_SECRET", "short", "5 characters, expected at least 32", id="short-embed-secret"),
        pytest.param("RATE", "many", "expected a number and a time", id="rate"),
        pytest.param("RATE", "10/minute;100/hour", "one limit alone", id="two-rates"),
        pytest.param("RATE", "10/minute,100/hour", "'10/minute,100/hour'", id="two-rates-with-a-comma"),
        pytest.param("RATE", "0/minute", "would refuse everybody", id="rate-of-nought"),
        pytest.param("ADDRESS_RATE", "0/day", "'0/day'", id="address-rate-of-nought"),
        pytest.param("DAILY", "10", "expected a number and a time", id="daily"),
        pytest.param("ADDRESS_RATE", "10/fortnight", "expected a number and a time", id="address-rate"),
        pytest.param("PROXIES", "*", "would let anyone", id="every-proxy"),
        pytest.param("PROXIES", "proxy.example", "expected addresses", id="named-proxy"),
        pytest.param("PROXIES", "10.0.0.1/8", "expected addresses", id="no-network"),
        pytest.param("LOG_QUESTIONS", "yes", "expected 0 or 1", id="log-questions"),
        pytest.param("LOG", "xml", "expected text or json or none", id="log"),
        pytest.param("AT_ONCE", "0", "whole number from 1 to 128", id="none-at-once"),
        pytest.param("AT_ONCE", "1.5", "whole number from 1 to 128", id="half"),
        pytest.param("AT_ONCE", "１６", "whole number from 1 to 128", id="full-width"),
        pytest.param("GRACE", "-1", "number from 0 to 3600", id="grace-negative"),
        pytest.param("GRACE", "nan", "number from 0 to 3600", id="grace-nan"),
        pytest.param("GRACE", "1e9", "number from 0 to 3600", id="grace-endless"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_value_seen(name: str, value: str, words: str) -> None:
    with pytest.raises(SettingFault) as fault:
        told(**{name: value})
    assert words in str(fault.value)
    assert f"DUIZHAO_{name}" in str(fault.value)


def test_one_secret_is_not_taken_for_two_purposes() -> None:
    with pytest.raises(SettingFault, match="DUIZHAO_SECRET and DUIZHAO_EMBED_SECRET are the same") as fault:
        told(SECRET="hush" * 8, EMBED_SECRET="hush" * 8)
    assert "hush" not in str(fault.value)
    assert told(SECRET="hush" * 8, EMBED_SECRET="push" * 8).embed_secret == "push" * 8


@pytest.mark.parametrize("name", ["SECRET", "EMBED_SECRET"])
def test_a_secret_that_is_refused_is_not_shown(name: str) -> None:
    with pytest.raises(SettingFault) as fault:
        told(**{name: "hush-hush"})
    assert "hush" not in str(fault.value)


def test_the_table_names_every_setting_that_the_code_reads_and_no_other() -> None:
    named = {one.name: one for one in settings()}
    assert len(named) == len(settings())
    read: dict[str, set[str]] = {}
    for package in ("source", "index", "app", "evals"):
        for path in (CLONE / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"DUIZHAO_[A-Z_]*[A-Z]", node.value):
                    read.setdefault(node.value, set()).add(str(path.relative_to(CLONE)))
    for field in dataclasses.fields(ModelSettings):  # read by their fields' names
        read[f"DUIZHAO_LLM_{field.name.upper()}"] = {"app/settings.py"}
    assert {name for name in read if read[name] != {"app/settings_table.py"}} == set(named)
    for name, one in named.items():
        assert one.read in read[name], f"{name} is not read in {one.read}"


def test_every_setting_has_its_meaning_in_both_languages() -> None:
    for one in settings():
        assert re.search(r"[\u4e00-\u9fff]{4}", one.zh), one.name
        assert not re.search(r"[\u4e00-\u9fff]", one.en), one.name
        assert "|" not in one.zh + one.en + one.default


@pytest.mark.parametrize(("language", "name"), [("en", "running.md"), ("zh", "running.zh.md")])
def test_the_documentation_holds_the_table_as_the_code_has_it(language: str, name: str) -> None:
    done = subprocess.run([sys.executable, str(CLONE / "tools" / "settings.py"), language], capture_output=True, encoding="utf-8", check=True)
    printed = done.stdout.strip()
    assert printed.count("\n") == len(settings()) + 1
    assert printed in (CLONE / "docs" / name).read_text(encoding="utf-8"), f"run python tools/settings.py {language} and put what it prints into docs/{name}"


def test_the_table_holds_no_place_of_a_machine() -> None:
    for language in LANGUAGES:
        assert str(CLONE) not in table(language)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        pytest.param("DUIZHAO_ORGINS", "did you mean DUIZHAO_ORIGINS?", id="a-letter-less"),
        pytest.param("DUIZHAO_TRESHOLD", "did you mean DUIZHAO_THRESHOLD?", id="misspelt"),
        pytest.param("duizhao_keep", "did you mean DUIZHAO_KEEP?", id="lower-case"),
        pytest.param("DUIZHAO_QQQQQQ", "nothing reads it", id="nothing-near"),
    ],
)
def test_a_name_that_nothing_reads_is_told_with_the_nearest_one(name: str, near: str) -> None:
    [sentence] = unread({name: "1", "PATH": "/bin", "DUIZHAO_KEEP": "x"})
    assert sentence.startswith(f"{name} is set and nothing reads it")
    assert near in sentence


def test_every_setting_is_known() -> None:
    assert unread({one.name: "" for one in settings()}) == []


def test_check_tells_how_the_server_is_set(library: Settings, tmp_path: Path) -> None:
    plain = duizhao("check", settings=library)
    assert plain.returncode == 0, plain.stdout
    lines = plain.stdout.splitlines()
    assert "ok  login: none (whoever can reach the server can ask)" in lines
    assert any(line.startswith("ok  secrets: DUIZHAO_SECRET is not set") for line in lines)
    assert any(line.startswith("ok  origins: the server's own alone") for line in lines)
    assert any(line.startswith("ok  server: 30/minute") for line in lines)
    assert not [line for line in lines if line.startswith("??")]

    secret = "s" * 40
    set = {"DUIZHAO_ORGINS": "https://a.example", "DUIZHAO_SECRET": secret, "DUIZHAO_ORIGINS": "https://a.example", "DUIZHAO_EMBED_SECRET": "e" * 40}
    warned = duizhao("check", settings=library, **set)
    assert warned.returncode == 0
    assert "??  DUIZHAO_ORGINS is set and nothing reads it; did you mean DUIZHAO_ORIGINS?" in warned.stdout
    assert "https://a.example" in warned.stdout
    assert "??  DUIZHAO_EMBED_SECRET is set and DUIZHAO_LOGIN is not: everybody is let in without a token" in warned.stdout
    assert secret not in warned.stdout + warned.stderr


@pytest.mark.parametrize(
    ("login", "mode", "origins", "embed", "words"),
    [
        pytest.param(False, 0o600, True, False, [], id="open"),
        pytest.param(True, 0o600, True, True, [], id="login-and-tokens"),
        pytest.param(True, 0o600, False, False, [], id="login-alone"),
        pytest.param(True, 0o600, True, False, ["their servers obtain no tokens"], id="login-and-origins-without-tokens"),
        pytest.param(False, 0o600, True, True, ["everybody is let in without a token"], id="tokens-without-login"),
        pytest.param(True, 0o640, False, False, ["(mode 640)", "chmod 600"], id="read-by-a-group"),
        pytest.param(True, 0o604, False, False, ["(mode 604)", "chmod 600"], id="read-by-all"),
    ],
)
def test_what_can_hardly_be_meant_is_hinted_at(tmp_path: Path, login: bool, mode: int, origins: bool, embed: bool, words: list[str]) -> None:
    file = tmp_path / "names"
    accounts.put(file, "wang", "correct horse")
    file.chmod(mode)
    said = hints(Configuration(origins=("https://a.example",) if origins else (), login=file if login else None, embed_secret="e" * 32 if embed else ""))
    assert len(said) == bool(words)
    assert all(part in said[0] for part in words)


@pytest.mark.parametrize(
    ("set", "hinted"),
    [
        pytest.param({"DUIZHAO_KEEP": "kept.sqlite"}, True, id="kept-under-a-passing-secret"),
        pytest.param({"DUIZHAO_KEEP": "kept.sqlite", "DUIZHAO_SECRET": " "}, True, id="under-none"),
        pytest.param({"DUIZHAO_KEEP": "kept.sqlite", "DUIZHAO_SECRET": "s" * 32}, False, id="under-a-lasting-one"),
        pytest.param({"DUIZHAO_KEEP": " "}, False, id="nothing-kept"),
    ],
)
def test_keeping_what_no_page_can_delete_after_a_restart_is_hinted_at(monkeypatch: pytest.MonkeyPatch, set: dict[str, str], hinted: bool) -> None:
    for name in ("DUIZHAO_KEEP", "DUIZHAO_SECRET"):
        monkeypatch.delenv(name, raising=False)
    for name, value in set.items():
        monkeypatch.setenv(name, value)
    said = hints(Configuration())
    assert [("DUIZHAO_SECRET=$(openssl" in one, "no longer deletes" in one) for one in said] == [(True, True)] * hinted


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        pytest.param({"DUIZHAO_RATE": "many"}, "!!  server: DUIZHAO_RATE is 'many'", id="a-setting"),
        pytest.param({"DUIZHAO_LOGIN": "/nowhere"}, "!!  server: DUIZHAO_LOGIN is '/nowhere'", id="no-file"),
        pytest.param({"DUIZHAO_LOGIN": __file__}, "!!  login: ", id="no-password-file"),
    ],
)
def test_check_fails_where_a_setting_cannot_be_used(library: Settings, environment: dict[str, str], words: str) -> None:
    done = duizhao("check", settings=library, **environment)
    assert done.returncode == 1
    assert words in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_serve_refuses_a_setting_that_cannot_be_used_before_it_loads_anything(library: Settings) -> None:
    done = duizhao("serve", settings=library, DUIZHAO_AT_ONCE="none")
    assert done.returncode == 1
    assert "DUIZHAO_AT_ONCE is 'none', expected a whole number" in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_warns_of_a_name_that_nothing_reads(library: Settings, tmp_path: Path) -> None:
    done = duizhao("serve", "--store", str(tmp_path), settings=library, DUIZHAO_ORGINS="https://a.example")
    assert done.returncode == 1, "there is no index there"
    assert "WARNING DUIZHAO_ORGINS is set and nothing reads it; did you mean DUIZHAO_ORIGINS?" in done.stderr
