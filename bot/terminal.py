"""A conversation in the terminal, by the same doors as every other channel."""

import asyncio
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO

from bot.clock import Clock
from handlers.attachments.arrivals import Arrivals
from handlers.attachments.names import shown_name
from handlers.channels import Abilities, Attached, Delivered, Outcome
from handlers.intake import Intake
from handlers.markup import plain
from handlers.messages import Address, Reply, Update, UpdateKind, Upload

NAME = "terminal"
ABILITIES = Abilities(max_text_units=100_000)
_ADDRESS = Address(NAME, "local", "me")
_SEND_FILE = "/tep"  # and a path behind it
_PART_BYTES = 256 * 1024


class TerminalChannel:
    """Files that the bot sends are laid into a new private folder, which stays."""

    name = NAME
    bot_id = _ADDRESS.bot_id
    abilities = ABILITIES

    def __init__(self, phrase: Callable[..., str]) -> None:
        self._phrase = phrase

    async def send(self, address: Address, reply: Reply, attached: Attached | None = None) -> Outcome:
        lines = [plain(reply.text)]
        if attached is not None:
            path = await asyncio.to_thread(_laid_down, attached)
            lines.append(self._phrase("terminal_file", path=path))
        _print("\n".join(lines))
        return Delivered()


class Typing:
    """What is typed, as updates; `/tep PATH` sends a file. An empty line is skipped, the end of input ends it."""

    def __init__(self, intake: Intake, arrivals: Arrivals, clock: Clock, phrase: Callable[..., str]) -> None:
        self._intake = intake
        self._arrivals = arrivals
        self._clock = clock
        self._phrase = phrase
        self._count = 0

    async def greet(self) -> None:
        await self._accept(UpdateKind.FOLLOW)

    async def accept(self, line: str) -> None:
        command, _, path = line.partition(" ")
        if command == _SEND_FILE:
            await self._send_file(path.strip())
        else:
            await self._accept(UpdateKind.TEXT, line)

    async def _send_file(self, typed: str) -> None:
        name = Path(typed).name
        try:
            upload = await self._arrivals.take(_ADDRESS, name, _bytes_of(typed), self._clock.now())
        except (OSError, ValueError, RuntimeError):  # a name with a zero byte, or of a stranger's home
            _print(self._phrase("terminal_no_file", path=typed))
            return
        await self._accept(UpdateKind.ATTACHMENT, upload=upload)

    async def _accept(self, kind: UpdateKind, text: str = "", upload: Upload | None = None) -> None:
        self._count += 1
        update = Update(_ADDRESS, str(self._count), kind, text, file=upload)
        await self._intake.accept(update, self._clock.now())


def _print(text: str) -> None:
    sys.stdout.write(f"\n{text}\n\n")
    sys.stdout.flush()


def _laid_down(attached: Attached) -> Path:
    name = shown_name(attached.name)
    path = Path(tempfile.mkdtemp(prefix="khuyencong-")) / (name.strip(".") or "tep")
    path.write_bytes(attached.data)
    return path


async def _bytes_of(typed: str) -> AsyncIterator[bytes]:
    handle = await asyncio.to_thread(_opened, typed)
    try:
        while part := await asyncio.to_thread(handle.read, _PART_BYTES):
            yield part
    finally:
        await asyncio.to_thread(handle.close)


def _opened(typed: str) -> BinaryIO:
    """Raises OSError, ValueError and RuntimeError for what is no readable file; a pipe would never end."""
    path = Path(typed).expanduser()
    if not path.is_file():
        raise FileNotFoundError(path)
    return path.open("rb")


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
