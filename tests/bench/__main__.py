"""`make bench`: what a message costs, on SQLite and, when its binaries are found, on PostgreSQL."""

import asyncio
import platform
import tempfile
from datetime import timedelta
from pathlib import Path

import aiohttp

from bot.clock import SystemClock
from handlers.messages import Address, Update, UpdateKind
from knowledge.base import KnowledgeBase
from storage.database import Database, database_url
from storage.migrate import migrate
from storage.repositories.deliveries import Result
from storage.states import DeliveryState, Lane, Promise
from tests.bench.applications import print_applications
from tests.bench.measure import HEAD, measure
from tests.bench.retrieval import print_retrieval
from tests.bench.verdicts import print_verdicts
from tests.support import postgres
from tests.support.houses import open_test_house
from tests.support.services import running_service
from tests.support.visitors import Visitor

_QUESTION = "ho tro mua may bao nhieu tien"
_BATCH = 100
_ROWS = 2_500


async def main() -> None:
    print(f"{platform.machine()}, Python {platform.python_version()}, one process\n")
    knowledge = KnowledgeBase.load()
    print_retrieval()
    print("\n" + HEAD)
    print_verdicts(knowledge)
    with tempfile.TemporaryDirectory() as folder:
        await _database("SQLite", f"sqlite:///{folder}/bench.db", Path(folder), knowledge)
        try:
            server = postgres.create()
        except postgres.NoPostgres:
            print("\nno PostgreSQL binaries found: its rows are missing")
            return
        server.execute("CREATE DATABASE bench")
        await _database("PostgreSQL", f"{server.url}/bench", Path(folder), knowledge)
        postgres.remove(server)


async def _database(name: str, url: str, folder: Path, knowledge: KnowledgeBase) -> None:
    await migrate(database_url(url))
    data = folder / name
    async with open_test_house(url, data, SystemClock(), knowledge) as house:

        async def store(number: int) -> None:
            address = Address("web", "page", f"v{number % 50}")
            update = Update(address, f"{name}-{number}", UpdateKind.TEXT, _QUESTION)
            await house.intake.accept(update, house.clock.now())

        print((await measure(f"{name}: store an update", 300, store)).row(), flush=True)

        async def answer(_number: int) -> None:
            for conversation in await house.dispatcher.due(house.clock.now(), 1):
                await house.dispatcher.work(conversation, house.clock.now())

        print((await measure(f"{name}: answer a conversation's backlog", 40, answer)).row(), flush=True)
        await _fill(house.database)

        async def claim_and_record(_number: int) -> None:
            now = house.clock.now()
            async with house.database.transaction() as held:
                rows = await held.deliveries.claim("bulk", "bench", "me", now, timedelta(seconds=60), _BATCH)
                ids = [row.id for row in rows]
                await held.deliveries.start(ids, "me", now, timedelta(seconds=60))
                done = [Result(identity, DeliveryState.SENT, "ok") for identity in ids]
                await held.deliveries.record(done, "me", now)

        figures = await measure(f"{name}: claim and record {_BATCH} deliveries", 20, claim_and_record, _BATCH)
        print(figures.row(), flush=True)
    async with (
        running_service(url, data, knowledge) as running,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
    ):
        await _conversation(name, running.url, http)
    async with open_test_house(url, data, SystemClock(), knowledge) as house:
        await print_applications(name, house)


async def _conversation(name: str, url: str, http: aiohttp.ClientSession) -> None:
    visitor = Visitor(url, http)

    async def ask(number: int) -> None:
        if number % 10 == 0:  # somebody new, before one person is told to slow down
            http.cookie_jar.clear()
            await visitor.arrives()
        await visitor.asks(_QUESTION)

    await visitor.arrives()
    print((await measure(f"{name}: web question to answer", 100, ask)).row(), flush=True)


async def _fill(database: Database) -> None:
    now = SystemClock().now()
    async with database.transaction() as store:
        for number in range(_ROWS):
            conversation = await store.conversations.find_or_create("bulk", "bench", str(number), now)
            await store.deliveries.add(
                conversation,
                "bulk",
                "bench",
                str(number),
                Lane.BULK,
                Promise.AT_LEAST_ONCE,
                "{}",
                None,
                0,
                now,
            )


if __name__ == "__main__":
    asyncio.run(main())
