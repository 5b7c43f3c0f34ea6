"""What a page of broadcasts asks for by itself: how many people, and how far it is, as it happens."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass

from aiohttp import web

from bot.clock import Clock
from bot.console.composing import Composing
from bot.console.cookies import Cookies
from bot.console.posted import Posted
from bot.loops import rest
from handlers.broadcasts.model import AUDIENCE
from handlers.broadcasts.office import NewsOffice
from handlers.desk.sessions import Member, Sessions

_NUMBER = re.compile(r"[0-9]{1,18}")
_NO_STORE = {"Cache-Control": "no-store"}
_STREAM = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "X-Accel-Buffering": "no",  # a proxy that gathers an answer first would hold everything back
    **_NO_STORE,
}
_dumps: Callable[[object], str] = lambda value: json.dumps(value, ensure_ascii=False)  # noqa: E731


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a stream tells something, how long it lasts at most, and how often it asks who listens."""

    tick_seconds: float = 2.0
    stream_seconds: float = 600.0
    ticks_of_session: int = 5


@dataclass(frozen=True, slots=True)
class LivePages:
    """Asking keeps no session alive: a page left open is nobody at work."""

    office: NewsOffice
    sessions: Sessions
    clock: Clock
    cookies: Cookies
    stopping: asyncio.Event
    pace: Pace = Pace()

    async def count(self, request: web.Request, _member: Member) -> web.StreamResponse:
        """Of those whom a broadcast is for."""
        row = await self.office.doing.row(_number(request))
        if row is None:
            return _gone()
        counted = await self.office.doing.count(AUDIENCE.validate_json(row.audience), self.clock.now())
        return _answer(asdict(self.office.telling.counted(counted)))

    async def count_saved(self, request: web.Request, _member: Member) -> web.StreamResponse:
        """Of an audience that was put by."""
        query = await self.office.saved.query(_number(request))
        if query is None:
            return _gone()
        counted = await self.office.doing.count(query, self.clock.now())
        return _answer(asdict(self.office.telling.counted(counted)))

    async def count_typed(self, _request: web.Request, _member: Member, posted: Posted) -> web.StreamResponse:
        """Of the people who are being chosen in a form that nobody has kept yet."""
        offered = await self.office.choices.offered()
        whom = Composing(self.office.choices).audience(posted, offered)
        if whom.problems:
            return _answer({"error": whom.problems[0].kind}, 422)
        counted = await self.office.doing.count(whom.query, self.clock.now())
        words = self.office.telling.query(whom.query)
        return _answer({**asdict(self.office.telling.counted(counted)), "words": words})

    async def events(self, request: web.Request, _member: Member) -> web.StreamResponse:
        """Server-sent events, until it is over, nobody listens, or it is time to ask anew."""
        broadcast_id, now = _number(request), self.clock.now()
        seen = await self.office.watch.look(broadcast_id, now)
        if seen is None:
            return _gone()
        response = web.StreamResponse(headers=_STREAM)
        await response.prepare(request)
        loop = asyncio.get_running_loop()
        ends_at, tick = loop.time() + self.pace.stream_seconds, 0
        try:
            await response.write(b"retry: 2000\n\n")
            while seen is not None:
                told = self.office.telling.progress(seen, now)
                await response.write(f"data: {_dumps(asdict(told))}\n\n".encode())
                if told.is_over or self.stopping.is_set() or loop.time() >= ends_at:
                    break
                await rest(self.stopping, self.pace.tick_seconds)
                tick, now = tick + 1, self.clock.now()
                if not await self._is_heard(request, tick):
                    break
                seen = await self.office.watch.look(broadcast_id, now)
        except ConnectionError:
            pass  # whoever listened has gone
        return response

    async def _is_heard(self, request: web.Request, tick: int) -> bool:
        """Somebody is there, and now and then: still signed in."""
        if request.transport is None or request.transport.is_closing():
            return False
        if tick % self.pace.ticks_of_session:
            return True
        return await self.sessions.look(self.cookies.session(request), self.clock.now()) is not None


def _number(request: web.Request) -> int:
    asked = request.match_info["id"]
    return int(asked) if _NUMBER.fullmatch(asked) else 0


def _gone() -> web.Response:
    return _answer({}, 404)


def _answer(told: dict[str, object], status: int = 200) -> web.Response:
    return web.json_response(told, status=status, headers=_NO_STORE, dumps=_dumps)
