"""What every event of the Bot Platform passes, polled or pushed: parsed, guarded, stored; a strange one set aside."""

import json
import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.clock import Clock
from bot.fields import Unreadable
from bot.gate import Gate
from bot.zalo_bot.client import ZaloBotClient, ZaloBotError
from bot.zalo_bot.parse import NAME, parse
from handlers.intake import Intake
from handlers.messages import Address

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ZaloBotDoor:
    client: ZaloBotClient
    bot_id: str
    intake: Intake
    clock: Clock
    gate: Gate

    async def take(self, raw: dict[str, Any]) -> None:
        """Stores one event, or sets it aside. Raises only when nothing was stored; again is harmless."""
        try:
            updates = parse(raw, self.bot_id)
        except Unreadable as error:
            await self._set_aside(raw, str(error))
            return
        if updates and self.gate.admits(updates[0].address, self._say):
            await self.intake.accept_all(list(updates), self.clock.now())

    async def _set_aside(self, raw: dict[str, Any], field: str) -> None:
        body = json.dumps(raw, sort_keys=True)
        key = f"aside:{sha256(body.encode()).hexdigest()[:32]}"
        log.warning("update_unreadable", extra={"channel": NAME, "update": key, "error": field})
        await self.intake.set_aside(NAME, self.bot_id, key, body, self.clock.now())

    async def _say(self, address: Address, text: str) -> None:
        try:
            await self.client.send(address.chat_key, text)
        except ZaloBotError:
            log.info("notice_not_sent", extra={"channel": NAME})

    async def close(self) -> None:
        await self.gate.close()
