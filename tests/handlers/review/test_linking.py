"""A chat becomes a member of staff's by a code that only they were shown; nothing else makes it so."""

import base64
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.app import House
from handlers.deeds import Doing
from handlers.desk.sessions import Member
from handlers.review.linking import ChatLinking, LinkChat, read_code
from storage.states import Role
from storage.tables import audit_event
from storage.tables_applications import staff_link
from tests.support.applications import a_member
from tests.support.clock import HandClock
from tests.support.houses import Person
from tests.support.reviews import TELEGRAM, a_door
from tests.support.rows import rows

REFUSED = "Mã này không dùng được"


async def member(house: House, name: str = "Lan") -> Member:
    added = await a_member(house.database, house.clock.now(), Role.OFFICER, name)
    return Member(added, name, Role.OFFICER, 1)


async def code_of(house: House, who: Member) -> str:
    return (await house.desk.linking.make_code(who, house.clock.now())).code


def chat(house: House, key: str = "chat", channel: str = TELEGRAM) -> Person:
    return Person(house, key, channel)


def linked(house: House) -> int:
    return sum(row.address_id is not None for row in rows(house.database, staff_link))


def traces(house: House, *actions: str) -> list[tuple[str, str]]:
    found = rows(house.database, audit_event)
    return [(row.actor, row.action) for row in found if row.action in actions]


async def test_the_right_code_links_the_chat_and_both_ends_know(house: House) -> None:
    lan = await member(house)
    code = await code_of(house, lan)
    person = chat(house)
    assert "tài khoản Lan" in await person.asks(f"/lienket {code}")
    assert "Hiện không có phiếu nào" in await person.asks("/viec")
    (link,) = await house.desk.linking.links(lan)
    assert (link.channel, link.linked_at) == (TELEGRAM, house.clock.now())
    assert traces(house, "link_code_made", "chat_linked") == [
        (f"staff:{lan.id}", "link_code_made"),
        (f"staff:{lan.id}", "chat_linked"),
    ]
    assert code.replace("-", "") not in str(rows(house.database, staff_link))


@pytest.mark.parametrize(
    "spelled", [str, str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", " ")]
)
async def test_a_code_is_read_as_people_type_it(house: House, spelled: Callable[[str], str]) -> None:
    code = await code_of(house, await member(house))
    assert "tài khoản" in await chat(house).asks(f"/lienket {spelled(code)}")


async def test_every_code_that_does_not_fit_gets_the_same_answer(house: House, clock: HandClock) -> None:
    lan, minh = await member(house), await member(house, "Minh")
    used = await code_of(house, lan)
    assert "tài khoản" in await chat(house, "lan").asks(f"/lienket {used}")
    replaced = await code_of(house, minh)
    late = await code_of(house, minh)
    clock.pass_seconds(600)
    answers = {
        await chat(house, f"chat{number}").asks(f"/lienket {code}".strip())
        for number, code in enumerate((used, replaced, late, "ABCD-EFGH", "", "x" * 500))
    }
    assert len(answers) == 1
    assert REFUSED in answers.pop()
    assert linked(house) == 1


async def test_on_the_web_even_the_right_code_links_nothing(house: House) -> None:
    code = await code_of(house, await member(house))
    assert REFUSED in await chat(house, channel="web").asks(f"/lienket {code}")
    assert linked(house) == 0
    assert "tài khoản" in await chat(house).asks(f"/lienket {code}")  # and it was not spent on that


async def test_linking_again_moves_the_link_and_the_old_chat_is_told(house: House) -> None:
    lan = await member(house)
    old, new = chat(house, "old"), chat(house, "new")
    await old.asks(f"/lienket {await code_of(house, lan)}")
    await new.asks(f"/lienket {await code_of(house, lan)}")
    assert linked(house) == 1
    assert "sang một chat khác" in (await old.last_answer()).reply.text
    assert "Hiện không có phiếu nào" not in await old.asks("/viec")


async def test_another_channel_is_a_second_link_and_the_first_is_told(house: House) -> None:
    lan = await member(house)
    first = chat(house, "first")
    await first.asks(f"/lienket {await code_of(house, lan)}")
    linking = ChatLinking(lambda: house.knowledge, a_door())
    async with house.database.transaction() as store:
        identity = await store.conversations.find_or_create("zalo", "oa", "second", house.clock.now())
        conversation = await store.conversations.lock(identity)
        assert conversation is not None
        now = house.clock.now()
        await store.links.offer(lan.id, "ABCDEFGH", now + timedelta(minutes=10), now)
        await linking.link(Doing(store, conversation, now, 0), LinkChat("ABCD-EFGH"))
    assert [link.channel for link in await house.desk.linking.links(lan)] == [TELEGRAM, "zalo"]
    assert "liên kết thêm một chat" in (await first.last_answer()).reply.text


async def test_a_chat_that_takes_another_persons_code_is_theirs_alone(house: House) -> None:
    lan, minh = await member(house), await member(house, "Minh")
    person = chat(house)
    await person.asks(f"/lienket {await code_of(house, lan)}")
    assert "tài khoản Minh" in await person.asks(f"/lienket {await code_of(house, minh)}")
    assert await house.desk.linking.links(lan) == ()
    assert len(await house.desk.linking.links(minh)) == 1


async def test_unlinking_ends_it_at_once_and_only_ones_own(house: House) -> None:
    lan, minh = await member(house), await member(house, "Minh")
    person = chat(house)
    await person.asks(f"/lienket {await code_of(house, lan)}")
    (link,) = await house.desk.linking.links(lan)
    assert not await house.desk.linking.unlink(minh, link.id, house.clock.now())
    assert linked(house) == 1
    assert await house.desk.linking.unlink(lan, link.id, house.clock.now())
    assert not await house.desk.linking.unlink(lan, link.id, house.clock.now())
    assert "không còn liên kết" in (await person.last_answer()).reply.text
    assert "Hiện không có phiếu nào" not in await person.asks("/viec")
    assert traces(house, "chat_unlinked") == [(f"staff:{lan.id}", "chat_unlinked")]


async def test_of_a_thousand_guesses_five_are_looked_at_in_a_quarter_of_an_hour_and_none_links(
    house: House, clock: HandClock
) -> None:
    """The right code is among them, after the five."""
    right = (await code_of(house, await member(house))).replace("-", "")
    guesses = [base64.b32encode(secrets.token_bytes(5)).decode() for _ in range(1000)]
    guesses[5] = guesses[500] = right
    linking = ChatLinking(lambda: house.knowledge, a_door())
    answers = set()
    async with house.database.transaction() as store:
        identity = await store.conversations.find_or_create(TELEGRAM, "page", "guesser", clock.now())
        conversation = await store.conversations.lock(identity)
        assert conversation is not None
        for guess in guesses:
            clock.pass_seconds(0.5)
            doing = Doing(store, conversation, clock.now(), 0)
            answers |= {reply.text for reply in await linking.link(doing, LinkChat(guess))}
    assert linked(house) == 0
    assert len(traces(house, "link_failed")) == 5
    assert len(answers) == 2
    assert not any(right in answer for answer in answers)


async def test_after_a_quarter_of_an_hour_one_may_try_again(house: House, clock: HandClock) -> None:
    person = chat(house)
    for _ in range(6):
        last = await person.asks("/lienket ABCDEFGH")
    assert "Mười lăm phút" in last
    clock.pass_seconds(900)
    code = await code_of(house, await member(house))
    assert "tài khoản" in await person.asks(f"/lienket {code}")


@pytest.mark.parametrize("typed", ["ABCDEFG", "ABCDEFGHI", "ABCD9FGH", "ÁBCDEFGH", "", "ABCD\nEFGH"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [(" abcd-efgh ", "ABCDEFGH"), ("0bcd 1f8h", "OBCDIFBH"), ("A-B-C-D-2-3-4-5", "ABCD2345")],
)
def test_letters_that_look_alike_and_gaps_do_not_matter(typed: str, code: str) -> None:
    assert read_code(typed) == code
