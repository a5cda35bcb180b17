"""`duizhao serve` in a process of its own, on a free port, for as long as a with block lasts."""

import http.client
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

from evals.bench.machine import processor, resident
from evals.bench.setting import WORKING_FOLDER
from source.errors import DuizhaoError

LIMIT = 180
"""Seconds until it must be ready."""
UNLIMITED = {"DUIZHAO_RATE": "1000000/minute", "DUIZHAO_DAILY": "1000000/day", "DUIZHAO_ADDRESS_RATE": "1000000/minute"}
"""All questions of a bench come from one address."""


class ServerFault(DuizhaoError):
    """The server did not start, or refused a question."""


class Server:
    """A running server. Each thread that asks keeps one connection of its own open."""

    def __init__(self, environment: Mapping[str, str], places: Sequence[str] = ()) -> None:
        """Starts it, and waits until it is ready; `places` are options of serve. Raises ServerFault."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._own = threading.local()
        self._connections: list[http.client.HTTPConnection] = []
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _stop
        self._began = time.perf_counter()
        command = [sys.executable, "-m", "evals.main", "serve", "--port", str(self.port), *places]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=subprocess.STDOUT, cwd=WORKING_FOLDER, env={**environment, **UNLIMITED})
        try:
            self._wait()
        except BaseException:
            self._stop()
            raise

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()

    def ask(self, question: str) -> None:
        """Put one question to the API, and read the whole answer. Raises ServerFault when there is none."""
        connection: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
            self._connections.append(connection)
        connection.request("POST", "/api/ask", json.dumps({"question": question}), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 200 or "status" not in answer:
            raise ServerFault(f"the server answered {response.status} to a question")

    def age(self) -> float:
        """Seconds since its process was started."""
        return time.perf_counter() - self._began

    def resident(self) -> float | None:
        """Megabytes that it holds now; None where the system does not tell."""
        return resident(self._process.pid)

    def processor(self) -> float | None:
        """Seconds of a processor that it has used; None where the system does not tell."""
        return processor(self._process.pid)

    def _wait(self) -> None:
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/readyz")
                with connection.getresponse() as response:
                    if response.status == 200:
                        return
            except OSError:
                pass  # not listening yet
            finally:
                connection.close()
            if self._process.poll() is not None or self.age() > LIMIT:
                self._log.seek(0)
                raise ServerFault(f"duizhao serve did not start: {self._log.read().decode(errors='replace')[-300:]}")
            time.sleep(0.05)

    def _stop(self) -> None:
        for connection in self._connections:
            connection.close()
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
