"""What the clock does: a broadcast begins in time, everybody is written down exactly once, and it ends."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from handlers.broadcasts.model import Ways
from handlers.broadcasts.ways import NewsWays
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.states import BroadcastState, Repeat
from storage.store import Store
from storage.tables import address, audit_event, contact, conversation, delivery
from storage.tables_broadcasts import broadcast
from tests.support.broadcasts import TELEGRAM, a_broadcast, a_reader, the_broadcast
from tests.support.campaigns import Campaign
from tests.support.clock import HandClock
from tests.support.crowds import a_crowd
from tests.support.rows import asked, change, rows

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
S = BroadcastState


@pytest.fixture
def campaign(database: Database, clock: HandClock, knowledge: KnowledgeBase) -> Campaign:
    return Campaign(database, clock, knowledge)


def written(database: Database) -> Counter[str]:
    return Counter(found.chat_key for found in rows(database, delivery))


def traces(database: Database) -> list[str]:
    return [found.action for found in rows(database, audit_event)]


async def test_a_broadcast_begins_at_its_time_and_not_before(campaign: Campaign) -> None:
    now = campaign.clock.now()
    await a_reader(campaign.database, now)
    row = await a_broadcast(campaign.database, now, scheduled_at=now + timedelta(minutes=1))
    await campaign.looks()
    assert (await the_broadcast(campaign.database, row.id)).state is S.SCHEDULED
    campaign.clock.pass_seconds(60)
    await campaign.looks()
    found = await the_broadcast(campaign.database, row.id)
    assert (found.state, found.planned) == (S.RUNNING, 1)
    assert found.started_at == found.built_at == campaign.clock.now()
    assert found.valid_until == campaign.clock.now() + timedelta(days=2)
    assert traces(campaign.database) == ["broadcast_begun", "broadcast_built"]


async def test_everybody_is_written_down_exactly_once_stretch_by_stretch(campaign: Campaign) -> None:
    a_crowd(campaign.database, 23, campaign.clock.now())
    await a_reader(campaign.database, campaign.clock.now(), "no", agrees=False)
    row = await a_broadcast(campaign.database, campaign.clock.now())
    await campaign.conductor(stretch=5).look(campaign.clock.now())
    found = await the_broadcast(campaign.database, row.id)
    assert (found.planned, dict(found.skipped)) == (23, {"no_consent": 1})
    assert set(written(campaign.database).values()) == {1}
    assert len(written(campaign.database)) == 23


async def test_two_processes_that_look_at_the_same_moment_write_everybody_down_once(
    campaign: Campaign,
) -> None:
    a_crowd(campaign.database, 60, campaign.clock.now())
    row = await a_broadcast(campaign.database, campaign.clock.now(), repeat=Repeat.WEEKLY)
    both = (campaign.conductor(owner, stretch=7).look(campaign.clock.now()) for owner in ("one", "two"))
    await asyncio.gather(*both)
    assert (await the_broadcast(campaign.database, row.id)).planned == 60
    assert Counter(written(campaign.database).values()) == {1: 60}
    assert Counter(traces(campaign.database)) == {
        "broadcast_begun": 1,
        "broadcast_repeated": 1,
        "broadcast_built": 1,
    }


class FailingWays(NewsWays):
    """Its process dies when it has written so many stretches."""

    def __init__(self, stretches: int) -> None:
        super().__init__((TELEGRAM,))
        self._left = stretches

    async def now(self, store: Store, now: datetime) -> Ways:
        self._left -= 1
        if self._left < 0:
            raise RuntimeError("killed")
        return await super().now(store, now)


async def half_written(campaign: Campaign) -> int:
    a_crowd(campaign.database, 20, campaign.clock.now())
    row = await a_broadcast(campaign.database, campaign.clock.now())
    dead = campaign.conductor("dead", stretch=6, ways=FailingWays(2))
    await dead.look(campaign.clock.now())
    halfway = await the_broadcast(campaign.database, row.id)
    assert (halfway.state, halfway.planned) == (S.BUILDING, 12)
    assert await campaign.leaves() == [], "nobody hears anything before everybody is written down"
    return row.id


async def test_what_a_dead_process_left_half_written_another_writes_on_after_a_minute(
    campaign: Campaign,
) -> None:
    identity = await half_written(campaign)
    campaign.clock.pass_seconds(59)
    await campaign.looks()
    assert (await the_broadcast(campaign.database, identity)).planned == 12
    campaign.clock.pass_seconds(2)
    await campaign.looks()
    found = await the_broadcast(campaign.database, identity)
    assert (found.state, found.planned) == (S.RUNNING, 20)
    assert Counter(written(campaign.database).values()) == {1: 20}


async def test_after_a_restart_of_the_only_process_it_is_written_on_at_once(campaign: Campaign) -> None:
    identity = await half_written(campaign)
    await campaign.outbox.recover(campaign.clock.now())
    await campaign.looks()
    assert (await the_broadcast(campaign.database, identity)).state is S.RUNNING
    assert Counter(written(campaign.database).values()) == {1: 20}


@pytest.mark.parametrize(("state", "after"), [(S.PAUSED, "pending"), (S.CANCELLED, "cancelled")])
async def test_one_that_is_stopped_half_written_is_not_written_on(
    campaign: Campaign, state: S, after: str
) -> None:
    identity = await half_written(campaign)
    change(campaign.database, update(broadcast).values(state=state))
    campaign.clock.pass_seconds(60)
    await campaign.looks()
    found = await the_broadcast(campaign.database, identity)
    assert (found.state, found.planned) == (state, 12)
    assert {each.state for each in rows(campaign.database, delivery)} == {after}
    assert (found.finished_at is not None) is (state is S.CANCELLED)


async def test_one_that_goes_on_after_a_pause_is_written_on_from_there(campaign: Campaign) -> None:
    await half_written(campaign)
    for state in (S.PAUSED, S.BUILDING):
        change(campaign.database, update(broadcast).values(state=state))
        campaign.clock.pass_seconds(60)
        await campaign.looks()
    assert Counter(written(campaign.database).values()) == {1: 20}


async def test_one_that_fails_does_not_stop_the_others(campaign: Campaign) -> None:
    await a_reader(campaign.database, campaign.clock.now())
    broken = await a_broadcast(campaign.database, campaign.clock.now())
    change(campaign.database, update(broadcast).values(audience="no JSON"))
    sound = await a_broadcast(campaign.database, campaign.clock.now())
    await campaign.looks()
    assert (await the_broadcast(campaign.database, broken.id)).state is S.BUILDING
    assert (await the_broadcast(campaign.database, sound.id)).state is S.RUNNING


async def test_a_person_with_several_chats_is_written_to_where_they_spoke_last(campaign: Campaign) -> None:
    for chat_key in ("100", "200", "300"):
        await a_reader(campaign.database, campaign.clock.now(), chat_key)
        campaign.clock.pass_seconds(60)
    (first,) = asked(campaign.database, select(contact.c.id).order_by(contact.c.id).limit(1), {})
    change(campaign.database, update(address).values(contact_id=first.id))
    change(campaign.database, update(address).where(address.c.chat_key == "300").values(is_reachable=False))
    await a_broadcast(campaign.database, campaign.clock.now())
    await campaign.looks()
    assert written(campaign.database) == {"200": 1}


async def test_a_chat_of_two_that_were_equally_long_silent_is_chosen_once(campaign: Campaign) -> None:
    for chat_key in ("100", "200"):
        await a_reader(campaign.database, campaign.clock.now(), chat_key)
    (first,) = asked(campaign.database, select(contact.c.id).order_by(contact.c.id).limit(1), {})
    change(campaign.database, update(address).values(contact_id=first.id))
    change(campaign.database, update(conversation).values(last_inbound_at=None))
    await a_broadcast(campaign.database, campaign.clock.now())
    await campaign.looks()
    assert written(campaign.database).total() == 1


async def test_one_that_is_spread_falls_due_evenly_over_its_time(campaign: Campaign) -> None:
    a_crowd(campaign.database, 120, campaign.clock.now())
    await a_broadcast(campaign.database, campaign.clock.now(), spread_seconds=3600)
    await campaign.looks()
    due = Counter(found.next_at - campaign.clock.now() for found in rows(campaign.database, delivery))
    assert due == {timedelta(minutes=minute): 2 for minute in range(60)}
    assert len(await campaign.leaves()) == 2
    campaign.clock.pass_seconds(600)
    assert len(await campaign.leaves()) == 20


async def test_it_is_over_when_nothing_of_it_stands_open(campaign: Campaign) -> None:
    for chat_key in ("100", "200"):
        await a_reader(campaign.database, campaign.clock.now(), chat_key)
    row = await a_broadcast(campaign.database, campaign.clock.now())
    await campaign.looks()
    await campaign.leaves(limit=1)
    await campaign.looks()
    assert (await the_broadcast(campaign.database, row.id)).state is S.RUNNING
    await campaign.leaves()
    await campaign.looks()
    found = await the_broadcast(campaign.database, row.id)
    assert (found.state, found.finished_at) == (S.DONE, campaign.clock.now())
    assert traces(campaign.database)[-1] == "broadcast_done"


async def test_whom_it_did_not_reach_in_its_time_it_does_not_reach(campaign: Campaign) -> None:
    await a_reader(campaign.database, campaign.clock.now())
    row = await a_broadcast(campaign.database, campaign.clock.now(), valid_for_seconds=3600)
    await campaign.looks()
    campaign.clock.pass_seconds(3600)
    await campaign.looks()
    assert campaign.stands("100") == ("skipped", "too_late")
    assert (await the_broadcast(campaign.database, row.id)).state is S.DONE


async def test_one_that_is_cancelled_waits_for_what_is_on_the_wire(campaign: Campaign) -> None:
    for chat_key in ("100", "200"):
        await a_reader(campaign.database, campaign.clock.now(), chat_key)
    row = await a_broadcast(campaign.database, campaign.clock.now())
    await campaign.looks()
    parcels = await campaign.outbox.claim(TELEGRAM, "page", "me", campaign.clock.now(), 1)
    await campaign.outbox.start(parcels, "me", campaign.clock.now())
    change(campaign.database, update(broadcast).values(state=S.CANCELLED))
    await campaign.looks()
    assert [found.state for found in rows(campaign.database, delivery)] == ["sending", "cancelled"]
    assert (await the_broadcast(campaign.database, row.id)).finished_at is None
    campaign.clock.pass_seconds(60)  # whoever sent it is dead
    await campaign.looks()
    assert [found.state for found in rows(campaign.database, delivery)] == ["cancelled", "cancelled"]
    assert (await the_broadcast(campaign.database, row.id)).finished_at == campaign.clock.now()


async def test_one_for_nobody_is_over_at_once(campaign: Campaign) -> None:
    row = await a_broadcast(campaign.database, campaign.clock.now())
    await campaign.looks()
    await campaign.looks()
    found = await the_broadcast(campaign.database, row.id)
    assert (found.state, found.planned) == (S.DONE, 0)
