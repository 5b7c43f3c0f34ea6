"""The bell: a signal is never lost, and silence only makes one wait."""

import asyncio
import time

from bot.loops import Bell


async def test_a_ring_before_the_wait_is_heard_at_once_and_counts_once() -> None:
    bell = Bell()
    bell.ring()
    bell.ring()
    began = time.monotonic()
    await bell.wait(30)
    assert time.monotonic() - began < 10
    began = time.monotonic()
    await bell.wait(0.05)
    assert time.monotonic() - began >= 0.04


async def test_a_ring_ends_the_wait_that_is_under_way() -> None:
    bell = Bell()
    async with asyncio.timeout(10):
        waiting = asyncio.create_task(bell.wait(60))
        await asyncio.sleep(0)
        bell.ring()
        await waiting


async def test_a_time_that_is_over_already_does_not_wait() -> None:
    async with asyncio.timeout(10):
        await Bell().wait(-5)
