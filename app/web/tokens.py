"""Short-lived tokens, so that no lasting secret is in a page: the server of a host page obtains one and hands it to the page.

POST /api/token, with the secret that only that server knows, gives one; the door lets in whoever shows it.
"""

import hashlib
import hmac
import secrets
import threading
import time

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from limits import parse

from app.web import examples, shapes
from app.web.limiting import Window, network
from app.web.problems import problem
from app.web.signing import Clock, Seal
from app.web.told import gives, refuses

PATH = "/api/token"
HEADER = "X-Duizhao-Token"
"""How a page shows its token; a program may show it as Authorization: Bearer."""
LIFE = 30 * 60
"""Seconds that a token is good for."""
WRONG = parse("20/minute")
"""Wrong secrets from one address, wherever they are shown; after that none is looked at for a while."""
_KEPT = {"Cache-Control": "no-store"}
_SHOWN, _ASKS = "expected Authorization: Bearer with the secret of DUIZHAO_EMBED_SECRET", {"WWW-Authenticate": "Bearer"}
REFUSED = {
    "_401": "`secret`：密钥不对。 `secret`: a wrong secret.",
    "_403": "`page`：请求来自网页，而密钥不能写进网页。 `page`: asked by a page; no secret is in one.",
    "_404": "`no_tokens`：没有设 DUIZHAO_EMBED_SECRET，不发令牌。 `no_tokens`: DUIZHAO_EMBED_SECRET is not set.",
    "_429": "`secrets`：错误的密钥太多。 `secrets`: too many wrong secrets.",
}
"""What of the API's description is this operation's alone."""


class Tokens:
    """Hands out tokens and knows them again. Without an embed secret there are none."""

    def __init__(self, secret: str, embed_secret: str, *, now: Clock = time.time) -> None:
        self.embed_secret = embed_secret
        self._wrong = Window()
        self._lock = threading.Lock()
        self._seal = Seal(secret, f"token {hashlib.sha256(embed_secret.encode()).hexdigest()}", life=LIFE, now=now)  # another embed secret ends the tokens of the old one

    def new(self) -> str:
        return self._seal.sealed([secrets.token_urlsafe(9)])

    def wait(self, address: str) -> int:
        """Seconds until a secret from this address is looked at again, 0 where it is now."""
        return self._wrong.wait(WRONG, network(address))

    def is_secret(self, told: str, address: str) -> bool:
        """Is this the embed secret? Takes as long whatever is told; a wrong one counts, and after too many none is looked at. False where there is no embed secret."""
        if not self.embed_secret:
            return False
        with self._lock:
            if self.wait(address):
                return False
            right = hmac.compare_digest(told.encode("utf-8", "replace"), self.embed_secret.encode())
            if not right and not self._seal.ours(told):  # an old token is no guess
                self._wrong.hit(WRONG, network(address))
        return right

    def left(self, token: str) -> int:
        """Seconds that the token is good for yet, 0 where it is not."""
        opened = self._seal.opened(token) if self.embed_secret else None
        return opened[1] if opened is not None else 0


def token_address(tokens: Tokens) -> APIRouter:
    """The address that hands out tokens."""
    router = APIRouter(tags=["令牌 Tokens"])

    @router.post(
        PATH,
        summary="取令牌 · A token",
        response_model=shapes.Token,
        responses=gives(examples.TOKEN, "令牌。 The token.") | refuses(503, **REFUSED),
        openapi_extra={"security": [{"token": []}]},
    )
    def token(request: Request) -> JSONResponse:
        """嵌入对话的网页，由它自己的服务器在这里取一个短期令牌，再交给网页。用 `Authorization: Bearer …` 出示 DUIZHAO_EMBED_SECRET；不需要请求体。

        Here the server of a page that embeds the chat obtains a short-lived token, and hands it to its page. `Authorization: Bearer …` shows DUIZHAO_EMBED_SECRET; there is no body.
        """
        if not (shown := bearer(request.headers.get("authorization", ""))) and "origin" not in request.headers:
            return problem(401, _SHOWN, code="secret", headers=_ASKS)
        if not tokens.embed_secret:
            return problem(404, "this server hands out no tokens: DUIZHAO_EMBED_SECRET is not set", code="no_tokens")
        if "origin" in request.headers:
            return problem(403, "a token is obtained by the server of the host page: a secret in a page is none", code="page")
        address = request.client.host if request.client else ""
        if wait := tokens.wait(address):
            return problem(429, f"try again in {wait} s", code="secrets", headers={"Retry-After": str(wait)})
        if not tokens.is_secret(shown, address):
            return problem(401, _SHOWN, code="secret", headers=_ASKS)
        return JSONResponse({"token": tokens.new(), "expires_in": LIFE}, headers=_KEPT)

    return router


def bearer(authorization: str) -> str:
    """What an Authorization header of the scheme Bearer carries, else ""."""
    scheme, _, told = authorization.partition(" ")
    return told.strip() if scheme.lower() == "bearer" else ""
