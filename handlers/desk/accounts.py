"""Staff accounts: made with a password that is shown once and stored only as argon2id."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from handlers.desk.passwords import Passwords
from handlers.text import clean
from storage.database import Database
from storage.states import Role

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else
_GROUPS, _GROUP_LENGTH = 4, 5
FIRST_ADMIN = "quantri"


@dataclass(frozen=True, slots=True)
class NewAccount:
    name: str
    password: str = field(repr=False)


class NameTaken(Exception):
    """There is a staff account of this name already."""


class StaffDesk:
    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    async def add(self, name: str, role: Role, now: datetime, by: str = "system") -> NewAccount:
        """A new account with a made-up password. Raises NameTaken."""
        name = clean(name)  # as sign-in reads it
        password, hashed = await self.new_password()
        async with self._database.transaction() as store:
            added = await store.staff.add(name, role, hashed, now)
            if added is None:
                raise NameTaken(name)
            await store.audit.add(now, by, "staff_added", f"staff:{added}", role=role.value)
        return NewAccount(name, password)

    async def new_password(self) -> tuple[str, str]:
        """A made-up one, and its hash."""
        password = "-".join(
            "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
        )
        return password, await self._passwords.hash(password)

    async def first_admin(self, now: datetime) -> NewAccount | None:
        """The first account of a new installation; None when there is one."""
        async with self._database.reading() as store:
            if await store.staff.count():
                return None
        return await self.add(FIRST_ADMIN, Role.ADMIN, now)
