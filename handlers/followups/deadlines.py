"""What staff must not miss: days of the year, the clocks of data requests, figures that colleagues asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from handlers.followups.staff import StaffTelling
from handlers.messages import Button, Reply
from handlers.outbox import Door
from handlers.review.commands import GIVE_FIGURES
from handlers.review.model import Role
from handlers.rights.codes import shown_request
from handlers.rights.requests_desk import MAY_ANSWER
from handlers.rights.waiting import Stage, stage_of
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import RequestKind
from knowledge.process.deadlines import Reminder
from knowledge.process.plans import QUIET, Quiet
from storage.database import Database
from storage.repositories.requests import RequestRow
from storage.repositories.staff_reminders import FiguresRow
from storage.states import RequestState, TaskKind

_MORNING = time(8)  # the project's own habit
_FIRST, _DONE = "first", "done"
_ACTOR = "scheduler"


@dataclass(frozen=True, slots=True)
class RequestStep:
    """How far one of the two clocks of a request has run."""

    clock: str
    stage: Stage
    due_on: date
    step: str


class StaffReminders:
    """Nothing is planned ahead: what is due is told once, by the row that says so, whoever comes first.

    What nobody was there to tell is told late, as long as it makes sense; of several steps only the last.
    """

    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], KnowledgeBase],
        door: Door,
        zone: tzinfo,
        quiet: Quiet = QUIET,
        province: str = "",
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._staff = StaffTelling(knowledge, door)
        self._zone = zone
        self._quiet = quiet
        self._province = province

    async def remind(self, now: datetime) -> int:
        """How many things staff were told of."""
        local = now.astimezone(self._zone)
        if self._quiet.after(local) != local:
            return 0
        told = await self._of_days(now)
        if local.time() >= _MORNING and self._knowledge().process.working_days.is_working(local.date()):
            told += await self._of_requests(now, local.date()) + await self._of_figures(now, local.date())
        return told

    def deadlines(self, since: datetime, until: datetime) -> list[Reminder]:
        """What is to be told of days of the year between two moments, where the office is, the earliest first."""
        found = self._knowledge().process.deadline_reminders(since, until, self._zone)
        return [each for each in found if self._is_here(each)]

    def _is_here(self, reminder: Reminder) -> bool:
        places = reminder.deadline.provinces
        return not places or self._province in places

    async def _of_days(self, now: datetime) -> int:
        newest = {f"deadline:{each.deadline.id}/{each.on}": each for each in self.deadlines(now, now)}
        if not newest:
            return 0
        async with self._database.reading() as store:
            told = await store.reminders.told(newest)
        missing = [(name, each) for name, each in newest.items() if (name, str(each.days)) not in told]
        return sum([await self._tell_day(name, each, now) for name, each in missing])

    async def _tell_day(self, subject: str, reminder: Reminder, now: datetime) -> bool:
        process, deadline = self._knowledge().process, reminder.deadline
        day = process.told_day(reminder.on)
        left = (reminder.on - now.astimezone(self._zone).date()).days
        roles = [Role(role.value) for role in deadline.roles]
        async with self._database.transaction() as store:
            stands = await store.tasks.stands(TaskKind.DEADLINE, deadline.id, day)
            is_settled = stands is False or (reminder.days > 0 and stands is None)
            chats = await self._staff.locked(store, await store.links.chats_of((), roles))
            if is_settled or not await store.reminders.take(subject, str(reminder.days), now):
                return False
            text = deadline.said(day=day, left=left if left > 0 else None)
            await store.tasks.open(TaskKind.DEADLINE, deadline.id, now, about=day)
            await self._staff.tell(store, chats, Reply(text), now)
            await store.audit.add(now, _ACTOR, "staff_reminded", subject, step=str(reminder.days))
        return True

    async def _of_requests(self, now: datetime, today: date) -> int:
        async with self._database.reading() as store:
            rows = await store.requests.open()
            told = await store.reminders.told({f"request:{row.id}" for row in rows})
        steps = ((row, step) for row in rows for step in request_steps(row, today, self._zone))
        missing = [(row, step) for row, step in steps if (f"request:{row.id}", step.step) not in told]
        return sum([await self._tell_request(row, step, now) for row, step in missing])

    async def _tell_request(self, seen: RequestRow, step: RequestStep, now: datetime) -> bool:
        knowledge, code = self._knowledge(), shown_request(seen.code)
        async with self._database.transaction() as store:
            chats = await self._staff.locked(store, await store.links.chats_of((), tuple(MAY_ANSWER)))
            row = await store.requests.get(seen.id, lock=True)
            subject = f"request:{seen.id}"
            if row is None or row.state is not RequestState.OPEN:
                return False
            if step.clock == _FIRST and row.answered_at is not None:
                return False
            if not await store.reminders.take(subject, step.step, now):
                return False
            told = {
                "kind": knowledge.privacy.kind_name(RequestKind(seen.kind.value)),
                "code": code,
                "day": knowledge.process.told_day(step.due_on),
            }
            text = knowledge.phrase(f"staff_request_{step.clock}_{step.stage.value}", **told)
            others = [_reason(step.clock, stage) for stage in Stage if stage is not step.stage]
            await store.tasks.close_about(TaskKind.DATA_REQUEST, _ACTOR, now, about=code, reasons=others)
            await store.tasks.open(TaskKind.DATA_REQUEST, _reason(step.clock, step.stage), now, about=code)
            await self._staff.tell(store, chats, Reply(text), now)
            await store.audit.add(now, _ACTOR, "staff_reminded", subject, step=step.step)
        return True

    async def _of_figures(self, now: datetime, today: date) -> int:
        async with self._database.reading() as store:
            rows = await store.reminders.open_figures()
            told = await store.reminders.told({f"figures:{row.id}" for row in rows})
        steps = {row: self._figures_step(row, today) for row in rows}
        missing = [
            (row, step) for row, step in steps.items() if step and (f"figures:{row.id}", step) not in told
        ]
        return sum([await self._tell_figures(row, step, now) for row, step in missing])

    def _figures_step(self, row: FiguresRow, today: date) -> str:
        """A working day before, on the day, and then on every working day; empty on all others."""
        if today > row.due_on:
            return f"late_{today}"
        if today == row.due_on:
            return "today"
        is_near = today >= self._knowledge().process.working_days.before(row.due_on, 1)
        return "before" if is_near else ""

    async def _tell_figures(self, row: FiguresRow, step: str, now: datetime) -> bool:
        knowledge, subject = self._knowledge(), f"figures:{row.id}"
        async with self._database.transaction() as store:
            chats = await self._staff.locked(store, await store.links.chats_of((row.of_id,)))
            still = await store.reminders.figures(row.id)
            if still is None or still.given_at is not None:
                return False
            if not await store.reminders.take(subject, step, now):
                return False
            text = knowledge.phrase(
                f"staff_figures_{step.partition('_')[0]}",
                what=row.what,
                day=knowledge.process.told_day(row.due_on),
            )
            given = Button(knowledge.phrase("staff_figures_given_label"), f"{GIVE_FIGURES}{row.id}")
            await self._staff.tell(store, chats, Reply(text, (given,), takes_numbers=True), now)
            await store.audit.add(now, _ACTOR, "staff_reminded", subject, step=step)
        return True


def request_steps(row: RequestRow, today: date, zone: tzinfo) -> Iterator[RequestStep]:
    """What is to be told of an open request by a day: that it came, half, four fifths, and then every day."""
    asked_on = row.asked_at.astimezone(zone).date()
    done_by = row.extended_to or row.done_by
    yield _request_step(_DONE, stage_of(asked_on, done_by, today), done_by, today)
    if row.answered_at is None:
        stage = stage_of(asked_on, row.first_answer_by, today)
        if stage is not Stage.FRESH:
            yield _request_step(_FIRST, stage, row.first_answer_by, today)


def _request_step(clock: str, stage: Stage, due_on: date, today: date) -> RequestStep:
    days = f"_{today}" if stage is Stage.OVERDUE else f"_{due_on}"  # an extended clock begins anew
    return RequestStep(clock, stage, due_on, f"{clock}_{stage.value}{days}")


def _reason(clock: str, stage: Stage) -> str:
    return f"request_{clock}_{stage.value}"
