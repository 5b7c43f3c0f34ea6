"""A new application reaches those who look after the place: once, not at night, and abroad without names."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Row

from bot.app import House
from handlers.applications.codes import shown
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus, Lane, Role
from storage.tables import audit_event, delivery
from tests.support.applicants import Applicant
from tests.support.applications import a_member
from tests.support.clock import HandClock
from tests.support.factories import PAGE
from tests.support.houses import Person, work_all
from tests.support.reviews import TELEGRAM, a_linked_chat
from tests.support.rows import rows

HERE, ELSEWHERE = "dak-lak", "gia-lai"  # where the usual answers lie: xã Tây Hòa, Đắk Lắk


async def staff(
    house: House, name: str, *areas: str, role: Role = Role.OFFICER, channel: str = TELEGRAM
) -> Person:
    member = await a_member(house.database, house.clock.now(), role, name, areas)
    await a_linked_chat(house.database, house.clock.now(), member, name, channel)
    return Person(house, name, channel, PAGE)


async def sent(house: House, name: str = "an") -> ApplicationRow:
    applicant = Applicant(house, name)
    await applicant.stands_at("A-05")
    await applicant.gets("fill:send")
    return await applicant.application()


async def told(person: Person) -> list[str]:
    return [line.reply.text for line in await person.transcript() if "Phiếu mới" in line.reply.text]


def alerts(database: Database, chat_key: str) -> list[Row[Any]]:
    return [row for row in rows(database, delivery) if row.chat_key == chat_key]


async def test_everybody_who_looks_after_the_place_is_told_once_and_nobody_else(house: House) -> None:
    lan, tu = await staff(house, "Lan", HERE), await staff(house, "Tu", f"{HERE}/Tây Hòa")
    others = [
        await staff(house, "Hoa", ELSEWHERE),
        await staff(house, "Binh", f"{HERE}/Sơn Hòa"),
        await staff(house, "Minh", role=Role.LEAD),
        await staff(house, "Vy", HERE, role=Role.VIEWER),
    ]
    row = await sent(house)
    for person in (lan, tu):
        (text,) = await told(person)
        assert shown(row.code) in text
    assert [await told(person) for person in others] == [[]] * 4
    (said,) = alerts(house.database, "Lan")
    assert (said.lane, said.next_at) == (Lane.NOTICE, house.clock.now())


async def test_abroad_it_names_the_province_and_at_home_the_commune_too(house: House) -> None:
    abroad, home = await staff(house, "Lan", HERE), await staff(house, "Tu", HERE, channel="zalo_bot")
    row = await sent(house)
    (text,) = await told(abroad)
    assert "Đắk Lắk" in text
    assert "Tây Hòa" not in text
    assert "Tây Hòa, Đắk Lắk" in (await told(home))[0]
    for said in (text, *await told(home)):
        assert "0912" not in said
        assert "bánh tráng" not in said
    await abroad.says("Xem phiếu này")
    await work_all(house)
    assert shown(row.code) in (await abroad.last_answer()).reply.text


async def test_where_nobody_looks_after_the_place_those_in_charge_are_told(house: House) -> None:
    minh, away = await staff(house, "Minh", role=Role.LEAD), await staff(house, "Hoa", ELSEWHERE)
    await sent(house)
    assert len(await told(minh)) == 1
    assert await told(away) == []


async def test_at_night_it_waits_for_the_morning_and_holds_up_nothing(house: House, clock: HandClock) -> None:
    await staff(house, "Lan", HERE)
    clock.pass_seconds(14 * 3600)  # 23:00
    await sent(house)
    (said,) = alerts(house.database, "Lan")
    assert said.next_at == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # seven o'clock
    assert said.lane == Lane.BULK  # else it would stand before the notices of the night
    assert await house.outbox.claim(TELEGRAM, PAGE, "me", clock.now(), 10) == []
    clock.pass_seconds(8 * 3600)
    (parcel,) = await house.outbox.claim(TELEGRAM, PAGE, "me", clock.now(), 10)
    assert "Phiếu mới" in parcel.reply.text


async def test_a_chat_may_switch_it_off_and_on(house: House) -> None:
    lan, minh = await staff(house, "Lan", HERE), await staff(house, "Minh", role=Role.LEAD)
    assert "đang được báo" in await lan.asks("/baophieu")
    assert "không báo phiếu mới nữa" in await lan.asks("/baophieu tắt")
    await sent(house, "an")
    assert await told(lan) == await told(minh) == []  # who looks after the place has chosen so
    assert "đang được báo" in await lan.asks("1")  # the button
    await sent(house, "binh")
    assert len(await told(lan)) == 1
    actions = [row.action for row in rows(house.database, audit_event) if row.action.startswith("alerts")]
    assert actions == ["alerts_off", "alerts_on"]


async def test_a_busy_chat_is_waited_for_without_holding_anything(house: House, clock: HandClock) -> None:
    """Two turns that waited for each other's chats would wait for ever."""
    lan, applicant = await staff(house, "Lan", HERE), Applicant(house, "an")
    await applicant.stands_at("A-05")
    await applicant.presses("fill:send")
    if not house.database.is_sqlite:  # which has one writer: nobody else can hold anything
        async with house.database.transaction() as store:
            chat = await store.conversations.find(TELEGRAM, PAGE, "Lan")
            await store.conversations.lock(chat or 0)
            async with asyncio.timeout(5):
                await work_all(house)
            assert (await applicant.application()).status is ApplicationStatus.DRAFT
    await work_all(house)
    assert (await applicant.application()).status is ApplicationStatus.SENT
    assert len(await told(lan)) == 1


@pytest.mark.parametrize("word", ["/baophieu", "/baophieu tat"])
async def test_for_everybody_else_there_is_nothing_to_switch(house: House, word: str) -> None:
    somebody, another = Person(house, "somebody"), Person(house, "another")
    assert await somebody.asks(word) == await another.asks(word.replace("/", "/ "))
