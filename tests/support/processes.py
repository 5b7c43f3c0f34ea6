"""The bot as a process of its own, to be killed without warning; it outlives neither its block nor the tests."""

import asyncio
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import aiohttp

from tests.support.source import ROOT

_READY_SECONDS = 180.0


# The system kills it when the tests end, however they end: no `finally` runs in a process that was killed itself.
_LEASHED = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
os.execv(sys.executable, [sys.executable, "-m", "bot", "run"])
"""


class BotProcess:
    """`python -m bot run` with the given settings; keeps its port over restarts. Gone with its `async with` block."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = data_dir.with_suffix(".log")
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = {
            **inherited,
            "DATA_DIR": str(data_dir),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None
        self.start_seconds = 0.0  # what this machine needs to start: the measure for how fast a stop can be

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None:
            await self.kill()

    async def start(self) -> float:
        """Seconds from the start to the first answer of its health page."""
        assert self._process is None or self._process.returncode is not None, "it runs already"
        began = time.monotonic()
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", _LEASHED),
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a group of its own, to be killed whole
            )
        async with aiohttp.ClientSession() as http:
            while time.monotonic() - began < _READY_SECONDS:
                if self._process.returncode is not None:
                    break
                try:
                    async with http.get(f"{self.url}/healthz"):
                        self.start_seconds = time.monotonic() - began
                        return self.start_seconds
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)  # asking again is the only way to know
        raise AssertionError(f"the bot did not come up: {self.log()[-2000:]}")

    async def kill(self) -> None:
        """SIGKILL for it and whatever it has started: nothing is finished, nothing is cleaned up."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()

    async def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Exit code and the seconds it took."""
        assert self._process is not None
        began = time.monotonic()
        if self._process.returncode is None:
            self._process.send_signal(with_signal)
        code = await asyncio.wait_for(self._process.wait(), 60)
        return code, time.monotonic() - began

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
