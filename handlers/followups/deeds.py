"""What staff ask of follow-ups in their chat, done in the transaction of their turn."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from handlers.applications.codes import shown
from handlers.deeds import Doer, Doing
from handlers.followups.calendar import ApplicationCalendar, Calendar, CalendarDay
from handlers.followups.staff import StaffTelling
from handlers.messages import Button, Reply
from handlers.outbox import Door
from handlers.review.commands import GIVE_FIGURES, SHOW_ONE
from handlers.review.model import Refusal, Role
from handlers.review.reaching import at_once
from handlers.review.rights import acting_role
from knowledge.base import KnowledgeBase
from storage.repositories.staff import StaffRow

_DAYS = 7  # in the chat; the console shows more
_MOST_LINES = 12
_MAY_ASK = frozenset({Role.LEAD, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class ShowCalendar:
    """What goes out in the next days; of one application when a code is named."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class AskFigures:
    """Colleagues are to give figures by a day; they are reminded until they have."""

    due_on: date
    names: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True)
class GiveFigures:
    """Somebody says that the figures have been given."""

    figures_id: int


class FollowUpDeeds:
    """`link` leads to the calendar in the console, empty when nobody knows its address."""

    def __init__(
        self,
        knowledge: Callable[[], KnowledgeBase],
        door: Door,
        zone: tzinfo,
        calendar: Calendar,
        link: str = "",
    ) -> None:
        self._knowledge = knowledge
        self._zone = zone
        self._calendar = calendar
        self._staff = StaffTelling(knowledge, door)
        self._link = link

    @property
    def doers(self) -> Mapping[type, Doer]:
        return {ShowCalendar: self.show, AskFigures: self.ask, GiveFigures: self.give}

    async def show(self, doing: Doing, wanted: ShowCalendar) -> tuple[Reply, ...]:
        member = await self._member(doing)
        if member is None:
            return self._nothing()
        if not wanted.code:
            days = await self._calendar.days_of(doing.store, member, doing.now, _DAYS)
            return (Reply("\n".join(self._days(days))),)
        found = await self._calendar.one_of(doing.store, member, wanted.code, doing.now)
        if isinstance(found, Refusal):
            return (Reply(found.text),)
        opened = Button(self._knowledge().phrase("app_open_label"), SHOW_ONE + wanted.code)
        return (Reply("\n".join(self._one(found)), (opened,)),)

    async def ask(self, doing: Doing, wanted: AskFigures) -> tuple[Reply, ...]:
        """Everybody is told at once; one name that nobody has, and nobody is asked."""
        say, store = self._knowledge().phrase, doing.store
        member = await self._member(doing)
        if member is None or member.role not in _MAY_ASK:
            return (Reply(say("staff_figures_role")),)
        found = [await store.staff.find(name) for name in wanted.names]
        for name, colleague in zip(wanted.names, found, strict=True):
            if colleague is None or acting_role(colleague.role) is None:
                return (Reply(say("staff_figures_nobody", name=name)),)
        colleagues = {each.id: each for each in found if each is not None}
        chats = {of: await store.links.chats_of((of,)) for of in colleagues}
        held = await at_once(store, {chat for theirs in chats.values() for chat in theirs})
        day, told = self._knowledge().process.told_day(wanted.due_on), 0
        text = say("staff_figures_asked", who=member.name, what=wanted.what, day=day)
        for of in colleagues:
            asked = await store.reminders.ask_figures(member.id, of, wanted.what, wanted.due_on, doing.now)
            given = Button(say("staff_figures_given_label"), f"{GIVE_FIGURES}{asked}")
            theirs = [chat for chat in held if chat.id in chats[of]]
            reply = Reply(text, (given,), takes_numbers=True)
            told += await self._staff.tell(store, theirs, reply, doing.now) > 0
            await store.audit.add(doing.now, f"staff:{member.id}", "figures_asked", f"figures:{asked}")
        return (Reply(say("staff_figures_sent", count=len(colleagues), told=told, day=day)),)

    async def give(self, doing: Doing, wanted: GiveFigures) -> tuple[Reply, ...]:
        say, store = self._knowledge().phrase, doing.store
        member = await self._member(doing)
        if member is None or not await store.reminders.give_figures(wanted.figures_id, member.id, doing.now):
            return (Reply(say("staff_figures_none")),)
        row = await store.reminders.figures(wanted.figures_id)
        await store.audit.add(
            doing.now, f"staff:{member.id}", "figures_given", f"figures:{wanted.figures_id}"
        )
        if row is not None and row.asked_by_id != member.id:
            chats = await at_once(store, await store.links.chats_of((row.asked_by_id,)))
            told = Reply(say("staff_figures_came", who=member.name, what=row.what))
            await self._staff.tell(store, chats, told, doing.now)
        return (Reply(say("staff_figures_thanks")),)

    def _days(self, days: tuple[CalendarDay, ...]) -> Iterator[str]:
        say, told_day = self._knowledge().phrase, self._knowledge().process.told_day
        yield say("calendar_head", days=len(days), total=sum(each.total for each in days))
        for each in days:
            if each.counts or each.deadlines:
                counts = (say("calendar_count", count=count.count, plan=count.plan) for count in each.counts)
                yield say("calendar_day", day=told_day(each.on), what="; ".join([*counts, *each.deadlines]))
        yield say("calendar_how")
        if self._link:
            yield self._link

    def _one(self, found: ApplicationCalendar) -> Iterator[str]:
        say, process = self._knowledge().phrase, self._knowledge().process
        yield say("calendar_one_head", code=shown(found.view.row.code), status=found.view.status.name)
        for date_row in found.view.dates:
            yield say(f"staff_date_{date_row.kind.value}", day=process.told_day(date_row.on_day))
        if not found.coming:
            yield say("calendar_one_none")
        for each in found.coming[:_MOST_LINES]:
            phrase = "calendar_one_staff" if each.is_of_staff else "calendar_one_line"
            yield say(phrase, at=process.told_moment(each.at, self._zone), plan=each.plan)

    async def _member(self, doing: Doing) -> StaffRow | None:
        """None for those whose link has ended, and those who handle nothing."""
        member = await doing.store.links.staff_of(doing.conversation.id)
        return member if member is not None and acting_role(member.role) is not None else None

    def _nothing(self) -> tuple[Reply, ...]:
        return (Reply(self._knowledge().phrase("review_no_role")),)
