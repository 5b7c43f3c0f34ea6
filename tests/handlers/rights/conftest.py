"""One house in which people ask for their rights."""

from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from storage.database import Database
from tests.support.clock import HandClock
from tests.support.rights import RightsHouse


@pytest.fixture
def here(database: Database, clock: HandClock, knowledge: KnowledgeBase, tmp_path: Path) -> RightsHouse:
    return RightsHouse(database, clock, knowledge, tmp_path / "files")
