"""Where the account's tokens come from. Secrets go in headers and bodies; what is returned or logged holds none."""

from typing import Any

import aiohttp

from bot.web.raw import json_object
from bot.zalo_oa.api import ZaloApi, whole
from handlers.channels import InDoubt, NotSent
from handlers.zalo.tokens import Granted, NoAnswer, NotAsked, NotGranted, Pair
from handlers.zalo.wire import Api, Refused

PERMISSION = "/v4/oa/permission"
TOKEN = "/v4/oa/access_token"  # noqa: S105 - an address
_SECONDS = aiohttp.ClientTimeout(
    total=12, sock_connect=6
)  # a stop waits for it: a lost answer costs the consent
_LIFE_SECONDS = 25 * 3600  # of an access token, when the answer does not say
_GRANT_IS_DEAD = -118
_DEAD_TOKEN = frozenset({-216, -220, -124})


class ZaloOAuth:
    """`api` is asked whether a token still lives."""

    def __init__(self, oauth_url: str, app_id: str, app_secret: str, api: ZaloApi) -> None:
        self._url = oauth_url.rstrip("/") + TOKEN
        self._app_id = app_id
        self._app_secret = app_secret
        self._api = api

    async def refresh(self, refresh_token: str) -> Granted:
        return await self._ask({"refresh_token": refresh_token, "grant_type": "refresh_token"})

    async def exchange(self, code: str, verifier: str) -> Granted:
        form = {"code": code, "grant_type": "authorization_code", "code_verifier": verifier}
        return await self._ask(form)

    async def is_alive(self, access_token: str) -> bool | None:
        """Whatever else it says, a platform that does not refuse the token knows it."""
        told = await self._api.name(access_token)
        if isinstance(told, NotSent | InDoubt):
            return None
        return not (isinstance(told, Refused) and told.code in _DEAD_TOKEN)

    async def _ask(self, form: dict[str, str]) -> Granted:
        try:
            async with (
                aiohttp.ClientSession(timeout=_SECONDS, cookie_jar=aiohttp.DummyCookieJar()) as http,
                http.post(
                    self._url,
                    data={**form, "app_id": self._app_id},
                    headers={"secret_key": self._app_secret},
                    allow_redirects=False,
                ) as answer,
            ):
                told = json_object(await whole(answer)) or {}
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError):
            return NotAsked()
        except (TimeoutError, aiohttp.ClientError):
            return NoAnswer()
        return _granted(told)


def _granted(told: dict[str, Any]) -> Granted:
    """No shape of refusals is documented; these were seen."""
    access, refresh = told.get("access_token"), told.get("refresh_token")
    if isinstance(access, str) and isinstance(refresh, str) and access and refresh:
        return Pair(access, refresh, _seconds(told.get("expires_in")))
    error = told.get("error")
    if not error:
        return NoAnswer()
    name = " ".join(str(told.get(field, "")) for field in ("error", "error_name", "message")).lower()
    is_number = isinstance(error, int) and not isinstance(error, bool)
    is_other = "secret" in name or "request" in name
    is_final = "grant" in name or (error == _GRANT_IS_DEAD and not is_other)
    return NotGranted(f"{Api.OAUTH}{error}" if is_number else "refused", is_final)


def _seconds(told: object) -> int:
    """They come as a text."""
    shown = str(told)
    return int(shown) if shown.isascii() and shown.isdigit() and 0 < len(shown) <= 9 else _LIFE_SECONDS
