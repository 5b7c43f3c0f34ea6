"""The page on which a member of staff links a chat of theirs: a code shown once, the links, and the end of each."""

import re
from dataclasses import dataclass

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.pages import Render
from handlers.desk.linking import Linking, NewCode
from handlers.desk.sessions import Member

_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class LinkPages:
    linking: Linking
    clock: Clock
    cookies: Cookies
    render: Render

    async def show(self, request: web.Request, member: Member) -> web.StreamResponse:
        return await self._page(request, member, None)

    async def change(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Makes a code, which this answer alone shows, or ends a link."""
        form = await read_form(request)
        if form.get("do") == "code":
            return await self._page(request, member, await self.linking.make_code(member, self.clock.now()))
        link = form.get("link", "")
        if form.get("do") != "end" or not _NUMBER.fullmatch(link):
            return self.render("refused.html", 403, reason="form")
        await self.linking.unlink(member, int(link), self.clock.now())
        return web.Response(status=303, headers={"Location": access.LINK, "Cache-Control": "no-store"})

    async def _page(self, request: web.Request, member: Member, new: NewCode | None) -> web.Response:
        return self.render(
            "link.html",
            member=member,
            token=form_token(self.cookies.session(request)),
            new=new,
            links=await self.linking.links(member),
        )
