"""`duizhao serve`: warm the desk, take the port, say the address, serve until told to stop."""

import contextlib
import socket

import uvicorn

from app.asking import Desk
from app.errors import ServeFault
from app.keeping import Keeper
from app.settings import keep_setting
from app.web import application
from index.settings import Settings


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve until interrupted. Raises ServeFault when the port is taken; KeepingFault where what is to be kept cannot be; IndexFault and its like when there is nothing to serve."""
    sock = _bound(host, port)
    keeper = Keeper.open(keep_setting())
    desk = Desk(settings)
    desk.warm()
    app = application(desk, keeper)
    shown = f"[{host}]" if ":" in host else host
    print(f"对照 Duizhao: http://{shown}:{port}/   (Ctrl-C 停止 / stops)", flush=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3))
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how one stops it
        server.run(sockets=[sock])
    return 0


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, protocol)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        return sock
    except OSError as error:
        raise ServeFault(f"{host}:{port} cannot be listened on ({error.strerror or error})", hint=f"duizhao serve --port {port + 1 if port < 65535 else 7860}") from error
