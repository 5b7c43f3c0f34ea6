"""What staff write to each other about a conversation, sealed like what was said in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.inserts import insert
from storage.tables import staff
from storage.tables_inbox import conversation_note


@dataclass(frozen=True, slots=True)
class NoteRow:
    id: int
    by: str | None  # the name of the account; None when it is gone
    text: str
    created_at: datetime


class ConversationNotes:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(self, conversation_id: int, staff_id: int, text: str, now: datetime) -> int:
        values = {
            "conversation_id": conversation_id,
            "staff_id": staff_id,
            "body": self._vault.seal(text, _place(conversation_id)),
            "created_at": now,
        }
        return await insert(self._connection, conversation_note, values)

    async def of(self, conversation_id: int, limit: int) -> list[NoteRow]:
        """The newest first; a damaged one is left out."""
        note = conversation_note.c
        statement = (
            select(note.id, staff.c.name, note.body, note.created_at)
            .outerjoin(staff, staff.c.id == note.staff_id)
            .where(note.conversation_id == conversation_id)
            .order_by(note.id.desc())
            .limit(limit)
        )
        rows = (await self._connection.execute(statement)).all()
        opened = ((row, self._vault.open_if_whole(row.body, _place(conversation_id))) for row in rows)
        return [NoteRow(row.id, row.name, text, row.created_at) for row, text in opened if text is not None]


def _place(conversation_id: int) -> str:
    return f"conversation_note.body:{conversation_id}"
