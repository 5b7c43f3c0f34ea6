"""Bots that start at once: one process has read the content already, and splits off each of them.

Every one is a process of its own that opens the database, sends and is killed like any other; only what all of
them would read again is read once.
"""

import asyncio
import ctypes
import gc
import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from bot.app import open_house
from bot.clock import SystemClock
from bot.logs import set_up_logs
from bot.service import Service
from knowledge.base import KnowledgeBase
from tests.support.houses import make_settings
from tests.support.source import ROOT

_PR_SET_PDEATHSIG = 1
_START_SECONDS = 60.0


class BornBot:
    """One of them."""

    def __init__(self, pid: int, log: Path) -> None:
        self.pid = pid
        self._log = log

    @property
    def is_alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def log(self) -> str:
        """What it has written."""
        return self._log.read_text(encoding="utf-8")

    async def started(self) -> None:
        """Returns when all its parts run."""
        async with asyncio.timeout(_START_SECONDS):
            while '"event": "started"' not in self.log():
                assert self.is_alive, self.log()[-2000:]
                await asyncio.sleep(0.01)

    async def kill(self) -> None:
        """SIGKILL for it and whatever it has started."""
        for kill in (os.kill, os.killpg):  # a newborn one leads no group yet
            with suppress(ProcessLookupError):
                kill(self.pid, signal.SIGKILL)
        await self._gone()

    async def stop(self) -> float:
        """SIGTERM; the seconds until it was gone."""
        began = time.monotonic()
        os.kill(self.pid, signal.SIGTERM)
        await self._gone()
        return time.monotonic() - began

    async def _gone(self) -> None:
        async with asyncio.timeout(60):
            while self.is_alive:  # noqa: ASYNC110 - it is nobody's child here, so asking is the only way to know
                await asyncio.sleep(0.005)


class Nursery:
    """They are all gone with its `async with` block, and with the tests however these end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._born: list[BornBot] = []

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from tests.support.nursery import serve; serve()"),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        for bot in self._born:
            if bot.is_alive:
                await bot.kill()
        self._process.kill()
        await self._process.wait()

    async def bot(self, **settings: object) -> BornBot:
        """A new one, with the settings of the tests and these."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        log = self._folder / f"bot-{len(self._born)}.log"
        log.touch()
        order = json.dumps({"log": str(log), "settings": settings}, default=str)
        self._process.stdin.write(f"{order}\n".encode())
        bot = BornBot(int(await self._process.stdout.readline()), log)
        self._born.append(bot)
        return bot


def serve() -> None:
    """In the nursery itself: a bot for each line that comes in, whose process number goes out."""
    _dies_with_its_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries them
    knowledge = KnowledgeBase.load()
    gc.freeze()  # as the service does
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os._exit(_live(order["log"], order["settings"], knowledge))
        print(pid, flush=True)


def _live(log: str, settings: dict[str, Any], knowledge: KnowledgeBase) -> int:
    """The whole life of one bot; its exit code."""
    _dies_with_its_parent()
    os.setsid()  # a group of its own, to be killed whole
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in (1, 2):
        os.dup2(written, number)
    try:
        asyncio.run(_run(settings, knowledge))
    except BaseException as error:  # noqa: BLE001 - it must not go on as a second nursery
        print(repr(error), file=sys.stderr, flush=True)
        return 1
    return 0


async def _run(settings: dict[str, Any], knowledge: KnowledgeBase) -> None:
    set_up_logs("INFO")
    given = make_settings(settings.pop("database_url"), Path(settings.pop("data_dir")), **settings)
    async with open_house(given, SystemClock(), lambda: knowledge) as house:
        await Service(house).run()


def _dies_with_its_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
