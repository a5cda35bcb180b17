"""Gradio's queue, through which the chat's questions go: how many are in work and wait, under which request, and its failures in our log.

Gradio has no public way to any of these; what is used here of its inside is kept in this file, and tests hold it.
"""

import sys
from typing import Any

import gradio as gr
from gradio import queueing

from app.web.line import Shares, asker
from app.web.logs import FAILURES
from app.web.request_id import begin

NEVER = sys.maxsize
LOOK = 0.01
"""Seconds between two looks of Gradio's at its queue; its own 0.001 keeps an idle server busy with 3 % of a processor."""

SESSIONS = 500
"""Sessions of which Gradio keeps what their page shows, some 70 kB each; it would keep 10,000. Ours need none of it, and one in work holds its own."""


class ChatQueue:
    """The queue of one page."""

    def __init__(self, page: gr.Blocks, at_once: int) -> None:
        """Takes over the page's queue, before it is mounted; `at_once` questions may be in work."""
        page.state_session_capacity = SESSIONS
        for function in page.fns.values():
            function.concurrency_limit = at_once
        self._queue: Any = page._queue
        self._queue.sleep_when_free = LOOK
        self._queue.ANAYLTICS_CACHE_FREQUENCY = NEVER  # Gradio's spelling: statistics of up to 10,000 questions, made with pandas after each one, that nobody reads
        self._process = self._queue.process_events
        self._queue.process_events = self._processed
        queueing.traceback = _Told()

    @property
    def in_work(self) -> int:
        """Questions that are being answered."""
        return sum(job is not None for job in self._queue.active_jobs)

    @property
    def waiting(self) -> int:
        """Questions that wait for their turn."""
        return len(self._queue)

    def shares(self) -> Shares:
        """What each asker has waiting."""
        shares = Shares()
        for queue in self._queue.event_queue_per_concurrency_id.values():
            for event in queue.queue:
                shares.add(asker(event.request.scope))
        return shares

    async def _processed(self, events: Any, *rest: Any) -> None:
        """One question's work, in a task of its own, as part of the request that brought it."""
        begin(str(events[0].request.scope.get("state", {}).get("request_id", "")))
        await self._process(events, *rest)


class _Told:
    """Stands where Gradio's queue prints tracebacks."""

    def print_exc(self) -> None:
        FAILURES.exception("a call of the chat page failed")
