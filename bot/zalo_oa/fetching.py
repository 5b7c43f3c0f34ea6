"""People's files from Zalo's media hosts: those alone, at public addresses, no redirects, a time limit."""

import re
import socket
from collections.abc import AsyncGenerator
from contextlib import aclosing
from ipaddress import ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.web.download import download, fetching_session
from handlers.attachments.fetching import NotFetched

PLATFORM_URL = "https://openapi.zalo.me"
_HOSTS = (".zdn.vn", ".zadn.vn")
_PLAIN = re.compile(r"https?://[!-~]{1,4000}")  # nothing that could end a line of the request


class ZaloFetcher:
    """`api_url` is the setting: a stand-in there may hand out files of its own, the platform itself does not."""

    def __init__(self, api_url: str, resolver: AbstractResolver | None = None) -> None:
        is_standin = api_url.rstrip("/") != PLATFORM_URL
        self._own = URL(api_url).origin() if is_standin else None
        self._resolver = resolver

    async def fetch(self, remote: str) -> AsyncGenerator[bytes, None]:
        """The bytes at this address. Raises NotFetched."""
        url = self._allowed(remote)
        async with fetching_session(self._connector(url)) as http, aclosing(download(http, url)) as parts:
            async for part in parts:
                yield part

    def _connector(self, url: URL) -> aiohttp.TCPConnector:
        if self._is_own(url):
            return aiohttp.TCPConnector()
        return aiohttp.TCPConnector(resolver=PublicOnly(self._resolver or aiohttp.DefaultResolver()))

    def _allowed(self, remote: str) -> URL:
        """The address as it was written: these are signed, and a quoting of ours would break that."""
        try:
            url = URL(remote, encoded=True) if _PLAIN.fullmatch(remote) else URL()
            if url.user is None and (_is_media(url) or self._is_own(url)):
                return url
        except ValueError:
            pass
        raise NotFetched("strange_address", is_final=True)

    def _is_own(self, url: URL) -> bool:
        return self._own is not None and url.absolute and url.origin() == self._own


def _is_media(url: URL) -> bool:
    return url.scheme == "https" and url.port == 443 and (url.raw_host or "").lower().endswith(_HOSTS)


class PublicOnly(AbstractResolver):
    """Lets nobody be led into this machine or its network by a name."""

    def __init__(self, resolver: AbstractResolver) -> None:
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        public = [each for each in found if ip_address(each["host"]).is_global]
        if not public:
            raise OSError("no public address")
        return public

    async def close(self) -> None:
        await self._resolver.close()
