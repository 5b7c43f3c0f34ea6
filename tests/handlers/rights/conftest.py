"""One house in which people ask for their rights."""

from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from storage.database import Database
from tests.support.clock import HandClock
from tests.support.rights import PUBLIC_URL, RightsHouse


@pytest.fixture
def public_url() -> str:
    """Where people find the pages of this house; a test may have none."""
    return PUBLIC_URL


@pytest.fixture
def here(
    database: Database, clock: HandClock, knowledge: KnowledgeBase, tmp_path: Path, public_url: str
) -> RightsHouse:
    return RightsHouse(database, clock, knowledge, tmp_path / "files", public_url)
