"""How people are reached with news now: the channels that are on, and how far the window of one of them reaches."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.broadcasts.model import Ways
from handlers.messages import NEWS_KIND
from storage.states import TemplateState
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Window:
    """A channel that takes a message only so long after a person's last one."""

    channel: str
    free_for: timedelta
    open_for: timedelta
    billed_left: Callable[[datetime], Awaitable[int]]  # messages that may still be billed this month


class NewsWays:
    def __init__(self, channels: tuple[str, ...], window: Window | None = None) -> None:
        self.channels = channels
        self._window = window

    async def now(self, store: Store, now: datetime) -> Ways:
        """The window is as long as somebody pays for it."""
        window = self._window
        if window is None:
            return Ways(self.channels)
        has_form = any(
            NEWS_KIND in form.kinds and form.state is TemplateState.APPROVED and form.is_by_user
            for form in await store.templates.all()
        )
        open_for = window.open_for if await window.billed_left(now) else window.free_for
        return Ways(self.channels, window.channel, window.free_for, open_for, has_form)

    async def billed_left(self, now: datetime) -> int:
        """Messages that may still be billed this month; 0 where nothing is billed, too."""
        return await self._window.billed_left(now) if self._window is not None else 0
