"""The API: a question to an answer (POST /api/ask), whole or as it comes, and what was thought of it (POST /api/feedback)."""

import logging
import re
import secrets
from collections.abc import Generator
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from fastapi.responses import JSONResponse

from app.answer import Answer, Answered, Event, Retrieved, Token
from app.asking import Desk
from app.conversing.conversations import Turn
from app.conversing.keeping import Keeper
from app.errors import KeepingFault
from app.settings import HISTORY_CAP
from app.understanding.question import clean
from app.web import examples, shapes
from app.web.body import StrictRoute
from app.web.looking import known, looking
from app.web.problems import fault_details, fault_problem
from app.web.streaming import GONE, Work, sse
from app.web.told import gives, named, refuses
from index.search import Index
from source.errors import DuizhaoError
from source.report import LANGUAGES

READ = 10
"""Passages that an event tells of while they are read, the best ones."""
WAITING = b": a model is waited for\n\n"
VARIES = {"vary": "Accept"}
_ACCEPTED = re.compile(r"^\s*([\w*.+-]+/[\w*.+-]+)\s*(?:;.*?\bq=([\d.]{1,6}))?", re.IGNORECASE)
_LOG = logging.getLogger("duizhao")


def api(desk: Desk, work: Work, keeper: Keeper | None = None) -> APIRouter:
    """The API's addresses over one desk; `keeper` keeps feedback, None where nothing is kept."""
    router = APIRouter()
    router.include_router(_asking(desk, work, keeper))
    router.include_router(looking(desk, work))
    return router


def _asking(desk: Desk, work: Work, keeper: Keeper | None) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["提问 Asking"], route_class=StrictRoute)

    @router.post(
        "/ask",
        summary="提问 · Ask",
        response_model=shapes.Answer,
        responses=gives(examples.ANSWER, "回答；报告没有回答的问题也是 200。 The answer; a question on which the reports are silent is no error.", events=examples.EVENTS)
        | refuses(400, 415, 422, 503),
    )
    async def ask(request: Request, asked: Annotated[shapes.Asked, Body(openapi_examples=named(examples.ASKED))]) -> Response:
        """回答一个问题，以报告为依据并注明出处。

        请求头带 `Accept: text/event-stream` 时，边答边发：`retrieved`（正在读的段落）、`token`（一段文字）、`answer`（完整的回答），中途失败时是 `error`（Problem）。

        Answers one question from the reports, with the places that the answer rests on.

        With `Accept: text/event-stream` the answer is sent while it comes: `retrieved` (the passages being read), `token` (text), `answer` (the whole answer),
        and `error` (a Problem) where it fails midway.
        """

        def events() -> Generator[Event, None, None]:
            yield from desk.ask(asked.question, asked.history, id=asked.id, reports=known(desk, asked.reports))

        if wants_events(request.headers.get("accept", "")):
            return work.stream(lambda: _told(desk, events()), _refusal, lambda fault: sse("error", fault_details(fault)))
        try:
            last = await work.last(request, events)
        except DuizhaoError as fault:
            return _refusal(fault)
        return JSONResponse(last.answer.to_json(), headers=VARIES) if isinstance(last, Answered) else Response(status_code=GONE)

    @router.post(
        "/feedback",
        summary="评价回答 · Feedback",
        response_model=shapes.Kept,
        responses=gives(examples.KEPT, "有没有保存。 Whether it was kept.") | refuses(400, 415, 422, 503),
    )
    async def feedback(request: Request, told: Annotated[shapes.Feedback, Body(openapi_examples=named(examples.FEEDBACK))]) -> Response:
        """评价一个回答。只有管理员开启了保存（DUIZHAO_KEEP）才会记下：问题、重新得出的回答、日期和评价，不记提问者身份；没有开启时什么也不记，返回 `{"kept": false}`。

        What was thought of an answer. Only where the administrator has conversations kept (DUIZHAO_KEEP) is anything written down: the question, its answer made again,
        the day and the feedback, never who gave it. Elsewhere nothing is, and `{"kept": false}` comes back.
        """

        def kept() -> Generator[bool, None, None]:
            if keeper is None:
                return
            *_, last = desk.ask(told.question, told.history, reports=known(desk, told.reports))
            yield isinstance(last, Answered) and _keep(keeper, told, last.answer)

        try:
            clean(told.question)
            return JSONResponse({"kept": await work.last(request, kept) is True})
        except DuizhaoError as fault:
            return fault_problem(fault)

    return router


def wants_events(accept: str) -> bool:
    """Does an Accept header name event streams, and prefer JSON no more than these? `*/*` names neither."""
    shares = {"text/event-stream": 0.0, "application/json": 0.0}
    for part in accept.lower().split(","):
        if (found := _ACCEPTED.match(part)) is not None and found.group(1) in shares:
            shares[found.group(1)] = _share(found.group(2))
    return 0 < shares["text/event-stream"] >= shares["application/json"]


def _share(told: str | None) -> float:
    try:
        return float(told) if told is not None else 1.0
    except ValueError:
        return 0.0


def _told(desk: Desk, events: Generator[Event, None, None]) -> Generator[bytes, None, None]:
    """The desk's events as the API sends them."""
    for event in events:
        if isinstance(event, Retrieved):
            yield sse("retrieved", {"passages": _read(desk.index, event)})
        elif isinstance(event, Token):
            yield sse("token", {"text": event.text} | ({"anew": True} if event.anew else {})) if event.text else WAITING
        else:
            yield sse("answer", event.answer.to_json())


def _read(index: Index, found: Retrieved) -> list[dict[str, Any]]:
    """The passages that are read; one that a newer index no longer has is left out."""
    out: list[dict[str, Any]] = []
    for id, score in found.passages[:READ]:
        if (passage := index.passages.get(id)) is not None:
            report = index.reports[id.split("/", 1)[0]]
            section = {language: report.path(passage.section, language) for language in LANGUAGES}
            out.append({"id": id, "section": section, "url": f"/read/{report.id}#{passage.anchor}", "score": round(score, 4)})
    return out


def _refusal(fault: DuizhaoError) -> Response:
    return fault_problem(fault, headers=VARIES)


def _keep(keeper: Keeper, told: shapes.Feedback, answer: Answer) -> bool:
    """Keep the question with what led to it, its answer, and what was thought of it, as a conversation of its own."""
    conversation, before = secrets.token_urlsafe(32), told.history[-HISTORY_CAP:]
    try:
        for number, question in enumerate(before, 1):
            keeper.kept_turn(conversation, number, Turn(question, None, reports=tuple(told.reports)))
        number = len(before) + 1
        keeper.kept_turn(conversation, number, Turn(answer.question, answer, reports=tuple(told.reports)))
        return keeper.feedback(conversation, number, told.up, told.reason or "", told.note)
    except KeepingFault as fault:
        _LOG.error("not kept: %s", fault)
        return False
