"""Replies with a file: made just before they leave, and closed when there is nothing to send any more."""

import pytest

from handlers.channels import Abilities, Attached
from handlers.messages import REPLY, FileOf, FileRef, Reply
from storage.database import Database
from storage.states import Lane, Promise
from storage.tables import delivery
from tests.standins.eventually import until
from tests.support.channels import ScriptedChannel
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation
from tests.support.rows import delivery_states, rows, until_all_are, until_stored
from tests.support.sending import Sending

PAPER = Attached("Phiếu.docx", "application/x-test", b"words")


class Maker:
    """Answers as the test says, the last answer for ever."""

    def __init__(self, *answers: Attached | Exception | None) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, ref: FileRef, contact_id: int) -> Attached | None:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


async def a_file_delivery(database: Database, clock: HandClock) -> None:
    conversation = await a_conversation(database, clock.now())
    body = REPLY.dump_json(Reply("Phiếu đây ạ", file=FileRef(FileOf.REQUEST, 7, "Phiếu.docx"))).decode()
    async with database.transaction() as store:
        promise = Promise.AT_LEAST_ONCE
        await store.deliveries.add(
            conversation, WEB, PAGE, "an", Lane.REPLY, promise, body, None, 0, clock.now()
        )


async def test_the_file_goes_with_its_words(database: Database, clock: HandClock) -> None:
    sending = Sending(database, clock, makers={FileOf.REQUEST: Maker(PAPER)})
    await a_file_delivery(database, clock)
    async with sending.running():
        await until_all_are(database, "sent")
    assert (sending.channel.sent, sending.channel.attached) == (["Phiếu đây ạ"], [PAPER])


async def test_a_file_that_is_gone_is_never_sent(database: Database, clock: HandClock) -> None:
    sending = Sending(database, clock, makers={FileOf.REQUEST: Maker(None)})
    await a_file_delivery(database, clock)
    async with sending.running():
        await until_all_are(database, "failed")
    assert sending.channel.sent == []
    assert rows(database, delivery)[0].outcome_code == "file_gone"


async def test_a_maker_that_fails_is_asked_again_and_stops_nobody(
    database: Database, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    maker = Maker(RuntimeError("no template"), PAPER)
    sending = Sending(database, clock, makers={FileOf.REQUEST: maker})
    await a_file_delivery(database, clock)
    async with sending.running():
        await until(lambda: maker.asked == 1)
        await until_stored(lambda: rows(database, delivery)[0].attempts == 1)
        sending.pass_seconds(2)
        await until_all_are(database, "sent")
    assert sending.channel.attached == [PAPER]
    assert "send_failed" in caplog.text


async def test_a_channel_that_people_come_to_gets_the_words_and_no_file_is_made(
    database: Database, clock: HandClock
) -> None:
    maker = Maker(PAPER)
    channel = ScriptedChannel(Abilities(max_text_units=4000, carries_files=False))
    sending = Sending(database, clock, channel, makers={FileOf.REQUEST: maker})
    await a_file_delivery(database, clock)
    async with sending.running():
        await until_all_are(database, "sent")
    assert (channel.sent, channel.attached, maker.asked) == (["Phiếu đây ạ"], [None], 0)
    assert delivery_states(database) == ["sent"]
