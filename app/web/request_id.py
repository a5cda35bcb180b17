"""The id of the request that is being answered: what a proxy gave it, or one of our own; known to whatever runs for it.

Work that a request leaves behind for later (Gradio's queue) has none.
"""

import re
import secrets
from contextvars import ContextVar, Token

_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CURRENT: ContextVar[str] = ContextVar("duizhao_request", default="")
BYTES = 8
"""Random bytes of an id of our own; it need not be secret, only be another one."""


def request_id() -> str:
    """The id of the request that this runs for; "" where it runs for none."""
    return _CURRENT.get()


def named(given: str) -> str:
    """The id that was given where it can stand in a log as it is, else a new one."""
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(BYTES)


def begin(id: str) -> Token[str]:
    """From here on, in this context, `id` is the request's."""
    return _CURRENT.set(id)


def end(token: Token[str]) -> None:
    _CURRENT.reset(token)
