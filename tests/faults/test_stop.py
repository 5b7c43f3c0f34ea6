"""Signals: the first ends the service in order, the second at once; a second process is refused."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.standins.telegram import TelegramStandIn
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
    assert seconds < max(5, bot.start_seconds)
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


@pytest.fixture
async def stuck(tmp_path: Path) -> AsyncIterator[BotProcess]:
    """A bot whose platform has swallowed a message and says nothing."""
    async with TelegramStandIn() as api:
        bot = BotProcess(tmp_path / "data", TELEGRAM_TOKEN=api.token, TELEGRAM_API_URL=api.root_url)
        await bot.start()
        person = api.person(id=42, first_name="Sáu", has_started=True)
        api.hang_next("sendMessage")
        await person.say("ho tro mua may bao nhieu tien")
        async with asyncio.timeout(60):
            while not any(request.method.lower() == "sendmessage" for request in api.requests):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        yield bot


async def test_a_stop_does_not_wait_for_a_platform_that_hangs(stuck: BotProcess) -> None:
    code, seconds = await stuck.stop(signal.SIGINT)
    assert code == 0
    assert seconds < max(5, 3 + stuck.start_seconds)


async def test_the_second_signal_ends_at_once(stuck: BotProcess) -> None:
    stuck.signal(signal.SIGINT)
    await asyncio.sleep(0.3)  # two signals at one moment would be one to the kernel
    code, seconds = await stuck.stop(signal.SIGINT)
    assert code == 130
    assert seconds < max(1, stuck.start_seconds)
