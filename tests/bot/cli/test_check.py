"""`check`: one line for each part, and the name of the setting to mend."""

import asyncio

from tests.bot.cli.command import CommandLine
from tests.standins.telegram import TelegramStandIn

_NOBODY_LISTENS = "postgresql://kc:geheim-7Zq@127.0.0.1:1/kc"


async def test_an_installation_with_nothing_set_is_in_order(bot: CommandLine) -> None:
    finished = await bot("check")
    assert (finished.code, finished.err) == (0, "")
    marks = [line.split()[0] for line in finished.out.splitlines()]
    assert marks == ["ok", "ok", "ok", "tắt"]
    assert "160 mục" in finished.out
    assert "TELEGRAM_TOKEN" in finished.out


async def test_a_database_that_does_not_answer_is_told_by_the_name_of_the_setting(bot: CommandLine) -> None:
    told = await asyncio.gather(
        bot("check", DATABASE_URL="mysql://root:geheim-7Zq@localhost/kc"),
        bot("check", DATABASE_URL=_NOBODY_LISTENS),
        bot("migrate", DATABASE_URL=_NOBODY_LISTENS),
        bot("staff", "add", "lan", "--role", "viewer", DATABASE_URL="not a database"),
    )
    for finished in told:
        said = finished.out + finished.err
        assert finished.code == 1
        assert "DATABASE_URL" in said
        assert "Traceback" not in said
        assert "geheim-7Zq" not in said
    assert [finished.out.count("\n") for finished in told] == [4, 4, 0, 0]
    assert [line.split()[0] for line in told[1].out.splitlines()] == ["ok", "SAI", "ok", "tắt"]


async def test_a_broken_token_is_told_before_anything_starts(bot: CommandLine) -> None:
    check, run = await asyncio.gather(
        bot("check", TELEGRAM_TOKEN="123456:changeme-changeme-changeme"),
        bot("run", TELEGRAM_TOKEN="123456:changeme-changeme-changeme"),
    )
    for finished in (check, run):
        assert (finished.code, finished.out) == (1, "")
        assert finished.err.startswith("SAI  TELEGRAM_TOKEN: ")
        assert "changeme" not in finished.err
    assert bot.files() == []


async def test_the_platform_is_asked_only_online_and_tells_a_right_token_from_a_wrong_one(
    bot: CommandLine,
) -> None:
    wrong_token = "654321:khong-phai-ma-cua-bot-nao-ca"
    async with TelegramStandIn() as api:
        offline = await bot("check", TELEGRAM_TOKEN=wrong_token, TELEGRAM_API_URL=api.root_url)
        assert api.requests == []
        right, wrong = await asyncio.gather(
            bot("check", "--online", TELEGRAM_TOKEN=api.token, TELEGRAM_API_URL=api.root_url),
            bot("check", "--online", TELEGRAM_TOKEN=wrong_token, TELEGRAM_API_URL=api.root_url),
        )
        away_url = api.root_url
    away = await bot("check", "--online", TELEGRAM_TOKEN=wrong_token, TELEGRAM_API_URL=away_url)
    assert [finished.code for finished in (offline, right, wrong, away)] == [0, 0, 1, 1]
    assert "--online" in offline.out
    assert f"ok   Telegram: @khuyen_cong_thu_bot trả lời ở {away_url}" in right.out
    assert "SAI  Telegram: mã bot bị từ chối. Xem lại TELEGRAM_TOKEN" in wrong.out
    assert f"SAI  Telegram: không tới được {away_url}" in away.out
    assert wrong_token not in wrong.out + wrong.err + away.out + away.err
