"""A worker that hangs, swells, dies or lies holds nobody up and is not believed."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable

import pytest

from handlers.attachments.examiner import Examiner
from handlers.attachments.model import Kind, Reason
from storage.crypto import SealBroken
from tests.handlers.attachments import samples
from tests.handlers.attachments.samples import stream
from tests.support.confined import run

_TRYING = """
from handlers.attachments import worker
def examine(kind, data):
    works = (lambda: open("/etc/passwd")), socket.socket, (lambda: bytearray(1 << 30)), os.pipe
    return " ".join(map(tried, works)).encode()
worker.examine = examine
sys.argv = ["worker", "pdf"]
worker.main()
"""
_SPINNING = """
from handlers.attachments.confining import confine
confine(may_open_files=True, cpu_seconds=1)
while True:
    pass
"""


def test_a_worker_can_open_nothing_and_take_little_memory() -> None:
    assert run(_TRYING).stdout.split() == ["ok", "OSError", "OSError", "MemoryError", "OSError"]


def test_what_is_confined_and_spins_is_ended_by_the_system() -> None:
    assert run(_SPINNING).returncode == -signal.SIGXCPU


async def test_a_file_that_takes_too_long_is_refused_and_its_worker_is_gone() -> None:
    async def halting() -> AsyncIterator[bytes]:
        yield b"%PDF-"
        await asyncio.Event().wait()

    before = children()  # other tests keep servers and browsers
    assert await Examiner(seconds=0.5).examine(Kind.PDF, halting()) is Reason.TOO_SLOW
    assert children() <= before


async def test_after_slow_files_there_is_room_for_others() -> None:
    async def halting() -> AsyncIterator[bytes]:
        await asyncio.Event().wait()
        yield b""

    examiner = Examiner(seconds=10, at_once=1)
    slow = [asyncio.create_task(examiner.examine(Kind.PDF, halting())) for _ in range(3)]
    await asyncio.sleep(0)
    for task in slow:
        task.cancel()
    assert await examiner.examine(Kind.PDF, stream(samples.pdf())) is None
    await asyncio.wait(slow)


async def test_a_stored_file_that_does_not_open_is_an_error_not_a_refusal() -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"%PDF-"
        raise SealBroken("damaged")

    with pytest.raises(SealBroken):
        await Examiner().examine(Kind.PDF, broken())


async def test_a_worker_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "0123456789")
    seen = []
    before = children()

    async def looking() -> AsyncIterator[bytes]:
        seen.extend(_text(f"/proc/{child}/environ") for child in children() - before)
        yield samples.pdf()

    assert await Examiner().examine(Kind.PDF, looking()) is None
    assert len(seen) == 1
    assert "SECRET_KEY" not in seen[0]


async def test_the_loop_goes_on_while_a_large_picture_is_made_anew() -> None:
    """The longest stall is at most 50 ms, or ten times that of an idle loop on a starved machine."""
    photo = samples.encoded(samples.two_colours("RGB", (6000, 4000)), "PNG", compress_level=1)
    photo += bytes(10 * 1024 * 1024)  # much to carry, too
    idle = await _longest_stall(asyncio.sleep(1))
    began = time.perf_counter()
    stall = await _longest_stall(Examiner(seconds=60).examine(Kind.PNG, stream(photo)))
    print(f"stall {stall * 1000:.1f} ms in {time.perf_counter() - began:.2f} s; idle {idle * 1000:.1f} ms")
    assert stall <= max(0.05, 10 * idle)


async def test_the_largest_pictures_fit_into_the_memory_of_a_worker() -> None:
    sent = samples.encoded(samples.two_colours("RGBA", (8192, 6144)), "PNG", compress_level=1)
    assert isinstance(await Examiner(seconds=120).examine(Kind.PNG, stream(sent)), bytes)


def children() -> set[str]:
    return set(_text(f"/proc/self/task/{os.getpid()}/children").split())


async def _longest_stall(work: Awaitable[object]) -> float:
    longest, is_over = 0.0, False

    async def ticking() -> None:
        nonlocal longest
        while not is_over:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - began - 0.001)

    ticks = asyncio.create_task(ticking())
    await work
    is_over = True
    await ticks
    return longest


def _text(path: str) -> str:
    with open(path, encoding="utf-8") as opened:
        return opened.read()
