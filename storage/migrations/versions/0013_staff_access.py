"""Access of staff: accounts that are closed, a second factor with spare codes, sign-ins that wait for it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("staff", sa.Column("ended_at", _MOMENT, nullable=True))
    op.create_table(
        "staff_totp",
        *_of_staff("staff_totp"),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("since", _MOMENT, nullable=True),
        sa.UniqueConstraint("staff_id", name=op.f("uq_staff_totp_staff_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "staff_spare_code",
        *_of_staff("staff_spare_code"),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.UniqueConstraint("staff_id", "code_hash", name=op.f("uq_staff_spare_code_staff_id_code_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "staff_half_session",
        *_of_staff("staff_half_session"),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_half_session_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_staff_half_session_staff_id"), "staff_half_session", ["staff_id"])


def _of_staff(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("staff_id", _IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f(f"fk_{table}_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    op.drop_table("staff_half_session")
    op.drop_table("staff_spare_code")
    op.drop_table("staff_totp")
    op.drop_column("staff", "ended_at")
