"""When a broadcast that repeats goes out again, and what is written down for it."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from handlers.broadcasts.repeating import next_time
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.broadcasts import FileRow
from storage.states import BroadcastState, Repeat
from storage.tables import audit_event
from storage.tables_broadcasts import broadcast, broadcast_file
from tests.support.broadcasts import a_broadcast
from tests.support.campaigns import Campaign
from tests.support.clock import HandClock
from tests.support.rows import asked, rows

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
S = BroadcastState


@pytest.fixture
def campaign(database: Database, clock: HandClock, knowledge: KnowledgeBase) -> Campaign:
    return Campaign(database, clock, knowledge)


def traces(database: Database) -> list[str]:
    return [found.action for found in rows(database, audit_event)]


async def test_one_that_repeats_is_written_down_for_its_next_time_with_its_file(campaign: Campaign) -> None:
    now = campaign.clock.now()
    row = await a_broadcast(campaign.database, now, repeat=Repeat.WEEKLY, buttons=json.dumps([]))
    async with campaign.database.transaction() as store:
        await store.broadcasts.put_file(row.id, FileRow("anh.jpg", "image/jpeg", b"picture"))
    await campaign.looks()
    first, second = rows(campaign.database, broadcast)
    assert (second.state, second.parent_id, second.repeat) == ("scheduled", first.id, "weekly")
    assert second.scheduled_at == now + timedelta(days=7)
    for name in ("title", "text", "buttons", "audience", "valid_for_seconds", "created_by", "approved_by"):
        assert getattr(first, name) == getattr(second, name)
    files = asked(campaign.database, select(broadcast_file), {})
    assert sorted(found.broadcast_id for found in files) == [first.id, second.id]
    campaign.clock.pass_seconds(7 * 86_400)
    await campaign.looks()
    third = rows(campaign.database, broadcast)[2]
    assert (third.parent_id, third.scheduled_at) == (first.id, now + timedelta(days=14))


async def test_one_of_the_31st_comes_back_to_the_31st_after_shorter_months(
    campaign: Campaign, clock: HandClock
) -> None:
    first = datetime(2027, 1, 31, 9, tzinfo=HANOI)
    clock.pass_seconds((first - clock.now()).total_seconds())
    await a_broadcast(campaign.database, clock.now(), repeat=Repeat.MONTHLY)
    for _ in range(4):
        await campaign.looks()
        newest = rows(campaign.database, broadcast)[-1]
        clock.pass_seconds((newest.scheduled_at - clock.now()).total_seconds())
    days = [
        found.scheduled_at.astimezone(HANOI).strftime("%d.%m. %H")
        for found in rows(campaign.database, broadcast)
    ]
    assert days == ["31.01. 09", "28.02. 09", "31.03. 09", "30.04. 09", "31.05. 09"]


def at(day: str, zone: ZoneInfo = HANOI) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("last", "repeat", "now", "expected"),
    [
        ("2026-11-23 09:00", Repeat.WEEKLY, "2026-11-23 09:00", "2026-11-30 09:00"),
        ("2026-11-23 09:00", Repeat.WEEKLY, "2026-12-09 08:00", "2026-12-14 09:00"),  # two were missed
        ("2026-11-30 09:00", Repeat.MONTHLY, "2026-11-30 09:00", "2026-12-30 09:00"),
        ("2026-12-31 23:30", Repeat.MONTHLY, "2026-12-31 23:30", "2027-01-31 23:30"),
        ("2027-01-31 09:00", Repeat.MONTHLY, "2027-01-31 09:00", "2027-02-28 09:00"),
        ("2028-01-31 09:00", Repeat.MONTHLY, "2028-01-31 09:00", "2028-02-29 09:00"),
        ("2026-11-30 09:00", Repeat.MONTHLY, "2027-03-01 00:00", "2027-03-30 09:00"),
    ],
)
def test_the_next_time_is_the_same_hour_and_later_than_now(
    last: str, repeat: Repeat, now: str, expected: str
) -> None:
    assert next_time(at(last).astimezone(UTC), repeat, HANOI, at(now)) == at(expected)


def test_the_hour_is_kept_when_the_clocks_are_changed() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    following = next_time(
        at("2027-03-22 09:00", berlin), Repeat.WEEKLY, berlin, at("2027-03-22 09:00", berlin)
    )
    assert following == at("2027-03-29 09:00", berlin)
