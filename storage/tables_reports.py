"""The tables of reports: figures that staff entered, the reports themselves, tasks from conclusions of meetings."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import ExactDecimal, Identity, State, UtcDateTime
from storage.states import FigureKind, MeetingTaskState, ReportState
from storage.tables import identity, metadata
from storage.tables_applications import application_event


def _by(name: str) -> "Column[int]":
    return Column(name, Identity, ForeignKey("staff.id", ondelete="SET NULL"))


report_figure = Table(
    "report_figure",
    metadata,
    identity(),
    Column("indicator", String(40), nullable=False),
    Column("province", String(40), nullable=False, server_default=""),  # empty: everywhere
    Column("commune", String(80), nullable=False, server_default=""),  # empty: the whole province
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),  # the last day of the time, which is part of it
    Column("kind", State(FigureKind), nullable=False),
    Column("value", ExactDecimal, nullable=False),  # in the unit of its indicator
    Column("note", String(200), nullable=False, server_default=""),
    Column("is_confirmed", Boolean, nullable=False, server_default=text("false")),
    _by("entered_by_id"),
    Column("entered_at", UtcDateTime, nullable=False),
    _by("confirmed_by_id"),
    Column("confirmed_at", UtcDateTime),
    UniqueConstraint("indicator", "province", "commune", "since", "until", "kind"),
    sqlite_autoincrement=True,
)

report = Table(
    "report",
    metadata,
    identity(),
    Column("kind", String(8), nullable=False),
    Column("province", String(40), nullable=False, server_default=""),
    Column("commune", String(80), nullable=False, server_default=""),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("state", State(ReportState), nullable=False),
    Column("texts", Text, nullable=False, server_default="{}"),  # JSON: heading -> what staff wrote
    Column("snapshot", Text),  # JSON: the whole report as it was approved
    Column("revision", Integer, nullable=False, server_default="0"),  # grows with every change
    _by("made_by_id"),
    Column("made_at", UtcDateTime, nullable=False),
    _by("approved_by_id"),
    Column("approved_at", UtcDateTime),
    sqlite_autoincrement=True,
)

meeting_task = Table(
    "meeting_task",
    metadata,
    identity(),
    Column("source", String(160), nullable=False),  # the meeting, or the document of its conclusion
    Column("held_on", Date, nullable=False),
    Column("title", String(300), nullable=False),
    Column("owner_id", Identity, ForeignKey("staff.id", ondelete="SET NULL"), index=True),
    Column("due_on", Date, nullable=False),
    Column("state", State(MeetingTaskState), nullable=False),
    Column("note", String(300), nullable=False, server_default=""),
    _by("made_by_id"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Index("ix_meeting_task_state_due_on", "state", "due_on"),
    sqlite_autoincrement=True,
)

# By which a report finds what happened within its time.
Index("ix_application_event_at", application_event.c.at)
