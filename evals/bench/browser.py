"""`python -m evals.bench.browser [--runs N]`: the chat page in a real Chromium: how soon it can be used, and how soon the first passage is on the screen after sending.

At a `duizhao serve` of its own on this machine, over the index that is there, everything warm. Timings are told and never judged.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence

from playwright.sync_api import Browser, sync_playwright

from evals.bench.machine import machine
from evals.bench.section import Section, Table, percentile, spread
from evals.bench.server import Server
from evals.bench.setting import SUITE
from evals.bench.tables import printed
from evals.suites import open_suite
from source.errors import DuizhaoError

USABLE, FIRST = 1.5, 0.3
"""Seconds until the page can be used, and from sending until the first passage or word is there: what a person does not wait for."""
READY = "!document.querySelector('.dz-send')?.disabled && document.querySelector('#dz-box')"
SHOWN = "document.querySelector('.dz-reading li, .dz-words')"
LONGEST = 30_000
"""Milliseconds that are waited for either."""


def browsing(runs: int) -> Section:
    """Opens the page `runs` times, each time as somebody who has not been there, and asks a question; one time before does not count."""
    usable: list[float] = []
    first: list[float] = []
    questions = [str(row["question"]) for _, row in open_suite(SUITE).rows if row["split"] == "dev" and row["status"] == "answered" and not row.get("history")]
    with Server(os.environ) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        try:
            for number in range(runs + 1):
                opened, shown = _once(browser, f"http://127.0.0.1:{server.port}/chat/", questions[number % len(questions)])
                if number:
                    usable.append(opened)
                    first.append(shown)
        finally:
            browser.close()
    rows = [
        (label, f"{1000 * spread(took).median:.0f} ms", f"{1000 * percentile(took, 0.95):.0f} ms", f"{1000 * bound:.0f} ms", "yes" if percentile(took, 0.95) <= bound else "NO")
        for label, took, bound in (("page usable, nothing in the browser's store", usable, USABLE), ("sent, until the first passage or word is there", first, FIRST))
    ]
    how = f"Chromium, a new profile each of {runs} times, on this machine. Usable: the box is there and the button can be pressed."
    return Section("browser", "In the browser", how, (Table("The chat page", ("", "p50", "p95", "bound", "kept"), tuple(rows)),), (), {"usable": usable, "first": first})


def _chromium() -> str:
    """Where it is. Raises DuizhaoError where it is not."""
    found = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    if found is None:
        raise DuizhaoError("there is no Chromium", hint="apt-get install chromium, or name one in CHROMIUM")
    return found


def _once(browser: Browser, address: str, question: str) -> tuple[float, float]:
    """Seconds until the page can be used, and from sending to the first passage or word."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_function(READY, timeout=LONGEST, polling=10)
        usable = time.perf_counter() - began
        page.fill("#dz-box", question)
        began = time.perf_counter()
        page.press("#dz-box", "Enter")
        page.wait_for_function(SHOWN, timeout=LONGEST, polling=10)
        return usable, time.perf_counter() - began
    finally:
        context.close()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.bench.browser", description="Measure the chat page in Chromium (the one on the path, or that CHROMIUM names).")
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args(argv)
    print(machine())
    try:
        made = browsing(arguments.runs)
    except DuizhaoError as fault:
        print(f"bench: {fault}", file=sys.stderr)
        return 1
    print(printed(made), made.how, sep="\n  ", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
