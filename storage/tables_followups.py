"""The tables around follow-ups: noted days, answers to surveys, what staff were told, how far re-planning is."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from storage.columns import Identity, State, UtcDateTime
from storage.states import DateKind, DateState
from storage.tables import identity, metadata

application_date = Table(
    "application_date",
    metadata,
    identity(),
    Column("application_id", Identity, ForeignKey("application.id", ondelete="CASCADE"), nullable=False),
    Column("kind", State(DateKind), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("state", State(DateState), nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("noted_by", String(40), nullable=False),
    UniqueConstraint("application_id", "kind", "on_day"),
    sqlite_autoincrement=True,
)

survey_answer = Table(
    "survey_answer",
    metadata,
    identity(),
    Column(
        "application_id",
        Identity,
        ForeignKey("application.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("follow_up_id", Identity, ForeignKey("follow_up.id", ondelete="CASCADE"), nullable=False),
    Column("survey", String(40), nullable=False),
    Column("question", String(40), nullable=False),
    Column("choice", String(40), info={"pii": "case"}),
    Column("number", Integer, info={"pii": "case"}),
    Column("words", LargeBinary, info={"pii": "message"}),  # sealed
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("follow_up_id", "question"),
    Index("ix_survey_answer_survey_question_at", "survey", "question", "at"),
    sqlite_autoincrement=True,
)

# That staff were told of something: once for each step, however many processes look.
staff_reminder = Table(
    "staff_reminder",
    metadata,
    identity(),
    Column("subject", String(80), nullable=False),  # deadline:national_list/2027-06-20, request:17, figures:3
    Column("step", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    UniqueConstraint("subject", "step"),
    sqlite_autoincrement=True,
)

figures_request = Table(
    "figures_request",
    metadata,
    identity(),
    Column("asked_by_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    Column("of_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("what", String(300), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("given_at", UtcDateTime),
    sqlite_autoincrement=True,
)

# One row: which plans the open follow-ups go by, and how far they have been planned anew for that.
replanning = Table(
    "replanning",
    metadata,
    identity(),
    Column("version", String(64), nullable=False),
    Column("after_id", Identity, nullable=False),  # the last application that was looked at
    Column("held_until", UtcDateTime),  # by the process that is at it
    Column("seen_at", UtcDateTime, nullable=False),  # when a process of this version last looked
    Column("done_at", UtcDateTime),
    sqlite_autoincrement=True,
)
