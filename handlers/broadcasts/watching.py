"""How a broadcast moves along, looked at by any number of people: one look at a time, shared by all of them."""

import asyncio
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from handlers.broadcasts.progress import Progress, ProgressReader

_FRESH_FOR = timedelta(seconds=1.5)
_REST = 10  # times as long as a look took, before the next one
_LONGEST_REST = timedelta(seconds=30)
_WINDOW = timedelta(seconds=60)
_SHORTEST = timedelta(seconds=4)  # of two looks less far apart nothing can be told
_REMEMBERED = 50


@dataclass(frozen=True, slots=True)
class Sample:
    at: datetime
    sent: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Seen:
    """`per_minute` is of the last minute, or on average when nobody has watched that long."""

    progress: Progress
    per_minute: float
    minutes_left: int | None  # None: nobody can tell


@dataclass(slots=True)
class _Watched:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    seen: Seen | None = None
    at: datetime | None = None
    took: timedelta = timedelta(0)
    samples: deque[Sample] = field(default_factory=lambda: deque(maxlen=120))


class Watch:
    """One for the process."""

    def __init__(self, reader: ProgressReader) -> None:
        self._reader = reader
        self._watched: OrderedDict[int, _Watched] = OrderedDict()

    async def look(self, broadcast_id: int, now: datetime, is_fresh: bool = False) -> Seen | None:
        """None when there is no such broadcast. `is_fresh` asks the database whatever was seen a moment ago."""
        watched = self._watched.setdefault(broadcast_id, _Watched())
        self._watched.move_to_end(broadcast_id)
        if len(self._watched) > _REMEMBERED:
            self._watched.popitem(last=False)
        async with watched.lock:
            rest = max(_FRESH_FOR, min(watched.took * _REST, _LONGEST_REST))
            is_stale = watched.at is None or not timedelta(0) <= now - watched.at < rest
            if is_fresh or is_stale:
                began = time.monotonic()
                progress = await self._reader.of(broadcast_id)
                watched.took = timedelta(seconds=time.monotonic() - began)
                watched.at = now
                watched.seen = _seen(progress, watched.samples, now) if progress is not None else None
            return watched.seen


def _seen(progress: Progress, samples: deque[Sample], now: datetime) -> Seen:
    latest = Sample(now, progress.sent, progress.waiting)
    while samples and (samples[0].at < now - _WINDOW or samples[0].at > now):
        samples.popleft()
    samples.append(latest)
    span = latest.at - samples[0].at
    if span < _SHORTEST:
        average = progress.per_minute(now)
        return Seen(progress, average, _left(progress, average, now))
    minutes = span / timedelta(minutes=1)
    sent = max(0, latest.sent - samples[0].sent) / minutes
    done = max(0, samples[0].waiting - latest.waiting) / minutes
    return Seen(progress, sent, _left(progress, done, now))


def _left(progress: Progress, per_minute: float, now: datetime) -> int | None:
    """Whole minutes until nothing waits any more, and no less than it was spread over."""
    if not progress.waiting:
        return 0
    if per_minute <= 0:
        return None
    row = progress.row
    spread_until = (row.started_at or now) + timedelta(seconds=row.spread_seconds)
    minutes = max(progress.waiting / per_minute, (spread_until - now) / timedelta(minutes=1))
    return max(1, ceil(minutes))
