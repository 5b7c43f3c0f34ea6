"""A broadcast to many people while something is killed again and again, and who got how often what at the end."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from bot.clock import SystemClock
from handlers.broadcasts.conductor import Conductor
from handlers.broadcasts.ways import NewsWays
from storage.database import Database
from storage.states import DeliveryState
from storage.tables import delivery
from tests.standins.telegram import TelegramStandIn
from tests.support.broadcasts import TELEGRAM, a_broadcast
from tests.support.crowds import FIRST_CHAT, a_crowd
from tests.support.nursery import BornBot, Nursery
from tests.support.rows import asked, change

ON_THE_WIRE = 10  # at most so many are repeated after a crash
_ANSWER_SECONDS = 0.02
_GONE_EVERY = 50  # every so many-th person has blocked the bot
_PATIENCE_SECONDS = 600.0
_QUIET_SECONDS = 2.0  # after this whatever is still on the wire is so in the tables only
_CLOCK = SystemClock()
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

Disturb = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Result:
    """What people got."""

    lost: int
    doubles: int  # messages beyond the first to somebody
    most_copies: int
    to_gone: int  # to people who had blocked the bot


class Trial:
    """One broadcast on one database, with as many bots as are born for it."""

    def __init__(self, api: TelegramStandIn, database: Database, nursery: Nursery, folder: Path) -> None:
        self._api = api
        self.database = database
        self._nursery = nursery
        self._folder = folder
        self._chats: range = range(0)
        self.bots: list[BornBot] = []
        self.without: set[int] = set()  # the chats that got nothing, of those that could

    @property
    def _is_shared(self) -> bool:
        """On PostgreSQL several bots share the work."""
        return not self.database.is_sqlite

    async def begins(self, people: int, bots: int = 1) -> None:
        """The audience is written down, and so many bots send."""
        await self.gathers(people)
        await self.gives_birth(bots)

    async def gathers(self, people: int) -> None:
        """So many people, on the platform and in the tables, and a broadcast that waits for its senders."""
        self._chats = range(FIRST_CHAT, FIRST_CHAT + people)
        for number in self._chats:
            person = self._api.person(number, has_started=True)
            if number % _GONE_EVERY == 0:
                person.chat.refusal = "bot was blocked by the user"
        a_crowd(self.database, people, _CLOCK.now(), bot_id=self._api.token.partition(":")[0])
        conductor = Conductor(self.database, NewsWays((TELEGRAM,)), _ZONE, "trial", lambda: None)
        await a_broadcast(self.database, _CLOCK.now())
        await conductor.look(_CLOCK.now())

    async def gives_birth(self, bots: int = 1, **settings: object) -> None:
        for _ in range(bots):
            self.bots.append(await self.a_bot(**settings))
        for bot in self.bots:
            await bot.started()

    async def a_bot(self, **settings: object) -> BornBot:
        given = {
            "database_url": self.database.url.render_as_string(hide_password=False),
            "data_dir": self._folder / "data",
            "telegram_token": self._api.token,
            "telegram_api_url": self._api.root_url,
            "telegram_rate_per_second": 1000,
            "quiet_hours": "00:00-00:00",
            "roles": "sender,scheduler" if self._is_shared else "web,sender,scheduler",
            **settings,
        }
        return await self._nursery.bot(**given)

    def takes_its_time(self, fails_too: bool = False) -> None:
        """The platform, as from the other side of the world; it may fail now and then."""
        if fails_too:
            self._api.fail_next("sendMessage", 429, times=3, share=0.01)
            self._api.fail_next("sendMessage", 500, times=10, share=0.01)
        self._api.slow_next("sendMessage", _ANSWER_SECONDS, times=None)

    async def is_disturbed(self, times: int, chance: random.Random, disturb: Disturb) -> None:
        """So many times, each at some moment while messages leave; fewer where births take longer than messages."""
        for done in range(times):
            await self.sends_on()
            await asyncio.sleep(chance.uniform(0.05, 0.5))  # the moment is the point of the trial
            if not self._is_open():
                assert done > 0, "over before anything has happened"
                return
            await disturb()

    async def sends_on(self) -> None:
        """Returns when one more message has arrived, or all have."""
        before = self._arrived
        async with asyncio.timeout(90):
            while self._arrived == before and self._is_open():  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.02)

    async def kills_one(self, chance: random.Random) -> None:
        """And another is born in its place."""
        victim = chance.randrange(len(self.bots))
        await self.bots[victim].kill()
        self.bots[victim] = await self.a_bot()
        await self.bots[victim].started()

    async def ends(self) -> Result:
        """Waits for the last message, stops the bots, and counts."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            quiet_since, before = time.monotonic(), self._arrived
            while self._is_open():
                await asyncio.sleep(0.1)
                if self._arrived > before:
                    quiet_since, before = time.monotonic(), self._arrived
                elif time.monotonic() - quiet_since > _QUIET_SECONDS:
                    self._leases_end()
        for bot in self.bots:
            await bot.stop()
        return self.counted()

    def counted(self) -> Result:
        chats = self._api.bot().chats
        copies = {number: len(chats[number].sent) for number in self._chats}
        gone = {number for number in self._chats if chats[number].refusal is not None}
        self.without = {number for number in self._chats if not copies[number]} - gone
        return Result(
            lost=len(self.without),
            doubles=sum(max(0, count - 1) for count in copies.values()),
            most_copies=max(copies.values()),
            to_gone=sum(copies[number] for number in gone),
        )

    def states(self) -> dict[str, int]:
        """How many deliveries stand in each state."""
        counted = select(delivery.c.state, func.count()).group_by(delivery.c.state)
        return {str(state): int(count) for state, count in asked(self.database, counted, {})}

    @property
    def _arrived(self) -> int:
        return sum(len(chat.sent) for chat in self._api.bot().chats.values())

    def _is_open(self) -> bool:
        still = select(delivery.c.id).where(delivery.c.next_at.is_not(None)).limit(1)
        return bool(asked(self.database, still, {}))

    def _leases_end(self) -> None:
        """The minute that they last is over: nobody wants to wait for it."""
        held = delivery.c.state.in_([DeliveryState.LEASED, DeliveryState.SENDING])
        over = _CLOCK.now() - timedelta(seconds=1)
        change(self.database, update(delivery).where(held).values(next_at=over))
