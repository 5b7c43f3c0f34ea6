"""The pages of reports: choose, look, keep, write, approve, take away; figures and tasks beside them."""

import re
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.app import House
from handlers.reports.writing import LONGEST_TEXT
from storage.states import FigureKind, MeetingTaskState, ReportState
from storage.tables_reports import meeting_task, report, report_figure
from tests.bot.console.desk import Desk, Page
from tests.support.rows import rows

_CHOICE = {"kind": "R-01", "span": "quarter", "year": "2026", "number": "3", "province": "tay-ninh"}
_QUERY = "&".join(f"{name}={value}" for name, value in _CHOICE.items())
_XSS = "<script>alert(1)</script>{{ 7 * 7 }}"


async def posts(desk: Desk, path: str, **fields: str) -> Page:
    """A form of the page, with the token that the page shows."""
    return await desk.sends(path, {"form": (await desk.opens(path)).token, **fields})


async def test_a_report_is_looked_at_kept_written_on_approved_and_taken_away(
    house: House, seated: Desk
) -> None:
    assert "Xem báo cáo" in (await seated.opens("/console/reports")).text
    seen = await seated.opens(f"/console/reports?{_QUERY}")
    assert "Nơi: Tây Ninh (gồm Long An, Tây Ninh cũ)" in seen.text
    assert "Kỳ: 01/07/2026 - 30/09/2026" in seen.text
    assert "chưa có số liệu" in seen.text
    assert rows(house.database, report) == []
    made = await seated.sends("/console/reports", {"form": seen.token, **_CHOICE})
    assert (made.status, made.headers["Location"]) == (303, "/console/reports/1")
    page = "/console/reports/1"
    said = await posts(seated, page, do="write", revision="0", heading="causes", text=_XSS)
    assert (said.status, said.headers["Location"]) == (303, f"{page}#causes")
    text = (await seated.opens(page)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in text
    assert "<script>alert" not in text
    for ending, kind in (("docx", "wordprocessingml.document"), ("xlsx", "spreadsheetml.sheet")):
        async with seated.client.get(f"{page}.{ending}") as answer:
            assert answer.content_type.endswith(kind)
            assert (
                f'filename="R-01-20260701-20260930-1-nhap.{ending}"' in answer.headers["Content-Disposition"]
            )
            data = BytesIO(await answer.read())
        assert Document(data).tables if ending == "docx" else load_workbook(data).sheetnames
    assert (await posts(seated, page, do="approve", revision="1")).status == 303
    (row,) = rows(house.database, report)
    assert (row.state, row.revision) == (ReportState.FINAL, 2)
    late = await posts(seated, page, do="write", revision="2", heading="done", text="muộn")
    assert late.status == 409
    assert "Báo cáo đã duyệt nên không sửa nữa" in late.text
    assert "đã duyệt" in (await seated.opens("/console/reports")).text


async def test_a_text_as_long_as_may_be_fits_into_its_form(house: House, seated: Desk) -> None:
    token = (await seated.opens("/console/reports")).token
    await seated.sends("/console/reports", {"form": token, **_CHOICE})
    longest = ("Phân bổ vốn muộn, xã thiếu người. " * 200)[:LONGEST_TEXT]
    said = await posts(seated, "/console/reports/1", do="write", revision="0", heading="done", text=longest)
    assert said.status == 303


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"number": "5"}, "Kỳ chưa hợp lệ"),
        ({"year": "năm nay"}, "Kỳ chưa hợp lệ"),
        ({"span": "free", "since": "2026-02-30", "until": "2026-03-01"}, "Kỳ chưa hợp lệ"),
        ({"span": "free", "since": "2026-03-02", "until": "2026-03-01"}, "Kỳ chưa hợp lệ"),
        ({"province": "no-such"}, "Không có nơi này"),
        ({"commune": "Không Có"}, "Không có nơi này"),
        ({"kind": "R-99"}, "Không có loại báo cáo này"),
    ],
    ids=str,
)
async def test_a_choice_of_nothing_is_told(seated: Desk, changed: dict[str, str], problem: str) -> None:
    query = "&".join(f"{name}={value}" for name, value in {**_CHOICE, **changed}.items())
    page = await seated.opens(f"/console/reports?{query}")
    assert page.status == 400
    assert problem in page.text


async def test_names_of_places_and_days_are_understood_as_people_type_them(seated: Desk) -> None:
    free = "kind=R-06&span=free&since=01/03/2021&until=31/12/2025&province=tay-ninh&commune=hao%20duoc"
    page = await seated.opens(f"/console/reports?{free}")
    assert "Nơi: xã Hảo Đước, Tây Ninh" in page.text
    assert "Kỳ: 01/03/2021 - 31/12/2025" in page.text
    assert "Kỳ liền trước" in page.text


async def test_reports_that_are_not_there_are_not_found(seated: Desk) -> None:
    for path in (
        "/console/reports/7",
        "/console/reports/7.docx",
        "/console/reports/abc",
        "/console/reports/0",
    ):
        assert (await seated.opens(path)).status == 404, path
    token = (await seated.opens("/console/reports")).token
    gone = await seated.sends("/console/reports/7", {"form": token, "do": "approve", "revision": "0"})
    assert gone.status == 404


async def test_figures_are_entered_several_of_a_time_and_taken_away(house: House, seated: Desk) -> None:
    entered = {**_CHOICE, "figure_kind": "plan", "indicator": "trained", "value": "7.700", "note": _XSS}
    said = await posts(seated, "/console/figures", do="enter", **entered)
    assert said.status == 303
    back = await seated.opens(said.headers["Location"])
    assert "Đã ghi." in back.text
    assert '<option value="quarter" selected>' in back.text  # the next one is likely of the same time
    assert "<b>7.700</b> người · Lao động học nghề gắn với việc làm" in back.text
    assert "<script>alert" not in back.text
    (row,) = rows(house.database, report_figure)
    assert (row.kind, row.is_confirmed, str(row.until)) == (FigureKind.PLAN, True, "2026-09-30")
    wrong = await posts(seated, "/console/figures", do="enter", **{**entered, "value": "-3"})
    assert wrong.status == 400
    assert "Số chưa hợp lệ" in wrong.text
    assert (await posts(seated, "/console/figures", do="remove", figure=str(row.id))).status == 303
    assert rows(house.database, report_figure) == []


async def test_the_tasks_of_a_meeting_are_written_down_and_finished(house: House, seated: Desk) -> None:
    owner = re.findall(r"<option>(\w+)</option>", (await seated.opens("/console/meetings")).text)[0]
    lines = {"title_1": "Việc một", "owner_1": owner, "due_1": "2026-12-01", "title_2": _XSS}
    new = {"source": "Họp Ban điều hành", "held_on": "20/11/2026", **lines}
    half = await posts(seated, "/console/meetings", do="add", **new)
    assert half.status == 400
    assert 'value="Việc một"' in half.text  # nothing that was typed is lost
    whole = {**new, "owner_2": owner, "due_2": "2026-11-01"}
    assert (await posts(seated, "/console/meetings", do="add", **whole)).status == 303
    page = (await seated.opens("/console/meetings")).text
    assert "trễ 22 ngày" in page
    assert "<script>alert" not in page
    first, second = rows(house.database, meeting_task)
    assert (await posts(seated, "/console/meetings", do="done", task=str(first.id))).status == 303
    due = {"owner": owner, "due_on": "2026-12-31"}
    assert (await posts(seated, "/console/meetings", do="hand", task=str(second.id), **due)).status == 303
    states = [(row.state, str(row.due_on)) for row in rows(house.database, meeting_task)]
    assert states == [(MeetingTaskState.DONE, "2026-12-01"), (MeetingTaskState.OPEN, "2026-12-31")]


async def test_pages_of_reports_hold_no_style_of_their_own(seated: Desk) -> None:
    for path in ("/console/reports", f"/console/reports?{_QUERY}", "/console/figures", "/console/meetings"):
        page = await seated.opens(path)
        assert page.status == 200, path
        assert "style=" not in page.text
        assert "<script" not in page.text


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """The rooms behind the pages are tried on both."""
    return sqlite_url
