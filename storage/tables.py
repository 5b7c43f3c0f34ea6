"""The tables. `info={"pii": kind}` marks what a person's export and deletion must reach."""

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
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
    and_,
    column,
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


def some_rows(name: str, which: ColumnElement[bool], *columns: str, unique: bool = False) -> Index:
    """An index of those rows alone that are ever asked for by it."""
    return Index(name, *columns, unique=unique, sqlite_where=which, postgresql_where=which)


def open_rows(name: str, *columns: str) -> Index:
    """An index of rows that are not finished."""
    return some_rows(name, _IS_OPEN, *columns)


_IS_OPEN: ColumnElement[bool] = column("next_at").is_not(None)
_IS_NEWS: ColumnElement[bool] = column("broadcast_id").is_not(None)
_OWN = and_(_IS_OPEN, column("broadcast_id").is_(None))

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
    Column("held_by", Identity, ForeignKey("staff.id", ondelete="SET NULL")),  # empty: in the platform's tool
    Column("held_at", UtcDateTime),
    Column("waits_since", UtcDateTime),  # for an answer of staff; empty: for none
    Column("desk_at", UtcDateTime),  # when it last moved, as long as staff have to do with it
    Column("read_to", Identity, nullable=False, server_default="0"),  # the newest line that staff have seen
    some_rows("ix_conversation_desk", column("desk_at").is_not(None), "desk_at", "id"),
    some_rows("ix_conversation_waiting", column("waits_since").is_not(None), "waits_since", "id"),
    some_rows("ix_conversation_held", column("held_by").is_not(None), "held_by", "desk_at", "id"),
    Index("ix_conversation_last_inbound_at_id", "last_inbound_at", "id"),
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
    Column("delivery_id", Identity),  # by which it leaves; no key, because deliveries outlive what was said
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
    Column("broadcast_id", Identity, ForeignKey("broadcast.id", ondelete="CASCADE")),
    Column("lane", SmallInteger, nullable=False),
    Column("promise", State(Promise), nullable=False),
    Column("author", State(Author), nullable=False, server_default=Author.BOT.value),
    # Sealed; of a broadcast empty, because its text is the same for everybody.
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
    some_rows(
        "uq_delivery_inbound_id_ordinal",
        column("inbound_id").is_not(None),
        "inbound_id",
        "ordinal",
        unique=True,
    ),
    # Broadcasts have an index of their own: a million rows of one must be in nobody else's way.
    some_rows("ix_delivery_open", _OWN, "channel", "bot_id", "lane", "next_at", "id"),
    some_rows("ix_delivery_open_conversation", _OWN, "conversation_id", "lane", "id"),
    some_rows(
        "ix_delivery_open_broadcast",
        and_(_IS_OPEN, _IS_NEWS),
        "broadcast_id",
        "channel",
        "bot_id",
        "next_at",
        "id",
    ),
    some_rows(
        "ix_delivery_ended_broadcast",
        and_(column("next_at").is_(None), _IS_NEWS),
        "broadcast_id",
        "state",
        "outcome_code",
        "received_at",
    ),
    some_rows(
        "uq_delivery_conversation_id_broadcast_id",
        _IS_NEWS,
        "conversation_id",
        "broadcast_id",
        unique=True,
    ),
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
    Column("ended_at", UtcDateTime),  # since when nobody signs in by it; empty: it is in use
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
