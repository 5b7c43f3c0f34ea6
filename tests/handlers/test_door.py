"""Replies on their way to the outbox: numbered, split, written once with their transcript lines."""

import pytest

from handlers.channels import Abilities
from handlers.messages import REPLY, Address, Button, Notice, Reply
from handlers.outbox import Door, last_asked
from handlers.text import utf16_units
from handlers.transcript import Transcript
from storage.database import Database
from storage.repositories.conversations import ConversationRow
from storage.states import Lane, Promise
from storage.tables import delivery
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, a_conversation, an_inbound
from tests.support.rows import rows

LIMIT = 60
BUTTONS = (Button("Mua máy", "entry:may"), Button("Gặp cán bộ", "person"))


@pytest.fixture
def door() -> Door:
    return Door({WEB: Abilities(max_text_units=LIMIT)}, "Nhắn số:", "Hoặc nhắn:")


async def post(
    door: Door,
    database: Database,
    clock: HandClock,
    *replies: Reply,
    inbound_id: int | None = None,
    lane: Lane = Lane.REPLY,
) -> None:
    identity = await a_conversation(database, clock.now())
    async with database.transaction() as store:
        to: ConversationRow | None = await store.conversations.lock(identity)
        assert to is not None
        await door.post(store, to, replies, clock.now(), inbound_id, lane)


async def posted(database: Database, clock: HandClock) -> list[Reply]:
    """All deliveries as they would leave, the oldest first."""
    found: list[Reply] = []
    async with database.transaction() as store:
        for stored in rows(database, delivery):
            place = f"delivery.body:{stored.channel}:{stored.bot_id}:{stored.chat_key}"
            found.append(REPLY.validate_json(store.deliveries._vault.open(stored.body, place)))
    return found


async def test_choices_are_also_numbered_lines(door: Door, database: Database, clock: HandClock) -> None:
    await post(door, database, clock, Reply("Việc nào ạ?", BUTTONS))
    assert await posted(database, clock) == [
        Reply("Việc nào ạ?\n\nNhắn số:\n1. Mua máy\n2. Gặp cán bộ", BUTTONS)
    ]


async def test_a_reply_without_choices_is_sent_as_it_is(
    door: Door, database: Database, clock: HandClock
) -> None:
    await post(door, database, clock, Reply("Dạ vâng."))
    assert await posted(database, clock) == [Reply("Dạ vâng.")]


async def test_a_long_reply_is_split_and_the_buttons_hang_on_its_last_part(
    door: Door, database: Database, clock: HandClock
) -> None:
    await post(door, database, clock, Reply("Một câu dài. " * 10, BUTTONS))
    parts = await posted(database, clock)
    assert len(parts) > 2
    assert all(utf16_units(part.text) <= LIMIT for part in parts)
    assert [part.buttons for part in parts] == [()] * (len(parts) - 1) + [BUTTONS]
    assert parts[-1].text.endswith("2. Gặp cán bộ")


async def test_every_part_is_a_line_of_the_transcript_in_order(
    door: Door, database: Database, clock: HandClock
) -> None:
    await post(door, database, clock, Reply("Một câu dài. " * 10), Reply("Hết.", BUTTONS))
    lines = await Transcript(database).after(Address(WEB, PAGE, "an"), 0)
    assert [line.reply for line in lines] == await posted(database, clock)
    assert {line.author for line in lines} == {"bot"}


async def test_deliveries_say_which_update_they_answer_and_which_lane_they_take(
    door: Door, database: Database, clock: HandClock
) -> None:
    update_id = await an_inbound(database, clock.now())
    await post(door, database, clock, Reply("một"), Reply("hai"), inbound_id=update_id)
    await post(door, database, clock, Reply("tin"), lane=Lane.BULK)
    stored = rows(database, delivery)
    assert [(row.inbound_id, row.ordinal, row.lane) for row in stored] == [
        (update_id, 0, Lane.REPLY),
        (update_id, 1, Lane.REPLY),
        (None, 0, Lane.BULK),
    ]
    assert {(row.state, row.promise, row.next_at) for row in stored} == {
        ("pending", Promise.AT_LEAST_ONCE, clock.now())
    }


async def test_an_answer_posted_again_for_the_same_update_is_written_once(
    door: Door, database: Database, clock: HandClock
) -> None:
    update_id = await an_inbound(database, clock.now())
    for _ in range(2):
        await post(door, database, clock, Reply("Dạ vâng."), inbound_id=update_id)
    assert len(rows(database, delivery)) == 1
    assert len(await Transcript(database).after(Address(WEB, PAGE, "an"), 0)) == 1


async def test_nothing_to_say_writes_nothing(door: Door, database: Database, clock: HandClock) -> None:
    await post(door, database, clock)
    assert rows(database, delivery) == []


def test_numbers_mean_the_last_choices_that_were_shown() -> None:
    other = (Button("Khác", "entry:khac"),)
    assert last_asked((Reply("a", BUTTONS), Reply("b", other), Reply("c"))).buttons == other
    assert last_asked((Reply("a"), Reply("b"))) == Reply("b")


async def test_where_there_is_nothing_to_press_nobody_is_told_to_press(
    database: Database, clock: HandClock
) -> None:
    bare = Door({WEB: Abilities(LIMIT, has_buttons=False)}, "Bấm nút:", "Hoặc nhắn:", "Nhắn số:")
    await post(bare, database, clock, Reply("Việc nào ạ?", BUTTONS))
    assert [reply.text for reply in await posted(database, clock)] == [
        "Việc nào ạ?\n\nNhắn số:\n1. Mua máy\n2. Gặp cán bộ"
    ]


async def test_what_a_notice_tells_of_goes_with_its_last_part(
    door: Door, database: Database, clock: HandClock
) -> None:
    notice = Notice("approve", 7, {"code": "KC-1"})
    await post(door, database, clock, Reply("một hai ba " * 10, notice=notice))
    *others, last = await posted(database, clock)
    assert last.notice == notice
    assert others
    assert all(reply.notice is None for reply in others)
