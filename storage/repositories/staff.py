"""Staff accounts. Passwords are hashed before they come here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.states import Role
from storage.tables import staff
from storage.tables_access import staff_totp
from storage.tables_applications import staff_link


@dataclass(frozen=True, slots=True)
class StaffRow:
    id: int
    name: str
    role: Role
    password_hash: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedStaff:
    """An account as an administrator sees it."""

    id: int
    name: str
    role: Role
    ended_at: datetime | None
    chats: int
    totp_since: datetime | None


_ACCOUNT = select(staff.c.id, staff.c.name, staff.c.role, staff.c.password_hash, staff.c.ended_at)
_CHATS = (
    select(func.count())
    .where(staff_link.c.staff_id == staff.c.id, staff_link.c.address_id.is_not(None))
    .scalar_subquery()
)
_LISTED = (
    select(staff.c.id, staff.c.name, staff.c.role, staff.c.ended_at, _CHATS, staff_totp.c.since)
    .outerjoin(staff_totp, staff_totp.c.staff_id == staff.c.id)
    .order_by(staff.c.ended_at.is_not(None), staff.c.name, staff.c.id)
)


class StaffAccounts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def count(self) -> int:
        return int((await self._connection.execute(select(func.count()).select_from(staff))).scalar_one())

    async def add(self, name: str, role: Role, password_hash: str, now: datetime) -> int | None:
        """The account's id, or None when the name is taken."""
        values = {"name": name, "role": role, "password_hash": password_hash, "created_at": now}
        return await insert_once(self._connection, staff, values)

    async def find(self, name: str) -> StaffRow | None:
        return await self._one(staff.c.name == name)

    async def get(self, staff_id: int) -> StaffRow | None:
        return await self._one(staff.c.id == staff_id)

    async def lock(self, staff_id: int) -> StaffRow | None:
        """The account, and nobody else's until the end of the transaction."""
        which = staff.c.id == staff_id
        await self._connection.execute(update(staff).where(which).values(name=staff.c.name))
        return await self._one(which)

    async def lock_admins(self) -> list[int]:
        """Whose accounts run the service, all held: of two who would leave at once the second sees the first gone."""
        which = (staff.c.role == Role.ADMIN) & staff.c.ended_at.is_(None)
        statement = select(staff.c.id).where(which).order_by(staff.c.id).with_for_update()
        return [int(row[0]) for row in await self._connection.execute(statement)]

    async def listed(self, staff_id: int | None = None) -> list[ListedStaff]:
        """All accounts or one; those in use first, then by name."""
        statement = _LISTED if staff_id is None else _LISTED.where(staff.c.id == staff_id)
        return [ListedStaff(*row) for row in await self._connection.execute(statement)]

    async def names(self, staff_ids: Collection[int]) -> dict[int, str]:
        """Of those who still have an account."""
        rows = await self._connection.execute(
            select(staff.c.id, staff.c.name).where(staff.c.id.in_(list(staff_ids)))
        )
        return {int(identity): str(name) for identity, name in rows}

    async def set_password_hash(self, staff_id: int, password_hash: str) -> None:
        await self._set(staff_id, password_hash=password_hash)

    async def set_role(self, staff_id: int, role: Role) -> None:
        await self._set(staff_id, role=role)

    async def set_end(self, staff_id: int, ended_at: datetime | None) -> None:
        """Closes the account, or opens it again."""
        await self._set(staff_id, ended_at=ended_at)

    async def _one(self, which: ColumnElement[bool]) -> StaffRow | None:
        row = (await self._connection.execute(_ACCOUNT.where(which))).one_or_none()
        return None if row is None else StaffRow(*row)

    async def _set(self, staff_id: int, **values: object) -> None:
        await self._connection.execute(update(staff).where(staff.c.id == staff_id).values(**values))
