"""What staff found when they came to look, sealed under the person's key."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import SealBroken
from storage.repositories.inserts import insert
from storage.repositories.keys import PersonKey
from storage.states import InspectionKind
from storage.tables_applications import inspection


@dataclass(frozen=True, slots=True)
class NewInspection:
    application_id: int
    kind: InspectionKind
    at: datetime
    by: str
    is_passed: bool
    findings: str


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """`findings` is None when the key is gone."""

    id: int
    kind: InspectionKind
    at: datetime
    by: str
    is_passed: bool
    findings: str | None


class Inspections:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: NewInspection, key: PersonKey) -> int:
        values = {name: getattr(new, name) for name in NewInspection.__slots__}
        values["findings"] = key.data.seal(new.findings, _place(new.application_id))
        return await insert(self._connection, inspection, values)

    async def of(self, application_id: int, key: PersonKey | None) -> list[InspectionRow]:
        """Oldest first."""
        statement = (
            select(inspection).where(inspection.c.application_id == application_id).order_by(inspection.c.id)
        )
        return [
            InspectionRow(
                row.id,
                row.kind,
                row.at,
                row.by,
                row.is_passed,
                opened(key, row.findings, _place(application_id)),
            )
            for row in await self._connection.execute(statement)
        ]


def opened(key: PersonKey | None, sealed: bytes, place: str) -> str | None:
    """The plain text; None when the key is gone or the seal broken."""
    if key is None:
        return None
    try:
        return key.data.open(sealed, place)
    except SealBroken:
        return None


def _place(application_id: int) -> str:
    return f"inspection.findings:{application_id}"
