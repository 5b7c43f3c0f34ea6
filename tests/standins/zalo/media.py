"""The hosts that serve what people sent: an address each, open to all, for half an hour."""

import hashlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from urllib.parse import quote

from aiohttp import web

from .answering import Answer, Answering
from .clock import Now
from .request_log import RequestLog

LIFE = timedelta(minutes=30)
HOSTS = {
    "photo": "photo-stal-1.zdn.vn",
    "file": "f20-zpc.zdn.vn",
    "voice": "voice-stal-1.zdn.vn",
    "video": "video-stal-1.zdn.vn",
    "sticker": "zalo-api.zadn.vn",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """Content on a media host."""

    content: bytes
    content_type: str
    until: datetime


class Media:
    """Keeps what people sent; `base` names the front of the addresses that payloads carry."""

    def __init__(self, answering: Answering, log: RequestLog, now: Now, base: Callable[[], str]) -> None:
        self.life = LIFE
        self._answering = answering
        self._log = log
        self._now = now
        self._base = base
        self._kept: dict[str, Kept] = {}
        self._numbers = count(1)

    def keep(self, kind: str, content: bytes, name: str) -> str:
        """Serve content from now on; its address."""
        ending = f".{name.rpartition('.')[2]}" if "." in name else ""
        mark = hashlib.sha256(f"{next(self._numbers)} {name}".encode()).hexdigest()[:24]
        path = f"{HOSTS[kind]}/{mark}{quote(ending)}"
        kind_of_content = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._kept[path] = Kept(content, kind_of_content, self._now() + self.life)
        return f"{self._base()}/{path}"

    def routes(self, base: str) -> list[web.RouteDef]:
        """One address for all hosts."""
        return [web.get(f"{base}/{{path:.+}}", self.download)]

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes, or a 404 when the half hour is over."""
        path = quote(request.match_info["path"])
        call = self._log.add("media", {"path": path}, "", self._now())

        async def run() -> Answer:
            kept = self._kept.get(path)
            if kept is None or self._now() >= kept.until:
                return Answer(b"not found", status=404, content_type="text/plain")
            return Answer(kept.content, content_type=kept.content_type)

        return await self._answering.give(request, call, run, self._refused)

    @staticmethod
    def _refused(code: int, message: str) -> Answer:
        return Answer(message.encode(), code, 403, "text/plain")
