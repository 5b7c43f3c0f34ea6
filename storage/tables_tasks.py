"""What staff are to see to: one row for each thing, closed when it is done."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from storage.columns import Identity, State, UtcDateTime
from storage.states import TaskKind
from storage.tables import identity, metadata

staff_task = Table(
    "staff_task",
    metadata,
    identity(),
    Column("kind", State(TaskKind), nullable=False),
    Column("reason", String(64), nullable=False),  # a word of the program's own, never what somebody wrote
    Column("about", String(60), nullable=False, server_default=""),  # a day, the code of a request, a number
    Column("conversation_id", Identity, ForeignKey("conversation.id", ondelete="CASCADE"), index=True),
    Column("application_id", Identity, ForeignKey("application.id", ondelete="CASCADE"), index=True),
    Column("open_key", String(160), unique=True),  # what it is about while it is open; empty once closed
    Column("created_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", String(80)),
    Index("ix_staff_task_closed_at_id", "closed_at", "id"),
    sqlite_autoincrement=True,
)
