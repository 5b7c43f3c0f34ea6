"""The Official Account's row: its token pair, and the lock under which that is renewed.

A refresh token works once. So before it goes out that is written down (`doubts`), and whoever comes after a crash
or a lost answer knows that it may be spent.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.inserts import insert_once
from storage.states import GrantState
from storage.tables_zalo import zalo_account


@dataclass(frozen=True, slots=True)
class ZaloAccountRow:
    """Tokens are None when there are none, or their seal is broken."""

    oa_id: str
    verifier: str | None = field(repr=False)
    access_token: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)
    access_until: datetime | None
    refresh_until: datetime | None
    state: GrantState | None
    generation: int
    doubts: int
    buttons_off_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewPair:
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_until: datetime
    refresh_until: datetime


class ZaloAccounts:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def get(self, oa_id: str) -> ZaloAccountRow | None:
        statement = select(zalo_account).where(zalo_account.c.oa_id == oa_id)
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else self._row(row)

    async def open(self, oa_id: str, verifier: str) -> ZaloAccountRow:
        """The account's row; the first call makes it, and its verifier stays."""
        sealed = self._vault.seal(verifier, _place("verifier", oa_id))
        await insert_once(self._connection, zalo_account, {"oa_id": oa_id, "verifier": sealed})
        row = await self.get(oa_id)
        if row is None:
            raise LookupError("an account that was here a moment ago")
        return row

    async def renew_verifier(self, oa_id: str, verifier: str) -> None:
        """Instead of one that no longer opens."""
        sealed = self._vault.seal(verifier, _place("verifier", oa_id))
        await self._change(zalo_account.c.oa_id == oa_id, verifier=sealed)

    async def hold(
        self, seen: ZaloAccountRow, by: str, now: datetime, until: datetime
    ) -> ZaloAccountRow | None:
        """The account as it is, mine to renew until then; None when it is another's, or not as it was seen."""
        free = or_(zalo_account.c.held_until.is_(None), zalo_account.c.held_until <= now)
        mine = and_(self._as_seen(seen), zalo_account.c.state == GrantState.ACTIVE, free)
        if not await self._change(mine, held_by=by, held_until=until):
            return None
        return await self.get(seen.oa_id)

    async def doubt(self, seen: ZaloAccountRow, by: str, doubts: int) -> bool:
        """How many refreshes of this generation may have been done; False when the hold is lost."""
        mine = and_(self._as_seen(seen), zalo_account.c.held_by == by)
        return await self._change(mine, doubts=doubts)

    async def let_go(self, oa_id: str, by: str) -> None:
        mine = and_(zalo_account.c.oa_id == oa_id, zalo_account.c.held_by == by)
        await self._change(mine, held_by=None, held_until=None)

    async def renew(self, seen: ZaloAccountRow, pair: NewPair) -> bool:
        """Puts the pair in the place of the one that was seen; False when there is a newer one.

        Whoever holds the account by now does not matter: the pair that it came from is spent."""
        return await self._change(
            self._as_seen(seen), **self._new(seen.oa_id, pair), generation=seen.generation + 1
        )

    async def grant(self, oa_id: str, pair: NewPair) -> None:
        """Puts the pair of a consent in the place of whatever was there."""
        values = self._new(oa_id, pair)
        await self._change(zalo_account.c.oa_id == oa_id, **values, generation=zalo_account.c.generation + 1)

    async def lose(self, seen: ZaloAccountRow) -> bool:
        """Nobody speaks for the account any more; False when there is a newer pair."""
        which = and_(self._as_seen(seen), zalo_account.c.state == GrantState.ACTIVE)
        return await self._change(which, state=GrantState.LOST, held_by=None, held_until=None)

    async def set_buttons_off(self, oa_id: str, at: datetime | None) -> bool:
        """False when nothing changed."""
        off = zalo_account.c.buttons_off_at
        is_other = off.is_(None) if at is not None else off.is_not(None)
        return await self._change(and_(zalo_account.c.oa_id == oa_id, is_other), buttons_off_at=at)

    def _as_seen(self, seen: ZaloAccountRow) -> ColumnElement[bool]:
        return and_(zalo_account.c.oa_id == seen.oa_id, zalo_account.c.generation == seen.generation)

    def _new(self, oa_id: str, pair: NewPair) -> dict[str, Any]:
        return {
            "access_token": self._vault.seal(pair.access_token, _place("access_token", oa_id)),
            "refresh_token": self._vault.seal(pair.refresh_token, _place("refresh_token", oa_id)),
            "access_until": pair.access_until,
            "refresh_until": pair.refresh_until,
            "state": GrantState.ACTIVE,
            "doubts": 0,
            "held_by": None,
            "held_until": None,
        }

    async def _change(self, which: ColumnElement[bool], **values: Any) -> bool:
        done = await self._connection.execute(update(zalo_account).where(which).values(**values))
        return done.rowcount > 0

    def _row(self, row: Any) -> ZaloAccountRow:
        def opened(name: str) -> str | None:
            sealed = row._mapping[name]
            return None if sealed is None else self._vault.open_if_whole(sealed, _place(name, row.oa_id))

        return ZaloAccountRow(
            oa_id=row.oa_id,
            verifier=opened("verifier"),
            access_token=opened("access_token"),
            refresh_token=opened("refresh_token"),
            access_until=row.access_until,
            refresh_until=row.refresh_until,
            state=row.state,
            generation=row.generation,
            doubts=row.doubts,
            buttons_off_at=row.buttons_off_at,
        )


def _place(column: str, oa_id: str) -> str:
    return f"zalo_account.{column}:{oa_id}"
