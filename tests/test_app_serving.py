"""What `duizhao serve` says once it serves: the address, the one for colleagues, and that there is no login."""

import re
from pathlib import Path

import pytest

from app.asking import Desk
from app.web import serving
from app.web.serving import told
from index.settings import Settings


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_on_this_machine_alone_one_line_says_where(host: str) -> None:
    shown = told(host, 7860)
    assert "\n" not in shown
    assert f"http://{'[::1]' if host == '::1' else host}:7860/" in shown


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_open_to_others_it_gives_an_address_for_colleagues_and_says_that_there_is_no_login(host: str) -> None:
    here, colleagues, login = told(host, 7861).splitlines()
    assert "http://localhost:7861/" in here
    assert re.search(r"http://[\w.-]+:7861/$", colleagues)
    assert "0.0.0.0" not in colleagues
    assert "未启用登录" in login
    assert "no login" in login


def test_a_named_address_is_the_one_to_give() -> None:
    here, login = told("10.1.2.3", 80).splitlines()
    assert "http://10.1.2.3:80/" in here
    assert "no login" in login


def test_models_are_warm_before_it_is_said_that_it_serves(monkeypatch: pytest.MonkeyPatch, library: Settings) -> None:
    order: list[str] = []

    class WarmedDesk(Desk):
        def warm(self) -> None:
            order.append("warm")

    monkeypatch.setattr(serving, "Desk", WarmedDesk)
    monkeypatch.setattr(serving, "application", lambda *_: order.append("application"))
    monkeypatch.setattr(serving, "told", lambda *_, **__: order.append("told") or "")
    monkeypatch.setattr(serving, "run", lambda *given: (order.append("run"), given[-1].close()))
    serving.serve(library, "127.0.0.1", 0)
    assert order == ["warm", "application", "told", "run"]


@pytest.mark.parametrize(("secret", "warned"), [pytest.param("", True, id="passing"), pytest.param("s" * 32, False, id="lasting")])
def test_a_server_that_keeps_under_a_passing_secret_says_at_its_start_how_to_mend_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, library: Settings, tmp_path: Path, secret: str, warned: bool
) -> None:
    monkeypatch.setenv("DUIZHAO_KEEP", str(tmp_path / "kept.sqlite"))
    monkeypatch.setenv("DUIZHAO_SECRET", secret)
    monkeypatch.setattr(serving, "set_up", lambda *_: None)  # the log stays the test's own
    monkeypatch.setattr(serving, "run", lambda *given: given[-1].close())
    monkeypatch.setattr(serving, "application", lambda *_: None)
    serving.serve(library, "127.0.0.1", 0)
    said = [message for message in caplog.messages if "DUIZHAO_KEEP is set and DUIZHAO_SECRET is not" in message]
    assert len(said) == warned
    assert all('echo "DUIZHAO_SECRET=$(openssl rand -hex 32)" >> ' in message for message in said)
