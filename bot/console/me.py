"""The page of one's own account: the password, codes of the telephone, spare codes, all sessions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.pages import Render
from handlers.desk.linking import Linking
from handlers.desk.own_account import NewSecret, OwnAccount, Refused, SpareCodes
from handlers.desk.sessions import Member
from handlers.desk.sign_in import Held
from handlers.desk.strength import LEAST, MOST, Weak
from handlers.desk.totp import address, grouped

StaffPage = Callable[[web.Request, Member], Awaitable[web.StreamResponse]]
Came = NewSecret | SpareCodes | Refused | Weak | Held | None

_ISSUER = "Khuyen cong"  # as the telephone lists it; some of them show nothing but ASCII
_SECTIONS = ("password", "on", "confirm", "off", "spares", "everywhere")
_TOLD = frozenset({"password", "off"})
_UNFIT, _HELD = 422, 429


@dataclass(frozen=True, slots=True)
class OwnPages:
    own: OwnAccount
    linking: Linking
    clock: Clock
    cookies: Cookies
    render: Render

    async def show(self, request: web.Request, member: Member) -> web.StreamResponse:
        told = request.query.get("done", "")
        return await self._page(request, member, done=told if told in _TOLD else "")

    async def change(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Does what the form names. Secrets and spare codes are in this answer alone."""
        form, now = await read_form(request), self.clock.now()
        do = form.get("do", "")
        if do not in _SECTIONS:
            return self.render("refused.html", 403, reason="form")
        if do == "everywhere":
            await self.own.sign_out_everywhere(member, now)
            response = _see(access.HOME)
            self.cookies.leave(response)
            return response
        if do == "password" and form.get("new", "") != form.get("again", ""):
            return await self._page(request, member, do, _UNFIT, problem="again")
        came = await self._done(do, form, member, now)
        if isinstance(came, NewSecret):
            link = address(came.secret, member.name, _ISSUER)
            return await self._page(request, member, "confirm", secret=grouped(came.secret), link=link)
        if isinstance(came, SpareCodes):
            return await self._page(request, member, "spares", codes=came.codes)
        if isinstance(came, Held):
            return await self._page(request, member, do, _HELD, problem="wait", minutes=_minutes(came, now))
        if came is not None:
            return await self._page(request, member, do, _UNFIT, problem=came.value)
        return _see(f"{access.ME}?done={do}")

    async def _done(self, do: str, form: dict[str, str], member: Member, now: datetime) -> Came:
        password, code = form.get("password", ""), form.get("code", "")
        match do:
            case "password":
                return await self.own.change_password(member, password, form.get("new", ""), now)
            case "on":
                return await self.own.begin_codes(member, password, now)
            case "confirm":
                return await self.own.turn_on(member, code, now)
            case "off":
                return await self.own.turn_off(member, password, code, now)
            case _:
                return await self.own.renew_spares(member, password, code, now)

    async def _page(
        self, request: web.Request, member: Member, section: str = "", status: int = 200, **told: object
    ) -> web.Response:
        """`section` is the part of the page that `problem` is about."""
        return self.render(
            "me.html",
            status,
            member=member,
            token=form_token(self.cookies.session(request)),
            view=await self.own.view(member),
            chats=len(await self.linking.links(member)),
            may_link=access.may_open(member.role, ("GET", access.LINK)),
            should_have=access.may_open(member.role, ("GET", access.EXPORT)),
            section=section,
            least=LEAST,
            most=MOST,
            **told,
        )


def _minutes(held: Held, now: datetime) -> int:
    """None left to wait for: only an administrator can help."""
    return ceil((held.until - now).total_seconds() / 60) if held.until is not None else 0


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})
