"""How long Zalo lets staff answer, and what that costs."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from bot.carrying import abilities
from handlers.broadcasts.ways import Window
from handlers.inbox.model import Done, Price, Refusal, Why, WindowLeft
from handlers.inbox.room import inbox_room
from handlers.inbox.windows import Windows
from handlers.outbox import Door
from handlers.zalo.windows import FREE_FOR, OPEN_FOR
from storage.tables import conversation
from tests.support.clock import HandClock
from tests.support.inboxes import Office
from tests.support.rows import change

ZALO, OA = "zalo_oa", "700100"
HOUR = timedelta(hours=1)
_numbers = count(1)


def a_window(left: int) -> Window:
    async def billed_left(_: datetime) -> int:
        return left

    return Window(ZALO, FREE_FOR, OPEN_FOR, billed_left)


@pytest.mark.parametrize(
    ("ago", "left", "expected"),
    [
        (0 * HOUR, 0, WindowLeft(Price.FREE, 48 * HOUR, 0)),
        (48 * HOUR, 0, WindowLeft(Price.FREE, 0 * HOUR, 0)),
        (49 * HOUR, 3, WindowLeft(Price.BILLED, 119 * HOUR, 3)),
        (49 * HOUR, 0, WindowLeft(Price.UNPAID, 119 * HOUR, 0)),
        (168 * HOUR, 3, WindowLeft(Price.BILLED, 0 * HOUR, 3)),
        (169 * HOUR, 3, WindowLeft(Price.SHUT, 0 * HOUR, 3)),
        (None, 3, WindowLeft(Price.SHUT, 0 * HOUR, 3)),
    ],
)
def test_the_window_of_zalo(clock: HandClock, ago: timedelta | None, left: int, expected: WindowLeft) -> None:
    now, windows = clock.now(), Windows(a_window(left))
    assert windows.left(ZALO, now - ago if ago is not None else None, left, now) == expected
    assert expected.is_open is (expected.price in (Price.FREE, Price.BILLED))


def test_other_channels_have_none_and_nor_has_zalo_while_it_is_off(clock: HandClock) -> None:
    now = clock.now()
    for channel in ("web", "telegram", "zalo_bot"):
        assert Windows(a_window(3)).left(channel, now - 300 * HOUR, 3, now) is None
    assert Windows(None).left(ZALO, now - 300 * HOUR, 0, now) is None


def with_window(office: Office, left: int) -> Office:
    """The same office before an account that may bill so much."""
    house = office.house
    door = Door(abilities(house.settings), "Nhắn số:", "Hoặc nhắn:", staff_line="Cán bộ:")
    room = inbox_room(house.database, lambda: house.knowledge, door, a_window(left), lambda: None)
    return replace(office, house=replace(house, inbox=room))


async def test_staff_write_as_long_as_the_window_is_open_and_somebody_pays(office: Office) -> None:
    here = with_window(office, left=0)
    talk, lan = await here.writes(channel=ZALO, bot_id=OA), await here.member()
    await here.takes(lan, talk)
    now = here.house.clock.now()
    cases = (
        (47 * HOUR, 0, None),
        (49 * HOUR, 0, Why.UNPAID),
        (49 * HOUR, 1, None),
        (169 * HOUR, 1, Why.SHUT),
    )
    for ago, left, why in cases:
        change(here.house.database, conversation.update().values(last_inbound_at=now - ago))
        here = with_window(here, left)
        done = await here.answers(lan, talk, f"câu {next(_numbers)}")
        assert done == (Done() if why is None else Refusal(why, most=done.most)), ago  # type: ignore[union-attr]
    assert len(await here.said("staff")) == 2


@pytest.mark.parametrize(("ago", "is_told"), [(47 * HOUR, True), (49 * HOUR, False)])
async def test_that_the_machine_is_back_is_never_told_for_money(
    office: Office, ago: timedelta, is_told: bool
) -> None:
    here = with_window(office, left=3)
    talk, lan = await here.writes(channel=ZALO, bot_id=OA), await here.member()
    await here.takes(lan, talk)
    await here.answers(lan, talk, "chào")
    moved = conversation.update().values(last_inbound_at=here.house.clock.now() - ago)
    change(here.house.database, moved)
    await here.gives(lan, talk)
    assert (here.house.say("given_back") in await here.said("bot")) is is_told
