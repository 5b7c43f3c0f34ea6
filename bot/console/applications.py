"""The newest applications, and their papers and files as downloads."""

from dataclasses import dataclass

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.pages import Render
from handlers.applications.codes import shown
from handlers.desk.sessions import Member
from handlers.review.desk import ReviewDesk
from handlers.review.files import StaffFiles

_LONGEST_NUMBER = 18
_FENCES = {  # what strangers sent is looked at elsewhere, never in this page's own place
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


@dataclass(frozen=True, slots=True)
class ApplicationPages:
    desk: ReviewDesk
    files: StaffFiles
    clock: Clock
    cookies: Cookies
    render: Render

    async def listed(self, request: web.Request, member: Member) -> web.StreamResponse:
        lines = await self.desk.newest(member, self.clock.now())
        files = await self.files.listed(member, [line.code for line in lines])
        return self.render(
            "applications.html",
            member=member,
            token=form_token(self.cookies.session(request)),
            lines=[(shown(line.code), line, files.get(line.code, ())) for line in lines],
            may_read=access.may_open(member.role, ("GET", access.PAPER)),
        )

    async def paper(self, request: web.Request, member: Member) -> web.StreamResponse:
        """The filled form as a document."""
        made = await self.files.paper(member, request.match_info["code"], self.clock.now())
        if made is None:
            return self._not_there()
        headers = {**_FENCES, "Content-Disposition": _download(made.name)}
        return web.Response(body=made.data, content_type=made.mime, headers=headers)

    async def file(self, request: web.Request, member: Member) -> web.StreamResponse:
        """One of the files that people sent, as they sent it."""
        number = request.match_info["id"]
        is_number = number.isascii() and number.isdecimal() and len(number) <= _LONGEST_NUMBER
        code = request.match_info["code"]
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

    def _not_there(self) -> web.Response:
        return self.render("refused.html", 404, reason="role")


def _download(name: str) -> str:
    """The names are the house's own: letters, digits, and no quotation mark."""
    return f'attachment; filename="{name}"'
