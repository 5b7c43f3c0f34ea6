"""How fast one bot may send: over all chats, in one chat, and not at all while the platform says wait."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from handlers.channels import Abilities

_CHATS_REMEMBERED = 10_000


class Bucket:
    """A token bucket that may run into debt: `reserve` says how long to wait for what it just took."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._level = burst
        self._at: float | None = None

    def reserve(self, now: float) -> float:
        """Takes one token; seconds to wait before it may be used."""
        if self._at is not None:
            self._level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now
        self._level -= 1
        return max(0.0, -self._level / self._rate)


class Pace:
    """Waits until a send is allowed. `monotonic` is in seconds."""

    def __init__(self, abilities: Abilities, monotonic: Callable[[], float]) -> None:
        self._abilities = abilities
        self._monotonic = monotonic
        self._all = Bucket(abilities.sends_per_second, burst=max(1.0, abilities.sends_per_second / 5))
        self._chats: OrderedDict[str, Bucket] = OrderedDict()
        self._halted_until = 0.0

    def halt(self, seconds: float) -> None:
        """Nothing leaves for this long: the platform asked for it."""
        self._halted_until = max(self._halted_until, self._monotonic() + seconds)

    @property
    def halted_seconds(self) -> float:
        return max(0.0, self._halted_until - self._monotonic())

    async def wait(self, chat_key: str) -> None:
        now = self._monotonic()
        pause = max(self._chat(chat_key).reserve(now), self._all.reserve(now))
        if pause:
            await asyncio.sleep(pause)

    def _chat(self, chat_key: str) -> Bucket:
        bucket = self._chats.pop(chat_key, None)
        if bucket is None:
            bucket = Bucket(self._abilities.chat_sends_per_second, self._abilities.chat_burst)
        self._chats[chat_key] = bucket
        if len(self._chats) > _CHATS_REMEMBERED:
            self._chats.popitem(last=False)
        return bucket
