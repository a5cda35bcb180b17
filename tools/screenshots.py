"""`python tools/screenshots.py [FOLDER]`: the pictures of the READMEs, taken anew in Chromium from a server of its own over the index that is there (default: docs/)."""

import os
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from evals.bench.server import Server

CLONE = Path(__file__).resolve().parent.parent
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


def embedded(browser: Browser, picture: Path) -> None:
    """The widget on the host page of `make embedding`, which runs for as long as this takes, on ports that are free. Raises CalledProcessError where it ends by itself."""
    with closing(socket.create_server(("127.0.0.1", 0))) as one, closing(socket.create_server(("127.0.0.1", 0))) as other:
        ports = [str(taken.getsockname()[1]) for taken in (one, other)]
    command = [sys.executable, str(CLONE / "docs" / "embedding" / "demo.py"), *ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as running:
        try:
            if not any("/plain.html" in line for line in running.stdout or ()):
                raise subprocess.CalledProcessError(running.wait(), command)
            page = browser.new_page(locale="zh-CN", color_scheme="light", viewport={"width": 1280, "height": 800})
            page.goto(f"http://localhost:{ports[1]}/plain.html")
            page.locator("duizhao-chat button.open").click()
            chat = page.frame_locator("duizhao-chat iframe")
            chat.locator("#dz-box").fill(SHOTS["chat"][3])
            chat.locator("#dz-box").press("Enter")
            chat.locator("a.dz-marker").first.click()
            page.wait_for_timeout(700)
            page.screenshot(path=picture)
            page.close()
        finally:
            running.terminate()


def main(folder: Path) -> None:
    with Server(os.environ) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(os.environ.get("CHROMIUM") or "chromium"), args=["--no-sandbox"])
        for name, (locale, scheme, size, question) in SHOTS.items():
            context = browser.new_context(locale=locale, color_scheme="dark" if scheme == "dark" else "light", viewport={"width": size["width"], "height": size["height"]})
            page = context.new_page()
            shoot(page, f"http://127.0.0.1:{server.port}", question, narrow=size is NARROW)
            page.screenshot(path=folder / f"{name}.png")
            context.close()
        embedded(browser, folder / "embedding.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CLONE / "docs")
