"""Kept cases are judged anew when the rules are other ones; only outcomes that differ are noted."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from sqlalchemy import update

from bot.app import House
from handlers.casework.recheck import Recheck
from knowledge.base import KnowledgeBase
from knowledge.loader import CONTENT_DIR
from knowledge.operator.facts import OperatorFacts
from knowledge.operator.model import OperatorLevel
from storage.database import Database
from storage.tables import audit_event, profile, verdict_change
from tests.support.clock import HandClock
from tests.support.kept import GOOD, GOOD_FACTS, a_profile
from tests.support.rows import change, rows

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="session")
def without_households(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """What will be known once household businesses are no longer supported."""
    directory = tmp_path_factory.mktemp("later") / "content"
    copytree(CONTENT_DIR, directory)
    edit_rules(directory, lambda rule: rule["require"]["in"].remove("household"), "facility")
    return KnowledgeBase.load(directory)


def edit_rules(directory: Path, edit: Callable[[dict[str, Any]], object], identity: str) -> None:
    path = directory / "rules" / "rules.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(next(rule for rule in content["rules"] if rule["id"] == identity))
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def rechecking(database: Database, knowledge: KnowledgeBase) -> Recheck:
    return Recheck(database, lambda: knowledge, ZONE)


def today(clock: HandClock) -> date:
    return clock.now().astimezone(ZONE).date()


async def kept_by_now(database: Database, clock: HandClock, knowledge: KnowledgeBase, name: str) -> int:
    version = knowledge.eligibility.version(today(clock))
    return await a_profile(database, clock.now(), name, facts=GOOD_FACTS, outcomes=GOOD, version=version)


async def test_nothing_changed_makes_no_rows_and_touches_nothing(
    database: Database, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    await kept_by_now(database, clock, knowledge, "an")
    before = rows(database, profile)
    clock.pass_seconds(3600)
    assert await rechecking(database, knowledge).run(clock.now()) == 0
    assert rows(database, profile) == before
    assert rows(database, verdict_change) == rows(database, audit_event) == []


async def test_other_rules_change_the_outcome_of_those_they_touch_and_of_nobody_else(
    database: Database, clock: HandClock, knowledge: KnowledgeBase, without_households: KnowledgeBase
) -> None:
    household = await kept_by_now(database, clock, knowledge, "an")
    cooperative = GOOD_FACTS | {"facility": "cooperative"}
    await a_profile(database, clock.now(), "binh", facts=cooperative, outcomes=GOOD)
    clock.pass_seconds(3600)
    assert await rechecking(database, without_households).run(clock.now()) == 2
    assert [
        (row.profile_id, row.item, row.scheme, row.before, row.after, json.loads(row.rules), row.found_at)
        for row in rows(database, verdict_change)
    ] == [
        (household, "machinery", scheme, "yes", "no", ["facility"], clock.now())
        for scheme in ("national", "local")
    ]
    version = without_households.eligibility.version(today(clock))
    assert [(json.loads(row.outcomes), row.judged_version) for row in rows(database, profile)] == [
        ({"national": "no", "local": "no"}, version),
        (GOOD, version),
    ]
    (event,) = rows(database, audit_event)
    assert (event.actor, event.action) == ("recheck", "profiles_rechecked")
    assert json.loads(event.detail) == {"rows": 2, "changes": 2}
    assert "household" not in str(event)


async def test_a_second_run_by_the_same_rules_finds_nothing(
    database: Database, clock: HandClock, knowledge: KnowledgeBase, without_households: KnowledgeBase
) -> None:
    await kept_by_now(database, clock, knowledge, "an")
    recheck = rechecking(database, without_households)
    assert [await recheck.run(clock.now()) for _ in range(2)] == [2, 0]
    assert len(rows(database, verdict_change)) == 2


async def test_rules_that_come_back_leave_nothing_to_tell(
    database: Database, clock: HandClock, knowledge: KnowledgeBase, without_households: KnowledgeBase
) -> None:
    await kept_by_now(database, clock, knowledge, "an")
    assert await rechecking(database, without_households).run(clock.now()) == 2
    assert await rechecking(database, knowledge).run(clock.now()) == 0
    assert {row.state for row in rows(database, verdict_change)} == {"dismissed"}


async def test_the_house_judges_by_what_it_knows_at_that_moment(
    house: House, clock: HandClock, knowledge: KnowledgeBase, without_households: KnowledgeBase
) -> None:
    await kept_by_now(house.database, clock, knowledge, "an")
    assert await house.recheck_cases() == 0
    house.library.replace(without_households)
    assert await house.recheck_cases() == 2


async def test_another_level_of_the_office_is_judged_anew_and_changes_no_outcome(
    database: Database, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    await kept_by_now(database, clock, knowledge, "an")
    level = OperatorLevel.model_validate(
        {
            "noi_dung": "machinery",
            "toi_da_vnd": 150_000_000,
            "don_vi_tinh": "cơ sở",
            "van_ban": "12/2026/NQ-HĐND",
            "dieu": "Điều 3",
            "tu_ngay": "01/01/2026",
            "nguon": "https://tayninh.gov.vn/nghi-quyet-12",
        }
    )
    of_office = knowledge.with_office(OperatorFacts(province="tay-ninh", levels=(level,)))
    assert await rechecking(database, of_office).run(clock.now()) == 0
    assert rows(database, profile)[0].judged_version == of_office.eligibility.version(today(clock))
    assert rows(database, profile)[0].judged_version != knowledge.eligibility.version(today(clock))
    assert rows(database, verdict_change) == []


async def test_a_broken_seal_is_passed_over_and_traced_once(
    database: Database, clock: HandClock, without_households: KnowledgeBase
) -> None:
    broken = await a_profile(database, clock.now(), "an", facts=GOOD_FACTS, outcomes=GOOD)
    await a_profile(database, clock.now(), "binh", facts=GOOD_FACTS, outcomes=GOOD)
    change(database, update(profile).where(profile.c.id == broken).values(facts=b"damaged"))
    recheck = rechecking(database, without_households)
    assert [await recheck.run(clock.now()) for _ in range(2)] == [2, 0]
    assert json.loads(rows(database, profile)[0].outcomes) == GOOD
    assert [
        (row.action, row.subject) for row in rows(database, audit_event) if row.action != "profiles_rechecked"
    ] == [("profile_unreadable", f"profile:{broken}")]


async def test_stopped_between_batches_the_next_run_goes_on(
    database: Database, clock: HandClock, without_households: KnowledgeBase
) -> None:
    for number in range(5):
        await a_profile(database, clock.now(), f"an{number}", facts=GOOD_FACTS, outcomes=GOOD)
    recheck = Recheck(database, lambda: without_households, ZONE, at_once=2)
    run = asyncio.create_task(recheck.run(clock.now()))
    async with asyncio.timeout(30):
        while not rows(database, audit_event):  # noqa: ASYNC110 - the first batch is seen in the database
            await asyncio.sleep(0)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    done = len(rows(database, verdict_change))
    assert done in range(4, 10, 2)
    rest = await rechecking(database, without_households).run(clock.now())
    assert done + rest == len(rows(database, verdict_change)) == 10


async def test_many_cases_never_hold_the_loop_up(
    database: Database, clock: HandClock, without_households: KnowledgeBase
) -> None:
    for number in range(60):
        await a_profile(database, clock.now(), f"an{number}", facts=GOOD_FACTS, outcomes=GOOD)
    run = asyncio.create_task(rechecking(database, without_households).run(clock.now()))
    longest, before = 0.0, time.thread_time()
    while not run.done():
        await asyncio.sleep(0)
        longest, before = max(longest, time.thread_time() - before), time.thread_time()
    assert await run == 120
    assert longest < 0.05
