"""How long to be silent when the platform says that too much was sent; it does not say for how long itself."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_FIRST_SECONDS = 10.0
_LONGEST_SECONDS = 3600.0
_WORTH_TELLING_SECONDS = 300.0
_CHANCES = 3
_CHATS_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Refusals:
    times: int
    passed_by_then: int


class Quota:
    """Tells three limits of one code apart by what else gets through: so many a minute, a month, and people.

    `monotonic` is in seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._held_until = 0.0
        self._hold = 0.0
        self._passed = 0
        self._refused: OrderedDict[str, _Refusals] = OrderedDict()

    def refused(self, chat_key: str) -> float | None:
        """Seconds in which nothing may leave, longer each time nothing got through in between.

        None when it is only this chat, again and again, while others get their messages: the plan has no
        room for one more person, and nobody else should wait for them."""
        before = self._refused.pop(chat_key, _Refusals(0, -1))
        times = before.times + (1 if self._passed > before.passed_by_then else 0)
        self._refused[chat_key] = _Refusals(times, self._passed)
        if len(self._refused) > _CHATS_REMEMBERED:
            self._refused.popitem(last=False)
        return None if times > _CHANCES else self._hold_from(self._monotonic())

    def passed(self, chat_key: str) -> None:
        self._passed += 1
        self._hold = 0.0
        self._refused.pop(chat_key, None)

    @property
    def is_used_up(self) -> bool:
        """True when waiting has not helped: then it is the month's, and staff should know."""
        return self._hold >= _WORTH_TELLING_SECONDS

    def _hold_from(self, now: float) -> float:
        """Several refusals of the same moment count once."""
        if now >= self._held_until:
            self._hold = min(max(_FIRST_SECONDS, self._hold * 2), _LONGEST_SECONDS)
            self._held_until = now + self._hold
        return self._held_until - now
