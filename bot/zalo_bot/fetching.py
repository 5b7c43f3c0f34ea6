"""People's pictures from Zalo's media hosts: no other host, no redirects, a time limit."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from yarl import URL

from bot.web.download import download, fetching_session
from handlers.attachments.fetching import NotFetched

# Whole addresses: no port, no user, nothing that could end a line of the request.
_MEDIA = re.compile(r"https://(?:[a-z0-9-]+\.)+zdn\.vn/[!-~]{0,4000}", re.I)
_PLAIN = re.compile(r"[!-~]{1,4000}")


class ZaloMediaFetcher:
    """Also asks whoever answers at `api_url`: a stand-in there has pictures of its own."""

    def __init__(self, api_url: str) -> None:
        self._own = f"{URL(api_url).origin()}/"

    async def fetch(self, remote: str) -> AsyncGenerator[bytes, None]:
        """The bytes at this address. Raises NotFetched."""
        url = self._allowed(remote)
        async with fetching_session() as http, aclosing(download(http, url)) as parts:
            async for part in parts:
                yield part

    def _allowed(self, remote: str) -> URL:
        is_own = remote.startswith(self._own) and _PLAIN.fullmatch(remote)
        if not (is_own or _MEDIA.fullmatch(remote)):
            raise NotFetched("strange_address", is_final=True)
        # As it was written: these addresses are signed, and a quoting of ours would break that.
        return URL(remote, encoded=True)
