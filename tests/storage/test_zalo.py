"""The account's rows: one refresh at a time, no more billed than may be, forms, tasks and receipts found again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from storage.crypto import Vault
from storage.database import Database, database_url
from storage.repositories.deliveries import Result
from storage.repositories.zalo_accounts import NewPair, ZaloAccountRow
from storage.repositories.zalo_templates import TemplateRow
from storage.rotate import rotate
from storage.states import Cost, DeliveryState, GrantState, TaskKind, TemplateState
from storage.tables import delivery
from storage.tables_tasks import staff_task
from storage.tables_zalo import zalo_month, zalo_template
from tests.conftest import SECRET
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation, a_delivery
from tests.support.rows import change, rows

OA = "388613280878808645"
_LEASE = timedelta(seconds=120)


@pytest.fixture
async def other(any_database_url: str, database: Database) -> AsyncIterator[Database]:
    """The same database, as another process has it."""
    async with Database(database_url(any_database_url), Vault(SECRET)) as opened:
        yield opened


def _pair(clock: HandClock, mark: str = "1") -> NewPair:
    now = clock.now()
    return NewPair(f"access {mark}", f"refresh {mark}", now + timedelta(hours=25), now + timedelta(days=90))


async def _granted(database: Database, clock: HandClock) -> ZaloAccountRow:
    async with database.transaction() as store:
        await store.zalo.open(OA, "verifier")
        await store.zalo.grant(OA, _pair(clock))
        row = await store.zalo.get(OA)
    assert row is not None
    return row


async def _holds(database: Database, seen: ZaloAccountRow, by: str, clock: HandClock) -> bool:
    now = clock.now()
    async with database.transaction() as store:
        return await store.zalo.hold(seen, by, now, now + _LEASE) is not None


async def test_a_verifier_is_made_once(database: Database) -> None:
    async with database.transaction() as store:
        first = await store.zalo.open(OA, "one")
        second = await store.zalo.open(OA, "two")
    assert (first.verifier, second.verifier, first.state) == ("one", "one", None)


async def test_of_many_who_want_to_renew_one_may(
    database: Database, other: Database, clock: HandClock
) -> None:
    seen = await _granted(database, clock)
    wishes = [_holds(each, seen, f"p{number}", clock) for number, each in enumerate([database, other] * 5)]
    assert sum(await asyncio.gather(*wishes)) == 1
    clock.pass_seconds(_LEASE.total_seconds())
    assert await _holds(other, seen, "later", clock)


async def test_a_pair_takes_the_place_of_the_one_it_came_from_and_of_no_other(
    database: Database, clock: HandClock
) -> None:
    seen = await _granted(database, clock)
    async with database.transaction() as store:
        assert await store.zalo.renew(seen, _pair(clock, "2"))
        assert not await store.zalo.renew(seen, _pair(clock, "3"))
        assert not await store.zalo.lose(seen)
        assert not await store.zalo.doubt(seen, "me", 1)
        row = await store.zalo.get(OA)
    assert row is not None
    assert (row.access_token, row.generation, row.state) == ("access 2", 2, GrantState.ACTIVE)


async def test_what_was_lost_is_held_by_nobody_until_somebody_consents(
    database: Database, clock: HandClock
) -> None:
    seen = await _granted(database, clock)
    async with database.transaction() as store:
        assert await store.zalo.lose(seen)
    assert not await _holds(database, seen, "me", clock)
    again = await _granted(database, clock)
    assert (again.state, again.doubts) == (GrantState.ACTIVE, 0)
    assert await _holds(database, again, "me", clock)


async def test_tokens_move_to_the_newest_key(
    any_database_url: str, database: Database, clock: HandClock
) -> None:
    await _granted(database, clock)
    newest = "another-secret-0123456789-abcdefghijklmnopqrstuvwxyz"
    async with Database(database_url(any_database_url), Vault(newest, SECRET)) as both:
        assert sum([done.renewed async for done in rotate(both, lambda _: None) if done.is_done]) == 3
    async with Database(database_url(any_database_url), Vault(newest)) as after, after.reading() as store:
        row = await store.zalo.get(OA)
    assert row is not None
    assert (row.verifier, row.access_token, row.refresh_token) == ("verifier", "access 1", "refresh 1")


async def test_concurrent_senders_reserve_no_more_than_the_cap(database: Database, other: Database) -> None:
    async def reserves(each: Database) -> bool:
        async with each.transaction() as store:
            return await store.bills.reserve(OA, "2026-11", 5)

    assert sum(await asyncio.gather(*(reserves(each) for each in [database, other] * 10))) == 5
    async with database.transaction() as store:
        await store.bills.give_back(OA, "2026-11")
        await store.bills.add(OA, "2026-12")
        assert await store.bills.reserve(OA, "2026-11", 5)
        assert not await store.bills.reserve(OA, "2026-11", 5)
        assert [await store.bills.billed(OA, month) for month in ("2026-11", "2026-12", "2027-01")] == [
            5,
            1,
            0,
        ]
    assert len(rows(database, zalo_month)) == 2


async def test_a_form_is_registered_once_and_changed_after(database: Database, clock: HandClock) -> None:
    form = TemplateRow("1", ("approve",), {"ma": "code"}, "Phiếu {ma}", TemplateState.PENDING)
    approved = TemplateRow("1", ("approve", "refuse"), {}, "Phiếu", TemplateState.APPROVED)
    async with database.transaction() as store:
        assert await store.templates.put(form, clock.now())
        assert await store.templates.all() == [form]
        assert not await store.templates.put(approved, clock.now())
        await store.templates.only_by_phone("1", clock.now())
        (kept,) = await store.templates.all()
    assert (kept.kinds, kept.state, kept.is_by_user) == (("approve", "refuse"), TemplateState.APPROVED, False)
    assert len(rows(database, zalo_template)) == 1


async def test_the_same_thing_stands_open_once_and_may_come_again(
    database: Database, clock: HandClock
) -> None:
    here = await a_conversation(database, clock.now())
    async with database.transaction() as store:
        assert await store.tasks.open(TaskKind.NOT_SENT, "window", clock.now(), here)
        assert not await store.tasks.open(TaskKind.NOT_SENT, "window", clock.now(), here)
        assert await store.tasks.open(TaskKind.NOT_SENT, "cap", clock.now(), here)
        assert await store.tasks.open(TaskKind.NOT_SENT, "window", clock.now())
        first, *_ = await store.tasks.listed(10)
        assert (first.kind, first.reason, first.channel) == (TaskKind.NOT_SENT, "window", WEB)
        assert await store.tasks.close(first.id, "staff:1", clock.now()) is not None
        assert await store.tasks.close(first.id, "staff:2", clock.now()) is None
        assert await store.tasks.open(TaskKind.NOT_SENT, "window", clock.now(), here)
        assert await store.tasks.count() == 3
        assert await store.tasks.close_all(TaskKind.NOT_SENT, "zalo", clock.now(), here) == 2
        assert [row.conversation_id for row in await store.tasks.listed(10)] == [None]
    assert [row.closed_by for row in rows(database, staff_task)] == ["staff:1", "zalo", None, "zalo"]


async def test_receipts_find_their_delivery_and_the_first_counts(
    database: Database, clock: HandClock
) -> None:
    began = clock.now()
    for number, cost in enumerate([Cost.FREE, Cost.BILLED, None], start=1):
        identity = await a_delivery(database, began, chat_key=f"an{number}")
        change(
            database, update(delivery).where(delivery.c.id == identity).values(owner="me", state="sending")
        )
        async with database.transaction() as store:
            result = Result(identity, DeliveryState.SENT, "ok", platform_message_id=f"m{number}", cost=cost)
            assert await store.deliveries.record([result], "me", began) == 1
    async with database.transaction() as store:
        assert await store.receipts.received(WEB, PAGE, ["m1", "m3", "m9"], began) == {"m1"}
        later = began + timedelta(minutes=5)
        assert await store.receipts.seen(WEB, PAGE, ["m1", "m2"], later) == {"m1", "m2"}
        assert await store.receipts.seen(WEB, "another bot", ["m1"], later) == set()
    first, second, third = rows(database, delivery)
    assert (first.received_at, first.seen_at, first.cost) == (began, later, Cost.FREE)
    assert (second.received_at, second.seen_at, second.cost) == (later, later, Cost.BILLED)
    assert (third.received_at, third.seen_at, third.cost) == (None, None, None)
