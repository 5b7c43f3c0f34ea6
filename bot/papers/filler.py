"""Has a template filled by a worker process, and believes the worker little."""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.papers.faults import Fault
from bot.papers.words import Words

FILLED = b"ok"  # what a worker says before a document
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Filled:
    docx: bytes
    names: frozenset[str]  # of all placeholders in the template, shown or not


class Filler:
    """One for the whole process, so that the limit on workers holds.

    A thread could not be ended, and the library's patterns would hold up every other one while they search."""

    def __init__(self, seconds: float = 20, at_once: int = 2) -> None:
        self._seconds = seconds
        self._at_once = asyncio.Semaphore(at_once)

    async def fill(self, template: bytes, words: Words) -> Filled | Fault:
        async with self._at_once:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.papers.worker"),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                cwd=_ROOT,
                env={},  # secrets are none of its business
            )
            try:
                async with asyncio.timeout(self._seconds):
                    said, _ = await process.communicate(words.to_json() + b"\n" + template)
            except TimeoutError:
                return Fault.TOO_SLOW
            finally:
                await asyncio.shield(_end(process))
        return _understood(said, process.returncode)


async def _end(process: Process) -> None:
    """Whatever it is doing, it is over, and its pipes are closed."""
    assert process.stdin is not None  # noqa: S101 - asked for above
    assert process.stdout is not None  # noqa: S101 - asked for above
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    process.stdin.close()
    await process.stdout.read()
    await process.wait()


def _understood(said: bytes, code: int | None) -> Filled | Fault:
    if code == -signal.SIGXCPU:
        return Fault.TOO_SLOW
    verdict, _, rest = said.partition(b"\n")
    if code == 0 and verdict == FILLED:
        names, _, docx = rest.partition(b"\n")
        return Filled(docx, frozenset(names.decode().split()))
    return next((fault for fault in Fault if fault.encode() == verdict), Fault.BROKEN)
