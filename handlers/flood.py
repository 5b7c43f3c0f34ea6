"""How much one sender may send: a burst, then so many a second."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_REMEMBERED = 20_000


@dataclass(slots=True)
class _Level:
    tokens: float
    at: float


class FloodGuard:
    """Counts per key in memory; old keys are forgotten. `monotonic` is in seconds."""

    def __init__(self, burst: int, per_second: float, monotonic: Callable[[], float]) -> None:
        self._burst = burst
        self._per_second = per_second
        self._monotonic = monotonic
        self._levels: OrderedDict[str, _Level] = OrderedDict()

    def admits(self, key: str) -> bool:
        """Takes one token of this key; False when there is none left."""
        now = self._monotonic()
        level = self._levels.pop(key, None) or _Level(self._burst, now)
        level.tokens = min(self._burst, level.tokens + (now - level.at) * self._per_second)
        level.at = now
        self._levels[key] = level
        if len(self._levels) > _REMEMBERED:
            self._levels.popitem(last=False)
        if level.tokens < 1:
            return False
        level.tokens -= 1
        return True
