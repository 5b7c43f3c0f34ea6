"""Failed sign-ins in a row of each typed name, whether an account has it or not."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.tables_sessions import sign_in_hold


@dataclass(frozen=True, slots=True)
class HoldRow:
    id: int
    failures: int
    next_at: datetime  # no try is evaluated before


class SignInHolds:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, name_hash: str, staff_id: int | None, now: datetime) -> HoldRow:
        """The row of this name, made when missing, and nobody else's until the end of the transaction."""
        found = await self._touch(name_hash, staff_id, now)
        if found is None:
            values = {"name_hash": name_hash, "staff_id": staff_id, "next_at": now, "tried_at": now}
            await insert_once(self._connection, sign_in_hold, values)
            found = await self._touch(name_hash, staff_id, now)
        if found is None:
            raise LookupError("the row of this name went away between two statements")
        return found

    async def count(self, hold_id: int, failures: int, next_at: datetime) -> None:
        await self._connection.execute(
            update(sign_in_hold)
            .where(sign_in_hold.c.id == hold_id)
            .values(failures=failures, next_at=next_at)
        )

    async def forget(self, staff_id: int) -> None:
        """Every count that stands against this member of staff begins anew."""
        await self._connection.execute(delete(sign_in_hold).where(sign_in_hold.c.staff_id == staff_id))

    async def forget_strangers(self, tried_before: datetime) -> int:
        """Removes old rows of names that no account has; how many."""
        removed = await self._connection.execute(
            delete(sign_in_hold).where(
                sign_in_hold.c.staff_id.is_(None), sign_in_hold.c.tried_at < tried_before
            )
        )
        return removed.rowcount

    async def _touch(self, name_hash: str, staff_id: int | None, now: datetime) -> HoldRow | None:
        """An UPDATE rather than a SELECT, because it takes the row on both databases."""
        statement = (
            update(sign_in_hold)
            .where(sign_in_hold.c.name_hash == name_hash)
            .values(staff_id=staff_id, tried_at=now)
            .returning(sign_in_hold.c.id, sign_in_hold.c.failures, sign_in_hold.c.next_at)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else HoldRow(*row)
