"""Waiting that ends in time: a bell with a safety net, and work that gives way to a stop."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

_Result = TypeVar("_Result")


class Bell:
    """Rung when there may be work. Ringing twice before somebody looks is ringing once."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()

    async def wait(self, at_most_seconds: float) -> None:
        """Returns when rung, or after the time."""
        try:
            async with asyncio.timeout(max(0.0, at_most_seconds)):
                await self._event.wait()
        except TimeoutError:
            return
        self._event.clear()


async def unless_stopped(stop: asyncio.Event, work: Coroutine[Any, Any, _Result]) -> _Result | None:
    """The result of the work, or None when `stop` was set first; then the work is cancelled."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if working.done():
        return working.result()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    return None


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Waits so long, or until `stop` is set."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
