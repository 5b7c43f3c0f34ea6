"""Staff note days, look into the calendar and ask colleagues for figures in their chat."""

from datetime import date

import pytest

from bot.app import House
from handlers.applications.codes import shown
from storage.repositories.followups import NewFollowUp
from storage.repositories.surveys import NewAnswer
from storage.states import ApplicationStatus, Role
from storage.tables_followups import application_date, figures_request
from tests.support.applications import a_sent_application
from tests.support.clock import HandClock
from tests.support.rows import rows
from tests.support.staff_chats import staff

S = ApplicationStatus


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what the chat asks of it is tested on both elsewhere."""
    return sqlite_url


def noted(house: House) -> list[tuple[str, date, str]]:
    return [
        (each.kind.value, each.on_day, each.state.value) for each in rows(house.database, application_date)
    ]


async def test_days_are_noted_changed_and_done_with_one_line(house: House, clock: HandClock) -> None:
    row = await a_sent_application(house.database, clock.now(), status=S.UNDER_WAY)
    lan, code = await staff(house), shown(row.code)
    assert "Đã ghi: Ghi mốc" in await lan.asks(f"/moc {code} quyettoan 15/6/2027")
    assert "Đã ghi" in await lan.asks(f"/moc {code} travon 15/6/2027 15/12/2027")
    assert "Đã ghi" in await lan.asks(f"/moc {code} travon 15/6/2027 xong")
    assert "không có mốc nào" in await lan.asks(f"/moc {code} travon 16/6/2027 bo")
    assert "Ghi mốc: /moc" in await lan.asks(f"/moc {code}")
    assert "một trong: quyettoan" in await lan.asks(f"/moc {code} ngaymai 15/6/2027")
    assert noted(house) == [
        ("settle_by", date(2027, 6, 15), "standing"),
        ("repay_on", date(2027, 6, 15), "done"),
        ("repay_on", date(2027, 12, 15), "standing"),
    ]
    card = await lan.asks(f"/phieu {code}")
    assert "Hạn quyết toán: 15/6/2027" in card
    assert "Ngày trả vốn: 15/12/2027" in card
    assert "15/6/2027\nNgày trả vốn: 15/6" not in card


async def test_the_calendar_is_told_by_days_and_by_application(house: House, clock: HandClock) -> None:
    row = await a_sent_application(house.database, clock.now(), status=S.IN_REVIEW)
    lan, code = await staff(house), shown(row.code)
    await lan.asks(f"/moc {code} quyettoan 15/6/2027")
    assert "**7 ngày tới: 0 tin nhắc**" in await lan.asks("/lich")
    clock.pass_seconds(59 * 86_400)
    week = await lan.asks("/lich")
    assert "- 22/1/2027: 1 Báo vẫn đang xét" in week
    one = await lan.asks(f"/lich {code}")
    assert f"**Lịch nhắc của phiếu {code}** (Đang xét)" in one
    assert "- 9 giờ, thứ Sáu 22/1/2027: Báo vẫn đang xét" in one
    assert "Hạn quyết toán: 15/6/2027" in one
    viewer = await staff(house, Role.VIEWER, name="Khách")
    assert "không có phần xem, xử lý" in await viewer.asks("/lich")


async def test_answers_stand_on_the_card_and_words_stay_at_home(house: House, clock: HandClock) -> None:
    row = await a_sent_application(house.database, clock.now(), form_id="A-05", status=S.INSPECTED)
    async with house.database.transaction() as store:
        due = NewFollowUp(row.id, "tour_report", "a test", clock.now(), clock.now())
        await store.follow_ups.plan(due)
        (asked,) = await store.follow_ups.of(row.id)
        key = await store.applications.key(row)
        for question, words, choice in (("learned", "sấy ít khói", None), ("purpose", "", "fully")):
            answer = NewAnswer(row.id, asked.id, "tour_report", question, choice=choice, words=words)
            await store.surveys.put(answer, key, clock.now())
    abroad = await (await staff(house)).asks(f"/phieu {row.code}")
    assert "Đúng điều cần: Đúng" in abroad
    assert "sấy ít khói" not in abroad
    at_home = await (await staff(house, name="Minh", channel="web")).asks(f"/phieu {row.code}")
    assert "Học được: sấy ít khói" in at_home


async def test_colleagues_are_asked_for_figures_and_say_when_they_are_given(
    house: House, clock: HandClock
) -> None:
    lead = await staff(house, Role.LEAD, name="Chị Mai")
    lan = await staff(house, Role.OFFICER, name="Lan")
    hung = await staff(house, Role.OFFICER, name="Anh Hùng")
    said = await lead.asks("/xinsolieu 15/12/2026 Lan, Anh Hùng: số lao động đào tạo")
    assert "xin số liệu của 2 người, hạn 15/12/2026. Đã nhắn được 2 người" in said
    for colleague in (lan, hung):
        asked = (await colleague.last_answer()).reply
        assert asked.text.startswith("Chị Mai xin số liệu: số lao động đào tạo. Hạn: 15/12/2026.")
    assert "Bot không nhắc nữa" in await lan.taps("Đã gửi số liệu")
    assert "Lan báo đã gửi số liệu: số lao động đào tạo." in (await lead.last_answer()).reply.text
    assert "không còn chờ" in await lan.sends_back("st:fig:1")
    assert "không còn chờ" in await lan.sends_back("st:fig:2")  # another's
    assert [each.given_at is not None for each in rows(house.database, figures_request)] == [True, False]


@pytest.mark.parametrize(
    ("role", "line", "answer"),
    [
        (Role.OFFICER, "/xinsolieu 15/12/2026 Lan: số lao động", "dành cho người duyệt"),
        (Role.LEAD, "/xinsolieu", "Xin số liệu: /xinsolieu"),
        (Role.LEAD, "/xinsolieu 15/12/2026 Lan số lao động", "trước dấu hai chấm"),
        (Role.LEAD, "/xinsolieu 31/2/2027 Lan: số lao động", "Không có ngày này"),
        (
            Role.LEAD,
            "/xinsolieu 15/12/2026 Không Ai: số lao động",
            "Không có tài khoản xử lý phiếu tên Không Ai",
        ),
        (Role.LEAD, f"/xinsolieu 15/12/2026 Lan: {'x' * 301}", "nhiều nhất 300"),
    ],
)
async def test_a_wrong_wish_for_figures_asks_nobody(
    house: House, clock: HandClock, role: Role, line: str, answer: str
) -> None:
    member = await staff(house, role, name="Lan")
    assert answer in await member.asks(line)
    assert rows(house.database, figures_request) == []
