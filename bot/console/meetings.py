"""Tasks from the conclusions of meetings: written down, finished, handed on."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.pages import Render
from bot.console.report_choices import read_day
from handlers.desk.sessions import Member
from handlers.reports.meetings import NewTask
from handlers.reports.model import MeetingTaskState, Refused
from handlers.reports.room import ReportRoom

_NUMBER = re.compile(r"[0-9]{1,18}")
LINES = 6  # of one conclusion; what is longer is written down in two goes
_ENDS = {"done": MeetingTaskState.DONE, "drop": MeetingTaskState.DROPPED}


@dataclass(frozen=True, slots=True)
class MeetingPages:
    room: ReportRoom
    clock: Clock
    cookies: Cookies
    render: Render

    async def show(self, request: web.Request, member: Member) -> web.StreamResponse:
        return await self._page(request, member, {})

    async def change(self, request: web.Request, member: Member) -> web.StreamResponse:
        form, now, meetings = await read_form(request), self.clock.now(), self.room.meetings
        task, do = form.get("task", ""), form.get("do", "")
        refused: Refused | int | None
        if do == "add":
            held_on = read_day(form.get("held_on", ""))
            refused = await meetings.add(member, form.get("source", ""), held_on, _tasks(form), now)
        elif not _NUMBER.fullmatch(task):
            return self.render("refused.html", 403, reason="form")
        elif do in _ENDS:
            refused = await meetings.finish(member, int(task), _ENDS[do], form.get("note", ""), now)
        elif do == "hand":
            due_on = read_day(form.get("due_on", ""))
            refused = await meetings.hand_on(member, int(task), form.get("owner", ""), due_on, now)
        else:
            return self.render("refused.html", 403, reason="form")
        if isinstance(refused, Refused):
            return await self._page(request, member, form, refused.text, 400)
        return web.Response(status=303, headers={"Location": access.MEETINGS, "Cache-Control": "no-store"})

    async def _page(
        self,
        request: web.Request,
        member: Member,
        typed: Mapping[str, str],
        refused: str = "",
        status: int = 200,
    ) -> web.Response:
        now = self.clock.now()
        return self.render(
            "meetings.html",
            status,
            member=member,
            token=form_token(self.cookies.session(request)),
            typed=defaultdict(str, typed),
            refused=refused,
            lines=range(1, LINES + 1),
            owners=await self.room.meetings.owners(),
            tasks=await self.room.meetings.listed(member, now),
            finished=await self.room.meetings.listed(member, now, is_finished=True),
            may_write=access.may_open(member.role, ("POST", access.MEETINGS)),
        )


def _tasks(form: Mapping[str, str]) -> list[NewTask]:
    """The lines on which something was written."""
    return [
        NewTask(
            form[f"title_{line}"],
            form.get(f"owner_{line}", ""),
            read_day(form.get(f"due_{line}", "")),
        )
        for line in range(1, LINES + 1)
        if form.get(f"title_{line}", "").strip()
    ]
