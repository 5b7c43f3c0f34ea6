"""Long polling that commits before it moves the offset: what Telegram forgets, we have stored."""

import asyncio
import json
import logging
from typing import Any, cast
from urllib.parse import urlencode

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.loops import rest, unless_stopped
from bot.telegram.channel import seconds_to_wait
from bot.telegram.door import TelegramDoor
from bot.telegram.parse import KINDS
from bot.telegram.request import AiohttpRequest

log = logging.getLogger(__name__)

_POLL_SECONDS = 25
_READ_SECONDS = 35.0
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0


class Polling:
    """`url` is the bot's address, token included."""

    def __init__(self, request: AiohttpRequest, url: str, door: TelegramDoor) -> None:
        self._request = request
        self._url = url
        self._door = door

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. A dead network only makes it wait longer between tries."""
        offset: int | None = None
        pause = _FIRST_PAUSE_SECONDS
        while not stop.is_set():
            try:
                offset = await unless_stopped(stop, self._round(offset)) or offset
                pause = _FIRST_PAUSE_SECONDS
            except Exception as error:  # noqa: BLE001 - polling must outlive every fault of network or database
                pause = await self._rest(error, pause, stop)

    async def _round(self, offset: int | None) -> int | None:
        """One long poll; the offset that confirms what is now stored, or None when nothing came."""
        # The raw call on purpose: one update that the library cannot parse would jam its own method.
        query = {"timeout": str(_POLL_SECONDS), "allowed_updates": json.dumps(KINDS)}
        if offset is not None:
            query["offset"] = str(offset)
        answer = await self._request.post(
            f"{self._url}/getUpdates?{urlencode(query)}", read_timeout=_READ_SECONDS
        )
        batch = cast("list[dict[str, Any]]", answer)
        if not batch:
            return None
        await asyncio.shield(self._door.take(batch))
        # The last id of the last batch, never the largest ever: after a silent week ids start anew.
        return int(batch[-1]["update_id"]) + 1

    async def _rest(self, error: Exception, pause: float, stop: asyncio.Event) -> float:
        if isinstance(error, RetryAfter):
            pause = seconds_to_wait(error)
        expected = isinstance(error, TelegramError)
        log.log(
            logging.WARNING if expected else logging.ERROR,
            "poll_failed",
            exc_info=None if expected else error,
            extra={"error": type(error).__name__, "pause_seconds": pause},
        )
        if isinstance(error, InvalidToken):
            pause = _LONGEST_PAUSE_SECONDS
        await rest(stop, pause)
        return min(pause * 1.5, _LONGEST_PAUSE_SECONDS)
