"""Fixtures: the shipped encoder, a small report of our own built into a store, and the first report's index as `make index` leaves it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from app.asking import Desk
from index.build import Outcome, build
from index.encoder import Encoder, open_encoder
from index.settings import Settings

CLONE = Path(__file__).resolve().parent.parent
SHARED = CLONE.parent / "shared" / "data"
"""Data for development; absent in a plain clone, and then the tests that read it skip and say so."""

ZH = """小镇图书馆开放办法
一、开放时间
(一)平日。
图书馆周一至周五上午九点开门,晚上八点关门。节假日开放时间另行公布,读者可以在门口的公告栏查询。
(二)周末。
周末延长开放到晚上十点,由志愿者值班。
二、借书规则
借书须办读者证。一是每人最多借五本书。二是借期为三十天,可以续借一次。三是逾期不还的,暂停借书资格两个月。
"""
EN = """Opening rules of the small town library
I. Opening hours
(1) Weekdays.
The library opens at nine in the morning from Monday to Friday and closes at eight in the evening. Opening hours on holidays are announced separately; \
readers can look them up on the notice board at the door.
(2) Weekends.
At weekends opening hours are extended to ten in the evening, with volunteers on duty.
II. Rules for borrowing
Borrowing books requires a reader's card. First, everyone may borrow at most five books. Second, the loan period is thirty days and can be extended once. \
Third, those who do not return books in time lose the right to borrow for two months.
"""
TOML = 'files = {zh = "zh.txt", en = "en.txt"}\noriginal = "zh"\ntranslation = "human"\n'


def nothing(name: str, steps: int):  # type: ignore[no-untyped-def]
    """A Stage that shows nothing."""
    return lambda done: None


def write_report(source: Path, id: str = "library", zh: str = ZH, en: str = EN, toml: str = TOML) -> Path:
    """A report folder under `source`."""
    folder = source / id
    folder.mkdir(parents=True)
    (folder / "zh.txt").write_text(zh, encoding="utf-8")
    (folder / "en.txt").write_text(en, encoding="utf-8")
    (folder / "report.toml").write_text(toml, encoding="utf-8")
    return folder


def desk_over(root: Path, encoder: Encoder) -> Desk:
    """A desk over the reports in `root`/reports, which are indexed beside them."""
    settings = Settings(source=root / "reports", store=str(root / "store"))
    build(settings, encoder, nothing)
    return Desk(settings, encoder)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The shipped encoder; `make setup` unpacks it."""
    return open_encoder(Settings())


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Settings:
    """Settings of a built store that holds the small report."""
    root = tmp_path_factory.mktemp("library")
    write_report(root / "reports")
    settings = Settings(source=root / "reports", store=str(root / "store"))
    outcome: Outcome = build(settings, encoder, nothing)
    assert outcome.built
    return settings


@pytest.fixture(scope="session")
def desk(library: Settings, encoder: Encoder) -> Desk:
    """A desk over the small report."""
    return Desk(library, encoder)


@pytest.fixture(scope="session")
def first_desk(encoder: Encoder) -> Desk:
    """A desk over the first report, as `make index` built it."""
    return Desk(Settings(), encoder)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees the settings of whoever runs it."""
    for name in list(os.environ):
        if name.startswith("DUIZHAO_"):
            monkeypatch.delenv(name)
    yield


@pytest.fixture
def shared() -> Path:
    """The development data, or a skip that says that it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"the development data is not at {SHARED}: this test reads public reports from it")
    return SHARED


SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def chromium() -> str:
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    assert found, "the browser test needs Chromium: run make test, or apt-get install chromium fonts-noto-cjk, or set CHROMIUM=/path/to/chrome"
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of one module."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        yield launched
        launched.close()
