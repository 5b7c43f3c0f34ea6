"""A house whose Telegram carries news, and where more than three people need a second look."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from tests.support.clock import HandClock
from tests.support.houses import open_test_house
from tests.support.newsroom import Newsroom


@pytest.fixture
async def office(
    any_database_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> AsyncIterator[Newsroom]:
    opened = open_test_house(
        any_database_url,
        tmp_path / "data",
        clock,
        knowledge,
        telegram_token="1:a-token-of-nobody",
        broadcast_approval_above=3,
    )
    async with opened as house:
        yield Newsroom(house, clock)
