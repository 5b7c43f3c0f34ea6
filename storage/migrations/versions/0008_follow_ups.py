"""Follow-ups by dates, surveys, staff's own reminders, and planning anew when plans change."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = "next_at IS NOT NULL"
_NUMBERED = """
UPDATE follow_up SET nth = (
    SELECT count(*) FROM follow_up AS earlier
    WHERE earlier.application_id = follow_up.application_id AND earlier.plan = follow_up.plan
      AND earlier.cause = follow_up.cause AND earlier.due_at < follow_up.due_at
)
"""


def upgrade() -> None:
    _number_follow_ups()
    op.add_column("staff_task", sa.Column("about", sa.String(length=60), server_default="", nullable=False))
    _dates_and_answers()
    _reminders_of_staff()
    op.create_table(
        "replanning",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("after_id", _IDENTITY, nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replanning")),
        sqlite_autoincrement=True,
    )


def _number_follow_ups() -> None:
    """Which of its row each is: by that a repeated one is known again when its days change."""
    op.drop_index("ix_follow_up_open", table_name="follow_up")
    op.add_column("follow_up", sa.Column("nth", sa.SmallInteger(), server_default="0", nullable=False))
    op.execute(_NUMBERED)
    with op.batch_alter_table("follow_up", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint("uq_follow_up_application_id_plan_cause_due_at", type_="unique")
        batch.create_unique_constraint(
            "uq_follow_up_application_id_plan_cause_nth", ["application_id", "plan", "cause", "nth"]
        )
    _index_open_ones()


def _index_open_ones() -> None:
    op.create_index(
        "ix_follow_up_open",
        "follow_up",
        ["next_at", "id"],
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )


def _dates_and_answers() -> None:
    op.create_table(
        "application_date",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("application_id", _IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_date_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_date")),
        sa.UniqueConstraint(
            "application_id", "kind", "on_day", name=op.f("uq_application_date_application_id_kind_on_day")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "survey_answer",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("application_id", _IDENTITY, nullable=False),
        sa.Column("follow_up_id", _IDENTITY, nullable=False),
        sa.Column("survey", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_survey_answer_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_up.id"],
            name=op.f("fk_survey_answer_follow_up_id_follow_up"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
        sa.UniqueConstraint("follow_up_id", "question", name=op.f("uq_survey_answer_follow_up_id_question")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_survey_answer_application_id"), "survey_answer", ["application_id"])
    op.create_index("ix_survey_answer_survey_question_at", "survey_answer", ["survey", "question", "at"])


def _reminders_of_staff() -> None:
    op.create_table(
        "staff_reminder",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_reminder")),
        sa.UniqueConstraint("subject", "step", name=op.f("uq_staff_reminder_subject_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_staff_reminder_at"), "staff_reminder", ["at"])
    op.create_table(
        "figures_request",
        sa.Column("id", _IDENTITY, autoincrement=True, nullable=False),
        sa.Column("asked_by_id", _IDENTITY, nullable=False),
        sa.Column("of_id", _IDENTITY, nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["staff.id"],
            name=op.f("fk_figures_request_asked_by_id_staff"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["of_id"], ["staff.id"], name=op.f("fk_figures_request_of_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures_request")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_figures_request_of_id"), "figures_request", ["of_id"])


def downgrade() -> None:
    for name in ("replanning", "figures_request", "staff_reminder", "survey_answer", "application_date"):
        op.drop_table(name)
    op.drop_column("staff_task", "about")
    op.drop_index("ix_follow_up_open", table_name="follow_up")
    with op.batch_alter_table("follow_up", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint("uq_follow_up_application_id_plan_cause_nth", type_="unique")
        batch.create_unique_constraint(
            "uq_follow_up_application_id_plan_cause_due_at", ["application_id", "plan", "cause", "due_at"]
        )
        batch.drop_column("nth")
    _index_open_ones()
