"""Updates are pushed to a webhook as the platform does it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import telegram
from aiohttp import web

from tests.standins.eventually import until
from tests.standins.library_client import library_client
from tests.standins.telegram import Patience, TelegramStandIn

QUICK = Patience(first_wait=0.01, longest_wait=0.05)
NO_PATIENCE = Patience(answer_seconds=0.05, first_wait=0.01, longest_wait=0.05)


@dataclass(slots=True)
class Hook:
    """A webhook that answers as told and writes down what it got."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    working: int = 0
    busiest: int = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.working += 1
        self.busiest = max(self.busiest, self.working)
        self.got.append(json.loads(await request.read()))
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await self.gate.wait()
        self.working -= 1
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    @property
    def words(self) -> list[str]:
        return [body["message"]["text"] for body in self.got]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    made.gate.set()
    app = web.Application()
    app.router.add_post("/hook", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    made.gate.set()
    await runner.cleanup()


@pytest.fixture
async def pushing(hook: Hook) -> AsyncIterator[tuple[TelegramStandIn, telegram.Bot]]:
    """A stand-in that pushes to the hook and soon tries again."""
    async with (
        TelegramStandIn(patience=QUICK) as api,
        library_client(api.root_url, api.token) as bot,
    ):
        await bot.set_webhook(hook.url, secret_token="bi-mat_1", max_connections=3)
        yield api, bot


Pushing = tuple[TelegramStandIn, telegram.Bot]


async def test_a_webhook_gets_updates_with_the_secret(pushing: Pushing, hook: Hook) -> None:
    api, bot = pushing
    await api.person(42).say("xin chào")
    await until(lambda: len(api.bot().queue) == 0)
    assert (hook.words, hook.secrets) == (["xin chào"], ["bi-mat_1"])
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.pending_update_count) == (hook.url, 3, 0)
    assert info.last_error_message is None


async def test_one_chat_gets_its_updates_one_after_another_while_others_pass(
    pushing: Pushing, hook: Hook
) -> None:
    api, _ = pushing
    hook.gate.clear()
    for word in ("1", "2", "3"):
        await api.person(42).say(word)
    await api.person(43).say("a")
    await until(lambda: len(hook.got) == 2)
    assert hook.words == ["1", "a"]
    hook.gate.set()
    await until(lambda: len(api.bot().queue) == 0)
    assert [word for word in hook.words if word != "a"] == ["1", "2", "3"]


async def test_no_more_connections_than_asked_for(pushing: Pushing, hook: Hook) -> None:
    api, _ = pushing
    hook.gate.clear()
    for number in range(10):
        await api.person(100 + number).say("x")
    await until(lambda: hook.working == 3)
    hook.gate.set()
    await until(lambda: len(api.bot().queue) == 0)
    assert (hook.busiest, len(hook.got)) == (3, 10)


async def test_a_refused_update_comes_again_and_the_next_of_its_chat_waits(
    pushing: Pushing, hook: Hook
) -> None:
    api, bot = pushing
    hook.statuses = [500, 403, 302]
    await api.person(42).say("một")
    await api.person(42).say("hai")
    await until(lambda: len(api.bot().queue) == 0)
    assert hook.words == ["một"] * 4 + ["hai"]
    assert [attempt.status for attempt in api.bot().tricks.attempts] == [500, 403, 302, 200, 200]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 302 Found"


async def test_an_update_without_an_answer_comes_again(hook: Hook) -> None:
    hook.gate.clear()
    async with (
        TelegramStandIn(patience=NO_PATIENCE) as api,
        library_client(api.root_url, api.token) as bot,
    ):
        await bot.set_webhook(hook.url)
        await api.person(42).say("một")
        await until(lambda: len(hook.got) == 2)
        hook.gate.set()
        await until(lambda: len(api.bot().queue) == 0)
        assert set(hook.words) == {"một"}
        assert api.bot().tricks.attempts[0].status == 0


async def test_updates_are_doubled_and_reordered_on_demand(pushing: Pushing, hook: Hook) -> None:
    api, _ = pushing
    api.duplicate_next()
    await api.person(42).say("đôi")
    await until(lambda: len(hook.got) == 2)
    assert hook.got[0] == hook.got[1]
    api.reorder_next(3)
    for word in ("1", "2", "3"):
        await api.person(42).say(word)
    await until(lambda: len(api.bot().queue) == 0)
    await api.person(42).say("4")
    await until(lambda: len(api.bot().queue) == 0)
    assert hook.words[2:] == ["3", "2", "1", "4"]


async def test_what_a_dead_webhook_did_not_take_is_there_for_polling(pushing: Pushing, hook: Hook) -> None:
    api, bot = pushing
    hook.statuses = [503] * 1000
    await api.person(42).say("một")
    await until(lambda: len(hook.got) >= 3)
    await bot.delete_webhook()
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "một"


async def test_a_hook_that_was_down_gets_everything_later(pushing: Pushing, hook: Hook) -> None:
    api, bot = pushing
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await api.person(42).say("một")
    await until(lambda: any(attempt.status == 0 for attempt in api.bot().tricks.attempts))
    await bot.set_webhook(hook.url)
    await until(lambda: len(api.bot().queue) == 0)
    assert hook.words == ["một"]
