"""A real Chromium, one for the whole run, and the service that it visits.

The browser belongs to the event loop of the run, so the tests and fixtures of this folder use that loop too.
"""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from knowledge.base import KnowledgeBase
from tests.browser.visits import Visit, visiting
from tests.support.services import Running, running_service

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PATIENCE_MS = 15_000


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is. Without it a run that decides fails; on a person's own machine the tests are skipped."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        reason = f"no browser for the page tests: none of {', '.join(_NAMES)} is on the path"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=_PATIENCE_MS)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def running(sqlite_url: str, tmp_path: Path, knowledge: KnowledgeBase) -> AsyncIterator[Running]:
    async with running_service(sqlite_url, tmp_path / "data", knowledge) as service:
        yield service


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, running: Running) -> AsyncIterator[Visit]:
    async with visiting(browser, running.url) as opened:
        yield opened
