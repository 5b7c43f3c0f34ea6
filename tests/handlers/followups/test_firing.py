"""What is said later: planned with its cause, said once, by whichever process, and only while it makes sense."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from handlers.applications.planning import Planner
from handlers.followups.firing import LEASE, FollowUps
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.repositories.followups import FollowUpRow, NewFollowUp
from storage.states import ApplicationStatus, FollowUpState, Role
from storage.tables import conversation, delivery
from storage.tables_applications import application, follow_up
from tests.support.applications import a_sent_application, an_application, the_application
from tests.support.clock import HandClock
from tests.support.reviews import Office, a_door
from tests.support.rows import change, rows
from tests.support.talks import ZONE

S, DAY = ApplicationStatus, timedelta(days=1)


@pytest.fixture
def planner(knowledge: KnowledgeBase) -> Planner:
    return Planner(lambda: knowledge, ZONE)


def replica(database: Database, knowledge: KnowledgeBase, door: Door | None = None) -> FollowUps:
    return FollowUps(database, lambda: knowledge, door or a_door(), ZONE)


async def plan(database: Database, planner: Planner, row: ApplicationRow, now: datetime) -> None:
    async with database.transaction() as store:
        await planner.plan_for(store, row, now)


async def planned(database: Database, row: ApplicationRow) -> list[FollowUpRow]:
    async with database.reading() as store:
        found = await store.follow_ups.of(row.id)
    return [each for each in found if each.state is FollowUpState.PLANNED]


def outcomes(database: Database) -> list[tuple[str, FollowUpState, str | None]]:
    return [(each.plan, each.state, each.outcome) for each in rows(database, follow_up)]


def at(day: int, hour: int, month: int = 11, minute: int = 0) -> datetime:
    """On the people's clock, in the year of the tests."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


async def test_an_action_plans_what_its_state_asks_for_and_cancels_what_was_before(
    office: Office, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now())
    lead = await office.member(Role.LEAD)
    await office.does(lead, row, "ask_papers", text="thêm ảnh", due_on=date(2026, 12, 1))
    (papers,) = await planned(office.database, row)
    assert (papers.plan, papers.due_at) == ("papers_before_due", at(29, 9))
    await office.does(lead, row, "schedule_visit", at=at(27, 9))
    (visit,) = await planned(office.database, row)
    assert (visit.plan, visit.due_at) == ("visit_tomorrow", at(26, 8))
    await office.does(lead, row, "schedule_visit", at=at(28, 14))
    (moved,) = await planned(office.database, row)
    assert moved.due_at == at(27, 8)
    await office.does(lead, row, "take_up")
    waiting = await planned(office.database, row)
    assert {each.plan for each in waiting} == {"still_in_review"}
    assert len(waiting) == 12
    await office.does(lead, row, "refuse", reason="place", text="ngoài địa bàn")
    assert await planned(office.database, row) == []


async def test_planning_twice_is_harmless(database: Database, planner: Planner, clock: HandClock) -> None:
    row = await a_sent_application(database, clock.now(), status=S.IN_REVIEW)
    await plan(database, planner, row, clock.now())
    before = rows(database, follow_up)
    clock.pass_seconds(3600)
    await plan(database, planner, row, clock.now())
    assert rows(database, follow_up) == before


async def test_what_they_did_themselves_they_are_not_reminded_of(
    database: Database, planner: Planner, clock: HandClock
) -> None:
    row = await a_sent_application(database, clock.now(), status=S.MORE_WANTED, due_on=date(2026, 12, 1))
    await plan(database, planner, row, clock.now())
    async with database.transaction() as store:
        await planner.heard(store, row, clock.now())
        await planner.plan_for(store, row, clock.now())
    assert outcomes(database) == [("papers_before_due", FollowUpState.CANCELLED, "answered")]


async def test_a_reminder_goes_out_once_with_its_buttons(
    office: Office, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now())
    await office.does(await office.member(), row, "schedule_visit", at=at(27, 9))
    fire = replica(office.database, knowledge).fire_due
    assert await fire(at(26, 7, minute=59), 100) == 0
    assert await fire(at(26, 8), 100) == 1
    assert await fire(at(26, 8) + LEASE, 100) == 0
    _, reminder = await office.told()
    assert "9 giờ, thứ Sáu 27/11/2026" in reminder.text
    assert "Tin số 2" in reminder.text
    assert [button.payload for button in reminder.buttons] == [
        f"app:act:confirm_date:{row.code}",
        f"app:act:ask_other_date:{row.code}",
    ]
    assert rows(office.database, delivery)[-1].lane == 1
    assert outcomes(office.database) == [("visit_tomorrow", FollowUpState.FIRED, "posted")]


async def test_a_draft_is_reminded_of_once_two_days_after_its_last_touch(
    database: Database, planner: Planner, knowledge: KnowledgeBase, office: Office, clock: HandClock
) -> None:
    draft = await an_application(database, clock.now())
    await plan(database, planner, draft, clock.now())
    await plan(database, planner, draft, clock.now() + timedelta(minutes=5))
    assert len(rows(database, follow_up)) == 1
    clock.pass_seconds(86_400)
    async with database.transaction() as store:
        await store.applications.change(draft, clock.now(), content="{}")
    fire = replica(database, knowledge).fire_due
    assert await fire(clock.now() + DAY, 10) == 0  # two days after it began, one after the last touch
    assert await fire(clock.now() + 2 * DAY, 10) == 1
    assert await fire(clock.now() + 3 * DAY, 10) == 0
    (told,) = await office.told()
    assert "còn điền dở" in told.text
    assert [button.payload for button in told.buttons] == [f"form:resume:{draft.code}"]
    await plan(database, planner, await the_application(database, draft.code), clock.now() + 4 * DAY)
    assert await fire(clock.now() + 7 * DAY, 10) == 0  # once, however often it is left again


async def test_at_night_it_waits_for_the_morning(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    row = await a_sent_application(database, clock.now(), status=S.APPROVED)
    await follow(database, row, "buy_by_list", at(24, 8), at(29, 8))
    fire = replica(database, knowledge).fire_due
    assert await fire(at(24, 22), 10) == 0  # the service was away all day
    assert [each.next_at for each in await planned(database, row)] == [at(25, 7)]
    assert await fire(at(25, 6, minute=59), 10) == 0
    assert await fire(at(25, 7), 10) == 1


@pytest.mark.parametrize(
    ("plan_id", "status", "when", "expected"),
    [
        ("visit_tomorrow", S.VISIT, at(27, 9), (FollowUpState.EXPIRED, "too_late")),
        ("visit_tomorrow", S.IN_REVIEW, at(26, 9), (FollowUpState.CANCELLED, "moved_on")),
        ("no_such_plan", S.VISIT, at(26, 9), (FollowUpState.CANCELLED, "no_plan")),
    ],
)
async def test_what_makes_no_sense_any_more_is_not_said_and_it_is_written_why(
    database: Database,
    knowledge: KnowledgeBase,
    office: Office,
    clock: HandClock,
    plan_id: str,
    status: S,
    when: datetime,
    expected: tuple[FollowUpState, str],
) -> None:
    row = await a_sent_application(database, clock.now(), status=status, visit_at=at(27, 9))
    await follow(database, row, plan_id, at(26, 8), at(27, 8))
    assert await replica(database, knowledge).fire_due(when, 10) == 0
    assert outcomes(database) == [(plan_id, *expected)]
    assert await office.told() == []


@pytest.mark.parametrize("is_gone", [True, False])
async def test_who_cannot_be_reached_is_not_reminded(
    database: Database, knowledge: KnowledgeBase, clock: HandClock, is_gone: bool
) -> None:
    row = await a_sent_application(database, clock.now(), status=S.APPROVED)
    await follow(database, row, "buy_by_list", at(24, 8), at(29, 8))
    if is_gone:
        change(database, update(application).values(conversation_id=None))
    else:
        async with database.transaction() as store:
            await store.conversations.set_reachable(row.conversation_id or 0, False, "blocked")
    assert await replica(database, knowledge).fire_due(at(24, 9), 10) == 0
    assert outcomes(database) == [("buy_by_list", FollowUpState.EXPIRED, "unreachable")]
    assert rows(database, delivery) == []


async def test_a_process_that_dies_after_its_claim_loses_nothing(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    row = await a_sent_application(database, clock.now(), status=S.APPROVED)
    await follow(database, row, "buy_by_list", at(24, 8), at(29, 8))
    async with database.transaction() as store:
        assert len(await store.follow_ups.claim(at(24, 9), at(24, 9) + LEASE, 10)) == 1  # and then nothing
    fire = replica(database, knowledge).fire_due
    assert await fire(at(24, 9) + LEASE - timedelta(seconds=1), 10) == 0
    assert await fire(at(24, 9) + LEASE, 10) == 1
    assert len(rows(database, delivery)) == 1


async def test_one_that_breaks_does_not_stop_the_others_and_is_tried_again(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    broken = await a_sent_application(database, clock.now(), status=S.VISIT)  # a visit without an hour
    whole = await a_sent_application(database, clock.now(), chat_key="binh", status=S.APPROVED)
    await follow(database, broken, "visit_tomorrow", at(24, 8), at(29, 8))
    await follow(database, whole, "buy_by_list", at(24, 8), at(29, 8))
    fire = replica(database, knowledge).fire_due
    assert await fire(at(24, 9), 10) == 1
    change(
        database,
        update(application).where(application.c.id == broken.id).values(visit_at=at(25, 9)),
    )
    assert await fire(at(24, 9) + LEASE, 10) == 1


async def test_of_three_processes_none_says_a_thing_twice_also_when_stopped_midway(
    database: Database, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    """A third of them is claimed by a process that dies; the clock jumps over their due time."""
    count, now = 60, at(24, 9)
    people = [
        await a_sent_application(database, clock.now(), chat_key=f"p{number}", status=S.APPROVED)
        for number in range(count)
    ]
    for row in people:
        await follow(database, row, "buy_by_list", at(24, 8), at(29, 8))
    async with database.transaction() as store:
        await store.follow_ups.claim(now, now + LEASE, count // 3)
    replicas = [replica(database, knowledge) for _ in range(3)]
    fired = 0
    for moment in (now, now + LEASE):
        while done := sum(await asyncio.gather(*(each.fire_due(moment, 7) for each in replicas))):
            fired += done
    assert fired == count
    by_chat = [each.conversation_id for each in rows(database, delivery)]
    assert sorted(by_chat) == sorted(row.conversation_id or 0 for row in people)


async def test_a_person_who_acts_while_it_is_being_said_is_waited_for(
    database: Database, knowledge: KnowledgeBase, planner: Planner, clock: HandClock
) -> None:
    """Whoever is first decides: a reminder that was cancelled meanwhile is not said."""
    row = await a_sent_application(database, clock.now(), status=S.MORE_WANTED, due_on=date(2026, 12, 1))
    await plan(database, planner, row, clock.now())
    firing = replica(database, knowledge)
    async with database.transaction() as store:
        (claimed,) = await store.follow_ups.claim(at(29, 9), at(29, 9) + LEASE, 10)
    async with database.transaction() as store:
        await store.conversations.lock(row.conversation_id or 0)
        await planner.heard(store, row, at(29, 9))
    assert not await firing.deal(claimed, at(29, 9))
    assert rows(database, delivery) == []
    assert len(rows(database, conversation)) == 1


async def follow(
    database: Database, row: ApplicationRow, plan_id: str, due_at: datetime, valid_until: datetime
) -> None:
    async with database.transaction() as store:
        await store.follow_ups.plan(NewFollowUp(row.id, plan_id, "a test", due_at, valid_until))
