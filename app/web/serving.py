"""`duizhao serve`: warm the desk, take the port, say the address, serve until told to stop."""

import contextlib
import socket

import uvicorn

from app.asking import Desk
from app.conversing.keeping import Keeper
from app.errors import ServeFault
from app.settings import keep_setting
from app.web.application import application
from index.settings import Settings


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve until interrupted. Raises ServeFault when the port is taken; KeepingFault where what is to be kept cannot be; IndexFault and its like when there is nothing to serve."""
    sock = _bound(host, port)
    keeper = Keeper.open(keep_setting())
    desk = Desk(settings)
    desk.warm()
    app = application(desk, keeper)
    print(told(host, port), flush=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3))
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how one stops it
        server.run(sockets=[sock])
    return 0


def told(host: str, port: int) -> str:
    """What is printed once it serves: the address; where others can reach it, the one to give them, and that there is no login."""
    everywhere = host in ("0.0.0.0", "::")
    here = _address("localhost" if everywhere else host, port)
    lines = [f"对照 Duizhao: {here}   (Ctrl-C 停止 / stops)"]
    if everywhere:
        lines.append(f"给同事的地址 / address for colleagues: {_address(_own_address(), port)}")
    if host not in ("127.0.0.1", "::1", "localhost"):
        lines.append("没有登录：能连到这个地址的人都能提问。 / There is no login: whoever can reach this address can ask.")
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


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, protocol)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        return sock
    except OSError as error:
        raise ServeFault(f"{host}:{port} cannot be listened on ({error.strerror or error})", hint=f"duizhao serve --port {port + 1 if port < 65535 else 7860}") from error
