"""Audiences that staff have put by: listed, looked at, thrown away."""

from dataclasses import dataclass
from datetime import datetime

from handlers.broadcasts.audiences import Audiences
from handlers.broadcasts.model import AUDIENCE, AudienceQuery, Refused
from handlers.review.model import Staff
from storage.database import Database
from storage.repositories.audiences import AudienceRow


@dataclass(frozen=True, slots=True)
class SavedAudience:
    id: int
    name: str
    query: AudienceQuery
    changed_at: datetime
    changed_by: str  # a name; empty when nobody knows any more


_STAFF = "staff:"


class SavedAudiences:
    def __init__(self, database: Database, audiences: Audiences) -> None:
        self._database = database
        self._audiences = audiences

    async def all(self) -> list[SavedAudience]:
        """By name."""
        async with self._database.reading() as store:
            rows = await store.audiences.all()
            names = await store.staff.names({_author(row) for row in rows})
        return [
            SavedAudience(
                row.id,
                row.name,
                AUDIENCE.validate_json(row.query),
                row.changed_at,
                names.get(_author(row), ""),
            )
            for row in rows
        ]

    async def query(self, audience_id: int) -> AudienceQuery | None:
        async with self._database.reading() as store:
            row = await store.audiences.get(audience_id)
        return AUDIENCE.validate_json(row.query) if row is not None else None

    async def drop(self, member: Staff, audience_id: int, now: datetime) -> Refused | None:
        async with self._database.transaction() as store:
            return await self._audiences.drop(store, member, audience_id, now)


def _author(row: AudienceRow) -> int:
    """The number of a member of staff; 0 of what else may have changed it."""
    number = row.changed_by.removeprefix(_STAFF)
    return int(number) if row.changed_by.startswith(_STAFF) and number.isdecimal() else 0
