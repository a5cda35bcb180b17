"""The web application: the chat, the reading pages and the API, behind one set of headers and limits.

Gradio's dangerous defaults are closed here: it would reflect every origin with credentials, and take uploads.
"""

import gradio as gr
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from app.asking import Desk
from app.conversing.keeping import Keeper
from app.pages.chat import HEAD, chat
from app.pages.templates import FOLDER
from app.web.api import api
from app.web.guard import Guard
from app.web.problems import invalid, problem, refused
from app.web.reading import reading
from source.errors import DuizhaoError


def application(desk: Desk, keeper: Keeper | None = None) -> FastAPI:
    """The whole application over one desk; `keeper` keeps conversations and feedback, None where nothing is kept."""
    app = FastAPI(title="Duizhao", docs_url=None, redoc_url=None)
    app.add_middleware(CORSMiddleware, allow_origins=[])  # being there, it keeps Gradio from adding its own
    app.add_middleware(Guard)
    app.mount("/static", StaticFiles(directory=FOLDER), name="static")
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)

    @app.get("/", include_in_schema=False)
    def start() -> RedirectResponse:
        return RedirectResponse("/chat/")

    @app.get("/readyz", include_in_schema=False)
    def ready() -> JSONResponse:
        try:
            return JSONResponse({"status": "ready", "reports": sorted(desk.index.reports)})
        except DuizhaoError as fault:
            return problem(503, "not ready", str(fault))

    app.include_router(reading(desk))
    app.include_router(api(desk))
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
