"""Applications at rest: sealed under the person's key, changed by who has seen the newest, found by a keyed hash."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from storage.crypto import SealBroken, Vault
from storage.database import Database
from storage.repositories.applications import ApplicationRow, NewApplication, NewEvent
from storage.repositories.attachments import NewFile
from storage.states import ApplicationStatus, Ending
from storage.tables_applications import application, application_event, application_file
from storage.tables_privacy import person_key
from tests.conftest import SECRET
from tests.support.applications import OWNER, PHONE, a_sent_application, an_application, the_application
from tests.support.clock import HandClock
from tests.support.rows import change, row, rows, without_triggers

DRAFT, SENT = ApplicationStatus.DRAFT, ApplicationStatus.SENT
NEW_SECRET = "the-next-secret-0123456789-abcdefghijklmnopqrstuv"


async def test_a_draft_comes_back_as_it_was_and_nothing_of_it_can_be_read_at_rest(
    database: Database, clock: HandClock
) -> None:
    made = await an_application(database, clock.now())
    assert json.loads(made.content or "")["answers"]["representative"] == OWNER
    assert (made.status, made.revision, made.ending, made.sent_at) == (DRAFT, 0, None, None)
    assert made.created_at == made.changed_at == made.status_at == clock.now()
    await a_sent_application(database, clock.now())
    for stored in rows(database, application):
        whole = repr(tuple(stored)).encode() + bytes(stored.content)
        for secret in (OWNER, "Hương", PHONE, "Máy tráng bánh", "400000000", "answers"):
            assert secret.encode() not in whole
        assert secret not in repr(tuple(stored))


async def test_a_code_is_given_once(database: Database, clock: HandClock) -> None:
    first = await an_application(database, clock.now())
    async with database.transaction() as store:
        new = NewApplication(first.code, first.contact_id, first.conversation_id or 0, "A-02", 1, "{}")
        assert await store.applications.add(new, clock.now()) is None
        assert await store.applications.find("0" * 12) is None
        assert await store.applications.get(first.id + 1) is None
    assert len(rows(database, application)) == 1


async def test_only_who_has_seen_the_newest_may_change_it(database: Database, clock: HandClock) -> None:
    seen = await an_application(database, clock.now())
    clock.pass_seconds(60)
    async with database.transaction() as store:
        assert await store.applications.change(seen, clock.now(), content='{"a": 1}', is_on_behalf=True)
    changed = await the_application(database, seen.code)
    assert (changed.content, changed.is_on_behalf, changed.revision) == ('{"a": 1}', True, 1)
    assert (changed.changed_at, changed.status_at) == (clock.now(), seen.status_at)
    async with database.transaction() as store:
        assert not await store.applications.change(seen, clock.now(), content='{"a": 2}', status=SENT)
    assert await the_application(database, seen.code) == changed
    clock.pass_seconds(60)
    async with database.transaction() as store:
        assert await store.applications.change(changed, clock.now(), status=SENT)
    assert (await the_application(database, seen.code)).status_at == clock.now()


async def test_of_many_who_change_at_once_one_does(database: Database, clock: HandClock) -> None:
    seen = await an_application(database, clock.now())

    async def write(number: int) -> bool:
        async with database.transaction() as store:
            return await store.applications.change(seen, clock.now(), content=f'{{"a": {number}}}')

    done = await asyncio.gather(*(write(number) for number in range(8)))
    assert done.count(True) == 1
    changed = await the_application(database, seen.code)
    assert (changed.content, changed.revision) == (f'{{"a": {done.index(True)}}}', 1)


async def test_a_locked_row_is_read_as_it_is_when_the_lock_is_had(
    database: Database, clock: HandClock
) -> None:
    seen = await an_application(database, clock.now())

    async def add_one() -> None:
        async with database.transaction() as store:
            held = await store.applications.find(seen.code, lock=True)
            assert held is not None
            count = json.loads(held.content or "").get("count", 0)
            await asyncio.sleep(0)
            assert await store.applications.change(
                held, clock.now(), content=json.dumps({"count": count + 1})
            )

    await asyncio.gather(*(add_one() for _ in range(6)))
    assert (await the_application(database, seen.code)).content == '{"count": 6}'


async def test_history_is_told_in_order_and_its_words_are_sealed(
    database: Database, clock: HandClock
) -> None:
    made = await an_application(database, clock.now())
    event = NewEvent("contact:1", "send", DRAFT, SENT)
    asked = NewEvent(
        "staff:2", "ask_papers", SENT, ApplicationStatus.MORE_WANTED, "thiếu báo giá", None, {"n": 2}
    )
    over = NewEvent("staff:2", "refuse", SENT, ApplicationStatus.NOT_THIS_TIME, reason_code="no_money")
    async with database.transaction() as store:
        for each in (event, asked, over):
            await store.applications.note(made, each, clock.now())
            clock.pass_seconds(1)
    async with database.reading() as store:
        history = await store.applications.history(made)
    assert [(each.action, each.note, each.reason_code) for each in history] == [
        ("send", None, None),
        ("ask_papers", "thiếu báo giá", None),
        ("refuse", None, "no_money"),
    ]
    assert history[1].detail == {"n": 2}
    assert history[2].at - history[0].at == timedelta(seconds=2)
    assert "báo giá".encode() not in bytes(rows(database, application_event)[1].note)


async def test_what_was_sealed_for_one_application_opens_in_no_other(
    database: Database, clock: HandClock
) -> None:
    """Not even of the same person, under the same key."""
    first, second = [await an_application(database, clock.now()) for _ in range(2)]
    assert first.key_id == second.key_id
    async with database.transaction() as store:
        for each in (first, second):
            await store.applications.note(each, NewEvent("staff:2", "note", SENT, SENT, "kín"), clock.now())
    change(
        database,
        update(application)
        .where(application.c.id == second.id)
        .values(content=row(database, application, first.id).content),
    )
    change(
        database,
        update(application_event)
        .where(application_event.c.application_id == second.id)
        .values(note=rows(database, application_event)[0].note),
    )
    assert (await the_application(database, second.code)).content is None
    assert (await the_application(database, first.code)).content == first.content
    async with database.reading() as store:
        assert [event.note for event in await store.applications.history(second)] == [None]
        assert [event.note for event in await store.applications.history(first)] == ["kín"]


@pytest.mark.parametrize("harm", ["key gone", "key of another", "content damaged"])
async def test_without_its_key_an_application_is_a_row_without_content(
    database: Database, clock: HandClock, harm: str
) -> None:
    made = await an_application(database, clock.now())
    other = await an_application(database, clock.now(), chat_key="binh")
    async with database.transaction() as store:
        await store.applications.note(made, NewEvent("staff:2", "note", DRAFT, DRAFT, "kín"), clock.now())
    mine = person_key.c.id == made.key_id
    if harm == "key gone":
        without_triggers(database, delete(person_key).where(mine))
    elif harm == "key of another":
        theirs = row(database, person_key, other.key_id).wrapped
        change(database, update(person_key).where(mine).values(wrapped=theirs))
    else:
        change(database, update(application).where(application.c.id == made.id).values(content=b"\0" * 5))
    found = await the_application(database, made.code)
    assert (found.content, found.status, found.revision) == (None, DRAFT, 0)
    async with database.reading() as store:
        assert [each.content is None for each in await store.applications.of_contact(made.contact_id)] == [
            True
        ]
        assert (await store.applications.find(other.code)) == other
    if harm != "key gone":
        return
    async with database.transaction() as store:
        assert [event.note for event in await store.applications.history(found)] == [None]
        with pytest.raises(SealBroken):
            await store.applications.key(found)
        with pytest.raises(SealBroken):
            await store.applications.change(found, clock.now(), content="{}")
        with pytest.raises(SealBroken):
            await store.applications.note(found, NewEvent("a", "b", DRAFT, DRAFT, "lời"), clock.now())
        assert await store.applications.change(found, clock.now(), ending=Ending.WITHDRAWN)  # in the open


async def test_a_telephone_is_found_by_a_keyed_hash_and_never_written_down(
    database: Database, clock: HandClock
) -> None:
    first = await a_sent_application(database, clock.now(), chat_key="an")
    second = await a_sent_application(database, clock.now(), chat_key="binh")
    await a_sent_application(database, clock.now(), chat_key="chi", phone="0987654321")
    assert PHONE not in repr([tuple(stored) for stored in rows(database, application)])
    async with database.transaction() as store:
        assert [each.id for each in await store.applications.with_phone(PHONE)] == [second.id, first.id]
        assert [each.id for each in await store.applications.with_phone(PHONE, limit=1)] == [second.id]
        assert await store.applications.with_phone("0912345679") == []
        assert await store.applications.change(second, clock.now(), phone="")  # none is none
        assert await store.applications.change(first, clock.now(), province="gia-lai")  # says nothing of it
        assert [each.id for each in await store.applications.with_phone(PHONE)] == [first.id]
    assert row(database, application, second.id).phone_hash is None


async def test_a_telephone_is_still_found_after_the_secret_was_changed(
    database: Database, clock: HandClock
) -> None:
    old = await a_sent_application(database, clock.now(), chat_key="an")
    async with Database(database.url, Vault(NEW_SECRET, SECRET)) as rotated:
        new = await a_sent_application(rotated, clock.now(), chat_key="binh")
        async with rotated.reading() as store:
            found = await store.applications.with_phone(PHONE)
        assert [each.id for each in found] == [new.id, old.id]
        assert [each.content for each in found] == [new.content, old.content]
    stored = [each.phone_hash for each in rows(database, application)]
    assert stored == [Vault(SECRET).digest(PHONE), Vault(NEW_SECRET).digest(PHONE)]
    async with database.reading() as store:
        assert [each.id for each in await store.applications.with_phone(PHONE)] == [old.id]
    async with Database(database.url, Vault(NEW_SECRET)) as forgetful, forgetful.reading() as store:
        assert [each.id for each in await store.applications.with_phone(PHONE)] == [new.id]
        assert [each.content for each in await store.applications.of_contact(old.contact_id)] == [None]


async def test_notices_are_numbered_without_gap_or_double(database: Database, clock: HandClock) -> None:
    made = await an_application(database, clock.now())

    async def next_number() -> int:
        async with database.transaction() as store:
            return await store.applications.next_notice(made.id)

    numbers = await asyncio.gather(*(next_number() for _ in range(6)))
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    assert (await the_application(database, made.code)).revision == 0  # a notice is no change


async def test_a_persons_own_are_listed_the_newest_first_and_go_with_all_that_hangs_on_them(
    database: Database, clock: HandClock
) -> None:
    mine = [await a_sent_application(database, clock.now()) for _ in range(3)]
    theirs = await a_sent_application(database, clock.now(), chat_key="binh")
    for each in (*mine, theirs):
        await a_file(database, clock, each, f"{each.id:032x}")
    async with database.transaction() as store:
        listed = await store.applications.of_contact(mine[0].contact_id)
        assert [each.id for each in listed] == [each.id for each in reversed(mine)]
        assert len(await store.applications.of_contact(mine[0].contact_id, limit=2)) == 2
        for each in mine:
            await store.applications.delete(each.id)
    assert [stored.id for stored in rows(database, application)] == [theirs.id]
    for table in (application_event, application_file):
        assert [stored.application_id for stored in rows(database, table)] == [theirs.id]


async def a_file(database: Database, clock: HandClock, made: ApplicationRow, blob_id: str) -> None:
    async with database.transaction() as store:
        new = NewFile(made.id, "photos", blob_id, "jpeg", 9, "0" * 64, True)
        await store.files.add(new, clock.now())
