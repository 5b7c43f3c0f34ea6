"""The HTTP interface of the chat page; its contract is in the README."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.clock import Clock
from bot.web.caller import is_same_site, network
from bot.web.files import Files as PageFiles
from bot.webchat.channel import Waiters
from bot.webchat.downloads import as_download
from bot.webchat.pages import Pages
from bot.webchat.reading import Unacceptable, read_updates
from bot.webchat.visitor import address_of, start_session
from handlers.attachments.arrivals import Arrivals
from handlers.files import Files
from handlers.flood import FloodGuard
from handlers.intake import Intake
from handlers.markup import plain
from handlers.messages import Address, Line
from handlers.transcript import Transcript

_FILES = PageFiles(Path(__file__).parent / "page")
_LONGEST_WAIT_SECONDS = 25
_STREAM_PING_SECONDS = 15
_STREAM_SECONDS = 600
_LONGEST_ID = 18  # digits
_NEVER_WROTE = 0


@dataclass(frozen=True, slots=True)
class WebChat:
    """The page and its requests."""

    pages: Pages
    intake: Intake
    arrivals: Arrivals
    files: Files
    transcript: Transcript
    waiters: Waiters
    clock: Clock
    person_guard: FloodGuard
    network_guard: FloodGuard
    stopping: asyncio.Event
    public_url: str
    say: Callable[[str], str]

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.pages.landing.serve),
            web.get("/chat", self.pages.chat.serve),
            web.get("/chat/static/{name}", _FILES.serve),
            web.post("/chat/api/session", self.session),
            web.post("/chat/api/messages", self.post_message),
            web.get("/chat/api/messages", self.get_messages),
            web.get("/chat/api/events", self.events),
            web.get("/chat/files/{message_id}", self.file),
        ]

    async def session(self, request: web.Request) -> web.StreamResponse:
        if not self.network_guard.admits(network(request)):
            return self._refusal(429, "too_fast")
        response = web.json_response({})
        if address_of(request) is None:
            start_session(response, self.public_url.startswith("https://"))
        return response

    async def post_message(self, request: web.Request) -> web.StreamResponse:
        address = address_of(request)
        if address is None:
            return self._refusal(401, "web_no_session")
        if not is_same_site(request, self.public_url):
            return self._refusal(403, "web_other_site")
        if not self._admits(request, address):
            return self._refusal(429, "too_fast")
        try:
            updates = await read_updates(request, address, self.arrivals, self.clock.now())
        except Unacceptable as refused:
            return self._refusal(refused.status, refused.phrase)
        message_id = _NEVER_WROTE
        for update in updates:
            accepted = await self.intake.accept(update, self.clock.now())
            message_id = accepted.message_id or message_id
            if not accepted.is_new:  # sent again: the first copy of its file is the one that counts
                await self.arrivals.drop(update.file)
        self.waiters.wake(address.chat_key)
        return web.json_response({"id": message_id}, status=202)

    async def get_messages(self, request: web.Request) -> web.StreamResponse:
        address = address_of(request)
        if address is None:
            return self._refusal(401, "web_no_session")
        try:
            after = int(request.query.get("after", "0"))
            wait = min(float(request.query.get("wait", "0")), _LONGEST_WAIT_SECONDS)
        except ValueError:
            return self._refusal(400, "web_bad_cursor")
        if not 0 <= after < 2**62 or not wait >= 0:
            return self._refusal(400, "web_bad_cursor")
        lines = await self._lines(address, after, wait)
        return web.json_response({"messages": [_shown(line) for line in lines]}, dumps=_dumps)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: each line of the transcript as it comes, ids so that a browser resumes."""
        address = address_of(request)
        if address is None:
            return self._refusal(401, "web_no_session")
        asked = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
        if not _is_id(asked):
            return self._refusal(400, "web_bad_cursor")
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        await response.write(b"retry: 2000\n\n")
        after = int(asked)
        ends_at = asyncio.get_running_loop().time() + _STREAM_SECONDS
        while not self.stopping.is_set() and asyncio.get_running_loop().time() < ends_at:
            lines = await self._lines(address, after, _STREAM_PING_SECONDS)
            after = max([after, *(line.id for line in lines)])
            block = "".join(f"id: {line.id}\ndata: {_dumps(_shown(line))}\n\n" for line in lines)
            try:
                await response.write(block.encode() or b": still here\n\n")
            except ConnectionResetError:
                break
        return response

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file of one message, for the visitor whose conversation holds it; others see no difference."""
        address, asked = address_of(request), request.match_info["message_id"]
        if address is not None and _is_id(asked):
            if not self._admits(request, address):
                return web.Response(status=429, text=self.say("too_fast"))
            attached = await self.files.of_message(address, int(asked))
            if attached is not None:
                return as_download(attached)
        return web.Response(status=404, text=self.say("web_file_gone"), headers={"Cache-Control": "no-store"})

    def _admits(self, request: web.Request, address: Address) -> bool:
        return self.person_guard.admits(address.chat_key) and self.network_guard.admits(network(request))

    def _refusal(self, status: int, phrase: str) -> web.Response:
        return web.json_response({"error": self.say(phrase)}, status=status, dumps=_dumps)

    async def _lines(self, address: Address, after: int, wait_seconds: float) -> list[Line]:
        """Lines after an id; when there are none, waits for the first."""
        event = self.waiters.join(address.chat_key)
        try:
            lines = await self.transcript.after(address, after)
            if lines or not wait_seconds or self.stopping.is_set():
                return lines
            try:
                async with asyncio.timeout(wait_seconds):
                    await event.wait()
            except TimeoutError:
                return []
            return await self.transcript.after(address, after)
        finally:
            self.waiters.leave(address.chat_key, event)


_dumps: Callable[[object], str] = lambda value: json.dumps(value, ensure_ascii=False)  # noqa: E731


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID


def _shown(line: Line) -> dict[str, object]:
    file = line.reply.file
    return {
        "id": line.id,
        "from": line.author,
        "text": plain(line.reply.text),
        "buttons": [{"label": button.label, "payload": button.payload} for button in line.reply.buttons],
        **({"file": {"name": file.name, "url": f"/chat/files/{line.id}"}} if file else {}),
        "at": line.at.isoformat(),
    }
