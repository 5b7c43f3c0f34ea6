"""What was destroyed, when, why and how much of it: never what it said."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert
from storage.tables_privacy import certificate


@dataclass(frozen=True, slots=True)
class CertificateRow:
    id: int
    at: datetime
    kind: str
    subject: str
    rows: int
    reason: str


_COLUMNS = tuple(certificate.c[name] for name in CertificateRow.__slots__)


class Certificates:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, at: datetime, kind: str, subject: str, rows: int, reason: str) -> int:
        values = {"at": at, "kind": kind, "subject": subject, "rows": rows, "reason": reason}
        return await insert(self._connection, certificate, values)

    async def latest(self, limit: int) -> list[CertificateRow]:
        """The newest first."""
        statement = select(*_COLUMNS).order_by(certificate.c.id.desc()).limit(limit)
        return [CertificateRow(*row) for row in await self._connection.execute(statement)]
