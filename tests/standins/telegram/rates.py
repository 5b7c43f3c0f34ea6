"""The platform's sending speed, off unless switched on."""

import math
from collections import deque

from .errors import ApiError
from .timing import Clock

Key = tuple[int, int | str]

# answers to queries and chat actions are not counted
LIMITED = frozenset({"sendmessage", "sendphoto", "senddocument", "editmessagetext", "editmessagereplymarkup"})


class Rates:
    """About 1 a second in one chat after a burst of 3, 30 a second in all, 20 a minute in a group.

    Whoever was told to wait is refused until that time is over, even if a slot would be free earlier.
    """

    def __init__(
        self,
        clock: Clock,
        is_on: bool = False,
        chat_burst: int = 3,
        chat_per_second: float = 1.0,
        per_second: int = 30,
        group_per_minute: int = 20,
    ) -> None:
        self.is_on = is_on
        self.refused = 0
        self._clock = clock
        self._burst = chat_burst
        self._chat_rate = chat_per_second
        self._per_second = per_second
        self._per_minute = group_per_minute
        self._buckets: dict[Key, tuple[float, float]] = {}
        self._windows: dict[Key, deque[float]] = {}
        self._halted: dict[Key, float] = {}

    def spend(self, bot_id: int, chat_id: int) -> None:
        """Count one message, or refuse it with 429 and `retry_after`."""
        if not self.is_on:
            return
        now = self._clock()
        all_chats: Key = (bot_id, "all")
        chat: Key = (bot_id, chat_id)
        group: Key | None = (bot_id, f"group {chat_id}") if chat_id < 0 else None
        self._hold(all_chats, now, self._window_wait(all_chats, now, self._per_second, 1.0))
        self._hold(chat, now, self._bucket_wait(chat, now))
        if group:
            self._hold(group, now, self._window_wait(group, now, self._per_minute, 60.0))
            self._windows[group].append(now)
        self._windows[all_chats].append(now)
        level, at = self._buckets.get(chat, (float(self._burst), now))
        self._buckets[chat] = (min(self._burst, level + (now - at) * self._chat_rate) - 1, now)

    def _hold(self, key: Key, now: float, wait: float) -> None:
        left = self._halted.get(key, now) - now
        if left <= 0 and wait <= 0:
            return
        seconds = max(1, math.ceil(max(left, wait) - 1e-9))
        if left <= 0:
            self._halted[key] = now + seconds
        self.refused += 1
        raise ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})

    def _bucket_wait(self, key: Key, now: float) -> float:
        level, at = self._buckets.get(key, (float(self._burst), now))
        level = min(self._burst, level + (now - at) * self._chat_rate)
        return 0.0 if level >= 1 - 1e-9 else (1 - level) / self._chat_rate

    def _window_wait(self, key: Key, now: float, limit: int, seconds: float) -> float:
        window = self._windows.setdefault(key, deque())
        while window and window[0] <= now - seconds:
            window.popleft()
        return 0.0 if len(window) < limit else window[0] + seconds - now
