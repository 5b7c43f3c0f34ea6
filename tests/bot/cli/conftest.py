"""A command line with a folder of its own."""

from pathlib import Path

import pytest

from tests.bot.cli.command import CommandLine, Inside


@pytest.fixture
def bot(tmp_path: Path) -> CommandLine:
    folder = tmp_path / "command"
    folder.mkdir()
    return CommandLine(folder)


@pytest.fixture
def inside(bot: CommandLine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Inside:
    """The same command line within this process; for tests without a loop of their own."""
    return Inside(bot, monkeypatch, capsys)
