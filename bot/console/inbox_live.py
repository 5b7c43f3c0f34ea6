"""What the pages of the inbox ask for by themselves: whether anything has moved, and the newest lines."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.clock import Clock
from bot.console import access
from handlers.desk.sessions import Member
from handlers.inbox.model import SaidLine
from handlers.inbox.room import InboxRoom

StaffPage = Callable[[web.Request, Member], Awaitable[web.StreamResponse]]
_NUMBER = re.compile(r"[0-9]{1,18}")
_LONGEST_QUERY = 200
_NO_STORE = {"Cache-Control": "no-store"}
_dumps: Callable[[object], str] = lambda value: json.dumps(value, ensure_ascii=False)  # noqa: E731


@dataclass(frozen=True, slots=True)
class LiveInbox:
    """Asking keeps no session alive: a page left open is nobody at work."""

    room: InboxRoom
    clock: Clock
    zone: ZoneInfo

    def pages(self) -> Iterator[tuple[str, str, StaffPage]]:
        """The fixed paths before the one that holds a number."""
        yield "GET", access.INBOX_NEWS, self.waiting
        yield "GET", access.CANNED, self.canned
        yield "GET", access.TALK_NEWS, self.follow

    async def waiting(self, _request: web.Request, _member: Member) -> web.StreamResponse:
        told = await self.room.lists.waiting()
        return _answer({"waiting": told.waiting, "mark": told.mark})

    async def canned(self, request: web.Request, _member: Member) -> web.StreamResponse:
        found = self.room.canned.find(request.query.get("q", "")[:_LONGEST_QUERY])
        return _answer({"answers": [{"title": each.title, "text": each.text} for each in found]})

    async def follow(self, request: web.Request, member: Member) -> web.StreamResponse:
        """`?after=` is the newest line that the page has."""
        conversation_id, after = number(request.match_info["id"]), number(request.query.get("after", "0"))
        told = await self.room.viewing.follow(member, conversation_id, after, self.clock.now())
        if told is None:
            return _answer({}, 404)
        return _answer(
            {
                "lines": [self._line(line) for line in told.lines],
                "states": {str(identity): state.value for identity, state in told.states.items()},
                "holder": f"{told.holder.value}:{told.held_by or 0}",
            }
        )

    def _line(self, line: SaidLine) -> dict[str, object]:
        local = line.at.astimezone(self.zone)
        return {
            "id": line.id,
            "from": line.author.value,
            "text": line.text,
            "file": line.file,
            "at": line.at.isoformat(),
            "shown": f"{local:%H:%M %d/%m}",
        }


def number(text: str) -> int:
    """The number that stands there; 0, which nothing has, for everything else."""
    return int(text) if _NUMBER.fullmatch(text) else 0


def _answer(told: dict[str, object], status: int = 200) -> web.Response:
    return web.json_response(told, status=status, headers=_NO_STORE, dumps=_dumps)
