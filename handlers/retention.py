"""Forgets what has been kept long enough: by the periods that people are told, with proof that it is gone."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta

from handlers.rights.certifying import certify
from knowledge.privacy.model import Retention, RetentionKind
from storage.database import Database
from storage.repositories.expiring import Expired

_TOLD: Mapping[Expired, RetentionKind] = {
    Expired.DRAFT: RetentionKind.DRAFT,
    Expired.APPLICATION: RetentionKind.APPLICATION,
    Expired.CASE: RetentionKind.CASE,
    Expired.MESSAGE: RetentionKind.TRANSCRIPT,
    Expired.NOTE: RetentionKind.NOTE,
    Expired.DELIVERY: RetentionKind.TRANSCRIPT,
    Expired.GAP: RetentionKind.GAP,
    Expired.DEAD_UPDATE: RetentionKind.INBOUND,
    Expired.CONSENT: RetentionKind.CONSENT,
    Expired.DATA_REQUEST: RetentionKind.DATA_REQUEST,
}
# What says nothing of people, and only serves the program.
_OWN: Mapping[Expired, timedelta] = {
    Expired.UPDATE_GUARD: timedelta(days=7),  # longer than any platform repeats an update
    Expired.EXPORT_LINK: timedelta(0),  # from its own end on
    Expired.CHAT_TRY: timedelta(days=1),
    Expired.STAFF_CODE: timedelta(0),  # from its own end on
    Expired.STAFF_REMINDER: timedelta(days=400),  # longer than a day of the year takes to come again
    Expired.FIGURES: timedelta(days=400),
    Expired.JOIN_CODE: timedelta(0),  # the same
}
_ACTOR, _SUBJECT, _REASON = "retention", "old rows", "kept long enough"
_BATCH = 500  # rows of one commit: the writer is held for a moment only


async def forget_old(
    database: Database,
    kept: Mapping[RetentionKind, Retention],
    spend: Callable[[list[str]], Awaitable[None]],
    now: datetime,
) -> dict[str, int]:
    """How many of each kind went; each commit leaves certificates and lines in the audit trail.

    `spend` takes the blobs that nobody needs any more; what a crash leaves of them is swept later."""
    gone = {kind.value: await _forget(database, kind, now - span, spend, now) for kind, span in _spans(kept)}
    span = timedelta(days=kept[RetentionKind.AUDIT].days)
    gone[RetentionKind.AUDIT.value] = await _forget_audit(database, now - span, now)
    if any(gone.values()):
        await database.empty_log()
    return gone


def _spans(kept: Mapping[RetentionKind, Retention]) -> Iterator[tuple[Expired, timedelta]]:
    for kind, told in _TOLD.items():
        yield kind, timedelta(days=kept[told].days)
    yield from _OWN.items()


async def _forget_audit(database: Database, before: datetime, now: datetime) -> int:
    """The trail's own oldest events; that they went is its newest."""
    total = 0
    while True:
        async with database.transaction() as store:
            removed = await store.audit.forget(before, _BATCH)
            await certify(store, now, _ACTOR, _SUBJECT, {RetentionKind.AUDIT.value: removed}, _REASON)
        total += removed
        if removed < _BATCH:
            return total


async def _forget(
    database: Database,
    kind: Expired,
    before: datetime,
    spend: Callable[[list[str]], Awaitable[None]],
    now: datetime,
) -> int:
    total = 0
    while True:
        async with database.transaction() as store:
            removed = await store.expiring.remove(kind, before, _BATCH, now)
            gone = {kind.value: removed.rows, "person_key": removed.keys, "file": len(removed.blobs)}
            await certify(store, now, _ACTOR, _SUBJECT, gone, _REASON)
        if removed.blobs:
            await spend(removed.blobs)
        total += removed.rows
        if removed.rows < _BATCH:
            return total
