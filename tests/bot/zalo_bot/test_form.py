"""A picture on Zalo answers a field of a form: read at the door, fetched, examined, kept under the person's key."""

from pathlib import Path

from bot.gate import Gate
from bot.zalo_bot.client import ZaloBotClient
from bot.zalo_bot.door import ZaloBotDoor
from knowledge.base import KnowledgeBase
from tests.handlers.attachments import samples
from tests.standins.zalo import BotPerson, ZaloStandIn
from tests.support.applicants import Applicant
from tests.support.clock import HandClock
from tests.support.houses import open_test_house
from tests.support.uploads import files_of

_FIELD = "facility_photos"


async def test_a_picture_goes_into_the_field_that_asks_for_it(
    api: ZaloStandIn,
    person: BotPerson,
    sqlite_url: str,
    tmp_path: Path,
    clock: HandClock,
    knowledge: KnowledgeBase,
) -> None:
    data_dir = tmp_path / "data"
    url = {"zalo_bot_api_url": api.bot_url}
    async with open_test_house(sqlite_url, data_dir, clock, knowledge, **url) as house:
        applicant = Applicant(house, person.id, "zalo_bot", "1")
        await applicant.begins("A-05")
        await applicant.fills(until=_FIELD)
        async with ZaloBotClient(api.bot.token, api.bot_url) as client:
            guards = [house.flood_guard(20, 1.0) for _ in range(2)]
            door = ZaloBotDoor(client, "1", house.intake, clock, Gate(*guards, too_fast=""))
            await person.send_photo(samples.phone_photo())
            for event in await client.events(5):
                await door.take(event)
        await applicant.waits()
        await house.fetching.settled()
        await applicant.waits()
        content = await applicant.content()
        assert len(content.answers[_FIELD]) == 1
        assert len(files_of(data_dir)) == 1
