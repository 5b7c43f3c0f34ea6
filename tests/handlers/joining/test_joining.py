"""Chats are joined by a code that one was shown and another typed, after a yes there; by nothing else."""

from contextlib import aclosing
from datetime import date

import pytest

from bot.app import House
from handlers.applications.codes import shown as shown_code
from handlers.messages import Update, UpdateKind
from storage.repositories.requests import NewRequest
from storage.states import Purpose, RequestKind, RequestState
from storage.tables import address, contact
from storage.tables_applications import application
from storage.tables_privacy import join_code
from tests.support.applicants import Applicant, everything_in
from tests.support.applications import OWNER, PHONE, a_sent_application
from tests.support.clock import HandClock
from tests.support.joining import PEOPLE, code_for, join, on_telegram, on_web, on_zalo, owner, traces
from tests.support.rows import rows

QUARTER = 15 * 60
TEN_MINUTES = 10 * 60


async def test_web_zalo_and_telegram_become_one_person_who_sees_the_same_everywhere(house: House) -> None:
    web, zalo, telegram = on_web(house), on_zalo(house), on_telegram(house)
    await web.stands_at("A-05", "facility_photos", is_short=False)
    picture = await web.sends_file()
    await web.hears("để sau")
    sent = await a_sent_application(
        house.database, house.clock.now(), chat_key=telegram.address.chat_key, channel="telegram"
    )
    assert "Đã nối với cuộc trò chuyện ở trang web" in await join(web, zalo)
    await web.waits()
    assert "vừa được nối với một cuộc trò chuyện ở Zalo" in web.told
    assert "Đã nối với cuộc trò chuyện ở Telegram" in await join(telegram, zalo)  # web comes along
    for person in (web, zalo, telegram):
        told = await person.hears("phiếu của tôi")
        (draft,) = [row for row in await person.applications() if row.id != sent.id]
        assert shown_code(draft.code) in told
        assert shown_code(sent.code) in told
        assert OWNER in (await person.applications())[0].content + draft.content  # type: ignore[operator]
        async with house.database.reading() as store:
            keys = await store.keys.of_files(draft.contact_id)
        assert keys is not None
        async with aclosing(house.blobs.read(picture.blob_id, keys)) as chunks:
            assert b"".join([chunk async for chunk in chunks]) == b"a picture"
    assert [row.id for row in rows(house.database, contact)] == [await owner(telegram)]
    assert {row.contact_id for row in rows(house.database, address)} == {await owner(telegram)}
    assert traces(house, "chats_joined") == ["chats_joined"] * 2
    assert rows(house.database, join_code) == []


async def test_the_draft_of_one_chat_is_filled_on_in_the_other_and_sent(house: House) -> None:
    web, zalo = on_web(house), on_zalo(house)
    await web.stands_at("A-05")
    await web.hears("để sau")
    await join(zalo, web)
    assert "Anh/chị xem lại phiếu" in await zalo.hears("điền tiếp")
    assert "Phiếu tiếp nhận thông tin" in await zalo.gets("fill:send")
    assert shown_code((await zalo.application()).code) in await web.hears("phiếu của tôi")


async def test_the_second_chat_is_asked_first_and_a_no_spends_the_code(house: House) -> None:
    web, zalo = on_web(house), on_zalo(house)
    row = await web.stands_at("A-05")
    code = await code_for(web)
    await zalo.hears("chào")
    before = everything_in(house, *PEOPLE)
    told = await zalo.hears(f"nối kênh {code}")
    assert "ở trang web" in told
    assert shown_code(row.code) not in told
    assert await zalo.hears("2") == house.say("join_left")
    for again in (await zalo.gets("join:yes"), await zalo.hears(f"nối kênh {code}")):
        assert again == house.say("join_refused")
    assert everything_in(house, *PEOPLE) == before


async def test_a_foreign_platform_is_named_before_applications_are_seen_there(house: House) -> None:
    web, telegram = on_web(house), on_telegram(house)
    told = await telegram.hears(f"nối kênh {await code_for(web)}")
    assert "Telegram là nền tảng nước ngoài" in told
    assert "nước ngoài" not in await on_zalo(house).hears(f"nối kênh {await code_for(web)}")


async def test_wrong_old_replaced_used_and_own_codes_are_answered_the_same_and_change_nothing(
    house: House, clock: HandClock
) -> None:
    web = on_web(house)
    used = await code_for(on_telegram(house, "used"))
    await on_zalo(house, "used").hears(f"nối kênh {used}", "1")
    late = await code_for(on_telegram(house, "late"))
    clock.pass_seconds(TEN_MINUTES)
    replaced, own = await code_for(web), await code_for(web)
    tries = [(web, own)]
    for code in (used, replaced, late, "ABCD-EFGH", "abcdefgh", "ABC"):
        tries.append((on_zalo(house, f"stranger {code}"), code))
        await tries[-1][0].hears("chào")
    before = everything_in(house, *PEOPLE)
    told = {await person.hears(f"nối kênh {code}") for person, code in tries}
    assert told == {house.say("join_refused")}
    assert everything_in(house, *PEOPLE) == before
    assert len(traces(house, "join_failed")) == len(tries)
    assert "phải không ạ" in await on_zalo(house).hears(f"nối kênh {own}")  # typed at home it is not spent
    stored = str(rows(house.database, join_code))
    assert own not in stored
    assert own.replace("-", "") not in stored


async def test_a_code_that_was_typed_in_one_chat_is_no_good_for_a_third(house: House) -> None:
    code = await code_for(on_web(house))
    second, third = on_zalo(house), on_telegram(house)
    await second.hears(f"nối kênh {code}")
    assert await third.hears(f"nối kênh {code}") == house.say("join_refused")
    assert await third.gets("join:yes") == house.say("join_refused")
    assert "Đã nối" in await second.gets("join:yes")


async def test_of_two_codes_typed_one_after_the_other_the_yes_answers_the_last(house: House) -> None:
    web, zalo, telegram = on_web(house), on_zalo(house), on_telegram(house)
    for person in (telegram, web):
        await zalo.hears(f"nối kênh {await code_for(person)}")
    assert "Đã nối với cuộc trò chuyện ở trang web" in await zalo.hears("1")
    assert await owner(zalo) == await owner(web) != await owner(telegram)


async def test_a_yes_too_late_or_to_no_question_joins_nobody(house: House, clock: HandClock) -> None:
    web, zalo = on_web(house), on_zalo(house)
    code = await code_for(web)
    assert await zalo.gets("join:yes") == house.say("join_refused")
    await zalo.hears(f"nối kênh {code}")
    clock.pass_seconds(TEN_MINUTES)
    assert await zalo.hears("1") == house.say("join_refused")
    assert len(rows(house.database, contact)) == 2


async def test_the_sixth_try_in_a_quarter_of_an_hour_is_told_to_wait_even_with_the_right_code(
    house: House, clock: HandClock
) -> None:
    web, zalo = on_web(house), on_zalo(house)
    for _ in range(5):
        assert await zalo.hears("nối kênh ABCD-EFGH") == house.say("join_refused")
    assert await zalo.hears(f"nối kênh {await code_for(web)}") == house.say("join_too_many")
    clock.pass_seconds(QUARTER)
    assert "Đã nối" in await join(web, zalo)


async def test_neither_the_same_name_nor_the_same_telephone_joins_anybody(house: House) -> None:
    now = house.clock.now()
    web, zalo = on_web(house), on_zalo(house)
    for person in (web, zalo):
        where = person.address
        await a_sent_application(house.database, now, chat_key=where.chat_key, channel=where.channel)
        await house.intake.accept(Update(where, "contact", UpdateKind.CONTACT, PHONE), now)
        await person.hears(OWNER, PHONE)
    assert await owner(web) != await owner(zalo)
    assert [len(await person.applications()) for person in (web, zalo)] == [1, 1]
    assert len({row.phone_hash for row in rows(house.database, application)}) == 1


async def test_of_what_both_chats_said_to_one_consent_the_newest_counts(house: House) -> None:
    web, zalo = on_web(house), on_zalo(house)
    await web.hears("nhận tin")
    await web.gets("rights:news:resume:yes")
    await zalo.hears("nhận tin")
    await zalo.gets("rights:news:resume:no")
    await join(zalo, web)
    said = [row.is_given for row in await web.consents() if row.purpose is Purpose.NEWS]
    assert said == [True, False]
    assert await zalo.consents() == await web.consents()
    async with house.database.reading() as store:
        assert await store.consents.standing(await owner(web)) == {Purpose.NEWS: False}


async def test_joined_once_more_they_are_told_that_they_are(house: House) -> None:
    web, zalo = on_web(house), on_zalo(house)
    await join(web, zalo)
    await web.waits()
    assert await web.hears(f"nối kênh {await code_for(zalo)}") == house.say("join_already")
    assert len(rows(house.database, contact)) == 1


@pytest.mark.parametrize("is_first", [True, False])
async def test_while_the_data_of_one_is_being_deleted_nothing_is_joined_and_it_says_why(
    house: House, is_first: bool
) -> None:
    web, zalo = on_web(house), on_zalo(house)
    await zalo.hears(f"nối kênh {await code_for(web)}")
    leaver = web if is_first else zalo
    async with house.database.transaction() as store:
        request = await store.requests.add(await a_deletion(leaver), house.clock.now())
    for told in (
        await zalo.gets("join:yes"),
        await leaver.hears("nối kênh"),
    ):
        assert told == house.say("join_leaving")
    assert len(rows(house.database, contact)) == 2
    async with house.database.transaction() as store:
        await store.requests.change(request, state=RequestState.DONE, finished_at=house.clock.now())
    await zalo.hears(f"nối kênh {await code_for(web)}")
    await leaver.gets("rights:erase:yes")
    assert await zalo.gets("join:yes") == house.say("join_refused" if is_first else "join_leaving")
    assert len(rows(house.database, contact)) == 2


async def a_deletion(of: Applicant) -> NewRequest:
    """One that staff still have to see to."""
    day = date(2026, 12, 1)
    return NewRequest("ABCDEFGH", await owner(of), RequestKind.DELETE, of.address.channel, day, day)
