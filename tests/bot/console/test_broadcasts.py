"""A message to many from the first word to the last answer, and everything that staff may do with it on the way."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import House
from handlers.desk.accounts import NewAccount
from handlers.desk.sessions import Role
from knowledge.base import KnowledgeBase
from storage.states import BroadcastState, DeliveryState
from storage.tables import delivery
from storage.tables_broadcasts import broadcast
from tests.bot.console.desk import Desk
from tests.bot.console.newsdesk import BOT, PATH, TOKEN, WRITTEN, NewsDesk, revision_on, somebody, stored
from tests.support.broadcasts import a_broadcast, a_reader
from tests.support.clock import HandClock
from tests.support.houses import Person, open_test_house
from tests.support.rows import rows


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what is stored is tested elsewhere on both."""
    return sqlite_url


@pytest.fixture
async def house(
    any_database_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> AsyncIterator[House]:
    settings = {"telegram_token": TOKEN, "broadcast_approval_above": 2}
    async with open_test_house(any_database_url, tmp_path / "data", clock, knowledge, **settings) as opened:
        yield opened


@pytest.fixture
def news(seated: Desk) -> NewsDesk:
    return NewsDesk(seated)


async def readers(house: House, count: int) -> None:
    for number in range(count):
        await a_reader(house.database, house.clock.now(), chat_key=f"{number + 1}", bot_id=BOT)


async def test_composed_looked_at_sent_and_followed(house: House, news: NewsDesk) -> None:
    await readers(house, 2)
    await a_reader(house.database, house.clock.now(), chat_key="77", agrees=None, bot_id=BOT)
    number = await news.composes()
    page = (await news.sees(number)).text
    for part in ("<b>thứ bảy</b>", "<i>Pleiku</i>", "1. Tôi sẽ dự", "2. Ngừng nhận tin", "Bản nháp"):
        assert part in page
    told = await news.counts(number)
    assert (told["total"], told["channels"], told["costs"]) == ("2", [["Telegram", "2"]], [["miễn phí", "2"]])
    assert told["left"] == [["chưa đồng ý nhận tin", "1"]]
    assert (await news.does("send", number, when="now")).headers["Location"] == f"{PATH}/{number}?said=send"
    await house.news.conductor.look(house.clock.now())
    page = (await news.sees(number)).text
    assert "Đang gửi" in page
    assert '<b data-live="waiting">2</b>' in page
    assert "Tạm dừng" in page
    assert [row.state for row in rows(house.database, delivery)] == [DeliveryState.PENDING] * 2


async def test_counted_without_a_script_the_page_says_the_same(house: House, news: NewsDesk) -> None:
    await readers(house, 2)
    number = await news.composes()
    assert '<b data-live="total"></b>' in (await news.sees(number)).text
    page = (await news.desk.opens(f"{PATH}/{number}?count=1")).text
    assert '<b data-live="total">2</b>' in page
    assert "Đếm lại" in page


async def test_a_second_person_agrees_above_the_set_size(
    house: House, news: NewsDesk, account: NewAccount
) -> None:
    await readers(house, 3)
    number = await news.composes()
    assert (await news.does("send", number)).headers["Location"].endswith("?said=waits")
    own = (await news.sees(number)).text
    assert "Người soạn không tự duyệt" in own
    assert 'value="approve"' not in own
    refused = await news.does("approve", number)
    assert refused.status == 409
    assert "Nhờ một người khác" in refused.text
    await somebody(house, Role.BROADCASTER, news.desk)
    assert "<span>Chờ duyệt</span> <b>1</b>" in (await news.desk.opens()).text
    assert (await news.does("approve", number)).headers["Location"].endswith("?said=approve")
    assert "Chị Lan duyệt" in (await news.sees(number)).text
    assert (await stored(house, number)).state is BroadcastState.SCHEDULED


async def test_taken_back_it_is_a_draft_that_may_be_changed(house: House, news: NewsDesk) -> None:
    await readers(house, 1)
    number = await news.composes()
    await news.does("send", number)
    assert (await news.desk.opens(f"{PATH}/{number}/edit")).status == 303  # too late to change it
    assert (await news.does("take_back", number)).status == 303
    assert "Bản nháp" in (await news.sees(number)).text
    assert (await news.desk.opens(f"{PATH}/{number}/edit")).status == 200


async def test_at_a_time_by_the_clock_on_the_wall(house: House, news: NewsDesk, clock: HandClock) -> None:
    await readers(house, 1)
    number = await news.composes()
    for wrong in ("2026-11-22T09:00", "2031-01-01T09:00", "ngày mai", ""):
        page = await news.does("send", number, when="at", at=wrong)
        assert page.status == 409
        assert "Giờ gửi phải ở phía trước" in page.text
        assert f'value="{wrong}"' in page.text
    assert (await news.does("send", number, when="at", at="2026-11-24T08:30")).status == 303
    row = await stored(house, number)
    assert row.scheduled_at == clock.now() + timedelta(hours=23.5)
    assert "hẹn gửi 08:30 ngày 24/11/2026" in (await news.sees(number)).text


async def test_this_minute_is_now(house: House, news: NewsDesk, clock: HandClock) -> None:
    await readers(house, 1)
    number = await news.composes()
    clock.pass_seconds(40)
    assert (await news.does("send", number, when="at", at="2026-11-23T09:00")).status == 303


async def test_paused_resumed_and_cancelled_after_being_asked_once_more(house: House, news: NewsDesk) -> None:
    await readers(house, 1)
    number = await news.composes()
    await news.does("send", number)
    await house.news.conductor.look(house.clock.now())
    assert (await news.does("pause", number)).headers["Location"].endswith("?said=pause")
    assert "Chạy tiếp" in (await news.sees(number)).text
    assert (await news.does("resume", number)).headers["Location"].endswith("?said=resume")
    asked = await news.desk.opens(f"{PATH}/{number}/cancel")
    assert "Hủy tin này?" in asked.text
    assert "còn <b>1</b> người chưa nhận" in asked.text
    assert (await stored(house, number)).state is BroadcastState.RUNNING
    sent = {"form": asked.token, "revision": revision_on(asked), "do": "cancel"}
    assert (await news.desk.sends(f"{PATH}/{number}", sent)).status == 303
    await house.news.conductor.look(house.clock.now())
    page = (await news.sees(number)).text
    assert '<b data-live="cancelled">1</b>' in page
    assert (await news.desk.opens(f"{PATH}/{number}/cancel")).status == 404


async def test_of_two_the_second_sees_the_newest(house: House, news: NewsDesk) -> None:
    await readers(house, 1)
    number = await news.composes()
    before = await news.sees(number)
    await news.writes({**WRITTEN, "title": "Hội chợ xuân"}, f"{PATH}/{number}/edit")
    sent = {"form": before.token, "revision": revision_on(before), "do": "send"}
    page = await news.desk.sends(f"{PATH}/{number}", sent)
    assert page.status == 409
    assert "Có người vừa đổi tin này" in page.text
    assert "Hội chợ xuân" in page.text
    assert (await stored(house, number)).state is BroadcastState.DRAFT


async def test_nobody_to_write_to_is_told_before_anything_is_sent(news: NewsDesk) -> None:
    number = await news.composes()
    page = await news.does("send", number)
    assert page.status == 409
    assert "không có ai nhận được tin" in page.text


async def test_a_draft_that_names_nobody_is_not_sent_to_everybody(house: House, news: NewsDesk) -> None:
    """As chats begin one: first the words, then for whom."""
    await readers(house, 1)
    row = await a_broadcast(house.database, house.clock.now(), BroadcastState.DRAFT)
    page = await news.sees(row.id)
    assert "Chưa chọn gửi cho ai" in page.text
    assert 'value="send"' not in page.text
    refused = await news.does("send", row.id)
    assert refused.status == 409
    assert "chọn người nhận" in refused.text
    assert (await stored(house, row.id)).state is BroadcastState.DRAFT


async def test_tried_on_oneself(house: House, news: NewsDesk) -> None:
    number = await news.composes()
    page = await news.does("try", number)
    assert page.status == 409
    assert '<a href="/console/link">Liên kết chat</a>' in page.text
    linking = await news.desk.opens("/console/link")
    shown = await news.desk.sends("/console/link", {"form": linking.token, "do": "code"})
    (code,) = re.findall(r"/lienket ([A-Z2-7-]+)", shown.text)
    await Person(house, "55", "telegram", BOT).asks(f"/lienket {code}")
    before = len(rows(house.database, delivery))
    assert (await news.does("try", number)).headers["Location"].endswith("?said=try")
    assert len(rows(house.database, delivery)) == before + 2  # that it is a trial, and the trial


async def test_what_failed_is_sent_once_more_and_what_cannot_be_is_told(house: House, news: NewsDesk) -> None:
    await readers(house, 2)
    number = await news.composes()
    await news.does("send", number)
    await house.news.conductor.look(house.clock.now())
    await _ends(house, DeliveryState.BLOCKED)
    await house.news.conductor.look(house.clock.now())
    assert (await news.does("retry", number)).headers["Location"].endswith("?said=retry_none")
    await _ends(house, DeliveryState.FAILED)
    page = (await news.sees(number)).text
    assert "đã chặn bot" in page
    assert '<b data-live="failed">2</b>' in page
    assert (await news.does("retry", number)).headers["Location"].endswith("?said=retry")
    assert (await stored(house, number)).state is BroadcastState.RUNNING


async def _ends(house: House, state: DeliveryState) -> None:
    """Every delivery has ended like this."""
    async with house.database.transaction() as store:
        number = rows(house.database, broadcast)[-1].id
        now = house.clock.now()
        await store.broadcast_deliveries.again(number, (DeliveryState.BLOCKED,), now, 100)
        await store.broadcast_deliveries.close(number, state, "forbidden", now, 100)


async def test_copied_it_is_a_new_draft_and_a_draft_may_be_thrown_away(house: House, news: NewsDesk) -> None:
    await readers(house, 1)
    number = await news.composes()
    await news.does("send", number)
    copied = await news.does("copy", number)
    assert copied.headers["Location"] == f"{PATH}/{number + 1}/edit"
    page = await news.desk.opens(f"{PATH}/{number + 1}/edit")
    assert 'value="Tôi sẽ dự"' in page.text
    assert (await news.does("drop", number + 1)).headers["Location"] == f"{PATH}?said=drop"
    assert "Đã xóa bản nháp" in (await news.desk.opens(f"{PATH}?said=drop")).text
    assert (await news.sees(number + 1)).status == 404


async def test_the_list_has_the_newest_first_a_page_at_a_time(house: House, news: NewsDesk) -> None:
    assert "Chưa có tin nào" in (await news.desk.opens(PATH)).text
    for number in range(1, 23):
        await a_broadcast(
            house.database, house.clock.now(), BroadcastState.DRAFT, title=f"Tin thứ {number}", created_by=1
        )
    first = (await news.desk.opens(PATH)).text
    assert first.index("Tin thứ 22<") < first.index("Tin thứ 3<")
    assert "Tin thứ 2<" not in first
    assert "quantri soạn" in first
    (older,) = re.findall(r'href="(/console/broadcasts\?before=\d+)"', first)
    second = (await news.desk.opens(older)).text
    assert "Tin thứ 2<" in second
    assert "Tin cũ hơn" not in second
    assert (await news.desk.opens(f"{PATH}?before=x")).status == 200


async def test_answers_and_sums_are_shown(house: House, news: NewsDesk) -> None:
    await readers(house, 2)
    number = await news.composes()
    await news.does("send", number)
    await house.news.conductor.look(house.clock.now())
    async with house.database.transaction() as store:
        await store.broadcasts.answer(number, 1, 1, house.clock.now())
    await _ends(house, DeliveryState.SENT)
    await house.news.conductor.look(house.clock.now())
    page = (await news.sees(number)).text
    assert "Đã xong" in page
    assert "<span>Tôi sẽ dự</span> <b>1</b>" in page
    assert 'value="copy"' in page
    listed = (await news.desk.opens(PATH)).text
    assert "Đã gửi <b>2</b>" in listed
    assert "Lỗi <b>0</b>" in listed


async def test_what_is_not_there_is_not_there(news: NewsDesk) -> None:
    for which in ("0", "99", "x", "1" * 18, "1" * 30, "%00"):
        for path in ("", "/edit", "/cancel", "/file", "/count", "/events"):
            assert (await news.desk.opens(f"{PATH}/{which}{path}")).status == 404, (which, path)


async def test_deeds_that_nobody_offers_are_refused(news: NewsDesk) -> None:
    number = await news.composes()
    for wrong in ({"do": "fly"}, {"do": ""}, {"do": "send", "revision": "x"}):
        token = (await news.sees(number)).token
        page = await news.desk.sends(f"{PATH}/{number}", {"form": token, "revision": "0", **wrong})
        assert page.status == 403
    assert (await news.does("pause", number)).status == 409
