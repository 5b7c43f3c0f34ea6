"""The whole inside of the bot over a test database, and a person who talks to it without any channel."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from bot.app import House, open_house
from bot.clock import Clock
from bot.settings import Settings
from handlers.messages import Address, Line, Update, UpdateKind
from knowledge.base import KnowledgeBase

_keys = count(1)


def make_settings(database_url: str, data_dir: Path, **changes: object) -> Settings:
    """Settings that read no `.env` and no environment of the machine."""
    values: dict[str, object] = {
        "database_url": database_url,
        "data_dir": data_dir,
        "port": 0,
        "secret_key": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        **changes,
    }
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]


@asynccontextmanager
async def open_test_house(
    database_url: str, data_dir: Path, clock: Clock, knowledge: KnowledgeBase, **changes: object
) -> AsyncIterator[House]:
    settings = make_settings(database_url, data_dir, **changes)
    async with open_house(settings, clock, lambda: knowledge) as house:
        yield house


class Person:
    """Talks to the house by its inner doors, on the web channel unless told otherwise."""

    def __init__(
        self, house: House, chat_key: str = "visitor", channel: str = "web", bot_id: str = "page"
    ) -> None:
        self.house = house
        self.address = Address(channel, bot_id, chat_key)

    async def sends(self, kind: UpdateKind, text: str = "", payload: str = "", detail: str = "") -> None:
        update = Update(self.address, f"k{next(_keys)}", kind, text, payload, detail)
        await self.house.intake.accept(update, self.house.clock.now())

    async def says(self, text: str) -> None:
        await self.sends(UpdateKind.TEXT, text)

    async def presses(self, payload: str) -> None:
        await self.sends(UpdateKind.BUTTON, payload=payload)

    async def transcript(self) -> list[Line]:
        return await self.house.transcript.after(self.address, 0)

    async def last_answer(self) -> Line:
        return [line for line in await self.transcript() if line.author == "bot"][-1]

    async def asks(self, text: str) -> str:
        """Says something, lets the house answer everything that is due by then, and reads the last answer."""
        await self.says(text)
        await work_all(self.house)
        return (await self.last_answer()).reply.text


async def work_all(house: House) -> None:
    """Answers all due updates; with a hand-moved clock, first moves it past the settling time."""
    if (next_at := await house.dispatcher.next_due_at()) is None:
        return
    wait = (next_at - house.clock.now()).total_seconds()
    if wait > 0 and hasattr(house.clock, "pass_seconds"):
        house.clock.pass_seconds(wait)
    for conversation_id in await house.dispatcher.due(house.clock.now(), 1000):
        await house.dispatcher.work(conversation_id, house.clock.now())
