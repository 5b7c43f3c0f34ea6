"""The inbox of a whole house, on each database."""

import pytest

from bot.app import House
from tests.support.inboxes import Office


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)
