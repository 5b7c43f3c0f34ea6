"""The desk of reports: look at any, keep a draft, write the texts, approve, read what was approved."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from handlers.reports.building import Builder, Signature, area_name
from handlers.reports.choosing import is_known
from handlers.reports.model import (
    REPORT,
    OpenReport,
    Period,
    Place,
    Problem,
    Refused,
    Report,
    ReportLine,
    ReportState,
    Wanted,
)
from handlers.reports.periods import is_sound
from handlers.reports.rights import APPROVE, READ, WRITE
from handlers.reports.writing import LONGEST_TEXT
from handlers.review.model import Role, Staff
from handlers.text import clean
from knowledge.base import KnowledgeBase
from knowledge.reports.model import Heading
from storage.database import Database
from storage.repositories.report_rows import NewReport, ReportRow
from storage.store import Store

_SHOWN = 50


class ReportDesk:
    """Whoever may not do a thing is refused before anything is read. Every look and change is in the audit trail."""

    def __init__(self, database: Database, knowledge: Callable[[], KnowledgeBase], zone: tzinfo) -> None:
        self._database = database
        self._knowledge = knowledge
        self._builder = Builder(knowledge, zone)

    def problem(self, wanted: Wanted) -> Refused | None:
        """What is not right about it; None when it can be built."""
        knowledge = self._knowledge()
        if wanted.kind not in knowledge.reports.kinds:
            return self._refused(Problem.KIND)
        if not is_sound(wanted.period):
            return self._refused(Problem.PERIOD)
        return None if is_known(wanted.place, knowledge) else self._refused(Problem.AREA)

    async def look(self, member: Staff, wanted: Wanted, now: datetime) -> Report | Refused:
        """As it stands now, without keeping it."""
        refused = self._may(member, READ) or self.problem(wanted)
        if refused is not None:
            return refused
        async with self._database.reading() as store:
            report = await self._builder.build(store, wanted, Signature(member.name), {}, now)
        async with self._database.transaction() as store:
            await store.audit.add(now, _actor(member), "report_read", f"report:{wanted.kind}")
        return report

    async def listed(self, member: Staff) -> list[ReportLine]:
        """The newest first; nothing for those who may not read them."""
        if member.role not in READ:
            return []
        async with self._database.reading() as store:
            rows = await store.reports.rows.newest(_SHOWN)
            names = await _names(store, rows)
        return [self._line(row, names) for row in rows]

    async def create(self, member: Staff, wanted: Wanted, now: datetime) -> int | Refused:
        """A draft; its id."""
        refused = self._may(member, WRITE) or self.problem(wanted)
        if refused is not None:
            return refused
        new = NewReport(
            *(wanted.kind, wanted.place.province, wanted.place.commune),
            *(wanted.period.since, wanted.period.until, member.id),
        )
        async with self._database.transaction() as store:
            added = await store.reports.rows.add(new, now)
            await store.audit.add(now, _actor(member), "report_made", f"report:{added}", kind=wanted.kind)
        return added

    async def open(self, member: Staff, report_id: int, now: datetime) -> OpenReport | Refused:
        """A draft counted anew, or a final one as it was approved."""
        refused = self._may(member, READ)
        if refused is not None:
            return refused
        found = await self._open(report_id, now)
        if isinstance(found, OpenReport):
            await self._note(member, "report_read", report_id, now)
        return found

    async def exported(self, member: Staff, report_id: int, form: str, now: datetime) -> OpenReport | Refused:
        """The same for a document; `form` is its kind."""
        refused = self._may(member, READ)
        if refused is not None:
            return refused
        found = await self._open(report_id, now)
        if isinstance(found, OpenReport):
            await self._note(member, "report_exported", report_id, now, form=form)
        return found

    async def write(
        self,
        member: Staff,
        report_id: int,
        texts: Mapping[Heading, str],
        revision: int,
        now: datetime,
    ) -> Refused | None:
        """The texts of all headings given; None when they are stored."""
        refused = self._may(member, WRITE)
        if refused is not None:
            return refused
        texts = {heading: clean(text) for heading, text in texts.items()}
        if any(len(text) > LONGEST_TEXT for text in texts.values()):
            return self._refused(Problem.TEXT, most=LONGEST_TEXT)
        async with self._database.transaction() as store:
            row = await store.reports.rows.get(report_id)
            problem = _changed(row, revision)
            if row is None or problem is not None:
                return self._refused(problem or Problem.GONE)
            merged = {**row.texts, **{heading.value: text for heading, text in texts.items()}}
            if not await store.reports.rows.write(report_id, merged, revision):
                return self._refused(Problem.OVERTAKEN)
            await store.audit.add(now, _actor(member), "report_written", f"report:{report_id}")
        return None

    async def approve(self, member: Staff, report_id: int, revision: int, now: datetime) -> Refused | None:
        """It stays as it is at this moment: figures, lists, texts. None when that is done."""
        refused = self._may(member, APPROVE)
        if refused is not None:
            return refused
        async with self._database.reading() as store:  # counted before the writer is held
            row = await store.reports.rows.get(report_id)
            problem = _changed(row, revision)
            if row is None or problem is not None:
                return self._refused(problem or Problem.GONE)
            names = await _names(store, [row])
            signature = Signature(names.get(row.made_by_id, ""), member.name, now)
            report = await self._builder.build(store, _wanted(row), signature, row.texts, now)
        async with self._database.transaction() as store:
            snapshot = REPORT.dump_json(report).decode()
            if not await store.reports.rows.approve(report_id, snapshot, member.id, revision, now):
                return self._refused(Problem.OVERTAKEN)
            await store.audit.add(
                now,
                _actor(member),
                "report_approved",
                f"report:{report_id}",
                waiting=len(report.waiting),
            )
        return None

    async def _open(self, report_id: int, now: datetime) -> OpenReport | Refused:
        async with self._database.reading() as store:
            row = await store.reports.rows.get(report_id)
            if row is None:
                return self._refused(Problem.GONE)
            wanted = _wanted(row)
            if row.snapshot is not None:
                report = REPORT.validate_json(row.snapshot)
            elif wanted.kind not in self._knowledge().reports.kinds:
                return self._refused(Problem.KIND)
            else:
                names = await _names(store, [row])
                signature = Signature(names.get(row.made_by_id, ""))
                report = await self._builder.build(store, wanted, signature, row.texts, now)
        texts = {written.heading: written.text for written in report.texts}
        return OpenReport(row.id, row.revision, row.state, wanted, report, texts)

    async def _note(self, member: Staff, action: str, report_id: int, now: datetime, **detail: str) -> None:
        async with self._database.transaction() as store:
            await store.audit.add(now, _actor(member), action, f"report:{report_id}", **detail)

    def _line(self, row: ReportRow, names: Mapping[int | None, str]) -> ReportLine:
        knowledge = self._knowledge()
        kind = knowledge.reports.kinds.get(row.kind)
        return ReportLine(
            id=row.id,
            title=kind.name if kind is not None else row.kind,
            period=Period(row.since, row.until),
            area=area_name(Place(row.province, row.commune), knowledge),
            state=row.state,
            made_at=row.made_at,
            made_by=names.get(row.made_by_id, ""),
            approved_at=row.approved_at,
        )

    def _may(self, member: Staff, roles: frozenset[Role]) -> Refused | None:
        return None if member.role in roles else self._refused(Problem.NO_RIGHT)

    def _refused(self, problem: Problem, **values: object) -> Refused:
        return Refused(problem, self._knowledge().reports.word(problem.value, **values))


def _changed(row: ReportRow | None, revision: int) -> Problem | None:
    if row is None:
        return Problem.GONE
    if row.state is ReportState.FINAL:
        return Problem.FINAL
    return None if row.revision == revision else Problem.OVERTAKEN


def _wanted(row: ReportRow) -> Wanted:
    return Wanted(row.kind, Period(row.since, row.until), Place(row.province, row.commune))


async def _names(store: Store, rows: "list[ReportRow]") -> Mapping[int | None, str]:
    found = await store.lists.staff_names({row.made_by_id for row in rows if row.made_by_id is not None})
    return {identity: name for identity, name in found.items()}  # noqa: C416 - its keys may be asked for nobody


def _actor(member: Staff) -> str:
    return f"staff:{member.id}"
