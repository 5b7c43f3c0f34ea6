"""Who of the staff is signed in, and who has to wait before another try."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from storage.columns import Identity, UtcDateTime
from storage.tables import identity, metadata

staff_session = Table(
    "staff_session",
    metadata,
    identity(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("staff_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

sign_in_hold = Table(
    "sign_in_hold",
    metadata,
    identity(),
    Column("name_hash", String(64), nullable=False, unique=True),
    Column("staff_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), index=True),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("next_at", UtcDateTime, nullable=False),
    Column("tried_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
