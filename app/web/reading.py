"""The reading pages, /read/<report>."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.asking import Desk
from app.pages import reader
from app.pages.wanted import wanted
from source.errors import DuizhaoError

VARIES = {"Vary": "Accept-Language"}


def reading(desk: Desk) -> APIRouter:
    """The reading pages over one desk's reports."""
    router = APIRouter(include_in_schema=False)

    @router.get("/read/{report}")
    def read(request: Request, report: str, q: str = "", show: str = "", ui: str = "", theme: str = "") -> HTMLResponse:
        asked = wanted(ui=ui, show=show, theme=theme, query=q, accepted=request.headers.get("accept-language", ""))
        try:
            reports = desk.index.reports
        except DuizhaoError:
            return HTMLResponse(reader.absent("closed", [], asked), 503, VARIES)
        if report not in reports:
            return HTMLResponse(reader.absent("gone", list(reports.values()), asked), 404, VARIES)
        return HTMLResponse(reader.page(reports[report], asked), headers=VARIES)

    return router
