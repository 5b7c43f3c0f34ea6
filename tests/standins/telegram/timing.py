"""Clocks that tests may hold still, and a bell that wakes whoever waits for a change."""

import asyncio
from collections.abc import Callable

Clock = Callable[[], float]


class ManualClock:
    """A clock that moves only when told."""

    def __init__(self, start: float = 1000.0) -> None:
        self._now = start

    def __call__(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        """Move forward; a clock never goes back."""
        if seconds < 0:
            raise ValueError("a monotonic clock cannot go back")
        self._now += seconds


class Bell:
    """Wakes everybody who is waiting at the moment it rings.

    Look first, then wait, with no `await` between the two: then no ring is missed.
    """

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait now; later waiters wait for the next ring."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait for a ring; False when the time was over first. Real time, not the injected clock."""
        event = self._event
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return False
        return True
