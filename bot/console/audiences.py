"""The page of audiences that were put by: in words, counted when somebody asks, thrown away."""

import re
from dataclasses import dataclass

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.pages import Render
from handlers.broadcasts.office import NewsOffice
from handlers.desk.sessions import Member

_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class AudiencePages:
    office: NewsOffice
    clock: Clock
    cookies: Cookies
    render: Render

    async def listed(self, request: web.Request, member: Member) -> web.StreamResponse:
        """`?count=7` counts the people of one of them before it is drawn."""
        saved, telling = await self.office.saved.all(), self.office.telling
        asked = request.query.get("count", "")
        chosen = next((each for each in saved if str(each.id) == asked), None)
        counted = (
            await self.office.doing.count(chosen.query, self.clock.now()) if chosen is not None else None
        )
        return self.render(
            "audiences.html",
            member=member,
            token=form_token(self.cookies.session(request)),
            audiences=[(each, telling.query(each.query)) for each in saved],
            counted_id=chosen.id if chosen is not None else None,
            count=telling.counted(counted) if counted is not None else None,
            is_dropped=request.query.get("said") == "drop",
            may_compose=access.may_open(member.role, ("POST", access.AUDIENCES)),
        )

    async def change(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Throws one away; one that is gone already is no mistake of anybody's."""
        form = await read_form(request)
        audience = form.get("audience", "")
        if form.get("do") != "drop" or not _NUMBER.fullmatch(audience):
            return self.render("refused.html", 403, reason="form")
        await self.office.saved.drop(member, int(audience), self.clock.now())
        headers = {"Location": f"{access.AUDIENCES}?said=drop", "Cache-Control": "no-store"}
        return web.Response(status=303, headers=headers)
