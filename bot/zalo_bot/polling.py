"""Long polling without an offset: what was handed out is nowhere else, so it is stored before more is asked for."""

import asyncio
import logging
import time
from typing import Any

from bot.loops import rest, unless_stopped
from bot.zalo_bot.client import Refused, ZaloBotClient, ZaloBotError
from bot.zalo_bot.door import ZaloBotDoor
from bot.zalo_bot.parse import NAME

log = logging.getLogger(__name__)

_POLL_SECONDS = 25
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0
_QUOTA_PAUSE_SECONDS = 60.0
_SHORT_POLL_SECONDS = 1.0  # a poll that ends sooner with nothing did not wait as it was told


class Polling:
    def __init__(self, client: ZaloBotClient, door: ZaloBotDoor) -> None:
        self._client = client
        self._door = door

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. A dead network only makes it wait longer between tries."""
        pause = _FIRST_PAUSE_SECONDS
        while not stop.is_set():
            began = time.monotonic()
            try:
                events = await unless_stopped(stop, self._client.events(_POLL_SECONDS)) or []
                pause = _FIRST_PAUSE_SECONDS
            except Exception as error:  # noqa: BLE001 - polling must outlive every fault
                await self._rest_after(error, pause, stop)
                pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)
                continue
            for event in events:  # not given up by a stop: they are nowhere else
                await self._store(event, stop)
            if not events and time.monotonic() - began < _SHORT_POLL_SECONDS:
                await rest(stop, _SHORT_POLL_SECONDS)

    async def _store(self, event: dict[str, Any], stop: asyncio.Event) -> None:
        """Until it is stored; a stop while the database is away loses it, and says so."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                await self._door.take(event)
            except Exception:
                log.exception("event_not_stored", extra={"channel": NAME, "is_lost": stop.is_set()})
            else:
                return
            if stop.is_set():
                return
            await rest(stop, pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)

    async def _rest_after(self, error: Exception, pause: float, stop: asyncio.Event) -> None:
        expected = isinstance(error, ZaloBotError)
        log.log(
            logging.WARNING if expected else logging.ERROR,
            "poll_failed",
            exc_info=None if expected else error,
            extra={"channel": NAME, "error": str(error) if expected else type(error).__name__},
        )
        if isinstance(error, Refused) and error.is_of_quota:
            pause = _QUOTA_PAUSE_SECONDS
        elif isinstance(error, Refused) and error.is_of_token:
            pause = _LONGEST_PAUSE_SECONDS
        await rest(stop, pause)
