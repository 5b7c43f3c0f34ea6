"""What every event of the account passes: parsed, guarded, stored; one that nobody can read is set aside."""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.fields import Unreadable
from bot.gate import Gate
from bot.zalo_oa.parse import NAME, OfNobody, Receipt, StaffSaid, key_of, parse
from handlers.intake import Intake
from handlers.messages import Address, Update, UpdateKind
from handlers.zalo.receipts import Receipts
from handlers.zalo.takeover import Takeover

log = logging.getLogger(__name__)

_UNGUARDED = (UpdateKind.FOLLOW, UpdateKind.UNFOLLOW)


@dataclass(frozen=True, slots=True)
class ZaloDoor:
    """`tell` says something that is no answer to somebody who has just written."""

    oa_id: str
    intake: Intake
    receipts: Receipts
    takeover: Takeover
    clock: Clock
    gate: Gate
    tell: Callable[[Address, str], Awaitable[object]]

    async def take(self, event: dict[str, Any]) -> None:
        """One genuine event. Raises only when nothing of it was stored."""
        now = self.clock.now()
        try:
            heard = parse(event, self.oa_id)
        except Unreadable as error:
            await self._set_aside(event, str(error))
            return
        match heard:
            case Receipt(message_ids, is_seen):
                await self.receipts.take(message_ids, is_seen, now)
            case StaffSaid(address, key, text):
                await self.takeover.staff_said(address, key, text, now)
            case OfNobody(what):
                log.info("event_of_nobody", extra={"channel": NAME, "what": what})
            case _:
                if self._is_admitted(heard[0]):
                    await self.intake.accept_all(list(heard), now)

    async def _set_aside(self, event: dict[str, Any], what: str) -> None:
        """Under a key by which its repeat is known."""
        told = event.get("event_name")
        name = told[:60] if isinstance(told, str) else ""
        message = event.get("message")
        mark = str(message.get("msg_id", "")) if isinstance(message, dict) else ""
        log.warning("update_unreadable", extra={"channel": NAME, "what": what, "name_of_event": name})
        key = key_of({"event_name": name, "timestamp": event.get("timestamp")}, mark)
        await self.intake.set_aside(NAME, self.oa_id, f"aside:{key}", json.dumps(event), self.clock.now())

    def _is_admitted(self, update: Update) -> bool:
        return update.kind in _UNGUARDED or self.gate.admits(update.address, self._say)

    async def _say(self, address: Address, text: str) -> None:
        try:
            await self.tell(address, text)
        except Exception:
            log.exception("notice_not_sent", extra={"channel": NAME})

    async def close(self) -> None:
        await self.gate.close()
