"""The log of consents: rows are only added, the newest of each purpose counts."""

from storage.database import Database
from storage.repositories.consents import ConsentRow
from storage.states import Purpose
from tests.support.clock import HandClock
from tests.support.factories import a_conversation


async def test_of_consents_the_newest_of_each_purpose_counts_and_none_is_lost(
    database: Database, clock: HandClock
) -> None:
    await a_conversation(database, clock.now())
    said = [
        (1, Purpose.NEWS, True),
        (1, Purpose.APPLICATION, True),
        (2, Purpose.NEWS, False),
        (1, Purpose.NEWS, False),
        (1, Purpose.STATISTICS, False),
        (1, Purpose.STATISTICS, True),
    ]
    log = [
        ConsentRow(contact_id, purpose, is_given, 1, "0" * 64, "web", number, clock.now())
        for number, (contact_id, purpose, is_given) in enumerate(said, start=1)
    ]
    async with database.transaction() as store:
        for each in log:
            await store.consents.add(each)
        assert await store.consents.standing(1) == {
            Purpose.APPLICATION: True,
            Purpose.NEWS: False,
            Purpose.STATISTICS: True,
        }
        assert await store.consents.standing(3) == {}
        assert await store.consents.of(1) == [each for each in log if each.contact_id == 1]
