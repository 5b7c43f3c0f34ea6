"""What the clock has done in the house now and then: reminders, news, and the end of what was kept long enough."""

import logging
from dataclasses import dataclass

from bot.app import House
from handlers.attachments.sweeping import sweep_blobs
from handlers.retention import forget_old
from handlers.rights.erasing import finish_erasures

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upkeep:
    house: House

    async def remind(self) -> None:
        await self.house.follow_ups.remind(self.house.clock.now)

    async def remind_staff(self) -> None:
        await self.house.follow_ups.reminders.remind(self.house.clock.now())

    async def news(self) -> None:
        now = self.house.clock.now()
        await self.house.news.conductor.look(now)
        await self.house.news.chat.watch.look(now)

    async def zalo(self) -> None:
        if self.house.zalo is not None:
            await self.house.zalo.room.look(self.house.clock.now())

    async def erasures(self) -> None:
        await finish_erasures(self.house.database, self.house.clock.now())

    async def retention(self) -> None:
        house = self.house
        kept, spend = house.knowledge.privacy.retention, house.arrivals.spend
        gone = await forget_old(house.database, kept, spend, house.clock.now())
        if any(gone.values()):
            log.info("forgotten", extra=gone)

    async def files(self) -> None:
        gone = await sweep_blobs(self.house.database, self.house.blobs, self.house.clock.now())
        if any(gone.values()):
            log.info("files_swept", extra=gone)
