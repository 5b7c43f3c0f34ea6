"""A command line with a folder of its own."""

from pathlib import Path

import pytest

from tests.bot.cli.command import CommandLine


@pytest.fixture
def bot(tmp_path: Path) -> CommandLine:
    folder = tmp_path / "command"
    folder.mkdir()
    return CommandLine(folder)
