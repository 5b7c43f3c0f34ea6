"""Plans that change: what is open is moved, what was said is not said again, and of many processes one does it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.applications.planning import Planner
from handlers.followups.firing import FollowUps
from handlers.followups.replanning import LEASE, PATIENCE, Replanning
from handlers.followups.room import follow_up_room
from knowledge.base import KnowledgeBase
from knowledge.process.plans import Plan, PlanFile
from knowledge.process.process import Process
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus, FollowUpState
from storage.tables_applications import follow_up
from storage.tables_followups import replanning
from tests.knowledge.process.books import BOOK, WORKING_DAYS
from tests.support.applications import a_sent_application, an_application
from tests.support.clock import HandClock
from tests.support.reviews import a_door
from tests.support.rows import rows
from tests.support.talks import ZONE

S, DAY = ApplicationStatus, timedelta(days=1)
Edit = Callable[[Plan], dict[str, Any] | None]  # what is other with a plan; None: it is gone


def edited(knowledge: KnowledgeBase, edit: Edit) -> KnowledgeBase:
    """The same knowledge with other plans."""
    changes = ((plan, edit(plan)) for plan in BOOK.plans.plans)
    plans = tuple(plan.model_copy(update=change) for plan, change in changes if change is not None)
    book = replace(BOOK, plans=PlanFile.model_construct(plans=plans))
    return replace(knowledge, process=Process(book, WORKING_DAYS))


def only(name: str, **change: Any) -> Edit:
    return lambda plan: change if plan.id == name else {}


def without(name: str) -> Edit:
    return lambda plan: None if plan.id == name else {}


def a_process(database: Database, knowledge: KnowledgeBase) -> Replanning:
    return Replanning(database, lambda: knowledge, ZONE)


async def in_state(
    database: Database, knowledge: KnowledgeBase, now: datetime, status: S, chat_key: str = "an"
) -> ApplicationRow:
    """Planned as it was when it came there."""
    row = await a_sent_application(database, now, chat_key=chat_key, status=status)
    async with database.transaction() as store:
        await Planner(lambda: knowledge, ZONE).plan_for(store, row, now)
    return row


def found(database: Database, plan: str) -> list[tuple[int, FollowUpState, str | None, datetime]]:
    mine = (each for each in rows(database, follow_up) if each.plan == plan)
    return sorted((each.nth, each.state, each.outcome, each.due_at) for each in mine)


def at(day: int, hour: int = 9, month: int = 1, year: int = 2027) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE).astimezone(UTC)


async def test_an_edited_plan_moves_what_is_open_and_says_nothing_twice(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    """Sixty days became forty-five: the first was said, the second comes earlier, none comes twice."""
    begun = clock.now()  # 23/11/2026
    await in_state(database, knowledge, begun, S.IN_REVIEW)
    assert await FollowUps(database, lambda: knowledge, a_door(), ZONE).fire_due(at(22), 10) == 1
    other = edited(knowledge, only("still_in_review", days=45, every_days=45, at_most=4))
    assert await a_process(database, other).look(lambda: at(23))
    said, second, third, fourth, *cut = found(database, "still_in_review")
    assert said == (0, FollowUpState.FIRED, "posted", at(22))
    planned = [(each[0], each[1], each[3]) for each in (second, third, fourth)]
    assert planned == [(nth, FollowUpState.PLANNED, at(7) + nth * 45 * DAY) for nth in (1, 2, 3)]
    assert {each[1:3] for each in cut} == {(FollowUpState.CANCELLED, "replanned")}
    firing = FollowUps(database, lambda: other, a_door(), ZONE)
    assert await firing.fire_due(at(20, month=2), 10) == 0
    assert await firing.fire_due(at(21, month=2), 10) == 1


async def test_a_plan_that_is_gone_is_cancelled_with_its_reason_and_may_come_back(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    await in_state(database, knowledge, clock.now(), S.APPROVED)
    before = found(database, "buy_by_list")
    await a_process(database, edited(knowledge, without("buy_by_list"))).look(clock.now)
    assert [each[1:3] for each in found(database, "buy_by_list")] == [(FollowUpState.CANCELLED, "no_plan")]
    await a_process(database, knowledge).look(clock.now)
    assert found(database, "buy_by_list") == before


async def test_a_new_plan_begins_with_what_lies_ahead(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    """Nobody is told today what a new plan would have said last month."""
    old = edited(knowledge, without("progress"))
    await in_state(database, old, clock.now(), S.UNDER_WAY)
    await a_process(database, old).look(clock.now)
    assert found(database, "progress") == []
    await a_process(database, knowledge).look(lambda: clock.now() + 75 * DAY)
    assert [each[0] for each in found(database, "progress")] == list(range(2, 12))


async def test_what_was_answered_stays_answered_and_what_an_action_started_moves_with_its_plan(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    row = await in_state(database, knowledge, clock.now(), S.MORE_WANTED)
    other = await in_state(database, knowledge, clock.now(), S.UNDER_WAY, "binh")
    planner = Planner(lambda: knowledge, ZONE)
    async with database.transaction() as store:
        await planner.heard(store, row, clock.now())
        await planner.happened(store, other, "open_obstacle", clock.now())
    changed = edited(
        knowledge,
        lambda plan: {"days": plan.days + 1} if plan.id in ("papers_after_week", "obstacle_waits") else {},
    )
    await a_process(database, changed).look(clock.now)
    assert [each[1:3] for each in found(database, "papers_after_week")] == [
        (FollowUpState.CANCELLED, "answered")
    ]
    assert found(database, "obstacle_waits")[0][3] == at(8, 8, month=12, year=2026)
    assert len(found(database, "obstacle_waits")) == 6


async def test_the_same_plans_again_change_nothing(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    for number, status in enumerate((S.IN_REVIEW, S.UNDER_WAY, S.SETTLED)):
        await in_state(database, knowledge, clock.now(), status, f"p{number}")
    await an_application(database, clock.now(), chat_key="draft")
    await a_process(database, knowledge).look(clock.now)
    before = rows(database, follow_up)
    for _ in range(2):
        assert await a_process(database, knowledge).look(lambda: clock.now() + 10 * DAY)
    assert rows(database, follow_up) == before


async def test_of_many_that_start_at_once_one_plans_and_the_others_wait_for_it(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    for number in range(120):  # some chunks
        await a_sent_application(database, clock.now(), chat_key=f"p{number}", status=S.IN_REVIEW)
    processes = [a_process(database, knowledge) for _ in range(4)]
    looks = await asyncio.gather(*(each.look(clock.now) for each in processes))
    assert True in looks
    assert all([await each.look(clock.now) for each in processes])
    assert len(rows(database, follow_up)) == 120 * 12
    (row,) = rows(database, replanning)
    assert row.done_at is not None


async def test_what_one_left_half_done_another_finishes_when_the_lease_is_over(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    row = await a_sent_application(database, clock.now(), status=S.IN_REVIEW)
    dead, alive = a_process(database, knowledge), a_process(database, knowledge)
    await dead._begin(dead._version(), clock.now())  # and then nothing more
    assert not await alive.look(clock.now)
    clock.pass_seconds(LEASE.total_seconds())
    assert await alive.look(clock.now)
    async with database.reading() as store:
        assert len(await store.follow_ups.of(row.id)) == 12


async def test_a_process_with_older_plans_is_silent_until_the_newer_ones_are_gone(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    """A newer version is rolled out, and taken back again."""
    old = follow_up_room(database, lambda: knowledge, a_door(), ZONE)
    newer = edited(knowledge, without("buy_by_list"))
    new = follow_up_room(database, lambda: newer, a_door(), ZONE)
    await old.remind(clock.now)
    await new.remind(clock.now)
    await in_state(database, newer, clock.now(), S.IN_REVIEW)
    clock.pass_seconds(60 * 86_400)
    await new.replanning.look(clock.now)
    assert await old.remind(clock.now) == 0
    assert {each[1] for each in found(database, "still_in_review")} == {FollowUpState.PLANNED}
    clock.pass_seconds(PATIENCE.total_seconds())  # nobody has heard of the newer one since
    assert await old.remind(clock.now) == 1


async def test_another_clock_of_the_office_moves_what_is_open(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    await in_state(database, knowledge, clock.now(), S.APPROVED)
    await a_process(database, knowledge).look(clock.now)
    elsewhere: Any = UTC
    await Replanning(database, lambda: knowledge, elsewhere).look(clock.now)
    ((_, state, _, due),) = found(database, "buy_by_list")
    assert (state, due) == (FollowUpState.PLANNED, datetime(2026, 11, 24, 8, tzinfo=UTC))


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_was_set_does_not_stop_it(
    database: Database, knowledge: KnowledgeBase, clock: HandClock, hours: int
) -> None:
    row = await a_sent_application(database, clock.now(), status=S.IN_REVIEW)
    dead, alive = a_process(database, knowledge), a_process(database, knowledge)
    await dead._begin(dead._version(), clock.now())
    assert await alive.look(lambda: clock.now() + timedelta(hours=hours))
    async with database.reading() as store:
        assert len(await store.follow_ups.of(row.id)) == 12
