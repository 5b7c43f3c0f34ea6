"""What the command line says of itself."""

import asyncio

from bot.cli.parser import command_names
from tests.bot.cli.command import CommandLine


async def test_every_command_explains_itself_without_needing_settings(bot: CommandLine) -> None:
    names = command_names()
    whole, action, *each = await asyncio.gather(
        bot("--help", LOG_LEVEL="LOUD"),
        bot("staff", "add", "--help"),
        *(bot(name, "--help") for name in names),
    )
    assert set(names) >= {"run", "chat", "ask", "check", "migrate", "staff"}
    assert all(name in whole.out for name in names)
    assert "data_protection" in action.out
    for name, finished in zip(["", "staff add", *names], [whole, action, *each], strict=True):
        assert (finished.code, finished.err) == (0, "")
        assert finished.out.startswith(f"usage: python -m bot {name}".rstrip())
    assert bot.files() == []


async def test_what_is_no_command_is_refused_with_the_usage(bot: CommandLine) -> None:
    refused = await asyncio.gather(bot("bake"), bot(), bot("staff"), bot("ask", "một", "hai"))
    for finished in refused:
        assert (finished.code, finished.out) == (2, "")
        assert finished.err.startswith("usage: python -m bot")
