"""Pictures come from the platform's media hosts and from nowhere else."""

from collections.abc import AsyncIterator

import pytest

from bot.zalo_bot.fetching import ZaloMediaFetcher
from handlers.attachments.fetching import NotFetched
from tests.support.media import ELSEWHERE, NO_FILES, fetched, media_host

PLATFORM = "https://bot-api.zaloplatforms.com"


@pytest.mark.parametrize(
    "remote",
    [*ELSEWHERE, "https://.zdn.vn/a.jpg", "https://a.zdn.vn/ảnh.jpg", "data:image/png;base64,AAAA"],
)
async def test_an_address_elsewhere_is_never_asked(remote: str) -> None:
    with pytest.raises(NotFetched) as refused:
        await anext(ZaloMediaFetcher(PLATFORM).fetch(remote))
    assert (refused.value.code, refused.value.is_final) == ("strange_address", True)


@pytest.fixture
async def host() -> AsyncIterator[str]:
    """A stand-in's host with a picture, and other things to find."""
    async with media_host() as url:
        yield url


async def test_a_stand_in_that_is_the_api_hands_out_its_own_pictures_as_they_are_addressed(host: str) -> None:
    assert (
        await fetched(ZaloMediaFetcher(f"{host}/some/api"), f"{host}/file?sig=a%2Fb%20c")
        == b"/file?sig=a%2Fb%20c"
    )


async def test_a_stand_in_that_is_not_the_api_is_a_stranger(host: str) -> None:
    with pytest.raises(NotFetched, match="strange_address"):
        await fetched(ZaloMediaFetcher(PLATFORM), f"{host}/file")


async def test_an_address_that_only_begins_like_the_stand_in_is_a_stranger(host: str) -> None:
    with pytest.raises(NotFetched, match="strange_address"):
        await fetched(ZaloMediaFetcher(host), f"{host}0/file")
    with pytest.raises(NotFetched, match="strange_address"):
        await fetched(ZaloMediaFetcher(host), f"{host}@127.0.0.1/file")


@pytest.mark.parametrize(("path", "code", "is_final"), NO_FILES)
async def test_what_is_no_picture_there_is_told(host: str, path: str, code: str, is_final: bool) -> None:
    with pytest.raises(NotFetched) as refused:
        await fetched(ZaloMediaFetcher(host), f"{host}/{path}")
    assert (refused.value.code, refused.value.is_final) == (code, is_final)


async def test_nobody_there_is_told_without_the_address(host: str) -> None:
    with pytest.raises(NotFetched) as refused:
        await fetched(ZaloMediaFetcher("http://127.0.0.1:1"), "http://127.0.0.1:1/secret-picture")
    assert "secret-picture" not in repr(refused.value)
    assert refused.value.__cause__ is None
