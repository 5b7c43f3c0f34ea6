"""The cookies of the console and the form tokens that belong to them."""

import hmac
import secrets
from dataclasses import dataclass

from aiohttp import web

_SESSION, _DOOR, _HALF = "kc_staff", "kc_staff_door", "kc_staff_half"
_DOOR_BYTES = 32
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Cookies:
    """Names and flags. Over https the browser itself holds the names to this host (`__Host-`)."""

    is_https: bool

    def session(self, request: web.Request) -> str:
        """The session's token, or empty."""
        return self._read(request, _SESSION)

    def door(self, request: web.Request) -> str:
        """What ties the sign-in form to the browser that asked for it, or empty."""
        return self._read(request, _DOOR)

    def half(self, request: web.Request) -> str:
        """What tells whose password was right and whose code is waited for, or empty."""
        return self._read(request, _HALF)

    def enter(self, response: web.StreamResponse, token: str) -> None:
        self._set(response, _SESSION, token)
        self._drop(response, _DOOR)
        self._drop(response, _HALF)

    def wait_for_code(self, response: web.StreamResponse, token: str) -> None:
        self._set(response, _HALF, token)

    def leave(self, response: web.StreamResponse) -> None:
        self._drop(response, _SESSION)

    def stand_at_door(self, response: web.StreamResponse, door: str) -> None:
        self._set(response, _DOOR, door)

    def _read(self, request: web.Request, name: str) -> str:
        value = request.cookies.get(self._name(name), "")
        return value if value.isascii() and len(value) <= _LONGEST else ""

    def _set(self, response: web.StreamResponse, name: str, value: str) -> None:
        response.set_cookie(
            self._name(name), value, path="/", httponly=True, secure=self.is_https, samesite="Lax"
        )

    def _drop(self, response: web.StreamResponse, name: str) -> None:
        response.del_cookie(self._name(name), path="/", httponly=True, secure=self.is_https, samesite="Lax")

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self.is_https else name


def new_door() -> str:
    return secrets.token_urlsafe(_DOOR_BYTES)


def form_token(cookie: str) -> str:
    """The token of forms shown to the holder of this cookie: nobody else can compute it, nothing is stored."""
    return hmac.digest(cookie.encode(), b"khuyen-cong-bot console form", "sha256").hex()
