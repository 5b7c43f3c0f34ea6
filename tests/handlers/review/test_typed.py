"""What staff type after a command, and what is said when it cannot be read."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.applications.codes import shown
from handlers.review.commands import ACTIONS, WORD_OF
from handlers.review.model import Act, ActionInput, DateKind, DateState, MoneySource, ProjectKind, Sum
from handlers.review.typed import Misread, Typed, code_and_rest
from knowledge.base import KnowledgeBase
from tests.support.talks import ZONE

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CODE, OTHER = "7Q4M2X9T1B5V", "3H8K6W2Z4N7G"
KC, KC2 = shown(CODE), shown(OTHER)


@pytest.fixture(scope="module")
def typed(knowledge: KnowledgeBase) -> Typed:
    return Typed(knowledge, ZONE)


def moment(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("line", "action", "given"),
    [
        (f"/nhanviec {KC}", "claim", {}),
        (f"/nhanviec@kc_bot {CODE.lower()}", "claim", {}),
        (f"/NhanViec {KC.replace('-', ' ')}", "claim", {}),
        (f"/giaoviec {KC} cán bộ Lan", "assign", {"officer": "cán bộ Lan"}),
        (f"/xinthem {KC} ảnh giấy đăng ký", "ask_papers", {"text": "ảnh giấy đăng ký"}),
        (f"/xinthem {KC} 15/12 ảnh", "ask_papers", {"text": "ảnh", "due_on": date(2026, 12, 15)}),
        (f"/xinthem {KC} 15/1 ảnh", "ask_papers", {"text": "ảnh", "due_on": date(2027, 1, 15)}),
        (
            f"/xinthem {KC}\n15-12-2026\nảnh\nbáo giá",
            "ask_papers",
            {"text": "ảnh\nbáo giá", "due_on": date(2026, 12, 15)},
        ),
        (f"/xinthem {KC}", "ask_papers", {}),
        (f"/henkhaosat {KC} 15/12/2026 8:30", "schedule_visit", {"at": moment(2026, 12, 15, 8, 30)}),
        (
            f"/henkhaosat {KC} 15/12 14h để sẵn báo giá",
            "schedule_visit",
            {"at": moment(2026, 12, 15, 14), "text": "để sẵn báo giá"},
        ),
        (f"/henkhaosat {KC} 15.12.2026 8g15", "schedule_visit", {"at": moment(2026, 12, 15, 8, 15)}),
        (f"/hennghiemthu {KC} 01/02/2027 07:00", "schedule_inspection", {"at": moment(2027, 2, 1, 7)}),
        (f"/xet {KC} đủ giấy", "take_up", {"text": "đủ giấy"}),
        (f"/moc {KC}", "note_date", {}),
        (
            f"/moc {KC} quyettoan 15/6/2027",
            "note_date",
            {"date_kind": DateKind.SETTLE_BY, "days": (date(2027, 6, 15),)},
        ),
        (
            f"/moc {KC} lop 1/11/2026 20/12/2026",
            "note_date",
            {"date_kind": DateKind.EVENT_ON, "days": (date(2026, 11, 1), date(2026, 12, 20))},
        ),
        (
            f"/moc {KC} TraVon 15/6/2027 15-12-2027 XONG",
            "note_date",
            {
                "date_kind": DateKind.REPAY_ON,
                "days": (date(2027, 6, 15), date(2027, 12, 15)),
                "date_state": DateState.DONE,
            },
        ),
        (f"/duyet {KC}", "approve", {}),
        (
            f"/batdaulam {KC} 30/6/2027 mua đúng danh mục",
            "start_work",
            {"due_on": date(2027, 6, 30), "text": "mua đúng danh mục"},
        ),
        (f"/nghiemthu {KC} dat máy chạy tốt", "pass_inspection", {"findings": "máy chạy tốt"}),
        (f"/nghiemthu {KC} Đạt máy chạy tốt", "pass_inspection", {"findings": "máy chạy tốt"}),
        (
            f"/nghiemthu {KC} không thiếu hóa đơn",
            "fail_inspection",
            {"findings": "thiếu hóa đơn", "text": "thiếu hóa đơn"},
        ),
        (f"/quyettoan {KC}", "settle", {}),
        (f"/quyettoan {KC} 120 triệu", "settle", {"amount": 120_000_000}),
        (f"/quyettoan {KC} 139.500.000", "settle", {"amount": 139_500_000}),
        (f"/tuchoi {KC} 1 mời đợt sau", "refuse", {"reason": "plan_full", "text": "mời đợt sau"}),
        (f"/tuchoi {KC} place ngoài địa bàn", "refuse", {"reason": "place", "text": "ngoài địa bàn"}),
        (f"/dunglai {KC} 1 theo đơn", "stop", {"reason": "producer_asked", "text": "theo đơn"}),
        (f"/chuyenct {KC} 2", "move", {"reason": "ocop"}),
        (f"/gop {KC} {KC2}", "merge", {"other_code": OTHER}),
        (f"/gop {KC} {KC2} gửi hai lần", "merge", {"other_code": OTHER, "text": "gửi hai lần"}),
        (f"/trolai {KC}", "reopen", {}),
        (f"/ghichu {KC} gọi không nghe", "note", {"text": "gọi không nghe"}),
        (f"/tien {KC} hopdong 1,2 tỷ", "set_money", {"amount": 1_200_000_000, "sum": Sum.CONTRACTED}),
        (
            f"/tien {KC} dachi 90tr quocgia",
            "set_money",
            {"amount": 90_000_000, "sum": Sum.PAID, "source": MoneySource.NATIONAL},
        ),
        (
            f"/tien {KC} doiung 50 triệu diaphuong",
            "set_money",
            {"amount": 50_000_000, "sum": Sum.OWN_SHARE, "source": MoneySource.LOCAL},
        ),
        (f"/vuongmac {KC} 1 xã chưa ký", "open_obstacle", {"obstacle": "papers", "text": "xã chưa ký"}),
        (f"/govuong {KC}", "close_obstacle", {}),
        (
            f"/dean {KC} nhom Máy sấy xã Hảo Đước",
            "join_project",
            {"project": "Máy sấy xã Hảo Đước", "project_kind": ProjectKind.GROUP},
        ),
    ],
)
def test_a_line_is_an_action_with_what_it_needs(
    typed: Typed, line: str, action: str, given: dict[str, object]
) -> None:
    assert typed.read(line, NOW) == Act(CODE, action, ActionInput(**given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/xet", "mã phiếu"),
        ("/xet xong rồi", "mã phiếu"),
        (f"/xet {KC[:-1]}{'0' if KC[-1] != '0' else '1'}", "mã phiếu"),  # a wrong check letter
        (f"/henkhaosat {KC} 15/12/2026", "8:30"),
        (f"/henkhaosat {KC} 15/12/2026 25:00", "8:30"),
        (f"/henkhaosat {KC} ngày mai", ""),
        (f"/henkhaosat {KC} 31/2/2027 8:30", ""),
        (f"/henkhaosat {KC} 15/12/2020 8:30", ""),
        (f"/xinthem {KC} 45/12 ảnh", ""),
        (f"/tuchoi {KC} 99 chưa được", "từ 1 đến"),
        (f"/tuchoi {KC} vì hết tiền", "từ 1 đến"),
        (f"/nghiemthu {KC} tốt", "dat, khong"),
        (f"/quyettoan {KC} nhiều", ""),
        (f"/tien {KC} thuong 5tr", "kehoach"),
        (f"/tien {KC} kehoach nhiều lắm", ""),
        (f"/dean {KC} Máy sấy", "nhom"),
    ],
)
def test_what_cannot_be_read_is_told(typed: Typed, line: str, says: str) -> None:
    read = typed.read(line, NOW)
    assert isinstance(read, Misread)
    assert says in read.text
    assert read.text
    assert read.action in WORD_OF


@given(word=st.sampled_from(sorted(ACTIONS)), rest=st.text(max_size=60), has_code=st.booleans())
def test_any_text_is_read_or_told(knowledge: KnowledgeBase, word: str, rest: str, has_code: bool) -> None:
    line = f"/{word} {KC if has_code else ''} {rest}"
    read = Typed(knowledge, ZONE).read(line, NOW)
    assert isinstance(read, Act | Misread)


def test_what_follows_the_code_is_kept_as_it_was_typed() -> None:
    assert code_and_rest(f"/ghichu {KC}  hai  dấu cách\nxuống dòng ") == (CODE, "hai  dấu cách\nxuống dòng")
    assert code_and_rest("/ghichu") == (None, "")
