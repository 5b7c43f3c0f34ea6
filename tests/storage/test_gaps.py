"""The editors' list of questions nobody could answer."""

from datetime import timedelta

from storage.database import Database
from storage.repositories.gaps import GapRow
from storage.states import GapKind
from storage.tables import gap
from tests.support.clock import HandClock
from tests.support.factories import a_conversation
from tests.support.rows import rows


async def note(database: Database, clock: HandClock, question: str) -> int:
    conversation = await a_conversation(database, clock.now())
    async with database.transaction() as store:
        return await store.gaps.add(
            GapKind.CLARIFY, conversation, question, ("may-moc", "ho-so"), 0.25, clock.now()
        )


async def latest(database: Database, limit: int = 10) -> list[GapRow]:
    async with database.reading() as store:
        return await store.gaps.latest(limit)


async def test_a_question_comes_back_with_what_was_offered(database: Database, clock: HandClock) -> None:
    identity = await note(database, clock, "máy sấy nào?")
    assert await latest(database) == [
        GapRow(identity, GapKind.CLARIFY, "máy sấy nào?", ("may-moc", "ho-so"), 0.25, None, clock.now())
    ]


async def test_the_newest_question_is_first(database: Database, clock: HandClock) -> None:
    for question in ("một", "hai", "ba"):
        await note(database, clock, question)
    assert [found.question for found in await latest(database, limit=2)] == ["ba", "hai"]


async def test_the_entry_the_person_chose_is_kept_with_its_question(
    database: Database, clock: HandClock
) -> None:
    first = await note(database, clock, "một")
    await note(database, clock, "hai")
    async with database.transaction() as store:
        await store.gaps.choose(first, "ho-so")
    assert [found.chosen_entry for found in await latest(database)] == [None, "ho-so"]


async def test_a_question_is_not_readable_in_the_table(database: Database, clock: HandClock) -> None:
    await note(database, clock, "tôi ở Gia Lai")
    assert b"Gia Lai" not in rows(database, gap)[0].question


async def test_only_older_questions_are_forgotten(database: Database, clock: HandClock) -> None:
    await note(database, clock, "cũ")
    clock.pass_seconds(60)
    await note(database, clock, "mới")
    async with database.transaction() as store:
        assert await store.gaps.forget_before(clock.now() - timedelta(seconds=30)) == 1
    assert [found.question for found in await latest(database)] == ["mới"]
