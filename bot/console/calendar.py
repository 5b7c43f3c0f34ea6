"""What will go out: the next days, one day, or one application."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.clock import Clock
from bot.console.cookies import Cookies, form_token
from bot.console.pages import Render
from handlers.applications.codes import find_code, shown
from handlers.desk.sessions import Member
from handlers.followups.calendar import ApplicationCalendar, Calendar

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class CalendarPages:
    """Days are those of `zone`."""

    calendar: Calendar
    clock: Clock
    cookies: Cookies
    render: Render
    zone: ZoneInfo

    async def show(self, request: web.Request, member: Member) -> web.StreamResponse:
        """`?day=2027-03-15` lists a day, `?code=KC-…` one application; without either the next days."""
        typed, day = request.query.get("code", "")[:_LONGEST], _day(request.query.get("day", ""))
        if typed:
            return await self._one(request, member, typed)
        if day is not None:
            lines = await self.calendar.of_day(member, day, self.clock.now())
            told = [(shown(line.code), line) for line in lines]
            return self._page(request, member, "calendar_day.html", day=day, lines=told)
        return await self._days(request, member)

    async def _days(
        self, request: web.Request, member: Member, typed: str = "", refused: str = ""
    ) -> web.Response:
        now = self.clock.now()
        days = await self.calendar.days(member, now)
        return self._page(
            request,
            member,
            "calendar.html",
            status=404 if refused else 200,
            days=[day for day in days if day.counts or day.deadlines],
            count=len(days),
            total=sum(day.total for day in days),
            today=now.astimezone(self.zone).date(),
            figures=await self.calendar.figures(member),
            typed=typed,
            refused=refused,
        )

    async def _one(self, request: web.Request, member: Member, typed: str) -> web.Response:
        found = await self.calendar.of_application(member, find_code(typed) or typed, self.clock.now())
        if not isinstance(found, ApplicationCalendar):
            return await self._days(request, member, typed, found.text)
        code = shown(found.view.row.code)
        return self._page(request, member, "calendar_one.html", code=code, found=found, view=found.view)

    def _page(
        self, request: web.Request, member: Member, template: str, status: int = 200, **values: object
    ) -> web.Response:
        token = form_token(self.cookies.session(request))
        return self.render(template, status, member=member, token=token, **values)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
