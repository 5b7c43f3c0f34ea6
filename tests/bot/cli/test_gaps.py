"""`gaps`: the open questions; what is read by machines goes to standard output alone."""

from tests.bot.cli.command import CommandLine


async def test_an_empty_list_says_so_beside_the_output(bot: CommandLine) -> None:
    for options in ((), ("--jsonl",)):
        finished = await bot("gaps", *options)
        assert (finished.code, finished.out) == (0, "")
        assert "Chưa có câu hỏi nào chờ trả lời." in finished.err
