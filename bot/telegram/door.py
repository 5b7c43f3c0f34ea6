"""What every Telegram update passes, polled or pushed: parsed, guarded, stored; a broken one set aside."""

import asyncio
import json
import logging
from collections.abc import Coroutine
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.clock import Clock
from bot.telegram.parse import NAME, parse
from handlers.flood import FloodGuard
from handlers.intake import Intake
from handlers.messages import Address, Update

log = logging.getLogger(__name__)


class TelegramDoor:
    """`guard` says who may write on, `notice_guard` how often somebody is told to slow down."""

    def __init__(
        self,
        bot: Bot,
        bot_id: str,
        intake: Intake,
        clock: Clock,
        guard: FloodGuard,
        notice_guard: FloodGuard,
        too_fast: str,
    ) -> None:
        self._bot = bot
        self._bot_id = bot_id
        self._intake = intake
        self._guard = guard
        self._clock = clock
        self._too_fast = too_fast
        self._notice_guard = notice_guard
        self._side_calls: set[asyncio.Task[None]] = set()

    async def take(self, batch: list[dict[str, Any]]) -> None:
        """Stores a batch in one commit. Raises only when nothing was stored."""
        now = self._clock.now()
        accepted: list[Update] = []
        for raw in batch:
            updates = await self._read(raw)
            if updates and self._admitted(updates[0].address):
                accepted.extend(updates)
        if accepted:
            await self._intake.accept_all(accepted, now)
        for raw in batch:
            if isinstance(raw.get("callback_query"), dict):
                self._aside(self._stop_spinner(raw["callback_query"].get("id")))

    async def _read(self, raw: dict[str, Any]) -> tuple[Update, ...]:
        try:
            return parse(raw, self._bot, self._bot_id)
        except Exception as error:  # noqa: BLE001 - a broken update raises anything; the next must not suffer
            key = str(raw.get("update_id", "none"))
            log.warning(
                "update_unreadable", extra={"channel": NAME, "update": key, "error": type(error).__name__}
            )
            await self._intake.set_aside(NAME, self._bot_id, key, json.dumps(raw), self._clock.now())
            return ()

    def _admitted(self, address: Address) -> bool:
        if self._guard.admits(address.chat_key):
            return True
        log.info("update_refused", extra={"channel": NAME, "reason": "flood"})
        if self._notice_guard.admits(address.chat_key):
            self._aside(self._say_too_fast(address))
        return False

    def _aside(self, call: Coroutine[Any, Any, None]) -> None:
        """Courtesies that may fail: they are not answers, so they do not go through the outbox."""
        task = asyncio.create_task(call)
        self._side_calls.add(task)
        task.add_done_callback(self._side_calls.discard)

    async def _stop_spinner(self, query_id: object) -> None:
        try:
            await self._bot.answer_callback_query(str(query_id))
        except TelegramError:
            log.info("spinner_not_stopped", extra={"channel": NAME})

    async def _say_too_fast(self, address: Address) -> None:
        try:
            await self._bot.send_message(int(address.chat_key), self._too_fast)
        except TelegramError:
            log.info("notice_not_sent", extra={"channel": NAME})

    async def close(self) -> None:
        for task in self._side_calls:
            task.cancel()
        await asyncio.gather(*self._side_calls, return_exceptions=True)
