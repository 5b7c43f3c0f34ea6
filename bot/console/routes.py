"""The console's pages and forms. No page is reached but through `_to_anyone` or `_to_staff`."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.clock import Clock
from bot.console import access
from bot.console.accounts import AccountPages
from bot.console.applications import ApplicationPages
from bot.console.calendar import CalendarPages
from bot.console.composer import MOST_BYTES
from bot.console.cookies import Cookies, form_token, new_door
from bot.console.fences import is_ours, read_form
from bot.console.inbox import InboxPages
from bot.console.linking import LinkPages
from bot.console.news import NewsPages
from bot.console.pages import Render
from bot.console.posted import Posted, read_posted
from bot.console.reports import ReportPages
from bot.console.tasks import TaskPages
from bot.console.zalo import ZaloPages
from bot.web.caller import is_same_site, network
from bot.web.files import Files
from handlers.desk.changes import Changes, ChangeState
from handlers.desk.sessions import Member, Sessions
from handlers.desk.sign_in import Entered, Halfway, Held, SignIn
from handlers.desk.today import Today

_FILES = Files(Path(__file__).parent / "static")
_CLOSED_AS = {state.value: state for state in (ChangeState.TOLD, ChangeState.DISMISSED)}
_NUMBER = re.compile(r"[0-9]{1,18}")

StaffPage = Callable[[web.Request, Member], Awaitable[web.StreamResponse]]
FilePage = Callable[[web.Request, Member, Posted], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Console:
    """The staff side of the web server; `channels` tells which channels are on."""

    sign_in: SignIn
    sessions: Sessions
    today: Today
    changes: Changes
    applications: ApplicationPages
    links: LinkPages
    tasks: TaskPages
    calendar: CalendarPages
    inbox: InboxPages
    news: NewsPages
    reports: ReportPages
    zalo: ZaloPages
    accounts: AccountPages
    clock: Clock
    cookies: Cookies
    render: Render
    channels: Mapping[str, bool]
    public_url: str

    def routes(self) -> list[web.RouteDef]:
        return [
            self._to_staff("GET", access.HOME, self.home),
            self._to_staff("GET", access.CHANGES, self.changed),
            self._to_staff("POST", access.CHANGES, self.close_change),
            self._to_staff("GET", access.LINK, self.links.show),
            self._to_staff("POST", access.LINK, self.links.change),
            *(self._to_staff(*page) for page in self.applications.pages()),
            self._to_staff("POST", access.TASKS, self.tasks.close),
            self._to_staff("GET", access.CALENDAR, self.calendar.show),
            *(self._to_staff(*page) for page in self.inbox.pages()),
            *(self._to_staff(*page, is_at_work=False) for page in self.inbox.live.pages()),
            self._with_file(access.ANSWER, self.inbox.answer),
            self._to_staff("GET", access.ZALO, self.zalo.show),
            self._to_staff("POST", access.ZALO, self.zalo.change),
            self._to_staff("GET", access.ZALO_BACK, self.zalo.come_back),
            *self._of_broadcasts(),
            *(self._to_staff(*page) for page in self.reports.pages()),
            self._to_staff("POST", access.SIGN_OUT, self.leave),
            *(self._to_staff(*page) for page in self.accounts.pages()),
            self._to_anyone("POST", access.SIGN_IN, self.enter),
            self._to_anyone("GET", access.CODE, self.accounts.code.show),
            self._to_anyone("POST", access.CODE, self.accounts.code.enter),
            self._to_anyone("GET", access.STATIC, _FILES.serve),
            self._to_anyone("GET", access.HOME_WITH_SLASH, self.without_slash),
            web.route("*", "/console/{rest:.*}", self.unlisted),
        ]

    def _of_broadcasts(self) -> list[web.RouteDef]:
        broadcasts, composer, live = self.news.broadcasts, self.news.composer, self.news.live
        return [  # the fixed paths before those that hold a number
            self._to_staff("GET", access.BROADCASTS, broadcasts.listed),
            self._to_staff("GET", access.NEW_BROADCAST, composer.new),
            self._with_file(access.NEW_BROADCAST, composer.write),
            self._to_staff("GET", access.BROADCAST, broadcasts.show),
            self._to_staff("POST", access.BROADCAST, broadcasts.act),
            self._to_staff("GET", access.BROADCAST_EDIT, composer.edit),
            self._with_file(access.BROADCAST_EDIT, composer.write),
            self._to_staff("GET", access.BROADCAST_CANCEL, broadcasts.ask_to_cancel),
            self._to_staff("GET", access.BROADCAST_FILE, broadcasts.file),
            self._to_staff("GET", access.BROADCAST_COUNT, live.count, is_at_work=False),
            self._to_staff("GET", access.BROADCAST_EVENTS, live.events, is_at_work=False),
            self._to_staff("GET", access.AUDIENCES, self.news.audiences.listed),
            self._to_staff("POST", access.AUDIENCES, self.news.audiences.change),
            self._to_staff("GET", access.AUDIENCE_COUNT, live.count_saved),
            self._with_file(access.TYPED_COUNT, live.count_typed),
        ]

    async def home(self, request: web.Request, member: Member) -> web.StreamResponse:
        view = await self.today.view(member, self.clock.now())
        token = form_token(self.cookies.session(request))
        return self.render(
            "today.html",
            member=member,
            token=token,
            now=self.clock.now(),
            channels=self.channels,
            changes=await self.changes.count(),
            may_list=access.may_open(member.role, ("GET", access.APPLICATIONS)),
            may_link=access.may_open(member.role, ("GET", access.LINK)),
            may_plan=access.may_open(member.role, ("GET", access.CALENDAR)),
            tasks=await self.tasks.listed(),
            may_close=access.may_open(member.role, ("POST", access.TASKS)),
            may_zalo=access.may_open(member.role, ("GET", access.ZALO)),
            may_report=access.may_open(member.role, ("GET", access.REPORTS)),
            may_news=access.may_open(member.role, ("GET", access.BROADCASTS)),
            inbox=await self.inbox.glance(member, self.clock.now()),
            news_waiting=await self.news.broadcasts.waiting(),
            outbox=view.outbox,
            gaps=view.gaps,
        )

    async def changed(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Outcomes that changed for people who asked to be told."""
        now = self.clock.now()
        return self.render(
            "changes.html",
            member=member,
            token=form_token(self.cookies.session(request)),
            changes=await self.changes.view(member, now),
            may_close=access.may_open(member.role, ("POST", access.CHANGES)),
        )

    async def close_change(self, request: web.Request, member: Member) -> web.StreamResponse:
        form = await read_form(request)
        change, state = form.get("change", ""), _CLOSED_AS.get(form.get("as", ""))
        if state is None or not _NUMBER.fullmatch(change):
            return self._forbid("form")
        await self.changes.close(int(change), state, member, self.clock.now())
        return _see(access.CHANGES)

    async def enter(self, request: web.Request) -> web.StreamResponse:
        form = await read_form(request)
        name, now = form.get("name", ""), self.clock.now()
        answer = await self.sign_in.enter(
            name, form.get("password", ""), network(request), now, self.cookies.session(request)
        )
        if isinstance(answer, Entered):
            response = _see(access.HOME)
            self.cookies.enter(response, answer.token)
            return response
        if isinstance(answer, Halfway):
            return self.accounts.code.wait(answer.token)
        if isinstance(answer, Held):
            return self._held(request, name, answer.until, now)
        return self._door(request, "wrong", 403, name)

    async def leave(self, _request: web.Request, member: Member) -> web.StreamResponse:
        await self.sessions.close(member, self.clock.now())
        response = _see(access.HOME)
        self.cookies.leave(response)
        return response

    async def without_slash(self, _request: web.Request) -> web.StreamResponse:
        return _see(access.HOME)

    async def unlisted(self, _request: web.Request) -> web.StreamResponse:
        return self._forbid("role")

    def _to_staff(self, method: str, path: str, page: StaffPage, is_at_work: bool = True) -> web.RouteDef:
        """`is_at_work`: whoever asks is a person, and their session goes on."""
        find = self.sessions.member if is_at_work else self.sessions.look

        async def handler(request: web.Request) -> web.StreamResponse:
            token = self.cookies.session(request)
            if method != "GET" and not await self._is_ours(request, token):
                return self._forbid("form")
            member = await find(token, self.clock.now()) if token else None
            if member is None and method == "GET":
                return self._door(request, "ended" if token else "")
            if member is None:
                return _see(access.HOME)
            if not access.may_open(member.role, (method, path)):
                return self._forbid("role")
            return await page(request, member)

        return web.route(method, path, handler)

    def _with_file(self, path: str, page: FilePage) -> web.RouteDef:
        """A form that may bring megabytes: nobody's are read but those of staff who may send them."""

        async def handler(request: web.Request) -> web.StreamResponse:
            token = self.cookies.session(request)
            if not is_same_site(request, self.public_url):
                return self._forbid("form")
            member = await self.sessions.member(token, self.clock.now()) if token else None
            if member is None:
                return _see(access.HOME)
            if not access.may_open(member.role, ("POST", path)):
                return self._forbid("role")
            posted = await read_posted(request, MOST_BYTES)
            if not is_ours(request, posted.single, token, self.public_url):
                return self._forbid("form")
            return await page(request, member, posted)

        return web.route("POST", path, handler)

    def _to_anyone(self, method: str, path: str, page: Handler) -> web.RouteDef:
        async def handler(request: web.Request) -> web.StreamResponse:
            if (method, path) not in access.TO_ANYONE:
                return self._forbid("role")
            if method != "GET" and not await self._is_ours(request, self.cookies.door(request)):
                return self._forbid("form")
            return await page(request)

        return web.route(method, path, handler)

    async def _is_ours(self, request: web.Request, cookie: str) -> bool:
        return is_ours(request, await read_form(request), cookie, self.public_url)

    def _door(
        self, request: web.Request, problem: str, status: int = 200, name: str = "", minutes: int = 0
    ) -> web.Response:
        """The sign-in form; a browser keeps its door so that several tabs may stand open."""
        door = self.cookies.door(request) or new_door()
        response = self.render(
            "sign_in.html", status, problem=problem, name=name, minutes=minutes, token=form_token(door)
        )
        self.cookies.stand_at_door(response, door)
        if problem == "ended":
            self.cookies.leave(response)
        return response

    def _held(self, request: web.Request, name: str, until: datetime | None, now: datetime) -> web.Response:
        if until is None:
            return self._door(request, "locked", 429, name)
        seconds = ceil((until - now).total_seconds())
        response = self._door(request, "wait", 429, name, ceil(seconds / 60))
        response.headers["Retry-After"] = str(seconds)
        return response

    def _forbid(self, reason: str) -> web.Response:
        return self.render("refused.html", 403, reason=reason)


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})
