"""Signals: the first ends the service in order, the second at once; a second process is refused."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from tests.support.processes import BotProcess
from tests.support.source import ROOT


@pytest.fixture
def bot(tmp_path: Path) -> BotProcess:
    return BotProcess(tmp_path / "data")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_the_service_cleanly_within_five_seconds(
    bot: BotProcess, number: signal.Signals
) -> None:
    await bot.start()
    code, seconds = await bot.stop(number)
    assert code == 0
    assert seconds < 5
    assert '"event": "stopped"' in bot.log()


async def test_the_first_password_is_shown_once_and_only_once(bot: BotProcess) -> None:
    await bot.start()
    await bot.stop()
    await bot.start()
    await bot.stop()
    assert bot.log().count("mật khẩu") == 1


async def test_a_second_process_on_the_same_data_is_refused_with_advice(
    bot: BotProcess, tmp_path: Path
) -> None:
    await bot.start()
    second = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path / "data"), "PORT": "0", "PATH": "/usr/bin:/bin"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await second.communicate()
    await bot.stop()
    assert second.returncode == 1
    assert "DATA_DIR" in errors.decode()
