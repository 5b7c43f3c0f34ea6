"""Years of work as they stand in the tables: applications that went their way on given days."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count

from handlers.reports.model import FigureKind, OpenReport, Period, Place, Refused, Report, Section, Wanted
from handlers.reports.room import ReportRoom
from knowledge.forms.replies import Value
from storage.database import Database
from storage.repositories.applications import ApplicationRow, NewEvent
from storage.repositories.consents import ConsentRow
from storage.repositories.report_figures import FigurePlace
from storage.states import ApplicationStatus, MoneySource, Purpose
from tests.support.applications import a_sent_application
from tests.support.factories import WEB
from tests.support.reviews import Member
from tests.support.talks import ZONE

EVERYWHERE = Place()
_numbers = count(1)
_STEPS: Mapping[str, tuple[ApplicationStatus, ApplicationStatus]] = {
    "take_up": (ApplicationStatus.SENT, ApplicationStatus.IN_REVIEW),
    "approve": (ApplicationStatus.IN_REVIEW, ApplicationStatus.APPROVED),
    "start_work": (ApplicationStatus.APPROVED, ApplicationStatus.UNDER_WAY),
    "schedule_inspection": (ApplicationStatus.UNDER_WAY, ApplicationStatus.INSPECTION),
    "pass_inspection": (ApplicationStatus.INSPECTION, ApplicationStatus.INSPECTED),
    "settle": (ApplicationStatus.INSPECTED, ApplicationStatus.SETTLED),
    "refuse": (ApplicationStatus.SENT, ApplicationStatus.NOT_THIS_TIME),
    "stop": (ApplicationStatus.UNDER_WAY, ApplicationStatus.NOT_THIS_TIME),
}


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZONE)


class History:
    """Writes what happened to one application, a step a day; sums as staff noted them."""

    def __init__(self, database: Database, row: ApplicationRow, actor: str) -> None:
        self._database = database
        self.row = row
        self._actor = actor

    async def does(self, action: str, at: datetime, **detail: int | str) -> "History":
        before, after = _STEPS[action]
        reason = str(detail.pop("reason", "")) or None
        columns: dict[str, object] = {"status": after}
        if "sum" in detail:
            columns[str(detail["sum"])] = detail["amount"]
        if after in (ApplicationStatus.SETTLED, ApplicationStatus.NOT_THIS_TIME):
            columns["ended_at"] = at
        await self._note(NewEvent(self._actor, action, before, after, "", reason, detail), at, columns)
        return self

    async def notes_money(self, at: datetime, name: str, amount: int) -> "History":
        status = self.row.status
        event = NewEvent(self._actor, "set_money", status, status, "", None, {"sum": name, "amount": amount})
        await self._note(event, at, {name: amount})
        return self

    async def _note(self, event: NewEvent, at: datetime, columns: Mapping[str, object]) -> None:
        async with self._database.transaction() as store:
            assert await store.applications.change(self.row, at, **columns)
            await store.applications.note(self.row, event, at)
            after = await store.applications.get(self.row.id)
        assert after is not None
        self.row = after


async def a_history(
    database: Database,
    sent_on: date,
    *,
    actor: str = "staff:1",
    form_id: str = "A-01",
    answers: Mapping[str, Value] | None = None,
    agrees: bool | None = None,
    source: MoneySource | None = MoneySource.LOCAL,
    **columns: object,
) -> History:
    """An application of somebody new, sent on a day; `agrees` to statistics, or was never asked."""
    at = noon(sent_on)
    row = await a_sent_application(
        database,
        at,
        chat_key=f"report{next(_numbers)}",
        form_id=form_id,
        answers=answers,
        money_source=source,
        **columns,
    )
    if agrees is not None:
        consent = ConsentRow(row.contact_id, Purpose.STATISTICS, agrees, 1, "0" * 64, WEB, None, at)
        async with database.transaction() as store:
            await store.consents.add(consent)
    return History(database, row, actor)


async def settled(database: Database, sent_on: date, every_days: int, vnd: int, **more: object) -> History:
    """All the way, a step every so many days; planned, paid and the same again of its own."""
    history = await a_history(database, sent_on, **more)  # type: ignore[arg-type]
    at, step = noon(sent_on), timedelta(days=every_days)
    await history.does("take_up", at + step)
    await history.does("approve", at + 2 * step, sum="planned_vnd", amount=vnd)
    await history.does("start_work", at + 3 * step)
    await history.notes_money(at + 3 * step, "contracted_vnd", vnd)
    await history.notes_money(at + 3 * step, "advanced_vnd", vnd // 2)
    await history.does("schedule_inspection", at + 4 * step)
    await history.does("pass_inspection", at + 5 * step)
    await history.notes_money(at + 5 * step, "own_share_vnd", 2 * vnd)
    await history.does("settle", at + 6 * step, sum="paid_vnd", amount=vnd)
    return history


async def looked_at(
    room: ReportRoom, member: Member, kind: str, period: Period, now: datetime, place: Place = EVERYWHERE
) -> Report:
    report = await room.desk.look(member, Wanted(kind, period, place), now)
    assert isinstance(report, Report), report
    return report


async def opened(room: ReportRoom, member: Member, report_id: int, now: datetime) -> OpenReport:
    found = await room.desk.open(member, report_id, now)
    assert isinstance(found, OpenReport), found
    return found


async def a_draft(room: ReportRoom, member: Member, wanted: Wanted, now: datetime) -> int:
    made = await room.desk.create(member, wanted, now)
    assert not isinstance(made, Refused), made
    return made


async def a_figure(
    database: Database,
    indicator: str,
    period: Period,
    value: str,
    *,
    place: Place = EVERYWHERE,
    kind: FigureKind = FigureKind.DONE,
    is_confirmed: bool = True,
    note: str = "",
    by_id: int = 1,
) -> None:
    """As it stands in the table, whoever entered it."""
    where = FigurePlace(indicator, place.province, place.commune, period.since, period.until, kind)
    async with database.transaction() as store:
        await store.reports.figures.put(where, Decimal(value), note, by_id, is_confirmed, noon(period.until))


def section(report: Report, part: str) -> Section:
    return next(each for each in report.sections if each.part.value == part)


def line(report: Report, name: str, part: str = "figures", level: int | None = None) -> dict[str, str]:
    """The first row that begins with a name, as people read it, by its columns."""
    for table in section(report, part).tables:
        for row in table.rows:
            if row.cells[0].text == name and level in (None, row.level):
                return {
                    column: f"{cell.text} {cell.mark}".strip()
                    for column, cell in zip(table.columns, row.cells, strict=True)
                }
    raise AssertionError(f"no row {name!r}: {report}")


def rows_of(report: Report, part: str) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in section(report, part).tables for row in table.rows]
