"""What machines look at: /healthz (the process lives), /readyz (it can answer), /metrics (what it counted).

None of them opens anything: readiness is told from what is open already, and from a look at the pointer of the store, a
connection to its server, a count of what is kept, the last two at most every few seconds. None waits for a thread.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from app.asking import Desk
from app.conversing.keeping import Keeper
from app.errors import KeepingFault
from app.settings import NONE
from app.web.crowd import Crowd
from app.web.metrics import CONTENT_TYPE, Metrics
from app.web.problems import problem
from index import manifest
from index.errors import IndexFault, StoreFault
from index.store import is_address
from source.errors import DuizhaoError

LOOKED = ["GET", "HEAD"]
AGE = 5.0
"""Seconds that a look at another process or a database counts."""
LIMIT = 2.0
"""Seconds that such a look may take."""


class Look:
    """Looks whether something outside is in order, at most every AGE seconds, however many ask."""

    def __init__(self, look: Callable[[], Awaitable[None]], slow: DuizhaoError) -> None:
        """`look` raises a DuizhaoError where it is not; `slow` is the one for taking too long."""
        self._look, self._slow = look, slow
        self._until = 0.0
        self._fault: DuizhaoError | None = None

    async def __call__(self) -> None:
        """Raises what the last look raised."""
        if time.monotonic() >= self._until:
            self._until = time.monotonic() + AGE  # who comes meanwhile takes the one before
            try:
                async with asyncio.timeout(LIMIT):
                    await self._look()
                self._fault = None
            except DuizhaoError as fault:
                self._fault = fault
            except TimeoutError:
                self._fault = self._slow
        if self._fault is not None:
            raise self._fault


def health(desk: Desk, crowd: Crowd, metrics: Metrics, keeper: Keeper | None = None, *, guarded: bool = False) -> APIRouter:
    """The addresses that machines look at. `guarded`: there is a login, and what is open to all names no report."""
    router = APIRouter(include_in_schema=False)
    looks = [Look(lambda: _connected(desk.settings.store), StoreFault(f"the vector store {desk.settings.store} does not answer"))] if is_address(desk.settings.store) else []
    if keeper is not None:
        looks.append(Look(lambda: _counted(keeper), KeepingFault(f"{keeper.shown} does not answer")))

    @router.api_route("/healthz", methods=LOOKED)
    async def alive() -> JSONResponse:
        return JSONResponse({"status": "alive"})

    @router.api_route("/readyz", methods=LOOKED)
    async def ready() -> JSONResponse:
        if crowd.stopping:
            return problem(503, "the server is stopping; what is in work is finished", code="stopping")
        try:
            built = manifest.current(manifest.place(desk.settings))
            for look in looks:
                await look()
        except OSError as error:
            fault: DuizhaoError = IndexFault(f"the index cannot be read ({error.strerror or error})")
        except DuizhaoError as error:
            fault = error
        else:
            index = desk.held
            told = {"index": index.folder.name, "newer": built.name if built != index.folder else None, "encoder": Path(desk.encoder.name).name}
            kept = keeper is not None
            return JSONResponse(
                {
                    "status": "ready",
                    "reports": len(index.reports) if guarded else sorted(index.reports),
                    **told,
                    "reranker": Path(desk.reranker.name).name if desk.reranker else NONE,
                    "engine": desk.engine,
                    "resting": desk.resting,
                    "kept": kept,
                }
            )
        return problem(503, str(fault), code="not_ready")

    @router.get("/metrics")
    async def counted() -> Response:
        return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})

    return router


def watch(desk: Desk, crowd: Crowd, metrics: Metrics) -> None:
    """What the metrics look up when they are read."""
    metrics.gauge("requests_in_work", "Requests of API and reading pages in work", lambda: crowd.in_work)
    metrics.gauge("requests_waiting", "Requests of API and reading pages that wait for their turn", lambda: crowd.waiting)
    metrics.gauge("chat_in_work", "Questions of the chat page in work", lambda: crowd.asked[0])
    metrics.gauge("chat_waiting", "Questions of the chat page that wait for their turn", lambda: crowd.asked[1])
    metrics.gauge("streams_open", "Open event streams of the chat page", lambda: crowd.streams)
    metrics.gauge("at_once", "Requests, and questions of the chat page, that may be in work at once", lambda: crowd.at_once)
    metrics.gauge("index_reports", "Reports of the index that is open", lambda: len(desk.held.reports))
    metrics.gauge("index_passages", "Passages of the index that is open", lambda: len(desk.held.passages))
    metrics.info(
        "index",
        "The index that is open, and the models",
        lambda: {"stamp": desk.held.folder.name, "encoder": Path(desk.encoder.name).name, "reranker": Path(desk.reranker.name).name if desk.reranker else NONE},
    )


async def _connected(address: str) -> None:
    """Takes a server's connection, and lets go of it. Raises StoreFault."""
    parts = urlsplit(address)
    try:
        _, writer = await asyncio.open_connection(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
    except OSError as error:
        raise StoreFault(f"the vector store {parts.scheme}://{parts.hostname} does not answer ({error.strerror or error})", hint="start it (chroma run)") from error
    writer.close()


async def _counted(keeper: Keeper) -> None:
    await asyncio.to_thread(keeper.counts)
