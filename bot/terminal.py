"""A conversation in the terminal, by the same doors as every other channel."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator

from bot.clock import Clock
from handlers.channels import Abilities, Attached, Delivered, Outcome
from handlers.intake import Intake
from handlers.markup import plain
from handlers.messages import Address, Reply, Update, UpdateKind

NAME = "terminal"
ABILITIES = Abilities(max_text_units=100_000)
_ADDRESS = Address(NAME, "local", "me")


class TerminalChannel:
    name = NAME
    bot_id = _ADDRESS.bot_id
    abilities = ABILITIES

    async def send(self, address: Address, reply: Reply, attached: Attached | None = None) -> Outcome:
        sys.stdout.write(f"\n{plain(reply.text)}\n\n")
        sys.stdout.flush()
        return Delivered()


class Typing:
    """What is typed, as updates. An empty line is skipped, the end of input ends it."""

    def __init__(self, intake: Intake, clock: Clock) -> None:
        self._intake = intake
        self._clock = clock
        self._count = 0

    async def greet(self) -> None:
        await self._accept(UpdateKind.FOLLOW, "")

    async def accept(self, line: str) -> None:
        await self._accept(UpdateKind.TEXT, line)

    async def _accept(self, kind: UpdateKind, text: str) -> None:
        self._count += 1
        await self._intake.accept(Update(_ADDRESS, str(self._count), kind, text), self._clock.now())


async def typed_lines() -> AsyncIterator[str]:
    """Lines of standard input. Read by a daemon thread: nothing can interrupt a blocking read."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, daemon=True, name="stdin").start()
    while line := await lines.get():
        if line.strip():
            yield line.strip()
