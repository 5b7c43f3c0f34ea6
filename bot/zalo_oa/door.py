"""What every event of the account passes: parsed, guarded, stored; one that nobody can read is set aside."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.clock import Clock
from bot.zalo_oa.parse import NAME, OfNobody, Receipt, StaffSaid, Unreadable, key_of, parse
from handlers.flood import FloodGuard
from handlers.intake import Intake
from handlers.messages import Address, Update, UpdateKind
from handlers.zalo.receipts import Receipts
from handlers.zalo.takeover import Takeover

log = logging.getLogger(__name__)

_UNGUARDED = (UpdateKind.FOLLOW, UpdateKind.UNFOLLOW)


class ZaloDoor:
    """`guard` says who may write on, `notice_guard` how often somebody is told to slow down (by `tell`)."""

    def __init__(
        self,
        oa_id: str,
        intake: Intake,
        receipts: Receipts,
        takeover: Takeover,
        clock: Clock,
        guard: FloodGuard,
        notice_guard: FloodGuard,
        tell: Callable[[Address], Awaitable[object]],
    ) -> None:
        self._oa_id = oa_id
        self._intake = intake
        self._receipts = receipts
        self._takeover = takeover
        self._clock = clock
        self._guard = guard
        self._notice_guard = notice_guard
        self._tell = tell
        self._side_calls: set[asyncio.Task[None]] = set()

    async def take(self, event: dict[str, Any]) -> None:
        """One genuine event. Raises only when nothing of it was stored."""
        now = self._clock.now()
        try:
            heard = parse(event, self._oa_id)
        except Unreadable as error:
            await self._set_aside(event, str(error))
            return
        match heard:
            case Receipt(message_ids, is_seen):
                await self._receipts.take(message_ids, is_seen, now)
            case StaffSaid(address, key, text):
                await self._takeover.staff_said(address, key, text, now)
            case OfNobody(what):
                log.info("event_of_nobody", extra={"channel": NAME, "what": what})
            case _:
                if self._is_admitted(heard[0]):
                    await self._intake.accept_all(list(heard), now)

    async def _set_aside(self, event: dict[str, Any], what: str) -> None:
        """Under a key by which its repeat is known."""
        told = event.get("event_name")
        name = told[:60] if isinstance(told, str) else ""
        message = event.get("message")
        mark = str(message.get("msg_id", "")) if isinstance(message, dict) else ""
        log.warning("update_unreadable", extra={"channel": NAME, "what": what, "name_of_event": name})
        key = key_of({"event_name": name, "timestamp": event.get("timestamp")}, mark)
        await self._intake.set_aside(NAME, self._oa_id, f"aside:{key}", json.dumps(event), self._clock.now())

    def _is_admitted(self, update: Update) -> bool:
        address = update.address
        if update.kind in _UNGUARDED or self._guard.admits(address.chat_key):
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
            await self._tell(address)
        except Exception:
            log.exception("notice_not_sent", extra={"channel": NAME})

    async def close(self) -> None:
        for task in self._side_calls:
            task.cancel()
        await asyncio.gather(*self._side_calls, return_exceptions=True)
