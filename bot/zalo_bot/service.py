"""Starts and stops the Bot Platform's channel: its client, and polling or webhook."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.loops import rest, unless_stopped
from bot.zalo_bot.client import Refused, ZaloBotClient, ZaloBotError
from bot.zalo_bot.door import ZaloBotDoor
from bot.zalo_bot.parse import NAME
from bot.zalo_bot.polling import Polling
from bot.zalo_bot.webhook import PATH

log = logging.getLogger(__name__)

_AGAIN_SECONDS = 30.0
_OF_THE_CALL = (400, 404)  # the platform was there, knew us, and did not like what was asked


@dataclass(frozen=True, slots=True)
class ZaloBotService:
    """`webhook_url` is empty when polling."""

    client: ZaloBotClient
    door: ZaloBotDoor
    webhook_url: str
    webhook_secret: str = field(repr=False)

    @asynccontextmanager
    async def connections(self) -> AsyncIterator[None]:
        """Open for calls while the block lasts; it must outlast every sender."""
        async with self.client:
            try:
                yield
            finally:
                await self.door.close()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a platform out of reach is asked again, the rest of the house goes on."""
        while not stop.is_set() and not await unless_stopped(stop, self._set_up()):
            await rest(stop, _AGAIN_SECONDS)
        if self.webhook_url:
            await stop.wait()
        else:
            await Polling(self.client, self.door).run(stop)

    async def _set_up(self) -> bool:
        try:
            if self.webhook_url:
                await self.client.receive_by_webhook(self.webhook_url + PATH, self.webhook_secret)
            else:
                await self._end_webhook()
        except ZaloBotError as error:
            log.warning("zalo_bot_not_ready", extra={"channel": NAME, "error": str(error)})
            return False
        log.info("zalo_bot_ready", extra={"mode": "webhook" if self.webhook_url else "polling"})
        return True

    async def _end_webhook(self) -> None:
        """What the platform says when there was none is not known: such a refusal must not keep us from asking."""
        try:
            await self.client.receive_by_polling()
        except Refused as error:
            if error.code not in _OF_THE_CALL:
                raise
            log.info("webhook_not_ended", extra={"channel": NAME, "error": str(error)})
