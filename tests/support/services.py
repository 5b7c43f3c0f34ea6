"""The whole service in this process, listening on a port of its own, on a real clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.app import House
from bot.clock import SystemClock
from bot.service import Service
from handlers.files import Files, Makers
from knowledge.base import KnowledgeBase
from tests.support.houses import open_test_house


@dataclass(frozen=True, slots=True)
class Running:
    house: House
    service: Service
    url: str


@asynccontextmanager
async def running_service(
    database_url: str,
    data_dir: Path,
    knowledge: KnowledgeBase,
    makers: Makers | None = None,
    **changes: object,
) -> AsyncIterator[Running]:
    """Started when the block begins, stopped in order when it ends. `makers` take the place of the house's own."""
    async with open_test_house(database_url, data_dir, SystemClock(), knowledge, **changes) as built:
        own = built.files if makers is None else Files(built.database, makers)
        house = replace(built, files=own)
        service = Service(house)
        started: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(service.run(started))
        await asyncio.wait({task, started}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        try:
            yield Running(house, service, f"http://127.0.0.1:{started.result()}")
        finally:
            if not task.done():
                service.stop()
            await asyncio.wait_for(task, 30)
