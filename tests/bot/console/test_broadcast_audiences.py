"""Audiences that were put by: in words, counted when somebody asks, and thrown away."""

import aiohttp
import pytest

from bot.app import House
from handlers.desk.sessions import Role
from storage.tables_broadcasts import audience
from tests.bot.console.desk import Desk
from tests.bot.console.newsdesk import WRITTEN, NewsDesk, somebody
from tests.support.rows import rows

PATH, COUNT = "/console/audiences", "/console/audiences/count"


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what is stored is tested elsewhere on both."""
    return sqlite_url


@pytest.fixture
def news(seated: Desk) -> NewsDesk:
    return NewsDesk(seated)


async def put_by(news: NewsDesk, name: str = "Tây Nguyên") -> None:
    await news.composes({**WRITTEN, "who": "own", "in_provinces": ("gia-lai", "lam-dong"), "save_as": name})


async def test_in_words_and_counted_when_asked(news: NewsDesk) -> None:
    assert "Chưa có nhóm nào" in (await news.desk.opens(PATH)).text
    await put_by(news)
    page = await news.desk.opens(PATH)
    assert "Ở Gia Lai, Lâm Đồng." in page.text
    assert "quantri lưu" in page.text
    assert '<b data-live="total"></b>' in page.text
    assert '<b data-live="total">0</b>' in (await news.desk.opens(f"{PATH}?count=1")).text
    async with news.desk.client.get(f"{PATH}/1/count") as answer:
        assert (await answer.json())["is_nobody"]
    assert (await news.desk.opens(f"{PATH}/9/count")).status == 404


async def test_thrown_away_and_twice_is_no_mistake(house: House, news: NewsDesk) -> None:
    await put_by(news)
    for _ in range(2):
        token = (await news.desk.opens(PATH)).token
        page = await news.desk.sends(PATH, {"form": token, "do": "drop", "audience": "1"})
        assert (page.status, page.headers["Location"]) == (303, f"{PATH}?said=drop")
    assert rows(house.database, audience) == []
    for wrong in ({"do": "drop", "audience": "x"}, {"do": "add", "audience": "1"}):
        assert (await news.desk.sends(PATH, {"form": token, **wrong})).status == 403


async def test_who_may_only_look_is_offered_nothing_to_press(house: House, news: NewsDesk) -> None:
    await put_by(news)
    await somebody(house, Role.VIEWER, news.desk)
    page = (await news.desk.opens(PATH)).text
    assert "Tây Nguyên" in page
    assert "Xóa nhóm" not in page
    assert "Soạn tin" not in page
    assert "/console/audiences" in (await news.desk.opens("/console/broadcasts")).text


_TYPED = [
    ({"who": "all"}, 200, {"total": "0", "words": "mọi người đã đồng ý nhận tin"}),
    ({"who": "own", "in_seen": "30"}, 200, {"words": "có nhắn trong 30 ngày qua"}),
    ({"who": "own"}, 422, {"error": "own_empty"}),
    ({}, 422, {"error": "who_none"}),
]


async def test_people_are_counted_while_they_are_chosen(news: NewsDesk) -> None:
    token = (await news.desk.opens(PATH)).token
    for fields, status, told in _TYPED:
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in {"form": token, **fields}.items():
            form.add_field(name, value)
        async with news.desk.client.post(COUNT, data=form) as answer:
            assert answer.status == status
            assert told.items() <= (await answer.json()).items()
