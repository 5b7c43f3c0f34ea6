"""How often a password may be guessed: a growing wait for each name, a window for each network."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

MOST_IN_A_ROW = 100  # then only an administrator can help
_FREE = 5
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
_WINDOW = timedelta(minutes=15)
_IN_WINDOW = 20
_REMEMBERED = 20_000


def wait_after(failures: int) -> timedelta:
    """None for the first four failures in a row, then a minute, doubling up to an hour."""
    if failures < _FREE:
        return timedelta(0)
    return min(_FIRST_WAIT * (1 << min(failures - _FREE, 20)), _LONGEST_WAIT)


class NetworkTries:
    """Tries of each network in the last quarter of an hour, in memory; old networks are forgotten."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()

    def take(self, network: str, now: datetime) -> datetime | None:
        """Counts one try. When there are too many it is not counted: the moment to come back."""
        tries = self._tries.setdefault(network, deque())
        self._tries.move_to_end(network)
        if len(self._tries) > _REMEMBERED:
            self._tries.popitem(last=False)
        while tries and tries[0] <= now - _WINDOW:
            tries.popleft()
        if len(tries) >= _IN_WINDOW:
            return tries[0] + _WINDOW
        tries.append(now)
        return None

    def give_back(self, network: str) -> None:
        """Forgets the latest try: it was the right password, and many people share one network."""
        if tries := self._tries.get(network):
            tries.pop()
