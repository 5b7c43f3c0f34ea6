"""The lines of `check` on the operator's own templates of papers."""

import asyncio
from collections.abc import Iterator

from bot.openers import KnowledgeError, form_fields
from bot.papers.desk import FOLDER, TemplateState, template_problems
from bot.papers.faults import Fault
from bot.settings import Settings

_OK, _OFF, _WRONG = "ok   ", "tắt  ", "SAI  "
_GUIDE = "docs/mau-phieu.md"
_WHY = {
    Fault.NO_FORM: "tên tệp không phải mã phiếu nào; đặt tên như A-01.docx",
    Fault.UNREADABLE: "không đọc được; xem lại quyền của tệp",
    Fault.TOO_BIG: "quá lớn; nén ảnh trong tệp",
    Fault.NOT_DOCX: "không phải tệp Word .docx; mở bằng Word rồi lưu lại dạng .docx",
    Fault.LOCKED: "có mật khẩu; bỏ mật khẩu rồi lưu lại",
    Fault.MACROS: "có macro hoặc đối tượng nhúng; bỏ đi rồi lưu lại",
    Fault.UNSAFE: "bung ra quá lớn; làm lại từ tệp mới",
    Fault.OUTSIDE: "có ảnh hoặc trường lấy từ nơi khác; chèn thẳng vào tệp",
    Fault.SYNTAX: "chỗ điền viết sai, ví dụ thiếu dấu đóng }}",
    Fault.FORBIDDEN: "chỗ điền làm nhiều hơn việc hiện, chọn và lặp",
    Fault.BROKEN: "điền vào thì tệp hỏng; xem lại chỗ điền nằm giữa bảng hay ảnh",
    Fault.TOO_SLOW: "điền quá lâu; bớt chỗ lặp",
    Fault.NO_WORKER: "chưa thử được, máy không mở được tiến trình",
}


async def paper_lines(settings: Settings) -> list[str]:
    """One for each template; none at all is no error, papers are then set the built-in way."""
    folder = settings.data_dir / FOLDER
    try:
        fields = await asyncio.to_thread(form_fields)
    except KnowledgeError:
        return []  # told by its own line
    states = await template_problems(folder, fields)
    if not states:
        return [f"{_OFF}mẫu phiếu của đơn vị: chưa có ở {folder}; phiếu in theo mẫu sẵn có ({_GUIDE})"]
    return [line for state in states for line in _lines(state)]


def _lines(state: TemplateState) -> Iterator[str]:
    name = f"mẫu phiếu {state.path.name}"
    if state.fault is not None:
        yield f"{_WRONG}{name}: {_WHY[state.fault]} ({_GUIDE}). Lúc này phiếu in theo mẫu sẵn có."
        return
    yield f"{_OK}{name}: dùng được"
    if state.unknown:
        yield f"{_WRONG}{name}: chỗ điền không có trong phiếu, sẽ để trống: {', '.join(state.unknown)}"
