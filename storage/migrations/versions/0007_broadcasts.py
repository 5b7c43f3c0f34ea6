"""Messages to many: audiences, broadcasts, answers, tags; and indexes that a million rows do not slow."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = "next_at IS NOT NULL"
_OWN = "next_at IS NOT NULL AND broadcast_id IS NULL"
_OPEN_BROADCAST = "next_at IS NOT NULL AND broadcast_id IS NOT NULL"
_ENDED_BROADCAST = "next_at IS NULL AND broadcast_id IS NOT NULL"


def upgrade() -> None:
    _audiences()
    _broadcasts()
    _answers_and_tags()
    _drop_indexes()
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint("uq_delivery_inbound_id_ordinal", type_="unique")
        batch.add_column(sa.Column("broadcast_id", _IDENTITY, nullable=True))
        batch.create_foreign_key(
            "fk_delivery_broadcast_id_broadcast",
            "broadcast",
            ["broadcast_id"],
            ["id"],
            ondelete="CASCADE",
        )
    _index("uq_delivery_inbound_id_ordinal", "inbound_id IS NOT NULL", "inbound_id", "ordinal", unique=True)
    _index("ix_delivery_open", _OWN, "channel", "bot_id", "lane", "next_at", "id")
    _index("ix_delivery_open_conversation", _OWN, "conversation_id", "lane", "id")
    _index(
        "ix_delivery_open_broadcast", _OPEN_BROADCAST, "broadcast_id", "channel", "bot_id", "next_at", "id"
    )
    _index(
        "ix_delivery_ended_broadcast",
        _ENDED_BROADCAST,
        "broadcast_id",
        "state",
        "outcome_code",
        "received_at",
    )
    _index(
        "uq_delivery_conversation_id_broadcast_id",
        "broadcast_id IS NOT NULL",
        "conversation_id",
        "broadcast_id",
        unique=True,
    )
    _index("ix_delivery_receipt", "cost IS NOT NULL", "platform_message_id")


def downgrade() -> None:
    """What was sent to many is forgotten with the broadcasts."""
    op.execute(
        sa.delete(sa.table("delivery", sa.column("broadcast_id"))).where(
            sa.column("broadcast_id").is_not(None)
        )
    )
    for name in (
        "ix_delivery_open_broadcast",
        "ix_delivery_ended_broadcast",
        "uq_delivery_conversation_id_broadcast_id",
    ):
        op.drop_index(name, table_name="delivery")
    op.drop_index("uq_delivery_inbound_id_ordinal", table_name="delivery")
    _drop_indexes()
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint("fk_delivery_broadcast_id_broadcast", type_="foreignkey")
        batch.drop_column("broadcast_id")
        batch.create_unique_constraint("uq_delivery_inbound_id_ordinal", ["inbound_id", "ordinal"])
    _index("ix_delivery_open", _OPEN, "lane", "next_at", "id")
    _index("ix_delivery_open_conversation", _OPEN, "conversation_id", "lane", "id")
    _index("ix_delivery_receipt", "cost IS NOT NULL", "platform_message_id")
    for name in ("contact_tag", "broadcast_answer", "broadcast_file", "broadcast", "audience"):
        op.drop_table(name)


def _index(name: str, which: str, *columns: str, unique: bool = False) -> None:
    where = sa.text(which)
    op.create_index(
        name, "delivery", list(columns), unique=unique, sqlite_where=where, postgresql_where=where
    )


def _drop_indexes() -> None:
    """Before the table is made anew: SQLite would lose which rows they hold."""
    for name in ("ix_delivery_open", "ix_delivery_open_conversation", "ix_delivery_receipt"):
        op.drop_index(name, table_name="delivery")


def _audiences() -> None:
    op.create_table(
        "audience",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience")),
        sa.UniqueConstraint("name", name=op.f("uq_audience_name")),
        sqlite_autoincrement=True,
    )


def _broadcasts() -> None:
    op.create_table(
        "broadcast",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("buttons", sa.Text(), server_default="[]", nullable=False),
        sa.Column("audience", sa.Text(), server_default="{}", nullable=False),
        sa.Column("audience_name", sa.String(length=80), server_default="", nullable=False),
        sa.Column("created_by", _IDENTITY, nullable=True),
        sa.Column("approved_by", _IDENTITY, nullable=True),
        sa.Column("parent_id", _IDENTITY, nullable=True),
        sa.Column("repeat", sa.String(length=24), nullable=True),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_for_seconds", sa.Integer(), nullable=False),
        sa.Column("spread_seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned", sa.Integer(), server_default="0", nullable=False),
        sa.Column("skipped", sa.Text(), server_default="{}", nullable=False),
        sa.Column("built_to", _IDENTITY, server_default="0", nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by", sa.String(length=64), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["staff.id"], name=op.f("fk_broadcast_created_by_staff"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff.id"], name=op.f("fk_broadcast_approved_by_staff"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["broadcast.id"],
            name=op.f("fk_broadcast_parent_id_broadcast"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint("parent_id", "scheduled_at", name=op.f("uq_broadcast_parent_id_scheduled_at")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_broadcast_state"), "broadcast", ["state"])
    op.create_table(
        "broadcast_file",
        sa.Column("broadcast_id", _IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mime", sa.String(length=80), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_broadcast_file_broadcast_id_broadcast"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("broadcast_id", name=op.f("pk_broadcast_file")),
    )


def _answers_and_tags() -> None:
    op.create_table(
        "broadcast_answer",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("broadcast_id", _IDENTITY, nullable=False),
        sa.Column("conversation_id", _IDENTITY, nullable=False),
        sa.Column("button", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_broadcast_answer_broadcast_id_broadcast"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_broadcast_answer_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_answer")),
        sa.UniqueConstraint(
            "broadcast_id",
            "conversation_id",
            "button",
            name=op.f("uq_broadcast_answer_broadcast_id_conversation_id_button"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_broadcast_answer_conversation_id"), "broadcast_answer", ["conversation_id"])
    op.create_table(
        "contact_tag",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("contact_id", _IDENTITY, nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_tag_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_tag")),
        sa.UniqueConstraint("contact_id", "tag", name=op.f("uq_contact_tag_contact_id_tag")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_tag_tag_contact_id", "contact_tag", ["tag", "contact_id"])
