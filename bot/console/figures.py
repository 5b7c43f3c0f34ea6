"""Figures that staff enter: plans and what was done, confirmed by whoever may approve."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.pages import Render
from bot.console.report_choices import SPANS, Chosen, read_choice
from handlers.desk.sessions import Member
from handlers.reports.figure_desk import NewFigure
from handlers.reports.model import FigureKind, Refused
from handlers.reports.room import ReportRoom

_NUMBER = re.compile(r"[0-9]{1,18}")
_LONGEST = 500
_KEPT = ("indicator", "figure_kind", "span", "year", "number", "since", "until", "province", "commune")


@dataclass(frozen=True, slots=True)
class FigurePages:
    room: ReportRoom
    clock: Clock
    cookies: Cookies
    render: Render
    zone: ZoneInfo

    async def show(self, request: web.Request, member: Member) -> web.StreamResponse:
        """What was chosen last stands in the form again: figures come several of a time."""
        return await self._page(request, member, dict(request.query))

    async def change(self, request: web.Request, member: Member) -> web.StreamResponse:
        form, now = await read_form(request), self.clock.now()
        figure, do = form.get("figure", ""), form.get("do")
        refused: Refused | int | None
        if do == "enter":
            return await self._enter(request, member, form)
        if do not in ("confirm", "remove") or not _NUMBER.fullmatch(figure):
            return self.render("refused.html", 403, reason="form")
        if do == "confirm":
            refused = await self.room.figures.confirm(member, [int(figure)], now)
        else:
            refused = await self.room.figures.remove(member, int(figure), now)
        if isinstance(refused, Refused):
            return await self._page(request, member, {}, refused.text, 400)
        return _see(access.FIGURES)

    async def _enter(self, request: web.Request, member: Member, form: dict[str, str]) -> web.StreamResponse:
        chosen = self._chosen(form)
        if chosen.period is None or chosen.place is None:
            return await self._page(request, member, form, self.room.choices.word(chosen.problem), 400)
        kind = FigureKind.PLAN if form.get("figure_kind") == FigureKind.PLAN.value else FigureKind.DONE
        new = NewFigure(
            form.get("indicator", ""),
            chosen.place,
            chosen.period,
            kind,
            form.get("value", ""),
            form.get("note", "")[:_LONGEST],
        )
        refused = await self.room.figures.enter(member, new, self.clock.now())
        if refused is not None:
            return await self._page(request, member, form, refused.text, 400)
        kept = {name: form[name] for name in _KEPT if name in form and name != "indicator"}
        return _see(str(request.rel_url.with_path(access.FIGURES).with_query({**kept, "entered": "1"})))

    async def _page(
        self,
        request: web.Request,
        member: Member,
        typed: Mapping[str, str],
        refused: str = "",
        status: int = 200,
    ) -> web.Response:
        indicators = self.room.choices.indicators()
        return self.render(
            "figures.html",
            status,
            member=member,
            token=form_token(self.cookies.session(request)),
            typed=defaultdict(str, typed),
            chosen=self._chosen(typed),
            refused=refused,
            entered="entered" in request.query,
            spans=SPANS,
            provinces=self.room.choices.provinces(),
            groups=[(name, list(those)) for name, those in groupby(indicators, lambda each: each.group)],
            waiting=await self.room.figures.newest(member, is_waiting=True),
            figures=await self.room.figures.newest(member),
            may_write=access.may_open(member.role, ("POST", access.FIGURES)),
            may_approve=access.may_approve(member.role),
        )

    def _chosen(self, typed: Mapping[str, str]) -> Chosen:
        """A plan is of a year, if nobody says otherwise."""
        today = self.clock.now().astimezone(self.zone).date()
        return read_choice({"span": "year", **typed}, self.room.choices, today)


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})
