"""The API's description (/openapi.json) and its reference for people (/docs), drawn by Swagger UI from files of its package: nothing comes from elsewhere.

The description is OpenAPI 3.0.3, which that Swagger UI reads; FastAPI writes 3.1, so what differs is put in the older words.
"""

from functools import cache
from pathlib import Path
from typing import Any

import swagger_ui_bundle  # type: ignore[import-untyped]
from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.web import shapes
from app.web.told import refuses, refuses_as_openai, told

VERSION = "1"
"""Of the API, not of the program."""
ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon-32x32.png": "image/png"}
"""Files of the package that are given out, with their types; its own pages name other hosts."""
ABOUT = """用程序就报告提问：回答以报告为依据，中英对照，注明出处。说明见 docs/api.zh.md。

Ask the reports by program: answers rest on them, in Chinese and English side by side, each with its place. See docs/api.md.

- 没有开启登录时，不需要密钥。 Where no login is set up, no key is needed.
- 开启登录后，用 `Authorization: Bearer …` 带上令牌。 Where one is, a token goes along in `Authorization: Bearer …`.
"""
PAGE = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>对照 Duizhao · API</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<script src="/docs/assets/swagger-ui-bundle.js" defer></script>
<script src="/static/reference.js" defer></script>
</head>
<body><main id="dz-reference"></main><noscript>API: <a href="/openapi.json">/openapi.json</a></noscript></body>
</html>
"""
_REFS = "#/components/schemas/{model}"
_NAMED: tuple[type[BaseModel], ...] = (shapes.Problem, shapes.OpenAIError)
"""Shapes that operations name without FastAPI knowing of them."""
_FASTAPIS = ("HTTPValidationError", "ValidationError")
_DOOR = {
    401: "需要登录或令牌。 A login or a token is needed.",
    403: "不接受来自这个来源的页面的请求。 Pages of this origin are not let in.",
    413: "请求太大。 The request is too large.",
    421: "不能用这个主机名访问本服务。 The server does not answer under this host name.",
    429: "提问太多，请稍后再试。 Too many questions; try again later.",
}


def reference() -> APIRouter:
    """The addresses of the description and of its page."""
    router = APIRouter(include_in_schema=False)
    folder = Path(swagger_ui_bundle.swagger_ui_path)

    @router.get("/openapi.json")
    def openapi(request: Request) -> Response:
        return JSONResponse(described(request.app))

    @router.get("/docs")
    def docs() -> Response:
        return HTMLResponse(PAGE)

    @router.get("/docs/assets/{name}")
    def asset(name: str) -> Response:
        if name not in ASSETS:
            raise HTTPException(404)
        return FileResponse(folder / name, media_type=ASSETS[name])

    return router


@cache
def described(app: FastAPI) -> dict[str, Any]:
    """The API of an application, in OpenAPI 3.0.3."""
    made = get_openapi(title="对照 Duizhao", version=VERSION, openapi_version="3.0.3", description=ABOUT, routes=app.routes)
    _, named = models_json_schema([(model, "serialization") for model in _NAMED], ref_template=_REFS)
    parts = made.setdefault("components", {})
    parts["schemas"] = parts.get("schemas", {}) | named["$defs"]
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "开启登录后才需要。 Needed only where a login is set up."}}
    made["security"] = [{}, {"token": []}]
    for path, operations in made["paths"].items():
        for operation in operations.values():
            _complete(operation["responses"], openai=path.startswith("/v1/"))
    for name in _FASTAPIS:
        parts["schemas"].pop(name, None)
    older: dict[str, Any] = _older(made)
    return older


def _complete(responses: dict[str, Any], *, openai: bool) -> None:
    """Tells what the door in front of every operation refuses, and no errors in FastAPI's own form, which nobody gets."""
    form = (refuses_as_openai if openai else refuses)(422)[422]
    if _FASTAPIS[0] in str(responses.get("422")):
        responses["422"] = form
    for status, description in _DOOR.items():
        responses.setdefault(str(status), form | {"description": description})


def _older(node: Any) -> Any:
    """A part of a description, said in 3.0: `nullable` for the type null, one `enum` for `const`, no words beside a reference."""
    if isinstance(node, list):
        return [_older(one) for one in node]
    if not isinstance(node, dict):
        return node
    out = {key: told(value) if key in ("value", "example", "default") else _older(value) for key, value in node.items()}
    if "const" in out:
        out["enum"] = [out.pop("const")]
    if out.get("type") == "null":
        del out["type"]
        out["nullable"] = True
    choices = out.get("anyOf")
    if isinstance(choices, list) and {"nullable": True} in choices:
        rest = [choice for choice in choices if choice != {"nullable": True}]
        del out["anyOf"]
        out |= {"nullable": True} | ({"anyOf": rest} if len(rest) > 1 else {"allOf": rest} if "$ref" in rest[0] else rest[0])
    if out.get("nullable") and "enum" in out:
        out["enum"] = [*out["enum"], None]
    if "$ref" in out and len(out) > 1:
        out["allOf"] = [{"$ref": out.pop("$ref")}]
    return out
