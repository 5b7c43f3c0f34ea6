"""An office over each database."""

from pathlib import Path

import pytest

from handlers.review.room import ReviewRoom
from knowledge.base import KnowledgeBase
from storage.database import Database
from tests.support.clock import HandClock
from tests.support.reviews import Office, a_room


@pytest.fixture
def room(database: Database, knowledge: KnowledgeBase, tmp_path: Path) -> ReviewRoom:
    return a_room(database, knowledge, tmp_path)


@pytest.fixture
def office(database: Database, room: ReviewRoom, clock: HandClock) -> Office:
    return Office(database, room, clock)
