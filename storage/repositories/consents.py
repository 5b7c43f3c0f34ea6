"""The log of consents: rows are only added, the newest of a purpose counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert
from storage.states import Purpose
from storage.tables import contact
from storage.tables_privacy import consent


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """What somebody said to one text, where and when."""

    contact_id: int
    purpose: Purpose
    is_given: bool
    text_version: int
    text_hash: str
    channel: str
    inbound_id: int | None
    at: datetime
    application_id: int | None = None
    field: str | None = None  # of a sensitive one


_COLUMNS = tuple(consent.c[name] for name in ConsentRow.__slots__)


class Consents:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def hold(self, contact_id: int) -> None:
        """Holds the person until the transaction ends: no broadcast begins to leave for them meanwhile."""
        person = select(contact.c.id).where(contact.c.id == contact_id).with_for_update()
        (await self._connection.execute(person)).all()

    async def add(self, row: ConsentRow) -> int:
        """Holds the person first: a broadcast that is just leaving has either seen this row, or is waited for."""
        await self.hold(row.contact_id)
        return await insert(
            self._connection, consent, {name: getattr(row, name) for name in ConsentRow.__slots__}
        )

    async def standing(self, contact_id: int) -> dict[Purpose, bool]:
        """What a person has said last for each purpose that was put to them."""
        newest = (
            select(func.max(consent.c.id))
            .where(consent.c.contact_id == contact_id)
            .group_by(consent.c.purpose)
        )
        rows = await self._connection.execute(
            select(consent.c.purpose, consent.c.is_given).where(consent.c.id.in_(newest))
        )
        return {Purpose(purpose): bool(is_given) for purpose, is_given in rows}

    async def of(self, contact_id: int) -> list[ConsentRow]:
        """The whole log of a person, oldest first."""
        statement = select(*_COLUMNS).where(consent.c.contact_id == contact_id).order_by(consent.c.id)
        return [ConsentRow(*row) for row in await self._connection.execute(statement)]
