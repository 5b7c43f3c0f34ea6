"""What was destroyed, when, why and how much of it: never what it said."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert
from storage.tables_privacy import certificate


class Certificates:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, at: datetime, kind: str, subject: str, rows: int, reason: str) -> int:
        values = {"at": at, "kind": kind, "subject": subject, "rows": rows, "reason": reason}
        return await insert(self._connection, certificate, values)
