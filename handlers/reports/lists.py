"""What a report lists one by one: late work, what nobody has told of, what is not settled, what is needed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from handlers.applications.codes import shown
from handlers.applications.words import form_title
from handlers.reports.making import MOST_ROWS, Making
from handlers.reports.model import Bar, Cell, Chart, Section
from handlers.reports.showing import day_cell, moment_cell, money_cell, number_cell, text_cell
from knowledge.reports.model import Part
from storage.repositories.report_lists import HeldRow
from storage.states import ApplicationStatus

_PROGRESS, _TOUR_REPORT, _TOURS = "progress", "tour_report", ("A-05",)  # surveys and forms
_SILENT_FOR, _SETTLED_WITHIN = timedelta(days=30), timedelta(days=30)
_ASKED = MOST_ROWS + 1  # one more tells that there are more
Late = tuple[HeldRow, str, date | None]  # what is late, and since when


async def late(making: Making) -> Section:
    rows = await making.store.reports.lists.late(making.now, making.today, making.area, _ASKED)
    return _held(making, Part.LATE, [(row, *_why_late(row, making)) for row in rows])


async def unreported(making: Making) -> Section:
    lists, area = making.store.reports.lists, making.area
    silent = await lists.silent(_PROGRESS, making.now - _SILENT_FOR, area, _ASKED)
    tours = await lists.untold(_TOUR_REPORT, _TOURS, making.today, area, _ASKED)
    since = [(row, "late_progress", _day(making, row) + _SILENT_FOR) for row in silent]
    return _held(making, Part.UNREPORTED, [*since, *((row, "late_tour", row.event_on) for row in tours)])


async def unsettled(making: Making) -> Section:
    rows = await making.store.reports.lists.unsettled(
        making.today, making.now - _SETTLED_WITHIN, making.area, _ASKED
    )
    told: list[Late] = [
        (row, "late_settle", row.settle_by)
        if row.settle_by is not None
        else (row, "late_inspected", _day(making, row) + _SETTLED_WITHIN)
        for row in rows
    ]
    return _held(making, Part.UNSETTLED, told)


async def needs(making: Making) -> Section:
    rows = await making.store.reports.lists.needs(making.span, making.area, _ASKED)
    cells = [
        (
            text_cell(shown(row.code)),
            text_cell(form_title(row.form_id, making.knowledge)),
            text_cell(making.where(row.province, row.commune)),
            text_cell(making.status(row.status, row.ending)),
            moment_cell(row.sent_at, making.zone),
            money_cell(row.planned_vnd, making.word),
            money_cell(row.own_share_vnd, making.word),
            text_cell(making.word(f"source_{row.source.value if row.source is not None else 'unnamed'}")),
            text_cell(row.project or ""),
            text_cell(row.officer or ""),
        )
        for row in rows
    ]
    return making.section(Part.NEEDS, making.table(Part.NEEDS, cells))


async def needs_by_place(making: Making) -> Section:
    rows = await making.store.reports.lists.needs_by_place(making.span, making.area)
    cells = [
        (
            text_cell(form_title(row.form_id, making.knowledge)),
            text_cell(making.where(row.province, row.commune)),
            number_cell(row.count, making.word),
            money_cell(row.planned_vnd, making.word),
            money_cell(row.own_share_vnd, making.word),
        )
        for row in rows
    ]
    forms = Counter[str]()
    for row in rows:
        forms[form_title(row.form_id, making.knowledge)] += row.count
    chart = counted_chart(making, "chart_needs", "unit_application", forms.items())
    return making.section(Part.NEEDS_BY_PLACE, making.table(Part.NEEDS_BY_PLACE, cells), chart=chart)


def counted_chart(making: Making, title: str, unit: str, counts: Iterable[tuple[str, int]]) -> Chart | None:
    """The largest first; None when there is nothing to draw."""
    bars = [Bar(label, (Decimal(count),)) for label, count in sorted(counts, key=_largest_first) if count]
    if not bars:
        return None
    return Chart(making.word(title), making.word(unit), (making.word("series_count"),), tuple(bars[:12]))


def _largest_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _held(making: Making, part: Part, late_ones: Sequence[Late]) -> Section:
    """The longest late first."""
    order = sorted(late_ones, key=lambda each: (each[2] or making.today, each[0].code))
    cells = [_line(making, row, making.word(what), due) for row, what, due in order]
    return making.section(part, making.table(part, cells))


def _line(making: Making, row: HeldRow, what: str, due: date | None) -> tuple[Cell, ...]:
    return (
        text_cell(shown(row.code)),
        text_cell(form_title(row.form_id, making.knowledge)),
        text_cell(making.where(row.province, row.commune)),
        text_cell(making.status(row.status)),
        text_cell(what),
        day_cell(due),
        number_cell(None if due is None else (making.today - due).days, making.word),
        text_cell(row.officer or making.word("nobody")),
    )


def _why_late(row: HeldRow, making: Making) -> tuple[str, date | None]:
    """The first of the days that have passed."""
    agreed = {ApplicationStatus.VISIT: row.visit_at, ApplicationStatus.INSPECTION: row.inspection_at}
    moment = agreed.get(row.status)
    if moment is not None and moment < making.now:
        name = "late_visit" if row.status is ApplicationStatus.VISIT else "late_inspection"
        return name, moment.astimezone(making.zone).date()
    return "late_due_on", row.due_on


def _day(making: Making, row: HeldRow) -> date:
    return row.status_at.astimezone(making.zone).date()
