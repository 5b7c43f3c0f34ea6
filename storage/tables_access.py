"""The second factor of staff: the secret their telephone shares, spare codes, and those half-way through the door."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table, UniqueConstraint

from storage.columns import Identity, UtcDateTime
from storage.tables import identity, metadata

staff_totp = Table(
    "staff_totp",
    metadata,
    identity(),
    Column("staff_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("secret", LargeBinary, nullable=False),  # sealed
    Column("last_step", BigInteger, nullable=False, server_default="0"),  # of the newest code that was taken
    Column("created_at", UtcDateTime, nullable=False),
    Column("since", UtcDateTime),  # asked for at sign-in; empty: no right code has been shown yet
    sqlite_autoincrement=True,
)

staff_spare_code = Table(
    "staff_spare_code",
    metadata,
    identity(),
    Column("staff_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    Column("code_hash", String(64), nullable=False),
    UniqueConstraint("staff_id", "code_hash"),
    sqlite_autoincrement=True,
)

# A table of its own: whatever reads sessions cannot take one of these for a session.
staff_half_session = Table(
    "staff_half_session",
    metadata,
    identity(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("staff_id", Identity, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("started_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
