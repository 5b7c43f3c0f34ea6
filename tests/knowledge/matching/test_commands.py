"""Commands are recognised when misspelt, and questions are not taken for commands."""

import pytest

from knowledge.matching.commands import CommandIndex
from knowledge.text.normalise import Normaliser

_COMMANDS = {
    "menu": ["menu", "bắt đầu lại"],
    "person": ["gặp cán bộ", "gặp người thật"],
    "stop": ["ngừng nhận tin"],
    "erase": ["xóa dữ liệu"],
}


@pytest.fixture(scope="module")
def commands() -> CommandIndex:
    return CommandIndex(_COMMANDS, Normaliser.load())


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("menu", "menu"),
        ("MENU!", "menu"),
        ("gap can bo", "person"),
        ("gặp cán bô", "person"),
        ("gawpj canss booj", "person"),
        ("ngưng nhận tin", "stop"),
        ("ngung nhan tinn", "stop"),
        ("xoá dữ liệu", "erase"),
    ],
)
def test_commands_are_found(commands: CommandIndex, text: str, command: str) -> None:
    assert commands.find(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😂",
        "máy móc",
        "cán bộ",
        "gặp cán bộ ở đâu",
        "tôi muốn gặp cán bộ",
        "dữ liệu",
        "nhận tiền",
        "ngừng nhận tin thì có mất phiếu không",
    ],
)
def test_questions_are_not_commands(commands: CommandIndex, text: str) -> None:
    assert commands.find(text) is None


def test_without_commands_nothing_is_found() -> None:
    assert CommandIndex({}, Normaliser.load()).find("menu") is None
