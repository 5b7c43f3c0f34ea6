"""Sessions of staff: who is behind a token, for how long, and the end of it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from storage.database import Database
from storage.states import Role
from storage.store import Store

__all__ = ["Member", "Role", "Sessions"]  # those who ask for a role need not know where it is stored

IDLE_FOR = timedelta(minutes=30)
AT_MOST = timedelta(hours=8)
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Member:
    """A signed-in member of staff."""

    id: int
    name: str
    role: Role
    session_id: int


class Sessions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, store: Store, staff_id: int, now: datetime, replaces: str = "") -> str:
        """A new session's token, in the caller's transaction; the session of the token it replaces ends."""
        await store.sessions.forget(now - AT_MOST, now - IDLE_FOR)
        old = await store.sessions.find(_hash(replaces)) if replaces else None
        if old is not None:
            await store.sessions.end(old.id)
            await store.audit.add(now, f"staff:{old.staff_id}", "sign_out", f"session:{old.id}")
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        session_id = await store.sessions.add(_hash(token), staff_id, now)
        await store.audit.add(now, f"staff:{staff_id}", "sign_in", f"session:{session_id}")
        return token

    async def member(self, token: str, now: datetime) -> Member | None:
        """Who this is, if the session still lives; being asked keeps it alive."""
        async with self._database.transaction() as store:
            row = await store.sessions.find(_hash(token))
            if row is None:
                return None
            if now - row.seen_at >= IDLE_FOR or now - row.started_at >= AT_MOST:
                await store.sessions.end(row.id)
                return None
            await store.sessions.touch(row.id, now)
            return Member(row.staff_id, row.name, row.role, row.id)

    async def look(self, token: str, now: datetime) -> Member | None:
        """The same without keeping it alive: for what a page asks by itself while nobody is at it."""
        async with self._database.reading() as store:
            row = await store.sessions.find(_hash(token))
        if row is None or now - row.seen_at >= IDLE_FOR or now - row.started_at >= AT_MOST:
            return None
        return Member(row.staff_id, row.name, row.role, row.id)

    async def close(self, member: Member, now: datetime) -> None:
        async with self._database.transaction() as store:
            await store.sessions.end(member.session_id)
            await store.audit.add(now, f"staff:{member.id}", "sign_out", f"session:{member.session_id}")


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
