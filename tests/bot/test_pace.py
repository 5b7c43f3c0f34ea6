"""How fast a bot may send, by a clock that the test moves."""

import asyncio
import time

import pytest

from bot.pace import Bucket, Pace
from handlers.channels import Abilities


class Seconds:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.now = 500.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_at_once_and_then_one_at_a_time() -> None:
    bucket = Bucket(rate=2, burst=3)
    assert [bucket.reserve(0) for _ in range(5)] == [0, 0, 0, 0.5, 1.0]


def test_a_bucket_fills_with_time_but_never_above_its_burst() -> None:
    bucket = Bucket(rate=2, burst=3)
    for _ in range(3):
        bucket.reserve(0)
    assert bucket.reserve(0.5) == 0
    assert bucket.reserve(0.5) == 0.5
    assert [bucket.reserve(1000) for _ in range(4)] == [0, 0, 0, 0.5]


def test_a_debt_is_paid_before_anything_is_free_again() -> None:
    bucket = Bucket(rate=1, burst=1)
    assert [bucket.reserve(0) for _ in range(4)] == [0, 1, 2, 3]
    assert bucket.reserve(4) == 0
    assert bucket.reserve(4) == 1


@pytest.mark.parametrize("rate", [25.0, 30.0])
def test_no_second_ever_sees_more_than_rate_and_burst(rate: float) -> None:
    bucket = Bucket(rate, burst=rate / 5)
    moments = [bucket.reserve(0) for _ in range(200)]
    most = max(sum(start <= moment < start + 1 for moment in moments) for start in moments)
    assert most <= 36
    assert moments[-1] == pytest.approx((200 - rate / 5) / rate)


async def wait_time(pace: Pace, *chat_keys: str) -> float:
    began = time.monotonic()
    await asyncio.gather(*(pace.wait(key) for key in chat_keys))
    return time.monotonic() - began


async def test_one_chat_is_slowed_and_the_others_are_not() -> None:
    pace = Pace(Abilities(4096, chat_sends_per_second=10, chat_burst=2), Seconds())
    assert await wait_time(pace, "an", "an", "an", "an") >= 0.19
    assert await wait_time(pace, "binh", "chi", "dung") < 0.15


async def test_all_chats_together_keep_to_the_rate_of_the_bot() -> None:
    pace = Pace(Abilities(4096, sends_per_second=20), Seconds())
    assert await wait_time(pace, *(f"person {number}" for number in range(8))) >= 0.19


def test_a_halt_lasts_as_long_as_the_platform_said() -> None:
    seconds = Seconds()
    pace = Pace(Abilities(4096), seconds)
    assert pace.halted_seconds == 0
    pace.halt(30)
    seconds.now += 12
    assert pace.halted_seconds == 18
    seconds.now += 18
    assert pace.halted_seconds == 0


def test_a_shorter_halt_does_not_end_a_longer_one() -> None:
    seconds = Seconds()
    pace = Pace(Abilities(4096), seconds)
    pace.halt(30)
    pace.halt(5)
    assert pace.halted_seconds == 30


async def test_no_second_sees_more_than_the_platform_takes_however_they_bunch() -> None:
    pace = Pace(Abilities(4096, most_in_a_second=10), time.monotonic)
    left: list[float] = []

    async def leave() -> None:
        await pace.room()
        left.append(time.monotonic())

    await asyncio.gather(*(leave() for _ in range(25)))
    assert max(sum(start <= moment < start + 1 for moment in left) for start in left) == 10
    assert 2.0 <= left[-1] - left[0] < 3.0


async def test_chats_that_are_remembered_are_bounded() -> None:
    pace = Pace(Abilities(4096, sends_per_second=1e9, chat_sends_per_second=1e9, chat_burst=1), Seconds())
    for number in range(10_050):
        await pace.wait(str(number))
    assert len(pace._chats) == 10_000
