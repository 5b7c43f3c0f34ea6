"""Several chats that join, part, write and erase at the same moment end in one state; nobody waits for ever."""

import asyncio

from bot.app import House
from handlers.messages import Update, UpdateKind
from storage.states import InboundState
from storage.tables import contact, inbound
from storage.tables_applications import application
from storage.tables_privacy import person_key
from tests.support.applicants import Applicant
from tests.support.houses import work_all
from tests.support.joining import code_for, join, on_telegram, on_web, on_zalo, owner, traces
from tests.support.rows import rows

NOT_FOR_EVER = 30


async def both_at_once(house: House, *pressed: tuple[Applicant, str]) -> None:
    """Each chat's button is worked by a worker of its own; whoever loses a deadlock is worked again."""
    for number, (person, payload) in enumerate(pressed):
        update = Update(person.address, f"at once {number} {payload}", UpdateKind.BUTTON, payload=payload)
        await house.intake.accept(update, house.clock.now())
    async with asyncio.timeout(NOT_FOR_EVER):
        now = house.clock.now()
        due = await house.dispatcher.due(now, 10)
        await asyncio.gather(*(house.dispatcher.work(conversation_id, now) for conversation_id in due))
        while await house.dispatcher.next_due_at() is not None:
            await work_all(house)
    assert {row.state for row in rows(house.database, inbound)} == {InboundState.DONE}
    for person, _ in pressed:
        await person.waits()
        assert house.say("apology") not in person.told


async def test_two_chats_that_join_each_other_at_once_are_joined_once(house: House) -> None:
    web, zalo = on_web(house), on_zalo(house)
    for person in (web, zalo):
        await person.stands_at("A-05")
        await person.hears("để sau")
    of_web, of_zalo = await code_for(web), await code_for(zalo)
    await web.hears(f"nối kênh {of_zalo}")
    await zalo.hears(f"nối kênh {of_web}")
    await both_at_once(house, (web, "join:yes"), (zalo, "join:yes"))
    assert [row.id for row in rows(house.database, contact)] == [await owner(web)]
    assert await owner(web) == await owner(zalo)
    assert traces(house, "chats_joined") == ["chats_joined"]
    assert [row.content is not None for row in await zalo.applications()] == [True, True]


async def test_in_a_ring_of_three_everybody_is_one_person_at_the_end(house: House) -> None:
    ring = [on_web(house), on_zalo(house), on_telegram(house)]
    codes = [await code_for(person) for person in ring]
    for number, person in enumerate(ring):
        await person.hears(f"nối kênh {codes[number - 1]}")
    await both_at_once(house, *((person, "join:yes") for person in ring))
    assert len({await owner(person) for person in ring}) == len(rows(house.database, contact)) == 1
    assert traces(house, "chats_joined") == ["chats_joined"] * 2


async def test_joining_and_erasing_at_once_leave_nothing_half_moved(house: House) -> None:
    web, zalo = on_web(house), on_zalo(house)
    for person in (web, zalo):
        await person.stands_at("A-05")
        await person.hears("để sau")
    await zalo.hears(f"nối kênh {await code_for(web)}")
    await both_at_once(house, (web, "rights:erase:yes"), (zalo, "join:yes"))
    if await owner(web) == await owner(zalo):  # it was joined first, and went with the other
        assert rows(house.database, application) == rows(house.database, person_key) == []
    else:
        assert await web.applications() == []
        assert [row.content is not None for row in await zalo.applications()] == [True]


async def test_of_two_that_part_at_once_each_has_a_contact_and_nothing_is_lost(house: House) -> None:
    web, zalo = on_web(house), on_zalo(house)
    await web.stands_at("A-05")
    await web.hears("để sau")
    await join(web, zalo)
    await both_at_once(house, (web, "join:leave"), (zalo, "join:leave"))
    assert await owner(web) != await owner(zalo)
    (row,) = rows(house.database, application)
    assert row.contact_id in {await owner(web), await owner(zalo)}
    assert traces(house, "chat_parted") == ["chat_parted"]


async def test_what_is_written_while_chats_are_joined_stands_with_the_joined_person(house: House) -> None:
    web, zalo, telegram = on_web(house), on_zalo(house), on_telegram(house)
    await join(zalo, telegram)
    await telegram.begins("A-05", "short")
    await telegram.fills("?consent")
    await zalo.hears(f"nối kênh {await code_for(web)}")
    await both_at_once(house, (zalo, "join:yes"), (telegram, "fill:said:consent:yes"))
    assert {row.contact_id for row in rows(house.database, application)} == {await owner(web)}
    assert {row.contact_id for row in await web.consents()} == {await owner(web)}
    assert len(await web.consents()) == 1
