"""What staff write to each other about a conversation."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table

from storage.columns import Identity, UtcDateTime
from storage.tables import identity, metadata

conversation_note = Table(
    "conversation_note",
    metadata,
    identity(),
    Column("conversation_id", Identity, ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("staff_id", Identity, ForeignKey("staff.id", ondelete="SET NULL")),
    Column("body", LargeBinary, nullable=False, info={"pii": "message"}),  # sealed
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Index("ix_conversation_note_conversation_id_id", "conversation_id", "id"),
    sqlite_autoincrement=True,
)
