"""Refusals and failures of every address in one form: problem details, RFC 9457."""

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """Problem details, RFC 9457."""
    return JSONResponse({"type": "about:blank", "title": title, "status": status, "detail": detail}, status, media_type="application/problem+json")


def invalid(request: Request, error: Exception) -> JSONResponse:
    """A body that is not as documented: what is wrong, never the body itself."""
    errors: list[Any] = list(error.errors()) if isinstance(error, RequestValidationError) else []
    wrong = "; ".join(f"{'.'.join(str(part) for part in one['loc'][1:]) or 'body'}: {one['msg']}" for one in errors[:3])
    return problem(422, "not as documented", f"{wrong}; expected JSON {{question, history?, id?}}")


def refused(request: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses (no such address, a body that cannot be parsed) in the same form as our own refusals."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    made = problem(status, HTTPStatus(status).phrase.lower(), str(getattr(error, "detail", "")))
    made.headers.update(getattr(error, "headers", None) or {})
    return made
