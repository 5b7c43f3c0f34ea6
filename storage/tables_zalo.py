"""The tables of the Zalo Official Account: its tokens, what was billed, and the forms that Zalo has approved."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import State, UtcDateTime
from storage.states import GrantState, TemplateState
from storage.tables import delivery, identity, metadata

zalo_account = Table(
    "zalo_account",
    metadata,
    identity(),
    Column("oa_id", String(40), nullable=False, unique=True),
    Column("verifier", LargeBinary, nullable=False),  # sealed: what the consent's code is exchanged with
    Column("access_token", LargeBinary),  # sealed
    Column("refresh_token", LargeBinary),  # sealed; it works once
    Column("access_until", UtcDateTime),
    Column("refresh_until", UtcDateTime),
    Column("state", State(GrantState)),  # empty: nobody has consented yet
    Column("generation", Integer, nullable=False, server_default="0"),  # grows with every new pair
    Column("doubts", SmallInteger, nullable=False, server_default="0"),  # refreshes that went out unanswered
    Column("held_until", UtcDateTime),  # one refresh at a time, over all processes
    Column("held_by", String(80)),
    Column("buttons_off_at", UtcDateTime),  # since Zalo has refused a message for its buttons
    sqlite_autoincrement=True,
)

zalo_month = Table(
    "zalo_month",
    metadata,
    identity(),
    Column("oa_id", String(40), nullable=False),
    Column("month", String(7), nullable=False),  # 2026-11, by the people's own calendar
    Column("billed", Integer, nullable=False, server_default="0"),
    UniqueConstraint("oa_id", "month"),
    sqlite_autoincrement=True,
)

zalo_template = Table(
    "zalo_template",
    metadata,
    identity(),
    Column("template_id", String(40), nullable=False, unique=True),
    Column("kinds", Text, nullable=False),  # JSON: the notices that it may say
    Column("parameters", Text, nullable=False),  # JSON: its parameter -> the value of a notice
    Column("preview", Text, nullable=False),
    Column("state", State(TemplateState), nullable=False),
    Column("is_by_user", Boolean, nullable=False, server_default=text("true")),  # else by telephone alone
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

# By which a receipt finds its delivery; only channels that tell what a message costs have receipts.
Index(
    "ix_delivery_receipt",
    delivery.c.platform_message_id,
    sqlite_where=delivery.c.cost.is_not(None),
    postgresql_where=delivery.c.cost.is_not(None),
)
