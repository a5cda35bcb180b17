"""`python tools/screenshots.py [FOLDER]`: the pictures of the READMEs, taken anew in Chromium from a server of its own over the index that is there (default: docs/)."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from evals.bench.server import Server

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SHOTS = {
    "chat": ("zh-CN", "light", WIDE, "流动人口的登记和管理存在哪些问题？"),
    "chat-dark": ("en-GB", "dark", WIDE, "How does the report propose to settle disputes locally?"),
    "chat-phone": ("en-GB", "light", NARROW, "What is the “Spring Breeze Action”?"),
    "reader": ("en-GB", "light", WIDE, ""),
}
"""By file name: locale, scheme, size, and the question; the reading page where there is none."""


def shoot(page: Page, url: str, question: str, *, narrow: bool) -> None:
    if not question:
        page.goto(f"{url}/read/arong-social-management?ui=en#1.1")
        page.wait_for_timeout(500)
        return
    page.goto(f"{url}/chat/")
    page.wait_for_function("document.querySelector('#dz-box') && !document.querySelector('.dz-send').disabled")
    page.fill("#dz-box", question)
    page.press("#dz-box", "Enter")
    page.wait_for_function("['answered', 'low', 'refused'].includes(document.querySelector('.dz-turn')?.dataset.state)")
    if narrow and page.locator("a.dz-marker").count():
        page.locator("a.dz-marker").first.click()
    page.wait_for_timeout(700)


def main(folder: Path) -> None:
    with Server(os.environ) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(os.environ.get("CHROMIUM") or "chromium"), args=["--no-sandbox"])
        for name, (locale, scheme, size, question) in SHOTS.items():
            context = browser.new_context(locale=locale, color_scheme="dark" if scheme == "dark" else "light", viewport={"width": size["width"], "height": size["height"]})
            page = context.new_page()
            shoot(page, f"http://127.0.0.1:{server.port}", question, narrow=size is NARROW)
            page.screenshot(path=folder / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "docs")
