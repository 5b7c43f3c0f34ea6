"""The service with its web chat, and visitors."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from knowledge.base import KnowledgeBase
from tests.support.services import Running, running_service
from tests.support.visitors import Visitor


@pytest.fixture
async def running(any_database_url: str, tmp_path: Path, knowledge: KnowledgeBase) -> AsyncIterator[Running]:
    async with running_service(any_database_url, tmp_path / "data", knowledge) as service:
        yield service


@pytest.fixture
async def visitor(running: Running) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        guest = Visitor(running.url, http)
        await guest.arrives()
        yield guest


@pytest.fixture
async def stranger(running: Running) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        guest = Visitor(running.url, http)
        await guest.arrives()
        yield guest
