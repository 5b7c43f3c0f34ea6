"""Chats that become one person's: the codes by which they are joined."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "join_code",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("conversation_id", _IDENTITY, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("typed_in_id", _IDENTITY, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_join_code_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["typed_in_id"],
            ["conversation.id"],
            name=op.f("fk_join_code_typed_in_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_code")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_join_code_conversation_id")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_join_code_code_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_join_code_typed_in_id"), "join_code", ["typed_in_id"])


def downgrade() -> None:
    op.drop_table("join_code")
