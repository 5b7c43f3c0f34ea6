"""A sender over a scripted channel, with one clock for the house and for the pace."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.loops import Bell
from bot.pace import Pace
from bot.sender import Sender
from handlers.files import Files, Makers
from handlers.outbox import Outbox
from storage.database import Database
from tests.support.channels import ScriptedChannel
from tests.support.clock import HandClock
from tests.support.outboxes import an_outbox

OWNER = "me"


class Sending:
    def __init__(
        self,
        database: Database,
        clock: HandClock,
        channel: ScriptedChannel | None = None,
        owner: str = OWNER,
        makers: Makers | None = None,
        outbox: Outbox | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.channel = channel or ScriptedChannel()
        self.outbox = outbox or an_outbox(database)
        self.bell = Bell()
        pace = Pace(self.channel.abilities, lambda: clock.now().timestamp())
        files = Files(database, makers or {})
        self._sender = Sender(self.channel, self.outbox, files, pace, clock, self.bell, owner)
        self._stop = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Sends while the block runs; stopped in order at its end."""
        self._stop.clear()
        task = asyncio.create_task(self._sender.run(self._stop))
        try:
            yield
        finally:
            self.stop()
            async with asyncio.timeout(20):
                await task

    def stop(self) -> None:
        self._stop.set()
        self.bell.ring()

    async def has_had_its_chance(self) -> None:
        """Rings and lets the sender look, several times: one that would send wrongly does it here."""
        for _ in range(5):
            self.bell.ring()
            await asyncio.sleep(0.02)

    def pass_seconds(self, seconds: float) -> None:
        """Time goes on, and the sender looks again."""
        self.clock.pass_seconds(seconds)
        self.bell.ring()
