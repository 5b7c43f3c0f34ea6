"""The test's side of the processes in token_keeper.py."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import datetime

from tests.conftest import SECRET
from tests.faults.token_keeper import DONE, SECRET_NAME
from tests.standins.eventually import until
from tests.support.source import ROOT

_INHERITED = ("PATH", "HOME", "LANG")
_PATIENCE_SECONDS = 60.0


class Nest:
    """What the processes come from."""

    def __init__(self) -> None:
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        self._process = subprocess.Popen(
            (sys.executable, "-m", "tests.faults.token_keeper"),
            cwd=ROOT,
            env={**inherited, SECRET_NAME: SECRET},
            stdin=subprocess.PIPE,
            text=True,
        )

    def hatch(self, *told: object) -> None:
        assert self._process.stdin is not None
        print(*told, file=self._process.stdin, flush=True)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(_PATIENCE_SECONDS)


class Keeper:
    """One process, from `start` to `kill`; it can be started again."""

    def __init__(self, nest: Nest, name: str, url: str, zalo_url: str) -> None:
        self._nest = nest
        self._told = (name, url, zalo_url)
        self._pid = 0
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def start(self) -> None:
        came: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Future()
        server = await asyncio.start_server(lambda *streams: came.set_result(streams), "127.0.0.1", 0)
        self._nest.hatch(server.sockets[0].getsockname()[1], *self._told)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            self._reader, self._writer = await came
            self._pid = int(await self._reader.readline())
        server.close()

    async def look(self, now: datetime, until_it_says: str = DONE) -> bool:
        """Lets it look at this moment. True when it stands at that word now, False when it did not come by there."""
        self.tell(now.isoformat())
        while (word := await self._heard()) != until_it_says:
            if word == DONE:
                return False
            self.tell("go")
        return True

    def tell(self, line: str) -> None:
        self._writer.write(f"{line}\n".encode())

    async def kill(self) -> None:
        """SIGKILL."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            await until(lambda: not _is_there(self._pid))
            self._pid = 0
            self._writer.close()
            with suppress(ConnectionError):
                await self._writer.wait_closed()

    async def _heard(self) -> str:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            word = (await self._reader.readline()).decode().strip()
        assert word, "it has ended by itself"
        return word


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
