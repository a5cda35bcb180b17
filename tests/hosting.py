"""Somebody else's pages for tests: a server of another origin, whose pages embed the chat and whose token address a test steers."""

import contextlib
import json
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from conftest import EN, ZH, nothing, write_report
from playwright.sync_api import FrameLocator, Page, expect

from index.build import build
from index.encoder import Encoder
from index.settings import Settings

NAMES = "--host-resolver-rules=MAP *.example 127.0.0.1, MAP *.example.com 127.0.0.1"
"""For Chromium: names of sites that there are none of, on this machine."""
STRICT = "default-src 'none'; script-src {server} 'self'; frame-src {server}; connect-src 'self'; style-src 'self'"
"""The policy of a host page that allows what the chat needs and nothing else."""
Token = Callable[[], tuple[int, dict[str, object]]]


class Host:
    """Pages by their paths, and a token address; keeps what was asked of it."""

    def __init__(self, name: str = "localhost", certificate: Path | None = None) -> None:
        self.pages: dict[str, str] = {}
        self.policy = ""
        self.token: Token = lambda: (404, {})
        self.asked: list[str] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                host.asked.append(path)
                status, kind, body = 404, "text/plain", ""
                if path == "/duizhao-token":
                    status, told = host.token()
                    kind, body = "application/json", json.dumps(told)
                elif path in host.pages:
                    status, body = 200, host.pages[path]
                    kind = {"css": "text/css", "js": "text/javascript"}.get(path.rpartition(".")[2], "text/html; charset=utf-8")
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if host.policy:
                    self.send_header("Content-Security-Policy", host.policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, certificate.with_suffix(".key"))
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if certificate else 'http'}://{name}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def page(self, head: str = "", body: str = "", *, path: str = "/", lang: str = "zh-CN") -> str:
        """Put a page there; its address."""
        phone = '<meta name="viewport" content="width=device-width, initial-scale=1">'
        icon = '<link rel="icon" href="data:,">'
        self.pages[path] = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{phone}{icon}<title>Host</title>{head}</head><body><main><h1>Host</h1>{body}</main></body></html>'
        return self.url + path

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


@contextlib.contextmanager
def hosting(name: str = "localhost", certificate: Path | None = None) -> Iterator[Host]:
    host = Host(name, certificate)
    try:
        yield host
    finally:
        host.stop()


def two_reports(root: Path, encoder: Encoder) -> Settings:
    """A store of two reports: the library's, and the museum's, which is the same in other words."""
    write_report(root / "reports", "library")
    changed = [text.replace("图书馆", "博物馆").replace("library", "museum").replace("晚上十点", "晚上七点").replace("ten in the evening", "seven in the evening") for text in (ZH, EN)]
    write_report(root / "reports", "museum", *changed)
    settings = Settings(source=root / "reports", store=str(root / "store"))
    build(settings, encoder, nothing)
    return settings


def certificate(folder: Path) -> Path:
    """A certificate of our own for the sites of the tests; its key lies beside it."""
    made = folder / "host.pem"
    names = "subjectAltName=DNS:*.example,DNS:localhost,IP:127.0.0.1"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=test", "-addext", names]
    subprocess.run([*command, "-keyout", str(made.with_suffix(".key")), "-out", str(made)], check=True, capture_output=True)
    return made


def tag(server: str, **data: str) -> str:
    """The script element that a page has."""
    return f'<script src="{server}/embed.js" defer{attributes(**data)}></script>'


def inline(**data: str) -> str:
    """The element that a page has in its text."""
    return f"<duizhao-chat{attributes(**data)}></duizhao-chat>"


def attributes(**data: str) -> str:
    return "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in data.items())


def chat_in(page: Page, place: int = 0) -> FrameLocator:
    """The chat's page within the widget, once it is there."""
    frame = page.locator("duizhao-chat").nth(place).frame_locator("iframe")
    expect(frame.locator("#dz-box")).to_be_visible(timeout=30_000)
    return frame


def opened(page: Page) -> FrameLocator:
    """Open the floating widget by its button."""
    page.locator("duizhao-chat button.open").click()
    return chat_in(page)


def asked_in(frame: FrameLocator, question: str) -> None:
    """Ask within the frame, and wait for the end of it."""
    frame.locator("#dz-box").fill(question)
    frame.locator("#dz-box").press("Enter")
    last = frame.locator(".dz-turn").last
    expect(last.locator(".dz-question")).to_have_text(question, timeout=30_000)
    expect(last).to_have_attribute("data-state", "answered", timeout=30_000)


def heard(page: Page) -> None:
    """From now on the page's events are written down; see `events`. Before the page is loaded."""
    page.add_init_script("window.heard = []; for (const type of ['ready', 'answer', 'citation']) document.addEventListener(`duizhao-${type}`, (event) => window.heard.push([type, event.detail]))")


def events(page: Page, type: str) -> list[dict[str, object]]:
    """What was told in the events of a type so far."""
    found: list[dict[str, object]] = page.evaluate("type => window.heard.filter((one) => one[0] === type).map((one) => one[1])", type)
    return found
