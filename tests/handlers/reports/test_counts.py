"""Figures are what an independent question to the tables finds, for several times and places."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from handlers.reports import periods
from handlers.reports.model import Period, Place
from handlers.reports.room import ReportRoom
from handlers.reports.showing import told_number
from storage.database import Database
from storage.states import MoneySource
from tests.support.clock import HandClock
from tests.support.reports import a_history, line, looked_at, noon, rows_of, section, settled
from tests.support.reviews import Member
from tests.support.rows import asked
from tests.support.talks import ZONE

_PERIODS = {
    "a quarter": periods.quarter(2026, 1),  # on its last day something was settled
    "a year": periods.whole_year(2025),
    "several years": Period(date(2025, 3, 1), date(2026, 10, 31)),
}
_REACHED = (
    "SELECT count(DISTINCT e.application_id) FROM application_event e "
    "JOIN application a ON a.id = e.application_id "
    "WHERE e.to_status = :status AND e.from_status <> :status AND e.at >= :since AND e.at < :until"
)
_PAID = (  # no sum here is ever written down twice
    "SELECT sum(a.paid_vnd) FROM application a JOIN application_event e ON e.application_id = a.id "
    "WHERE e.action = 'settle' AND e.at >= :since AND e.at < :until"
)
_OPEN = (
    "SELECT count(*) FROM application WHERE status <> 'nhap' AND sent_at < :sent "
    "AND (ended_at IS NULL OR ended_at >= :until)"
)
_STATUSES = {
    "Đề án được duyệt": "duoc_duyet",
    "Đề án đã nghiệm thu": "da_nghiem_thu",
    "Đề án đã quyết toán": "da_quyet_toan",
}

Ask = Callable[..., Any]


@pytest.fixture
def ask(database: Database) -> Ask:
    """One number, by text of the test's own; moments as each database keeps them."""

    def asking(question: str, period: Period, **values: object) -> int:
        since, until = (_moment(period.since), _moment(period.until + timedelta(days=1)))
        given = {"since": since, "until": until, **values}
        stored = {
            name: value.replace(tzinfo=None).isoformat(" ", "microseconds")
            if database.is_sqlite and isinstance(value, datetime)
            else value
            for name, value in given.items()
        }
        used = {name: value for name, value in stored.items() if f":{name}" in question}
        return int(asked(database, text(question), used)[0][0] or 0)

    return asking


@pytest.fixture
async def years(database: Database, officer: Member) -> Database:
    """Two years of work in two provinces, with money of two sources."""
    actor = f"staff:{officer.id}"
    for number, sent_on in enumerate(
        (date(2024, 11, 20), date(2025, 1, 31), date(2025, 6, 1), date(2025, 12, 1), date(2026, 2, 10))
    ):
        source = MoneySource.NATIONAL if number % 2 else MoneySource.LOCAL
        commune = "Hảo Đước" if number < 3 else "Ninh Điền"
        await settled(
            database,
            sent_on,
            20,
            (number + 1) * 10_500_000,
            actor=actor,
            source=source,
            commune=commune,
        )
    await settled(database, date(2026, 1, 1), 20, 99_000_000, actor=actor, province="gia-lai", commune=None)
    await a_history(database, date(2026, 5, 1), actor=actor)
    refused = await a_history(database, date(2026, 4, 3), actor=actor)
    await refused.does("refuse", noon(date(2026, 4, 30)), reason="plan_full")
    stopped = await a_history(database, date(2026, 3, 1), actor=actor)
    for days, action in ((1, "take_up"), (2, "approve"), (3, "start_work"), (60, "stop")):
        await stopped.does(action, noon(date(2026, 3, 1) + timedelta(days=days)))
    return database


async def test_what_was_reached_is_what_the_tables_say(
    years: Database, reports: ReportRoom, officer: Member, clock: HandClock, ask: Ask
) -> None:
    for period in _PERIODS.values():
        report = await looked_at(reports, officer, "R-01", period, clock.now())
        times = (period, periods.since_january(period), periods.before(period))
        for name, status in _STATUSES.items():
            found = line(report, name)
            cells = (found["Trong kỳ"], found["Từ đầu năm"], list(found.values())[-1])
            told = tuple(cell.removesuffix(" (~)") for cell in cells)  # years ago, some may be gone
            assert told == tuple(_told(ask(_REACHED, each, status=status)) for each in times), (period, name)
        national = line(report, "nguồn quốc gia", level=2)
        question = f"{_REACHED} AND a.money_source = 'national'"
        assert national["Trong kỳ"] == _told(ask(question, period, status="duoc_duyet")), period


async def test_money_is_what_the_tables_say(
    years: Database, reports: ReportRoom, officer: Member, clock: HandClock, ask: Ask
) -> None:
    for period in _PERIODS.values():
        report = await looked_at(reports, officer, "R-03", period, clock.now())
        for name, source in (("Quốc gia", "national"), ("Địa phương", "local"), ("Tổng", None)):
            question = _PAID if source is None else f"{_PAID} AND a.money_source = '{source}'"
            found = line(report, name, "money")
            assert found["Đã chi"] == _millions(ask(question, period)), (period, name)
            since = periods.since_january(period)
            assert found["Chi từ đầu năm"] == _millions(ask(question, since)), (period, name)


async def test_a_place_counts_alone(
    years: Database, reports: ReportRoom, officer: Member, clock: HandClock, ask: Ask
) -> None:
    for place, which in (
        (Place("gia-lai"), "a.province = 'gia-lai'"),
        (Place("tay-ninh", "Hảo Đước"), "a.province = 'tay-ninh' AND a.commune = 'Hảo Đước'"),
    ):
        for period in _PERIODS.values():
            report = await looked_at(reports, officer, "R-01", period, clock.now(), place)
            wanted = ask(f"{_REACHED} AND {which}", period, status="da_quyet_toan")
            assert line(report, "Đề án đã quyết toán")["Trong kỳ"] == _told(wanted), (place, period)


async def test_what_was_open_is_what_stood_open_at_the_end(
    years: Database, reports: ReportRoom, officer: Member, clock: HandClock, ask: Ask
) -> None:
    for period in (periods.month(2026, 3), periods.quarter(2026, 2), periods.month(2025, 7)):
        until = _moment(period.until + timedelta(days=1))
        report = await looked_at(reports, officer, "R-01", period, clock.now())
        wanted = ask(_OPEN, period, sent=until - timedelta(days=30))
        assert line(report, "Phiếu mở quá 30 ngày", "channel")["Trong kỳ"] == _told(wanted)


async def test_several_years_are_told_year_by_year_too(
    years: Database, reports: ReportRoom, officer: Member, clock: HandClock, ask: Ask
) -> None:
    period = _PERIODS["several years"]
    report = await looked_at(reports, officer, "R-01", period, clock.now())
    found = line(report, "Đề án được duyệt", "years")
    for year, part in zip(("2025", "2026"), periods.years_of(period), strict=True):
        assert found[year] == _told(ask(_REACHED, part, status="duoc_duyet"))


async def test_reasons_and_places_add_up_to_the_same(
    years: Database, reports: ReportRoom, officer: Member, clock: HandClock
) -> None:
    period = periods.whole_year(2026)
    refusals = rows_of(await looked_at(reports, officer, "R-05", period, clock.now()), "refusals")
    assert refusals == [["Kế hoạch năm nay đã đủ", "Chưa được năm nay", "1"]]
    reach = rows_of(await looked_at(reports, officer, "R-06", period, clock.now()), "reach")
    assert sum(int(row[1]) for row in reach if row[1].isdecimal()) == 5
    assert ["xã Ninh Điền, Tây Ninh", "1", "2", "2"] in reach


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def _told(count: int) -> str:
    return str(count) if count else "chưa có số liệu"


def _millions(vnd: int) -> str:
    whole, rest = divmod(vnd, 1_000_000)
    if not vnd:
        return "chưa có số liệu"
    return told_number(Decimal(whole)) + (f",{rest:06d}".rstrip("0") if rest else "")


async def test_a_sum_that_is_raised_counts_by_what_it_grew(
    database: Database, reports: ReportRoom, officer: Member, clock: HandClock
) -> None:
    history = await settled(database, date(2026, 1, 5), 10, 20_000_000, actor=f"staff:{officer.id}")
    await history.notes_money(noon(date(2026, 5, 5)), "paid_vnd", 23_500_000)
    second = await looked_at(reports, officer, "R-03", periods.quarter(2026, 2), clock.now())
    assert line(second, "Địa phương", "money")["Đã chi"] == "3,5"
    assert line(second, "Địa phương", "money")["Chi từ đầu năm"] == "23,5"
    volume = await looked_at(reports, officer, "R-01", periods.quarter(2026, 2), clock.now())
    settled_twice = line(volume, "Đề án đã quyết toán")
    assert (settled_twice["Trong kỳ"], settled_twice["Từ đầu năm"]) == ("chưa có số liệu", "1")


async def test_of_old_times_is_said_that_what_was_destroyed_is_not_counted(
    database: Database, reports: ReportRoom, officer: Member, clock: HandClock
) -> None:
    await settled(database, date(2024, 12, 1), 1, 1_000_000, actor=f"staff:{officer.id}")
    old = await looked_at(reports, officer, "R-01", periods.whole_year(2024), clock.now())
    assert line(old, "Đề án đã quyết toán")["Trong kỳ"] == "1 (~)"
    assert any("quá 730 ngày đã xóa" in note for note in section(old, "figures").notes)
    new = await looked_at(reports, officer, "R-01", periods.quarter(2026, 1), clock.now())
    assert not any("đã xóa" in note for note in section(new, "figures").notes)
