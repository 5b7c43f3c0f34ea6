"""What the command line says of itself."""

import pytest

from bot.cli.parser import command_names
from tests.bot.cli.command import CommandLine, Inside


async def test_help_names_every_command_without_needing_settings(bot: CommandLine) -> None:
    finished = await bot("--help", LOG_LEVEL="LOUD")
    assert (finished.code, finished.err) == (0, "")
    assert [name for name in command_names() if name not in finished.out] == []
    assert bot.files() == []


@pytest.mark.parametrize("command", [*command_names(), "staff add"])
def test_every_command_explains_itself(inside: Inside, command: str) -> None:
    finished = inside(*command.split(), "--help", LOG_LEVEL="LOUD")
    assert (finished.code, finished.err) == (0, "")
    assert finished.out.startswith(f"usage: python -m bot {command}")


async def test_an_unknown_command_is_refused_with_the_usage(bot: CommandLine) -> None:
    finished = await bot("bake")
    assert (finished.code, finished.out) == (2, "")
    assert finished.err.startswith("usage: python -m bot")
    assert "bake" in finished.err


@pytest.mark.parametrize(
    "arguments", [[], ["staff"], ["staff", "drop"], ["ask", "một", "hai"], ["--verbose"]]
)
def test_what_is_no_whole_command_is_refused_with_the_usage(inside: Inside, arguments: list[str]) -> None:
    finished = inside(*arguments)
    assert (finished.code, finished.out) == (2, "")
    assert finished.err.startswith("usage: python -m bot")
