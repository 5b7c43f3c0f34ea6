"""Reports: figures that staff enter, reports with their approval, tasks from the conclusions of meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "report_figure",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        *_area_and_time(),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("entered_by_id", _IDENTITY, nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", _IDENTITY, nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        _to_staff("report_figure", "entered_by_id"),
        _to_staff("report_figure", "confirmed_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_figure")),
        sa.UniqueConstraint(
            *("indicator", "province", "commune", "since", "until", "kind"),
            name=op.f("uq_report_figure_indicator_province_commune_since_until_kind"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        *_area_and_time(),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("texts", sa.Text(), server_default="{}", nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_by_id", _IDENTITY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", _IDENTITY, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        _to_staff("report", "made_by_id"),
        _to_staff("report", "approved_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sqlite_autoincrement=True,
    )
    _tasks()
    op.create_index("ix_application_event_at", "application_event", ["at"])


def _tasks() -> None:
    op.create_table(
        "meeting_task",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("owner_id", _IDENTITY, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=300), server_default="", nullable=False),
        sa.Column("made_by_id", _IDENTITY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        _to_staff("meeting_task", "owner_id"),
        _to_staff("meeting_task", "made_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_task")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_task_owner_id"), "meeting_task", ["owner_id"])
    op.create_index("ix_meeting_task_state_due_on", "meeting_task", ["state", "due_on"])


def _area_and_time() -> "list[sa.Column[object]]":
    return [
        sa.Column("province", sa.String(length=40), server_default="", nullable=False),
        sa.Column("commune", sa.String(length=80), server_default="", nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
    ]


def _to_staff(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["staff.id"], name=op.f(f"fk_{table}_{column}_staff"), ondelete="SET NULL"
    )


def downgrade() -> None:
    op.drop_index("ix_application_event_at", table_name="application_event")
    op.drop_table("meeting_task")
    op.drop_table("report")
    op.drop_table("report_figure")
