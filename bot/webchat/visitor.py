"""Who a browser is: a random id in a cookie; only its hash is stored."""

import secrets
from hashlib import sha256

from aiohttp import web

from bot.webchat.channel import BOT_ID, NAME
from handlers.messages import Address

_COOKIE = "kc_visitor"
_PATH = "/chat"
_MAX_AGE_SECONDS = 30 * 24 * 3600
_TOKEN_BYTES = 16  # 128 bits: nobody guesses another visitor


def address_of(request: web.Request) -> Address | None:
    token = request.cookies.get(_COOKIE, "")
    if not _is_token(token):
        return None
    return Address(NAME, BOT_ID, sha256(token.encode()).hexdigest()[:40])


def start_session(response: web.StreamResponse, is_https: bool) -> None:
    """Sets a fresh cookie. Over https the page may live in another site's frame, each with its own visitor."""
    response.set_cookie(
        _COOKIE,
        secrets.token_urlsafe(_TOKEN_BYTES),
        path=_PATH,
        max_age=_MAX_AGE_SECONDS,
        httponly=True,
        secure=is_https,
        samesite="None" if is_https else "Lax",
        partitioned=True if is_https else None,
    )


def _is_token(token: str) -> bool:
    return 20 <= len(token) <= 24 and token.isascii() and token.replace("-", "").replace("_", "").isalnum()
