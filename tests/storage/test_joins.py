"""What of one contact becomes another's, and who sees it when: nothing is left behind, nothing is read too early."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from storage.database import Database
from storage.reach import OF_CONTACT
from storage.repositories.joins import MOVED, Merged
from storage.repositories.profiles import Change, Judgement, NewProfile
from storage.schema import metadata
from storage.tables import contact, profile, verdict_change
from storage.tables_applications import application
from storage.tables_broadcasts import contact_tag
from storage.tables_privacy import join_code, person_key
from tests.support.applications import an_application
from tests.support.clock import HandClock
from tests.support.factories import a_conversation
from tests.support.rows import asked, change, rows, until_stored

TEN_MINUTES = timedelta(minutes=10)


async def two(database: Database, clock: HandClock) -> tuple[int, int]:
    """The conversations of two people."""
    return await a_conversation(database, clock.now(), "an"), await a_conversation(
        database, clock.now(), "binh"
    )


async def owner(database: Database, conversation_id: int) -> int:
    async with database.reading() as store:
        row = await store.conversations.get(conversation_id)
    assert row is not None
    return row.contact_id


async def merge(database: Database, clock: HandClock, gone: int, into: int) -> Merged:
    """By their conversations."""
    async with database.transaction() as store:
        owners = await store.joins.lock(gone, into)
        return await store.joins.merge(owners[gone], owners[into], clock.now())


def test_every_table_that_names_a_contact_moves_with_it() -> None:
    assert {table.name for table in metadata.sorted_tables if "contact_id" in table.c} == MOVED


async def test_nothing_leads_to_the_contact_that_has_gone(database: Database, clock: HandClock) -> None:
    an, binh = await two(database, clock)
    gone = await owner(database, binh)
    await an_application(database, clock.now(), chat_key="an")
    await an_application(database, clock.now(), chat_key="binh")
    merged = await merge(database, clock, binh, an)
    assert merged == Merged(applications=1, consents=0, cases=0, forgotten=0)
    left = [
        table.name
        for table, which in OF_CONTACT.items()
        if asked(database, select(table).where(which), {"of": gone})
    ]
    assert left == []
    async with database.reading() as store:
        both = await store.applications.of_contact(await owner(database, an))
    assert [row.content is not None for row in both] == [True, True]
    assert len(rows(database, person_key)) == 2


async def test_a_key_that_both_hold_is_held_once(database: Database, clock: HandClock) -> None:
    """As after one of the two has taken over an application from the other by code and telephone."""
    an, binh = await two(database, clock)
    first = await an_application(database, clock.now(), chat_key="binh")
    await an_application(database, clock.now(), chat_key="binh")
    into = await owner(database, an)
    async with database.transaction() as store:
        key = await store.keys.share(first.key_id, into, clock.now())
        await store.applications.change(first, clock.now(), contact_id=into, key_id=key.id)
    await merge(database, clock, binh, an)
    assert [row.contact_id for row in rows(database, person_key)] == [into]
    async with database.reading() as store:
        assert all(row.content for row in await store.applications.of_contact(into))


@pytest.mark.parametrize("is_newer", [True, False])
async def test_of_two_cases_of_one_item_the_one_agreed_to_last_stays_with_its_changes(
    database: Database, clock: HandClock, is_newer: bool
) -> None:
    an, binh = await two(database, clock)
    order = (an, binh) if is_newer else (binh, an)
    for conversation in order:
        await a_case(database, clock, await owner(database, conversation), "machinery", conversation)
        clock.pass_seconds(1)
    await a_case(database, clock, await owner(database, binh), "trade_fair", binh)
    merged = await merge(database, clock, binh, an)
    assert (merged.cases, merged.forgotten) == (2 if is_newer else 1, 1)
    async with database.reading() as store:
        told = await store.own_rows.of(await owner(database, an))
    kept = {row["item"]: row["facts"] for row in told["profile"]}
    assert kept == {"machinery": str(binh if is_newer else an), "trade_fair": str(binh)}
    assert len(rows(database, verdict_change)) == len(rows(database, profile)) == 2


async def test_tags_and_the_province_come_along_and_none_stands_twice(
    database: Database, clock: HandClock
) -> None:
    an, binh = await two(database, clock)
    into, gone = await owner(database, an), await owner(database, binh)
    for whose, tag in ((into, "banh-trang"), (gone, "banh-trang"), (gone, "xa-hao-duoc")):
        values = {"contact_id": whose, "tag": tag, "added_at": clock.now(), "added_by": "staff:1"}
        change(database, contact_tag.insert(), [values])
    change(database, update(contact).where(contact.c.id == gone).values(province="gia-lai"))
    await merge(database, clock, binh, an)
    assert [(row.contact_id, row.tag) for row in rows(database, contact_tag)] == [
        (into, "banh-trang"),
        (into, "xa-hao-duoc"),
    ]
    assert [(row.id, row.province) for row in rows(database, contact)] == [(into, "gia-lai")]


async def test_whoever_waits_for_a_chat_sees_whose_it_is_once_it_is_held(
    database: Database, clock: HandClock
) -> None:
    """What was read before the lock is worth nothing: the chat became somebody else's while one waited."""
    an, binh = await two(database, clock)
    into = await owner(database, an)
    is_held = asyncio.Event()

    async def joins() -> None:
        async with database.transaction() as store:
            owners = await store.joins.lock(an, binh)
            is_held.set()
            await until_somebody_waits(database)
            await store.joins.merge(owners[binh], owners[an], clock.now())

    async def writes() -> int:
        await is_held.wait()
        async with database.transaction() as store:
            row = await store.conversations.lock(binh)
            assert row is not None
            await store.keys.of(row.contact_id, clock.now())
            return row.contact_id

    async def asks_for_both() -> dict[int, int]:
        await is_held.wait()
        async with database.transaction() as store:
            return await store.joins.lock(binh)

    async with asyncio.timeout(30):
        _, seen, owners = await asyncio.gather(joins(), writes(), asks_for_both())
    assert seen == into
    assert owners == {an: into, binh: into}


async def test_a_newer_code_ends_the_older_and_those_whose_time_is_over(
    database: Database, clock: HandClock
) -> None:
    an, binh = await two(database, clock)
    async with database.transaction() as store:
        now = clock.now()
        await store.joins.offer(binh, "OLD", now, now)
        await store.joins.offer(an, "FIRST", now + TEN_MINUTES, now)
        await store.joins.offer(an, "SECOND", now + TEN_MINUTES, now)
        assert await store.joins.find("FIRST", binh, now) is None
        assert await store.joins.find("SECOND", an, now) is None
        assert await store.joins.find("SECOND", binh, now + TEN_MINUTES) is None
        offer = await store.joins.find("SECOND", binh, now)
        assert offer is not None
        assert await store.joins.typed(offer, binh)
        assert await store.joins.asked(binh, now) == offer
        assert await store.joins.asked(binh, now + TEN_MINUTES) is None
        assert not await store.joins.use(offer, an)
        assert await store.joins.use(offer, binh)
        assert not await store.joins.use(offer, binh)
    assert rows(database, join_code) == []


async def test_the_chat_that_leaves_is_new_and_empty_and_its_notices_go_elsewhere(
    database: Database, clock: HandClock
) -> None:
    an, binh = await two(database, clock)
    row = await an_application(database, clock.now(), chat_key="binh")
    await merge(database, clock, binh, an)
    whose = await owner(database, an)
    async with database.transaction() as store:
        await store.joins.lock(binh)
        fresh = await store.joins.part(whose, [binh], an, clock.now())
    assert fresh == {binh: await owner(database, binh)}
    assert await owner(database, an) == whose != fresh[binh]
    (kept,) = rows(database, application)
    assert (kept.id, kept.contact_id, kept.conversation_id) == (row.id, whose, an)


async def a_case(database: Database, clock: HandClock, whose: int, item: str, words: int) -> None:
    """A kept case with a change that nobody has told yet."""
    async with database.transaction() as store:
        kept = await store.profiles.save(
            NewProfile(whose, item, str(words), {"national": "no"}, "v1", "c1"), clock.now()
        )
        judged = Judgement(kept, "v2", {"national": "yes"}, (Change("national", "no", "yes", ()),))
        await store.profiles.record(judged, clock.now())


async def until_somebody_waits(database: Database) -> None:
    """On PostgreSQL until two others stand before a lock; on SQLite nobody else even begins."""
    if database.is_sqlite:
        return
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()"
    )
    await until_stored(lambda: asked(database, waiting, {})[0][0] >= 2)
