"""Audiences: counted, saved, and put into words for whoever chooses one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.broadcasts.model import AUDIENCE, AudienceQuery, Left, Reach, Refused, Why
from handlers.broadcasts.rights import MAY_COMPOSE
from handlers.broadcasts.ways import NewsWays
from handlers.review.model import Staff
from storage.database import Database
from storage.repositories.audiences import AudienceRow, Count
from storage.store import Store

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are written to, by channel; what it costs; and who is left out, by reason."""

    total: int
    by_channel: Mapping[str, int]
    by_reach: Mapping[Reach, int]
    left: Mapping[Left, int]
    billed_left: int  # messages that may still be billed this month

    @property
    def over_budget(self) -> int:
        """So many would be billed beyond what is allowed; they are not sent."""
        return max(0, self.by_reach.get(Reach.BILLED, 0) - self.billed_left)


class Audiences:
    def __init__(self, database: Database, ways: NewsWays) -> None:
        self._database = database
        self._ways = ways

    async def count(self, query: AudienceQuery, now: datetime) -> Counted:
        """As things are now, without holding anybody up; with a million people it takes seconds."""
        async with self._database.reading() as store:
            found = await store.audiences.count(query, await self._ways.now(store, now), now)
        return _counted(found, await self._ways.billed_left(now))

    async def all(self) -> list[AudienceRow]:
        async with self._database.reading() as store:
            return await store.audiences.all()

    async def save(
        self, store: Store, member: Staff, name: str, query: AudienceQuery, now: datetime
    ) -> Refused | None:
        """Under this name from now on, for everybody who sends."""
        name = name.strip()
        if member.role not in MAY_COMPOSE:
            return Refused(Why.ROLE)
        if not 0 < len(name) <= _LONGEST_NAME:
            return Refused(Why.NAME)
        by = f"staff:{member.id}"
        await store.audiences.save(name, AUDIENCE.dump_json(query).decode(), by, now)
        await store.audit.add(now, by, "audience_saved", "audience", name_length=len(name))
        return None

    async def drop(self, store: Store, member: Staff, audience_id: int, now: datetime) -> Refused | None:
        """Broadcasts that were composed for it keep what it was."""
        if member.role not in MAY_COMPOSE:
            return Refused(Why.ROLE)
        if not await store.audiences.drop(audience_id):
            return Refused(Why.GONE)
        await store.audit.add(now, f"staff:{member.id}", "audience_dropped", f"audience:{audience_id}")
        return None


def _counted(found: Count, billed_left: int) -> Counted:
    by_channel: dict[str, int] = {}
    by_reach: dict[Reach, int] = {}
    for (channel, reach), count in found.reached.items():
        by_channel[channel] = by_channel.get(channel, 0) + count
        by_reach[Reach(reach)] = by_reach.get(Reach(reach), 0) + count
    left = {Left(reason): count for reason, count in found.left.items()}
    return Counted(found.total, by_channel, by_reach, left, billed_left)
