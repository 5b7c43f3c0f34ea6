"""One pair of tokens for all processes, over months, lost answers and crashes: no refresh token is spent twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from bot.zalo_oa.api import ZaloApi
from bot.zalo_oa.oauth import ZaloOAuth
from handlers.zalo.tokens import LEASE, Busy, NoConsent, Tokens
from storage.crypto import Vault
from storage.database import Database, database_url
from storage.repositories.zalo_accounts import ZaloAccountRow
from storage.states import GrantState
from storage.tables_tasks import staff_task
from storage.tables_zalo import zalo_account
from tests.conftest import SECRET
from tests.standins.zalo import ZaloStandIn
from tests.support.clock import HandClock
from tests.support.rows import rows
from tests.support.zalo import grant

TWELVE_HOURS = 12 * 3600 + 60
_DAY = 24 * 3600


@dataclass(slots=True)
class Office:
    """Two processes over one database, each with a pool of its own where the database has one."""

    first: Tokens
    second: Tokens
    authority: ZaloOAuth
    database: Database
    api: ZaloStandIn
    clock: HandClock

    async def tick(self) -> None:
        """Both look at the same time."""
        now = self.clock.now()
        await asyncio.gather(self.first.keep_fresh(now), self.second.keep_fresh(now))

    async def row(self) -> ZaloAccountRow:
        async with self.database.reading() as store:
            found = await store.zalo.get(self.api.identity.oa_id)
        assert found is not None
        return found

    async def is_heard(self) -> bool:
        """Whether the platform takes the token that both would call with."""
        now = self.clock.now()
        told = {await self.first.access(now), await self.second.access(now)}
        return [await self.authority.is_alive(token) for token in told] == [True]

    async def dies(self, after_refresh: bool) -> None:
        """What a process leaves behind that is killed before the refresh goes out, or with the answer in hand."""
        seen, now = await self.row(), self.clock.now()
        async with self.database.transaction() as store:
            held = await store.zalo.hold(seen, "dead", now, now + LEASE)
            assert held is not None
            await store.zalo.doubt(held, "dead", 1)
        if after_refresh:
            await self.authority.refresh(held.refresh_token or "")

    def reasons(self) -> list[str]:
        return [row.reason for row in rows(self.database, staff_task) if row.closed_at is None]


@pytest.fixture
async def office(any_database_url: str, api: ZaloStandIn, clock: HandClock) -> AsyncIterator[Office]:
    who = api.identity
    async with AsyncExitStack() as opened:
        databases = [Database(database_url(any_database_url), Vault(SECRET)) for _ in range(2)]
        for database in databases:
            await opened.enter_async_context(database)
        calls = await opened.enter_async_context(ZaloApi(api.openapi_url, api.business_url, who.app_secret))
        oauth = ZaloOAuth(api.oauth_url, who.app_id, who.app_secret, calls)
        await grant(databases[0], api, clock.now())
        first, second = (
            Tokens(database, oauth, who.oa_id, f"p{number}") for number, database in enumerate(databases)
        )
        yield Office(first, second, oauth, databases[0], api, clock)


async def test_three_months_go_by_with_two_processes(office: Office) -> None:
    for hour in range(0, 95 * 24, 6):
        await office.tick()
        if hour % 96 == 0:
            assert await office.is_heard()
        office.clock.pass_seconds(6 * 3600)
    assert office.api.oauth.doubled == []
    assert 180 <= office.api.oauth.rotations <= 200  # twice a day
    assert office.reasons() == []


async def test_a_token_that_is_fresh_is_left_alone(office: Office) -> None:
    await office.tick()
    assert office.api.oauth.rotations == 0
    assert await office.is_heard()


async def test_many_who_were_refused_at_once_renew_it_once(office: Office) -> None:
    old = await office.first.access(office.clock.now())
    calls = [tokens.instead_of(old, office.clock.now()) for tokens in (office.first, office.second) * 10]
    came = await asyncio.gather(*calls, return_exceptions=True)
    new = (await office.row()).access_token
    assert office.api.oauth.rotations == 1
    assert all(each == new or isinstance(each, Busy) for each in came)
    assert sum(each == new for each in came) >= 10  # all of the process that was first
    assert office.api.oauth.doubled == []


async def test_whoever_was_refused_takes_what_the_other_has_brought(office: Office) -> None:
    old = await office.first.access(office.clock.now())
    office.clock.pass_seconds(TWELVE_HOURS)
    await office.second.keep_fresh(office.clock.now())
    assert await office.first.instead_of(old, office.clock.now()) == (await office.row()).access_token
    assert office.api.oauth.rotations == 1


async def test_an_answer_lost_on_its_way_back_costs_the_consent_and_no_second_refresh(office: Office) -> None:
    office.clock.pass_seconds(TWELVE_HOURS)
    office.api.faults.cut_next("access_token", delivered=True)
    await office.first.keep_fresh(office.clock.now())
    assert (await office.row()).state is GrantState.ACTIVE  # nobody knows yet
    office.clock.pass_seconds(600)
    await office.tick()
    assert (await office.row()).state is GrantState.LOST
    assert office.reasons() == ["answer_lost"]
    for tokens in (office.first, office.second):
        with pytest.raises(NoConsent):
            await tokens.access(office.clock.now())
        with pytest.raises(NoConsent):
            await tokens.instead_of("any", office.clock.now())
    await office.tick()
    assert office.api.oauth.doubled == []
    assert office.reasons() == ["answer_lost"]


@pytest.mark.parametrize("fault", ["cut", "bad gateway", "redirect"])
async def test_a_refresh_that_never_arrived_is_asked_for_again(office: Office, fault: str) -> None:
    office.clock.pass_seconds(TWELVE_HOURS)
    match fault:
        case "cut":
            office.api.faults.cut_next("access_token", delivered=False)
        case "bad gateway":
            office.api.faults.answer_next("access_token", 502)
        case _:
            office.api.faults.redirect_next("access_token", "http://127.0.0.1:1/")
    await office.first.keep_fresh(office.clock.now())
    assert office.api.oauth.rotations == 0
    assert await office.is_heard()  # the old pair serves on
    office.clock.pass_seconds(600)
    await office.tick()
    assert office.api.oauth.rotations == 1
    assert await office.is_heard()
    assert office.reasons() == []


async def test_while_the_platform_cannot_say_whether_the_old_token_lives_nothing_is_repeated(
    office: Office,
) -> None:
    office.clock.pass_seconds(TWELVE_HOURS)
    office.api.faults.cut_next("access_token", delivered=True)
    office.api.faults.cut_next("getoa", delivered=False, times=None)
    for _ in range(4):
        await office.first.keep_fresh(office.clock.now())
        office.clock.pass_seconds(600)
    assert office.api.oauth.doubled == []
    assert (await office.row()).state is GrantState.ACTIVE
    office.api.faults.clear()
    await office.first.keep_fresh(office.clock.now())
    assert (await office.row()).state is GrantState.LOST


async def test_a_crash_before_the_refresh_costs_a_lease_and_nothing_else(office: Office) -> None:
    office.clock.pass_seconds(TWELVE_HOURS)
    await office.dies(after_refresh=False)
    await office.tick()
    assert office.api.oauth.rotations == 0  # it is somebody's until the lease ends
    office.clock.pass_seconds(LEASE.total_seconds())
    await office.tick()
    assert office.api.oauth.rotations == 1
    assert office.api.oauth.doubled == []
    assert await office.is_heard()


async def test_a_crash_between_refresh_and_commit_costs_the_consent_and_no_second_refresh(
    office: Office,
) -> None:
    office.clock.pass_seconds(TWELVE_HOURS)
    await office.dies(after_refresh=True)
    await office.tick()
    assert (await office.row()).state is GrantState.ACTIVE
    office.clock.pass_seconds(LEASE.total_seconds())
    await office.tick()
    assert (await office.row()).state is GrantState.LOST
    assert office.reasons() == ["answer_lost"]
    assert office.api.oauth.doubled == []


@pytest.mark.parametrize("after_refresh", [False, True])
async def test_when_the_old_token_is_too_old_to_tell_one_more_try_decides(
    office: Office, after_refresh: bool
) -> None:
    await office.dies(after_refresh)
    office.clock.pass_seconds(26 * 3600)
    await office.tick()
    await office.tick()
    assert (await office.row()).state is (GrantState.LOST if after_refresh else GrantState.ACTIVE)
    assert office.api.oauth.rotations == 1
    assert max(office.api.oauth.refreshes.values()) <= 2


@pytest.mark.parametrize("shape", ["fields", "short", "rfc"])
async def test_a_consent_taken_back_stops_the_account_and_tells_staff_once(
    office: Office, shape: str
) -> None:
    office.api.oauth.error_shape = shape  # type: ignore[assignment]
    office.api.oauth.revoke()
    office.clock.pass_seconds(TWELVE_HOURS)
    await office.tick()
    await office.tick()
    row = await office.row()
    assert row.state is GrantState.LOST
    assert len(office.reasons()) == 1
    assert office.api.oauth.doubled == []


async def test_staff_are_told_two_weeks_before_the_consent_ends_and_no_more_when_it_is_renewed(
    office: Office,
) -> None:
    office.api.oauth.is_active = False  # every refresh is refused, and not for good
    for _ in range(78):
        await office.tick()
        office.clock.pass_seconds(_DAY)
    assert (await office.row()).state is GrantState.ACTIVE
    assert office.reasons() == ["oauth-14002", "ends_soon"]
    office.api.oauth.is_active = True
    await office.tick()
    await office.tick()  # by then neither of them remembers how it was
    assert office.reasons() == []
    assert await office.is_heard()


async def test_before_anybody_has_consented_there_is_no_token_and_staff_are_told(
    any_database_url: str, api: ZaloStandIn, clock: HandClock
) -> None:
    who = api.identity
    async with (
        Database(database_url(any_database_url), Vault(SECRET)) as database,
        ZaloApi(api.openapi_url, api.business_url, who.app_secret) as calls,
    ):
        tokens = Tokens(database, ZaloOAuth(api.oauth_url, who.app_id, who.app_secret, calls), who.oa_id, "p")
        with pytest.raises(NoConsent):
            await tokens.access(clock.now())
        await tokens.keep_fresh(clock.now())
        await tokens.keep_fresh(clock.now())
        assert [row.reason for row in rows(database, staff_task)] == ["missing"]


async def test_tokens_lie_sealed_and_show_in_no_text_of_a_value(office: Office) -> None:
    row = await office.row()
    assert row.access_token
    assert row.access_token not in repr(row)
    stored = b"".join(
        bytes(value)
        for found in rows(office.database, zalo_account)
        for value in found
        if isinstance(value, bytes)
    )
    for secret in (row.access_token, row.refresh_token or "", row.verifier or ""):
        assert secret.encode() not in stored
