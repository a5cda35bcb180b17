"""Bodies read strictly: JSON in UTF-8, sent as JSON, each name once, no NaN. What cannot be read is 400, what is no JSON by its type 415.

FastAPI's own reading lets the last of two equal names count, and takes NaN for a number.
"""

import json
import re
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""What may be half of a character, or one of two halves that follow one another."""


class StrictRoute(APIRoute):
    """A route whose JSON body is read strictly; without a body in its documentation it is a route like any other."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def strict(request: Request) -> Response:
            read = _Strict(request.scope, request.receive)
            if self.body_field is not None and await read.body() and not _is_json(read.headers.get("content-type", "")):
                raise HTTPException(415, "the body must be JSON, and say so: Content-Type: application/json")
            return await handler(read)

        return strict


class _Strict(Request):
    async def json(self) -> Any:
        return strictly(await self.body())


def strictly(body: bytes) -> Any:
    """The value of a JSON text. Raises HTTPException (400) that says what is wrong and gives nothing of the text back."""
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=_each_name_once, parse_constant=_no_number)
        if _HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except UnicodeEncodeError as error:
        raise HTTPException(400, "the body holds half of a character: a surrogate without its pair") from error
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the body is not UTF-8, at byte {error.start}") from error
    except RecursionError as error:
        raise HTTPException(400, "the body is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise HTTPException(400, f"the body is not JSON: {error.msg.lower()}, at character {error.pos}") from error
    except ValueError as error:  # a number of thousands of digits
        raise HTTPException(400, "the body holds a number that is too long") from error


def _each_name_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        raise HTTPException(400, "the body holds an object with the same name twice")
    return out


def _no_number(constant: str) -> None:
    raise HTTPException(400, f"the body holds {constant}, which is no JSON")


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
