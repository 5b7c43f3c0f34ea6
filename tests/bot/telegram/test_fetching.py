"""The way to Telegram's file host: one address and no other, whatever that answers, and no secret in any error."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from dataclasses import replace

import pytest

from bot.telegram.fetching import TelegramFetcher
from bot.web import download
from handlers.attachments.fetching import NotFetched
from handlers.attachments.model import MOST_BYTES, Reason
from tests.standins.telegram import Person, TelegramStandIn

CONTENT = bytes(range(256)) * 2000
Trouble = Callable[[TelegramStandIn], None]


@pytest.fixture
def fetcher(api: TelegramStandIn) -> TelegramFetcher:
    return TelegramFetcher(api.token, f"{api.root_url}/")


async def fetched(fetcher: TelegramFetcher, remote: str) -> bytes:
    async with aclosing(fetcher.fetch(remote)) as parts:
        return b"".join([part async for part in parts])


async def sent(person: Person, content: bytes = CONTENT) -> str:
    message = await person.send_document(content)
    return str(message["document"]["file_id"])


async def test_a_file_comes_whole_and_in_parts(fetcher: TelegramFetcher, person: Person) -> None:
    parts = [part async for part in fetcher.fetch(await sent(person))]
    assert b"".join(parts) == CONTENT
    assert max(map(len, parts)) <= 64 * 1024


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (lambda api: api.fail_next("getFile", status=400), "getfile_400"),
        (lambda api: api.fail_next("getFile", status=401), "getfile_401"),
        (lambda api: api.fail_next("getFile", status=429), "getfile_429"),
        (lambda api: api.fail_next("getFile", status=502), "getfile_502"),
        (lambda api: api.cut_next("getFile", delivered=False), "ServerDisconnectedError"),
        (lambda api: api.fail_next("file", status=404), "download_404"),
        (lambda api: api.fail_next("file", status=502), "download_502"),
        (lambda api: api.cut_next("file", delivered=False, times=2), "ServerDisconnectedError"),
        (lambda api: api.cut_next("file", delivered=True), "ClientPayloadError"),
    ],
)
async def test_a_fault_may_pass_and_names_no_secret(
    fetcher: TelegramFetcher, api: TelegramStandIn, person: Person, trouble: Trouble, code: str
) -> None:
    remote = await sent(person)
    trouble(api)
    with pytest.raises(NotFetched) as caught:
        await fetched(fetcher, remote)
    assert (caught.value.code, caught.value.is_final) == (code, False)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert api.token not in repr(caught.value)
    assert await fetched(fetcher, remote) == CONTENT


@pytest.mark.parametrize("method", ["getFile", "file"])
async def test_silence_ends_by_the_clock(
    fetcher: TelegramFetcher,
    api: TelegramStandIn,
    person: Person,
    method: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(download, "_SECONDS", 0.2)
    remote = await sent(person)
    api.hang_next(method, seconds=60)
    with pytest.raises(NotFetched, match="timeout"):
        await fetched(fetcher, remote)


async def test_nobody_at_home_is_a_fault_that_may_pass() -> None:
    with pytest.raises(NotFetched) as caught:
        await fetched(TelegramFetcher("1:abc", "http://127.0.0.1:9"), "x")
    assert (caught.value.code, caught.value.is_final) == ("ClientConnectorError", False)


@pytest.mark.parametrize("is_told", [True, False])
async def test_too_large_is_final_whoever_finds_it(
    fetcher: TelegramFetcher, api: TelegramStandIn, person: Person, is_told: bool
) -> None:
    remote = await sent(person)
    known = api.bot().files[remote]
    lie = replace(known, size=MOST_BYTES + 1) if is_told else replace(known, content=bytes(MOST_BYTES + 1))
    api.bot().files[remote] = lie
    with pytest.raises(NotFetched) as caught:
        await fetched(fetcher, remote)
    assert (caught.value.is_final, caught.value.refused) == (True, Reason.TOO_BIG)


class Decoy:
    """Somebody else's server on this machine, who counts every knock."""

    def __init__(self) -> None:
        self.hits = 0
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "Decoy":
        self._server = await asyncio.start_server(self._knocked, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _knocked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.hits += 1
        with suppress(ConnectionError):
            await reader.read(1)
            writer.close()


_PATHS = (
    "http://127.0.0.1:{port}/a.pdf",
    "http://localhost:{port}/a.pdf",
    "http://2130706433:{port}/a.pdf",
    "http://0x7f000001:{port}/a.pdf",
    "http://[::ffff:127.0.0.1]:{port}/a.pdf",
    "https://127.0.0.1:{port}/a.pdf",
    "HTTP://127.0.0.1:{port}/a.pdf",
    "ftp://127.0.0.1:{port}/a.pdf",
    "file:///etc/passwd",
    "//127.0.0.1:{port}/a.pdf",
    "///127.0.0.1:{port}/a.pdf",
    "/\\127.0.0.1:{port}/a.pdf",
    "\\\\127.0.0.1:{port}\\a.pdf",
    "@127.0.0.1:{port}/a.pdf",
    ":x@127.0.0.1:{port}/a.pdf",
    ".127.0.0.1:{port}/a.pdf",
    "documents/../../../../127.0.0.1:{port}",
    "../../../../../etc/passwd",
    "documents/./a.pdf",
    "documents/%2e%2e/%2e%2e/a.pdf",
    "documents//a.pdf",
    "/var/lib/telegram-bot-api/a.pdf",
    "documents/a.pdf?x=http://127.0.0.1:{port}/",
    "documents/a.pdf#@127.0.0.1:{port}/",
    "documents/a.pdf\r\nHost: 127.0.0.1:{port}",
    "documents/a.pdf HTTP/1.1\r\n\r\nGET http://127.0.0.1:{port}/",
    "\t//127.0.0.1:{port}/a.pdf",
    "documents/\ud800.pdf",
    "documents/\u3002\uff0f127.0.0.1:{port}",
    "",
)


@pytest.fixture
async def decoy() -> AsyncIterator[Decoy]:
    async with Decoy() as opened:
        yield opened


def test_there_are_thirty_ways_to_try() -> None:
    assert len(set(_PATHS)) == 30


@pytest.mark.parametrize("path", _PATHS)
async def test_no_path_of_the_platforms_leads_to_another_host(
    fetcher: TelegramFetcher, api: TelegramStandIn, person: Person, decoy: Decoy, path: str
) -> None:
    remote = await sent(person)
    api.bot().files[remote] = replace(api.bot().files[remote], path=path.format(port=decoy.port))
    with suppress(NotFetched):
        assert await fetched(fetcher, remote) == CONTENT  # a strange name, taken literally, was there
    assert decoy.hits == 0


@pytest.mark.parametrize("method", ["getFile", "file"])
async def test_no_redirect_is_followed(
    fetcher: TelegramFetcher, api: TelegramStandIn, person: Person, decoy: Decoy, method: str
) -> None:
    remote = await sent(person)
    api.redirect_next(method, f"http://127.0.0.1:{decoy.port}/a.pdf")
    with pytest.raises(NotFetched, match="302"):
        await fetched(fetcher, remote)
    assert decoy.hits == 0


async def test_the_decoy_notices_who_knocks(decoy: Decoy) -> None:
    with pytest.raises(NotFetched):
        await fetched(TelegramFetcher("1:abc", f"http://127.0.0.1:{decoy.port}"), "x")
    assert decoy.hits == 1
