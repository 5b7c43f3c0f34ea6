"""The account's API: a handful of POSTs whose faults come with HTTP 200. Tokens stand in headers, never in a log."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Self

import aiohttp

from bot.web.raw import read_up_to
from bot.zalo_oa import bodies
from handlers.channels import Attached, InDoubt, NotSent
from handlers.messages import Button
from handlers.zalo.wire import Accepted, Api, FileKind, Kept, Refused, Sent, Uploaded

CS = "/v3.0/oa/message/cs"
TEMPLATE = "/v3.0/oa/message/template"
TEMPLATE_BY_PHONE = "/message/template"
UPLOAD = "/v2.0/oa/upload/"
OA = "/v2.0/oa/getoa"
_SECONDS = aiohttp.ClientTimeout(total=20, sock_connect=10)
_UPLOAD_SECONDS = aiohttp.ClientTimeout(total=30, sock_connect=10)
_MOST_ANSWER_BYTES = 1024 * 1024
_WRONG_PROOF = -242


@dataclass(frozen=True, slots=True)
class _Said:
    """What came back under HTTP 200: `data` when `error` is 0."""

    error: int
    data: dict[str, Any] = field(default_factory=dict)


class ZaloApi:
    """Open for calls while its `async with` block lasts. What goes wrong is returned, never raised."""

    def __init__(self, api_url: str, business_url: str, app_secret: str, connections: int = 32) -> None:
        self._api_url = api_url.rstrip("/")
        self._business_url = business_url.rstrip("/")
        self._app_secret = app_secret
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._proves = False  # once the platform has asked for it: the switch stands in its console

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections), cookie_jar=aiohttp.DummyCookieJar()
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def text(
        self, token: str, user_id: str, text: str, buttons: tuple[Button, ...] = (), quoted: str = ""
    ) -> Sent:
        return await self._message(token, bodies.text(user_id, text, buttons, quoted))

    async def picture(self, token: str, user_id: str, upload_id: str, caption: str) -> Sent:
        return await self._message(token, bodies.picture(user_id, upload_id, caption))

    async def file(self, token: str, user_id: str, upload_id: str) -> Sent:
        return await self._message(token, bodies.file(user_id, upload_id))

    async def ask_contact(
        self, token: str, user_id: str, title: str, subtitle: str, picture_url: str
    ) -> Sent:
        """A form that the person fills in; what comes back is typed, and proves nothing."""
        return await self._message(token, bodies.ask_contact(user_id, title, subtitle, picture_url))

    async def template(self, token: str, user_id: str, template_id: str, values: Mapping[str, str]) -> Sent:
        body = {"user_id": user_id, "template_id": template_id, "template_data": dict(values)}
        return _sent(await self._called(token, self._api_url + TEMPLATE, body), Api.TEMPLATE)

    async def template_by_phone(
        self, token: str, phone: str, template_id: str, values: Mapping[str, str], tracking_id: str
    ) -> Sent:
        body = {
            "phone": phone,
            "template_id": template_id,
            "template_data": dict(values),
            "tracking_id": tracking_id,
        }
        return _sent(await self._called(token, self._business_url + TEMPLATE_BY_PHONE, body), Api.TEMPLATE)

    async def upload(self, token: str, kind: FileKind, attached: Attached) -> Kept:
        """The id by which a message may carry the file: of pictures an attachment, of files a token."""
        said = await self._called(token, f"{self._api_url}{UPLOAD}{kind}", attached)
        if not isinstance(said, _Said):
            return said
        if said.error:
            return Refused(Api.OA, said.error)
        named = said.data.get("token" if kind is FileKind.FILE else "attachment_id")
        return Uploaded(str(named)) if named else InDoubt("strange_answer")

    async def name(self, token: str) -> str | Refused | NotSent | InDoubt:
        """What the account is called."""
        said = await self._called(token, self._api_url + OA, None)
        if not isinstance(said, _Said):
            return said
        return Refused(Api.OA, said.error) if said.error else str(said.data.get("name", ""))

    async def _message(self, token: str, body: dict[str, Any]) -> Sent:
        return _sent(await self._called(token, self._api_url + CS, body), Api.OA)

    async def _called(
        self, token: str, url: str, body: dict[str, Any] | Attached | None
    ) -> "_Said | NotSent | InDoubt":
        said = await self._call(token, url, body)
        if isinstance(said, _Said) and said.error == _WRONG_PROOF and not self._proves:
            self._proves = True
            said = await self._call(token, url, body)
        return said

    async def _call(
        self, token: str, url: str, body: dict[str, Any] | Attached | None
    ) -> "_Said | NotSent | InDoubt":
        if self._session is None:
            raise RuntimeError("the API is not open")
        options: dict[str, Any] = {"timeout": _SECONDS}
        if isinstance(body, Attached):
            options = {"data": _form(body), "timeout": _UPLOAD_SECONDS}
        elif body is not None:
            options["json"] = body
        method = "GET" if body is None else "POST"
        try:
            async with self._session.request(
                method, url, headers=self._headers(token), allow_redirects=False, **options
            ) as answer:
                if answer.status != 200:
                    return InDoubt(f"http_{answer.status}")
                return _said(await whole(answer))
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError):
            return NotSent("no_connection")
        except TimeoutError:
            return InDoubt("timeout")
        except aiohttp.ClientError:
            return InDoubt("network")

    def _headers(self, token: str) -> dict[str, str]:
        headers = {"access_token": token}
        if self._proves:
            headers["appsecret_proof"] = hmac.new(
                self._app_secret.encode(), token.encode(), hashlib.sha256
            ).hexdigest()
        return headers


async def whole(answer: aiohttp.ClientResponse) -> bytes:
    """The body of an answer; nothing when it is longer than any of theirs."""
    return await read_up_to(answer, _MOST_ANSWER_BYTES) or b""


def _form(attached: Attached) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # names go as they are
    form.add_field("file", BytesIO(attached.data), filename=attached.name, content_type=attached.mime)
    return form


def _said(raw: bytes) -> "_Said | InDoubt":
    try:
        told = json.loads(raw)
        error = int(told.get("error", 0))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return InDoubt("strange_answer")
    data = told.get("data")
    return _Said(error, data if isinstance(data, dict) else {})


def _sent(said: "_Said | NotSent | InDoubt", api: Api) -> Sent:
    """`quota` is told even when the object names no kind; without the object the message was billed."""
    if not isinstance(said, _Said):
        return said
    if said.error:
        return Refused(api, said.error)
    quota = said.data.get("quota")
    kind = str(quota.get("quota_type") or "") if isinstance(quota, dict) else None
    return Accepted(str(said.data.get("message_id") or said.data.get("msg_id") or ""), kind)
