"""Deletion: everything that may go goes in the turn that asks for it, the chat itself some minutes later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.deeds import Doer, Doing
from handlers.messages import Reply
from handlers.rights.certifying import certify
from handlers.rights.deeds import MOST_APPLICATIONS, Asked, Own, enter, own
from handlers.rights.withdrawing import BEFORE_APPROVAL, let_news_arrive, take_back
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.repositories.erasing import Due
from storage.states import Purpose
from storage.store import Store

_REASON = "deletion asked for"
_ACTOR = "erasure"
_LATEST = timedelta(minutes=5)  # beyond the first five: a last message that cannot be sent waits no longer
_BATCH = 100


@dataclass(frozen=True, slots=True)
class EraseMe:
    """Everything of the person is to go; `tell` is given what was there, and the applications that stay."""

    asked: Asked
    tell: Callable[[Own, tuple[ApplicationRow, ...]], tuple[Reply, ...]]


async def erase(doing: Doing, wanted: EraseMe) -> tuple[Reply, ...]:
    """In one transaction. What is approved stays, and staff see to the rest of the request."""
    store, contact_id = doing.store, doing.contact_id
    await store.erasing.lock(contact_id)
    await let_news_arrive(doing)
    before = await own(doing)
    gone = await store.erasing.applications(contact_id, BEFORE_APPROVAL, doing.spent_blobs)
    gone |= await store.erasing.everything(contact_id, doing.now)
    kept = await store.applications.of_contact(contact_id, MOST_APPLICATIONS)
    await take_back(doing, tuple(Purpose))
    await enter(doing, wanted.asked, None if kept else "erased")
    await certify(store, doing.now, doing.actor, doing.actor, gone, _REASON)
    return wanted.tell(before, tuple(kept))


async def finish_erasures(database: Database, now: datetime) -> int:
    """Takes away the chats of people whose data went some minutes ago; how many.

    Somebody who has written again, or has an approved application, stays: only what was said before goes."""
    async with database.reading() as store:
        due = await store.erasing.due(now, _BATCH)
    finished = 0
    for person in due:
        async with database.transaction() as store:
            finished += await _finish(store, person, now)
    if finished:
        await database.empty_log()
    return finished


async def _finish(store: Store, person: Due, now: datetime) -> bool:
    contact_id = person.contact_id
    await store.erasing.lock(contact_id)
    if not await store.erasing.is_still_due(person) or not await store.erasing.is_heard(contact_id):
        return False
    if not await store.erasing.is_told(contact_id) and now < person.erase_at + _LATEST:
        return False
    if await store.erasing.has_applications(contact_id) or await store.erasing.is_back(person):
        gone = await store.erasing.chat(person)
    else:
        gone = await store.erasing.person(contact_id)
    await certify(store, now, _ACTOR, f"contact:{contact_id}", gone, _REASON)
    return True


DOERS: Mapping[type, Doer] = {EraseMe: erase}
