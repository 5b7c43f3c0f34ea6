"""`check`: the channel's line, and the setting to mend."""

from pathlib import Path

import pytest

from bot.cli.check_zalo import zalo_bot_line
from tests.standins.zalo import ZaloStandIn
from tests.support.houses import make_settings

_OF_NO_BOT = "654321:khong-phai-ma-cua-bot-nao-ca"


async def _line(token: str, url: str = "http://127.0.0.1:1", is_online: bool = True) -> str:
    settings = make_settings("", Path("data"), zalo_bot_token=token, zalo_bot_api_url=url)
    return await zalo_bot_line(settings, is_online)


async def test_a_channel_without_a_token_is_off() -> None:
    assert (await _line("")).startswith("tắt  Zalo Bot: chưa có ZALO_BOT_TOKEN")


async def test_the_platform_is_asked_only_online() -> None:
    assert await _line(_OF_NO_BOT, is_online=False) == (
        "ok   Zalo Bot: có mã bot, chế độ polling; thêm --online để hỏi thử"
    )


async def test_the_platform_tells_a_right_token_from_a_wrong_one(api: ZaloStandIn) -> None:
    right, wrong = await _line(api.bot.token, api.bot_url), await _line(_OF_NO_BOT, api.bot_url)
    assert right == f"ok   Zalo Bot: bot.khuyencong trả lời ở {api.bot_url}"
    assert wrong.startswith("SAI  Zalo Bot: mã bot bị từ chối. Xem lại ZALO_BOT_TOKEN")
    assert _OF_NO_BOT not in wrong


@pytest.mark.parametrize("fault", ["refused", "cut", "nobody"])
async def test_whatever_else_is_wrong_names_the_address_and_not_the_token(
    api: ZaloStandIn, fault: str
) -> None:
    if fault == "refused":
        api.faults.fail_next("getMe", 429)
    else:
        api.faults.cut_next("getMe", delivered=False)
    line = await _line(api.bot.token, "http://127.0.0.1:1" if fault == "nobody" else api.bot_url)
    assert line.startswith("SAI  Zalo Bot: ")
    assert "ZALO_BOT_API_URL" in line
    assert api.bot.token not in line
