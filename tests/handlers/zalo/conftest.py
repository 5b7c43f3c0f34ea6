"""The account's side of the house on both databases, before a stand-in that keeps the same hand-moved time."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from tests.standins.zalo import Person, ZaloStandIn
from tests.support.clock import HandClock
from tests.support.zalo import ZaloHouse, zalo_house


@pytest.fixture
async def api(clock: HandClock) -> AsyncIterator[ZaloStandIn]:
    async with ZaloStandIn(now=clock.now) as standin:
        yield standin


@pytest.fixture
async def here(
    any_database_url: str, tmp_path: Path, knowledge: KnowledgeBase, api: ZaloStandIn, clock: HandClock
) -> AsyncIterator[ZaloHouse]:
    async with zalo_house(
        any_database_url, tmp_path / "data", knowledge, api, clock, zalo_max_billed_per_month=2
    ) as opened:
        yield opened


@pytest.fixture
def sau(api: ZaloStandIn) -> Person:
    return api.person("Sáu", phone="84912345678")
