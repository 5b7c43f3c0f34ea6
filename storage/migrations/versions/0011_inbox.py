"""Staff's inbox: who holds a conversation, who waits for an answer, who wrote each message, notes of staff."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_A_WISH_STANDS = timedelta(days=7)
_ADDED = ("held_by", "held_at", "waits_since", "desk_at", "read_to")
_PART_INDEXES = {
    "ix_conversation_desk": ("desk_at IS NOT NULL", ("desk_at", "id")),
    "ix_conversation_waiting": ("waits_since IS NOT NULL", ("waits_since", "id")),
    "ix_conversation_held": ("held_by IS NOT NULL", ("held_by", "desk_at", "id")),
}

_conversation = sa.table(
    "conversation",
    sa.column("id"),
    sa.column("holder"),
    sa.column("last_inbound_at", _MOMENT),
    sa.column("held_at", _MOMENT),
    sa.column("waits_since", _MOMENT),
    sa.column("desk_at", _MOMENT),
)
_gap = sa.table("gap", sa.column("conversation_id"), sa.column("kind"), sa.column("created_at", _MOMENT))


def upgrade() -> None:
    with op.batch_alter_table("conversation", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("held_by", _IDENTITY, nullable=True))
        for name in ("held_at", "waits_since", "desk_at"):
            batch.add_column(sa.Column(name, _MOMENT, nullable=True))
        batch.add_column(sa.Column("read_to", _IDENTITY, server_default="0", nullable=False))
        batch.create_foreign_key(
            "fk_conversation_held_by_staff", "staff", ["held_by"], ["id"], ondelete="SET NULL"
        )
    for name, (which, columns) in _PART_INDEXES.items():
        where = sa.text(which)
        op.create_index(name, "conversation", list(columns), sqlite_where=where, postgresql_where=where)
    op.create_index("ix_conversation_last_inbound_at_id", "conversation", ["last_inbound_at", "id"])
    op.add_column("message", sa.Column("delivery_id", _IDENTITY, nullable=True))
    op.add_column("delivery", sa.Column("author", sa.String(length=24), server_default="bot", nullable=False))
    _notes()
    _put_on_the_desk(datetime.now(UTC))


def _notes() -> None:
    op.create_table(
        "conversation_note",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("conversation_id", _IDENTITY, nullable=False),
        sa.Column("staff_id", _IDENTITY, nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_conversation_note_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_conversation_note_staff_id_staff"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_note")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_conversation_note_created_at"), "conversation_note", ["created_at"])
    op.create_index("ix_conversation_note_conversation_id_id", "conversation_note", ["conversation_id", "id"])


def _put_on_the_desk(now: datetime) -> None:
    """Those whom staff hold, and those who asked for a person lately, want somebody already."""
    moved = sa.func.coalesce(_conversation.c.last_inbound_at, now, type_=_MOMENT)
    op.execute(
        sa.update(_conversation).where(_conversation.c.holder == "staff").values(held_at=moved, desk_at=moved)
    )
    asked_at = (
        sa.select(sa.func.max(_gap.c.created_at, type_=_MOMENT))
        .where(_gap.c.conversation_id == _conversation.c.id, _gap.c.kind == "person")
        .where(_gap.c.created_at > now - _A_WISH_STANDS)
        .scalar_subquery()
    )
    op.execute(
        sa.update(_conversation)
        .where(_conversation.c.holder == "bot", asked_at.is_not(None))
        .values(waits_since=asked_at, desk_at=asked_at)
    )


def downgrade() -> None:
    op.drop_table("conversation_note")
    op.drop_column("delivery", "author")
    op.drop_column("message", "delivery_id")
    op.drop_index("ix_conversation_last_inbound_at_id", table_name="conversation")
    for name in _PART_INDEXES:
        op.drop_index(name, table_name="conversation")
    with op.batch_alter_table("conversation", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint("fk_conversation_held_by_staff", type_="foreignkey")
        for name in _ADDED:
            batch.drop_column(name)
