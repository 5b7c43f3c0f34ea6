"""Files in the terminal: sent by their path, received into a folder of their own."""

import os
import tempfile
from pathlib import Path

import pytest

from bot.app import House
from bot.terminal import TerminalChannel, Typing
from handlers.channels import Attached, Delivered
from handlers.messages import Address, Reply
from tests.handlers.attachments import samples
from tests.support.houses import Person, work_all
from tests.support.uploads import files_of

ME = Address("terminal", "local", "me")


@pytest.fixture
def typing(house: House) -> Typing:
    return Typing(house.intake, house.arrivals, house.clock, house.knowledge.phrase)


@pytest.fixture
def me(house: House) -> Person:
    return Person(house, ME.chat_key, ME.channel, ME.bot_id)


async def test_a_file_is_sent_by_its_path(house: House, typing: Typing, me: Person, tmp_path: Path) -> None:
    path = tmp_path / "giấy phép của tôi.pdf"
    path.write_bytes(samples.pdf())
    await typing.accept(f"/tep  {path} ")
    assert len(files_of(house.settings.data_dir)) == 1
    await work_all(house)
    said, answer = [line.reply.text for line in await me.transcript()]
    assert (said, answer) == ("📎 giấy phép của tôi.pdf", house.say("attachment"))
    assert files_of(house.settings.data_dir) == []


async def test_a_file_that_is_not_taken_is_told_why(
    house: House, typing: Typing, me: Person, tmp_path: Path
) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ" + bytes(100))
    await typing.accept(f"/tep {tmp_path / 'a.exe'}")
    await work_all(house)
    assert (await me.last_answer()).reply.text == house.say("file_refused_unknown_kind")


async def test_what_is_no_file_is_told_at_once(
    house: House, typing: Typing, me: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pipe")
    strange = (
        str(tmp_path),
        f"{tmp_path}/none.pdf",
        f"{tmp_path}/pipe",
        "",
        "a\0b",
        "~nobody-here/x",
        "x" * 5000,
    )
    for typed in strange:
        await typing.accept(f"/tep {typed}")
        assert (
            capsys.readouterr().out.strip() == house.knowledge.phrase("terminal_no_file", path=typed).strip()
        )
    assert await me.transcript() == []


async def test_words_that_only_begin_like_the_command_are_words(
    house: House, typing: Typing, me: Person
) -> None:
    await typing.accept("/tepkhac x")
    assert [line.reply.text for line in await me.transcript()] == ["/tepkhac x"]


@pytest.mark.parametrize("name", ["Phiếu KC-1.docx", "../../etc/passwd", "..", ""])
async def test_a_file_from_the_bot_lies_where_it_says_and_nowhere_else(
    house: House,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    channel = TerminalChannel(house.knowledge.phrase)
    assert await channel.send(ME, Reply("Đây ạ."), Attached(name, "x/y", b"words")) == Delivered()
    (made,) = [path for path in (tmp_path / "tmp").rglob("*") if path.is_file()]
    assert made.read_bytes() == b"words"
    assert made.parent.parent == tmp_path / "tmp"
    assert made.parent.stat().st_mode & 0o777 == 0o700
    told = capsys.readouterr().out
    assert "Đây ạ." in told
    assert str(made) in told
