"""The tables of applications: what was asked for, what became of it, the files and the people behind it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import Identity, State, UtcDateTime
from storage.states import (
    ApplicationStatus,
    Ending,
    FollowUpState,
    InspectionKind,
    MoneySource,
    ProjectKind,
)
from storage.tables import identity, metadata, open_rows


def _of_application() -> "Column[int]":
    return Column(
        "application_id",
        Identity,
        ForeignKey("application.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )


project = Table(
    "project",
    metadata,
    identity(),
    Column("name", String(160), nullable=False),
    Column("kind", State(ProjectKind), nullable=False),
    Column("source", State(MoneySource)),
    Column("year", SmallInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(40), nullable=False),
    UniqueConstraint("year", "name"),
    sqlite_autoincrement=True,
)

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

application = Table(
    "application",
    metadata,
    identity(),
    Column("code", String(16), nullable=False, unique=True),
    Column("contact_id", Identity, ForeignKey("contact.id"), nullable=False),
    Column("conversation_id", Identity, ForeignKey("conversation.id", ondelete="SET NULL"), index=True),
    Column("key_id", Identity, ForeignKey("person_key.id"), nullable=False, index=True),
    Column("form_id", String(8), nullable=False),
    Column("form_version", SmallInteger, nullable=False),
    Column("content", LargeBinary, nullable=False, info={"pii": "case"}),  # sealed JSON: answers and the rest
    Column("status", State(ApplicationStatus), nullable=False),
    Column("ending", State(Ending)),
    Column("reason_code", String(40)),
    Column("province", String(40), info={"pii": "location"}),  # of today, by id
    Column("commune", String(80), info={"pii": "location"}),
    Column("phone_hash", String(64), info={"pii": "phone"}, index=True),
    Column("phone_tail_hash", String(64), info={"pii": "phone"}, index=True),  # of the last four digits
    Column("is_on_behalf", Boolean, nullable=False, server_default=text("false")),
    Column("assignee_id", Identity, ForeignKey("staff.id", ondelete="SET NULL")),
    Column("project_id", Identity, ForeignKey("project.id", ondelete="SET NULL"), index=True),
    Column("merged_into_id", Identity, ForeignKey("application.id", ondelete="SET NULL"), index=True),
    Column("revision", Integer, nullable=False, server_default="0"),  # grows with every change
    Column("notice_count", Integer, nullable=False, server_default="0"),
    Column("visit_at", UtcDateTime),
    Column("inspection_at", UtcDateTime),
    Column("due_on", Date),  # until when papers are wanted
    Column("planned_vnd", BigInteger),
    Column("contracted_vnd", BigInteger),
    Column("advanced_vnd", BigInteger),
    Column("paid_vnd", BigInteger),
    Column("own_share_vnd", BigInteger),
    Column("money_source", State(MoneySource)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("status_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index("ix_application_contact_id_id", "contact_id", "id"),
    Index("ix_application_status_province_id", "status", "province", "id"),
    Index("ix_application_assignee_id_status_id", "assignee_id", "status", "id"),
    # With all that lists are filtered by, so that a rare answer among many rows is found in the index alone.
    Index("ix_application_lists", "changed_at", "id", "status", *_LISTED_BY),
    Index("ix_application_states", "status", "changed_at", "id", *_LISTED_BY),
    sqlite_autoincrement=True,
)

application_event = Table(
    "application_event",
    metadata,
    identity(),
    Column("application_id", Identity, ForeignKey("application.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(40), nullable=False),  # contact:7, staff:3, or the name of a part of the program
    Column("action", String(40), nullable=False),
    Column("from_status", State(ApplicationStatus), nullable=False),
    Column("to_status", State(ApplicationStatus), nullable=False),
    Column("reason_code", String(40)),
    Column("note", LargeBinary, info={"pii": "message"}),  # sealed
    Column("detail", Text, nullable=False, server_default="{}"),  # JSON without personal data
    Index("ix_application_event_application_id_id", "application_id", "id"),
    sqlite_autoincrement=True,
)

application_file = Table(
    "application_file",
    metadata,
    identity(),
    _of_application(),
    Column("field", String(40), nullable=False),  # of the form; empty for papers that were added later
    Column("blob_id", String(32), nullable=False, unique=True, info={"pii": "file"}),
    Column("kind", String(8), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("is_scanned", Boolean, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

inspection = Table(
    "inspection",
    metadata,
    identity(),
    _of_application(),
    Column("kind", State(InspectionKind), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(40), nullable=False),
    Column("is_passed", Boolean, nullable=False),
    Column("findings", LargeBinary, nullable=False, info={"pii": "message"}),  # sealed
    sqlite_autoincrement=True,
)

obstacle = Table(
    "obstacle",
    metadata,
    identity(),
    _of_application(),
    Column("kind", String(40), nullable=False),
    Column("story", LargeBinary, nullable=False, info={"pii": "message"}),  # sealed
    Column("opened_at", UtcDateTime, nullable=False),
    Column("opened_by", String(40), nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", String(40)),
    sqlite_autoincrement=True,
)

follow_up = Table(
    "follow_up",
    metadata,
    identity(),
    Column(
        "application_id",
        Identity,
        ForeignKey("application.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("plan", String(40), nullable=False),
    Column("cause", String(40), nullable=False),  # what it was planned for: planning it twice is harmless
    Column("nth", SmallInteger, nullable=False, server_default="0"),  # of a plan that comes several times
    Column("due_at", UtcDateTime, nullable=False),
    Column("valid_until", UtcDateTime, nullable=False),
    Column("state", State(FollowUpState), nullable=False),
    Column("next_at", UtcDateTime),  # due, then the end of a lease; empty when it is over
    Column("finished_at", UtcDateTime),
    Column("outcome", String(40)),
    UniqueConstraint("application_id", "plan", "cause", "nth"),
    open_rows("ix_follow_up_open", "next_at", "id"),
    sqlite_autoincrement=True,
)

staff_area = Table(
    "staff_area",
    metadata,
    identity(),
    Column("staff_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    Column("province", String(40), nullable=False),
    Column("commune", String(80), nullable=False, server_default=""),  # empty: the whole province
    UniqueConstraint("staff_id", "province", "commune"),
    Index("ix_staff_area_province_commune", "province", "commune"),
    sqlite_autoincrement=True,
)

staff_link = Table(
    "staff_link",
    metadata,
    identity(),
    Column("staff_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("code_hash", String(64), unique=True),  # empty once it is used
    Column("code_until", UtcDateTime),
    Column("address_id", Identity, ForeignKey("address.id", ondelete="CASCADE"), unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("linked_at", UtcDateTime),
    Column("alerts_off_at", UtcDateTime),  # since when nothing is said here of new applications
    sqlite_autoincrement=True,
)

saved_filter = Table(
    "saved_filter",
    metadata,
    identity(),
    Column("staff_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("query", String(600), nullable=False),  # as it stands in the address of the list; nothing personal
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("staff_id", "name"),
    sqlite_autoincrement=True,
)
