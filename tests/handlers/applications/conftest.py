"""One house on one database, for what is about the forms and not about storing them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import House
from knowledge.base import KnowledgeBase
from tests.support.clock import HandClock
from tests.support.houses import open_test_house


@pytest.fixture
async def quick_house(
    sqlite_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> AsyncIterator[House]:
    """On one database: for what is about the forms and not about storing them."""
    async with open_test_house(sqlite_url, tmp_path / "data", clock, knowledge) as opened:
        yield opened
