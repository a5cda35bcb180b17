"""docs/security.md and its Chinese twin: each test that they name as proof is there, and both name the same ones, files and settings too."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
CLONE = TESTS.parent
PAGES = {name: (CLONE / "docs" / name).read_text(encoding="utf-8") for name in ("security.md", "security.zh.md")}


def proofs(page: str) -> list[tuple[str, str]]:
    """Files with the tests named in them, in their order; "" where a file is named whole. `::name` goes with the file before it."""
    out: list[tuple[str, str]] = []
    for file, name in re.findall(r"`(test_\w+\.py)?(?:::(\w+))?`", page):
        if file or name:
            out.append((file or out[-1][0], name))
    return out


@pytest.mark.parametrize("name", PAGES)
def test_every_test_that_is_named_is_there(name: str) -> None:
    named = proofs(PAGES[name])
    assert len(named) > 50
    missing = [
        f"{file}::{test}" for file, test in named if not (TESTS / file).is_file() or (test and not re.search(rf"^(?:async )?def {test}\(", (TESTS / file).read_text(encoding="utf-8"), re.MULTILINE))
    ]
    assert missing == []


def test_both_languages_name_the_same_proofs_in_the_same_order() -> None:
    assert proofs(PAGES["security.md"]) == proofs(PAGES["security.zh.md"])


@pytest.mark.parametrize("name", PAGES)
def test_every_file_of_the_program_that_is_named_is_there(name: str) -> None:
    files = re.findall(r"`([a-z_]+/[\w/.-]+\.(?:py|js))`", PAGES[name])
    assert len(files) > 20
    assert [file for file in files if not (CLONE / "app" / file).is_file()] == []


def test_both_languages_have_the_same_parts_and_name_the_same_settings() -> None:
    for pattern in (r"^#+ ", r"^\|", r"^- "):
        assert len({len(re.findall(pattern, page, re.MULTILINE)) for page in PAGES.values()}) == 1, pattern
    named = [set(re.findall(r"DUIZHAO_[A-Z_]+|`/[\w/]+`", page)) for page in PAGES.values()]
    assert named[0] == named[1]


def test_the_log_is_cleared_by_one_line_in_all_pages_and_it_is_said_that_it_clears_the_whole_journal() -> None:
    pages = [(CLONE / "docs" / name).read_text(encoding="utf-8") for name in ("security.md", "security.zh.md", "running.md", "running.zh.md")]
    lines = [re.findall(r"`(journalctl [^`]*)`", page) for page in pages]
    assert lines == [["journalctl --rotate --vacuum-time=7d"]] * 4, "--vacuum-time takes no heed of -u"
    assert all(re.search(r"the whole journal of the machine|整台机器的日志", page) for page in pages)
