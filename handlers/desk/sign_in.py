"""Signing in: the same answer and the same work for every wrong name or password; then perhaps a code."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from handlers.desk.holding import Held, begin_try, code_key, end_try, password_key
from handlers.desk.passwords import Passwords
from handlers.desk.second_factor import is_asked_for, spend
from handlers.desk.sessions import Sessions
from handlers.desk.tries import NetworkTries
from handlers.text import clean
from storage.database import Database
from storage.repositories.holds import HoldRow
from storage.repositories.staff import StaffRow
from storage.store import Store

__all__ = ["Answer", "Entered", "Gone", "Halfway", "Held", "SignIn", "Wrong"]

HALFWAY_FOR = timedelta(minutes=5)
_STRANGERS_FOR = timedelta(days=30)
_LONGEST_NAME = 80
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Entered:
    """Welcome; `token` is the id of the new session, known to nobody else."""

    token: str


@dataclass(frozen=True, slots=True)
class Halfway:
    """The password was right. With this token a code may be shown for five minutes, and nothing else be done."""

    token: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """No account has this name and this password; or this is no code that is worth anything."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Nobody is halfway under this token: sign in from the beginning."""


Answer = Entered | Halfway | Wrong | Held


@dataclass(frozen=True, slots=True)
class _Try:
    account: StaffRow | None
    hold: HoldRow

    @property
    def password_hash(self) -> str | None:
        """None for an account that is closed: its password is as wrong as any other."""
        return (
            None if self.account is None or self.account.ended_at is not None else self.account.password_hash
        )


class SignIn:
    def __init__(self, database: Database, passwords: Passwords, sessions: Sessions) -> None:
        self._database = database
        self._passwords = passwords
        self._sessions = sessions
        self._networks = NetworkTries()

    async def enter(
        self, name: str, password: str, network: str, now: datetime, replaces: str = ""
    ) -> Answer:
        """Opens a session when the password is right and no code is asked for.

        `replaces` is the token of a session that then ends.
        """
        come_back_at = self._networks.take(network, now)
        if come_back_at is not None:
            return Held(come_back_at)
        begun = await self._begin(clean(name), now)
        if isinstance(begun, Held):
            return begun
        checked = await self._passwords.check(password, begun.password_hash)
        async with self._database.transaction() as store:
            account = await _unchanged(store, begun.account) if checked.is_right else None
            if account is None:
                await store.audit.add(now, "console", "sign_in_failed", _subject(begun.account))
                return Wrong()
            if checked.new_hash is not None:
                await store.staff.set_password_hash(account.id, checked.new_hash)
            await end_try(store, begun.hold, now)
            await store.holds.forget_strangers(now - _STRANGERS_FOR)
            answer: Entered | Halfway
            if await is_asked_for(store, account.id):
                answer = Halfway(await _open_half(store, account.id, now))
            else:
                answer = Entered(await self._sessions.open(store, account.id, now, replaces))
        self._networks.give_back(network)
        return answer

    async def is_halfway(self, token: str, now: datetime) -> bool:
        async with self._database.reading() as store:
            return await _halfway(store, token, now) is not None

    async def show_code(
        self, token: str, typed: str, network: str, now: datetime, replaces: str = ""
    ) -> Entered | Wrong | Held | Gone:
        """Opens a session when somebody halfway shows a right code."""
        come_back_at = self._networks.take(network, now)
        if come_back_at is not None:
            return Held(come_back_at)
        async with self._database.transaction() as store:
            staff_id = await _halfway(store, token, now)
            account = await store.staff.lock(staff_id) if staff_id is not None else None
            if account is None or account.ended_at is not None:
                return Gone()
            hold = await begin_try(store, code_key(account.id), account.id, now)
            if isinstance(hold, Held):
                await store.audit.add(now, "console", "sign_in_held", _subject(account))
                return hold
            if not await spend(store, account.id, typed, now):
                await store.audit.add(now, "console", "sign_in_failed", _subject(account), step="code")
                return Wrong()
            await end_try(store, hold, now)
            await store.second_factors.end_halves(account.id, now - HALFWAY_FOR)
            entered = Entered(await self._sessions.open(store, account.id, now, replaces))
        self._networks.give_back(network)
        return entered

    async def _begin(self, name: str, now: datetime) -> _Try | Held:
        async with self._database.transaction() as store:
            account = await store.staff.find(name) if len(name) <= _LONGEST_NAME else None
            hold = await begin_try(store, password_key(name), account.id if account else None, now)
            if isinstance(hold, Held):
                await store.audit.add(now, "console", "sign_in_held", _subject(account))
                return hold
            return _Try(account, hold)


async def _unchanged(store: Store, seen: StaffRow | None) -> StaffRow | None:
    """The account, held, unless it was closed or got another password while this one was compared."""
    account = await store.staff.lock(seen.id) if seen is not None else None
    return account if account == seen else None


async def _open_half(store: Store, staff_id: int, now: datetime) -> str:
    await store.second_factors.end_halves(staff_id, now - HALFWAY_FOR)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    await store.second_factors.add_half(_hash(token), staff_id, now)
    await store.audit.add(now, "console", "password_accepted", f"staff:{staff_id}")
    return token


async def _halfway(store: Store, token: str, now: datetime) -> int | None:
    half = await store.second_factors.find_half(_hash(token)) if token else None
    return half.staff_id if half is not None and now - half.started_at < HALFWAY_FOR else None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _subject(account: StaffRow | None) -> str:
    """Never the typed name: people type passwords there."""
    return f"staff:{account.id}" if account else "staff:unknown"
