"""The service with an Official Account that has consented, before the stand-in; SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.zalo_oa.webhook import PATH
from knowledge.base import KnowledgeBase
from tests.standins.zalo import Person, ZaloStandIn
from tests.support.services import Running, running_service
from tests.support.zalo import grant, zalo_settings


@pytest.fixture
async def api() -> AsyncIterator[ZaloStandIn]:
    async with ZaloStandIn() as standin:
        yield standin


@pytest.fixture
def changes() -> dict[str, object]:
    """Settings of a test's own."""
    return {}


@pytest.fixture
async def running(
    any_database_url: str,
    tmp_path: Path,
    knowledge: KnowledgeBase,
    api: ZaloStandIn,
    changes: dict[str, object],
) -> AsyncIterator[Running]:
    settings = zalo_settings(api, **changes)
    async with running_service(any_database_url, tmp_path / "data", knowledge, **settings) as service:
        await grant(service.house.database, api, service.house.clock.now())
        api.hook_to(f"{service.url}{PATH}")
        yield service


@pytest.fixture
def sau(api: ZaloStandIn) -> Person:
    return api.person("Sáu")
