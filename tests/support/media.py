"""Who hands out people's files: a host with one and other things to find, and addresses that nobody may ask."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from handlers.attachments.fetching import Fetcher
from handlers.attachments.model import MOST_BYTES

ELSEWHERE = (  # for a channel whose files lie under zdn.vn
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
    "https://a.zdn.vn/a b.jpg",
    "https://a.zdn.vn/a\r\nX-Evil: 1",
    f"https://a.zdn.vn/{'x' * 5000}",
    "https://127.0.0.1/a.jpg",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
)
NO_FILES = (  # of `media_host`: the path, how it fails, and whether for good
    ("elsewhere", "download_302", False),
    ("none", "download_404", False),
    ("big", "too_big", True),
)


@asynccontextmanager
async def media_host() -> AsyncIterator[str]:
    """The address of a host whose `/file` tells how it was addressed."""

    async def file(request: web.Request) -> web.Response:
        return web.Response(body=request.raw_path.encode())

    async def too_big(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": str(MOST_BYTES + 1)})
        await answer.prepare(request)
        return answer

    async def elsewhere(_: web.Request) -> web.Response:
        raise web.HTTPFound("/file")

    app = web.Application()
    app.add_routes([web.get("/file", file), web.get("/elsewhere", elsewhere), web.get("/big", too_big)])
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def fetched(fetcher: Fetcher, remote: str) -> bytes:
    return b"".join([part async for part in fetcher.fetch(remote)])
