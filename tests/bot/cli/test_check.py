"""`check`: one line for each part, and the name of the setting to mend."""

import asyncio
from pathlib import Path

import pytest

from tests.bot.cli.command import CommandLine, Finished, Inside
from tests.standins.telegram import DEFAULT_TOKEN, TelegramStandIn

_PASSWORD = "geheim-7Zq"
_NOBODY_LISTENS = f"postgresql://kc:{_PASSWORD}@127.0.0.1:1/kc"
_PLACEHOLDER = "123456:changeme-changeme-changeme"
_OF_NO_BOT = "654321:khong-phai-ma-cua-bot-nao-ca"


def _states(finished: Finished) -> list[str]:
    return [line.split()[0] for line in finished.out.splitlines()]


def _office_file(bot: CommandLine, text: str) -> Path:
    bot.data_dir.mkdir()
    path = bot.data_dir / "don-vi.yaml"
    path.write_text(text, encoding="utf-8")
    return path


async def test_an_installation_with_nothing_set_is_in_order(bot: CommandLine) -> None:
    finished = await bot("check")
    assert (finished.code, finished.err) == (0, "")
    assert _states(finished)[:5] == ["ok", "ok", "ok", "tắt", "tắt"]
    assert set(_states(finished)[5:]) == {"tắt", "THIẾU"}
    assert finished.out.splitlines()[-1].startswith("tắt  riêng tư: ")  # nothing is stored yet
    assert "160 mục" in finished.out
    assert "TELEGRAM_TOKEN" in finished.out


async def test_a_database_that_does_not_answer_is_told_by_the_name_of_the_setting(bot: CommandLine) -> None:
    finished = await bot("check", DATABASE_URL=_NOBODY_LISTENS)
    assert (finished.code, finished.err) == (1, "")
    assert _states(finished)[:5] == ["ok", "SAI", "ok", "tắt", "tắt"]
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


def test_what_the_office_has_not_told_is_named_with_the_topics_that_wait(
    bot: CommandLine, inside: Inside
) -> None:
    finished = inside("check")
    assert finished.code == 0
    assert f"tắt  thông tin đơn vị: chưa có {bot.data_dir / 'don-vi.yaml'}; chép docs/" in finished.out
    (duty,) = [line for line in finished.out.splitlines() if line.startswith("THIẾU gio_truc: ")]
    assert "1 câu trả lời đang chờ: “" in duty
    assert "THIẾU thông tin đơn vị: còn trống tinh, kiem_tra_ngay, " in finished.out


def test_what_the_office_has_told_is_counted_and_no_longer_missing(bot: CommandLine, inside: Inside) -> None:
    path = _office_file(bot, "gio_truc: 8:00-11:00\nkiem_tra_ngay: 21/11/2026\nxem_lai_ngay: 31/12/2099\n")
    finished = inside("check")
    assert finished.code == 0
    assert f"ok   thông tin đơn vị: đã điền 3/17 mục ở {path}, kiểm tra ngày 21/11/2026\n" in finished.out
    assert "THIẾU gio_truc" not in finished.out
    assert "THIẾU gio_lam_viec: " in finished.out
    assert "hạn xem lại" not in finished.out


def test_facts_that_nobody_looked_at_again_are_called_to_mind(bot: CommandLine, inside: Inside) -> None:
    _office_file(bot, "xem_lai_ngay: 31/12/2020\n")
    finished = inside("check")
    assert finished.code == 0
    assert "THIẾU thông tin đơn vị: hạn xem lại 31/12/2020 đã qua." in finished.out


def test_every_mistake_in_the_office_file_is_told(bot: CommandLine, inside: Inside) -> None:
    path = _office_file(bot, "gio_truc: Tối nay …\ndien_thoai: 0269 1\n")
    finished = inside("check")
    assert (finished.code, finished.err) == (1, "")
    assert _states(finished).count("SAI") == 2
    assert f"SAI  {path}: -: dien_thoai: " in finished.out
    assert f"SAI  {path}: -: gio_truc: " in finished.out


def test_the_office_serves_the_province_of_the_settings(bot: CommandLine, inside: Inside) -> None:
    _office_file(bot, "tinh: gia-lai\n")
    right, wrong = (inside("check", OPERATOR_PROVINCE=province) for province in ("gia-lai", "dak-lak"))
    assert (right.code, wrong.code) == (0, 1)
    assert "OPERATOR_PROVINCE" in wrong.out
