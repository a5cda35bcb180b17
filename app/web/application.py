"""The web application: the chat, the reading pages, POST /api/ask and /readyz, behind one set of headers and limits.

Gradio's dangerous defaults are closed here: it would reflect every origin with credentials, and take uploads.
"""

import json
from http import HTTPStatus
from typing import Any

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.asking import Desk
from app.conversing.keeping import Keeper
from app.errors import QuestionFault
from app.pages import reader
from app.pages.chat import HEAD, chat
from app.pages.templates import FOLDER
from app.pages.wanted import wanted
from app.settings import HISTORY_CAP
from source.errors import DuizhaoError

BODY_CAP = 128 * 1024
"""Bytes of a request's body; Gradio's own calls carry the conversation and need some."""
CSP = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval' 'unsafe-inline'",  # Gradio evaluates js_on_load
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "frame-ancestors 'self'",
    ]
)

VARIES = {"Vary": "Accept-Language"}


class Asked(BaseModel):
    """A question to /api/ask; `history` holds earlier questions only, `id` is given back."""

    question: str
    history: list[str] = Field(default_factory=list, max_length=10 * HISTORY_CAP)
    id: str = Field(default="q-1", max_length=200)


def application(desk: Desk, keeper: Keeper | None = None) -> FastAPI:
    """The whole application over one desk; `keeper` keeps conversations and feedback, None where nothing is kept."""
    app = FastAPI(title="Duizhao", docs_url=None, redoc_url=None)
    app.add_middleware(CORSMiddleware, allow_origins=[])  # being there, it keeps Gradio from adding its own
    app.add_middleware(Guard)
    app.mount("/static", StaticFiles(directory=FOLDER), name="static")
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)

    @app.get("/", include_in_schema=False)
    def start() -> RedirectResponse:
        return RedirectResponse("/chat/")

    @app.get("/readyz", include_in_schema=False)
    def ready() -> JSONResponse:
        try:
            return JSONResponse({"status": "ready", "reports": sorted(desk.index.reports)})
        except DuizhaoError as fault:
            return problem(503, "not ready", str(fault))

    @app.get("/read/{report}", include_in_schema=False)
    def read(request: Request, report: str, q: str = "", show: str = "", ui: str = "", theme: str = "") -> HTMLResponse:
        asked = wanted(ui=ui, show=show, theme=theme, query=q, accepted=request.headers.get("accept-language", ""))
        try:
            reports = desk.index.reports
        except DuizhaoError:
            return HTMLResponse(reader.absent("closed", [], asked), 503, VARIES)
        if report not in reports:
            return HTMLResponse(reader.absent("gone", list(reports.values()), asked), 404, VARIES)
        return HTMLResponse(reader.page(reports[report], asked), headers=VARIES)

    @app.post("/api/ask")
    def ask(asked: Asked) -> JSONResponse:
        """One question to one answer, in the documented shape."""
        try:
            return JSONResponse(desk.answer(asked.question, asked.history, id=asked.id).to_json())
        except QuestionFault as fault:
            return problem(422, "not a question", str(fault))
        except DuizhaoError as fault:
            print(f"duizhao: {fault}", flush=True)
            return problem(503, "cannot answer now", fault.sentence)

    gr.mount_gradio_app(
        app,
        chat(desk, keeper),
        path="/chat",
        head=HEAD,
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        allowed_paths=[],
    )
    return app


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """Problem details, RFC 9457."""
    return JSONResponse({"type": "about:blank", "title": title, "status": status, "detail": detail}, status, media_type="application/problem+json")


def _invalid(request: Request, error: Exception) -> JSONResponse:
    """A body that is not as documented: what is wrong, never the body itself."""
    errors: list[Any] = list(error.errors()) if isinstance(error, RequestValidationError) else []
    wrong = "; ".join(f"{'.'.join(str(part) for part in one['loc'][1:]) or 'body'}: {one['msg']}" for one in errors[:3])
    return problem(422, "not as documented", f"{wrong}; expected JSON {{question, history?, id?}}")


def _refused(request: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses (no such address, a body that cannot be parsed) in the same form as our own refusals."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    made = problem(status, HTTPStatus(status).phrase.lower(), str(getattr(error, "detail", "")))
    made.headers.update(getattr(error, "headers", None) or {})
    return made


class Guard:
    """Limits and headers for every response: a cap on bodies, no uploads, and the policy that keeps pages to themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"].rstrip("/").endswith("/gradio_api/upload"):
            await self._refuse(send, 404, "not here", "files are not taken")
            return
        body = await self._body(receive)
        if body is None:
            await self._refuse(send, 413, "too large", f"a request may have {BODY_CAP:,} bytes")
            return
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        await self.app(scope, replay, with_headers)

    async def _body(self, receive: Receive) -> bytes | None:
        """The whole body, or None when it is over the cap."""
        parts: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                break
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > BODY_CAP:
                return None
            more = message.get("more_body", False)
        return b"".join(parts)

    async def _refuse(self, send: Send, status: int, title: str, detail: str) -> None:
        body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail}).encode()
        headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode()), *HEADERS]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


HEADERS = [
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
