"""Reports: choose one, look at it, keep it, write on it, approve it, take it away as a file."""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.figures import FigurePages
from bot.console.meetings import MeetingPages
from bot.console.pages import Render
from bot.console.report_choices import SPANS, Chosen, read_choice
from bot.reports.exporting import Form, ReportFiles
from handlers.desk.sessions import Member
from handlers.reports.model import Heading, OpenReport, Problem, Refused, ReportState
from handlers.reports.room import ReportRoom
from handlers.reports.showing import told_number

_NUMBER = re.compile(r"[0-9]{1,18}")
_STATUS = {Problem.GONE: 404, Problem.NO_RIGHT: 403, Problem.OVERTAKEN: 409, Problem.FINAL: 409}
StaffPage = Callable[[web.Request, Member], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class ReportPages:
    """Times are those of `zone`."""

    room: ReportRoom
    files: ReportFiles
    figures: FigurePages
    meetings: MeetingPages
    clock: Clock
    cookies: Cookies
    render: Render
    zone: ZoneInfo

    def pages(self) -> Iterator[tuple[str, str, StaffPage]]:
        """Method, path and page of each; files stand before the page of a number."""
        yield "GET", access.REPORTS, self.listed
        yield "POST", access.REPORTS, self.create
        yield "GET", access.REPORT_XLSX, self.workbook
        yield "GET", access.REPORT_DOCX, self.document
        yield "GET", access.REPORT, self.show
        yield "POST", access.REPORT, self.change
        yield "GET", access.FIGURES, self.figures.show
        yield "POST", access.FIGURES, self.figures.change
        yield "GET", access.MEETINGS, self.meetings.show
        yield "POST", access.MEETINGS, self.meetings.change

    async def listed(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Without a kind the choice and what is kept; with one that report, as it stands now."""
        chosen = self._chosen(dict(request.query))
        if not chosen.fields["kind"]:
            return await self._choice(request, member, chosen)
        wanted = chosen.wanted()
        if wanted is None:
            return await self._choice(request, member, chosen, self.room.choices.word(chosen.problem), 400)
        report = await self.room.desk.look(member, wanted, self.clock.now())
        if isinstance(report, Refused):
            return await self._choice(request, member, chosen, report.text, 400)
        return self._page(
            request, member, "report.html", report=report, stored=None, chosen=chosen, refused=""
        )

    async def create(self, request: web.Request, member: Member) -> web.StreamResponse:
        chosen = self._chosen(await read_form(request))
        wanted = chosen.wanted()
        if wanted is None:
            return await self._choice(request, member, chosen, self.room.choices.word(chosen.problem), 400)
        made = await self.room.desk.create(member, wanted, self.clock.now())
        if isinstance(made, Refused):
            return await self._choice(request, member, chosen, made.text, 400)
        return _see(f"{access.REPORTS}/{made}")

    async def show(self, request: web.Request, member: Member) -> web.StreamResponse:
        report_id = _id(request)
        found = await self.room.desk.open(member, report_id, self.clock.now()) if report_id else None
        if not isinstance(found, OpenReport):
            return self.render("refused.html", 404, reason="role")
        return self._stored(request, member, found, "", 200)

    async def change(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Stores the text of a heading, or approves."""
        form, report_id, now = await read_form(request), _id(request), self.clock.now()
        revision = form.get("revision", "")
        if not report_id or not _NUMBER.fullmatch(revision):
            return self.render("refused.html", 403, reason="form")
        heading = next((each for each in Heading if each.value == form.get("heading")), None)
        if form.get("do") == "approve":
            refused = await self.room.desk.approve(member, report_id, int(revision), now)
        elif form.get("do") == "write" and heading is not None:
            texts = {heading: form.get("text", "")}
            refused = await self.room.desk.write(member, report_id, texts, int(revision), now)
        else:
            return self.render("refused.html", 403, reason="form")
        if refused is None:
            place = f"#{heading.value}" if heading is not None else ""
            return _see(f"{access.REPORTS}/{report_id}{place}")
        found = await self.room.desk.open(member, report_id, now)
        if not isinstance(found, OpenReport):
            return self.render("refused.html", 404, reason="role")
        return self._stored(request, member, found, refused.text, _STATUS.get(refused.problem, 400))

    async def workbook(self, request: web.Request, member: Member) -> web.StreamResponse:
        return await self._file(request, member, Form.XLSX)

    async def document(self, request: web.Request, member: Member) -> web.StreamResponse:
        return await self._file(request, member, Form.DOCX)

    async def _file(self, request: web.Request, member: Member, form: Form) -> web.StreamResponse:
        report_id, now = _id(request), self.clock.now()
        found = await self.room.desk.exported(member, report_id, form.value, now) if report_id else None
        if not isinstance(found, OpenReport):
            return self.render("refused.html", 404, reason="role")
        made = await self.files.make(found.report, found.id, form)
        headers = {
            "Content-Disposition": f'attachment; filename="{made.name}"',
            "Cache-Control": "no-store",
        }
        return web.Response(body=made.data, content_type=made.mime, headers=headers)

    async def _choice(
        self, request: web.Request, member: Member, chosen: Chosen, refused: str = "", status: int = 200
    ) -> web.Response:
        return self._page(
            request,
            member,
            "reports.html",
            status,
            chosen=chosen,
            refused=refused,
            reports=await self.room.desk.listed(member),
            kinds=self.room.choices.kinds(),
            open_tasks=len(await self.room.meetings.listed(member, self.clock.now())),
            waiting_figures=len(await self.room.figures.newest(member, is_waiting=True)),
        )

    def _stored(
        self, request: web.Request, member: Member, found: OpenReport, refused: str, status: int
    ) -> web.Response:
        return self._page(
            request,
            member,
            "report.html",
            status,
            report=found.report,
            stored=found,
            is_draft=found.state is ReportState.DRAFT,
            chosen=None,
            refused=refused,
        )

    def _chosen(self, typed: dict[str, str]) -> Chosen:
        return read_choice(typed, self.room.choices, self.clock.now().astimezone(self.zone).date())

    def _page(
        self, request: web.Request, member: Member, template: str, status: int = 200, **values: object
    ) -> web.Response:
        return self.render(
            template,
            status,
            member=member,
            token=form_token(self.cookies.session(request)),
            spans=SPANS,
            provinces=self.room.choices.provinces(),
            may_write=access.may_open(member.role, ("POST", access.REPORTS)),
            may_approve=access.may_approve(member.role),
            told=told_number,
            **values,
        )


def _id(request: web.Request) -> int:
    """0 for what is no number."""
    typed = request.match_info["id"]
    return int(typed) if _NUMBER.fullmatch(typed) else 0


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})
