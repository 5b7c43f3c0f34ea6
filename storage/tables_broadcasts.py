"""The tables of messages to many: who, what, how far it is, and what people answered."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import Identity, State, UtcDateTime
from storage.states import BroadcastState, Repeat
from storage.tables import identity, metadata

audience = Table(
    "audience",
    metadata,
    identity(),
    Column("name", String(80), nullable=False, unique=True),
    Column("query", Text, nullable=False),  # JSON: who is meant
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(40), nullable=False),
    sqlite_autoincrement=True,
)

broadcast = Table(
    "broadcast",
    metadata,
    identity(),
    Column("title", String(120), nullable=False),  # for staff
    Column("state", State(BroadcastState), nullable=False, index=True),
    Column("text", Text, nullable=False),  # in the formatting language of the house
    Column("buttons", Text, nullable=False, server_default="[]"),  # JSON
    Column("audience", Text, nullable=False, server_default="{}"),  # JSON: who is meant, as it was approved
    Column("audience_name", String(80), nullable=False, server_default=""),
    Column("created_by", Identity, ForeignKey("staff.id", ondelete="SET NULL")),
    Column("approved_by", Identity, ForeignKey("staff.id", ondelete="SET NULL")),
    Column("parent_id", Identity, ForeignKey("broadcast.id", ondelete="SET NULL")),  # the one it repeats
    Column("repeat", State(Repeat)),
    Column("scheduled_at", UtcDateTime),
    Column(
        "valid_for_seconds", Integer, nullable=False
    ),  # from its start on; what waits longer goes to nobody
    Column(
        "spread_seconds", Integer, nullable=False, server_default="0"
    ),  # so long until the last one is due
    Column("started_at", UtcDateTime),
    Column("valid_until", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("planned", Integer, nullable=False, server_default="0"),
    Column("skipped", Text, nullable=False, server_default="{}"),  # JSON: reason -> how many were left out
    Column("built_to", Identity, nullable=False, server_default="0"),  # the last contact looked at
    Column("built_at", UtcDateTime),  # when its audience was complete
    Column("held_by", String(64)),  # the process that writes its audience down
    Column("held_until", UtcDateTime),
    Column("revision", Integer, nullable=False, server_default="0"),  # grows with every change by staff
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("parent_id", "scheduled_at"),
    sqlite_autoincrement=True,
)

broadcast_file = Table(
    "broadcast_file",
    metadata,
    Column("broadcast_id", Identity, ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("mime", String(80), nullable=False),
    Column("data", LargeBinary, nullable=False),
)

broadcast_answer = Table(
    "broadcast_answer",
    metadata,
    identity(),
    Column("broadcast_id", Identity, ForeignKey("broadcast.id", ondelete="CASCADE"), nullable=False),
    Column(
        "conversation_id",
        Identity,
        ForeignKey("conversation.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("button", SmallInteger, nullable=False, info={"pii": "message"}),  # which of its buttons, from 1
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("broadcast_id", "conversation_id", "button"),
    sqlite_autoincrement=True,
)

contact_tag = Table(
    "contact_tag",
    metadata,
    identity(),
    Column("contact_id", Identity, ForeignKey("contact.id"), nullable=False),
    Column("tag", String(60), nullable=False, info={"pii": "case"}),
    Column("added_at", UtcDateTime, nullable=False),
    Column("added_by", String(40), nullable=False),
    UniqueConstraint("contact_id", "tag"),
    Index("ix_contact_tag_tag_contact_id", "tag", "contact_id"),
    sqlite_autoincrement=True,
)
