"""What pages of others need: the loader at /embed.js, and /embed, which writes the snippet and says why an origin would be refused."""

import hashlib
import json
from functools import cache
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from app.pages import interface
from app.pages.templates import FOLDER, rendered
from app.pages.texts import texts
from app.web.configuration import Configuration
from app.web.embeddable import Verdict, verdict
from app.web.origins import own
from source.report import LANGUAGES, Language

AGE = 300
"""Seconds for which a browser keeps the loader without asking again."""
VARIES = {"Vary": "Accept-Language"}


def embedding(configuration: Configuration) -> APIRouter:
    """The addresses, for one configuration. Goes before the folder of static files: the loader there is without its words."""
    router = APIRouter(include_in_schema=False)

    @router.get("/embed.js")
    @router.get("/static/embed.js")
    def script(request: Request) -> Response:
        body, tag = loader()
        headers = {"ETag": tag, "Cache-Control": f"public, max-age={AGE}", "Cross-Origin-Resource-Policy": "cross-origin"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="text/javascript", headers=headers)

    @router.get("/embed")
    def page(request: Request, origin: str = "", ui: str = "", theme: str = "") -> HTMLResponse:
        language = interface.language(ui, request.headers.get("accept-language", ""))
        shown = {"ui": ui if ui == language else "", "theme": interface.theme(theme)}
        found = verdict(origin, own(request.scope), configuration.origins) if origin else None
        html = rendered(
            "embed.html.j2",
            language,
            t=texts(language)["embed"],
            theme=shown["theme"],
            server=own(request.scope),
            typed=origin,
            found=found,
            says=reasons(found, language, own(request.scope)) if found is not None else [],
            login=configuration.login is not None,
            address=lambda **changes: "?" + urlencode({name: value for name, value in {**shown, "origin": origin, **changes}.items() if value}),
        )
        return HTMLResponse(html, headers=VARIES)

    @router.get("/embed/check")
    def check(request: Request, origin: str = "", ui: str = "") -> JSONResponse:
        language = interface.language(ui, request.headers.get("accept-language", ""))
        found = verdict(origin, own(request.scope), configuration.origins)
        row = {"origin": found.origin, "allowed": found.allowed, "code": found.code, "says": reasons(found, language, own(request.scope)), "setting": setting(found)}
        return JSONResponse(row, headers={**VARIES, "Cache-Control": "no-store"})

    @router.get("/embed/preview")
    def preview(request: Request, ui: str = "", theme: str = "") -> HTMLResponse:
        language = interface.language(ui, request.headers.get("accept-language", ""))
        return HTMLResponse(rendered("embed-preview.html.j2", language, t=texts(language)["embed"], theme=interface.theme(theme)), headers=VARIES)

    return router


@cache
def loader() -> tuple[str, str]:
    """The loader's script with its words and its style in it, and its tag for the browser's cache."""
    words = {language: texts(language)["loader"] for language in LANGUAGES}
    body = (FOLDER / "embed.js").read_text(encoding="utf-8")
    for name, empty, filled in (("WORDS", "{}", words), ("STYLE", '""', (FOLDER / "embed.css").read_text(encoding="utf-8"))):
        place = f"const {name} = {empty};"
        assert body.count(place) == 1
        body = body.replace(place, f"const {name} = {json.dumps(filled, ensure_ascii=False)};")
    return body, f'"{hashlib.sha256(body.encode()).hexdigest()[:20]}"'


def reasons(found: Verdict, language: Language, app: str) -> list[str]:
    """The verdict in sentences."""
    words = texts(language)["embed"]
    said = [words[f"why_{found.code}"].format(origin=found.origin, near=found.near, app=app)]
    if found.path and found.origin:
        said.append(words["why_path"].format(origin=found.origin))
    return said


def setting(found: Verdict) -> str:
    """The line that an administrator sets, "" where none is wanted."""
    return f"DUIZHAO_ORIGINS={found.setting}" if found.setting else ""
