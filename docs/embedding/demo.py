"""The whole embedding on two local origins, as `make embedding` starts it: Duizhao behind a login, and a host page on another site that obtains tokens.

    .venv/bin/python docs/embedding/demo.py [PORT OF DUIZHAO] [PORT OF THE HOST PAGE]

The pages name port 7860; with another one they are served changed. Ctrl-C ends both.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from app.web.accounts import put

HERE = Path(__file__).resolve().parent
PAGES = ("plain.html", "inline.html", "inline.js", "host.py")
WRITTEN = "http://127.0.0.1:7860"
"""Where the pages say that Duizhao is."""


def main(port: int, host_port: int) -> int:
    """Both servers, until one ends or is interrupted; the exit code."""
    duizhao, host = f"http://127.0.0.1:{port}", f"http://localhost:{host_port}"
    with tempfile.TemporaryDirectory() as folder:
        pages, login, password = Path(folder, "pages"), Path(folder, "login"), secrets.token_urlsafe(6)
        pages.mkdir()
        for name in PAGES:
            (pages / name).write_text((HERE / name).read_text(encoding="utf-8").replace(WRITTEN, duizhao), encoding="utf-8")
        put(login, "demo", password)
        environment = {**os.environ, "DUIZHAO_ORIGINS": host, "DUIZHAO_LOGIN": str(login), "DUIZHAO_EMBED_SECRET": secrets.token_hex(32)}
        commands = [[str(Path(sys.executable).parent / "duizhao"), "serve", "--port", str(port)], [sys.executable, str(pages / "host.py"), duizhao, str(host_port)]]
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # whatever ends it, the two end with it
        running = [subprocess.Popen(command, env=environment, start_new_session=True) for command in commands]  # Ctrl-C ends them through this one
        try:
            if _answers(duizhao, running) and _answers(host, running):
                sys.stdout.write(TOLD.format(duizhao=duizhao, host=host, password=password))
                sys.stdout.flush()
                while all(one.poll() is None for one in running):
                    time.sleep(0.5)
            return next((code for one in running if (code := one.poll())), 0)
        except KeyboardInterrupt:
            return 0
        finally:
            for one in running:
                one.terminate()
            for one in running:
                one.wait()


TOLD = """
网页 / host page            {host}/plain.html      悬浮按钮 / floating button
                            {host}/inline.html     正文里 / within the text
对照 / Duizhao              {duizhao}/chat/        用户名 / name: demo   密码 / password: {password}
生成嵌入代码 / the snippet  {duizhao}/embed
Ctrl-C 停止 / stops
"""


def _answers(address: str, running: list[subprocess.Popen[bytes]]) -> bool:
    """Waits until the address answers with anything; False where a server has ended."""
    while all(one.poll() is None for one in running):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.3)
    return False


if __name__ == "__main__":
    given = [int(told) for told in sys.argv[1:]]
    sys.exit(main(*given, *(7860, 8600)[len(given) :]))
