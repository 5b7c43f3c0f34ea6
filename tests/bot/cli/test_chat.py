"""`chat`: the same conversation as on every channel, and nothing of it is kept."""

from knowledge.base import KnowledgeBase
from tests.bot.cli.command import CommandLine
from tests.handlers.attachments import samples

_TYPED = "ho tro mua may bao nhieu tien\n\nhồ sơ\n2\nthời tiết hôm nay"


async def test_a_conversation_until_the_end_of_input(bot: CommandLine, knowledge: KnowledgeBase) -> None:
    finished = await bot("chat", typed=_TYPED)
    assert (finished.code, finished.err) == (0, "")
    greeting, answer, asked_back, chosen, unknown = _replies(finished.out, knowledge)
    assert "trợ lý tự động" in greeting
    assert "Trần quốc gia" in answer
    assert "Căn cứ: Thông tư 28/2018/TT-BTC" in answer
    assert "Kiểm tra ngày 21/11/2026" in answer
    offered = [line.partition(". ")[2] for line in asked_back.splitlines() if line[:1].isdecimal()]
    assert len(offered) == 4
    (second,) = (entry for entry in knowledge.content.entries.values() if entry.title == offered[1])
    assert second.answer in chosen
    assert "mình không đoán" in unknown
    assert bot.files() == []
    assert list(bot.temporary.iterdir()) == []


async def test_a_file_is_answered_and_a_wrong_path_is_told(
    bot: CommandLine, knowledge: KnowledgeBase
) -> None:
    (bot.folder / "giay.pdf").write_bytes(samples.pdf())
    finished = await bot("chat", typed="/tep ~/khong-co.pdf\n/tep ~/giay.pdf")  # its home is its folder
    assert (finished.code, finished.err) == (0, "")
    assert knowledge.phrase("terminal_no_file", path="~/khong-co.pdf") in finished.out
    assert knowledge.phrase("attachment") in finished.out
    assert bot.files() == [bot.folder / "giay.pdf"]


def _replies(out: str, knowledge: KnowledgeBase) -> list[str]:
    """Every reply ends with its numbered choices."""
    before, *rest = out.split(knowledge.phrase("choose_by_number"))
    replies = []
    for part in rest:
        choices, _, following = part.partition("\n\n")
        replies.append(before + choices)
        before = following
    return replies
