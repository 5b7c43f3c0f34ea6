"""Filters of the list that a member of staff keeps by a name; each sees only their own."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from handlers.review.model import Staff
from handlers.review.rights import READ_LISTS
from handlers.review.wanted import read_wanted
from storage.database import Database

MOST = 20
LONGEST_NAME = 60
_LONGEST_QUERY = 600


@dataclass(frozen=True, slots=True)
class SavedFilter:
    id: int
    name: str
    query: str  # as it stands in the address of the list


class SavedFilters:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, member: Staff) -> list[SavedFilter]:
        async with self._database.reading() as store:
            rows = await store.saved_filters.of(member.id)
        return [SavedFilter(row.id, row.name, row.query) for row in rows]

    async def keep(self, member: Staff, name: str, query: str, now: datetime) -> bool:
        """One of the same name gives way. Telephones and codes that were typed are not kept."""
        name = " ".join(name.replace("\0", "").split())[:LONGEST_NAME]
        kept = read_wanted(parse_qsl(query[:_LONGEST_QUERY])).lasting.query[:_LONGEST_QUERY]
        if not name or member.role not in READ_LISTS:
            return False
        async with self._database.transaction() as store:
            return await store.saved_filters.keep(member.id, name, kept, MOST, now)

    async def drop(self, member: Staff, filter_id: int) -> None:
        """Nothing happens when it is not theirs."""
        async with self._database.transaction() as store:
            await store.saved_filters.drop(member.id, filter_id)
