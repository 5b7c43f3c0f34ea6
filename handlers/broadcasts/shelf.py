"""All broadcasts, a page at a time, each with what became of it and who composed it."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from handlers.broadcasts.model import BroadcastRow, BroadcastState
from handlers.broadcasts.watching import Watch
from storage.database import Database

_AT_ONCE = 20
_REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Line:
    row: BroadcastRow
    author: str  # empty when nobody knows any more
    sent: int
    failed: int  # with those of whom nobody knows


@dataclass(frozen=True, slots=True)
class ShelfPage:
    lines: tuple[Line, ...]
    before: int | None  # the next page is of those before this one; None: there are no more


class Shelf:
    def __init__(self, database: Database, watch: Watch) -> None:
        self._database = database
        self._watch = watch
        self._over: OrderedDict[tuple[int, datetime | None], tuple[int, int]] = OrderedDict()

    async def page(self, now: datetime, before: int | None = None) -> ShelfPage:
        """The newest first, or those that came before one."""
        async with self._database.reading() as store:
            rows = await store.broadcasts.listed(_AT_ONCE + 1, before)
            authors = await store.staff.names({row.created_by for row in rows if row.created_by is not None})
        shown = rows[:_AT_ONCE]
        lines = [
            Line(row, authors.get(row.created_by or 0, ""), *await self._sums(row, now)) for row in shown
        ]
        return ShelfPage(tuple(lines), shown[-1].id if len(rows) > _AT_ONCE else None)

    async def names(self, row: BroadcastRow) -> tuple[str, str]:
        """Who composed it and who approved it."""
        wanted = {each for each in (row.created_by, row.approved_by) if each is not None}
        async with self._database.reading() as store:
            names = await store.staff.names(wanted)
        return names.get(row.created_by or 0, ""), names.get(row.approved_by or 0, "")

    async def waiting(self) -> int:
        """How many wait for a second person."""
        async with self._database.reading() as store:
            return len(await store.broadcasts.in_state(BroadcastState.WAITING))

    async def _sums(self, row: BroadcastRow, now: datetime) -> tuple[int, int]:
        """Sent and failed. What is over does not change until it is sent once more."""
        if row.started_at is None:
            return 0, 0
        key = (row.id, row.finished_at)
        if (known := self._over.get(key)) is not None:
            return known
        seen = await self._watch.look(row.id, now)
        if seen is None:
            return 0, 0
        progress = seen.progress
        sums = progress.sent, sum(progress.failed.values()) + progress.unknown
        if row.finished_at is not None and progress.row.finished_at == row.finished_at:
            self._over[key] = sums
            if len(self._over) > _REMEMBERED:
                self._over.popitem(last=False)
        return sums
