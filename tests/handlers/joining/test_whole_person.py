"""What people may ask of their data acts for the whole joined person, from either chat."""

import pytest
from sqlalchemy import select

from bot.app import House
from handlers.rights.erasing import finish_erasures
from storage.reach import OF_CONTACT
from storage.repositories.consents import ConsentRow
from storage.repositories.erasing import KEPT
from storage.repositories.profiles import NewProfile
from storage.states import Purpose
from storage.tables import conversation
from storage.tables_applications import application
from storage.tables_privacy import certificate, person_key
from tests.support.applicants import Applicant
from tests.support.clock import HandClock
from tests.support.joining import join, on_telegram, on_web, on_zalo, owner
from tests.support.rows import asked, rows

TEN_MINUTES = 10 * 60


@pytest.mark.parametrize("is_first", [True, False])
async def test_erasing_from_one_chat_clears_both(house: House, clock: HandClock, is_first: bool) -> None:
    web, zalo = on_web(house), on_zalo(house)
    for person in (web, zalo):
        await person.stands_at("A-05", "facility_photos", is_short=False)
        await person.sends_file()
        await person.hears("để sau", "tui làm nem chua ở Gia Lai")
    await join(web, zalo)
    here, there = (web, zalo) if is_first else (zalo, web)
    whose = await owner(here)
    told = await here.hears("xóa dữ liệu của tôi")
    assert "phiếu điền dở" in told
    assert len(await here.applications()) == 2
    await here.hears("1")
    assert await there.transcript() == []
    assert rows(house.database, application) == rows(house.database, person_key) == []
    assert await house.blobs.all() == []
    assert (await there.state()).memory.home is None
    assert (await there.state()).memory.form is None
    assert {row.rows for row in rows(house.database, certificate) if row.kind == "application"} == {2}
    clock.pass_seconds(TEN_MINUTES)
    assert await finish_erasures(house.database, clock.now()) == 1
    assert rows(house.database, conversation) == []
    left = {
        table.name
        for table, which in OF_CONTACT.items()
        if asked(house.database, select(table).where(which).limit(1), {"of": whose})
    }
    assert left <= set(KEPT)


async def test_withdrawing_in_one_chat_stops_what_was_begun_in_the_other(house: House) -> None:
    web, telegram = on_web(house), on_telegram(house)
    await web.begins("A-05", "short")
    await web.fills()
    await join(telegram, web)
    assert "Rút đồng ý xử lý phiếu thì 1 phiếu" in await telegram.gets("rights:withdraw:application")
    await telegram.hears("1")
    assert rows(house.database, application) == []
    async with house.database.reading() as store:
        standing = await store.consents.standing(await owner(web))
    assert standing[Purpose.APPLICATION] is False
    assert await web.consents() == await telegram.consents()


async def test_a_copy_holds_what_both_chats_said(house: House) -> None:
    web, zalo = on_web(house), on_zalo(house)
    for person in (web, zalo):
        await person.stands_at("A-05")
        await person.hears("để sau")
    await join(web, zalo)
    for person in (web, zalo):
        assert "2 phiếu điền dở" in await person.hears("dữ liệu của tôi")
    async with house.database.reading() as store:
        told = await store.own_rows.of(await owner(zalo))
    assert [row["channel"] for row in told["address"]] == ["web", "zalo_oa"]
    assert all(row["content"] for row in told["application"])
    assert len(told["application"]) == 2


async def test_a_kept_case_of_one_item_is_the_one_agreed_to_last_and_goes_where_the_last_word_is_no(
    house: House, clock: HandClock
) -> None:
    web, zalo, telegram = on_web(house), on_zalo(house), on_telegram(house)
    for number, person in enumerate((web, zalo, telegram)):
        await keep_a_case(person, number)
        clock.pass_seconds(60)
    await join(zalo, web)
    assert await facts_of(web) == ['{"n": 1}']
    await telegram.hears("quên trường hợp của tôi")
    await join(zalo, telegram)
    assert await facts_of(zalo) == []


async def keep_a_case(of: Applicant, number: int) -> None:
    await of.hears("chào")
    now, whose = of.house.clock.now(), await owner(of)
    async with of.house.database.transaction() as store:
        case = NewProfile(whose, "machinery", f'{{"n": {number}}}', {"national": "no"}, "v1", "c1")
        await store.profiles.save(case, now)
        agreed = ConsentRow(whose, Purpose.CASE, True, 1, "c1", of.address.channel, None, now)
        await store.consents.add(agreed)


async def facts_of(person: Applicant) -> list[str]:
    """What is kept, opened under the contact that it stands with now."""
    async with person.house.database.reading() as store:
        told = await store.own_rows.of(await owner(person))
    return [row["facts"] for row in told["profile"]]
