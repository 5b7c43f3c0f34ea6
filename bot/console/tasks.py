"""What staff are to see to: listed on the first page, closed here."""

import re
from dataclasses import dataclass

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.fences import read_form
from bot.console.pages import Render
from handlers.desk.sessions import Member
from handlers.desk.tasks import ShownTask, StaffTasks

_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class TaskPages:
    tasks: StaffTasks
    clock: Clock
    render: Render

    async def listed(self) -> list[ShownTask]:
        return await self.tasks.open_ones()

    async def close(self, request: web.Request, member: Member) -> web.StreamResponse:
        task = (await read_form(request)).get("task", "")
        if not _NUMBER.fullmatch(task):
            return self.render("refused.html", 403, reason="form")
        await self.tasks.close(int(task), f"staff:{member.id}", self.clock.now())
        return web.Response(status=303, headers={"Location": access.HOME, "Cache-Control": "no-store"})
