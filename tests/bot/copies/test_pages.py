"""The copy of one's own data over HTTP: looking leaves it there, fetching takes it, once."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.copies.routes import CopyPages
from bot.web.server import build_app
from knowledge.base import KnowledgeBase
from storage.crypto import Vault
from storage.database import Database, database_url
from tests.conftest import SECRET
from tests.support.clock import HandClock
from tests.support.rights import ABROAD, PUBLIC_URL, RightsHouse

STRANGER = "/du-lieu/" + "x" * 43


@pytest.fixture
async def here(
    sqlite_url: str, clock: HandClock, knowledge: KnowledgeBase, tmp_path: Path
) -> AsyncIterator[RightsHouse]:
    async with Database(database_url(sqlite_url), Vault(SECRET)) as database:
        yield RightsHouse(database, clock, knowledge, tmp_path / "files")


@pytest.fixture
async def browser(here: RightsHouse) -> AsyncIterator[TestClient]:  # type: ignore[type-arg]
    app = build_app(CopyPages(here.exports, PUBLIC_URL).routes(), str)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
async def path(here: RightsHouse) -> str:
    """Of a copy that waits."""
    (asked,) = await here.hears("/dulieu", channel=ABROAD)
    _, told = await here.hears(payload=asked.buttons[0].payload, channel=ABROAD)
    (link,) = [word for word in told.text.split() if word.startswith(PUBLIC_URL)]
    return link.removeprefix(PUBLIC_URL)


async def test_looking_leaves_the_copy_where_it_is(browser: TestClient, path: str) -> None:  # type: ignore[type-arg]
    for _ in range(3):
        answer = await browser.get(path)
        assert answer.status == 200
        assert "<form" in await answer.text()
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_fetching_gives_the_whole_copy_once(browser: TestClient, path: str) -> None:  # type: ignore[type-arg]
    answer = await browser.post(path)
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="du-lieu-YC-')
    opened = ZipFile(io.BytesIO(await answer.read()))
    assert opened.testzip() is None
    assert "du-lieu.json" in opened.namelist()
    for again in (await browser.post(path), await browser.get(path)):
        assert again.status == 404
        assert "Không còn bản sao" in await again.text()


async def test_another_site_cannot_fetch_it(browser: TestClient, path: str) -> None:  # type: ignore[type-arg]
    refused = await browser.post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status == 403
    assert (await browser.get(path)).status == 200


@pytest.mark.parametrize("wrong", [STRANGER, "/du-lieu/short", "/du-lieu/", "/du-lieu/..%2fetc"])
async def test_a_strange_address_leads_nowhere(browser: TestClient, path: str, wrong: str) -> None:  # type: ignore[type-arg]
    assert (await browser.get(wrong)).status == 404
    assert (await browser.post(wrong)).status == 404
