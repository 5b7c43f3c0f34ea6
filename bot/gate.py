"""Where a channel lets people in: who may write on, who is told to slow down, and what else is said in passing."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from handlers.flood import FloodGuard
from handlers.messages import Address

log = logging.getLogger(__name__)

Say = Callable[[Address, str], Coroutine[Any, Any, None]]


class Gate:
    """`guard` says who may write on, `notice_guard` how often somebody hears `too_fast`."""

    def __init__(self, guard: FloodGuard, notice_guard: FloodGuard, too_fast: str) -> None:
        self._guard = guard
        self._notice_guard = notice_guard
        self._too_fast = too_fast
        self._passing: set[asyncio.Task[None]] = set()

    def admits(self, address: Address, say: Say) -> bool:
        """False for somebody who writes too fast; now and then `say` tells them so."""
        if self._guard.admits(address.chat_key):
            return True
        log.info("update_refused", extra={"channel": address.channel, "reason": "flood"})
        if self._notice_guard.admits(address.chat_key):
            self.in_passing(say(address, self._too_fast))
        return False

    def in_passing(self, call: Coroutine[Any, Any, None]) -> None:
        """A courtesy that may fail: it is no answer, so it does not go through the outbox."""
        task = asyncio.create_task(call)
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)

    async def close(self) -> None:
        """Gives up what is still being said."""
        for task in self._passing:
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)
