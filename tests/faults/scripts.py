"""Scripted conversations that outlive the bot: each person asks, waits for the answer, asks on."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

from tests.standins.telegram import Person
from tests.support.visitors import Visitor

# Whole questions, each with an entry of its own; none so short that it would wait for more.
QUESTIONS = (
    ("Mua máy có được hỗ trợ không, được bao nhiêu?", "ho-tro-may-moc"),
    ("Máy cũ, máy nhập khẩu đã qua sử dụng có được tính không?", "may-cu"),
    ("Từ lúc đăng ký đến khi nhận tiền gồm những bước nào?", "cac-buoc-tu-dang-ky-den-nhan-tien"),
    ("Làng nghề có được hỗ trợ không?", "lang-nghe-co-duoc-khong"),
)
_PATIENCE_SECONDS = 400.0


@dataclass(slots=True)
class Heard:
    """What one person heard, in order; the same answer twice stands there twice."""

    answers: list[str] = field(default_factory=list)


class Talker(Protocol):
    async def run(self, thinking: random.Random) -> Heard: ...


class WebTalker:
    """A visitor whose page repeats what was not acknowledged, after looking whether it arrived."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def run(self, thinking: random.Random) -> Heard:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as http:
            visitor = Visitor(self._url, http)
            await _until_it_works(visitor.arrives)
            for question, _ in QUESTIONS:
                await self._say_once(visitor, question)
                await self._answered(visitor, question)
                await asyncio.sleep(thinking.uniform(0.1, 0.6))
            messages = await _until_it_works(lambda: visitor.reads(0))
        return Heard([message["text"] for message in messages if message["from"] == "bot"])

    async def _say_once(self, visitor: Visitor, question: str) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                await visitor.says(question)
            except aiohttp.ClientError:
                said = await _until_it_works(lambda: visitor.reads(0))
                if not any(message["text"] == question for message in said):
                    continue
            return
        raise AssertionError("nobody took the question")

    async def _answered(self, visitor: Visitor, question: str) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            messages = await _until_it_works(lambda: visitor.reads(0))
            texts = [message["text"] for message in messages]
            if messages and messages[-1]["from"] == "bot" and question in texts:
                return
            await asyncio.sleep(0.2)  # a page looks again
        raise AssertionError(f"no answer to {question!r}")


class TelegramTalker:
    def __init__(self, person: Person) -> None:
        self._person = person

    async def run(self, thinking: random.Random) -> Heard:
        for _, (question, _) in enumerate(QUESTIONS):
            before = {sent.text for sent in self._person.replies}
            await self._person.say(question)
            await self._until_new(before)
            await asyncio.sleep(thinking.uniform(0.1, 0.6))
        return Heard([sent.text for sent in self._person.replies])

    async def _until_new(self, before: set[str]) -> None:
        """Until an answer that was not there before; a repeated older one does not count."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if {sent.text for sent in self._person.replies} - before:
                return
            await asyncio.sleep(0.05)
        raise AssertionError("no answer on Telegram")


async def _until_it_works(call: Any) -> Any:
    """Repeats a harmless request while the bot is away."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return await call()
        except aiohttp.ClientError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)
