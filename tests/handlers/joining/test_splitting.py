"""Joined chats part again: who leaves has nothing, who stays has everything and hears of it."""

from pathlib import Path

import pytest

from bot.app import House
from storage.states import ApplicationStatus, Purpose, Role
from storage.tables import contact
from storage.tables_privacy import consent, join_code
from tests.support.applicants import Applicant
from tests.support.applications import OWNER, a_member, a_sent_application
from tests.support.clock import HandClock
from tests.support.joining import code_for, join, on_telegram, on_web, on_zalo, owner, traces
from tests.support.reviews import Member, Office, a_room
from tests.support.rows import rows


async def joined(house: House) -> tuple[Applicant, Applicant, Applicant]:
    """A page, Zalo and Telegram of one person; the application came from Telegram."""
    web, zalo, telegram = on_web(house), on_zalo(house), on_telegram(house)
    await a_sent_application(
        house.database, house.clock.now(), chat_key=telegram.address.chat_key, channel="telegram"
    )
    await join(web, telegram)
    await join(web, zalo)
    for person in (telegram, zalo, web):
        await person.hears("chào")
    return web, zalo, telegram


async def test_who_leaves_keeps_nothing_and_notices_go_to_where_the_person_wrote_last(
    house: House, tmp_path: Path, clock: HandClock
) -> None:
    web, zalo, telegram = await joined(house)
    row = await web.application()
    before = await owner(web)
    told = await telegram.hears("tách kênh")
    assert "đang nối với: trang web, Zalo" in told
    assert telegram.payloads == ["join:leave", "join:keep", "join:stay"]
    told = await telegram.hears("1")
    assert "ở lại trang web, Zalo" in told
    assert "chưa gửi phiếu nào" in await telegram.hears("phiếu của tôi")
    assert await telegram.consents() == []
    assert await owner(telegram) not in (before, None)
    assert await owner(web) == await owner(zalo) == before
    for person, is_target in ((web, True), (zalo, False)):
        await person.waits()
        assert "ở Telegram vừa được tách khỏi nơi này" in person.told
        assert ("từ giờ mình báo ở đây" in person.told) is is_target
        assert OWNER in ((await person.application()).content or "")
    office = Office(house.database, a_room(house.database, house.knowledge, tmp_path), clock)
    lan = Member(await a_member(house.database, clock.now(), Role.LEAD, "Lan"), "Lan", Role.LEAD)
    done = await office.does(lan, row, "ask_papers", text="thêm ảnh lò sấy")
    assert done.number is not None
    await web.waits()
    assert "thêm ảnh lò sấy" in web.told
    for person in (telegram, zalo):
        await person.waits()
        assert person.last == []
    assert traces(house, "chat_parted") == ["chat_parted"]


async def test_one_may_keep_everything_here_and_send_the_others_away(house: House) -> None:
    web, zalo, telegram = await joined(house)
    outstanding = await code_for(zalo)
    await web.hears("tách kênh")
    told = await web.hears("2")
    assert "Đã tách Telegram, Zalo ra" in told or "Đã tách Zalo, Telegram ra" in told
    for person in (zalo, telegram):
        await person.waits()
        assert "vừa được tách khỏi cuộc trò chuyện ở trang web" in person.told
        assert await person.applications() == []
    assert len({await owner(person) for person in (web, zalo, telegram)}) == 3
    row = await web.application()
    assert row.contact_id == await owner(web)
    async with house.database.reading() as store:
        assert row.conversation_id == await store.conversations.find("web", "page", web.address.chat_key)
    assert traces(house, "chat_parted") == ["chat_parted"] * 2
    assert rows(house.database, join_code) == []
    assert await web.hears(f"nối kênh {outstanding}") == house.say("join_refused")


async def test_what_the_one_that_left_does_afterwards_is_no_business_of_the_others(house: House) -> None:
    web, zalo = on_web(house), on_zalo(house)
    for person in (web, zalo):
        await person.hears("nhận tin")
        await person.gets("rights:news:resume:yes")
    await zalo.stands_at("A-05")
    await join(web, zalo)
    await zalo.gets("join:leave")
    assert (await zalo.state()).memory.form is None
    await zalo.hears("xóa dữ liệu của tôi")
    await zalo.hears("1")
    assert [row.is_given for row in await web.consents() if row.purpose is Purpose.NEWS] == [True, True]
    assert {row.contact_id for row in rows(house.database, consent)} == {await owner(web)}
    assert (await web.application()).status is ApplicationStatus.DRAFT
    assert "Anh/chị xem lại phiếu" in await web.hears("điền tiếp")


async def test_nothing_to_part_no_wish_to_part_and_an_old_button_change_nothing(house: House) -> None:
    web, zalo = on_web(house), on_zalo(house)
    assert await web.hears("/tachkenh") == house.say("split_none")
    assert await web.gets("join:leave") == house.say("split_none")
    await join(web, zalo)
    await web.hears("bỏ nối kênh")
    assert await web.hears("3") == house.say("split_not")
    assert len(rows(house.database, contact)) == 1


async def test_they_may_be_joined_again(house: House) -> None:
    _, zalo, telegram = await joined(house)
    await telegram.gets("join:leave")
    assert "Đã nối" in await join(telegram, zalo)
    assert len(rows(house.database, contact)) == 1
    assert len(await telegram.applications()) == 1


@pytest.mark.parametrize("button", ["join:leave", "join:keep"])
async def test_while_the_data_is_being_deleted_nobody_leaves(house: House, button: str) -> None:
    web, zalo, _ = await joined(house)
    await web.gets("rights:erase:yes")
    assert await zalo.gets(button) == house.say("join_leaving")
    assert len(rows(house.database, contact)) == 1
