"""A running Zalo stand-in with a clock to move by hand, and a plain client that has its tokens."""

import io
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.standins.zalo import Person, Tokens, ZaloStandIn
from tests.support.clock import HandClock

HOUR = 3600
DAY = 24 * HOUR


class Desk:
    """To be used with `async with`; every call gives the decoded answer."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.api = ZaloStandIn(now=self.clock.now)
        self.tokens = Tokens("", "")

    async def __aenter__(self) -> Self:
        await self.api.start()
        self.http = aiohttp.ClientSession()
        self.tokens = self.api.oauth.issue()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.close()
        await self.api.stop()

    @property
    def headers(self) -> dict[str, str]:
        """What every call to the OA API carries."""
        return {"access_token": self.tokens.access}

    async def person(self, name: str = "Sáu") -> Person:
        """Somebody who has just written."""
        person = self.api.person(name)
        await person.say("xin chào")
        return person

    def later(self, seconds: float) -> None:
        """Time goes by, with a fresh pair at its end."""
        self.clock.pass_seconds(seconds)
        self.tokens = self.api.oauth.issue()

    async def post(self, path: str, body: object, **headers: str) -> Any:
        """A call to the OA API with a JSON body."""
        url = f"{self.api.openapi_url}{path}"
        async with self.http.post(url, json=body, headers=self.headers | headers) as answer:
            assert answer.status == 200
            return await answer.json()

    async def get(self, path: str, data: str = "{}") -> Any:
        """A call to the OA API whose parameters travel as one query field."""
        url = f"{self.api.openapi_url}{path}"
        async with self.http.get(url, params={"data": data}, headers=self.headers) as answer:
            assert answer.status == 200
            return await answer.json()

    async def cs(self, person: Person, message: object) -> Any:
        """A consultation message."""
        return await self.post(
            "/v3.0/oa/message/cs", {"recipient": {"user_id": person.id}, "message": message}
        )

    async def say(self, person: Person, text: str = "Chào anh/chị") -> int:
        """A text, and its error code."""
        return int((await self.cs(person, {"text": text}))["error"])

    async def upload(self, kind: str, name: str, content: bytes) -> Any:
        """A file to the OA."""
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(content), filename=name)
        url = f"{self.api.openapi_url}/v2.0/oa/upload/{kind}"
        async with self.http.post(url, data=form, headers=self.headers) as answer:
            return await answer.json()

    async def by_phone(self, body: object) -> Any:
        """A template message by phone."""
        url = f"{self.api.business_url}/message/template"
        async with self.http.post(url, json=body, headers=self.headers) as answer:
            return await answer.json()

    async def refresh(self, token: str, secret: str | None = None, **form: str) -> Any:
        """A refresh, or another exchange with what `form` changes."""
        body = {
            "grant_type": "refresh_token",
            "app_id": self.api.identity.app_id,
            "refresh_token": token,
        } | form
        key = {"secret_key": self.api.identity.app_secret if secret is None else secret}
        async with self.http.post(
            f"{self.api.oauth_url}/v4/oa/access_token", data=body, headers=key
        ) as answer:
            return await answer.json()

    async def bot(self, method: str, token: str = "", **params: Any) -> Any:
        """A method of the Bot Platform."""
        url = f"{self.api.bot_url}/bot{token or self.api.bot.token}/{method}"
        async with self.http.post(url, json=params) as answer:
            return await answer.json()


def template(text: str = "", **payload: Any) -> dict[str, Any]:
    """The message of a call with a template attachment."""
    body: dict[str, Any] = {"attachment": {"type": "template", "payload": payload}}
    return body | ({"text": text} if text else {})


def media(**element: Any) -> dict[str, Any]:
    """The message of a call with one media element."""
    return template(template_type="media", elements=[element])
