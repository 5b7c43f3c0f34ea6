"""The inbox of staff: the lists, one conversation, and what is done with it."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.inbox_live import LiveInbox, number
from bot.console.pages import Render
from bot.console.posted import Posted
from handlers.applications.codes import shown
from handlers.desk.sessions import Member
from handlers.inbox.model import OVERDUE_AFTER, Box, Done, Listed, Mark, Overdue, Refusal, Why
from handlers.inbox.room import InboxRoom

StaffPage = Callable[[web.Request, Member], Awaitable[web.StreamResponse]]
_BOXES = {box.value: box for box in Box}
_CHANNELS = ("web", "telegram", "zalo_oa", "zalo_bot")
_LONGEST_QUERY, _LONGEST_MARK = 200, 60
_STATUSES = {Why.ROLE: 403, Why.NOT_FOUND: 404, Why.EMPTY: 422, Why.TOO_LONG: 422}
_CONFLICT = 409
_OVERDUE_HOURS = int(OVERDUE_AFTER.total_seconds() // 3600)


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody wanted to do and could not, with what they had written."""

    refusal: Refusal
    text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """What the first page tells of the inbox."""

    waiting: int
    overdue: Overdue


@dataclass(frozen=True, slots=True)
class InboxPages:
    room: InboxRoom
    live: LiveInbox
    clock: Clock
    cookies: Cookies
    render: Render

    def pages(self) -> Iterator[tuple[str, str, StaffPage]]:
        """Method, path and page of each; answers come by a road that carries long texts."""
        yield "GET", access.INBOX, self.listed
        yield "POST", access.INBOX, self.search
        yield "GET", access.TALK, self.show
        yield "POST", access.TAKE, self.take
        yield "POST", access.GIVE, self.give
        yield "POST", access.NOTE, self.note

    async def glance(self, member: Member, now: datetime) -> Glance | None:
        """None for those who do not speak with people."""
        if not access.may_open(member.role, ("GET", access.INBOX)):
            return None
        return Glance((await self.room.lists.waiting()).waiting, await self.room.lists.overdue(now))

    async def listed(self, request: web.Request, member: Member) -> web.StreamResponse:
        """`?box=`, `?channel=` and `?after=` choose and go on."""
        query, now = request.query, self.clock.now()
        box, channel = _BOXES.get(query.get("box", ""), Box.DESK), query.get("channel", "")
        channel = channel if channel in _CHANNELS else ""
        page = await self.room.lists.page(member, box, now, channel, _mark(query.get("after", "")))
        return await self._list(request, member, page, box=box.value, channel=channel)

    async def search(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Posted, because what is looked for may be a telephone: that belongs in no address."""
        typed = (await read_form(request)).get("q", "")[:_LONGEST_QUERY].strip()
        page = await self.room.lists.search(member, typed, self.clock.now())
        return await self._list(request, member, page, typed=typed, is_search=True)

    async def _list(
        self,
        request: web.Request,
        member: Member,
        page: Listed,
        box: str = "",
        channel: str = "",
        typed: str = "",
        is_search: bool = False,
    ) -> web.Response:
        return self.render(
            "inbox.html",
            member=member,
            token=self._token(request),
            page=page,
            next=_written(page.next),
            box=box,
            channel=channel,
            channels=_CHANNELS,
            typed=typed,
            is_search=is_search,
            waiting=await self.room.lists.waiting(),
            overdue_hours=_OVERDUE_HOURS,
        )

    async def show(self, request: web.Request, member: Member) -> web.StreamResponse:
        """`?q=` looks for an answer that stands ready, `?insert=` begins with one."""
        inserted = self.room.canned.text(request.query.get("insert", "")[:_LONGEST_QUERY])
        return await self._page(request, member, text=inserted)

    async def take(self, request: web.Request, member: Member) -> web.StreamResponse:
        form = await read_form(request)
        done = await self.room.acting.take(member, _id(request), self.clock.now(), _named(form))
        return await self._after(request, member, done)

    async def give(self, request: web.Request, member: Member) -> web.StreamResponse:
        form = await read_form(request)
        done = await self.room.acting.give(member, _id(request), self.clock.now(), _named(form))
        return await self._after(request, member, done, back_to=access.INBOX)

    async def answer(self, request: web.Request, member: Member, posted: Posted) -> web.StreamResponse:
        text, seen = posted.one("text"), number(posted.one("seen"))
        done = await self.room.acting.answer(member, _id(request), text, seen, self.clock.now())
        return await self._after(request, member, done, text=text)

    async def note(self, request: web.Request, member: Member) -> web.StreamResponse:
        text = (await read_form(request)).get("note", "")
        done = await self.room.acting.note(member, _id(request), text, self.clock.now())
        return await self._after(request, member, done, note=text)

    async def _after(
        self,
        request: web.Request,
        member: Member,
        done: Done | Refusal,
        text: str = "",
        note: str = "",
        back_to: str = "",
    ) -> web.StreamResponse:
        if isinstance(done, Refusal):
            return await self._page(request, member, Tried(done, text, note), text)
        address = back_to or f"{access.INBOX}/{_id(request)}"
        return web.Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})

    async def _page(
        self, request: web.Request, member: Member, tried: Tried | None = None, text: str = ""
    ) -> web.Response:
        now, typed = self.clock.now(), request.query.get("q", "")[:_LONGEST_QUERY].strip()
        view = await self.room.viewing.open(member, _id(request), now)
        if view is None:
            return self.render("refused.html", 404, reason="role")
        status = _STATUSES.get(tried.refusal.why, _CONFLICT) if tried is not None else 200
        return self.render(
            "conversation.html",
            status,
            member=member,
            token=self._token(request),
            view=view,
            applications=[(shown(each.code), each) for each in view.applications],
            tried=tried,
            text=text,
            typed=typed,
            canned=self.room.canned.find(typed),
            overdue_hours=_OVERDUE_HOURS,
        )

    def _token(self, request: web.Request) -> str:
        return form_token(self.cookies.session(request))


def _id(request: web.Request) -> int:
    return number(request.match_info["id"])


def _named(form: dict[str, str]) -> int | None:
    """Who holds the conversation in the eyes of whoever takes it from them; None when that was not said."""
    instead = form.get("instead_of", "")
    return number(instead) if instead else None


def _mark(text: str) -> Mark | None:
    """Where a page ended, as the link to the next one says it."""
    moment, _, identity = text[:_LONGEST_MARK].rpartition("_")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return Mark(at, number(identity)) if at.tzinfo is not None else None


def _written(mark: Mark | None) -> str:
    return f"{mark.at.isoformat()}_{mark.id}" if mark is not None else ""
