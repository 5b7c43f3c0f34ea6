"""The second factor of staff: a secret for codes, spare codes by their hashes, sign-ins that wait for a code."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.inserts import insert
from storage.tables_access import staff_half_session, staff_spare_code, staff_totp


@dataclass(frozen=True, slots=True)
class TotpRow:
    """`secret` is None under a broken seal; without `since` it is not asked for yet."""

    staff_id: int
    secret: str | None = field(repr=False)
    since: datetime | None


@dataclass(frozen=True, slots=True)
class HalfRow:
    """Somebody whose password was right, and who has to show a code."""

    id: int
    staff_id: int
    started_at: datetime


class SecondFactors:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def of(self, staff_id: int) -> TotpRow | None:
        statement = select(staff_totp.c.secret, staff_totp.c.since).where(staff_totp.c.staff_id == staff_id)
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        return TotpRow(staff_id, self._vault.open_if_whole(row.secret, _place(staff_id)), row.since)

    async def offer(self, staff_id: int, secret: str, now: datetime) -> None:
        """Keeps a secret that is not asked for yet, in the place of another such; one in use stays as it is."""
        await self._connection.execute(
            delete(staff_totp).where(staff_totp.c.staff_id == staff_id, staff_totp.c.since.is_(None))
        )
        sealed = self._vault.seal(secret, _place(staff_id))
        values = {"staff_id": staff_id, "secret": sealed, "created_at": now}
        await insert(self._connection, staff_totp, values)

    async def turn_on(self, staff_id: int, now: datetime) -> None:
        await self._connection.execute(
            update(staff_totp).where(staff_totp.c.staff_id == staff_id).values(since=now)
        )

    async def take_step(self, staff_id: int, step: int) -> bool:
        """False when a code of this step, or of a later one, was taken before."""
        done = await self._connection.execute(
            update(staff_totp)
            .where(staff_totp.c.staff_id == staff_id, staff_totp.c.last_step < step)
            .values(last_step=step)
        )
        return done.rowcount == 1

    async def remove(self, staff_id: int) -> bool:
        """The secret and the spare codes; False when there was none in use."""
        await self._connection.execute(
            delete(staff_spare_code).where(staff_spare_code.c.staff_id == staff_id)
        )
        removed = await self._connection.execute(
            delete(staff_totp).where(staff_totp.c.staff_id == staff_id).returning(staff_totp.c.since)
        )
        return any(row.since is not None for row in removed)

    async def replace_spares(self, staff_id: int, hashes: Collection[str]) -> None:
        await self._connection.execute(
            delete(staff_spare_code).where(staff_spare_code.c.staff_id == staff_id)
        )
        for code_hash in hashes:
            values = {"staff_id": staff_id, "code_hash": code_hash}
            await insert(self._connection, staff_spare_code, values)

    async def take_spare(self, staff_id: int, code_hash: str) -> bool:
        """Each is worth one time."""
        done = await self._connection.execute(
            delete(staff_spare_code).where(
                staff_spare_code.c.staff_id == staff_id, staff_spare_code.c.code_hash == code_hash
            )
        )
        return done.rowcount == 1

    async def count_spares(self, staff_id: int) -> int:
        statement = select(func.count()).where(staff_spare_code.c.staff_id == staff_id)
        return int((await self._connection.execute(statement)).scalar_one())

    async def add_half(self, token_hash: str, staff_id: int, now: datetime) -> None:
        values = {"token_hash": token_hash, "staff_id": staff_id, "started_at": now}
        await insert(self._connection, staff_half_session, values)

    async def find_half(self, token_hash: str) -> HalfRow | None:
        columns = staff_half_session.c
        statement = select(columns.id, columns.staff_id, columns.started_at).where(
            columns.token_hash == token_hash
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else HalfRow(*row)

    async def end_halves(self, staff_id: int, started_until: datetime) -> None:
        """All of this person, and everybody's that began at or before this moment."""
        columns = staff_half_session.c
        await self._connection.execute(
            delete(staff_half_session).where(
                or_(columns.staff_id == staff_id, columns.started_at <= started_until)
            )
        )


def _place(staff_id: int) -> str:
    return f"staff_totp.secret:{staff_id}"
