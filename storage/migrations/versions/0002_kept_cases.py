"""Cases that people have let us keep, and what changed in their outcomes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profile",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consent_version", sa.String(length=64), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("judged_version", sa.String(length=64), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_profile_contact_id_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("contact_id", "item", name=op.f("uq_profile_contact_id_item")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_consented_at"), ["consented_at"], unique=False)

    op.create_table(
        "verdict_change",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("profile_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("scheme", sa.String(length=24), nullable=False),
        sa.Column("before", sa.String(length=24), nullable=False),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profile.id"],
            name=op.f("fk_verdict_change_profile_id_profile"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("verdict_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdict_change_profile_id"), ["profile_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_verdict_change_state"), ["state"], unique=False)


def downgrade() -> None:
    op.drop_table("verdict_change")
    op.drop_table("profile")
