"""`duizhao serve`: warm the desk, take the port, say the address, serve until told to stop, and then finish the answers that are in work."""

import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI

from app.asking import Desk
from app.checking import hints
from app.conversing.keeping import Keeper
from app.errors import ServeFault
from app.settings import keep_limit, keep_setting
from app.settings_table import unread
from app.web.application import application
from app.web.configuration import Configuration, from_environment
from app.web.crowd import Crowd
from app.web.logs import FAILURES, set_up
from app.web.wire import Wire
from app.written.model_server import open_model
from index.settings import Settings

STOP = (signal.SIGINT, signal.SIGTERM)
SETTLED = 0.5
"""Seconds without work after which the last word of every answer is taken to be with its page."""
LAST = 3.0
"""Seconds that closing connections may take, after all work is done or the time for it is over."""
FILES = 8192
"""Files and connections that this process wants to hold open; many systems allow 1,024 unless one asks."""


class Server(uvicorn.Server):
    """A server that, told to stop, takes no new questions, finishes what is in work within `grace` seconds, and ends well."""

    def __init__(self, config: uvicorn.Config, crowd: Crowd, grace: float) -> None:
        super().__init__(config)
        self._crowd = crowd
        self._grace = grace
        self._told = 0.0
        self._busy = 0.0

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are ours while it serves. uvicorn's own would raise them again at the end, and the process would not end well."""
        before = {sign: signal.signal(sign, self.handle_exit) for sign in STOP} if threading.current_thread() is threading.main_thread() else {}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first time: finish. The second time: hurry."""
        if self._crowd.stopping:
            self.should_exit = True
        self._told = self._busy = time.monotonic()
        self._crowd.stop()

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second; True ends it."""
        if self._crowd.stopping:
            now = time.monotonic()
            if not self._crowd.idle:
                self._busy = now
            if now - self._busy >= SETTLED or now - self._told >= self._grace:
                self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Closes what is open. What still works after that is left behind: a thread cannot be stopped, but the process can."""
        if not self._crowd.idle:
            FAILURES.warning("stopped in the middle of %d request(s) and %d question(s) of the chat", self._crowd.in_work + self._crowd.waiting, sum(self._crowd.asked))
        end = threading.Timer(LAST, _end)
        end.daemon = True
        end.start()
        self._crowd.end_streams()
        await super().shutdown(sockets)


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve until interrupted. Raises ServeFault when the port is taken; SettingFault for a setting that cannot be used; KeepingFault where what is to be kept cannot be;
    IndexFault and its like when there is nothing to serve."""
    configuration = from_environment()
    set_up(configuration.log_format)
    for warning in [*unread(), *hints(configuration)]:
        FAILURES.warning("%s", warning)
    _more_files()
    sock = bound(host, port)
    keeper = Keeper.open(keep_setting(), keep_limit())
    try:
        desk = Desk(settings, model=open_model())
        desk.warm()
        crowd = Crowd(configuration.at_once)
        app = application(desk, keeper, configuration, crowd)
        print(told(host, port, login=configuration.login is not None), flush=True)
        run(app, crowd, configuration, sock)
    finally:
        if keeper is not None:
            keeper.close()
    return 0


def run(app: FastAPI, crowd: Crowd, configuration: Configuration, sock: socket.socket) -> None:
    """Serve an application on a socket until told to stop."""
    gc.freeze()  # reports and models stay: they need not be looked through again and again
    gc.enable()
    config = uvicorn.Config(app, http=Wire, log_config=None, log_level="warning", access_log=False, forwarded_allow_ips=configuration.proxies, timeout_graceful_shutdown=1)
    with suppress(KeyboardInterrupt):  # Ctrl-C before it listens for it
        Server(config, crowd, configuration.grace).run(sockets=[sock])


def told(host: str, port: int, *, login: bool = False) -> str:
    """What is printed once it serves: the address; where others can reach it, the one to give them, and that there is no login where there is none."""
    everywhere = host in ("0.0.0.0", "::")
    here = _address("localhost" if everywhere else host, port)
    lines = [f"对照 Duizhao: {here}   (Ctrl-C 停止 / stops)"]
    if everywhere:
        lines.append(f"给同事的地址 / address for colleagues: {_address(_own_address(), port)}")
    if host not in ("127.0.0.1", "::1", "localhost") and not login:
        lines.append("未启用登录：能连到这个地址的人都能提问。 / There is no login: whoever can reach this address can ask.")
    return "\n".join(lines)


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _own_address() -> str:
    """This machine's address in its network, by the way a packet would go (none is sent); its name where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation, RFC 5737
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()


def bound(host: str, port: int) -> socket.socket:
    """A socket of this address, taken. Raises ServeFault where it is somebody else's, or there is no such address."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, protocol)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        return sock
    except OSError as error:
        raise ServeFault(f"{host}:{port} cannot be listened on ({error.strerror or error})", hint=f"duizhao serve --port {port + 1 if port < 65535 else 7860}") from error


def _end() -> None:
    """End the process now, well: the time for it is over."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)


def _more_files() -> None:
    """Ask for more open files where the system allows that; it need not know the question (Windows)."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
