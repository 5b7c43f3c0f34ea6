"""What the command line says of itself."""

import asyncio

import pytest

from bot.cli.parser import command_names
from tests.bot.cli.command import CommandLine, Inside


async def test_help_needs_no_settings_and_what_is_no_command_is_refused(bot: CommandLine) -> None:
    helped, refused = await asyncio.gather(bot("--help", LOG_LEVEL="LOUD"), bot("bake"))
    assert (helped.code, helped.err) == (0, "")
    assert [name for name in command_names() if name not in helped.out] == []
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("usage: python -m bot")
    assert "bake" in refused.err
    assert bot.files() == []


@pytest.mark.parametrize("command", [*command_names(), "staff add"])
def test_every_command_explains_itself(inside: Inside, command: str) -> None:
    finished = inside(*command.split(), "--help", LOG_LEVEL="LOUD")
    assert (finished.code, finished.err) == (0, "")
    assert finished.out.startswith(f"usage: python -m bot {command}")


@pytest.mark.parametrize(
    "arguments", [[], ["staff"], ["staff", "drop"], ["ask", "một", "hai"], ["--verbose"]]
)
def test_what_is_no_whole_command_is_refused_with_the_usage(inside: Inside, arguments: list[str]) -> None:
    finished = inside(*arguments)
    assert (finished.code, finished.out) == (2, "")
    assert finished.err.startswith("usage: python -m bot")
