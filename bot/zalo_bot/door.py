"""What every event of the Bot Platform passes, polled or pushed: parsed, guarded, stored; a strange one set aside."""

import asyncio
import json
import logging
from hashlib import sha256
from typing import Any

from bot.clock import Clock
from bot.zalo_bot.client import ZaloBotClient, ZaloBotError
from bot.zalo_bot.parse import NAME, Unreadable, parse
from handlers.flood import FloodGuard
from handlers.intake import Intake
from handlers.messages import Address

log = logging.getLogger(__name__)


class ZaloBotDoor:
    """`guard` says who may write on, `notice_guard` how often somebody is told to slow down."""

    def __init__(
        self,
        client: ZaloBotClient,
        bot_id: str,
        intake: Intake,
        clock: Clock,
        guard: FloodGuard,
        notice_guard: FloodGuard,
        too_fast: str,
    ) -> None:
        self._client = client
        self._bot_id = bot_id
        self._intake = intake
        self._clock = clock
        self._guard = guard
        self._notice_guard = notice_guard
        self._too_fast = too_fast
        self._side_calls: set[asyncio.Task[None]] = set()

    async def take(self, raw: dict[str, Any]) -> None:
        """Stores one event, or sets it aside. Raises only when nothing was stored; again is harmless."""
        try:
            updates = parse(raw, self._bot_id)
        except Unreadable as error:
            await self._set_aside(raw, str(error))
            return
        if updates and self._admitted(updates[0].address):
            await self._intake.accept_all(list(updates), self._clock.now())

    async def _set_aside(self, raw: dict[str, Any], field: str) -> None:
        body = json.dumps(raw, sort_keys=True)
        key = f"aside:{sha256(body.encode()).hexdigest()[:32]}"
        log.warning("update_unreadable", extra={"channel": NAME, "update": key, "error": field})
        await self._intake.set_aside(NAME, self._bot_id, key, body, self._clock.now())

    def _admitted(self, address: Address) -> bool:
        if self._guard.admits(address.chat_key):
            return True
        log.info("update_refused", extra={"channel": NAME, "reason": "flood"})
        if self._notice_guard.admits(address.chat_key):
            task = asyncio.create_task(self._say_too_fast(address))
            self._side_calls.add(task)
            task.add_done_callback(self._side_calls.discard)
        return False

    async def _say_too_fast(self, address: Address) -> None:
        """A courtesy that may fail: it is no answer, so it does not go through the outbox."""
        try:
            await self._client.send(address.chat_key, self._too_fast)
        except ZaloBotError:
            log.info("notice_not_sent", extra={"channel": NAME})

    async def close(self) -> None:
        for task in self._side_calls:
            task.cancel()
        await asyncio.gather(*self._side_calls, return_exceptions=True)
