"""What staff may do with a broadcast, each in a transaction of its own; people are counted before, outside of it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.broadcasts.audiences import Audiences, Counted
from handlers.broadcasts.chat.drafts import is_directed
from handlers.broadcasts.desk import BroadcastDesk
from handlers.broadcasts.model import (
    AUDIENCE,
    AudienceQuery,
    BroadcastRow,
    BroadcastState,
    Done,
    Refused,
    Why,
)
from handlers.broadcasts.retrying import Retrying
from handlers.broadcasts.rights import MAY_COMPOSE, may_approve
from handlers.broadcasts.trying import Trying
from handlers.review.model import Staff
from storage.database import Database
from storage.store import Store

__all__ = ["Deed", "Doing", "Wanted", "deeds_for", "is_directed"]


class Deed(StrEnum):
    TRY = "try"
    SEND = "send"
    APPROVE = "approve"
    TAKE_BACK = "take_back"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RETRY = "retry"
    COPY = "copy"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A deed, the broadcast as it was seen, and when it is to go out, if that is not now."""

    deed: Deed
    broadcast_id: int
    revision: int
    at: datetime | None = None


_WAITS = (BroadcastState.WAITING, BroadcastState.SCHEDULED)
_GOES = (BroadcastState.SCHEDULED, BroadcastState.BUILDING, BroadcastState.RUNNING)
_MAY_FAIL = (BroadcastState.RUNNING, BroadcastState.PAUSED, BroadcastState.DONE)
_OVER = (BroadcastState.DONE, BroadcastState.CANCELLED)


def deeds_for(member: Staff, row: BroadcastRow, has_failed: bool) -> frozenset[Deed]:
    """What this person may do with it as it stands; `has_failed`: some of it could not be sent."""
    if member.role not in MAY_COMPOSE:
        return frozenset()
    state = row.state
    allowed = {
        Deed.TRY: state not in _OVER,
        Deed.SEND: state is BroadcastState.DRAFT,
        Deed.APPROVE: state is BroadcastState.WAITING and may_approve(member.role, member.id, row),
        Deed.TAKE_BACK: state in _WAITS,
        Deed.PAUSE: state in _GOES,
        Deed.RESUME: state is BroadcastState.PAUSED,
        Deed.CANCEL: state is not BroadcastState.DRAFT and state not in _OVER,
        Deed.RETRY: state in _MAY_FAIL and has_failed,
        Deed.COPY: state is not BroadcastState.DRAFT,
        Deed.DROP: state is BroadcastState.DRAFT,
    }
    return frozenset(deed for deed, is_allowed in allowed.items() if is_allowed)


class Doing:
    def __init__(
        self,
        database: Database,
        desk: BroadcastDesk,
        audiences: Audiences,
        trying: Trying,
        retrying: Retrying,
    ) -> None:
        self._database = database
        self._desk = desk
        self._audiences = audiences
        self._trying = trying
        self._retrying = retrying
        self._one_count = asyncio.Lock()

    async def row(self, broadcast_id: int) -> BroadcastRow | None:
        async with self._database.reading() as store:
            return await store.broadcasts.get(broadcast_id)

    async def count(self, query: AudienceQuery, now: datetime) -> Counted:
        """With a million people it takes seconds, so one at a time."""
        async with self._one_count:
            return await self._audiences.count(query, now)

    async def do(self, member: Staff, wanted: Wanted, now: datetime) -> Done | Refused | int:
        """What stands now, or to how many it went or goes once more."""
        if wanted.deed is Deed.RETRY:
            return await self._retrying.retry(member, wanted.broadcast_id, now)
        if wanted.deed is Deed.SEND:
            return await self._send(member, wanted, now)
        async with self._database.transaction() as store:
            return await self._at_once(store, member, wanted, now)

    async def _send(self, member: Staff, wanted: Wanted, now: datetime) -> Done | Refused:
        row = await self.row(wanted.broadcast_id)
        if row is None:
            return Refused(Why.GONE)
        if not is_directed(row):
            return Refused(Why.AUDIENCE)
        counted = await self.count(AUDIENCE.validate_json(row.audience), now)
        async with self._database.transaction() as store:
            return await self._desk.send(
                store, member, row.id, wanted.revision, counted.total, now, wanted.at
            )

    async def _at_once(
        self, store: Store, member: Staff, wanted: Wanted, now: datetime
    ) -> Done | Refused | int:
        of, seen, desk = wanted.broadcast_id, wanted.revision, self._desk
        match wanted.deed:
            case Deed.TRY:
                return await self._trying.send(store, member, of, now)
            case Deed.COPY:
                return await desk.copy(store, member, of, now)
            case Deed.APPROVE:
                return await desk.approve(store, member, of, seen, now)
            case Deed.TAKE_BACK:
                return await desk.take_back(store, member, of, seen, now)
            case Deed.PAUSE:
                return await desk.pause(store, member, of, seen, now)
            case Deed.RESUME:
                return await desk.resume(store, member, of, seen, now)
            case Deed.CANCEL:
                return await desk.cancel(store, member, of, seen, now)
            case _:
                return await desk.drop(store, member, of, seen, now)
