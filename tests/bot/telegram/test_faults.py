"""What the platform refuses, delays or leaves in doubt, and what the person gets in the end."""

import asyncio

import pytest

from tests.standins.telegram import Person, TelegramStandIn
from tests.support.services import Running

QUESTION = "ho tro mua may bao nhieu tien"


@pytest.fixture
def mode() -> str:
    return "polling"


async def test_a_refusal_for_now_waits_as_told_and_then_delivers_once(
    running: Running, api: TelegramStandIn, person: Person
) -> None:
    api.fail_next("sendMessage", status=429, parameters={"retry_after": 1})
    await person.say(QUESTION)
    await person.wait_for_reply()
    sends = [request.at for request in api.requests if request.method.lower() == "sendmessage"]
    assert sends[1] - sends[0] >= 1.0
    assert len(person.replies) == 1


async def test_broken_markup_falls_back_to_plain_text_once(
    running: Running, api: TelegramStandIn, person: Person
) -> None:
    api.fail_next("sendMessage", status=400, description="Bad Request: can't parse entities: broken")
    await person.say(QUESTION)
    reply = await person.wait_for_reply()
    assert reply.parse_mode is None
    assert "**" not in reply.text


@pytest.mark.parametrize("status", [502, 500])
async def test_a_server_error_is_tried_again(
    running: Running, api: TelegramStandIn, person: Person, status: int
) -> None:
    api.fail_next("sendMessage", status=status)
    await person.say(QUESTION)
    assert "Trần quốc gia" in (await person.wait_for_reply()).text


async def test_a_cut_connection_after_the_body_may_double_but_never_loses(
    running: Running, api: TelegramStandIn, person: Person
) -> None:
    api.cut_next("sendMessage", delivered=True)
    await person.say(QUESTION)
    await person.wait_for_reply()
    await person.wait_for_reply()
    assert len(person.replies) == 2


async def test_a_person_who_left_is_skipped_until_they_write_again(
    running: Running, api: TelegramStandIn, person: Person
) -> None:
    api.fail_next("sendMessage", status=403)
    await person.say(QUESTION)
    async with asyncio.timeout(60):
        while await _open(running) or not _was_tried(api):
            pass
    await person.say(QUESTION)
    assert "Trần quốc gia" in (await person.wait_for_reply()).text
    assert len(person.replies) == 1


async def test_polling_survives_an_unreachable_and_a_conflicting_platform(
    running: Running, api: TelegramStandIn, person: Person
) -> None:
    api.fail_next("getUpdates", status=409)
    api.fail_next("getUpdates", status=502)
    await person.say(QUESTION)
    assert "Trần quốc gia" in (await person.wait_for_reply()).text


def _was_tried(api: TelegramStandIn) -> bool:
    return any(request.method.lower() == "sendmessage" for request in api.requests)


async def _open(running: Running) -> dict[str, int]:
    async with running.house.database.reading() as store:
        return await store.deliveries.depth()
