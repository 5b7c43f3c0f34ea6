"""A file from an address that was looked at before: no redirects, no cookies, a time limit, and a cap on its size."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import aiohttp
from yarl import URL

from handlers.attachments.fetching import NotFetched
from handlers.attachments.model import MOST_BYTES, Reason

_SECONDS = 30.0  # for one file, from the first question to its last byte
_PART_BYTES = 64 * 1024


@asynccontextmanager
async def fetching_session(
    connector: aiohttp.TCPConnector | None = None,
) -> AsyncIterator[aiohttp.ClientSession]:
    """A session for one file. What goes wrong on the way is NotFetched, told without any address."""
    with _as_not_fetched():
        async with aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=_SECONDS),
            auto_decompress=False,
            headers={"Accept-Encoding": "identity"},
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as http:
            yield http


async def download(
    http: aiohttp.ClientSession, url: URL, proxy: str | None = None
) -> AsyncGenerator[bytes, None]:
    """The bytes at this address, part by part. Raises NotFetched."""
    with _as_not_fetched():
        async with http.get(url, allow_redirects=False, proxy=proxy) as answer:
            if answer.status != 200:
                raise NotFetched(f"download_{answer.status}")
            if (answer.content_length or 0) > MOST_BYTES:
                raise NotFetched("too_big", is_final=True, refused=Reason.TOO_BIG)
            async for part in answer.content.iter_chunked(_PART_BYTES):
                yield part


@contextmanager
def _as_not_fetched() -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise NotFetched("timeout") from None
    except (aiohttp.ClientError, OSError) as error:
        # From nothing: its text may name the address, and that may hold a token.
        raise NotFetched(type(error).__name__) from None
