"""People's pictures from Zalo's media hosts: no other host, no redirects, a time limit."""

import re
from collections.abc import AsyncGenerator

import aiohttp
from yarl import URL

from handlers.attachments.fetching import NotFetched
from handlers.attachments.model import MOST_BYTES, Reason

# Whole addresses: no port, no user, nothing that could end a line of the request.
_MEDIA = re.compile(r"https://(?:[a-z0-9-]+\.)+zdn\.vn/[!-~]{0,4000}", re.I)
_PLAIN = re.compile(r"[!-~]{1,4000}")
_SECONDS = 30.0
_PART_BYTES = 64 * 1024


class ZaloMediaFetcher:
    """Also asks whoever answers at `api_url`: a stand-in there has pictures of its own."""

    def __init__(self, api_url: str) -> None:
        self._own = f"{URL(api_url).origin()}/"

    async def fetch(self, remote: str) -> AsyncGenerator[bytes, None]:
        """The bytes at this address. Raises NotFetched."""
        url = self._allowed(remote)
        try:
            async with (
                aiohttp.ClientSession(
                    timeout=aiohttp.ClientTimeout(total=_SECONDS),
                    auto_decompress=False,
                    headers={"Accept-Encoding": "identity"},
                    cookie_jar=aiohttp.DummyCookieJar(),
                ) as http,
                http.get(url, allow_redirects=False) as answer,
            ):
                if answer.status != 200:
                    raise NotFetched(f"download_{answer.status}")
                if (answer.content_length or 0) > MOST_BYTES:
                    raise NotFetched("too_big", is_final=True, refused=Reason.TOO_BIG)
                async for part in answer.content.iter_chunked(_PART_BYTES):
                    yield part
        except TimeoutError:
            raise NotFetched("timeout") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NotFetched(type(error).__name__) from None

    def _allowed(self, remote: str) -> URL:
        is_own = remote.startswith(self._own) and _PLAIN.fullmatch(remote)
        if not (is_own or _MEDIA.fullmatch(remote)):
            raise NotFetched("strange_address", is_final=True)
        # As it was written: these addresses are signed, and a quoting of ours would break that.
        return URL(remote, encoded=True)
