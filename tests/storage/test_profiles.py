"""Kept cases: one for each person and item, sealed, judged page by page, forgotten whole with their changes."""

import json

import pytest
from sqlalchemy import update

from storage.database import Database
from storage.repositories.profiles import Change, Judgement
from storage.states import ChangeState
from storage.tables import profile, verdict_change
from tests.support.clock import HandClock
from tests.support.kept import a_contact, a_profile
from tests.support.rows import change, rows

_NO = Change("national", "unknown", "no", ("activity", "sector"))


async def record(database: Database, clock: HandClock, identity: int, *changes: Change) -> int:
    outcomes = {"national": "unknown", "local": "unknown"} | {each.scheme: each.after for each in changes}
    async with database.transaction() as store:
        return await store.profiles.record(Judgement(identity, "v2", outcomes, changes), clock.now())


async def test_a_kept_case_is_sealed_and_comes_back_as_it_was(database: Database, clock: HandClock) -> None:
    identity = await a_profile(database, clock.now(), facts={"province": "gia-lai", "cost_vnd": 400_000_000})
    (stored,) = rows(database, profile)
    assert b"gia-lai" not in stored.facts
    assert (stored.item, stored.consent_version, stored.consented_at) == ("machinery", "c1", clock.now())
    async with database.transaction() as store:
        (found,) = await store.profiles.to_recheck("v2", 10, 0)
    assert (found.id, found.item, found.outcomes) == (
        identity,
        "machinery",
        {"national": "unknown", "local": "unknown"},
    )
    assert json.loads(found.facts or "") == {"province": "gia-lai", "cost_vnd": 400_000_000}


async def test_the_same_item_is_kept_once_and_the_consent_is_the_newest(
    database: Database, clock: HandClock
) -> None:
    began = clock.now()
    first = await a_profile(database, clock.now(), facts={"machine": "used"})
    clock.pass_seconds(60)
    again = await a_profile(database, clock.now(), facts={"machine": "new"}, version="v2")
    other_item = await a_profile(database, clock.now(), item="trademark")
    other_person = await a_profile(database, clock.now(), "binh")
    assert first == again
    assert [found.id for found in rows(database, profile)] == [first, other_item, other_person]
    stored = rows(database, profile)[0]
    assert (stored.created_at, stored.consented_at, stored.judged_version) == (began, clock.now(), "v2")
    async with database.transaction() as store:
        found = await store.profiles.to_recheck("v3", 1, 0)
    assert found[0].facts == '{"machine": "new"}'


async def test_a_case_moved_to_another_row_stays_closed(database: Database, clock: HandClock) -> None:
    await a_profile(database, clock.now(), "an", facts={"machine": "new"})
    await a_profile(database, clock.now(), "binh")
    stolen = rows(database, profile)[0].facts
    change(database, update(profile).values(facts=stolen))
    async with database.transaction() as store:
        found = await store.profiles.to_recheck("v2", 10, 0)
    assert [row.facts for row in found] == ['{"machine": "new"}', None]


async def test_only_cases_of_another_version_come_up_page_by_page(
    database: Database, clock: HandClock
) -> None:
    old = [await a_profile(database, clock.now(), name) for name in ("an", "binh", "chi")]
    await a_profile(database, clock.now(), "dung", version="v2")
    pages, last = [], 0
    async with database.transaction() as store:
        while page := await store.profiles.to_recheck("v2", 2, last):
            pages.append([row.id for row in page])
            last = page[-1].id
    assert pages == [old[:2], old[2:]]


async def test_a_judged_case_is_current_and_its_change_waits(database: Database, clock: HandClock) -> None:
    identity = await a_profile(database, clock.now(), facts={"province": "gia-lai"})
    clock.pass_seconds(60)
    assert await record(database, clock, identity, _NO) == 1
    async with database.transaction() as store:
        assert await store.profiles.to_recheck("v2", 10, 0) == []
        (found,) = await store.profiles.open_changes(10)
        assert await store.profiles.count_open() == 1
    assert (found.item, found.change, found.found_at) == ("machinery", _NO, clock.now())
    assert found.facts == '{"province": "gia-lai"}'
    (stored,) = rows(database, profile)
    assert json.loads(stored.outcomes) == {"national": "no", "local": "unknown"}
    assert stored.judged_at == clock.now()


async def test_without_a_change_only_the_version_moves(database: Database, clock: HandClock) -> None:
    identity = await a_profile(database, clock.now())
    assert await record(database, clock, identity) == 0
    assert rows(database, verdict_change) == []
    assert rows(database, profile)[0].judged_version == "v2"


@pytest.mark.parametrize(
    ("later", "open_now"),
    [("yes", [("unknown", "yes")]), ("unknown", [])],
    ids=["it moves on", "it comes back"],
)
async def test_a_change_nobody_told_is_overtaken_by_the_next(
    database: Database, clock: HandClock, later: str, open_now: list[tuple[str, str]]
) -> None:
    identity = await a_profile(database, clock.now())
    other_scheme = Change("local", "unknown", "no", ())
    await record(database, clock, identity, _NO, other_scheme)
    found = await record(database, clock, identity, Change("national", "no", later, ()))
    assert found == len(open_now)
    stored = [row for row in rows(database, verdict_change) if row.scheme == "national"]
    assert (stored[0].state, stored[0].closed_by) == (ChangeState.DISMISSED, "recheck")
    assert [(row.before, row.after) for row in stored if row.state is ChangeState.OPEN] == open_now
    async with database.reading() as store:
        assert await store.profiles.count_open() == len(open_now) + 1


async def test_a_change_that_was_told_stays_told_when_the_next_comes(
    database: Database, clock: HandClock
) -> None:
    identity = await a_profile(database, clock.now())
    await record(database, clock, identity, _NO)
    async with database.transaction() as store:
        (told,) = await store.profiles.open_changes(10)
        assert await store.profiles.close(told.id, ChangeState.TOLD, "staff:1", clock.now())
    await record(database, clock, identity, Change("national", "no", "unknown", ()))
    assert [(row.state, row.before, row.after) for row in rows(database, verdict_change)] == [
        (ChangeState.TOLD, "unknown", "no"),
        (ChangeState.OPEN, "no", "unknown"),
    ]


async def test_a_change_is_closed_once(database: Database, clock: HandClock) -> None:
    identity = await a_profile(database, clock.now())
    await record(database, clock, identity, _NO)
    async with database.transaction() as store:
        (found,) = await store.profiles.open_changes(10)
        assert await store.profiles.close(found.id, ChangeState.TOLD, "staff:1", clock.now())
        assert not await store.profiles.close(found.id, ChangeState.DISMISSED, "staff:2", clock.now())
        assert not await store.profiles.close(404, ChangeState.TOLD, "staff:1", clock.now())
        assert await store.profiles.open_changes(10) == []
    (stored,) = rows(database, verdict_change)
    assert (stored.state, stored.closed_by, stored.closed_at) == (ChangeState.TOLD, "staff:1", clock.now())


async def test_a_case_kept_anew_has_no_open_changes(database: Database, clock: HandClock) -> None:
    identity = await a_profile(database, clock.now())
    await record(database, clock, identity, _NO)
    await a_profile(database, clock.now(), outcomes={"national": "no", "local": "unknown"}, version="v2")
    (stored,) = rows(database, verdict_change)
    assert (stored.state, stored.closed_by) == (ChangeState.DISMISSED, "contact")


async def test_forgetting_a_person_takes_everything_of_theirs_and_nothing_else(
    database: Database, clock: HandClock
) -> None:
    for item in ("machinery", "trademark"):
        await record(database, clock, await a_profile(database, clock.now(), item=item), _NO)
    stays = await a_profile(database, clock.now(), "binh")
    await record(database, clock, stays, _NO)
    contact_id = await a_contact(database, clock.now(), "an")
    async with database.transaction() as store:
        assert await store.profiles.forget(contact_id) == 2
        assert await store.profiles.forget(contact_id) == 0
    assert [row.id for row in rows(database, profile)] == [stays]
    assert [row.profile_id for row in rows(database, verdict_change)] == [stays]


async def test_two_checks_at_once_share_the_cases_on_postgresql(database: Database, clock: HandClock) -> None:
    ids = [await a_profile(database, clock.now(), name) for name in ("an", "binh", "chi")]
    if database.is_sqlite:
        return  # its one writer at a time leaves nothing to share
    async with database.transaction() as first, database.transaction() as second:
        assert [row.id for row in await first.profiles.to_recheck("v2", 2, 0)] == ids[:2]
        assert [row.id for row in await second.profiles.to_recheck("v2", 2, 0)] == ids[2:]
