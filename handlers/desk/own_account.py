"""What members of staff do with their own way in: password, codes of the telephone, all their sessions."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from handlers.desk.holding import Held, begin_try, code_key, end_try, password_key
from handlers.desk.passwords import Passwords
from handlers.desk.second_factor import is_asked_for, new_spares, spend
from handlers.desk.sessions import Member
from handlers.desk.strength import Weak, weakness
from handlers.desk.totp import matching_step, new_secret
from storage.database import Database
from storage.repositories.staff import StaffRow
from storage.store import Store


class Refused(StrEnum):
    """Why nothing was changed."""

    PASSWORD = "password"  # noqa: S105 - it is not the one of this account
    CODE = "code"
    SAME = "same"  # the new password is the old one
    STATE = "state"  # codes are on already, or off, or nobody has begun


@dataclass(frozen=True, slots=True)
class OwnView:
    """How a member's way in stands; `sessions` are those open now, this one among them."""

    totp_since: datetime | None
    spares: int
    sessions: int


@dataclass(frozen=True, slots=True)
class NewSecret:
    """To be put into the telephone; it is told this once."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SpareCodes:
    """Each opens once in the place of a code; they are told this once."""

    codes: tuple[str, ...] = field(repr=False)


class OwnAccount:
    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    async def view(self, member: Member) -> OwnView:
        async with self._database.reading() as store:
            factor = await store.second_factors.of(member.id)
            spares = await store.second_factors.count_spares(member.id)
            open_ones = await store.sessions.count(member.id)
        return OwnView(factor.since if factor is not None else None, spares, open_ones)

    async def change_password(
        self, member: Member, password: str, new: str, now: datetime
    ) -> Refused | Weak | Held | None:
        """None when it is changed: whatever else was open under the old one has ended."""
        weak = weakness(new, member.name)
        if weak is not None:
            return weak
        known = await self._known(member, password, now)
        if not isinstance(known, StaffRow):
            return known
        if new == password:
            return Refused.SAME
        hashed = await self._passwords.hash(new)
        async with self._database.transaction() as store:
            if await store.staff.lock(member.id) != known:
                return Refused.PASSWORD
            await store.staff.set_password_hash(member.id, hashed)
            await _end_others(store, member, now)
            await store.audit.add(now, _actor(member), "password_changed", _actor(member))
        return None

    async def sign_out_everywhere(self, member: Member, now: datetime) -> None:
        """This session ends too."""
        async with self._database.transaction() as store:
            ended = await store.sessions.end_all(member.id)
            await store.second_factors.end_halves(member.id, now)
            await store.audit.add(now, _actor(member), "sessions_ended", _actor(member), sessions=ended)

    async def begin_codes(self, member: Member, password: str, now: datetime) -> NewSecret | Refused | Held:
        """A secret for the telephone. Codes are asked for when one has been shown, see `turn_on`."""
        known = await self._known(member, password, now)
        if not isinstance(known, StaffRow):
            return known
        secret = new_secret()
        async with self._database.transaction() as store:
            await store.staff.lock(member.id)
            if await is_asked_for(store, member.id):
                return Refused.STATE
            await store.second_factors.offer(member.id, secret, now)
            await store.audit.add(now, _actor(member), "totp_offered", _actor(member))
        return NewSecret(secret)

    async def turn_on(self, member: Member, typed: str, now: datetime) -> SpareCodes | Refused | Held:
        """With the first right code; sessions that were opened without one end, all but this."""
        async with self._database.transaction() as store:
            await store.staff.lock(member.id)
            factor = await store.second_factors.of(member.id)
            if factor is None or factor.secret is None or factor.since is not None:
                return Refused.STATE
            hold = await begin_try(store, code_key(member.id), member.id, now)
            if isinstance(hold, Held):
                return hold
            step = matching_step(factor.secret, typed, now)
            if step is None or not await store.second_factors.take_step(member.id, step):
                return Refused.CODE
            await end_try(store, hold, now)
            await store.second_factors.turn_on(member.id, now)
            codes = await new_spares(store, member.id)
            await _end_others(store, member, now)
            await store.audit.add(now, _actor(member), "totp_on", _actor(member))
        return SpareCodes(codes)

    async def turn_off(
        self, member: Member, password: str, typed: str, now: datetime
    ) -> Refused | Held | None:
        """None when codes are asked for no more."""
        known = await self._known(member, password, now)
        if not isinstance(known, StaffRow):
            return known
        async with self._database.transaction() as store:
            refused = await _spent(store, member, typed, now)
            if refused is not None:
                return refused
            await store.second_factors.remove(member.id)
            await store.audit.add(now, _actor(member), "totp_off", _actor(member))
        return None

    async def renew_spares(
        self, member: Member, password: str, typed: str, now: datetime
    ) -> SpareCodes | Refused | Held:
        """Ten others; those of before are worth nothing."""
        known = await self._known(member, password, now)
        if not isinstance(known, StaffRow):
            return known
        async with self._database.transaction() as store:
            refused = await _spent(store, member, typed, now)
            if refused is not None:
                return refused
            codes = await new_spares(store, member.id)
            await store.audit.add(now, _actor(member), "spare_codes_made", _actor(member))
        return SpareCodes(codes)

    async def _known(self, member: Member, password: str, now: datetime) -> StaffRow | Refused | Held:
        """The account, when this is its password; counted like a try to sign in."""
        async with self._database.transaction() as store:
            account = await store.staff.get(member.id)
            if account is None or account.ended_at is not None:
                return Refused.PASSWORD
            hold = await begin_try(store, password_key(account.name), account.id, now)
        if isinstance(hold, Held):
            return hold
        checked = await self._passwords.check(password, account.password_hash)
        async with self._database.transaction() as store:
            if not checked.is_right:
                await store.audit.add(now, _actor(member), "password_refused", _actor(member))
                return Refused.PASSWORD
            await end_try(store, hold, now)
        return account


async def _spent(store: Store, member: Member, typed: str, now: datetime) -> Refused | Held | None:
    """None when it was a right code."""
    await store.staff.lock(member.id)
    if not await is_asked_for(store, member.id):
        return Refused.STATE
    hold = await begin_try(store, code_key(member.id), member.id, now)
    if isinstance(hold, Held):
        return hold
    if not await spend(store, member.id, typed, now):
        await store.audit.add(now, _actor(member), "code_refused", _actor(member))
        return Refused.CODE
    await end_try(store, hold, now)
    return None


async def _end_others(store: Store, member: Member, now: datetime) -> None:
    await store.sessions.end_all(member.id, but=member.session_id)
    await store.second_factors.end_halves(member.id, now)


def _actor(member: Member) -> str:
    return f"staff:{member.id}"
