"""A person of whom something stands in every table, each value to be found again by its letters."""

import json
from datetime import date
from pathlib import Path

from sqlalchemy import update

from handlers.applications.content import CONTENT, Content
from handlers.messages import REPLY, Home, Memory, Reply
from storage.database import Database
from storage.repositories.applications import ApplicationRow, NewEvent
from storage.repositories.followups import NewFollowUp
from storage.repositories.inspections import NewInspection
from storage.repositories.obstacles import NewObstacle
from storage.repositories.profiles import Change, Judgement, NewProfile
from storage.repositories.surveys import NewAnswer
from storage.schema import metadata
from storage.states import (
    ApplicationStatus,
    Author,
    BroadcastState,
    DateKind,
    GapKind,
    InspectionKind,
    Lane,
    Promise,
    Purpose,
    TryKind,
)
from storage.tables import contact, inbound
from tests.support.applications import a_member, an_application
from tests.support.broadcasts import a_broadcast
from tests.support.factories import PAGE, WEB, an_inbound
from tests.support.forgetting import DAY, HOUR
from tests.support.rights import RightsHouse
from tests.support.rows import change, rows

CHAT_KEY = "khoa-tro-chuyen-9f2"
SEALED = {
    name: f"bi mat {name} 7Qx"
    for name in (
        "message",
        "state",
        "facility",
        "representative",
        "owner",
        "machine",
        "note",
        "findings",
        "story",
        "file",
        "fact",
        "gap",
        "correction",
        "dead_update",
        "open_delivery",
        "sent_delivery",
        "staff_words",
        "desk_note",
        "address",
        "survey",
    )
}
_WORDS = {"words": SEALED["survey"]}
PHONE = "0912876543"
WANTED = [*SEALED.values(), PHONE]  # with the chat's key there are twenty-two


async def plant(here: RightsHouse, status: ApplicationStatus = ApplicationStatus.DRAFT) -> ApplicationRow:
    """Through the dialogue where it leads there, else through the repositories."""
    now = here.clock.now()
    here.book.rest.memory = Memory(home=Home("gia-lai", commune=SEALED["state"]))
    await here.hears(SEALED["message"], chat_key=CHAT_KEY)
    await here.hears("/sua", chat_key=CHAT_KEY)
    await here.hears(SEALED["correction"], chat_key=CHAT_KEY)
    contact_id = await here.contact(CHAT_KEY)
    row = await _an_application(here, status)
    await here.attaches(row.id, SEALED["file"].encode() * 100)
    await here.agrees(contact_id, Purpose.APPLICATION, Purpose.CASE)
    officer = await a_member(here.database, now)
    async with here.database.transaction() as store:
        new = NewProfile(
            contact_id, "machinery", json.dumps({"words": SEALED["fact"]}), {"national": "no"}, "v1", "c1"
        )
        kept = await store.profiles.save(new, now)
        judged = Judgement(kept, "v2", {"national": "yes"}, (Change("national", "no", "yes", ()),))
        await store.profiles.record(judged, now)
        conversation_id = row.conversation_id
        assert conversation_id is not None
        await store.gaps.add(GapKind.UNKNOWN, conversation_id, SEALED["gap"], (), 0.0, now)
        await store.messages.add(conversation_id, Author.STAFF, _said("staff_words"), now)
        await store.notes.add(conversation_id, officer, SEALED["desk_note"], now)
        await store.tries.take(conversation_id, TryKind.LOOK_UP, now, HOUR, 5)
        for ordinal, name in enumerate(("sent_delivery", "open_delivery"), start=50):
            await store.deliveries.add(
                conversation_id,
                WEB,
                PAGE,
                CHAT_KEY,
                Lane.NOTICE,
                Promise.AT_LEAST_ONCE,
                _said(name),
                None,
                ordinal,
                now,
            )
        await store.audiences.tag(contact_id, "facility:household", "forms", now)
    news = await a_broadcast(here.database, now, BroadcastState.DONE)
    async with here.database.transaction() as store:
        await store.broadcasts.answer(news.id, conversation_id, 1, now)
    dead = await an_inbound(here.database, now, CHAT_KEY, SEALED["dead_update"])
    async with here.database.transaction() as store:
        await store.inbound.bury([dead], "RuntimeError")
    change(here.database, update(inbound).where(inbound.c.id == dead).values(next_at=None))
    change(here.database, update(contact).where(contact.c.id == contact_id).values(province="gia-lai"))
    return row


async def _an_application(here: RightsHouse, status: ApplicationStatus) -> ApplicationRow:
    now = here.clock.now()
    answers = {
        "facility_name": SEALED["facility"],
        "representative": SEALED["representative"],
        "phone": PHONE,
        "machine_name": SEALED["machine"],
        "street": SEALED["address"],
    }
    draft = await an_application(here.database, now, chat_key=CHAT_KEY, answers=answers)
    content = CONTENT.dump_json(Content(answers=answers, owner=SEALED["owner"])).decode()
    async with here.database.transaction() as store:
        await store.applications.change(
            draft, now, content=content, phone=PHONE, status=status, province="gia-lai", commune="An Khê"
        )
        event = NewEvent("staff:3", "note", status, status, note=SEALED["note"])
        await store.applications.note(draft, event, now)
        key = await store.applications.key(draft)
        inspected = NewInspection(draft.id, InspectionKind.VISIT, now, "staff:3", True, SEALED["findings"])
        await store.inspections.add(inspected, key)
        await store.obstacles.open(NewObstacle(draft.id, "other", SEALED["story"], now, "staff:3"), key)
        await store.follow_ups.plan(NewFollowUp(draft.id, "plan", "cause", now + DAY, now + 2 * DAY))
        (due,) = await store.follow_ups.of(draft.id)
        for name, told in (("purpose", {"choice": "fully"}), ("people", {"number": 12}), ("learned", _WORDS)):
            answer = NewAnswer(draft.id, due.id, "tour_report", name, **told)  # type: ignore[arg-type]
            await store.surveys.put(answer, key, now)
        await store.dates.note(draft.id, DateKind.SETTLE_BY, date(2027, 6, 15), "staff:3", now)
        row = await store.applications.get(draft.id)
    assert row is not None
    return row


def _said(name: str) -> str:
    return REPLY.dump_json(Reply(SEALED[name])).decode()


def found_raw(database: Database, folder: Path, values: list[str]) -> list[str]:
    """Which of the values stand anywhere: in the database as it lies there, in its log, in the files beside it."""
    if database.is_sqlite:
        path = Path(database.url.database or "")
        beside = [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]
        held = [each.read_bytes() for each in beside if each.exists()]
    else:
        held = [
            b"".join(value if isinstance(value, bytes) else f"{value}\n".encode() for value in row)
            for table in metadata.sorted_tables
            if "id" in table.c
            for row in rows(database, table)
        ]
    held += [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return [value for value in values if any(value.encode() in bytes_ for bytes_ in held)]
