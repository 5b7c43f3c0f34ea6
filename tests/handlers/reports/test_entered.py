"""Figures that staff enter: the seeds' own, parts that add up, what waits to be confirmed, what is not known."""

from datetime import date
from decimal import Decimal

import pytest

from handlers.reports import periods
from handlers.reports.figure_desk import NewFigure
from handlers.reports.model import FigureKind, Period, Place, Problem, Refused
from handlers.reports.room import ReportRoom
from storage.database import Database
from storage.tables import audit_event
from storage.tables_reports import report_figure
from tests.support.clock import HandClock
from tests.support.reports import EVERYWHERE, a_figure, line, looked_at, rows_of, section
from tests.support.reviews import Member
from tests.support.rows import rows

_EIGHT_MONTHS = Period(date(2011, 1, 1), date(2011, 8, 31))
# Of the conference of 14 provinces on 9 August 2011: the only figures that the seeds hold.
_SEEDS = (
    ("trained", "7.700", "Lao động học nghề gắn với việc làm", 1),
    ("managers_trained", "1.150", "Người học quản lý, khởi sự", 1),
    ("seminars", "3", "Hội nghị, hội thảo tập huấn", 1),
    ("tours", "4", "Đoàn tham quan, học tập", 1),
    ("tour_people", "56", "Người đi tham quan, học tập", 1),
    ("models", "16", "Mô hình trình diễn được hỗ trợ", 1),
    ("models_over_half", "3", "trong đó xong trên 50% khối lượng", 2),
)
_MISSING = "chưa có số liệu"


async def test_the_figures_of_the_seeds_come_out_in_their_rows(
    database: Database, reports: ReportRoom, lead: Member, clock: HandClock
) -> None:
    for indicator, typed, _, _ in _SEEDS:
        new = NewFigure(
            indicator, EVERYWHERE, _EIGHT_MONTHS, FigureKind.DONE, typed, "theo tin ngày 16/9/2011"
        )
        assert await reports.figures.enter(lead, new, clock.now()) is None
    report = await looked_at(reports, lead, "R-01", _EIGHT_MONTHS, clock.now())
    for _, typed, name, level in _SEEDS:
        found = line(report, name, level=level)
        assert found["Trong kỳ"] == f"{typed} (n)", name
        assert found["Kế hoạch"] == found["% kế hoạch"] == found["Cùng kỳ năm trước"] == _MISSING, name
    assert line(report, "Đề án được duyệt")["Trong kỳ"] == _MISSING
    written = {each.title: each.text for each in report.texts}
    assert written["Làm được"].splitlines() == [
        "Học nghề gắn với việc làm: 7.700 lao động.",
        "Học quản lý, khởi sự: 1.150 người.",
        "Hội nghị, hội thảo tập huấn: 3 cuộc.",
        "Tham quan, học tập: 4 đoàn, 56 người.",
        "Mô hình trình diễn: 16 mô hình, trong đó 3 mô hình xong trên 50% khối lượng.",
    ]
    assert written["Giải pháp"] == ""
    stored = {row.indicator: row.value for row in rows(database, report_figure)}
    assert stored["trained"] == Decimal(7700)


async def test_nothing_counted_and_nothing_entered_is_never_a_zero(
    reports: ReportRoom, viewer: Member, clock: HandClock
) -> None:
    for kind in reports.choices.kinds():
        report = await looked_at(reports, viewer, kind.id, periods.month(2026, 11), clock.now())
        cells = [cell for part in report.sections for row in rows_of(report, part.part.value) for cell in row]
        assert "0" not in cells, kind
        assert all(each.chart is None for each in report.sections if each.part.value != "workload"), kind


async def test_a_zero_that_staff_entered_is_a_zero(
    database: Database, reports: ReportRoom, lead: Member, clock: HandClock
) -> None:
    year = periods.whole_year(2025)
    await a_figure(database, "fairs", year, "0", by_id=lead.id)
    report = await looked_at(reports, lead, "R-01", year, clock.now())
    assert line(report, "Hội chợ, lần kết nối")["Trong kỳ"] == "0 (n)"


async def test_months_and_communes_add_up_and_gaps_are_marked(
    database: Database, reports: ReportRoom, lead: Member, clock: HandClock
) -> None:
    here, there = Place("tay-ninh", "Hảo Đước"), Place("tay-ninh", "Ninh Điền")
    for place, month, value in ((here, 1, "10"), (here, 2, "5"), (here, 3, "5"), (there, 1, "7")):
        await a_figure(database, "trained", periods.month(2025, month), value, place=place, by_id=lead.id)
    await a_figure(database, "productivity", periods.month(2025, 1), "12.5", place=here, by_id=lead.id)
    quarter, province = periods.quarter(2025, 1), Place("tay-ninh")
    report = await looked_at(reports, lead, "R-01", quarter, clock.now(), province)
    assert line(report, "Lao động học nghề gắn với việc làm")["Trong kỳ"] == "27 (n) (~)"
    assert line(report, "Năng suất tăng")["Trong kỳ"] == _MISSING  # a share of a month is none of a quarter
    notes = section(report, "figures").notes
    assert any("mới có 3 kỳ, 2 nơi" in note for note in notes), notes
    alone = await looked_at(reports, lead, "R-01", quarter, clock.now(), here)
    assert line(alone, "Lao động học nghề gắn với việc làm")["Trong kỳ"] == "20 (n)"
    everywhere = await looked_at(reports, lead, "R-01", quarter, clock.now())
    assert line(everywhere, "Lao động học nghề gắn với việc làm")["Trong kỳ"] == "27 (n) (~)"


async def test_the_figure_of_the_whole_wins_over_its_parts(
    database: Database, reports: ReportRoom, lead: Member, clock: HandClock
) -> None:
    quarter = periods.quarter(2025, 1)
    await a_figure(database, "classes", periods.month(2025, 1), "2", by_id=lead.id)
    await a_figure(database, "classes", quarter, "5", by_id=lead.id)
    report = await looked_at(reports, lead, "R-01", quarter, clock.now())
    assert line(report, "Lớp nghề")["Trong kỳ"] == "5 (n)"


async def test_the_plan_of_the_year_is_held_against_what_was_done_since_january(
    database: Database, reports: ReportRoom, lead: Member, clock: HandClock
) -> None:
    year = periods.whole_year(2025)
    for name, value, kind, time in (
        ("paid_local", "1000", FigureKind.PLAN, year),
        ("paid_national", "500", FigureKind.PLAN, year),
        ("paid_local", "300", FigureKind.DONE, periods.quarter(2025, 1)),
        ("paid_local", "402.5", FigureKind.DONE, periods.quarter(2025, 2)),
    ):
        await a_figure(database, name, time, value, kind=kind, by_id=lead.id)
    report = await looked_at(reports, lead, "R-03", periods.quarter(2025, 2), clock.now())
    local, total = line(report, "Địa phương", "money"), line(report, "Tổng", "money")
    assert (local["Kế hoạch"], local["Đã chi"]) == ("1.000", "402,5 (n)")
    assert (local["Chi từ đầu năm"], local["Chi / kế hoạch %"]) == ("702,5 (n)", "70,3")
    assert (total["Kế hoạch"], total["Chi / kế hoạch %"]) == ("1.500", "46,8")
    assert line(report, "Tài trợ", "money")["Kế hoạch"] == _MISSING
    ratio = next(note for note in section(report, "figures").notes if note.startswith("Chi so với kế hoạch:"))
    assert "chia kế hoạch chi cả năm" in ratio


async def test_what_an_officer_enters_waits_until_a_lead_confirms_it(
    database: Database, reports: ReportRoom, officer: Member, lead: Member, clock: HandClock
) -> None:
    year = periods.whole_year(2025)
    new = NewFigure("trained", Place("tay-ninh"), year, FigureKind.DONE, "120")
    assert await reports.figures.enter(officer, new, clock.now()) is None
    report = await looked_at(reports, officer, "R-01", year, clock.now(), Place("tay-ninh"))
    assert line(report, "Lao động học nghề gắn với việc làm")["Trong kỳ"] == "120 (n) (?)"
    (waiting,) = report.waiting
    refused = await reports.figures.confirm(officer, [waiting], clock.now())
    assert isinstance(refused, Refused)
    assert refused.problem is Problem.NO_RIGHT
    assert await reports.figures.confirm(lead, [waiting], clock.now()) == 1
    report = await looked_at(reports, officer, "R-01", year, clock.now(), Place("tay-ninh"))
    assert line(report, "Lao động học nghề gắn với việc làm")["Trong kỳ"] == "120 (n)"
    trail = [(row.action, row.actor, row.detail) for row in rows(database, audit_event)]
    entered = '{"kind": "done", "value": "120", "before": ""}'
    assert ("figure_entered", f"staff:{officer.id}", entered) in trail
    assert ("figure_confirmed", f"staff:{lead.id}", "{}") in trail


async def test_a_figure_takes_the_place_of_an_earlier_one(
    database: Database, reports: ReportRoom, officer: Member, lead: Member, clock: HandClock
) -> None:
    year = periods.whole_year(2025)
    for member, typed in ((lead, "120"), (officer, "125")):
        new = NewFigure("trained", EVERYWHERE, year, FigureKind.DONE, typed)
        assert await reports.figures.enter(member, new, clock.now()) is None
    (row,) = rows(database, report_figure)
    assert (row.value, bool(row.is_confirmed), row.entered_by_id) == (Decimal(125), False, officer.id)
    details = [each.detail for each in rows(database, audit_event) if each.action == "figure_entered"]
    assert details[-1] == '{"kind": "done", "value": "125", "before": "120"}'
    assert await reports.figures.remove(officer, row.id, clock.now()) is None
    assert rows(database, report_figure) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"indicator": "no_such"}, Problem.INDICATOR),
        ({"indicator": "paid_share"}, Problem.INDICATOR),
        ({"value": "-1"}, Problem.FIGURE),
        ({"value": "1,5"}, Problem.DECIMALS),
        ({"note": "x" * 201}, Problem.NOTE),
        ({"place": Place("no-such")}, Problem.AREA),
        ({"place": Place("tay-ninh", "Không Có")}, Problem.AREA),
        ({"period": Period(date(2026, 2, 1), date(2026, 1, 1))}, Problem.PERIOD),
        ({"period": Period(date(1990, 1, 1), date(2026, 1, 1))}, Problem.PERIOD),
    ],
    ids=str,
)
async def test_what_cannot_be_is_refused_with_what_to_give_instead(
    reports: ReportRoom, lead: Member, clock: HandClock, changed: dict[str, object], problem: Problem
) -> None:
    good: dict[str, object] = {
        "indicator": "trained",
        "place": EVERYWHERE,
        "period": periods.whole_year(2025),
        "kind": FigureKind.DONE,
        "value": "1",
    }
    refused = await reports.figures.enter(lead, NewFigure(**{**good, **changed}), clock.now())  # type: ignore[arg-type]
    assert isinstance(refused, Refused)
    assert refused.problem is problem
    assert refused.text
