"""A wake-up with a safety net: work that is signalled, and looked for again after a while."""

import asyncio


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
