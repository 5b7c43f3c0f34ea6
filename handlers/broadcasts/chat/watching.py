"""Tells staff in their chats how broadcasts fare, each thing once; the clock only asks."""

import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

from handlers.broadcasts.audiences import Audiences
from handlers.broadcasts.chat.looking import as_sent
from handlers.broadcasts.chat.wording import Wording
from handlers.broadcasts.model import AUDIENCE, BroadcastRow, BroadcastState
from handlers.broadcasts.progress import Progress, ProgressReader
from handlers.broadcasts.rights import MAY_COMPOSE
from handlers.messages import Reply
from handlers.outbox import Door
from handlers.review.telling import post_notice
from storage.database import Database
from storage.repositories.conversations import ConversationRow
from storage.store import Store

log = logging.getLogger(__name__)

_TOLD_FOR = timedelta(days=1)  # what ended before is no news any more
_LOOK_AT_FAILURES = timedelta(minutes=1)  # all its messages are counted for that
_ENOUGH = 20  # attempts that say something about the rest
_TENTH = 10
_Say = Callable[[ConversationRow], Reply]


class NewsWatch:
    """Any number of processes may look at the same time; nobody is told in the quiet hours."""

    def __init__(
        self,
        database: Database,
        door: Door,
        wording: Wording,
        audiences: Audiences,
        progress: ProgressReader,
    ) -> None:
        self._database = database
        self._door = door
        self._wording = wording
        self._audiences = audiences
        self._progress = progress
        self._failures_at: datetime | None = None  # when they were looked at last

    async def look(self, now: datetime) -> None:
        """Everything that has not been told yet; one that cannot be told does not stop the others."""
        async with self._database.reading() as store:
            waiting = await store.broadcasts.in_state(BroadcastState.WAITING)
            scheduled = await store.broadcasts.in_state(BroadcastState.SCHEDULED)
            running = await store.broadcasts.in_state(BroadcastState.RUNNING)
            over = await store.broadcasts.over_since(now - _TOLD_FOR)
            rows = (*waiting, *scheduled, *running, *over)
            told = await store.reminders.told([_subject(row) for row in rows])
        approved = [row for row in scheduled if row.approved_by is not None and row.parent_id is None]
        failing = running if self._may_look_at_failures(now) else []
        kinds: tuple[
            tuple[Callable[..., Awaitable[None]], Collection[BroadcastRow], Callable[..., str]], ...
        ] = (
            (self._tell_waiting, waiting, _waiting),
            (self._tell_approved, approved, _approved),
            (self._tell_begun, running, _begun),
            (self._tell_failing, failing, _failing),
            (self._tell_over, over, _over),
        )
        for tell, of_kind, step_of in kinds:
            for row in of_kind:
                if (_subject(row), step_of(row)) not in told:
                    await self._safely(tell, row, step_of(row), now)

    async def _safely(
        self, tell: Callable[..., Awaitable[None]], row: BroadcastRow, step: str, now: datetime
    ) -> None:
        try:
            await tell(row, step, now)
        except Exception:  # the next tick tries again
            log.exception("broadcast_not_told", extra={"broadcast": row.id, "step": step})

    def _may_look_at_failures(self, now: datetime) -> bool:
        if self._failures_at is not None and now - self._failures_at < _LOOK_AT_FAILURES:
            return False
        self._failures_at = now
        return True

    async def _tell_waiting(self, row: BroadcastRow, step: str, now: datetime) -> None:
        """Everybody who may say yes; whoever composed it knows."""
        counted = await self._audiences.count(AUDIENCE.validate_json(row.audience), now)

        async def chats(store: Store) -> list[int]:
            own = await store.links.chats_of(_ids(row.created_by))
            return [each for each in await store.links.chats_of((), MAY_COMPOSE) if each not in own]

        who = await self._name(row.created_by)

        def say(chat: ConversationRow) -> Reply:
            text = as_sent(row, self._wording, self._door, chat.channel)
            return self._wording.notices.waiting(row, counted, who, text)

        await self._tell(row, step, now, chats, say)

    async def _tell_approved(self, row: BroadcastRow, step: str, now: datetime) -> None:
        who = await self._name(row.approved_by)
        await self._tell(row, step, now, _composers(row), lambda _: self._wording.notices.approved(row, who))

    async def _tell_begun(self, row: BroadcastRow, step: str, now: datetime) -> None:
        await self._tell(row, step, now, _in_charge(row), lambda _: self._wording.notices.begun(row))

    async def _tell_failing(self, row: BroadcastRow, step: str, now: datetime) -> None:
        progress = await self._progress.of(row.id)
        if progress is not None and is_failing(progress):
            await self._tell(
                row, step, now, _in_charge(row), lambda _: self._wording.notices.failing(progress)
            )

    async def _tell_over(self, row: BroadcastRow, step: str, now: datetime) -> None:
        progress = await self._progress.of(row.id)
        if progress is not None:
            told = self._wording.notices.over(progress, now)
            await self._tell(row, step, now, _in_charge(row), lambda _: told)

    async def _tell(
        self,
        row: BroadcastRow,
        step: str,
        now: datetime,
        chats: Callable[[Store], Awaitable[list[int]]],
        say: _Say,
    ) -> None:
        """Once, however many look; the chats are held in the order of their ids, as everybody locks several."""
        awake = self._wording.quiet.after(now.astimezone(self._wording.zone))
        async with self._database.transaction() as store:
            if not await store.reminders.take(_subject(row), step, now):
                return
            for identity in sorted(await chats(store)):
                chat = await store.conversations.lock(identity)
                if chat is not None and chat.is_reachable:
                    await post_notice(store, self._door, chat, say(chat), now, due_at=max(awake, now))

    async def _name(self, staff_id: int | None) -> str:
        async with self._database.reading() as store:
            names = await store.lists.staff_names(_ids(staff_id))
        return names.get(staff_id or 0, "")


def is_failing(progress: Progress) -> bool:
    """More than a tenth of what was tried so far did not go."""
    failed = sum(progress.failed.values())
    tried = progress.sent + failed + progress.unknown
    return tried >= min(_ENOUGH, progress.row.planned) and failed * _TENTH > tried


def _composers(row: BroadcastRow) -> Callable[[Store], Awaitable[list[int]]]:
    return lambda store: store.links.chats_of(_ids(row.created_by))


def _in_charge(row: BroadcastRow) -> Callable[[Store], Awaitable[list[int]]]:
    """Whoever composed it and whoever approved it."""
    return lambda store: store.links.chats_of(_ids(row.created_by, row.approved_by))


def _ids(*staff_ids: int | None) -> list[int]:
    return [each for each in staff_ids if each is not None]


def _subject(row: BroadcastRow) -> str:
    return f"broadcast:{row.id}"


def _waiting(row: BroadcastRow) -> str:
    return f"waiting:{row.revision}"


def _approved(row: BroadcastRow) -> str:
    return f"approved:{row.revision}"


def _begun(_row: BroadcastRow) -> str:
    return "begun"


def _failing(_row: BroadcastRow) -> str:
    return "failing"


def _over(row: BroadcastRow) -> str:
    """It may run again, for those whom it did not reach, and end again."""
    return f"over:{row.finished_at:%Y%m%d%H%M%S}"
