"""Files come from Zalo's media hosts at public addresses, and from nowhere else."""

import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.zalo_oa.fetching import PLATFORM_URL, PublicOnly, ZaloFetcher
from handlers.attachments.fetching import NotFetched
from tests.support.media import ELSEWHERE, NO_FILES, fetched, media_host


class Leading(AbstractResolver):
    """A name server that leads every name to the given addresses."""

    def __init__(self, *hosts: str) -> None:
        self.hosts = hosts
        self.is_closed = False

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            {"hostname": host, "host": each, "port": port, "family": family, "proto": 0, "flags": 0}
            for each in self.hosts
        ]

    async def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize(
    "remote",
    [*ELSEWHERE, "https://a.zadn.vn.evil.test/a.jpg", "https://2130706433/a.jpg", "https://[::1]/a.jpg"],
)
async def test_an_address_elsewhere_is_never_asked(remote: str) -> None:
    with pytest.raises(NotFetched) as refused:
        await anext(ZaloFetcher(PLATFORM_URL).fetch(remote))
    assert (refused.value.code, refused.value.is_final) == ("strange_address", True)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "::1", "fd00::1", "100.64.0.1"],
)
async def test_a_name_of_zalos_that_leads_inside_is_not_followed(host: str) -> None:
    with pytest.raises(OSError, match="no public address"):
        await PublicOnly(Leading(host)).resolve("a.zdn.vn", 443)
    with pytest.raises(NotFetched):
        await anext(ZaloFetcher(PLATFORM_URL, Leading(host)).fetch("https://a.zdn.vn/a.jpg"))


async def test_of_several_addresses_the_public_ones_stay() -> None:
    found = await PublicOnly(Leading("10.0.0.7", "203.119.8.106")).resolve("a.zdn.vn", 443)
    assert [each["host"] for each in found] == ["203.119.8.106"]


@pytest.fixture
async def host() -> AsyncIterator[str]:
    """A stand-in's host with a file, and other things to find."""
    async with media_host() as url:
        yield url


async def test_a_stand_in_that_is_the_api_hands_out_its_own_files_as_they_are_addressed(host: str) -> None:
    assert (
        await fetched(ZaloFetcher(f"{host}/openapi"), f"{host}/file?sig=a%2Fb%20c") == b"/file?sig=a%2Fb%20c"
    )
    with pytest.raises(NotFetched, match="strange_address"):
        await fetched(ZaloFetcher(PLATFORM_URL), f"{host}/file")


@pytest.mark.parametrize(("path", "code", "is_final"), NO_FILES)
async def test_what_is_no_file_there_is_told(host: str, path: str, code: str, is_final: bool) -> None:
    with pytest.raises(NotFetched) as refused:
        await fetched(ZaloFetcher(host), f"{host}/{path}")
    assert (refused.value.code, refused.value.is_final) == (code, is_final)
