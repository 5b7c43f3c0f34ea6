"""Starts and stops the account's channel: its client, and what has to be looked at now and then."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.loops import rest
from bot.zalo_oa.api import ZaloApi
from bot.zalo_oa.door import ZaloDoor
from handlers.zalo.room import ZaloRoom

log = logging.getLogger(__name__)

_AGAIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ZaloService:
    api: ZaloApi
    door: ZaloDoor
    room: ZaloRoom

    @asynccontextmanager
    async def connections(self) -> AsyncIterator[None]:
        """Open for calls while the block lasts; it must outlast every sender, and every new pair of tokens."""
        async with self.api:
            try:
                yield
            finally:
                await self.door.close()
                await self.room.tokens.settled()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set: receipts that came too early are tried again."""
        while not stop.is_set():
            try:
                await self.room.receipts.try_again()
            except Exception:  # the database may be away for a while
                log.exception("receipts_failed")
            await rest(stop, _AGAIN_SECONDS)
