"""Staff accounts. Passwords are hashed before they come here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.states import Role
from storage.tables import staff


@dataclass(frozen=True, slots=True)
class StaffRow:
    id: int
    name: str
    role: Role
    password_hash: str


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
        statement = select(staff.c.id, staff.c.name, staff.c.role, staff.c.password_hash).where(
            staff.c.name == name
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else StaffRow(*row)

    async def set_password_hash(self, staff_id: int, password_hash: str) -> None:
        await self._connection.execute(
            update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash)
        )
