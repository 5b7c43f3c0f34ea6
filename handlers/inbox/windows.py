"""How long a person can still be written to, and what that costs."""

from datetime import datetime, timedelta

from handlers.broadcasts.ways import Window
from handlers.inbox.model import Price, WindowLeft

_NONE = timedelta(0)


class Windows:
    """`window` is that of the one channel that has such a thing, while it is on."""

    def __init__(self, window: Window | None) -> None:
        self._window = window

    async def billed_left(self, channel: str, now: datetime) -> int:
        """Asks the database: not inside a transaction."""
        window = self._window
        return await window.billed_left(now) if window is not None and channel == window.channel else 0

    def left(
        self, channel: str, last_inbound_at: datetime | None, billed_left: int, now: datetime
    ) -> WindowLeft | None:
        """None for a channel on which people may be written to at any time."""
        window = self._window
        if window is None or channel != window.channel:
            return None
        since = now - last_inbound_at if last_inbound_at is not None else None
        if since is None or since > window.open_for:
            return WindowLeft(Price.SHUT, _NONE, billed_left)
        if since <= window.free_for:
            return WindowLeft(Price.FREE, window.free_for - since, billed_left)
        price = Price.BILLED if billed_left else Price.UNPAID
        return WindowLeft(price, window.open_for - since, billed_left)
