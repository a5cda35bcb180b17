"""Refusals and failures of every address: problem details (RFC 9457), and under /v1 the form that OpenAI's clients read.

What a client sent is never given back in them, and what is told is made fit for JSON and kept short.
"""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Message, Scope

from app.errors import QuestionFault, ReportFault
from app.pages import interface
from app.pages.templates import rendered
from app.pages.texts import texts
from app.web.request_id import request_id
from source.errors import DuizhaoError
from source.report import Language

PROBLEM = "application/problem+json"
LONGEST = 600
"""Characters of a detail that are told."""
NAME = 40
"""Characters of a field's name that are told: it may be a client's own."""
_OPENAI_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
DRESS = ("/static/tokens.css", "/static/read.css", "/static/sign.svg")
"""What `told_page` is dressed in: it has to be there where the page is a refusal of everything else."""
_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Phrases of RFC 9110 where Python has older ones."""
_LOG = logging.getLogger("duizhao")


def problem(status: int, detail: str, *, code: str = "", headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Problem details. `code` is for programs and pages, which tell the person in a language of theirs; left out where it is ""."""
    return JSONResponse(details(status, detail, code=code), status, dict(headers or {}), PROBLEM)


def details(status: int, detail: str, *, code: str = "") -> dict[str, Any]:
    """Problem details as JSON values. The type is about:blank, which means no more than the status, so the title is the status's phrase (RFC 9457, 4.2.1); `code` tells more."""
    row: dict[str, Any] = {"type": "about:blank", "title": phrase(status), "status": status, "detail": fit(detail)}
    row |= {"code": code} if code else {}
    return row | ({"request_id": id} if status >= 500 and (id := request_id()) else {})  # to be found in the server's log


def phrase(status: int) -> str:
    """The phrase that HTTP has for a status."""
    return _PHRASES.get(status) or HTTPStatus(status).phrase


def openai_error(status: int, message: str, *, code: str = "", param: str = "", headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A refusal as OpenAI's clients read it."""
    kind = _OPENAI_TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    return JSONResponse({"error": {"message": fit(message), "type": kind, "param": fit(param) or None, "code": code or None}}, status, dict(headers or {}))


def refusal(path: str, status: int, detail: str, *, code: str = "", param: str = "", headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A refusal in the form that belongs to the address: `path` is the request's, from the application's root."""
    if path.startswith("/v1/"):
        return openai_error(status, detail or phrase(status), code=code, param=param, headers=headers)
    return problem(status, detail, code=code, headers=headers)


def spoken(scope: Scope, status: int, words: str, *, code: str = "", page: bool = False, headers: Mapping[str, str] | None = None, **filled: str) -> Response:
    """A refusal in the language of who asked; `words` is their key in the texts' table [server]. With `page`, a page where a browser asks for one."""
    asks = Headers(scope=scope)
    language = interface.language("", asks.get("accept-language", ""))
    said = texts(language)["server"][words].format(**filled)
    more = {**(headers or {}), "Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept, Accept-Language"}
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    if page and "text/html" in asks.get("accept", ""):
        return told_page(status, said, language, more)
    return refusal(path, status, said, code=code, headers=more)


def is_told(message: Message) -> bool:
    """Does a response that begins with this message have a body of ours, JSON, and not the words of a framework?"""
    return Headers(raw=message["headers"]).get("content-type", "").startswith((PROBLEM, "application/json"))


def told_page(status: int, words: str, language: Language, headers: Mapping[str, str]) -> HTMLResponse:
    """A refusal as a page, for a person who reads it in the browser; one that may be over soon (a failure, 503) has a link to try again."""
    return HTMLResponse(rendered("told.html.j2", language, words=words, later=status >= 500), status, dict(headers))


def fault_details(fault: DuizhaoError) -> dict[str, Any]:
    """An expected failure of answering: what was asked cannot be (422), or nothing can be answered now (503, logged)."""
    if isinstance(fault, QuestionFault):
        return details(422, str(fault), code=fault.code)
    if isinstance(fault, ReportFault):
        return details(422, str(fault), code="no_such_report")
    _LOG.error("no answer: %s", fault)
    return details(503, fault.sentence, code="unavailable")


def fault_problem(fault: DuizhaoError, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The same as a response."""
    row = fault_details(fault)
    return JSONResponse(row, row["status"], dict(headers or {}), PROBLEM)


def invalid(request: Request, error: Exception) -> JSONResponse:
    """A body or a query that is not as documented: what is wrong, never the body itself."""
    errors: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else []
    wrong = [(".".join(str(part)[:NAME] for part in one["loc"][1:]) or str(one["loc"][0]), str(one["msg"])) for one in errors]
    detail = "; ".join(f"{place}: {message}" for place, message in wrong[:3])
    if any(one["loc"][0] == "body" for one in errors):
        detail += f"; expected JSON {_expected(request)}"
    return refusal(_path(request), 422, detail, code="invalid", param=wrong[0][0] if wrong else "")


def refused(request: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses (no such address, a body that cannot be parsed) in the same form as our own refusals."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    return refusal(_path(request), status, str(getattr(error, "detail", "")), headers=getattr(error, "headers", None))


def fit(text: str) -> str:
    """Text that JSON can carry: without control characters and halves of characters, at most LONGEST characters."""
    kept = "".join(character if character.isprintable() else " " for character in text[: LONGEST + 1])
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1] + "…"


def _path(request: Request) -> str:
    path, root = str(request.scope.get("path", "")), str(request.scope.get("root_path", ""))
    return path.removeprefix(root)


def _expected(request: Request) -> str:
    """The fields of the operation's body, those that may be left out with a question mark: {question, history?}."""
    field = getattr(request.scope.get("route"), "body_field", None)
    fields = getattr(getattr(getattr(field, "field_info", None), "annotation", None), "model_fields", {})
    return "{" + ", ".join(name if told.is_required() else f"{name}?" for name, told in fields.items()) + "}"
