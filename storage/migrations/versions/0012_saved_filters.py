"""What staff look for in lists of applications: indexes, the last digits of a telephone, filters kept by name."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LISTED_BY = (
    "province",
    "commune",
    "form_id",
    "assignee_id",
    "money_source",
    "sent_at",
    "visit_at",
    "inspection_at",
    "due_on",
    "status_at",
)


def upgrade() -> None:
    op.add_column("application", sa.Column("phone_tail_hash", sa.String(length=64), nullable=True))
    op.create_index("ix_application_phone_tail_hash", "application", ["phone_tail_hash"])
    op.create_index("ix_application_lists", "application", ["changed_at", "id", "status", *_LISTED_BY])
    op.create_index("ix_application_states", "application", ["status", "changed_at", "id", *_LISTED_BY])
    op.create_table(
        "saved_filter",
        sa.Column("id", _IDENTITY, nullable=False),
        sa.Column("staff_id", _IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=600), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_saved_filter_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_saved_filter_staff_id_name")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("saved_filter")
    op.drop_index("ix_application_states", "application")
    op.drop_index("ix_application_lists", "application")
    op.drop_index("ix_application_phone_tail_hash", "application")
    op.drop_column("application", "phone_tail_hash")
