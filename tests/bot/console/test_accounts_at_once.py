"""What accounts promise on either database: one code for one session, one administrator at least, a closed door."""

import asyncio

from bot.app import House
from handlers.desk.accounts import NewAccount
from handlers.desk.people import Refusal
from handlers.desk.sessions import Member
from handlers.desk.sign_in import Entered
from storage.states import Role
from storage.tables import delivery
from storage.tables_applications import staff_link
from storage.tables_sessions import staff_session
from tests.bot.console.codes import turns_on
from tests.bot.console.desk import Desk
from tests.bot.console.test_people import ADMIN, LAN, actions, acts, password_in
from tests.support.clock import HandClock
from tests.support.reviews import a_linked_chat
from tests.support.rows import rows


async def test_of_two_who_show_the_same_code_at_once_one_comes_in(
    house: House, seated: Desk, account: NewAccount, clock: HandClock
) -> None:
    telephone = await turns_on(house, seated, account, clock)
    now, door = clock.now(), house.desk.sign_in
    code = telephone.shows_next(clock)
    answers = [await door.enter(account.name, account.password, "a", now)]
    token = answers[0].token  # type: ignore[union-attr]
    tried = await asyncio.gather(*(door.show_code(token, code, f"n{each}", clock.now()) for each in range(4)))
    assert sum(isinstance(answer, Entered) for answer in tried) == 1


async def test_of_two_administrators_who_close_each_other_at_once_one_is_left(
    house: House, account: NewAccount, clock: HandClock
) -> None:
    await house.desk.staff.add("Anh Nam", Role.ADMIN, clock.now())
    first, second = (Member(each, "", Role.ADMIN, 0) for each in (1, 2))
    people, now = house.desk.people, clock.now()
    came = await asyncio.gather(people.close(first, 2, now), people.set_role(second, 1, Role.VIEWER, now))
    assert sorted(came, key=str) == [None, Refusal.LAST_ADMIN]


async def test_a_closed_account_has_no_session_no_chat_and_no_way_in(
    house: House, seated: Desk, account: NewAccount, clock: HandClock
) -> None:
    lan = await house.desk.staff.add("Chị Lan", Role.OFFICER, clock.now())
    async with house.database.transaction() as store:
        lans_session = await house.desk.sessions.open(store, LAN, clock.now())
    await a_linked_chat(house.database, clock.now(), LAN, "lan")
    await acts(seated, "place", province="gia-lai")
    mine = seated.cookie()
    assert (await acts(seated, "close")).status == 303
    assert [row.staff_id for row in rows(house.database, staff_session)] == [ADMIN]
    assert rows(house.database, staff_link) == []
    assert len(rows(house.database, delivery)) == 1  # the chat is told
    assert {"staff_closed", "chat_unlinked"} <= set(actions(house))
    async with house.database.reading() as store:
        assert await store.areas.officer_for("gia-lai", "") is None
        assert await store.all_lists.officers() == {ADMIN: "quantri"}
    seated.plant(lans_session)
    assert not await seated.is_in()
    wrong = await seated.signs_in(lan.name, "not this one")
    closed = await seated.signs_in(lan.name, lan.password)
    assert (closed.status, closed.text) == (403, wrong.text)
    seated.plant(mine)
    password = password_in(await acts(seated, "open"))
    assert (await acts(seated, "open")).status == 409
    await seated.signs_out()
    assert (await seated.signs_in(lan.name, lan.password)).status == 403
    assert (await seated.signs_in(lan.name, password)).status == 303
