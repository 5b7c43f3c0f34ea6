"""A console over each database, one account, and a browser that stands before it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import House
from handlers.desk.accounts import NewAccount
from tests.bot.console.desk import Desk, console_app


@pytest.fixture
async def account(house: House) -> NewAccount:
    made = await house.desk.staff.first_admin(house.clock.now())
    assert made is not None
    return made


@pytest.fixture
async def desk(house: House) -> AsyncIterator[Desk]:
    async with TestClient(TestServer(console_app(house))) as client:
        yield Desk(client)


@pytest.fixture
async def seated(desk: Desk, account: NewAccount) -> Desk:
    """The same browser, signed in."""
    assert (await desk.signs_in(account.name, account.password)).status == 303
    return desk
