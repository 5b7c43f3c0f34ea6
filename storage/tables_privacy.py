"""The tables of privacy: people's keys, what they agreed to, what they asked for, what was destroyed."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table

from storage.columns import Identity, State, UtcDateTime
from storage.states import Purpose, RequestKind, RequestState, TryKind
from storage.tables import identity, metadata

person_key = Table(
    "person_key",
    metadata,
    identity(),
    Column("contact_id", Identity, ForeignKey("contact.id"), nullable=False, index=True),
    Column("wrapped", LargeBinary, nullable=False),  # the key, sealed under the installation's
    Column("created_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

# These three outlive the person's rows: they prove what was agreed to, asked for and destroyed, and name
# a person only by a number that then leads nowhere. So they have no foreign keys.
consent = Table(
    "consent",
    metadata,
    identity(),
    Column("contact_id", Identity, nullable=False),
    Column("purpose", State(Purpose), nullable=False),
    Column("is_given", Boolean, nullable=False),  # False: refused, or taken back
    Column("text_version", Integer, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("inbound_id", Identity),  # the message that said so
    Column("application_id", Identity),
    Column("field", String(40)),  # of a sensitive one
    Column("at", UtcDateTime, nullable=False),
    Index("ix_consent_contact_id_purpose_id", "contact_id", "purpose", "id"),
    sqlite_autoincrement=True,
)

data_request = Table(
    "data_request",
    metadata,
    identity(),
    Column("code", String(16), nullable=False, unique=True),
    Column("contact_id", Identity, nullable=False, index=True),
    Column("kind", State(RequestKind), nullable=False),
    Column("state", State(RequestState), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("first_answer_by", Date, nullable=False),
    Column("done_by", Date, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("extended_to", Date),
    Column("extension_reason", String(200), info={"pii": "message"}),
    Column("refusal_reason", String(200), info={"pii": "message"}),
    Column("finished_at", UtcDateTime),
    Column("outcome", String(40)),
    Column("note", LargeBinary, info={"pii": "message"}),  # sealed: what the person wants put right
    Column("link_hash", String(64), unique=True),  # of the address where an export may be fetched
    Column("link_until", UtcDateTime),
    sqlite_autoincrement=True,
)

certificate = Table(
    "certificate",
    metadata,
    identity(),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("kind", String(40), nullable=False),  # of what was destroyed
    Column("subject", String(120), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("reason", String(80), nullable=False),
    sqlite_autoincrement=True,
)

chat_try = Table(
    "chat_try",
    metadata,
    identity(),
    Column("conversation_id", Identity, ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("kind", State(TryKind), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Index("ix_chat_try_conversation_id_kind_at", "conversation_id", "kind", "at"),
    sqlite_autoincrement=True,
)

join_code = Table(
    "join_code",
    metadata,
    identity(),
    Column(
        "conversation_id",
        Identity,
        ForeignKey("conversation.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("until", UtcDateTime, nullable=False),
    # The chat in which it was typed, and which is asked whether it wants that.
    Column("typed_in_id", Identity, ForeignKey("conversation.id", ondelete="CASCADE"), index=True),
    Column("created_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
