"""By which method and route a request was answered, the route as its template: /read/{report}, whatever report was asked for.

Read after the request, from what Starlette and FastAPI write into its scope. An address that no route has is "-".
"""

from typing import Any, NewType

from starlette.types import Scope

Route = NewType("Route", str)
NONE = Route("-")
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")


def method(scope: Scope) -> str:
    """The request's method, where it is one that HTTP has."""
    return str(scope["method"]) if scope["method"] in METHODS else "OTHER"


def route(scope: Scope, root: str = "") -> Route:
    """The template of the route; `root` is the application's own root_path, before mounts added theirs. A mount without routes (files) is its path and /*."""
    mount = str(scope.get("root_path", "")).removeprefix(root)
    inner: Any = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    template = getattr(inner, "path_format", None)
    if isinstance(template, str):
        return Route(mount + template)
    return Route(f"{mount}/*") if mount else NONE
