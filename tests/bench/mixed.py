"""How long people wait for an answer while a broadcast is going out at its pace, and how well it keeps that."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

from storage.crypto import Vault
from storage.database import Database, database_url
from storage.migrate import migrate
from tests.bench.measure import figures
from tests.conftest import SECRET
from tests.faults.trials import Trial
from tests.standins.telegram import TelegramStandIn
from tests.support.nursery import Nursery
from tests.support.visitors import Visitor

_QUESTION = "Mua máy có được hỗ trợ không, được bao nhiêu?"
_PER_SECOND = 20
_SECONDS = 20
_RATE = 25
_FIRST_ASKER = 5_000

Ask = Callable[[int], Awaitable[None]]


async def print_mixed(name: str, url: str, folder: Path) -> None:
    """The pace alone, then beside people on the web page, then beside people who write to the same bot."""
    await migrate(database_url(url))
    async with (
        Database(database_url(url), Vault(SECRET)) as database,
        TelegramStandIn() as api,
        Nursery(folder) as nursery,
    ):
        trial = Trial(api, database, nursery, folder / f"mixed-{name}")
        await trial.gathers(_RATE * _SECONDS * 5)
        port = 18_000 + random.randrange(2_000)
        await trial.gives_birth(roles="web,sender,scheduler", telegram_rate_per_second=_RATE, port=port)
        await trial.sends_on()
        await asyncio.sleep(_SECONDS)
        _print_pace(f"{name}: a broadcast alone", api, 0.0)
        web, same = _on_the_page(f"http://127.0.0.1:{port}"), _to_the_bot(api)
        await _asking(f"{name}: an answer on the web page, {_PER_SECOND}/s, beside a broadcast", web, api)
        await _asking(f"{name}: an answer of the same bot, {_PER_SECOND}/s, beside a broadcast", same, api)
        for bot in trial.bots:
            await bot.kill()


async def _asking(name: str, ask: Ask, api: TelegramStandIn) -> None:
    """New people come evenly, each with one question."""
    waited: list[float] = []
    since = api.clock()

    async def one(number: int) -> None:
        began = time.perf_counter()
        await ask(number)
        waited.append(time.perf_counter() - began)

    async with asyncio.TaskGroup() as people:
        for number in range(_PER_SECOND * _SECONDS):
            people.create_task(one(number))
            await asyncio.sleep(1 / _PER_SECOND)
    row = figures(name, waited)
    p95 = sorted(waited)[int(len(waited) * 0.95)]
    print(row.row())
    print(f"|    p95 {p95 * 1000:.0f} ms | | | | |")
    _print_pace("   the bot meanwhile", api, since)


def _print_pace(name: str, api: TelegramStandIn, since: float) -> None:
    moments = [record.at for record in api.log.of("sendMessage") if record.at >= since]
    per_second = (len(moments) - 1) / (moments[-1] - moments[0])
    most = max(
        sum(begin <= at < begin + 1 for at in moments[place : place + 100])
        for place, begin in enumerate(moments)
    )
    print(f"| {name}: {per_second:.2f} sends a second, {most} in the fullest one | | | | |", flush=True)


def _on_the_page(url: str) -> Ask:
    async def ask(number: int) -> None:
        home = aiohttp.TCPConnector(local_addr=(f"127.0.{1 + number // 250}.{1 + number % 250}", 0))
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar, connector=home) as http:
            visitor = Visitor(url, http)
            await visitor.arrives()
            await visitor.asks(_QUESTION)

    return ask


def _to_the_bot(api: TelegramStandIn) -> Ask:
    async def ask(number: int) -> None:
        person = api.person(_FIRST_ASKER + number, has_started=True)
        await person.say(_QUESTION)
        await person.wait_for_reply()

    return ask
