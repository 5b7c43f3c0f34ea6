"""`check`: one line for each part: what is configured, what is off, what is wrong and how to fix it."""

import argparse
import asyncio
from collections.abc import Iterator

from pydantic import ValidationError
from telegram.error import InvalidToken, TelegramError

from bot.app import KnowledgeError, database_state, knowledge_state
from bot.settings import Settings
from bot.telegram.request import AiohttpRequest
from bot.telegram.service import make_bot

_OK, _OFF, _WRONG = "ok   ", "tắt  ", "SAI  "


def setting_problems(error: ValidationError) -> Iterator[str]:
    """Each wrong setting by its name in the environment, with what it needs."""
    for detail in error.errors():
        name = str(detail["loc"][0]).upper() if detail["loc"] else "cài đặt"
        is_ours = detail["type"] == "value_error"
        reason = detail["msg"].removeprefix("Value error, ")
        yield f"{_WRONG}{name}: {reason if is_ours else f'giá trị không dùng được ({reason})'}"


async def check(options: argparse.Namespace, settings: Settings) -> int:
    lines = [
        f"{_OK}cài đặt: đọc được, dữ liệu ở {settings.data_dir}",
        await _database(settings),
        await _knowledge(),
        await _telegram(settings, options.online),
    ]
    print("\n".join(lines))
    return 1 if any(line.startswith(_WRONG) for line in lines) else 0


async def _database(settings: Settings) -> str:
    try:
        return _OK + "cơ sở dữ liệu: " + await database_state(settings)
    except Exception as error:  # noqa: BLE001 - whatever the driver raises is the finding
        reason = " ".join(str(error).split())[:160]
        return f"{_WRONG}cơ sở dữ liệu: {type(error).__name__}: {reason}. Xem lại DATABASE_URL và DATA_DIR."


async def _knowledge() -> str:
    try:
        return _OK + "kho tri thức: " + await asyncio.to_thread(knowledge_state)
    except KnowledgeError as error:
        return f"{_WRONG}kho tri thức: {len(error.problems)} lỗi; chạy `python -m knowledge` để xem từng lỗi."


async def _telegram(settings: Settings, is_online: bool) -> str:
    token = settings.telegram_token.get_secret_value()
    if not token:
        return f"{_OFF}Telegram: chưa có TELEGRAM_TOKEN (lấy ở @BotFather nếu cần kênh này)"
    if not is_online:
        return f"{_OK}Telegram: có mã bot, chế độ {settings.telegram_mode.value}; thêm --online để hỏi thử"
    requests = (AiohttpRequest(settings.telegram_proxy), AiohttpRequest(settings.telegram_proxy))
    try:
        async with make_bot(token, settings.telegram_api_url, requests) as bot:
            return f"{_OK}Telegram: @{bot.username} trả lời ở {settings.telegram_api_url}"
    except InvalidToken:
        return f"{_WRONG}Telegram: mã bot bị từ chối. Xem lại TELEGRAM_TOKEN ở @BotFather."
    except TelegramError as error:
        return (
            f"{_WRONG}Telegram: không tới được {settings.telegram_api_url} ({type(error).__name__}). "
            "Ở Việt Nam Telegram thường bị chặn: đặt TELEGRAM_PROXY hoặc TELEGRAM_API_URL, hoặc bỏ TELEGRAM_TOKEN."
        )
