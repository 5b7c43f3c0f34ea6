"""`check`: one line for each part: what is configured, what is off, what is wrong and how to fix it."""

import argparse
import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from telegram.error import InvalidToken, TelegramError

from bot.cli.check_papers import paper_lines
from bot.cli.check_zalo import zalo_bot_line
from bot.cli.check_zalo_oa import zalo_oa_line
from bot.openers import KnowledgeError, database_state, knowledge_state, operator_state, privacy_state
from bot.settings import Settings
from bot.telegram.request import AiohttpRequest
from bot.telegram.service import make_bot
from handlers.rights.state import MANY_PEOPLE

_OK, _OFF, _WRONG, _LACKING = "ok   ", "tắt  ", "SAI  ", "THIẾU "
_TEMPLATE = "docs/thong-tin-don-vi.mau.yaml"
_TITLES_SHOWN = 2
UNKNOWN_KEY = (
    "SECRET_KEY: khóa đang dùng không mở được dữ liệu đã mã hóa trong cơ sở dữ liệu này, nên bot không chạy. "
    "Đặt lại khóa trước đây vào SECRET_KEY, hoặc vào tệp secret.key trong DATA_DIR. "
    "Muốn đổi khóa thì giữ khóa mới ở SECRET_KEY và thêm khóa trước đây vào SECRET_KEY_PREVIOUS. "
    "Mất hẳn khóa trước đây thì không ai đọc lại được dữ liệu ấy: trỏ DATABASE_URL hoặc DATA_DIR sang chỗ mới."
)
_PARTLY_UNKNOWN_KEY = (
    "khóa: có dữ liệu mã hóa bằng khóa không còn ở đây; "
    "thêm khóa ấy vào SECRET_KEY_PREVIOUS rồi chạy rotate-keys"
)


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
        await zalo_bot_line(settings, options.online),
        await zalo_oa_line(settings, options.online),
        *await asyncio.to_thread(list, _operator(settings)),
        *await paper_lines(settings),
        *await _privacy(settings),
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


def _operator(settings: Settings) -> Iterator[str]:
    """The office's own facts; what it has not told yet is no error."""
    try:
        state = operator_state(settings)
    except KnowledgeError as error:
        yield from (f"{_WRONG}{problem}" for problem in error.problems)
        return
    if state.is_there:
        checked = f", kiểm tra ngày {state.checked_on:%d/%m/%Y}" if state.checked_on else ""
        yield f"{_OK}thông tin đơn vị: đã điền {state.filled}/{state.total} mục ở {state.path}{checked}"
    else:
        yield f"{_OFF}thông tin đơn vị: chưa có {state.path}; chép {_TEMPLATE} vào đó rồi điền"
    if state.review_on and state.review_on < _today(settings):
        yield (
            f"{_LACKING}thông tin đơn vị: hạn xem lại {state.review_on:%d/%m/%Y} đã qua. "
            "Kiểm tra từng mục rồi sửa kiem_tra_ngay và xem_lai_ngay."
        )
    for fact in state.missing:
        if fact.topics:
            titles = [f"“{topic.title}”" for topic in fact.topics[:_TITLES_SHOWN]]
            shown = ", ".join(titles) + (", …" if len(fact.topics) > _TITLES_SHOWN else "")
            yield f"{_LACKING}{fact.name}: {fact.description}. {len(fact.topics)} câu trả lời đang chờ: {shown}"
    if others := [fact.name for fact in state.missing if not fact.topics]:
        yield f"{_LACKING}thông tin đơn vị: còn trống {', '.join(others)}; cách viết ở {_TEMPLATE}"


async def _privacy(settings: Settings) -> list[str]:
    """The audit trail, what people wait for, and old keys; silent when the database is."""
    try:
        state = await privacy_state(settings)
    except Exception:  # noqa: BLE001 - the database's own line tells what is wrong with it
        return []
    if state is None:
        return [f"{_OFF}riêng tư: chưa có lược đồ mới nhất, `run` sẽ nâng cấp"]
    is_whole = state.broken_at is None
    chain = "chuỗi nguyên vẹn" if is_whole else f"chuỗi gãy ở việc số {state.broken_at}"
    lines = [f"{_OK if is_whole else _WRONG}nhật ký: {state.events} việc, {chain}"]
    overdue = f", {state.overdue_requests} quá hạn" if state.overdue_requests else ""
    mark = _LACKING if state.overdue_requests else _OK
    lines.append(f"{mark}yêu cầu về dữ liệu: {state.open_requests} đang chờ{overdue}")
    if state.seals.are_foreign:
        lines.append(f"{_WRONG}{UNKNOWN_KEY}")
    elif state.seals.unknown:
        lines.append(f"{_LACKING}{_PARTLY_UNKNOWN_KEY}")
    if settings.previous_keys:
        lines.append(f"{_LACKING}khóa: còn đọc theo khóa cũ; chạy rotate-keys rồi bỏ SECRET_KEY_PREVIOUS")
    if state.people >= MANY_PEOPLE:
        lines.append(f"{_LACKING}đánh giá tác động dữ liệu: đã có {state.people} người, hỏi bộ phận pháp chế")
    return lines


def _today(settings: Settings) -> date:
    return datetime.now(ZoneInfo(settings.timezone)).date()


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
