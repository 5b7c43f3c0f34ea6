"""A worker process for what strangers have made: it knows no secrets, and it ends whatever it is doing."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PART_BYTES = 64 * 1024


@asynccontextmanager
async def worker(module: str, *arguments: str) -> AsyncIterator[Process]:
    """The module as a process with its input and output open; it is over, and its pipes closed, with the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=_ROOT,
        env={},  # secrets are none of its business
    )
    try:
        yield process
    finally:
        await asyncio.shield(_end(process))


async def _end(process: Process) -> None:
    assert process.stdin is not None  # noqa: S101 - asked for above
    assert process.stdout is not None  # noqa: S101 - asked for above
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    process.stdin.close()
    while await process.stdout.read(_PART_BYTES):
        pass
    await process.wait()
