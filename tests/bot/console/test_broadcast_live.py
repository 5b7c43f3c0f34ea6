"""What pages ask for by themselves: progress as it happens, from the first number to the last."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import House
from bot.console.live import Pace
from bot.parts import console
from bot.web.server import build_app
from handlers.desk.accounts import NewAccount
from knowledge.base import KnowledgeBase
from storage.states import BroadcastState, DeliveryState
from tests.bot.console.desk import Desk
from tests.bot.console.newsdesk import BOT, TOKEN, NewsDesk
from tests.support.broadcasts import a_broadcast, a_reader
from tests.support.clock import HandClock
from tests.support.houses import open_test_house

_QUICK = Pace(tick_seconds=0.01, stream_seconds=30, ticks_of_session=2)


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what is counted is tested elsewhere on both."""
    return sqlite_url


@pytest.fixture
async def house(
    any_database_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> AsyncIterator[House]:
    settings = {"telegram_token": TOKEN}
    async with open_test_house(any_database_url, tmp_path / "data", clock, knowledge, **settings) as opened:
        yield opened


@pytest.fixture
def stopping() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def desk(house: House, stopping: asyncio.Event) -> AsyncIterator[Desk]:
    app = build_app(console(house, stopping, _QUICK).routes(), house.say)
    async with TestClient(TestServer(app)) as client:
        yield Desk(client)


@pytest.fixture
def news(seated: Desk) -> NewsDesk:
    return NewsDesk(seated)


async def a_running_one(house: House, people: int = 3) -> int:
    for number in range(people):
        await a_reader(house.database, house.clock.now(), chat_key=f"{number + 1}", bot_id=BOT)
    row = await a_broadcast(house.database, house.clock.now(), BroadcastState.SCHEDULED)
    await house.news.conductor.look(house.clock.now())
    return row.id


async def ends(house: House, broadcast_id: int, count: int) -> None:
    async with house.database.transaction() as store:
        close = store.broadcast_deliveries.close
        await close(broadcast_id, DeliveryState.SENT, "ok", house.clock.now(), count)


async def test_numbers_come_as_they_change_until_it_is_over(
    house: House, news: NewsDesk, clock: HandClock
) -> None:
    number = await a_running_one(house)
    async with asyncio.timeout(20), news.follows(number) as told:
        first = await anext(told)
        assert (first["state"], first["percent"], first["numbers"]["waiting"]) == ("running", 0, "3")
        assert first["numbers"]["left"] == "chưa ước được"
        await ends(house, number, 2)
        clock.pass_seconds(60)  # only then: what was seen a moment ago is not asked for again
        some = await until(told, "sent", "2")
        assert some["numbers"]["per_minute"] == "2"
        assert some["numbers"]["left"] == "khoảng 1 phút"
        await ends(house, number, 1)
        await house.news.conductor.look(house.clock.now())
        clock.pass_seconds(60)
        *_, last = [each async for each in told]  # the stream ends by itself
    assert (last["state"], last["percent"], last["is_over"]) == ("done", 100, True)


async def until(
    told: AsyncIterator[dict[str, dict[str, str]]], name: str, value: str
) -> dict[str, dict[str, str]]:
    async for each in told:
        if each["numbers"][name] == value:
            return each
    raise AssertionError(f"{name} never was {value}")


async def test_it_ends_with_the_session(house: House, news: NewsDesk, clock: HandClock) -> None:
    number = await a_running_one(house)
    async with asyncio.timeout(20), news.follows(number) as told:
        await anext(told)
        clock.pass_seconds(31 * 60)  # nobody was at work
        _ = [each async for each in told]
    assert "Đăng nhập" in (await news.desk.opens()).text


async def test_looking_on_keeps_no_session_alive(house: House, news: NewsDesk, clock: HandClock) -> None:
    number = await a_running_one(house)
    for _ in range(4):
        clock.pass_seconds(9 * 60)
        for path in ("events", "count"):
            async with news.desk.client.get(f"/console/broadcasts/{number}/{path}") as answer:
                answer.close()
    assert not await news.desk.is_in()


async def test_it_ends_when_the_service_stops(house: House, news: NewsDesk, stopping: asyncio.Event) -> None:
    number = await a_running_one(house)
    async with asyncio.timeout(20), news.follows(number) as told:
        await anext(told)
        stopping.set()
        _ = [each async for each in told]


async def test_it_asks_to_come_again_after_a_while(
    house: House, account: NewAccount, clock: HandClock
) -> None:
    number = await a_running_one(house)
    short = Pace(tick_seconds=0.01, stream_seconds=0.1)
    app = build_app(console(house, asyncio.Event(), short).routes(), house.say)
    async with TestClient(TestServer(app)) as client, asyncio.timeout(20):
        desk = Desk(client)
        await desk.signs_in(account.name, account.password)
        async with NewsDesk(desk).follows(number) as told:
            assert len([each async for each in told]) > 1


async def test_without_a_session_there_is_no_stream(house: House, desk: Desk) -> None:
    number = await a_running_one(house)
    page = await desk.opens(f"/console/broadcasts/{number}/events")
    assert page.headers["Content-Type"].startswith("text/html")


async def test_any_number_of_people_watch_with_one_look(house: House, news: NewsDesk) -> None:
    number = await a_running_one(house)
    async with asyncio.timeout(20), news.follows(number) as one, news.follows(number) as other:
        assert await anext(one) == await anext(other)
