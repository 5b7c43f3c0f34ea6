"""What people answer to a broadcast: pressed or typed it counts once, and the way out is always there."""

import pytest

from bot.app import House
from handlers.broadcasts.model import BUTTONS, NewsButton, Opens
from storage.states import Purpose
from storage.tables import delivery
from storage.tables_broadcasts import broadcast_answer, contact_tag
from tests.support.broadcasts import TELEGRAM, a_broadcast, a_reader
from tests.support.campaigns import Campaign
from tests.support.clock import HandClock
from tests.support.factories import PAGE
from tests.support.houses import Person, work_all
from tests.support.rows import rows

LINK = "https://khuyencong.example.vn/hoi-cho"
COMES, READS, ASKS, FILLS = (
    NewsButton("Tôi sẽ dự", Opens.RSVP),
    NewsButton("Xem trang", Opens.LINK, LINK),
    NewsButton("Mua máy", Opens.TOPIC, "ho-tro-may-moc"),
    NewsButton("Gửi phiếu", Opens.FORM, "A-01"),
)


class Reader(Person):
    """Somebody who has got a broadcast in their chat."""

    def __init__(self, house: House, chat_key: str = "100") -> None:
        super().__init__(house, chat_key, TELEGRAM, PAGE)

    async def hears(self, text: str) -> str:
        """What is answered, "" for nothing."""
        before = len(await self.transcript())
        await self.says(text)
        return await self._new(before)

    async def taps(self, payload: str) -> str:
        before = len(await self.transcript())
        await self.presses(payload)
        return await self._new(before)

    async def _new(self, before: int) -> str:
        await work_all(self.house)
        lines = (await self.transcript())[before:]
        return "\n".join(line.reply.text for line in lines if line.author == "bot")


async def sent(house: House, clock: HandClock, *buttons: NewsButton) -> int:
    """A broadcast with these buttons that has reached chat 100; its number."""
    if not rows(house.database, delivery):
        await a_reader(house.database, clock.now())
    row = await a_broadcast(house.database, clock.now(), buttons=BUTTONS.dump_json(buttons).decode())
    campaign = Campaign(house.database, clock, house.knowledge)
    await campaign.looks()
    assert await campaign.leaves() == ["100"]
    clock.pass_seconds(86_400)
    return row.id


def counted(house: House) -> list[tuple[int, int]]:
    return [(found.broadcast_id, found.button) for found in rows(house.database, broadcast_answer)]


async def test_an_answer_is_confirmed_and_counts_once_however_often_it_is_pressed(
    house: House, clock: HandClock
) -> None:
    identity = await sent(house, clock, COMES, READS)
    reader = Reader(house)
    for _ in range(3):
        assert await reader.taps(f"news:{identity}:1:") == house.knowledge.phrase(
            "news_answer_noted", label="Tôi sẽ dự", title="Hội chợ"
        )
    assert counted(house) == [(identity, 1)]
    assert LINK in await reader.taps(f"news:{identity}:2:")
    progress = await house.news.progress.of(identity)
    assert progress is not None
    assert [(answer.label, answer.count) for answer in progress.answers] == [
        ("Tôi sẽ dự", 1),
        ("Xem trang", 1),
    ]


@pytest.mark.parametrize("typed", ["Tôi sẽ dự", "toi se du", "TÔI SẼ DỰ", "tôi sẽ dự "])
async def test_a_label_may_be_typed_instead(house: House, clock: HandClock, typed: str) -> None:
    identity = await sent(house, clock, COMES)
    assert "Tôi sẽ dự" in await Reader(house).hears(typed)
    assert counted(house) == [(identity, 1)]


async def test_a_typed_label_means_the_broadcast_that_was_heard_last(house: House, clock: HandClock) -> None:
    await sent(house, clock, COMES)
    second = await sent(house, clock, COMES)
    await Reader(house).hears("Tôi sẽ dự")
    assert counted(house) == [(second, 1)]


async def test_a_label_means_nothing_to_somebody_who_got_no_broadcast(house: House, clock: HandClock) -> None:
    await sent(house, clock, COMES)
    await Reader(house, "stranger").hears("Tôi sẽ dự")
    assert counted(house) == []


async def test_a_button_leads_where_it_says_and_is_counted(house: House, clock: HandClock) -> None:
    identity = await sent(house, clock, ASKS, FILLS)
    reader = Reader(house)
    entry = house.knowledge.entry("ho-tro-may-moc")
    assert entry is not None
    assert entry.answer in await reader.taps(f"news:{identity}:1:entry:ho-tro-may-moc")
    assert await reader.taps(f"news:{identity}:2:form:start:A-01")
    assert counted(house) == [(identity, 1), (identity, 2)]


@pytest.mark.parametrize(
    "payload",
    ["news:{id}:9:", "news:{other}:1:", "news:x:1:", "news:{id}:1:news:{id}:1:", "news::", "news:{id}:-1:"],
)
async def test_what_no_button_of_this_chat_sends_counts_nothing(
    house: House, clock: HandClock, payload: str
) -> None:
    identity = await sent(house, clock, COMES)
    said = await Reader(house).taps(payload.format(id=identity, other=identity + 1))
    assert said == house.say("gone")
    assert counted(house) == []


async def test_one_press_ends_all_news_and_what_they_were_chosen_by(house: House, clock: HandClock) -> None:
    identity = await sent(house, clock, COMES)
    async with house.database.transaction() as store:
        conversation = await store.conversations.find(TELEGRAM, PAGE, "100")
        row = await store.conversations.get(conversation or 0)
        assert row is not None
        await store.audiences.tag(row.contact_id, "sector:mining", "forms", clock.now())
        await store.audiences.place(row.contact_id, "gia-lai")
    button = f"news:{identity}:0:rights:news:stop"
    assert len(button) <= 64
    await Reader(house).taps(button)
    async with house.database.reading() as store:
        assert not (await store.consents.standing(row.contact_id))[Purpose.NEWS]
    assert rows(house.database, contact_tag) == []
    await a_broadcast(house.database, clock.now())
    campaign = Campaign(house.database, clock, house.knowledge)
    await campaign.looks()
    assert await campaign.leaves() == []


async def test_the_way_out_may_be_typed_and_stops_what_waits_already(house: House, clock: HandClock) -> None:
    await sent(house, clock, COMES)
    await a_broadcast(house.database, clock.now())
    campaign = Campaign(house.database, clock, house.knowledge)
    await campaign.looks()
    await Reader(house).hears("Ngừng nhận tin")
    assert await campaign.leaves() == []
    news = [found for found in rows(house.database, delivery) if found.broadcast_id]
    assert (news[-1].state, news[-1].outcome_code) == ("skipped", "no_consent")
