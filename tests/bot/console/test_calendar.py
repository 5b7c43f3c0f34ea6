"""The pages of the calendar: the next days, one day, one application, and who may open them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.app import House, Role
from bot.console import access
from handlers.applications.codes import shown
from handlers.applications.planning import Planner
from handlers.desk.accounts import NewAccount
from storage.repositories.applications import ApplicationRow
from storage.repositories.surveys import NewAnswer
from storage.states import ApplicationStatus, DateKind, TaskKind
from storage.tables import audit_event
from storage.tables_applications import follow_up
from tests.bot.console.desk import Desk
from tests.support.applications import OWNER, PHONE, a_member, a_sent_application
from tests.support.rows import change, rows
from tests.support.talks import ZONE

PATH = "/console/calendar"
S, XSS = ApplicationStatus, "<script>alert(1)</script> sấy ít khói"


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what the pages ask of it is tested on both elsewhere."""
    return sqlite_url


async def an_approved(house: House, **more: object) -> ApplicationRow:
    row = await a_sent_application(house.database, house.clock.now(), status=S.APPROVED, **more)  # type: ignore[arg-type]
    async with house.database.transaction() as store:
        await store.dates.note(row.id, DateKind.SETTLE_BY, date(2027, 6, 15), "staff:1", house.clock.now())
        await Planner(lambda: house.knowledge, ZONE).plan_for(store, row, house.clock.now())
    return row


async def test_the_next_days_are_counted_and_lead_to_their_lists(house: House, seated: Desk) -> None:
    await an_approved(house)
    page = await seated.opens(PATH)
    for part in ("30 ngày tới", "Nhắc mua đúng danh mục", "24/11/2026", f"{PATH}?day=2026-11-24"):
        assert part in page.text
    assert "thứ Ba" in page.text
    assert 'href="/console/calendar"' in (await seated.opens()).text


async def test_one_day_lists_hours_plans_and_codes_and_nobody(house: House, seated: Desk) -> None:
    row = await an_approved(house)
    page = await seated.opens(f"{PATH}?day=2026-11-24")
    for part in ("08:00", "Nhắc mua đúng danh mục", shown(row.code), f"{PATH}?code={row.code}"):
        assert part in page.text
    assert OWNER not in page.text
    assert PHONE not in page.text
    assert "Không có tin nhắc nào" in (await seated.opens(f"{PATH}?day=2026-11-25")).text
    assert "calendar_read" in [each.action for each in rows(house.database, audit_event)]


async def test_one_application_shows_what_comes_what_was_noted_and_what_was_answered(
    house: House, seated: Desk
) -> None:
    row = await an_approved(house)
    async with house.database.transaction() as store:
        asked = (await store.follow_ups.of(row.id))[0]
        key = await store.applications.key(row)
        for question, given in (("learned", {"words": XSS}), ("people", {"number": 12})):
            answer = NewAnswer(row.id, asked.id, "tour_report", question, **given)  # type: ignore[arg-type]
            await store.surveys.put(answer, key, house.clock.now())
    page = await seated.opens(f"{PATH}?code={shown(row.code)}")
    for part in ("Hạn quyết toán", "15/06/2027", "08:00 24/11/2026", "Số người đi", "12", "sấy ít khói"):
        assert part in page.text
    assert "<script>alert" not in page.text
    assert "application_read" in [each.action for each in rows(house.database, audit_event)]


@pytest.mark.parametrize("query", ["code=KC-0000-0000-0000", "code=%3Cb%3E", f"code={'x' * 500}"])
async def test_an_application_that_is_not_there_is_told_in_words(seated: Desk, query: str) -> None:
    page = await seated.opens(f"{PATH}?{query}")
    assert page.status == 404
    assert "Không có phiếu nào mang mã này" in page.text
    assert "<b>" not in page.text.partition("Mã phiếu")[2].partition("</form>")[0]


@pytest.mark.parametrize("query", ["day=nonsense", "day=2026-13-45", "day=", "other=1", "code="])
async def test_what_names_no_day_shows_the_next_days(seated: Desk, query: str) -> None:
    page = await seated.opens(f"{PATH}?{query}")
    assert (page.status, "30 ngày tới" in page.text) == (200, True)


async def test_figures_that_are_waited_for_stand_on_it(house: House, seated: Desk) -> None:
    lan = await a_member(house.database, house.clock.now(), name="Lan")
    async with house.database.transaction() as store:
        due = date(2026, 12, 15)
        await store.reminders.ask_figures(lan, lan, "số lao động <i>", due, house.clock.now())
    page = await seated.opens(PATH)
    for part in ("Số liệu đang chờ", "Lan", "số lao động &lt;i&gt;", "hạn 15/12/2026"):
        assert part in page.text


async def test_a_task_of_a_plan_or_a_deadline_is_told_in_its_words_and_closed(
    house: House, seated: Desk
) -> None:
    row, now = await an_approved(house), house.clock.now()
    async with house.database.transaction() as store:
        await store.tasks.open(TaskKind.FOLLOW_UP, "settle_overdue", now, application_id=row.id)
        await store.tasks.open(TaskKind.DEADLINE, "national_list", now, about="20/6/2027")
        await store.tasks.open(TaskKind.DATA_REQUEST, "request_first_urgent", now, about="DL-1234")
        await store.tasks.open(TaskKind.FOLLOW_UP, "no_such_plan", now, application_id=row.id)
    page = await seated.opens()
    for part in (
        f"Phiếu {shown(row.code)} quá hạn quyết toán.",
        "Sở gửi về Cục trước ngày 20/6/2027.",
        "Yêu cầu về dữ liệu cá nhân: DL-1234",
        "Chưa trả lời lần đầu, sắp hết hạn.",
    ):
        assert part in page.text
    assert "Zalo OA" not in page.text.partition("Việc cần người làm")[2].partition("Câu hỏi")[0]


@pytest.mark.parametrize("role", list(Role))
async def test_who_may_open_it(house: House, desk: Desk, role: Role) -> None:
    account: NewAccount = await house.desk.staff.add(role.value, role, house.clock.now())
    await desk.signs_in(account.name, account.password)
    handles = role in (Role.OFFICER, Role.LEAD, Role.ADMIN)
    assert (await desk.opens(PATH)).status == (200 if handles else 403)
    assert ('href="/console/calendar"' in (await desk.opens()).text) is handles


def test_who_answers_for_data_may_link_the_chat_that_is_reminded() -> None:
    assert access.may_open(Role.DATA_PROTECTION, ("POST", access.LINK))


async def test_what_is_long_overdue_stands_under_today(house: House, seated: Desk) -> None:
    await an_approved(house)
    long_ago = house.clock.now() - timedelta(days=400)
    change(house.database, update(follow_up).values(next_at=long_ago))
    assert "hôm nay" in (await seated.opens(PATH)).text
