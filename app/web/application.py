"""The web application: the chat, the reading pages and the API, behind one set of headers and limits.

Gradio's dangerous defaults are closed here: it would reflect every origin with credentials, and take uploads.
"""

import gradio as gr
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from app.asking import Desk
from app.conversing.keeping import Keeper
from app.pages.chat import HEAD, chat
from app.pages.templates import FOLDER
from app.web.accounts import Accounts
from app.web.api import api
from app.web.chat_queue import ChatQueue
from app.web.configuration import Configuration
from app.web.counted import CountedDesk
from app.web.crowd import Crowd, Places
from app.web.door import Guarded, door_of
from app.web.embedding import embedding
from app.web.failing import Failing
from app.web.gate import Gate
from app.web.guard import Capped, Guard
from app.web.health import health, watch
from app.web.login import login
from app.web.logs import Logs
from app.web.metrics import Metrics, Way
from app.web.openai_form import openai_form
from app.web.problems import invalid, refused
from app.web.reading import reading
from app.web.reference import reference
from app.web.sharing import Sharing
from app.web.shell import Shell
from app.web.streaming import Work
from app.web.tokens import token_address


def application(desk: Desk, keeper: Keeper | None = None, configuration: Configuration | None = None, crowd: Crowd | None = None) -> FastAPI:
    """The whole application over one desk; `keeper` keeps conversations and feedback, None where nothing is kept; `crowd` is for who stops the server."""
    configuration = configuration or Configuration()
    crowd = crowd or Crowd(configuration.at_once)
    metrics = Metrics()

    def asked(way: Way) -> CountedDesk:
        return CountedDesk(desk, way, metrics, log_questions=configuration.log_questions)

    app = FastAPI(title="Duizhao", openapi_url=None)  # the description and its page are app.web.reference
    accounts = Accounts(configuration.login) if configuration.login is not None else None
    door = door_of(configuration, accounts)
    page, offered = chat(asked("chat"), keeper, guarded=accounts is not None)
    app.add_middleware(Places, crowd=crowd)  # the first is the innermost
    app.add_middleware(Shell)
    app.add_middleware(Gate, offered=offered)
    app.add_middleware(CORSMiddleware, allow_origins=[])  # being there, it keeps Gradio from adding its own; ours is Sharing
    app.add_middleware(Guarded, door=door)
    app.add_middleware(Capped)
    app.add_middleware(Failing)
    app.add_middleware(Sharing, origins=configuration.origins)
    app.add_middleware(Guard, configuration=configuration)
    app.add_middleware(Logs, told=metrics.seen)
    app.include_router(embedding(configuration))
    app.mount("/static", StaticFiles(directory=FOLDER), name="static")
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)

    @app.get("/", include_in_schema=False)
    def start() -> RedirectResponse:
        return RedirectResponse("/chat/")

    app.include_router(health(desk, crowd, metrics, keeper, guarded=accounts is not None))
    app.include_router(reading(desk))
    work = Work(crowd.at_once)
    app.include_router(api(asked("api"), work, keeper))
    app.include_router(openai_form(asked("v1"), work))
    app.include_router(reference())
    app.include_router(token_address(door.tokens))
    if accounts is not None and door.sessions is not None:
        app.include_router(login(accounts, door.sessions))
    crowd.chat = ChatQueue(page, crowd.at_once)
    watch(desk, crowd, metrics)
    gr.mount_gradio_app(
        app,
        page,
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
