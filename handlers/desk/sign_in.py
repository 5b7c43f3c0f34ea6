"""Signing in: the same answer and the same work for every wrong name and every wrong password."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from handlers.desk.passwords import Passwords
from handlers.desk.sessions import Sessions
from handlers.desk.tries import MOST_IN_A_ROW, NetworkTries, wait_after
from handlers.text import clean
from storage.database import Database
from storage.repositories.holds import HoldRow
from storage.repositories.staff import StaffRow

_STRANGERS_FOR = timedelta(days=30)
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Entered:
    """Welcome; `token` is the id of the new session, known to nobody else."""

    token: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """No account has this name and this password."""


@dataclass(frozen=True, slots=True)
class Held:
    """Too many failures: nothing was compared. `until` is None when waiting will not help."""

    until: datetime | None


Answer = Entered | Wrong | Held


@dataclass(frozen=True, slots=True)
class _Try:
    account: StaffRow | None
    hold: HoldRow


class SignIn:
    def __init__(self, database: Database, passwords: Passwords, sessions: Sessions) -> None:
        self._database = database
        self._passwords = passwords
        self._sessions = sessions
        self._networks = NetworkTries()

    async def enter(
        self, name: str, password: str, network: str, now: datetime, replaces: str = ""
    ) -> Answer:
        """Opens a session when the password is right; `replaces` is the token of one that then ends."""
        come_back_at = self._networks.take(network, now)
        if come_back_at is not None:
            return Held(come_back_at)
        begun = await self._begin(clean(name), now)
        if isinstance(begun, Held):
            return begun
        account = begun.account
        checked = await self._passwords.check(password, account.password_hash if account else None)
        async with self._database.transaction() as store:
            if account is None or not checked.is_right:
                await store.audit.add(now, "console", "sign_in_failed", _subject(account))
                return Wrong()
            if checked.new_hash is not None:
                await store.staff.set_password_hash(account.id, checked.new_hash)
            await store.holds.count(begun.hold.id, 0, now)
            await store.holds.forget_strangers(now - _STRANGERS_FOR)
            token = await self._sessions.open(store, account.id, now, replaces)
        self._networks.give_back(network)
        return Entered(token)

    async def _begin(self, name: str, now: datetime) -> _Try | Held:
        """Counts the try as a failure before it is evaluated, so that parallel guesses gain nothing."""
        async with self._database.transaction() as store:
            account = await store.staff.find(name) if len(name) <= _LONGEST_NAME else None
            name_hash = sha256(name.encode()).hexdigest()
            hold = await store.holds.lock(name_hash, account.id if account else None, now)
            if hold.failures >= MOST_IN_A_ROW or hold.next_at > now:
                await store.audit.add(now, "console", "sign_in_held", _subject(account))
                return Held(None if hold.failures >= MOST_IN_A_ROW else hold.next_at)
            failures = hold.failures + 1
            await store.holds.count(hold.id, failures, now + wait_after(failures))
            return _Try(account, hold)


def _subject(account: StaffRow | None) -> str:
    """Never the typed name: people type passwords there."""
    return f"staff:{account.id}" if account else "staff:unknown"
