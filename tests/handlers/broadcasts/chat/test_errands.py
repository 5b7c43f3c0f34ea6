"""What is done beside a turn: one thing a chat, so many at once, and nobody waits for what has failed."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from handlers.broadcasts.chat import errands as module
from handlers.broadcasts.chat.errands import Errands, Found
from handlers.messages import STATE, Button, Reply
from storage.database import Database
from tests.support.applications import a_member
from tests.support.clock import HandClock
from tests.support.reviews import TELEGRAM, Office, a_door, a_linked_chat

YES = Button("Gửi", "tn:yes:1:1")
OTHER = Button("Khác", "x")


class Side:
    """One linked chat and what is said in it; an errand ends when the test lets it."""

    def __init__(self, database: Database, clock: HandClock, chat: int, member: int) -> None:
        self.database, self.clock, self.chat, self.member = database, clock, chat, member
        self.rung = 0
        self.errands = Errands(database, a_door(), self._ring, lambda: Reply("chưa xem được"))
        self.may_end = asyncio.Event()
        self.began = 0

    def begin(self, text: str = "đã đếm", chat: int | None = None) -> bool:
        async def work() -> Found:
            self.began += 1
            await self.may_end.wait()
            if text == "hỏng":
                raise RuntimeError("an errand that fails")
            return Found((Reply(text, (YES,)),), "tn:yes:1:1:7:", or_else=Reply(f"{text}, muộn", (YES,)))

        return self.errands.begin(chat or self.chat, self.clock.now(), work)

    async def ends(self) -> list[str]:
        self.may_end.set()
        await self.errands.settled()
        office = Office(self.database, None, self.clock)  # type: ignore[arg-type]  # it only reads here
        return [reply.text.partition("\n")[0] for reply in await office.told("lan", TELEGRAM)]

    async def says(self) -> None:
        """A turn of this chat ends now."""
        async with self.database.transaction() as store:
            state = STATE.dump_json(STATE.validate_python({"choices": (OTHER,), "expects": "z"})).decode()
            await store.conversations.save(self.chat, state, self.clock.now())

    async def expects(self) -> tuple[str, list[str]]:
        async with self.database.reading() as store:
            row = await store.conversations.get(self.chat)
        assert row is not None
        state = STATE.validate_json(row.state)
        return state.expects, [choice.label for choice in state.choices]

    def _ring(self) -> None:
        self.rung += 1


@pytest.fixture
async def side(database: Database, clock: HandClock) -> AsyncIterator[Side]:
    member = await a_member(database, clock.now(), name="Lan")
    opened = Side(database, clock, await a_linked_chat(database, clock.now(), member, "lan"), member)
    await opened.says()
    yield opened
    await opened.errands.aclose()


async def test_it_is_said_as_if_the_turn_had_said_it(side: Side) -> None:
    assert side.begin()
    assert await side.ends() == ["đã đếm"]
    assert await side.expects() == ("tn:yes:1:1:7:", ["Gửi"])
    assert side.rung == 1


async def test_whoever_has_gone_on_is_not_taken_back(side: Side) -> None:
    side.begin()
    side.clock.pass_seconds(3)
    await side.says()
    assert await side.ends() == ["đã đếm, muộn"]
    assert await side.expects() == ("z", ["Khác", "Gửi"])  # numbers choose what was asked meanwhile


async def test_the_newer_takes_the_place_of_the_older(side: Side) -> None:
    side.begin("cũ")
    await asyncio.sleep(0)
    side.begin("mới")
    assert await side.ends() == ["mới"]
    assert side.began == 2


async def test_what_fails_is_said_and_the_next_one_begins(side: Side) -> None:
    side.begin("hỏng")
    assert await side.ends() == ["chưa xem được"]
    assert side.begin()
    assert await side.ends() == ["chưa xem được", "đã đếm"]


async def test_too_long_is_a_failure(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST_SECONDS", 0.01)
    side.begin()
    await side.errands.settled()
    assert await side.ends() == ["chưa xem được"]


async def test_only_so_many_wait_and_only_some_are_at_work(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST", 4)
    assert [side.begin(chat=number) for number in range(100, 105)] == [True] * 4 + [False]
    for _ in range(5):
        await asyncio.sleep(0)
    assert side.began == 2
    await side.ends()
    assert side.began == 4
    assert side.begin()


async def test_the_end_of_the_house_gives_up_what_is_under_way(side: Side) -> None:
    side.begin()
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await side.errands.aclose()
    assert await side.ends() == []


async def test_a_chat_that_is_unlinked_meanwhile_hears_nothing(side: Side) -> None:
    side.begin()
    async with side.database.transaction() as store:
        (link,) = await store.links.of(side.member)
        await store.links.remove(link.id, side.member)
    assert await side.ends() == []
    assert side.rung == 1
