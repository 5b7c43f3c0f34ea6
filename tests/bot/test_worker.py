"""The worker: everything due is answered, several people at a time, and one fault stops nobody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from bot.loops import Bell
from bot.worker import Worker
from handlers.turns import Response, Turn
from storage.database import Database
from storage.tables import delivery, inbound
from tests.standins.eventually import until
from tests.support.clock import HandClock
from tests.support.desks import APOLOGY, Desk, Fragile, Listener
from tests.support.factories import an_update
from tests.support.rows import change, rows, until_stored

QUESTION = "xin cho hỏi một câu đủ dài"  # long enough to be due at once


class Slow(Listener):
    """Thinks until it may answer."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = asyncio.Event()
        self.most_at_once = 0
        self._thinking = 0

    async def __call__(self, turn: Turn) -> Response:
        self._thinking += 1
        self.most_at_once = max(self.most_at_once, self._thinking)
        try:
            await self.may_answer.wait()
            return await super().__call__(turn)
        finally:
            self._thinking -= 1


class Working:
    """A worker at a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.bell = Bell()
        self.answered: list[int] = []  # how many deliveries were stored each time the senders were woken
        self._stop = asyncio.Event()
        self._worker = Worker(desk.dispatcher, desk.clock, self.bell, self._on_answered)

    def _on_answered(self) -> None:
        self.answered.append(len(rows(self.desk.database, delivery)))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Works while the block runs; stopped in order at its end."""
        task = asyncio.create_task(self._worker.run(self._stop))
        try:
            yield
        finally:
            self.stop()
            async with asyncio.timeout(20):
                await task

    def stop(self) -> None:
        self._stop.set()
        self.bell.ring()

    def pass_seconds(self, seconds: float) -> None:
        self.desk.clock.pass_seconds(seconds)
        self.bell.ring()

    def all_done(self) -> bool:
        return {found.state for found in rows(self.desk.database, inbound)} == {"done"}


def at_work(database: Database, clock: HandClock, skill: Listener) -> Working:
    return Working(Desk(database, clock, skill))


async def test_everything_due_is_answered_and_the_senders_are_woken_after_each_commit(
    database: Database, clock: HandClock
) -> None:
    working = at_work(database, clock, Listener())
    for person in range(12):
        await working.desk.takes(an_update(QUESTION, f"p{person}"))
    async with working.running():
        await until_stored(working.all_done)
        await until(lambda: len(working.answered) == 12)
    assert len(rows(database, delivery)) == 12
    assert min(working.answered) >= 1


async def test_a_ring_brings_the_next_update_to_an_idle_worker(database: Database, clock: HandClock) -> None:
    working = at_work(database, clock, Listener())
    async with working.running():
        await asyncio.sleep(0)
        await working.desk.takes(an_update(QUESTION))
        working.bell.ring()
        await until_stored(working.all_done)
    assert await working.desk.said() == ["nghe rồi"]


async def test_words_that_are_still_settling_are_answered_when_they_have_settled(
    database: Database, clock: HandClock
) -> None:
    skill = Listener()
    working = at_work(database, clock, skill)
    await working.desk.takes(an_update("cho em"))
    await working.desk.takes(an_update("hỏi"))
    async with working.running():
        working.bell.ring()
        await asyncio.sleep(0.05)
        assert skill.heard == []
        working.pass_seconds(1)
        await until_stored(working.all_done)
    assert skill.heard == ["cho em\nhỏi"]


async def test_people_are_answered_side_by_side_and_never_more_than_eight(
    database: Database, clock: HandClock
) -> None:
    skill = Slow()
    working = at_work(database, clock, skill)
    for person in range(12):
        await working.desk.takes(an_update(QUESTION, f"p{person}"))
    side_by_side = 1 if database.is_sqlite else 8  # SQLite has one writer
    async with working.running():
        await until(lambda: skill.most_at_once == side_by_side)
        await asyncio.sleep(0.1)  # one more would come now
        skill.may_answer.set()
        await until_stored(working.all_done)
    assert skill.most_at_once == side_by_side
    assert len(skill.turns) == 12


async def test_stopping_finishes_the_answer_that_is_begun(database: Database, clock: HandClock) -> None:
    skill = Slow()
    working = at_work(database, clock, skill)
    await working.desk.takes(an_update(QUESTION))
    async with working.running():
        await until(lambda: skill.most_at_once == 1)
        working.stop()
        await asyncio.sleep(0.05)
        skill.may_answer.set()
    assert working.all_done()
    assert await working.desk.said() == ["nghe rồi"]


async def test_a_poison_update_stops_neither_the_worker_nor_anybody_else(
    database: Database, clock: HandClock
) -> None:
    working = at_work(database, clock, Fragile(breaks_on="độc"))
    await working.desk.takes(an_update("đây là một câu rất độc", "an"))
    await working.desk.takes(an_update(QUESTION, "binh"))
    async with working.running():
        await until_stored(lambda: [found.state for found in rows(database, inbound)] == ["pending", "done"])
        for attempts in (1, 2):
            await until_stored(lambda tries=attempts: rows(database, inbound)[0].attempts == tries)
            working.pass_seconds(2)
        await until_stored(lambda: [found.state for found in rows(database, inbound)] == ["dead", "done"])
    assert await working.desk.said() == [APOLOGY]
    assert await working.desk.said(chat_key="binh") == ["nghe rồi"]


async def test_two_workers_share_the_conversations_and_answer_each_once(
    database: Database, clock: HandClock
) -> None:
    skill = Listener()
    one, two = (at_work(database, clock, skill) for _ in range(2))
    for person in range(20):
        await one.desk.takes(an_update(f"{QUESTION} {person}", f"p{person}"))
    async with one.running(), two.running():
        await until_stored(one.all_done)
    assert len(rows(database, delivery)) == 20


async def test_the_worker_outlives_a_database_that_is_away(
    database: Database, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    working = at_work(database, clock, Listener())
    await working.desk.takes(an_update(QUESTION))
    change(database, text("ALTER TABLE inbound RENAME TO away"))
    async with working.running():
        await until(lambda: "worker_failed" in caplog.text)
        change(database, text("ALTER TABLE away RENAME TO inbound"))
        await until_stored(working.all_done)
    assert await working.desk.said() == ["nghe rồi"]
