"""The way out, up to where the network begins: paced, bounded, recorded, cleanly stopped."""

import asyncio
from collections import Counter

import pytest

from handlers.channels import Abilities
from storage.database import Database
from storage.states import DeliveryState, Lane
from storage.tables import delivery
from tests.standins.eventually import until
from tests.support.channels import ScriptedChannel
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_delivery
from tests.support.rows import delivery_states, rows, until_all_are, until_stored
from tests.support.sending import OWNER, Sending


@pytest.fixture
def sending(database: Database, clock: HandClock) -> Sending:
    return Sending(database, clock)


async def fill(sending: Sending, count: int, lane: Lane = Lane.REPLY) -> list[str]:
    """So many messages, each to somebody else."""
    texts = [f"tin {number}" for number in range(count)]
    for text in texts:
        await a_delivery(sending.database, sending.clock.now(), f"to {text}", text, lane)
    return texts


async def test_everything_due_leaves_once_and_its_id_is_kept(sending: Sending) -> None:
    texts = await fill(sending, 25)
    async with sending.running():
        await until(lambda: len(sending.channel.sent) == 25)
    assert Counter(sending.channel.sent) == Counter(texts)
    stored = rows(sending.database, delivery)
    assert {found.state for found in stored} == {"sent"}
    assert [found.platform_message_id for found in stored] == [f"id of {text}" for text in texts]


async def test_no_more_than_ten_are_ever_on_the_wire(sending: Sending) -> None:
    texts = await fill(sending, 25)
    sending.channel.hold(*texts)
    async with sending.running():
        await until(lambda: len(sending.channel.on_the_wire) == 10)
        await sending.has_had_its_chance()
        assert Counter(delivery_states(sending.database)) == {"sending": 10, "pending": 15}
        sending.channel.let_go()
        await until(lambda: len(sending.channel.sent) == 25)
    assert sending.channel.most_at_once == 10


async def test_one_person_gets_their_messages_in_order(sending: Sending) -> None:
    for number in range(6):
        await a_delivery(sending.database, sending.clock.now(), "an", str(number))
    async with sending.running():
        await until(lambda: len(sending.channel.sent) == 6)
    assert sending.channel.sent == ["0", "1", "2", "3", "4", "5"]
    assert sending.channel.most_at_once == 1


async def test_a_reply_leaves_before_a_broadcast_that_waited_longer(sending: Sending) -> None:
    await fill(sending, 15, Lane.BULK)
    await a_delivery(sending.database, sending.clock.now(), "an", "trả lời", Lane.REPLY)
    async with sending.running():
        await until(lambda: len(sending.channel.sent) == 16)
    assert sending.channel.sent[0] == "trả lời"


async def test_somebody_slow_does_not_hold_up_the_others(sending: Sending) -> None:
    texts = await fill(sending, 24)
    sending.channel.hold(texts[0])
    async with sending.running():
        await until_stored(lambda: Counter(delivery_states(sending.database)) == {"sent": 23, "sending": 1})
        assert sending.channel.on_the_wire == {texts[0]}
        sending.channel.let_go()
    assert set(delivery_states(sending.database)) == {"sent"}


async def test_a_clean_stop_finishes_what_is_on_the_wire_and_gives_back_the_rest(
    sending: Sending, database: Database, clock: HandClock
) -> None:
    texts = await fill(sending, 12)
    await a_delivery(database, clock.now(), "left over", "left over")
    sending.channel.hold(*texts)
    async with sending.running():
        await until(lambda: len(sending.channel.on_the_wire) == 10)
        left_over = await sending.outbox.claim(WEB, PAGE, f"{OWNER}:{WEB}", clock.now(), 1)
        sending.stop()
        await asyncio.sleep(0.05)
        assert len(sending.channel.on_the_wire) == 10  # stopping waits for them
        sending.channel.let_go()
    assert len(left_over) == 1
    assert Counter(delivery_states(database)) == {"sent": 10, "pending": 3}
    assert len(sending.channel.sent) == 10


async def test_a_stop_does_not_wait_for_ever_and_leaves_nothing_running(
    sending: Sending, clock: HandClock
) -> None:
    await fill(sending, 1)
    sending.channel.hold("tin 0")
    before = asyncio.all_tasks()
    async with sending.running():
        await until(lambda: sending.channel.on_the_wire == {"tin 0"})
    assert asyncio.all_tasks() == before
    assert sending.channel.on_the_wire == set()
    assert delivery_states(sending.database) == ["sending"]  # in doubt, as after a crash
    sending.channel.let_go()
    clock.pass_seconds(60)
    async with sending.running():
        await until_all_are(sending.database, "sent")
    assert sending.channel.sent == ["tin 0", "tin 0"]


async def test_what_a_dead_process_left_on_the_wire_is_sent_when_its_lease_ends(
    sending: Sending, clock: HandClock
) -> None:
    await fill(sending, 3)
    dead = await sending.outbox.claim(WEB, PAGE, "dead", clock.now(), 3)
    await sending.outbox.start(dead[:2], "dead", clock.now())
    async with sending.running():
        assert sending.channel.sent == []
        sending.pass_seconds(60)
        await until(lambda: len(sending.channel.sent) == 3)
    assert sorted(found.attempts for found in rows(sending.database, delivery)) == [1, 2, 2]


async def test_two_processes_share_the_work_and_nothing_leaves_twice(
    database: Database, clock: HandClock
) -> None:
    channel = ScriptedChannel()
    one, two = (Sending(database, clock, channel, owner) for owner in ("one", "two"))
    texts = await fill(one, 40)
    async with one.running(), two.running():
        await until_all_are(database, "sent")
    assert Counter(channel.sent) == Counter(texts)


async def test_chats_are_paced_apart(database: Database, clock: HandClock) -> None:
    channel = ScriptedChannel(Abilities(4000, chat_sends_per_second=20, chat_burst=1))
    sending = Sending(database, clock, channel)
    for lane in (Lane.REPLY, Lane.NOTICE, Lane.BULK):
        await a_delivery(database, clock.now(), "an", lane.name, lane)
    began = asyncio.get_running_loop().time()
    async with sending.running():
        await until(lambda: len(channel.sent) == 3)
    assert asyncio.get_running_loop().time() - began >= 0.09  # two waits of a twentieth of a second


async def test_people_who_cannot_be_reached_are_not_tried(sending: Sending) -> None:
    texts = await fill(sending, 3)
    async with sending.database.transaction() as store:
        gone = await store.conversations.find(WEB, PAGE, f"to {texts[1]}")
        await store.conversations.set_reachable(gone or 0, False, "blocked")
    async with sending.running():
        await until_stored(lambda: DeliveryState.SKIPPED in delivery_states(sending.database))
        await until(lambda: len(sending.channel.sent) == 2)
    assert delivery_states(sending.database) == ["sent", "skipped", "sent"]
    assert texts[1] not in sending.channel.sent
