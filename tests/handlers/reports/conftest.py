"""A reporting room over each database, with an officer and a lead."""

from pathlib import Path

import pytest

from handlers.reports.room import ReportRoom, report_room
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.states import Role
from tests.support.clock import HandClock
from tests.support.reviews import Member, Office, a_room
from tests.support.talks import ZONE


@pytest.fixture
def reports(database: Database, knowledge: KnowledgeBase) -> ReportRoom:
    return report_room(database, lambda: knowledge, ZONE, "tay-ninh")


@pytest.fixture
def office(database: Database, knowledge: KnowledgeBase, clock: HandClock, tmp_path: Path) -> Office:
    return Office(database, a_room(database, knowledge, tmp_path), clock)


@pytest.fixture
async def officer(office: Office) -> Member:
    return await office.member(Role.OFFICER)


@pytest.fixture
async def lead(office: Office) -> Member:
    return await office.member(Role.LEAD)


@pytest.fixture
async def viewer(office: Office) -> Member:
    return await office.member(Role.VIEWER)
