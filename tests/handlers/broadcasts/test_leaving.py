"""What is asked again at the very moment of sending, and what becomes of a message that must not leave now."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Update, insert, select, update

from handlers.broadcasts.model import Caps
from handlers.channels import InDoubt
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.states import BroadcastState, Lane
from storage.tables import address, contact, delivery
from storage.tables_broadcasts import broadcast
from storage.tables_privacy import consent
from tests.support.broadcasts import TELEGRAM, a_broadcast, a_reader, the_broadcast
from tests.support.campaigns import Campaign
from tests.support.clock import HandClock
from tests.support.factories import a_delivery
from tests.support.rows import asked, change, rows

_DAY = 86_400
_NOT_BEFORE_SEVEN = timedelta(hours=10)  # from nine in the evening


@pytest.fixture
def campaign(database: Database, clock: HandClock, knowledge: KnowledgeBase) -> Campaign:
    return Campaign(database, clock, knowledge)


async def one_runs(campaign: Campaign, *readers: str, **columns: object) -> int:
    """A broadcast whose audience is written down."""
    for chat_key in readers:
        await a_reader(campaign.database, campaign.clock.now(), chat_key)
    row = await a_broadcast(campaign.database, campaign.clock.now(), **columns)
    await campaign.looks()
    assert (await the_broadcast(campaign.database, row.id)).state is BroadcastState.RUNNING
    return row.id


async def test_everybody_gets_the_message_with_its_words_and_a_way_out(campaign: Campaign) -> None:
    await one_runs(campaign, "100", "101")
    (first, _) = await campaign.outbox.claim(TELEGRAM, "page", "me", campaign.clock.now(), 10)
    assert first.reply.text.startswith("Hội chợ mở **thứ bảy**.")
    assert [button.label for button in first.reply.buttons] == ["Ngừng nhận tin"]
    assert first.is_news
    assert campaign.rings == 1


def _withdrawn(now: object) -> Update:
    del now
    return update(consent).values(is_given=False)


def _paused(now: object) -> Update:
    del now
    return update(broadcast).values(state=BroadcastState.PAUSED)


def _cancelled(now: object) -> Update:
    del now
    return update(broadcast).values(state=BroadcastState.CANCELLED)


def _over(now: object) -> Update:
    return update(broadcast).values(valid_until=now)


def _blocked(now: object) -> Update:
    del now
    return update(address).values(is_reachable=False)


def _erasing(now: object) -> Update:
    return update(contact).values(erase_at=now)


@pytest.mark.parametrize(
    ("changed", "state", "code", "due_in"),
    [
        (_withdrawn, "skipped", "no_consent", None),
        (_over, "skipped", "too_late", None),
        (_blocked, "skipped", "unreachable", None),
        (_erasing, "skipped", "erasing", None),
        (_paused, "pending", "not_running", timedelta(seconds=5)),
        (_cancelled, "pending", "not_running", timedelta(seconds=5)),
    ],
)
async def test_what_changes_between_the_claim_and_the_wire_is_heeded(
    campaign: Campaign,
    changed: Callable[[object], Update],
    state: str,
    code: str,
    due_in: timedelta | None,
) -> None:
    await one_runs(campaign, "100")
    now = campaign.clock.now()
    assert await campaign.leaves(meanwhile=lambda: change(campaign.database, changed(now))) == []
    assert (campaign.stands(), campaign.due_in()) == ((state, code), due_in)


async def test_a_new_yes_after_a_no_counts_and_the_newest_word_decides(campaign: Campaign) -> None:
    await one_runs(campaign, "100")
    (said,) = rows(campaign.database, consent)
    columns = {name: value for name, value in said._mapping.items() if name != "id"}
    for is_given, leaving in ((False, []), (True, ["100"])):
        change(campaign.database, insert(consent).values({**columns, "is_given": is_given}))
        change(campaign.database, update(delivery).values(state="pending", next_at=campaign.clock.now()))
        assert await campaign.leaves() == leaving


async def test_quiet_hours_are_waited_for_by_the_peoples_clock(campaign: Campaign) -> None:
    await one_runs(campaign, "100", "101")
    campaign.clock.pass_seconds(12 * 3600 - 1)  # one second to nine in the evening
    assert await campaign.leaves(limit=1) == ["100"]
    between = lambda: campaign.clock.pass_seconds(1)  # noqa: E731 - the hour strikes
    assert await campaign.leaves(meanwhile=between) == []
    assert campaign.stands("101") == ("pending", "quiet")
    assert await campaign.leaves() == []
    at = await campaign.outbox.next_due_at(TELEGRAM, "page", campaign.clock.now())
    assert at == campaign.clock.now() + _NOT_BEFORE_SEVEN
    campaign.clock.pass_seconds(_NOT_BEFORE_SEVEN.total_seconds() - 1)
    assert await campaign.leaves() == []
    campaign.clock.pass_seconds(1)
    assert await campaign.leaves() == ["101"]


async def test_a_stopped_broadcast_rests_and_goes_on_when_it_runs_again(campaign: Campaign) -> None:
    identity = await one_runs(campaign, "100")
    change(campaign.database, _paused(None))
    assert await campaign.leaves() == []
    assert await campaign.outbox.next_due_at(TELEGRAM, "page", campaign.clock.now()) is None
    assert campaign.stands() == ("pending", None)
    change(
        campaign.database,
        update(broadcast).where(broadcast.c.id == identity).values(state=BroadcastState.RUNNING),
    )
    assert await campaign.leaves() == ["100"]


async def test_nobody_gets_more_than_one_a_day_and_the_second_waits(campaign: Campaign) -> None:
    await one_runs(campaign, "100", "101")
    assert await campaign.leaves() == ["100", "101"]
    await one_runs(campaign, "102")
    assert await campaign.leaves() == ["102"]
    assert campaign.stands() == ("pending", "enough")
    assert campaign.due_in() == timedelta(hours=3)
    for _ in range(7):
        campaign.clock.pass_seconds(3 * 3600)
        assert await campaign.leaves() == []
    campaign.clock.pass_seconds(3 * 3600)
    assert await campaign.leaves() == ["100", "101"]


async def test_nobody_gets_more_than_four_a_week(campaign: Campaign) -> None:
    got = []
    for day in range(7):
        await one_runs(campaign, *(["100"] if day == 0 else []))
        got.append(await campaign.leaves())
        campaign.clock.pass_seconds(_DAY)
    assert got == [["100"]] * 4 + [[]] * 3
    campaign.clock.pass_seconds(3600)
    assert await campaign.leaves() == ["100"]


async def test_the_caps_are_those_of_the_operator_and_count_a_person_over_all_chats(
    database: Database, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    campaign = Campaign(database, clock, knowledge, Caps(per_day=2, per_week=9))
    await one_runs(campaign, "100", "200")
    _one_person(campaign)
    for expected in (["200"], ["200"], []):
        change(database, update(address).where(address.c.chat_key == "100").values(is_reachable=False))
        assert await campaign.leaves() == expected
        await one_runs(campaign)


def _one_person(campaign: Campaign) -> None:
    """Both chats become one person's."""
    (first,) = asked(campaign.database, select(contact.c.id).order_by(contact.c.id).limit(1), {})
    change(campaign.database, update(address).values(contact_id=first.id))


async def test_chats_that_are_joined_after_the_audience_was_written_down_hear_it_once(
    campaign: Campaign,
) -> None:
    await one_runs(campaign, "100", "200")
    _one_person(campaign)
    assert await campaign.leaves() == ["100"]
    assert campaign.stands("200") == ("pending", "twin")
    campaign.clock.pass_seconds(5)
    assert await campaign.leaves() == []
    assert campaign.stands("200") == ("skipped", "joined")


async def test_a_message_that_did_not_arrive_in_one_chat_goes_to_the_other(campaign: Campaign) -> None:
    await one_runs(campaign, "100", "200")
    _one_person(campaign)
    change(campaign.database, update(address).where(address.c.chat_key == "100").values(is_reachable=False))
    assert await campaign.leaves() == ["200"]


async def test_replies_leave_before_any_broadcast_and_keep_room_of_their_own(
    campaign: Campaign, database: Database, clock: HandClock
) -> None:
    await one_runs(campaign, "100", "101", "102")
    await a_delivery(database, clock.now(), "100", "trả lời", Lane.REPLY, channel=TELEGRAM)
    parcels = await campaign.outbox.claim(TELEGRAM, "page", "me", clock.now(), 4, most_news=2)
    assert [parcel.is_news for parcel in parcels] == [False, True, True]
    assert await campaign.outbox.claim(TELEGRAM, "page", "me", clock.now(), 2, most_news=0) == []


async def test_a_broadcast_that_is_always_in_doubt_for_somebody_ends_there_and_holds_up_nobody(
    campaign: Campaign,
) -> None:
    identity = await one_runs(campaign, "100")
    for wait in (1, 7, 49, 300, 0):
        assert await campaign.leaves(InDoubt("network")) == ["100"]
        campaign.clock.pass_seconds(wait)
    assert campaign.stands() == ("unknown", "network")
    await campaign.looks()
    assert (await the_broadcast(campaign.database, identity)).state is BroadcastState.DONE
