"""`check`: one line for each part, and the name of the setting to mend."""

import asyncio

import pytest

from tests.bot.cli.command import CommandLine, Inside
from tests.standins.telegram import DEFAULT_TOKEN, TelegramStandIn

_PASSWORD = "geheim-7Zq"
_NOBODY_LISTENS = f"postgresql://kc:{_PASSWORD}@127.0.0.1:1/kc"
_PLACEHOLDER = "123456:changeme-changeme-changeme"
_OF_NO_BOT = "654321:khong-phai-ma-cua-bot-nao-ca"


async def test_an_installation_with_nothing_set_is_in_order(bot: CommandLine) -> None:
    finished = await bot("check")
    assert (finished.code, finished.err) == (0, "")
    assert [line.split()[0] for line in finished.out.splitlines()] == ["ok", "ok", "ok", "tắt"]
    assert "160 mục" in finished.out
    assert "TELEGRAM_TOKEN" in finished.out


async def test_a_database_that_does_not_answer_is_told_by_the_name_of_the_setting(bot: CommandLine) -> None:
    finished = await bot("check", DATABASE_URL=_NOBODY_LISTENS)
    assert (finished.code, finished.err) == (1, "")
    assert [line.split()[0] for line in finished.out.splitlines()] == ["ok", "SAI", "ok", "tắt"]
    assert "DATABASE_URL" in finished.out
    assert _PASSWORD not in finished.out


@pytest.mark.parametrize("command", [["check"], ["migrate"], ["staff", "add", "lan", "--role", "viewer"]])
@pytest.mark.parametrize(
    "url",
    [
        _NOBODY_LISTENS,
        f"mysql://root:{_PASSWORD}@localhost/kc",
        f"postgresql://kc:{_PASSWORD}@localhost:port/kc",
        "not a database",
        "sqlite:////proc/none/kc.db",
    ],
)
def test_whoever_needs_the_database_says_so_in_one_line(inside: Inside, command: list[str], url: str) -> None:
    finished = inside(*command, DATABASE_URL=url)
    told = [line for line in (finished.out + finished.err).splitlines() if "DATABASE_URL" in line]
    assert (finished.code, len(told)) == (1, 1)
    assert _PASSWORD not in told[0]


@pytest.mark.parametrize("command", [["migrate"], ["staff", "add", "lan", "--role", "viewer"], ["check"]])
def test_a_damaged_key_is_told_by_its_file(bot: CommandLine, inside: Inside, command: list[str]) -> None:
    bot.data_dir.mkdir()
    (bot.data_dir / "secret.key").write_text("half", encoding="ascii")
    finished = inside(*command)
    assert finished.code == 1
    assert str(bot.data_dir / "secret.key") in finished.out + finished.err


async def test_a_broken_token_stops_the_start(bot: CommandLine) -> None:
    finished = await bot("run", TELEGRAM_TOKEN=_PLACEHOLDER)
    assert (finished.code, finished.out) == (1, "")
    assert finished.err.startswith("SAI  TELEGRAM_TOKEN: ")
    assert "changeme" not in finished.err
    assert bot.files() == []


def test_a_broken_token_is_told_before_anything_is_checked(bot: CommandLine, inside: Inside) -> None:
    finished = inside("check", TELEGRAM_TOKEN=_PLACEHOLDER)
    assert (finished.code, finished.out) == (1, "")
    assert finished.err.startswith("SAI  TELEGRAM_TOKEN: ")
    assert bot.files() == []


async def test_the_platform_tells_a_right_token_from_a_wrong_one(bot: CommandLine) -> None:
    async with TelegramStandIn() as api:
        right, wrong = await asyncio.gather(
            bot("check", "--online", TELEGRAM_TOKEN=api.token, TELEGRAM_API_URL=api.root_url),
            bot("check", "--online", TELEGRAM_TOKEN=_OF_NO_BOT, TELEGRAM_API_URL=api.root_url),
        )
    assert (right.code, wrong.code) == (0, 1)
    assert f"ok   Telegram: @khuyen_cong_thu_bot trả lời ở {api.root_url}" in right.out
    assert "SAI  Telegram: mã bot bị từ chối. Xem lại TELEGRAM_TOKEN" in wrong.out
    assert _OF_NO_BOT not in wrong.out + wrong.err


def test_the_platform_is_asked_only_online_and_may_be_out_of_reach(inside: Inside) -> None:
    nobody = {"TELEGRAM_TOKEN": DEFAULT_TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:1"}
    offline, online = inside("check", **nobody), inside("check", "--online", **nobody)
    assert (offline.code, online.code) == (0, 1)
    assert "--online" in offline.out
    assert "SAI  Telegram: không tới được http://127.0.0.1:1" in online.out
    assert "TELEGRAM_PROXY" in online.out
    assert DEFAULT_TOKEN not in online.out + online.err
