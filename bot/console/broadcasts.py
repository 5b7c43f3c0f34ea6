"""The pages of messages to many: all of them, one of them, and what may be done with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.pages import Render
from bot.console.previews import Previews
from handlers.broadcasts.doing import Deed, Wanted, deeds_for, is_directed
from handlers.broadcasts.model import AUDIENCE, BroadcastRow, BroadcastState, Done, Refused, Why
from handlers.broadcasts.office import NewsOffice
from handlers.desk.sessions import Member

_NUMBER = re.compile(r"[0-9]{1,18}")
_LONGEST_MOMENT = 32
_MINUTE = timedelta(minutes=1)
_HOUR_SECONDS = 3600
_NOTHING_AGAIN = "retry_none"
_SAID = frozenset({*(deed.value for deed in Deed), "kept", "waits", _NOTHING_AGAIN})
_FENCES = {"Cache-Control": "no-store", "Content-Security-Policy": "sandbox; default-src 'none'"}
_ON_THE_MOVE = (
    BroadcastState.SCHEDULED,
    BroadcastState.BUILDING,
    BroadcastState.RUNNING,
    BroadcastState.PAUSED,
)


@dataclass(frozen=True, slots=True)
class BroadcastPages:
    """Above `most` people a second member of staff decides; `quiet` are the hours in which nothing is sent."""

    office: NewsOffice
    previews: Previews
    clock: Clock
    cookies: Cookies
    render: Render
    zone: ZoneInfo
    most: int
    quiet: tuple[str, str]

    async def waiting(self) -> int:
        """How many wait for a second person."""
        return await self.office.shelf.waiting()

    async def listed(self, request: web.Request, member: Member) -> web.StreamResponse:
        """The newest; `?before=40` goes on from there."""
        before = request.query.get("before", "")
        page = await self.office.shelf.page(
            self.clock.now(), int(before) if _NUMBER.fullmatch(before) else None
        )
        return self.render(
            "broadcasts.html",
            member=member,
            token=form_token(self.cookies.session(request)),
            lines=[(line, self.office.telling.state(line.row)) for line in page.lines],
            before=page.before,
            is_first=not before,
            is_dropped=request.query.get("said") == Deed.DROP.value,
            may_compose=access.may_open(member.role, ("POST", access.NEW_BROADCAST)),
        )

    async def show(self, request: web.Request, member: Member) -> web.StreamResponse:
        """One of them; `?count=1` counts its people before it is drawn."""
        row = await self._row(request)
        if row is None:
            return self.render("refused.html", 404, reason="role")
        said = request.query.get("said", "")
        return await self._page(
            request, member, row, said=said if said in _SAID else "", counts=bool(request.query.get("count"))
        )

    async def ask_to_cancel(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Asked once more on a page of its own: what is cancelled stays so."""
        row = await self._row(request)
        if row is None or Deed.CANCEL not in deeds_for(member, row, has_failed=False):
            return self.render("refused.html", 404, reason="role")
        seen = await self.office.watch.look(row.id, self.clock.now(), is_fresh=True)
        return self.render(
            "broadcast_cancel.html",
            member=member,
            token=form_token(self.cookies.session(request)),
            row=row,
            progress=self.office.telling.progress(seen, self.clock.now()) if seen is not None else None,
        )

    async def act(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Does one thing with it, or shows it as it stands now and says why not."""
        form, row = await read_form(request), await self._row(request)
        deed = next((each for each in Deed if each.value == form.get("do")), None)
        revision = form.get("revision", "")
        if deed is None or not _NUMBER.fullmatch(revision):
            return self.render("refused.html", 403, reason="form")
        if row is None:
            return self.render("refused.html", 404, reason="role")
        at = self._moment(form) if deed is Deed.SEND else None
        if isinstance(at, Refused):
            return await self._refused(request, member, row, at, form)
        wanted = Wanted(deed, row.id, int(revision), at)
        done = await self.office.doing.do(member, wanted, self.clock.now())
        if isinstance(done, Refused):
            return await self._refused(request, member, row, done, form)
        return _see(_after(deed, row, done))

    async def file(self, request: web.Request, _member: Member) -> web.StreamResponse:
        """What it carries."""
        row = await self._row(request)
        file = await self.office.writing.file(row.id) if row is not None else None
        if file is None:
            return self.render("refused.html", 404, reason="role")
        headers = {**_FENCES, "Content-Disposition": "attachment"}
        return web.Response(body=file.data, content_type=file.mime, headers=headers)

    async def _refused(
        self,
        request: web.Request,
        member: Member,
        row: BroadcastRow,
        refused: Refused,
        form: Mapping[str, str],
    ) -> web.StreamResponse:
        newest = await self.office.doing.row(row.id)
        if newest is None:
            return self.render("refused.html", 404, reason="role")
        status = 403 if refused.why is Why.ROLE else 409
        return await self._page(request, member, newest, status, why=refused.why.value, typed=form)

    def _moment(self, form: Mapping[str, str]) -> datetime | Refused | None:
        """When it is to go out, by the clock on the wall; None: now."""
        if form.get("when") != "at":
            return None
        try:
            local = datetime.fromisoformat(form.get("at", "")[:_LONGEST_MOMENT]).replace(tzinfo=self.zone)
        except ValueError:
            return Refused(Why.TIME)
        now = self.clock.now()
        return max(local, now) if now - local < _MINUTE else local  # this minute is now

    async def _row(self, request: web.Request) -> BroadcastRow | None:
        asked = request.match_info["id"]
        return await self.office.doing.row(int(asked)) if _NUMBER.fullmatch(asked) else None

    async def _page(
        self,
        request: web.Request,
        member: Member,
        row: BroadcastRow,
        status: int = 200,
        said: str = "",
        why: str = "",
        counts: bool = False,
        typed: Mapping[str, str] | None = None,
    ) -> web.Response:
        office, now = self.office, self.clock.now()
        seen = await office.watch.look(row.id, now, is_fresh=True)
        if seen is None:
            return self.render("refused.html", 404, reason="role")
        row, file_name = seen.progress.row, await office.writing.file_name(row.id)
        has_failed = bool(seen.progress.failed or seen.progress.unknown)
        query = AUDIENCE.validate_json(row.audience)
        counted = await office.doing.count(query, now) if counts else None
        author, approver = await office.shelf.names(row)
        return self.render(
            "broadcast.html",
            status,
            member=member,
            token=form_token(self.cookies.session(request)),
            row=row,
            names=(author, approver),
            progress=office.telling.progress(seen, now),
            is_live=row.finished_at is None and row.state in (*_ON_THE_MOVE, BroadcastState.CANCELLED),
            audience=office.telling.audience(row),
            is_directed=is_directed(row),
            count=office.telling.counted(counted) if counted is not None else None,
            previews=self.previews.of(office.telling.reply(row, file_name)),
            file_name=file_name,
            deeds=deeds_for(member, row, has_failed),
            may_edit=access.may_open(member.role, ("POST", access.BROADCAST_EDIT)),
            may_link=access.may_open(member.role, ("GET", access.LINK)),
            is_own=row.created_by == member.id,
            said=said,
            why=why,
            typed=typed or {},
            hours=(row.valid_for_seconds // _HOUR_SECONDS, row.spread_seconds // _HOUR_SECONDS),
            most=self.most,
            quiet=self.quiet,
            now=now,
        )


def _after(deed: Deed, row: BroadcastRow, done: Done | int) -> str:
    """Where it leads, and what is said there."""
    if deed is Deed.DROP:
        return f"{access.BROADCASTS}?said={deed.value}"
    if isinstance(done, int):
        said = _NOTHING_AGAIN if deed is Deed.RETRY and not done else deed.value
        return f"{access.BROADCAST.format(id=row.id)}?said={said}"
    if deed is Deed.COPY:
        return f"{access.BROADCAST_EDIT.format(id=done.row.id)}"
    said = "waits" if done.row.state is BroadcastState.WAITING else deed.value
    return f"{access.BROADCAST.format(id=row.id)}?said={said}"


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})
