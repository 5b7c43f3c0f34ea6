"""No bot outlives the test that has started it."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import aiohttp

from tests.support.processes import BotProcess
from tests.support.source import ROOT

_STARTED_BY_SOMEBODY_WHO_IS_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.support.processes import BotProcess

async def main():
    bot = BotProcess(Path(sys.argv[1]))
    await bot.start()
    print(bot.url, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


class _HalfWay(Exception):
    """As a test that fails."""


async def test_a_bot_is_gone_with_its_block_whatever_happens_in_it(tmp_path: Path) -> None:
    bot = BotProcess(tmp_path / "data")
    with suppress(_HalfWay):
        async with bot:
            await bot.start()
            raise _HalfWay
    await _nobody_answers(bot.url)


async def test_a_bot_is_gone_when_the_tests_are_killed(tmp_path: Path) -> None:
    tests = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _STARTED_BY_SOMEBODY_WHO_IS_KILLED, str(tmp_path / "data")),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await tests.communicate()
    await _nobody_answers(said.decode().strip())


async def _nobody_answers(url: str) -> None:
    """From some moment on: the system takes its time to end it."""
    async with asyncio.timeout(10), aiohttp.ClientSession() as http:
        with suppress(aiohttp.ClientError):
            while True:
                async with http.get(f"{url}/healthz"):
                    pass
