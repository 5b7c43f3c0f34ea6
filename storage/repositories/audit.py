"""What was done to whom, when and by whom; rows are only ever added."""

import json
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert
from storage.tables import audit_event


class AuditTrail:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, at: datetime, actor: str, action: str, subject: str, **detail: int | str) -> None:
        """Ids and counts only: no message text, names or phone numbers."""
        values = {
            "at": at,
            "actor": actor,
            "action": action,
            "subject": subject,
            "detail": json.dumps(detail),
        }
        await insert(self._connection, audit_event, values)
