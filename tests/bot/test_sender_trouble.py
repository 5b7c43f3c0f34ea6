"""A platform that answers nobody for a while: nobody is burnt, hardly anything is tried, and then all goes on."""

from collections import Counter

import pytest

from handlers.channels import Abilities, Delivered, InDoubt, NotSent, Outcome, RefusedForNow
from storage.database import Database
from storage.tables import delivery
from tests.standins.eventually import until
from tests.support.channels import ScriptedChannel
from tests.support.clock import HandClock
from tests.support.factories import a_delivery
from tests.support.rows import delivery_states, rows, until_all_are, until_stored
from tests.support.sending import Sending

_AWAY = 300  # seconds, as long as the goal says
_STEP = 15
_PEOPLE = 25
_SLOWEST = 30  # seconds between two tries


@pytest.fixture
def sending(database: Database, clock: HandClock) -> Sending:
    return Sending(database, clock)


async def fill(sending: Sending, count: int = _PEOPLE) -> None:
    for number in range(count):
        await a_delivery(sending.database, sending.clock.now(), f"person {number}", f"tin {number}")


async def nothing_is_under_way(sending: Sending) -> None:
    await until_stored(lambda: not {"leased", "sending"} & set(delivery_states(sending.database)))


@pytest.mark.parametrize("outcome", [InDoubt("network"), NotSent("no_connection")])
async def test_five_minutes_without_an_answer_lose_nobody_and_cost_few_tries(
    sending: Sending, outcome: Outcome
) -> None:
    await fill(sending)
    sending.channel.always = outcome
    async with sending.running():
        await until(lambda: len(sending.channel.sent) == 10)
        for _ in range(_AWAY // _STEP):
            await nothing_is_under_way(sending)
            sending.pass_seconds(_STEP)
            await sending.has_had_its_chance()
        assert len(sending.channel.sent) <= 10 + _AWAY // _STEP
        assert "unknown" not in delivery_states(sending.database)
        sending.channel.always = None
        for _ in range(3):  # the one that finds out, the rest, and those that still had to wait
            sending.pass_seconds(_SLOWEST)
            await sending.has_had_its_chance()
            await nothing_is_under_way(sending)
        sending.pass_seconds(_AWAY)
        await until_all_are(sending.database, "sent")


async def test_the_last_message_of_all_outlives_five_minutes_in_doubt(sending: Sending) -> None:
    await fill(sending, 1)
    sending.channel.always = InDoubt("network")
    async with sending.running():
        for _ in range(_AWAY // _STEP):
            await nothing_is_under_way(sending)
            sending.pass_seconds(_STEP)
            await sending.has_had_its_chance()
        sending.channel.always = None
        sending.pass_seconds(_AWAY)
        await until_all_are(sending.database, "sent")
    assert len(sending.channel.sent) <= 5


async def test_one_message_finds_out_whether_the_platform_is_back(sending: Sending) -> None:
    await fill(sending)
    sending.channel.always = InDoubt("network")
    async with sending.running():
        await until(lambda: len(sending.channel.sent) == 10)
        for tries, wait in enumerate((1, 2, 4, 8, 16, 30, 30), start=1):
            await nothing_is_under_way(sending)
            sending.pass_seconds(wait - 0.5)
            await sending.has_had_its_chance()
            assert len(sending.channel.sent) == 9 + tries
            sending.pass_seconds(0.5)
            await until(lambda tries=tries: len(sending.channel.sent) == 10 + tries)


async def test_one_message_that_is_always_in_doubt_slows_nobody(sending: Sending) -> None:
    await fill(sending, 40)
    sending.channel.answers["tin 3"] = [InDoubt("network")] * 10
    async with sending.running():
        await until_stored(lambda: Counter(delivery_states(sending.database)) == {"sent": 39, "pending": 1})
        for wait in (1, 7, 49, 300):
            sending.pass_seconds(wait)
            await a_delivery(sending.database, sending.clock.now(), "a neighbour", f"after {wait}")
            sending.bell.ring()
            await until(lambda wait=wait: f"after {wait}" in sending.channel.sent)
            await nothing_is_under_way(sending)
        await until_stored(lambda: Counter(delivery_states(sending.database)) == {"sent": 43, "unknown": 1})
    assert sending.channel.sent.count("tin 3") == 5


async def test_what_was_started_when_the_platform_says_wait_does_not_leave_either(
    database: Database, clock: HandClock
) -> None:
    sending = Sending(database, clock, ScriptedChannel(Abilities(4000, most_in_a_second=1)))
    await fill(sending, 2)
    sending.channel.hold("tin 0")
    sending.channel.answers["tin 0"] = [RefusedForNow(30)]
    async with sending.running():
        await until(lambda: sending.channel.on_the_wire == {"tin 0"})
        assert delivery_states(database) == ["sending", "sending"]
        sending.channel.let_go()
        sending.pass_seconds(2)  # now there is room in the second
        await until_all_are(database, "pending")
        assert sending.channel.sent == ["tin 0"]
        sending.pass_seconds(30)
        await until(lambda: len(sending.channel.sent) == 2)
        sending.pass_seconds(2)
        await until_all_are(database, "sent")
    assert {found.attempts for found in rows(database, delivery)} == {1}


async def test_an_answer_of_any_kind_ends_the_trouble(sending: Sending) -> None:
    await fill(sending, 12)
    for number in range(10):
        sending.channel.answers[f"tin {number}"] = [NotSent("no_connection")]
    sending.channel.answers["tin 10"] = [Delivered("m")]
    async with sending.running():
        await until(lambda: len(sending.channel.sent) == 10)
        await nothing_is_under_way(sending)
        sending.pass_seconds(2)
        await until_all_are(sending.database, "sent")
    assert len(sending.channel.sent) == 22
