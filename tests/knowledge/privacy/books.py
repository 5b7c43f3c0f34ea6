"""What the content directory says about data, loaded once, and values for every name."""

from datetime import date
from typing import Any

from knowledge.loader import CONTENT_DIR, load_content, load_sources
from knowledge.privacy.loader import load_privacy
from knowledge.privacy.privacy import Privacy

CONTENT, SOURCES, BOOK = load_content(), load_sources(), load_privacy(CONTENT_DIR)
PRIVACY = Privacy(BOOK)
TODAY = date(2026, 11, 21)
VALUES: dict[str, Any] = {
    "field": "Tọa độ",
    "why": "Để tìm đường.",
    "item": "mua máy",
    "owner": "bà Bảy",
    "code": "DL-0001",
    "kind": "xóa dữ liệu",
    "purpose": "làm thống kê",
    "purposes": "làm thống kê",
    "now": "phiếu điền dở",
    "stays": "- nhật ký thao tác",
    "until": date(2027, 3, 5),
    "first": date(2027, 3, 6),
    "done": date(2027, 3, 7),
    "reason": "Cần hỏi thêm.",
    "link": "https://example.vn/x",
    "platform": "Telegram",
}
