"""The tables. `info={"pii": kind}` marks what a person's export and deletion must reach."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import Identity, State, UtcDateTime
from storage.states import (
    Author,
    ChangeState,
    Cost,
    DeliveryState,
    GapKind,
    Holder,
    InboundState,
    Promise,
    Role,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def identity() -> "Column[int]":
    return Column("id", Identity, primary_key=True, autoincrement=True)


def open_rows(name: str, *columns: str) -> Index:
    """An index of rows that are not finished: the few that anybody asks for."""
    is_open = text("next_at IS NOT NULL")
    return Index(name, *columns, sqlite_where=is_open, postgresql_where=is_open)


contact = Table(
    "contact",
    metadata,
    identity(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("language", String(8), nullable=False, server_default="vi"),
    Column("province", String(40), info={"pii": "location"}),
    Column("erase_at", UtcDateTime, index=True),  # when the last rows of somebody who asked for it go
    sqlite_autoincrement=True,
)

address = Table(
    "address",
    metadata,
    identity(),
    Column("contact_id", Identity, ForeignKey("contact.id"), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("bot_id", String(64), nullable=False),
    Column("chat_key", String(128), nullable=False, info={"pii": "account"}),
    Column("is_reachable", Boolean, nullable=False, server_default=text("true")),
    Column("unreachable_reason", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "bot_id", "chat_key"),
    sqlite_autoincrement=True,
)

conversation = Table(
    "conversation",
    metadata,
    identity(),
    Column("address_id", Identity, ForeignKey("address.id"), nullable=False, unique=True),
    Column("holder", State(Holder), nullable=False, server_default=Holder.BOT.value),
    Column("state", Text, nullable=False, server_default="{}", info={"pii": "message"}),  # sealed
    Column("last_inbound_at", UtcDateTime),
    sqlite_autoincrement=True,
)

inbound = Table(
    "inbound",
    metadata,
    identity(),
    Column("channel", String(20), nullable=False),
    Column("bot_id", String(64), nullable=False),
    Column("update_key", String(128), nullable=False),
    Column("conversation_id", Identity, ForeignKey("conversation.id"), index=True),
    Column("payload", LargeBinary, info={"pii": "message"}),
    Column("received_at", UtcDateTime, nullable=False),
    Column("is_settling", Boolean, nullable=False, server_default=text("false")),
    Column("state", State(InboundState), nullable=False),
    Column("next_at", UtcDateTime),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("error", String(200)),
    UniqueConstraint("channel", "bot_id", "update_key"),
    open_rows("ix_inbound_open", "next_at", "id"),
    open_rows("ix_inbound_open_conversation", "conversation_id", "id"),
    sqlite_autoincrement=True,
)

message = Table(
    "message",
    metadata,
    identity(),
    Column("conversation_id", Identity, ForeignKey("conversation.id"), nullable=False),
    Column("author", State(Author), nullable=False),
    Column("body", LargeBinary, nullable=False, info={"pii": "message"}),
    Column("inbound_id", Identity, ForeignKey("inbound.id", ondelete="SET NULL"), index=True),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Index("ix_message_conversation_id_id", "conversation_id", "id"),
    sqlite_autoincrement=True,
)

delivery = Table(
    "delivery",
    metadata,
    identity(),
    Column("conversation_id", Identity, ForeignKey("conversation.id"), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("bot_id", String(64), nullable=False),
    Column("chat_key", String(128), nullable=False, info={"pii": "account"}),
    Column("lane", SmallInteger, nullable=False),
    Column("promise", State(Promise), nullable=False),
    Column("body", LargeBinary, nullable=False, info={"pii": "message"}),
    Column("inbound_id", Identity, ForeignKey("inbound.id", ondelete="SET NULL")),
    Column("ordinal", Integer, nullable=False),
    Column("state", State(DeliveryState), nullable=False),
    Column("next_at", UtcDateTime),
    Column("owner", String(64)),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("outcome_code", String(64)),
    Column("platform_message_id", String(64)),
    Column("cost", State(Cost)),  # where the platform bills by the message
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("received_at", UtcDateTime),  # the person's device has it, says the platform
    Column("seen_at", UtcDateTime),
    UniqueConstraint("inbound_id", "ordinal"),
    open_rows("ix_delivery_open", "lane", "next_at", "id"),
    open_rows("ix_delivery_open_conversation", "conversation_id", "lane", "id"),
    sqlite_autoincrement=True,
)

gap = Table(
    "gap",
    metadata,
    identity(),
    Column("kind", State(GapKind), nullable=False),
    Column("conversation_id", Identity, ForeignKey("conversation.id", ondelete="SET NULL")),
    Column("question", LargeBinary, info={"pii": "message"}),
    Column("candidates", Text, nullable=False, server_default="[]"),
    Column("confidence", Float, nullable=False, server_default="0"),
    Column("chosen_entry", String(80)),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    sqlite_autoincrement=True,
)

profile = Table(
    "profile",
    metadata,
    identity(),
    Column("contact_id", Identity, ForeignKey("contact.id"), nullable=False),
    Column("item", String(60), nullable=False, info={"pii": "case"}),
    Column("facts", LargeBinary, nullable=False, info={"pii": "case"}),
    Column("consented_at", UtcDateTime, nullable=False, index=True),
    Column("consent_version", String(64), nullable=False),
    Column("outcomes", Text, nullable=False, info={"pii": "case"}),  # JSON: scheme -> yes, no or unknown
    Column("judged_version", String(64), nullable=False),
    Column("judged_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("contact_id", "item"),
    sqlite_autoincrement=True,
)

verdict_change = Table(
    "verdict_change",
    metadata,
    identity(),
    Column("profile_id", Identity, ForeignKey("profile.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("item", String(60), nullable=False, info={"pii": "case"}),
    Column("scheme", String(24), nullable=False),
    Column("before", String(24), nullable=False, info={"pii": "case"}),
    Column("after", String(24), nullable=False, info={"pii": "case"}),
    Column("rules", Text, nullable=False),  # JSON: the ids of the rules that decide now
    Column("found_at", UtcDateTime, nullable=False),
    Column("state", State(ChangeState), nullable=False, index=True),
    Column("closed_at", UtcDateTime),
    Column("closed_by", String(80)),
    sqlite_autoincrement=True,
)

staff = Table(
    "staff",
    metadata,
    identity(),
    Column("name", String(80), nullable=False, unique=True),
    Column("role", State(Role), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

staff_session = Table(
    "staff_session",
    metadata,
    identity(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("staff_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

sign_in_hold = Table(
    "sign_in_hold",
    metadata,
    identity(),
    Column("name_hash", String(64), nullable=False, unique=True),
    Column("staff_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), index=True),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("next_at", UtcDateTime, nullable=False),
    Column("tried_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

audit_event = Table(
    "audit_event",
    metadata,
    identity(),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor", String(80), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("detail", Text, nullable=False, server_default="{}"),
    Column("previous_hash", String(64)),  # empty in rows older than the chain
    Column("hash", String(64)),
    sqlite_autoincrement=True,
)

audit_head = Table(  # one row: where the chain of audit events ends
    "audit_head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("event_id", Identity, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("begins_after", String(64), nullable=False, server_default=""),  # the last event that was let go
)
