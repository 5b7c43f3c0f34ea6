"""The page on which a message to many is composed: nothing that was typed is lost by a mistake."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.composing import Composing, Problem
from bot.console.cookies import Cookies, form_token
from bot.console.pages import Render
from bot.console.posted import Posted, SentFile
from handlers.broadcasts.attaching import MOST_BYTES, FileRow, Reason
from handlers.broadcasts.chat.drafts import composed as composed_of
from handlers.broadcasts.choices import Offered
from handlers.broadcasts.model import BroadcastRow, BroadcastState, Refused, Why
from handlers.broadcasts.office import NewsOffice
from handlers.broadcasts.writing import Draft
from handlers.desk.sessions import Member

__all__ = ["MOST_BYTES", "ComposerPages"]

_NUMBER = re.compile(r"[0-9]{1,18}")
_OVERTAKEN = {
    Why.CHANGED: "overtaken",
    Why.STATE: "left_draft",
    Why.NAME: "name_taken",
    Why.TEXT: "text_caption",
}


@dataclass(frozen=True, slots=True)
class ComposerPages:
    office: NewsOffice
    clock: Clock
    cookies: Cookies
    render: Render

    async def new(self, request: web.Request, member: Member) -> web.StreamResponse:
        """An empty form; `?audience=7` has chosen for whom."""
        asked = request.query.get("audience", "")
        chosen = {"who": ("saved",), "saved": (asked,)} if _NUMBER.fullmatch(asked) else {}
        return await self._page(request, member, Posted(chosen))

    async def edit(self, request: web.Request, member: Member) -> web.StreamResponse:
        row = await self._row(request)
        if row is None:
            return self.render("refused.html", 404, reason="role")
        if row.state is not BroadcastState.DRAFT:
            return _see(access.BROADCAST.format(id=row.id))
        composing, offered = Composing(self.office.choices), await self.office.choices.offered()
        return await self._page(request, member, Posted(composing.fields(composed_of(row), offered)), row)

    async def write(self, request: web.Request, member: Member, posted: Posted) -> web.StreamResponse:
        """Keeps it as a draft and shows it, or shows the form again with what is not right."""
        row = await self._row(request)
        if row is None and "id" in request.match_info:
            return await self._page(request, member, posted, None, (Problem("title", "gone"),), status=409)
        name = await self.office.writing.file_name(row.id) if row is not None else ""
        drops = bool(posted.one("drop_file"))
        keeps = bool(name) and not drops
        offered = await self.office.choices.offered()
        read = Composing(self.office.choices).read(posted, offered, keeps or posted.file is not None)
        file = await self._file(posted.file) if posted.file is not None else None
        problems = read.problems if not isinstance(file, Problem) else (*read.problems, file)
        if problems or isinstance(file, Problem):
            return await self._page(request, member, posted, row, problems, offered)
        draft = Draft(read.composed, file, drops, read.save_as)
        return await self._written(request, member, posted, draft, row)

    async def _written(
        self, request: web.Request, member: Member, posted: Posted, draft: Draft, row: BroadcastRow | None
    ) -> web.StreamResponse:
        seen, now = posted.one("revision"), self.clock.now()
        revision = int(seen) if _NUMBER.fullmatch(seen) else -1
        of = row.id if row is not None else None
        done = await self.office.writing.write(member, draft, now, of, revision)
        if not isinstance(done, Refused):
            return _see(f"{access.BROADCAST.format(id=done.row.id)}?said=kept")
        kind = _OVERTAKEN.get(done.why, f"rest_{done.why.value}")
        newest = await self._row(request)
        problem = Problem("save_as" if done.why is Why.NAME else "title", kind, draft.save_as)
        return await self._page(request, member, posted, newest, (problem,), status=409)

    async def _file(self, sent: SentFile) -> FileRow | Problem:
        made = Reason.TOO_BIG if sent.is_too_big else await self.office.attaching.made(sent.name, sent.data)
        return Problem("file", "file", made.value) if isinstance(made, Reason) else made

    async def _row(self, request: web.Request) -> BroadcastRow | None:
        asked = request.match_info.get("id", "")
        return await self.office.doing.row(int(asked)) if _NUMBER.fullmatch(asked) else None

    async def _page(
        self,
        request: web.Request,
        member: Member,
        typed: Posted,
        row: BroadcastRow | None = None,
        problems: tuple[Problem, ...] = (),
        offered: Offered | None = None,
        status: int = 422,
    ) -> web.Response:
        offered = offered or await self.office.choices.offered()
        return self.render(
            "compose.html",
            status if problems else 200,
            member=member,
            token=form_token(self.cookies.session(request)),
            typed=typed,
            row=row,
            action=access.BROADCAST_EDIT.format(id=row.id) if row is not None else access.NEW_BROADCAST,
            problems=[(each, self._said(each)) for each in problems],
            wrong={each.field for each in problems},
            offered=_with_typed(offered, typed),
            file_name=await self.office.writing.file_name(row.id) if row is not None else "",
            lost_file=typed.file is not None and bool(problems),
        )

    def _said(self, problem: Problem) -> str:
        """Why a file is refused, in the words in which everybody is told."""
        if problem.kind != "file" or problem.said == Reason.TOO_BIG.value:
            return problem.said
        return self.office.telling.file_refused(Reason(problem.said))


_LISTS = ("provinces", "facilities", "sectors", "tags", "forms", "statuses", "languages")


def _with_typed(offered: Offered, typed: Posted) -> Mapping[str, object]:
    """What may be chosen, and beside it what was chosen before and is no longer offered."""
    lists: dict[str, object] = {}
    for name in _LISTS:
        options = [(option.id, option.label) for option in getattr(offered, name)]
        known = {identity for identity, _ in options}
        chosen = (*typed.all(f"in_{name}"), *typed.all(f"ex_{name}"))
        lists[name] = [*options, *((each, each) for each in dict.fromkeys(chosen) if each not in known)]
    return {**lists, "topics": offered.topics, "saved": offered.saved}


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})
