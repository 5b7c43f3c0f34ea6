"""The line of `check` about the Zalo Bot Platform."""

from bot.settings import Settings
from bot.zalo_bot.client import Refused, ZaloBotClient, ZaloBotError

_OK, _OFF, _WRONG = "ok   ", "tắt  ", "SAI  "


async def zalo_bot_line(settings: Settings, is_online: bool) -> str:
    token = settings.zalo_bot_token.get_secret_value()
    if not token:
        return f"{_OFF}Zalo Bot: chưa có ZALO_BOT_TOKEN (lấy ở Zalo Bot Manager nếu cần kênh này)"
    if not is_online:
        return f"{_OK}Zalo Bot: có mã bot, chế độ {settings.zalo_bot_mode.value}; thêm --online để hỏi thử"
    url = settings.zalo_bot_api_url
    try:
        async with ZaloBotClient(token, url) as client:
            return f"{_OK}Zalo Bot: {await client.name()} trả lời ở {url}"
    except Refused as error:
        if error.is_of_token:
            return f"{_WRONG}Zalo Bot: mã bot bị từ chối. Xem lại ZALO_BOT_TOKEN ở Zalo Bot Manager."
        return (
            f"{_WRONG}Zalo Bot: {url} trả lời lỗi {error.code}. Thử lại sau, hoặc xem lại ZALO_BOT_API_URL."
        )
    except ZaloBotError as error:
        return f"{_WRONG}Zalo Bot: không tới được {url} ({error}). Xem lại mạng và ZALO_BOT_API_URL."
