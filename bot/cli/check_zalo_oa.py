"""The line of `check` about the Zalo Official Account."""

from bot.openers import zalo_state
from bot.settings import Settings
from handlers.channels import InDoubt, NotSent
from handlers.zalo.consent import ConsentState
from handlers.zalo.state import AccountState
from handlers.zalo.wire import Refused

_OK, _OFF, _WRONG, _LACKING = "ok   ", "tắt  ", "SAI  ", "THIẾU "
_PAGE = "/console/zalo"
_WHERE = f"mở {_PAGE} bằng tài khoản quản trị"


async def zalo_oa_line(settings: Settings, is_online: bool) -> str:
    if not settings.has_zalo_oa:
        return f"{_OFF}Zalo OA: chưa có ZALO_APP_ID, ZALO_APP_SECRET, ZALO_OA_ID, ZALO_OA_SECRET"
    try:
        state = await zalo_state(settings, is_online)
    except Exception as error:  # noqa: BLE001 - a database that does not answer has a line of its own
        return f"{_LACKING}Zalo OA: chưa xem được quyền ({type(error).__name__}); xem dòng cơ sở dữ liệu."
    if state is None:
        return f"{_LACKING}Zalo OA: đã có mã; chạy `python -m bot migrate` rồi {_WHERE} để cấp quyền."
    return _told(state, settings, is_online)


def _told(state: AccountState, settings: Settings, is_online: bool) -> str:
    if not settings.is_https:
        return f"{_LACKING}Zalo OA: PUBLIC_URL phải là https://… thì Zalo mới gửi tin tới được."
    match state.consent, state.answer:
        case ConsentState.MISSING, _:
            return f"{_LACKING}Zalo OA: chưa cấp quyền; {_WHERE}."
        case ConsentState.LOST, _:
            return f"{_WRONG}Zalo OA: quyền đã mất; {_WHERE} và cấp lại."
        case _, Refused() as refused:
            return f"{_WRONG}Zalo OA: Zalo trả lời lỗi {refused.code}. Xem nghĩa ở /console, mục việc cần người làm."
        case _, NotSent() | InDoubt():
            return f"{_WRONG}Zalo OA: không tới được {settings.zalo_api_url}. Xem lại mạng và ZALO_API_URL."
        case ConsentState.ENDS_SOON, _:
            return f"{_LACKING}Zalo OA: quyền còn {state.days_left} ngày; {_WHERE} và cấp lại."
        case _, str(name):
            return f"{_OK}Zalo OA: {name} trả lời ở {settings.zalo_api_url}, quyền còn {state.days_left} ngày"
        case _:
            asked = "mã truy cập chờ đổi, `run` sẽ đổi" if is_online else "thêm --online để hỏi thử"
            return f"{_OK}Zalo OA: đã cấp quyền, còn {state.days_left} ngày; {asked}"
