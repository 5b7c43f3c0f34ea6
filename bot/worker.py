"""Works stored updates as they fall due, several conversations at a time."""

import asyncio
import logging
from collections.abc import Callable

from bot.clock import Clock
from bot.loops import Bell
from handlers.dispatcher import Dispatcher

log = logging.getLogger(__name__)

_AT_ONCE = 8
_BATCH = 64
_LOOK_EVERY_SECONDS = 1.0
_AFTER_FAILURE_SECONDS = 1.0


class Worker:
    """`on_answered` is called after each conversation's commit."""

    def __init__(
        self, dispatcher: Dispatcher, clock: Clock, bell: Bell, on_answered: Callable[[], None]
    ) -> None:
        self._dispatcher = dispatcher
        self._clock = clock
        self._bell = bell
        self._on_answered = on_answered
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; what is begun is finished."""
        while not stop.is_set():
            try:
                worked = await self._work_due()
                if not worked:
                    await self._bell.wait(await self._seconds_to_next())
            except Exception:  # the database may be away for a while; the loop stays
                log.exception("worker_failed")
                await asyncio.sleep(_AFTER_FAILURE_SECONDS)

    async def _work_due(self) -> int:
        due = await self._dispatcher.due(self._clock.now(), _BATCH)
        async with asyncio.TaskGroup() as tasks:
            for conversation_id in due:
                tasks.create_task(self._work(conversation_id))
        return len(due)

    async def _work(self, conversation_id: int) -> None:
        async with self._slots:
            await self._dispatcher.work(conversation_id, self._clock.now())
        self._on_answered()

    async def _seconds_to_next(self) -> float:
        next_at = await self._dispatcher.next_due_at()
        if next_at is None:
            return _LOOK_EVERY_SECONDS
        return min(_LOOK_EVERY_SECONDS, (next_at - self._clock.now()).total_seconds())
