"""How fast one bot may send: over all chats, in one chat, and not at all while the platform says wait."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable

from handlers.channels import Abilities

_CHATS_REMEMBERED = 10_000
_A_SECOND = 1.1  # with something for the way there: what leaves evenly does not arrive so


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
        self._left: deque[float] = deque(maxlen=max(1, int(abilities.most_in_a_second)))
        self._halted_until = 0.0

    def halt(self, seconds: float) -> None:
        """Nothing leaves for this long: the platform asked for it."""
        self._halted_until = max(self._halted_until, self._monotonic() + seconds)

    @property
    def halted_seconds(self) -> float:
        return max(0.0, self._halted_until - self._monotonic())

    def reserve(self, chat_key: str) -> float:
        """Takes a place in the flow; seconds until it comes."""
        now = self._monotonic()
        return max(self._chat(chat_key).reserve(now), self._all.reserve(now))

    async def wait(self, chat_key: str) -> None:
        """Takes a place in the flow, and waits until it comes."""
        if pause := self.reserve(chat_key):
            await asyncio.sleep(pause)

    async def room(self) -> None:
        """Waits until one more in the running second is not too many: what was delayed would leave in a bunch."""
        while len(self._left) == self._left.maxlen:
            pause = self._left[0] + _A_SECOND - self._monotonic()
            if pause <= 0:
                break
            await asyncio.sleep(pause)
        self._left.append(self._monotonic())

    def _chat(self, chat_key: str) -> Bucket:
        bucket = self._chats.pop(chat_key, None)
        if bucket is None:
            bucket = Bucket(self._abilities.chat_sends_per_second, self._abilities.chat_burst)
        self._chats[chat_key] = bucket
        if len(self._chats) > _CHATS_REMEMBERED:
            self._chats.popitem(last=False)
        return bucket
