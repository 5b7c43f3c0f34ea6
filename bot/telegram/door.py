"""What every Telegram update passes, polled or pushed: parsed, guarded, stored; a broken one set aside."""

import json
import logging
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.clock import Clock
from bot.gate import Gate
from bot.telegram.parse import NAME, parse
from handlers.intake import Intake
from handlers.messages import Address, Update

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TelegramDoor:
    bot: Bot = field(repr=False)  # it would tell its token
    bot_id: str
    intake: Intake
    clock: Clock
    gate: Gate

    async def take(self, batch: list[dict[str, Any]]) -> None:
        """Stores a batch in one commit. Raises only when nothing was stored."""
        now = self.clock.now()
        accepted: list[Update] = []
        for raw in batch:
            updates = await self._read(raw)
            if updates and self.gate.admits(updates[0].address, self._say):
                accepted.extend(updates)
        if accepted:
            await self.intake.accept_all(accepted, now)
        for raw in batch:
            if isinstance(raw.get("callback_query"), dict):
                self.gate.in_passing(self._stop_spinner(raw["callback_query"].get("id")))

    async def _read(self, raw: dict[str, Any]) -> tuple[Update, ...]:
        try:
            return parse(raw, self.bot, self.bot_id)
        except Exception as error:  # noqa: BLE001 - a broken update raises anything; the next must not suffer
            key = str(raw.get("update_id", "none"))
            log.warning(
                "update_unreadable", extra={"channel": NAME, "update": key, "error": type(error).__name__}
            )
            await self.intake.set_aside(NAME, self.bot_id, key, json.dumps(raw), self.clock.now())
            return ()

    async def _stop_spinner(self, query_id: object) -> None:
        try:
            await self.bot.answer_callback_query(str(query_id))
        except TelegramError:
            log.info("spinner_not_stopped", extra={"channel": NAME})

    async def _say(self, address: Address, text: str) -> None:
        try:
            await self.bot.send_message(int(address.chat_key), text)
        except TelegramError:
            log.info("notice_not_sent", extra={"channel": NAME})

    async def close(self) -> None:
        await self.gate.close()
