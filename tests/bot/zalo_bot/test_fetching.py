"""Pictures come from the platform's media hosts and from nowhere else."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.zalo_bot.fetching import ZaloMediaFetcher
from handlers.attachments.fetching import NotFetched
from handlers.attachments.model import MOST_BYTES

PLATFORM = "https://bot-api.zaloplatforms.com"


@pytest.mark.parametrize(
    "remote",
    [
        "",
        "photo-stal-1.zdn.vn/a.jpg",
        "http://photo-stal-1.zdn.vn/a.jpg",
        "https://zdn.vn/a.jpg",
        "https://evilzdn.vn/a.jpg",
        "https://a.zdn.vn.evil.test/a.jpg",
        "https://evil.test/a.zdn.vn/",
        "https://evil.test#.zdn.vn/",
        "https://evil.test?.zdn.vn/",
        "https://evil.test\\@a.zdn.vn/",
        "https://a.zdn.vn@evil.test/",
        "https://user:secret@a.zdn.vn/",
        "https://a.zdn.vn:8443/a.jpg",
        "https://.zdn.vn/a.jpg",
        "https://a.zdn.vn/a b.jpg",
        "https://a.zdn.vn/a\r\nX-Evil: 1",
        "https://a.zdn.vn/ảnh.jpg",
        f"https://a.zdn.vn/{'x' * 5000}",
        "https://127.0.0.1/a.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
    ],
)
async def test_an_address_elsewhere_is_never_asked(remote: str) -> None:
    with pytest.raises(NotFetched) as refused:
        await anext(ZaloMediaFetcher(PLATFORM).fetch(remote))
    assert (refused.value.code, refused.value.is_final) == ("strange_address", True)


@pytest.fixture
async def host() -> AsyncIterator[str]:
    """A stand-in's host with a picture, and other things to find."""

    async def picture(request: web.Request) -> web.Response:
        return web.Response(body=request.raw_path.encode())

    async def too_big(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": str(MOST_BYTES + 1)})
        await answer.prepare(request)
        return answer

    async def elsewhere(_: web.Request) -> web.Response:
        raise web.HTTPFound("/picture")

    app = web.Application()
    app.add_routes([web.get("/picture", picture), web.get("/elsewhere", elsewhere), web.get("/big", too_big)])
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def _fetched(api_url: str, remote: str) -> bytes:
    return b"".join([part async for part in ZaloMediaFetcher(api_url).fetch(remote)])


async def test_a_stand_in_that_is_the_api_hands_out_its_own_pictures_as_they_are_addressed(host: str) -> None:
    assert await _fetched(f"{host}/some/api", f"{host}/picture?sig=a%2Fb%20c") == b"/picture?sig=a%2Fb%20c"


async def test_a_stand_in_that_is_not_the_api_is_a_stranger(host: str) -> None:
    with pytest.raises(NotFetched, match="strange_address"):
        await _fetched(PLATFORM, f"{host}/picture")


async def test_an_address_that_only_begins_like_the_stand_in_is_a_stranger(host: str) -> None:
    with pytest.raises(NotFetched, match="strange_address"):
        await _fetched(host, f"{host}0/picture")
    with pytest.raises(NotFetched, match="strange_address"):
        await _fetched(host, f"{host}@127.0.0.1/picture")


@pytest.mark.parametrize(
    ("path", "code", "is_final"),
    [("elsewhere", "download_302", False), ("none", "download_404", False), ("big", "too_big", True)],
)
async def test_what_is_no_picture_there_is_told(host: str, path: str, code: str, is_final: bool) -> None:
    with pytest.raises(NotFetched) as refused:
        await _fetched(host, f"{host}/{path}")
    assert (refused.value.code, refused.value.is_final) == (code, is_final)


async def test_nobody_there_is_told_without_the_address(host: str) -> None:
    with pytest.raises(NotFetched) as refused:
        await _fetched("http://127.0.0.1:1", "http://127.0.0.1:1/secret-picture")
    assert "secret-picture" not in repr(refused.value)
    assert refused.value.__cause__ is None
