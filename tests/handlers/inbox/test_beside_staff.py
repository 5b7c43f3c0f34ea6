"""While staff have a conversation the bot is silent, but for one thing: whoever ends news has ended them."""

import pytest

from bot.app import House
from handlers import payloads
from storage.states import DeliveryState, Holder, Lane, Purpose
from storage.tables import delivery
from tests.support.broadcasts import TELEGRAM, a_reader
from tests.support.factories import PAGE
from tests.support.houses import Person, work_all
from tests.support.rows import rows


@pytest.mark.parametrize(
    ("said", "payload"),
    [
        ("ngừng nhận tin", ""),
        ("/ngung", ""),
        ("", payloads.STOP_NEWS),
        ("", f"news:7:0:{payloads.STOP_NEWS}"),
    ],
)
async def test_news_end_at_once_also_while_staff_have_the_conversation(
    house: House, said: str, payload: str
) -> None:
    conversation_id = await _held(house)
    person = Person(house, "100", TELEGRAM, PAGE)
    await (person.presses(payload) if payload else person.says(said))
    await work_all(house)
    async with house.database.reading() as store:
        conversation = await store.conversations.get(conversation_id)
        assert conversation is not None
        assert (await store.consents.standing(conversation.contact_id))[Purpose.NEWS] is False
    (told,) = rows(house.database, delivery)
    assert (Lane(told.lane), told.state) == (Lane.NOTICE, DeliveryState.PENDING)
    started = await house.outbox.start(
        await house.outbox.claim(TELEGRAM, PAGE, "me", house.clock.now(), 10), "me", house.clock.now()
    )
    assert len(started) == 1  # a reply of the bot would be held back


@pytest.mark.parametrize("said", ["mua máy được bao nhiêu", "nhận tin", "ngừng", "dữ liệu của tôi"])
async def test_everything_else_is_for_staff(house: House, said: str) -> None:
    await _held(house)
    await Person(house, "100", TELEGRAM, PAGE).says(said)
    await work_all(house)
    assert rows(house.database, delivery) == []


async def _held(house: House) -> int:
    conversation_id = await a_reader(house.database, house.clock.now())
    async with house.database.transaction() as store:
        await store.conversations.hand_to(conversation_id, Holder.STAFF)
    return conversation_id
