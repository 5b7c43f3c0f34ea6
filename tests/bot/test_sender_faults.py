"""A platform that says wait, refuses the bot, keeps silent or breaks; and a database that goes away."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import text

from handlers.channels import (
    Abilities,
    ChannelDown,
    Delivered,
    InDoubt,
    NotSent,
    RefusedForGood,
    RefusedForNow,
)
from storage.database import Database
from storage.states import Lane, Promise
from storage.tables import delivery
from tests.standins.eventually import until
from tests.support.channels import ScriptedChannel
from tests.support.clock import HandClock
from tests.support.factories import a_delivery
from tests.support.rows import change, delivery_states, rows, until_all_are, until_stored
from tests.support.sending import Sending


@pytest.fixture
def sending(database: Database, clock: HandClock) -> Sending:
    return Sending(database, clock)


async def fill(sending: Sending, count: int) -> None:
    for number in range(count):
        await a_delivery(sending.database, sending.clock.now(), f"person {number}", f"tin {number}")


def attempts(database: Database) -> set[int]:
    return {found.attempts for found in rows(database, delivery)}


async def test_one_wait_from_the_platform_halts_everybody_and_is_no_attempt(sending: Sending) -> None:
    await fill(sending, 25)
    sending.channel.answers["tin 0"] = [RefusedForNow(30)]
    async with sending.running():
        await until_stored(lambda: delivery_states(sending.database).count("sent") == 9)
        sending.pass_seconds(29)
        await sending.has_had_its_chance()
        assert len(sending.channel.sent) == 10
        assert rows(sending.database, delivery)[0].attempts == 0
        sending.pass_seconds(1)
        await until_all_are(sending.database, "sent")
    assert attempts(sending.database) == {1}


async def test_what_stands_in_line_when_the_platform_says_wait_does_not_leave(
    database: Database, clock: HandClock
) -> None:
    channel = ScriptedChannel(Abilities(4000, chat_sends_per_second=4, chat_burst=1))
    sending = Sending(database, clock, channel)
    await a_delivery(database, clock.now(), "an", "first")
    channel.hold("first")
    channel.answers["first"] = [RefusedForNow(30)]
    async with sending.running():
        await until(lambda: channel.on_the_wire == {"first"})
        await a_delivery(database, clock.now(), "an", "second", Lane.NOTICE)
        sending.bell.ring()
        await until_stored(lambda: delivery_states(database) == ["sending", "leased"])
        channel.let_go()
        await until_all_are(database, "pending")
        assert channel.sent == ["first"]
        sending.pass_seconds(30)
        await until_all_are(database, "sent")
    assert attempts(database) == {1}


async def test_a_refused_bot_burns_nobody_and_goes_on_when_it_is_let_in_again(
    sending: Sending, caplog: pytest.LogCaptureFixture
) -> None:
    await fill(sending, 15)
    sending.channel.always = ChannelDown("InvalidToken")
    async with sending.running():
        await until(lambda: len(sending.channel.sent) == 10)
        await until_all_are(sending.database, "pending")
        assert attempts(sending.database) == {0}
        sending.channel.always = None
        sending.pass_seconds(59)
        await sending.has_had_its_chance()
        assert len(sending.channel.sent) == 10
        sending.pass_seconds(1)
        await until_all_are(sending.database, "sent")
    assert [found.levelno for found in caplog.records if found.getMessage() == "channel_down"] == [
        logging.ERROR
    ] * 10


async def test_a_doubtful_message_is_tried_five_times_and_then_listed(sending: Sending) -> None:
    await fill(sending, 1)
    sending.channel.always = InDoubt("timeout")
    async with sending.running():
        for tries, wait in enumerate((1, 7, 49, 300, 0), start=1):
            await until_stored(lambda tries=tries: attempts(sending.database) == {tries})
            sending.pass_seconds(wait)
        await until_all_are(sending.database, "unknown")
        sending.pass_seconds(3600)
        await sending.has_had_its_chance()
    assert len(sending.channel.sent) == 5
    (found,) = rows(sending.database, delivery)
    assert (found.outcome_code, found.next_at) == ("timeout", None)


async def test_a_doubtful_message_that_arrives_later_is_sent(sending: Sending) -> None:
    await fill(sending, 1)
    sending.channel.answers["tin 0"] = [InDoubt("network"), NotSent("no_connection"), Delivered("m3")]
    async with sending.running():
        for tries in (1, 2):
            await until(lambda tries=tries: len(sending.channel.sent) == tries)
            await until_all_are(sending.database, "pending")
            sending.pass_seconds(2)
        await until_all_are(sending.database, "sent")
    (found,) = rows(sending.database, delivery)
    assert (found.platform_message_id, found.attempts) == ("m3", 2)


async def test_a_doubtful_one_time_code_is_never_repeated(sending: Sending, clock: HandClock) -> None:
    await a_delivery(sending.database, clock.now(), text="mã", promise=Promise.AT_MOST_ONCE)
    sending.channel.always = InDoubt("timeout")
    async with sending.running():
        await until_all_are(sending.database, "unknown")
        sending.pass_seconds(3600)
        await sending.has_had_its_chance()
    assert sending.channel.sent == ["mã"]


async def test_a_request_that_never_left_is_repeated_until_it_does(sending: Sending) -> None:
    await fill(sending, 1)
    sending.channel.answers["tin 0"] = [NotSent("no_connection")] * 8
    async with sending.running():
        for tries in range(1, 9):
            await until(lambda tries=tries: len(sending.channel.sent) == tries)
            await until_all_are(sending.database, "pending")
            sending.pass_seconds(300)
        await until_all_are(sending.database, "sent")
    assert attempts(sending.database) == {1}


async def test_an_adapter_that_breaks_leaves_the_send_in_doubt_and_the_others_go_on(
    sending: Sending, caplog: pytest.LogCaptureFixture
) -> None:
    await fill(sending, 3)
    sending.channel.answers["tin 1"] = [RuntimeError("a mistake in the adapter"), TimeoutError()]
    async with sending.running():
        await until_stored(lambda: sorted(delivery_states(sending.database)) == ["pending", "sent", "sent"])
        assert rows(sending.database, delivery)[1].outcome_code == "adapter_error"
        sending.pass_seconds(1)
        await until_stored(lambda: rows(sending.database, delivery)[1].outcome_code == "timeout")
        sending.pass_seconds(7)
        await until_all_are(sending.database, "sent")
    assert "send_failed" in caplog.text


async def test_each_end_in_one_chunk_is_recorded_for_its_own_message(sending: Sending) -> None:
    await fill(sending, 4)
    sending.channel.answers["tin 0"] = [RefusedForGood("forbidden", is_person_gone=True)]
    sending.channel.answers["tin 1"] = [RefusedForGood("bad_request")]
    sending.channel.answers["tin 2"] = [InDoubt("timeout")]
    async with sending.running():
        await until_stored(lambda: "sent" in delivery_states(sending.database))
    assert delivery_states(sending.database) == ["blocked", "failed", "pending", "sent"]


async def test_the_sender_outlives_a_database_that_is_away(
    sending: Sending, caplog: pytest.LogCaptureFixture
) -> None:
    await fill(sending, 2)
    change(sending.database, text("ALTER TABLE delivery RENAME TO away"))
    async with sending.running():
        await until(lambda: "sender_failed" in caplog.text)
        change(sending.database, text("ALTER TABLE away RENAME TO delivery"))
        await until_all_are(sending.database, "sent")
    assert sorted(sending.channel.sent) == ["tin 0", "tin 1"]


async def test_what_arrived_while_the_database_was_away_is_recorded_when_it_is_back(
    sending: Sending, caplog: pytest.LogCaptureFixture
) -> None:
    await fill(sending, 1)
    sending.channel.hold("tin 0")
    async with sending.running():
        await until(lambda: sending.channel.on_the_wire == {"tin 0"})
        change(sending.database, text("ALTER TABLE delivery RENAME TO away"))
        sending.channel.let_go()
        await until(lambda: "record_failed" in caplog.text)
        change(sending.database, text("ALTER TABLE away RENAME TO delivery"))
        await until_all_are(sending.database, "sent")
    assert sending.channel.sent == ["tin 0"]


async def test_what_cannot_be_recorded_for_long_comes_back_by_its_lease_and_the_sender_goes_on(
    sending: Sending, caplog: pytest.LogCaptureFixture, clock: HandClock
) -> None:
    await fill(sending, 1)
    sending.channel.hold("tin 0")
    async with sending.running():
        await until(lambda: sending.channel.on_the_wire == {"tin 0"})
        change(sending.database, text("ALTER TABLE delivery RENAME TO away"))
        sending.channel.let_go()
        await until(lambda: "record_failed" in caplog.text)
        sending.pass_seconds(15)
        await until(lambda: "chunk_failed" in caplog.text)
        change(sending.database, text("ALTER TABLE away RENAME TO delivery"))
        (found,) = rows(sending.database, delivery)
        assert (found.state, found.next_at) == ("sending", clock.now() + timedelta(seconds=45))
        sending.pass_seconds(45)
        await until_all_are(sending.database, "sent")
    assert sending.channel.sent == ["tin 0", "tin 0"]
