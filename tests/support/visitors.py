"""A visitor of the chat page, by the same HTTP interface that the page uses."""

import io
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from yarl import URL


class Visitor:
    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self._http = http
        self.seen = 0

    async def arrives(self) -> None:
        async with self._http.post(f"{self.url}/chat/api/session") as answer:
            assert answer.status == 200

    async def posts(self, body: Any) -> tuple[int, dict[str, Any]]:
        async with self._http.post(f"{self.url}/chat/api/messages", json=body) as answer:
            return answer.status, await answer.json()

    async def says(self, text: str) -> int:
        status, body = await self.posts({"text": text})
        assert status == 202, body
        return int(body["id"])

    async def presses(self, payload: str) -> None:
        status, body = await self.posts({"button": payload})
        assert status == 202, body

    async def reads(self, after: int, wait: float = 0) -> list[dict[str, Any]]:
        query = {"after": str(after), "wait": str(wait)}
        async with self._http.get(f"{self.url}/chat/api/messages", params=query) as answer:
            assert answer.status == 200
            messages: list[dict[str, Any]] = (await answer.json())["messages"]
            return messages

    async def answer(self, after: int, within_seconds: float = 60) -> dict[str, Any]:
        """The first message of the bot after an id."""
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            messages = await self.reads(after, wait=2)
            for message in messages:
                after = max(after, int(message["id"]))
                if message["from"] == "bot":
                    return message
        raise AssertionError(f"no answer within {within_seconds} s")

    async def sends(
        self, body: bytes, content_type: str, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Raw bytes, as a forger would."""
        named = {"Content-Type": content_type, **(headers or {})}
        url = f"{self.url}/chat/api/messages"
        async with self._http.post(url, data=io.BytesIO(body), headers=named) as answer:
            return answer.status, await answer.json()

    async def uploads(self, form: aiohttp.FormData) -> tuple[int, dict[str, Any]]:
        async with self._http.post(f"{self.url}/chat/api/messages", data=form) as answer:
            return answer.status, await answer.json()

    async def sends_file(
        self, data: bytes, name: str = "giay.pdf", text: str = "", key: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """A file, with words when there are some, as the page's own form does."""
        form = aiohttp.FormData(quote_fields=False)  # browsers send names as they are
        if text:
            form.add_field("text", text)
        form.add_field("file", io.BytesIO(data), filename=name, content_type="application/octet-stream")
        headers = {"Idempotency-Key": key} if key else {}
        url = f"{self.url}/chat/api/messages"
        async with self._http.post(url, data=form, headers=headers) as answer:
            return answer.status, await answer.json()

    async def fetches(self, path: str) -> tuple[int, bytes, Mapping[str, str]]:
        """A file behind a link, with what the answer says of it."""
        async with self._http.get(f"{self.url}{path}") as answer:
            return answer.status, await answer.read(), answer.headers

    @property
    def cookie(self) -> str:
        """What this visitor's browser would send along."""
        found = self._http.cookie_jar.filter_cookies(URL(f"{self.url}/chat/api/messages"))
        return found.output(header="", sep=";").strip()

    async def status(self, path: str) -> int:
        async with self._http.get(URL(f"{self.url}{path}", encoded=True)) as answer:
            return answer.status

    @asynccontextmanager
    async def streams(self, after: int) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """The messages of the event stream as they come."""
        async with self._http.get(f"{self.url}/chat/api/events", params={"after": str(after)}) as answer:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            yield _events(answer)

    async def hears(self, text: str, expected: str) -> dict[str, Any]:
        """Says something, and waits for the answer that holds these words."""
        self.seen = max(self.seen, await self.says(text))
        return await self.hears_next(expected)

    async def hears_next(self, expected: str, within_seconds: float = 60) -> dict[str, Any]:
        """The next message of the bot with these words, passing over others."""
        passed = []
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            for message in await self.reads(self.seen, wait=2):
                self.seen = int(message["id"])
                if message["from"] == "bot" and expected in message["text"]:
                    return message
                passed.append(message["text"])
        raise AssertionError(f"{expected!r} was not said, but {passed}")

    async def asks(self, text: str) -> dict[str, Any]:
        return await self.answer(await self.says(text))


async def _events(answer: aiohttp.ClientResponse) -> AsyncIterator[dict[str, Any]]:
    async for line in answer.content:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))
