"""The administrator's pages of accounts: all of them, and one with what can be done to it."""

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.inbox_live import number
from bot.console.pages import Render
from handlers.desk.accounts import NewAccount
from handlers.desk.people import LONGEST_NAME, People, Refusal, Unfit
from handlers.desk.sessions import Member, Role

_ROLES = {role.value: role for role in Role}
_STATUSES = {Refusal.NO_ACCOUNT: 404, Refusal.LAST_ADMIN: 409, Refusal.STATE: 409}
_UNFIT = 422
_DOINGS = frozenset({"role", "place", "no_place", "close", "open", "password", "codes"})
_LONGEST_PLACE = 80

Came = NewAccount | Refusal | Unfit | None


@dataclass(frozen=True, slots=True)
class PeoplePages:
    people: People
    clock: Clock
    cookies: Cookies
    render: Render

    async def listed(self, request: web.Request, member: Member) -> web.StreamResponse:
        return await self._list(request, member)

    async def add(self, request: web.Request, member: Member) -> web.StreamResponse:
        """A new account; this answer alone shows its password."""
        form = await read_form(request)
        role, name = _ROLES.get(form.get("role", "")), form.get("name", "")
        if role is None:
            return self.render("refused.html", 403, reason="form")
        came = await self.people.add(member, name, role, self.clock.now())
        if isinstance(came, NewAccount):
            return await self._list(request, member, new=came)
        return await self._list(request, member, _UNFIT, problem=came.value, name=name, role=role.value)

    async def show(self, request: web.Request, member: Member) -> web.StreamResponse:
        done = request.query.get("done", "")
        return await self._one(request, member, done=done if done in _DOINGS else "")

    async def change(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Does what the form names; a password that was made is in this answer alone."""
        form, staff_id = await read_form(request), number(request.match_info["id"])
        do, role = form.get("do", ""), _ROLES.get(form.get("role", ""))
        if do not in _DOINGS or (do == "role" and role is None):
            return self.render("refused.html", 403, reason="form")
        came = await self._done(do, form, role, member, staff_id, self.clock.now())
        if isinstance(came, NewAccount):
            return await self._one(request, member, new=came)
        if came is not None:
            status = _STATUSES.get(came, _UNFIT) if isinstance(came, Refusal) else _UNFIT
            place = form.get("province", ""), form.get("commune", "")[:_LONGEST_PLACE]
            return await self._one(request, member, status, problem=came.value, place=place)
        return _see(f"{access.PEOPLE}/{staff_id}?done={do}")

    async def _done(
        self, do: str, form: dict[str, str], role: Role | None, member: Member, staff_id: int, now: datetime
    ) -> Came:
        if do == "role" and role is not None:
            return await self.people.set_role(member, staff_id, role, now)
        if do in ("place", "no_place"):
            place = form.get("province", ""), form.get("commune", "")[:_LONGEST_PLACE]
            is_ended = do == "no_place"
            given = await self.people.give_place(member, staff_id, *place, now, is_ended=is_ended)
            return given if isinstance(given, Unfit) else None
        if do == "close":
            return await self.people.close(member, staff_id, now)
        if do == "open":
            return await self.people.open_again(member, staff_id, now)
        if do == "password":
            return await self.people.new_password(member, staff_id, now)
        return await self.people.remove_codes(member, staff_id, now)

    async def _list(
        self, request: web.Request, member: Member, status: int = 200, **told: object
    ) -> web.Response:
        return self.render(
            "people.html",
            status,
            member=member,
            token=form_token(self.cookies.session(request)),
            people=await self.people.all(),
            roles=tuple(_ROLES),
            longest_name=LONGEST_NAME,
            **told,
        )

    async def _one(
        self, request: web.Request, member: Member, status: int = 200, **told: object
    ) -> web.Response:
        person = await self.people.one(number(request.match_info["id"]))
        if person is None:
            return self.render("refused.html", 404, reason="role")
        return self.render(
            "person.html",
            status,
            member=member,
            token=form_token(self.cookies.session(request)),
            person=person,
            account=person.account,
            roles=tuple(_ROLES),
            provinces=self.people.provinces(),
            **told,
        )


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})
