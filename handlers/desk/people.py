"""The accounts of staff as an administrator keeps them. Nothing is deleted; the last administrator stays one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.desk.accounts import NameTaken, NewAccount, StaffDesk
from handlers.desk.areas import Areas, GivenArea, NoArea
from handlers.desk.linking import Linking
from handlers.desk.sessions import Member
from handlers.text import clean
from knowledge.places.places import Places
from storage.database import Database
from storage.repositories.staff import ListedStaff
from storage.states import Role
from storage.store import Store

LONGEST_NAME = 80
Unfit = NoArea  # why a place was not given, for those who need not know where that is decided


class Refusal(StrEnum):
    """Why nothing was changed."""

    NO_ACCOUNT = "no_account"
    NO_NAME = "no_name"
    TAKEN = "taken"
    LAST_ADMIN = "last_admin"
    YOURSELF = "yourself"  # one's own password and codes are changed with the old ones, elsewhere
    STATE = "state"  # it is so already


@dataclass(frozen=True, slots=True)
class GivenPlace:
    """A place somebody looks after: ids and names as the office keeps them."""

    province: str
    province_name: str
    commune: str


@dataclass(frozen=True, slots=True)
class Person:
    account: ListedStaff
    places: tuple[GivenPlace, ...]


class People:
    def __init__(
        self, database: Database, desk: StaffDesk, linking: Linking, places: Callable[[], Places]
    ) -> None:
        self._database = database
        self._desk = desk
        self._linking = linking
        self._places = places

    async def all(self) -> tuple[Person, ...]:
        """Those in use first."""
        async with self._database.reading() as store:
            accounts = await store.staff.listed()
            return tuple([await self._person(store, account) for account in accounts])

    async def one(self, staff_id: int) -> Person | None:
        async with self._database.reading() as store:
            found = await store.staff.listed(staff_id)
            return await self._person(store, found[0]) if found else None

    def provinces(self) -> list[tuple[str, str]]:
        """Ids and names of today, by name."""
        return sorted(((each.id, each.name) for each in self._places().provinces), key=lambda pair: pair[1])

    async def add(self, admin: Member, name: str, role: Role, now: datetime) -> NewAccount | Refusal:
        if not 1 <= len(clean(name)) <= LONGEST_NAME:
            return Refusal.NO_NAME
        try:
            return await self._desk.add(name, role, now, by=_actor(admin))
        except NameTaken:
            return Refusal.TAKEN

    async def set_role(self, admin: Member, staff_id: int, role: Role, now: datetime) -> Refusal | None:
        """The sessions of that person end: what they see belongs to the role before."""
        async with self._database.transaction() as store:
            admins = await store.staff.lock_admins()
            account = await store.staff.lock(staff_id)
            if account is None or account.ended_at is not None:
                return Refusal.NO_ACCOUNT
            if account.role is role:
                return Refusal.STATE
            if admins == [staff_id]:
                return Refusal.LAST_ADMIN
            await store.staff.set_role(staff_id, role)
            await _end_sessions(store, staff_id, now)
            told = {"was": account.role.value, "role": role.value}
            await store.audit.add(now, _actor(admin), "role_changed", f"staff:{staff_id}", **told)
        return None

    async def give_place(
        self,
        admin: Member,
        staff_id: int,
        province: str,
        commune: str,
        now: datetime,
        *,
        is_ended: bool = False,
    ) -> GivenArea | NoArea:
        """Gives a place to look after, or takes it off."""
        async with self._database.reading() as store:
            account = await store.staff.get(staff_id)
        if account is None:
            return NoArea.NO_ACCOUNT
        areas = Areas(self._database, self._places())
        told = clean(province), clean(commune)
        return await areas.give(account.name, *told, now, is_ended=is_ended, by=_actor(admin))

    async def close(self, admin: Member, staff_id: int, now: datetime) -> Refusal | None:
        """Nobody signs in by it from now on: its sessions, codes for linking and linked chats end."""
        async with self._database.transaction() as store:
            admins = await store.staff.lock_admins()
            account = await store.staff.lock(staff_id)
            if account is None:
                return Refusal.NO_ACCOUNT
            if account.ended_at is not None:
                return Refusal.STATE
            if admins == [staff_id]:
                return Refusal.LAST_ADMIN
            await store.staff.set_end(staff_id, now)
            await _end_sessions(store, staff_id, now)
            await self._linking.end_all(store, staff_id, _actor(admin), now)
            await store.audit.add(now, _actor(admin), "staff_closed", f"staff:{staff_id}")
        return None

    async def open_again(self, admin: Member, staff_id: int, now: datetime) -> NewAccount | Refusal:
        """With another password: who knows the old one by now, nobody can tell."""
        return await self._renewed(admin, staff_id, now, is_closed=True)

    async def new_password(self, admin: Member, staff_id: int, now: datetime) -> NewAccount | Refusal:
        """Instead of one that is forgotten or known to others; sessions end, failures are forgiven."""
        if staff_id == admin.id:
            return Refusal.YOURSELF
        return await self._renewed(admin, staff_id, now, is_closed=False)

    async def remove_codes(self, admin: Member, staff_id: int, now: datetime) -> Refusal | None:
        """For somebody whose telephone is lost: no code is asked for until they turn that on again."""
        if staff_id == admin.id:
            return Refusal.YOURSELF
        async with self._database.transaction() as store:
            if await store.staff.lock(staff_id) is None:
                return Refusal.NO_ACCOUNT
            if not await store.second_factors.remove(staff_id):
                return Refusal.STATE
            await store.holds.forget(staff_id)
            await _end_sessions(store, staff_id, now)
            await store.audit.add(now, _actor(admin), "totp_reset", f"staff:{staff_id}")
        return None

    async def _renewed(
        self, admin: Member, staff_id: int, now: datetime, *, is_closed: bool
    ) -> NewAccount | Refusal:
        password, hashed = await self._desk.new_password()
        async with self._database.transaction() as store:
            account = await store.staff.lock(staff_id)
            if account is None:
                return Refusal.NO_ACCOUNT
            if (account.ended_at is not None) is not is_closed:
                return Refusal.STATE
            await store.staff.set_password_hash(staff_id, hashed)
            await store.staff.set_end(staff_id, None)
            await store.holds.forget(staff_id)
            await _end_sessions(store, staff_id, now)
            action = "staff_opened" if is_closed else "password_reset"
            await store.audit.add(now, _actor(admin), action, f"staff:{staff_id}")
        return NewAccount(account.name, password)

    async def _person(self, store: Store, account: ListedStaff) -> Person:
        given = await store.areas.of(account.id)
        return Person(
            account,
            tuple(GivenPlace(each.province, self._name(each.province), each.commune) for each in given),
        )

    def _name(self, province: str) -> str:
        found = self._places().province(province)
        return found.name if found is not None else province


async def _end_sessions(store: Store, staff_id: int, now: datetime) -> None:
    await store.sessions.end_all(staff_id)
    await store.second_factors.end_halves(staff_id, now)


def _actor(admin: Member) -> str:
    return f"staff:{admin.id}"
