"""One application: all that a member of staff may see of it, what they may do, its papers and files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.pages import Render
from handlers.applications.codes import find_code, shown
from handlers.desk.sessions import Member
from handlers.followups.calendar import ApplicationCalendar, Calendar
from handlers.markup import spans
from handlers.review.fields import ActionForm
from handlers.review.files import StaffFiles
from handlers.review.model import Act, Refusal, Told
from handlers.review.sheets import Sheets, Tried, is_lost

_NUMBER = re.compile(r"[0-9]{1,18}")
_SURE, _YES, _MEND = "sure", "1", "mend"
_OVERTAKEN, _UNFIT = 409, 422
_TOLD = frozenset(told.value for told in Told)
_FENCES = {  # what strangers sent is looked at elsewhere, never in this page's own place
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    sheets: Sheets
    calendar: Calendar
    files: StaffFiles
    clock: Clock
    cookies: Cookies
    render: Render

    async def show(self, request: web.Request, member: Member) -> web.StreamResponse:
        code = find_code(request.match_info["code"])
        found = await self.calendar.of_application(member, code, self.clock.now()) if code else None
        if not isinstance(found, ApplicationCalendar):
            return self._not_there()
        told = request.query.get("told", "")
        return self.render(
            "application.html",
            member=member,
            token=self._token(request),
            code=found.view.row.code,
            shown=shown(found.view.row.code),
            found=found,
            view=found.view,
            offer=await self.sheets.offer(member, found.view),
            done=self.sheets.title(request.query.get("done", "")),
            told=told if told in _TOLD else "",
            now=self.clock.now(),
            may_read=access.may_open(member.role, ("GET", access.PAPER)),
        )

    async def act(self, request: web.Request, member: Member) -> web.StreamResponse:
        """Tries an action, shows once more what is not easily taken back, and does it."""
        filled, code = await read_form(request), find_code(request.match_info["code"])
        form, revision = await self.sheets.form(filled.get("action", "")), filled.get("revision", "")
        if form is None or code is None or not _NUMBER.fullmatch(revision):
            return self.render("refused.html", 403, reason="form")
        act, now = Act(code, form.id, seen_revision=int(revision)), self.clock.now()
        if filled.get(_SURE) == _MEND:
            return self._asked(request, member, act, form, filled, None)
        if form.is_shown_first and filled.get(_SURE) != _YES:
            tried = await self.sheets.attempt(member, act, form, filled, now)
            return self._asked(request, member, act, form, filled, tried)
        done = await self.sheets.act(member, act, form, filled, now)
        if isinstance(done, Refusal):
            return self._asked(request, member, act, form, filled, done)
        address = f"{access.APPLICATIONS}/{code}?done={form.id}&told={done.told.value}"
        return web.Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})

    async def paper(self, request: web.Request, member: Member) -> web.StreamResponse:
        """The filled form as a document."""
        made = await self.files.paper(member, request.match_info["code"], self.clock.now())
        if made is None:
            return self._not_there()
        headers = {**_FENCES, "Content-Disposition": _download(made.name)}
        return web.Response(body=made.data, content_type=made.mime, headers=headers)

    async def file(self, request: web.Request, member: Member) -> web.StreamResponse:
        """One of the files that people sent, as they sent it."""
        number, code = request.match_info["id"], request.match_info["code"]
        is_number = _NUMBER.fullmatch(number)
        found = await self.files.file(member, code, int(number), self.clock.now()) if is_number else None
        if found is None:
            return self._not_there()
        headers = {**_FENCES, "Content-Disposition": _download(found.name), "Content-Type": found.mime}
        response = web.StreamResponse(headers=headers)
        response.content_length = found.size
        await response.prepare(request)
        async for chunk in found.chunks:
            await response.write(chunk)
        await response.write_eof()
        return response

    def _asked(
        self,
        request: web.Request,
        member: Member,
        act: Act,
        form: ActionForm,
        filled: Mapping[str, str],
        came: Tried | Refusal | None,
    ) -> web.Response:
        """The action alone on a page: to be looked at once more, to be mended, or refused."""
        refusal = came if isinstance(came, Refusal) else None
        is_over = refusal is not None and is_lost(refusal)
        return self.render(
            "application_act.html",
            200 if refusal is None else _OVERTAKEN if is_over else _UNFIT,
            member=member,
            token=self._token(request),
            code=act.code,
            shown=shown(act.code),
            revision=act.seen_revision,
            form=form,
            filled={field.name: filled.get(field.name, "") for field in form.fields},
            tried=came if isinstance(came, Tried) else None,
            said=tuple(spans(came.text)) if isinstance(came, Tried) else (),
            refusal=refusal,
            is_over=is_over,
        )

    def _token(self, request: web.Request) -> str:
        return form_token(self.cookies.session(request))

    def _not_there(self) -> web.Response:
        return self.render("refused.html", 404, reason="role")


def _download(name: str) -> str:
    """The names are the house's own: letters, digits, and no quotation mark."""
    return f'attachment; filename="{name}"'
