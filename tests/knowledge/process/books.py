"""The process of the content directory, loaded once, and values for every name."""

from datetime import date
from typing import Any

from knowledge.forms.loader import load_forms
from knowledge.loader import CONTENT_DIR, load_content, load_sources
from knowledge.privacy.privacy import Privacy
from knowledge.process.loader import load_process
from knowledge.process.process import Process

CONTENT, BOOK = load_content(), load_process(CONTENT_DIR)
SOURCES, FORMS = load_sources(), load_forms(CONTENT_DIR).forms
WORKING_DAYS = Privacy.load(CONTENT_DIR).working_days
PROCESS = Process(BOOK, WORKING_DAYS)
VALUES: dict[str, Any] = {
    "code": "KC-2026-000001",
    "number": 3,
    "form": "Học nghề",
    "text": "Chụp lại báo giá.",
    "at": "8 giờ, thứ Hai 15/3/2027",
    "due": date(2027, 3, 20),
    "day": date(2027, 4, 1),
    "place": "xã Tây Hòa",
    "reason": "Kế hoạch năm nay đã đủ.",
    "elsewhere": "Trung tâm khuyến công của tỉnh.",
    "unit_name": "Trung tâm A",
    "amount": "1.000.000",
    "other_code": "KC-2026-000002",
}
