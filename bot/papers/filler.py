"""Has a template filled by a worker process, and believes the worker little."""

import asyncio
import signal
from dataclasses import dataclass

from bot.papers.faults import Fault
from bot.papers.words import Words
from handlers.attachments.confined import worker

FILLED = b"ok"  # what a worker says before a document


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
            async with worker("bot.papers.worker") as process:
                try:
                    async with asyncio.timeout(self._seconds):
                        said, _ = await process.communicate(words.to_json() + b"\n" + template)
                except TimeoutError:
                    return Fault.TOO_SLOW
            return _understood(said, process.returncode)


def _understood(said: bytes, code: int | None) -> Filled | Fault:
    if code == -signal.SIGXCPU:
        return Fault.TOO_SLOW
    verdict, _, rest = said.partition(b"\n")
    if code == 0 and verdict == FILLED:
        names, _, docx = rest.partition(b"\n")
        return Filled(docx, frozenset(names.decode().split()))
    return next((fault for fault in Fault if fault.encode() == verdict), Fault.BROKEN)
