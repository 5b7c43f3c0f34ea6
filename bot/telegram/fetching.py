"""People's files from Telegram's file host: one address, no redirects, a time limit, and no token in any error."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.web.download import download, fetching_session
from bot.web.raw import json_object, read_up_to
from handlers.attachments.fetching import NotFetched
from handlers.attachments.model import Reason

_MOST_ANSWER_BYTES = 64 * 1024
_TOO_BIG = "file is too big"  # how the Bot API words it


class TelegramFetcher:
    """Asks nobody but the given address of the Bot API, whatever that answers."""

    def __init__(self, token: str, api_url: str, proxy: str = "") -> None:
        base = api_url.rstrip("/")
        self._ask_url = URL(f"{base}/bot{token}/getFile")
        self._file_url = f"{base}/file/bot{token}/"
        self._proxy = proxy or None

    async def fetch(self, remote: str) -> AsyncGenerator[bytes, None]:
        """The bytes of the file of this id. Raises NotFetched."""
        async with fetching_session() as http:
            url = self._url_of(await self._path(http, remote))
            async with aclosing(download(http, url, self._proxy)) as parts:
                async for part in parts:
                    yield part

    async def _path(self, http: aiohttp.ClientSession, remote: str) -> str:
        async with http.post(
            self._ask_url, data={"file_id": remote}, allow_redirects=False, proxy=self._proxy
        ) as answer:
            told = json_object(await read_up_to(answer, _MOST_ANSWER_BYTES) or b"") or {}
        if answer.status == 200 and isinstance(told.get("result"), dict):
            return str(told["result"].get("file_path", ""))
        if _TOO_BIG in str(told.get("description", "")).lower():
            raise NotFetched("too_big", is_final=True, refused=Reason.TOO_BIG)
        raise NotFetched(f"getfile_{answer.status}")

    def _url_of(self, path: str) -> URL:
        """An address under the file host, or none: a path is names between slashes, and each is taken literally."""
        names = path.split("/")
        if not all(names) or not {".", ".."}.isdisjoint(names):
            raise NotFetched("strange_path", is_final=True)
        literal = "/".join(quote(name, safe="", errors="replace") for name in names)
        return URL(self._file_url + literal, encoded=True)
