"""The pair of tokens with which the account is spoken for: sealed in the database, renewed by one process at a time.

A refresh token works once, and its answer may be lost on the way. So before it goes out that is written down; who
finds such a note asks whether the old access token still lives. If so, nothing was renewed and the refresh may be
asked for again; if not, the new pair is lost and only an administrator can help.
"""

import asyncio
import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from storage.database import Database
from storage.repositories.zalo_accounts import NewPair, ZaloAccountRow
from storage.states import GrantState, TaskKind

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)  # far longer than the call for a new pair and the commit after it
FRESH = timedelta(hours=13)  # a token that lives no longer is renewed: of 25 hours, that is twice a day
REFRESH_LIFE = timedelta(days=90)
ALARM = timedelta(days=14)
_BUSY_SECONDS = 2.0
_AWAY_SECONDS = 60.0
_STORE_PAUSES = (0.2, 1.0, 3.0, 10.0, 20.0)  # a new pair that cannot be written down would be lost
_MOST_DOUBTS = 2


class NoConsent(Exception):
    """Nobody has consented, or the consent is lost: an administrator has to do it (again)."""


class Busy(Exception):
    """No usable token just now; ask again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Pair:
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_seconds: int


@dataclass(frozen=True, slots=True)
class NotGranted:
    """The platform said no. `is_final`: this code or token will never work again."""

    reason: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class NotAsked:
    """The request never left."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """It may have been granted; nobody said."""


Granted = Pair | NotGranted | NotAsked | NoAnswer


class Authority(Protocol):
    """Where tokens come from. None of these raises for what a network or a platform can do."""

    async def refresh(self, refresh_token: str) -> Granted: ...

    async def exchange(self, code: str, verifier: str) -> Granted: ...

    async def is_alive(self, access_token: str) -> bool | None:
        """Whether a token is accepted; None when nobody said."""
        ...


class Tokens:
    """One account's. Any number of processes may have one of these over the same database."""

    def __init__(self, database: Database, authority: Authority, oa_id: str, owner: str) -> None:
        self._database = database
        self._authority = authority
        self._oa_id = oa_id
        self._owner = owner
        self._under_way: asyncio.Task[str] | None = None

    async def access(self, now: datetime) -> str:
        """A token to call with. Raises NoConsent and Busy."""
        row = await self._row()
        if row.access_token and row.access_until and row.access_until > now:
            return row.access_token
        return await self._renewed(row, now)

    async def instead_of(self, refused: str, now: datetime) -> str:
        """The token to call with after one was refused: the stored one if that is another, else a new one.

        Raises NoConsent and Busy."""
        row = await self._row()
        if row.access_token and row.access_token != refused:
            return row.access_token
        return await self._renewed(row, now)

    async def keep_fresh(self, now: datetime) -> None:
        """Renews in time, and tells staff long before an administrator is needed."""
        try:
            row = await self._row()
        except NoConsent:
            await self._tell("missing", now, is_new_only=True)
            return
        if row.access_until is None or row.access_until - now <= FRESH:
            with suppress(NoConsent, Busy):
                await self._renewed(row, now)
        await self._look_ahead(now)

    async def _look_ahead(self, now: datetime) -> None:
        """Two processes may look while one renews: what the slower of them tells is taken back the next time."""
        async with self._database.reading() as store:
            row = await store.zalo.get(self._oa_id)
            has_told = await store.tasks.has_open(TaskKind.CONSENT)
        if row is None or row.state is not GrantState.ACTIVE or not (row.refresh_until and row.access_until):
            return
        if row.refresh_until - now < ALARM:
            await self._tell("ends_soon", now)
        elif has_told and row.access_until - now > FRESH:
            async with self._database.transaction() as store:
                await store.tasks.close_all(TaskKind.CONSENT, "zalo", now)

    async def settled(self) -> None:
        """Returns when no new pair is on its way: one that is cut off may be lost."""
        if self._under_way is not None:
            await asyncio.wait([self._under_way])

    async def _row(self) -> ZaloAccountRow:
        async with self._database.reading() as store:
            row = await store.zalo.get(self._oa_id)
        if row is None or row.state is not GrantState.ACTIVE or not row.refresh_token:
            raise NoConsent
        return row

    async def _renewed(self, seen: ZaloAccountRow, now: datetime) -> str:
        """Whoever needs it in this process waits for the same renewal, and none of them can cut it off."""
        if self._under_way is None:
            self._under_way = asyncio.create_task(self._renew(seen, now))
            self._under_way.add_done_callback(self._ended)
        return await asyncio.shield(self._under_way)

    def _ended(self, task: "asyncio.Task[str]") -> None:
        self._under_way = None
        if not task.cancelled():
            task.exception()  # heard, also when everybody who waited has gone

    async def _renew(self, seen: ZaloAccountRow, now: datetime) -> str:
        by = f"{self._owner}:{secrets.token_hex(4)}"
        async with self._database.transaction() as store:
            held = await store.zalo.hold(seen, by, now, now + LEASE)
            if held is not None and not held.doubts:
                await store.zalo.doubt(held, by, 1)
        if held is None:
            return await self._of_others(seen)
        try:
            return await self._ask(held, by, now)
        finally:
            async with self._database.transaction() as store:
                await store.zalo.let_go(self._oa_id, by)

    async def _of_others(self, seen: ZaloAccountRow) -> str:
        """The pair that somebody else has brought meanwhile. Raises Busy while they are at it."""
        row = await self._row()
        if row.generation == seen.generation or not row.access_token:
            raise Busy(_BUSY_SECONDS)
        return row.access_token

    async def _ask(self, held: ZaloAccountRow, by: str, now: datetime) -> str:
        if held.doubts:
            await self._clear_doubt(held, by, now)
        granted = await self._authority.refresh(held.refresh_token or "")
        match granted:
            case Pair():
                return await self._keep(held, granted, now)
            case NotGranted(reason, is_final=True):
                await self._lose(held, reason, now)
                raise NoConsent
            case NotGranted(reason):
                await self._tell(reason, now)
        if not isinstance(granted, NoAnswer):  # nothing was renewed
            await self._note(held, by, held.doubts)
        log.warning("zalo_token_not_renewed", extra={"outcome": type(granted).__name__})
        raise Busy(_AWAY_SECONDS)

    async def _clear_doubt(self, held: ZaloAccountRow, by: str, now: datetime) -> None:
        """Returns when the refresh may be asked for again. Raises NoConsent and Busy."""
        is_alive = await self._authority.is_alive(held.access_token or "")
        if is_alive is None:
            raise Busy(_AWAY_SECONDS)
        # One that would be dead of age by now tells nothing: then one more try decides.
        is_of_age = held.access_until is None or held.access_until <= now
        if not is_alive and (not is_of_age or held.doubts >= _MOST_DOUBTS):
            await self._lose(held, "answer_lost", now)
            raise NoConsent
        await self._note(held, by, 1 if is_alive else held.doubts + 1)

    async def _note(self, held: ZaloAccountRow, by: str, doubts: int) -> None:
        async with self._database.transaction() as store:
            if not await store.zalo.doubt(held, by, doubts):
                raise Busy(_BUSY_SECONDS)

    async def _keep(self, held: ZaloAccountRow, pair: Pair, now: datetime) -> str:
        """Written down before anybody uses it."""
        is_kept = await self._stored(held, new_pair(pair, now), now)
        log.info("zalo_token_renewed", extra={"generation": held.generation + 1})
        return pair.access_token if is_kept else await self._of_others(held)

    async def _stored(self, held: ZaloAccountRow, pair: NewPair, now: datetime) -> bool:
        """False when there is a newer pair. A database that is away for a moment must not cost the consent."""
        for pause in _STORE_PAUSES:
            try:
                return await self._store(held, pair, now)
            except Exception:
                log.exception("zalo_token_not_stored")
                await asyncio.sleep(pause)
        return await self._store(held, pair, now)

    async def _store(self, held: ZaloAccountRow, pair: NewPair, now: datetime) -> bool:
        async with self._database.transaction() as store:
            is_kept = await store.zalo.renew(held, pair)
            if is_kept:
                await store.tasks.close_all(TaskKind.CONSENT, "zalo", now)
        return is_kept

    async def _lose(self, held: ZaloAccountRow, reason: str, now: datetime) -> None:
        async with self._database.transaction() as store:
            if not await store.zalo.lose(held):
                return
            await store.tasks.open(TaskKind.CONSENT, reason, now)
            await store.audit.add(now, "zalo", "zalo_consent_lost", f"zalo:{self._oa_id}", reason=reason)
        log.error("zalo_consent_lost", extra={"reason": reason})

    async def _tell(self, reason: str, now: datetime, is_new_only: bool = False) -> None:
        """Staff, once; `is_new_only`: unless they know already that consent is needed."""
        async with self._database.transaction() as store:
            if is_new_only and await store.tasks.has_open(TaskKind.CONSENT):
                return
            is_new = await store.tasks.open(TaskKind.CONSENT, reason, now)
        if is_new:
            log.error("zalo_consent_needed", extra={"reason": reason})


def new_pair(pair: Pair, now: datetime) -> NewPair:
    """The pair with the moments at which it ends, counted from before it was asked for."""
    until = now + timedelta(seconds=pair.access_seconds)
    return NewPair(pair.access_token, pair.refresh_token, until, now + REFRESH_LIFE)
