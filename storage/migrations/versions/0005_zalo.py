"""The Zalo Official Account: tokens, billing, approved forms, receipts; and what staff are to see to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "staff_task",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", _IDENTITY, nullable=True),
        sa.Column("application_id", _IDENTITY, nullable=True),
        sa.Column("open_key", sa.String(length=160), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_staff_task_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_staff_task_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_task")),
        sa.UniqueConstraint("open_key", name=op.f("uq_staff_task_open_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_staff_task_conversation_id"), "staff_task", ["conversation_id"])
    op.create_index(op.f("ix_staff_task_application_id"), "staff_task", ["application_id"])
    op.create_index("ix_staff_task_closed_at_id", "staff_task", ["closed_at", "id"])
    op.create_table(
        "zalo_account",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("oa_id", sa.String(length=40), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.Column("access_token", sa.LargeBinary(), nullable=True),
        sa.Column("refresh_token", sa.LargeBinary(), nullable=True),
        sa.Column("access_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=True),
        sa.Column("generation", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doubts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by", sa.String(length=80), nullable=True),
        sa.Column("buttons_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zalo_account")),
        sa.UniqueConstraint("oa_id", name=op.f("uq_zalo_account_oa_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "zalo_month",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("oa_id", sa.String(length=40), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("billed", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zalo_month")),
        sa.UniqueConstraint("oa_id", "month", name=op.f("uq_zalo_month_oa_id_month")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "zalo_template",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("template_id", sa.String(length=40), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("preview", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("is_by_user", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zalo_template")),
        sa.UniqueConstraint("template_id", name=op.f("uq_zalo_template_template_id")),
        sqlite_autoincrement=True,
    )
    op.add_column("delivery", sa.Column("cost", sa.String(length=24), nullable=True))
    op.add_column("delivery", sa.Column("received_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_delivery_receipt",
        "delivery",
        ["platform_message_id"],
        sqlite_where=sa.column("cost").is_not(None),
        postgresql_where=sa.column("cost").is_not(None),
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_receipt", table_name="delivery")
    for name in ("seen_at", "received_at", "cost"):
        op.drop_column("delivery", name)
    for name in ("zalo_template", "zalo_month", "zalo_account", "staff_task"):
        op.drop_table(name)
