"""The administrator's page of the Zalo account: how consent stands, the way to it, and the approved forms."""

from dataclasses import dataclass
from math import ceil

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.pages import Render
from handlers.desk.sessions import Member
from handlers.zalo.consent import Finished
from handlers.zalo.room import ZaloRoom
from handlers.zalo.templates import FormRegister

_LONGEST = 2000
_DAY_SECONDS = 24 * 3600
_ENDINGS = frozenset(ended.value for ended in Finished)


@dataclass(frozen=True, slots=True)
class ZaloPages:
    """`room` is None while the channel is off."""

    room: ZaloRoom | None
    forms: FormRegister
    clock: Clock
    cookies: Cookies
    render: Render

    async def show(self, request: web.Request, member: Member) -> web.StreamResponse:
        session, now = self.cookies.session(request), self.clock.now()
        token = form_token(session)
        if self.room is None:
            return self.render("zalo.html", member=member, token=token, view=None)
        view = await self.room.consent.view(session, now)
        left = (view.ends_at - now).total_seconds() / _DAY_SECONDS if view.ends_at is not None else 0
        ended = request.query.get("ended", "")
        return self.render(
            "zalo.html",
            member=member,
            token=token,
            view=view,
            ended=ended if ended in _ENDINGS else "",
            days_left=max(0, ceil(left)),
            billed=await self.room.budget.used(now),
            most_billed=self.room.budget.most,
            wants_buttons=self.room.switch.is_wanted,
            forms=await self.forms.all(),
        )

    async def change(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Lets messages carry buttons again."""
        form = await read_form(request)
        if self.room is None or form.get("do") != "buttons":
            return self.render("refused.html", 403, reason="form")
        await self.room.switch.turn_on(f"staff:{member.id}", self.clock.now())
        return _see(access.ZALO)

    async def come_back(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Where Zalo sends the administrator after the consent. What it brings stays in no address."""
        if self.room is None:
            return _see(access.ZALO)
        code, oa_id, state = (request.query.get(name, "")[:_LONGEST] for name in ("code", "oa_id", "state"))
        session = self.cookies.session(request)
        ended = await self.room.consent.finish(member, session, code, oa_id, state, self.clock.now())
        return _see(f"{access.ZALO}?ended={ended.value}")


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})
