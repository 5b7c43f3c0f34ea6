"""The list as a table to carry away: what is in it, and that no cell of it is ever calculated."""

import csv
import io

import pytest

from bot.app import House
from bot.console.export import harmless, written
from handlers.applications.codes import shown
from storage.states import ApplicationStatus, MoneySource
from storage.tables import audit_event
from tests.bot.console.desk import Desk
from tests.support.applications import OWNER, PHONE, a_member, a_sent_application
from tests.support.rows import rows

PATH = "/console/applications/export.csv"


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what is read from it is tested on both elsewhere."""
    return sqlite_url


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


async def test_the_wanted_ones_are_rows_without_names_and_the_export_is_traced(
    house: House, seated: Desk
) -> None:
    now = house.clock.now()
    lan = await a_member(house.database, now, name="=Lan+1")
    money = {"planned_vnd": 120_000_000, "money_source": MoneySource.LOCAL}
    row = await a_sent_application(
        house.database, now, assignee_id=lan, status=ApplicationStatus.IN_REVIEW, **money
    )
    await a_sent_application(house.database, now)
    page = await seated.opens(f"{PATH}?status=cho_tham_dinh")
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.headers["Content-Disposition"] == 'attachment; filename="phieu-20261123-0900.csv"'
    assert page.text.startswith("\ufeff")
    head, *lines = cells(page.text)
    (line,) = (dict(zip(head, each, strict=True)) for each in lines)
    assert line["Mã phiếu"] == shown(row.code)
    assert line["Người giữ"] == "'=Lan+1"
    assert (line["Kế hoạch (đồng)"], line["Nguồn"], line["Ngày gửi"]) == (
        "120000000",
        "địa phương",
        "23/11/2026",
    )
    assert OWNER not in page.text
    assert PHONE not in page.text
    traced = [each for each in rows(house.database, audit_event) if each.action == "applications_exported"]
    assert [each.detail for each in traced] == ['{"rows": 1}']


async def test_more_than_a_batch_comes_whole(
    house: House, seated: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.review.listing._BATCH", 3)
    made = [(await a_sent_application(house.database, house.clock.now())).code for _ in range(7)]
    told = [line[0] for line in cells((await seated.opens(PATH)).text)[1:]]
    assert told == [shown(code) for code in reversed(made)]


@pytest.mark.parametrize(
    "begin", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", " =", "\u00a0@"]
)
@pytest.mark.parametrize("rest", ["", "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")'])
def test_no_cell_is_a_formula(begin: str, rest: str) -> None:
    ((cell, plain),) = cells(written([(begin + rest, "Chè Tân Cương")]).decode())
    assert cell.startswith("'")
    assert plain == "Chè Tân Cương"


@pytest.mark.parametrize("cell", ["", "Nguyễn", "120000000", "KC-7Q4M", "a=b"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell
