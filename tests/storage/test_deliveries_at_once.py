"""Several owners at one outbox, truly at the same time."""

import asyncio
from collections import Counter
from datetime import timedelta

from storage.database import Database
from storage.repositories.deliveries import Result
from storage.states import DeliveryState, Lane
from storage.tables import delivery
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_delivery
from tests.support.rows import rows

LEASE = timedelta(seconds=60)
_PEOPLE = 40


async def _claims_until_empty(database: Database, clock: HandClock, owner: str) -> list[int]:
    """Claims small batches and finishes each, until there is nothing left."""
    mine: list[int] = []
    empty_in_a_row = 0
    while empty_in_a_row < 3:  # an empty hand may only mean that the others hold what is left
        async with database.transaction() as store:
            claimed = await store.deliveries.claim(WEB, PAGE, owner, clock.now(), LEASE, 3)
        empty_in_a_row = 0 if claimed else empty_in_a_row + 1
        ids = [found.id for found in claimed]
        mine += ids
        async with database.transaction() as store:
            await store.deliveries.start(ids, owner, clock.now(), LEASE)
        async with database.transaction() as store:
            done = [Result(identity, DeliveryState.SENT, "ok") for identity in ids]
            await store.deliveries.record(done, owner, clock.now())
    return mine


async def test_owners_claiming_at_the_same_moment_never_get_the_same_row(
    database: Database, clock: HandClock
) -> None:
    for person in range(_PEOPLE):
        await a_delivery(database, clock.now(), f"p{person}", lane=Lane.BULK)
    owners = [f"owner {number}" for number in range(4)]
    claimed = await asyncio.gather(*(_claims_until_empty(database, clock, owner) for owner in owners))
    counted = Counter(identity for mine in claimed for identity in mine)
    assert set(counted.values()) == {1}
    assert len(counted) == _PEOPLE
    for found in rows(database, delivery):
        assert found.state == DeliveryState.SENT
        assert found.id in claimed[owners.index(found.owner)]


async def test_two_claims_in_flight_share_the_rows_without_waiting_for_each_other_on_postgresql(
    database: Database, clock: HandClock
) -> None:
    for person in range(6):
        await a_delivery(database, clock.now(), f"p{person}")
    if database.is_sqlite:
        return  # one writer at a time: the second claim waits, see the test above
    async with asyncio.timeout(10), database.transaction() as first:
        held = await first.deliveries.claim(WEB, PAGE, "first", clock.now(), LEASE, 3)
        async with database.transaction() as second:
            free = await second.deliveries.claim(WEB, PAGE, "second", clock.now(), LEASE, 10)
    assert len(held) == len(free) == 3
    assert {found.id for found in held}.isdisjoint(found.id for found in free)


async def test_messages_to_one_person_stay_in_order_under_several_owners(
    database: Database, clock: HandClock
) -> None:
    written = [await a_delivery(database, clock.now(), "an", text=str(number)) for number in range(12)]
    order: list[int] = []

    async def work(owner: str) -> None:
        while len(order) < len(written):
            async with database.transaction() as store:
                claimed = await store.deliveries.claim(WEB, PAGE, owner, clock.now(), LEASE, 5)
            assert len(claimed) <= 1
            for found in claimed:
                order.append(found.id)
                async with database.transaction() as store:
                    await store.deliveries.start([found.id], owner, clock.now(), LEASE)
                    await store.deliveries.record(
                        [Result(found.id, DeliveryState.SENT, "ok")], owner, clock.now()
                    )

    async with asyncio.timeout(30):
        await asyncio.gather(work("one"), work("two"), work("three"))
    assert order == written
