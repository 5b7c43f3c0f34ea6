"""The pages of applications together, and those of all of them: the list, the board, several at once, the export."""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.application import ApplicationPage
from bot.console.cookies import Cookies, form_token
from bot.console.export import stream_csv
from bot.console.fences import read_form
from bot.console.pages import Render
from handlers.desk.sessions import Member
from handlers.review.listing import Listing
from handlers.review.saving import LONGEST_NAME, SavedFilters
from handlers.review.sheets import Sheets
from handlers.review.wanted import Wanted, read_wanted

StaffPage = Callable[[web.Request, Member], Awaitable[web.StreamResponse]]
_ROW = "row-"  # + a code, of a ticked box; its value is the revision that was seen
_NUMBER = re.compile(r"[0-9]{1,18}")
_LONGEST_OFFICER, _LONGEST_QUERY = 80, 1000


@dataclass(frozen=True, slots=True)
class ApplicationPages:
    listing: Listing
    saved: SavedFilters
    sheets: Sheets
    one: ApplicationPage
    clock: Clock
    cookies: Cookies
    render: Render
    zone: ZoneInfo

    def pages(self) -> Iterator[tuple[str, str, StaffPage]]:
        """Method, path and page of each; those with a fixed path stand before the one of a code."""
        yield "GET", access.APPLICATIONS, self.listed
        yield "GET", access.BOARD, self.board
        yield "GET", access.EXPORT, self.export
        yield "POST", access.FILTERS, self.keep
        yield "POST", access.ASSIGN, self.assign
        yield "GET", access.APPLICATION, self.one.show
        yield "POST", access.ACT, self.one.act
        yield "GET", access.PAPER, self.one.paper
        yield "GET", access.FILE, self.one.file

    async def listed(self, request: web.Request, member: Member) -> web.StreamResponse:
        wanted, mark = _wanted(request), request.query.get("after", "")
        page = await self.listing.page(member, wanted, mark, self.clock.now())
        return self.render(
            "applications.html",
            **await self._common(request, member, wanted),
            page=page,
            is_first=not mark,
            saved=await self.saved.of(member),
            longest_name=LONGEST_NAME,
            may_assign=access.may_open(member.role, ("POST", access.ASSIGN)),
            may_export=access.may_open(member.role, ("GET", access.EXPORT)),
        )

    async def board(self, request: web.Request, member: Member) -> web.StreamResponse:
        """A column for each state, with its newest."""
        wanted = _wanted(request)
        columns = await self.listing.board(member, wanted, self.clock.now())
        common = await self._common(request, member, wanted)
        return self.render("applications_board.html", **common, columns=columns)

    async def export(self, request: web.Request, member: Member) -> web.StreamResponse:
        """All that are wanted, as a table for a spreadsheet."""
        now = self.clock.now()
        lines = self.listing.export(member, _wanted(request), now)
        return await stream_csv(
            request, lines, self.zone, f"phieu-{now.astimezone(self.zone):%Y%m%d-%H%M}.csv"
        )

    async def keep(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Keeps a filter by a name, or drops one."""
        form = await read_form(request)
        query, number = form.get("query", ""), form.get("filter", "")
        match form.get("do", ""):
            case "keep":
                is_kept = await self.saved.keep(member, form.get("name", ""), query, self.clock.now())
                outcome = "kept=1" if is_kept else "kept=0"
            case "drop" if _NUMBER.fullmatch(number):
                await self.saved.drop(member, int(number))
                outcome = "kept=2"
            case _:
                return self.render("refused.html", 403, reason="form")
        address = "&".join(filter(None, (_reread(query), outcome)))
        return web.Response(
            status=303, headers={"Location": f"{access.APPLICATIONS}?{address}", "Cache-Control": "no-store"}
        )

    async def assign(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Gives the ticked ones to a colleague, each for itself."""
        form = await read_form(request)
        ticked = [
            (name.removeprefix(_ROW), int(value))
            for name, value in form.items()
            if name.startswith(_ROW) and _NUMBER.fullmatch(value)
        ]
        officer, query = form.get("officer", "")[:_LONGEST_OFFICER], _reread(form.get("query", ""))
        told = await self.sheets.assign_all(member, ticked, officer, self.clock.now())
        token = form_token(self.cookies.session(request))
        return self.render(
            "applications_assigned.html", member=member, token=token, told=told, officer=officer, query=query
        )

    async def _common(self, request: web.Request, member: Member, wanted: Wanted) -> dict[str, object]:
        kept = request.query.get("kept", "")
        return {
            "member": member,
            "token": form_token(self.cookies.session(request)),
            "wanted": wanted,
            "query": wanted.query,
            "choices": await self.listing.choices(),
            "kept": kept if kept in ("0", "1", "2") else "",
        }


def _wanted(request: web.Request) -> Wanted:
    return read_wanted(list(request.query.items()))


def _reread(query: str) -> str:
    """The filter of an address that a form brought along, and nothing else of it."""
    return read_wanted(parse_qsl(query[:_LONGEST_QUERY])).query
