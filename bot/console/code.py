"""The second half of the door: a code is asked for after the right password, and nothing else is open yet."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from bot.console.cookies import Cookies, form_token
from bot.console.fences import read_form
from bot.console.pages import Render
from bot.web.caller import network
from handlers.desk.sign_in import Entered, Gone, Held, SignIn

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class CodePages:
    sign_in: SignIn
    clock: Clock
    cookies: Cookies
    render: Render

    def wait(self, token: str) -> web.Response:
        """To whoever showed a right password: on to the code."""
        response = _see(access.CODE)
        self.cookies.wait_for_code(response, token)
        return response

    async def show(self, request: web.Request) -> web.StreamResponse:
        is_halfway = await self.sign_in.is_halfway(self.cookies.half(request), self.clock.now())
        return self._page(request) if is_halfway else _see(access.HOME)

    async def enter(self, request: web.Request) -> web.StreamResponse:
        typed, now = (await read_form(request)).get("code", "")[:_LONGEST], self.clock.now()
        answer = await self.sign_in.show_code(
            self.cookies.half(request), typed, network(request), now, self.cookies.session(request)
        )
        if isinstance(answer, Entered):
            response = _see(access.HOME)
            self.cookies.enter(response, answer.token)
            return response
        if isinstance(answer, Gone):
            return _see(access.HOME)
        if isinstance(answer, Held):
            return self._held(request, answer.until, now)
        return self._page(request, 403, problem="wrong")

    def _held(self, request: web.Request, until: datetime | None, now: datetime) -> web.Response:
        if until is None:
            return self._page(request, 429, problem="locked")
        seconds = ceil((until - now).total_seconds())
        response = self._page(request, 429, problem="wait", minutes=ceil(seconds / 60))
        response.headers["Retry-After"] = str(seconds)
        return response

    def _page(
        self, request: web.Request, status: int = 200, problem: str = "", minutes: int = 0
    ) -> web.Response:
        token = form_token(self.cookies.door(request))
        return self.render("code.html", status, token=token, problem=problem, minutes=minutes)


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})
