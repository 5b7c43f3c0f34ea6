"""Follow-ups and what stands around them: claims, noted days, answers to surveys, what staff were told."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from storage.database import Database
from storage.repositories.areas import Area
from storage.repositories.calendar import Whose
from storage.repositories.followups import FollowUpRow, NewFollowUp
from storage.repositories.surveys import NewAnswer
from storage.states import ApplicationStatus, DateKind, DateState, FollowUpState, Role, TaskKind
from storage.tables_followups import survey_answer
from tests.support.applications import a_member, a_sent_application, an_application
from tests.support.clock import HandClock
from tests.support.reviews import a_linked_chat
from tests.support.rows import rows

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def planned(database: Database, application_id: int, due_at: datetime, plan: str = "progress") -> bool:
    async with database.transaction() as store:
        new = NewFollowUp(application_id, plan, f"cause of {due_at:%d%H%M}", due_at, due_at + 24 * HOUR)
        return await store.follow_ups.plan(new)


async def claim(database: Database, now: datetime, limit: int = 10) -> list[FollowUpRow]:
    async with database.transaction() as store:
        return await store.follow_ups.claim(now, now + HOUR, limit)


async def test_planning_the_same_again_changes_nothing_also_when_it_is_done(
    database: Database, clock: HandClock
) -> None:
    now, row = clock.now(), await a_sent_application(database, clock.now())
    assert await planned(database, row.id, now)
    assert not await planned(database, row.id, now)
    async with database.transaction() as store:
        (only,) = await store.follow_ups.of(row.id)
        assert await store.follow_ups.finish([only.id], FollowUpState.FIRED, "posted", now) == 1
        assert await store.follow_ups.finish([only.id], FollowUpState.CANCELLED, "moved_on", now) == 0
    assert not await planned(database, row.id, now)
    assert await claim(database, now + HOUR) == []
    assert await planned(database, row.id, now + HOUR)


@pytest.mark.parametrize(
    ("state", "outcome", "is_planned"),
    [
        (FollowUpState.PLANNED, None, True),
        (FollowUpState.CANCELLED, "replanned", True),
        (FollowUpState.CANCELLED, "moved_on", True),
        (FollowUpState.CANCELLED, "answered", False),
        (FollowUpState.FIRED, "posted", False),
        (FollowUpState.EXPIRED, "too_late", False),
    ],
)
async def test_the_same_at_another_moment_is_moved_unless_it_was_sent_or_answered(
    database: Database,
    clock: HandClock,
    state: FollowUpState,
    outcome: str | None,
    is_planned: bool,
) -> None:
    now, row = clock.now(), await a_sent_application(database, clock.now())
    new = NewFollowUp(row.id, "progress", "a cause", now, now + HOUR, nth=2)
    later = replace(new, due_at=now + HOUR, valid_until=now + 3 * HOUR)
    async with database.transaction() as store:
        await store.follow_ups.plan(new)
        (first,) = await store.follow_ups.of(row.id)
        if outcome is not None:
            await store.follow_ups.finish([first.id], state, outcome, now)
        assert await store.follow_ups.plan(later) is is_planned
        assert not await store.follow_ups.plan(later)
        (only,) = await store.follow_ups.of(row.id)
    expected = (now + HOUR, FollowUpState.PLANNED, now + HOUR) if is_planned else (now, state, None)
    assert (only.due_at, only.state, only.next_at) == expected
    assert (only.id, only.nth) == (first.id, 2)


async def test_due_ones_are_claimed_once_and_again_when_the_lease_is_over(
    database: Database, clock: HandClock
) -> None:
    now, row = clock.now(), await a_sent_application(database, clock.now())
    for hours in (3, 1, 2):
        await planned(database, row.id, now + hours * HOUR)
    assert await claim(database, now) == []
    first = await claim(database, now + 2 * HOUR)
    assert [each.due_at for each in first] == [now + HOUR, now + 2 * HOUR]
    assert await claim(database, now + 2 * HOUR) == []
    again = await claim(database, now + 3 * HOUR)
    assert len(again) == 3
    async with database.transaction() as store:
        assert not await store.follow_ups.hold(first[0])  # the lease has passed to another
        assert await store.follow_ups.hold(again[0])


async def test_claiming_at_the_same_time_gives_nothing_to_two(database: Database, clock: HandClock) -> None:
    now, row = clock.now(), await a_sent_application(database, clock.now())
    for minutes in range(30):
        await planned(database, row.id, now - timedelta(minutes=minutes))
    claims = await asyncio.gather(*(claim(database, now, 4) for _ in range(9)))
    claimed = [each.id for some in claims for each in some]
    assert len(claimed) == len(set(claimed))
    assert len(claimed) + len(await claim(database, now, 100)) == 30


async def test_days_of_one_kind_take_the_place_of_another_or_stand_beside_it(
    database: Database, clock: HandClock
) -> None:
    row = await a_sent_application(database, clock.now())
    first, second, third = date(2027, 6, 15), date(2027, 12, 15), date(2028, 6, 15)
    async with database.transaction() as store:
        for day in (second, first):
            assert await store.dates.note(row.id, DateKind.REPAY_ON, day, "staff:1", clock.now())
        assert not await store.dates.note(row.id, DateKind.REPAY_ON, first, "staff:2", clock.now())
        await store.dates.note(row.id, DateKind.SETTLE_BY, first, "staff:1", clock.now())
        assert await store.dates.end(row.id, DateKind.REPAY_ON, DateState.DONE, only=[first, third]) == 1
        assert await store.dates.end(row.id, DateKind.SETTLE_BY, DateState.DROPPED, but=[first]) == 0
        found = [(each.on_day, each.kind, each.state, each.noted_by) for each in await store.dates.of(row.id)]
        assert found == [
            (first, DateKind.REPAY_ON, DateState.DONE, "staff:1"),
            (first, DateKind.SETTLE_BY, DateState.STANDING, "staff:1"),
            (second, DateKind.REPAY_ON, DateState.STANDING, "staff:1"),
        ]
        assert await store.dates.note(row.id, DateKind.REPAY_ON, first, "staff:3", clock.now())
        again = (await store.dates.of(row.id))[0]
    assert (again.state, again.noted_by) == (DateState.STANDING, "staff:3")


async def test_words_of_an_answer_are_sealed_and_the_newest_answer_counts(
    database: Database, clock: HandClock
) -> None:
    row, words = await a_sent_application(database, clock.now()), "Học được cách sấy ít khói"
    async with database.transaction() as store:
        await store.follow_ups.plan(NewFollowUp(row.id, "tour_report", "c", clock.now(), clock.now() + DAY))
        (asked,) = await store.follow_ups.of(row.id)
        key = await store.applications.key(row)
        answers = (
            NewAnswer(row.id, asked.id, "tour_report", "purpose", choice="partly"),
            NewAnswer(row.id, asked.id, "tour_report", "people", number=12),
            NewAnswer(row.id, asked.id, "tour_report", "learned", words=words),
            NewAnswer(row.id, asked.id, "tour_report", "purpose", choice="fully"),
        )
        for answer in answers:
            await store.surveys.put(answer, key, clock.now())
        told = [
            (each.question, each.choice, each.number, each.words)
            for each in await store.surveys.of(row.id, key)
        ]
        assert told == [
            ("purpose", "fully", None, None),
            ("people", None, 12, None),
            ("learned", None, None, words),
        ]
        assert await store.surveys.answered(asked.id) == {"purpose", "people", "learned"}
        assert await store.surveys.is_answered(row.id, "tour_report", clock.now())
        assert not await store.surveys.is_answered(row.id, "tour_report", clock.now() + HOUR)
        assert not await store.surveys.is_answered(row.id, "effect", clock.now())
    assert all(words.encode() not in (each.words or b"") for each in rows(database, survey_answer))
    async with database.reading() as store:
        assert [each.words for each in await store.surveys.of(row.id, None)] == [None, None, None]


async def test_a_step_is_told_by_the_first_who_takes_it(database: Database, clock: HandClock) -> None:
    async def take() -> bool:
        async with database.transaction() as store:
            return await store.reminders.take("request:17", "done_half", clock.now())

    assert sorted(await asyncio.gather(*(take() for _ in range(5)))) == [False] * 4 + [True]
    async with database.reading() as store:
        assert await store.reminders.told(["request:17", "request:18"]) == {("request:17", "done_half")}


async def test_figures_are_given_by_the_one_who_was_asked_and_once(
    database: Database, clock: HandClock
) -> None:
    lead, lan, hung = [await a_member(database, clock.now()) for _ in range(3)]
    async with database.transaction() as store:
        later = await store.reminders.ask_figures(lead, hung, "tiền đã chi", date(2026, 12, 20), clock.now())
        first = await store.reminders.ask_figures(lead, lan, "số lao động", date(2026, 12, 15), clock.now())
        assert [row.id for row in await store.reminders.open_figures()] == [first, later]
        assert not await store.reminders.give_figures(first, hung, clock.now())
        assert await store.reminders.give_figures(first, lan, clock.now())
        assert not await store.reminders.give_figures(first, lan, clock.now())
        assert [row.id for row in await store.reminders.open_figures()] == [later]
        given = await store.reminders.figures(first)
    assert given is not None
    assert given.given_at == clock.now()


async def test_a_task_of_one_thing_stands_open_once_and_says_whether_it_was_seen_to(
    database: Database, clock: HandClock
) -> None:
    kind = TaskKind.DEADLINE
    async with database.transaction() as store:
        assert await store.tasks.stands(kind, "national_list", "20/6/2027") is None
        assert await store.tasks.open(kind, "national_list", clock.now(), about="20/6/2027")
        assert not await store.tasks.open(kind, "national_list", clock.now(), about="20/6/2027")
        assert await store.tasks.open(kind, "national_list", clock.now(), about="20/6/2028")
        assert await store.tasks.stands(kind, "national_list", "20/6/2027") is True
        assert await store.tasks.close_about(kind, "staff:1", clock.now(), about="20/6/2027") == 1
        assert await store.tasks.stands(kind, "national_list", "20/6/2027") is False
        assert [task.about for task in await store.tasks.listed(10)] == ["20/6/2028"]


async def test_chats_are_found_by_the_person_and_by_the_role(database: Database, clock: HandClock) -> None:
    now = clock.now()
    lead = await a_member(database, now, Role.LEAD)
    officer = await a_member(database, now, areas=("tay-ninh/Hảo Đước",))
    await a_member(database, now, areas=("tay-ninh",))
    chats = {each: await a_linked_chat(database, now, each, f"chat {each}") for each in (lead, officer)}
    async with database.reading() as store:
        assert await store.links.chats_of((officer,)) == [chats[officer]]
        assert await store.links.chats_of((), (Role.LEAD, Role.ADMIN)) == [chats[lead]]
        assert await store.links.chats_of((officer,), (Role.LEAD,)) == sorted(chats.values())
        assert await store.links.chats_of(()) == []
        assert await store.areas.of_commune("tay-ninh", "Hảo Đước") == [officer]
        assert await store.areas.of_commune("tay-ninh", "Gò Dầu") == []


async def test_a_calendar_is_of_what_somebody_looks_after(database: Database, clock: HandClock) -> None:
    now = clock.now()
    mine, other = await a_member(database, now), await a_member(database, now)
    own = await a_sent_application(database, now, assignee_id=mine, province="gia-lai", commune="An Khê")
    near = await a_sent_application(database, now, chat_key="binh")
    far = await a_sent_application(database, now, chat_key="chau", province="ca-mau", assignee_id=other)
    draft = await an_application(database, now, chat_key="dung")
    async with database.transaction() as store:
        for row in (own, near, far, draft):
            await store.follow_ups.plan(NewFollowUp(row.id, "progress", "c", now + DAY, now + 2 * DAY))
        whose = Whose(mine, (Area("tay-ninh"),))
        counts = await store.calendar.counts(whose, now, now + 2 * DAY)
        assert counts == [("progress", now + DAY, 2)]
        coming = await store.calendar.coming(whose, now, now + 2 * DAY, 10)
        assert {each.code for each in coming} == {own.code, near.code}
        assert await store.calendar.counts(Whose(mine), now, now + DAY) == []
        assert await store.calendar.counts(Whose(mine), now, now + 2 * DAY) == [("progress", now + DAY, 3)]


async def test_applications_that_may_have_follow_ups_come_in_order_and_those_that_ended_only_with_some(
    database: Database, clock: HandClock
) -> None:
    now, ended = clock.now(), ApplicationStatus.NOT_THIS_TIME
    states = (ApplicationStatus.IN_REVIEW, ended, ended, ApplicationStatus.SETTLED)
    made = [
        await a_sent_application(database, now, chat_key=f"p{number}", status=status)
        for number, status in enumerate(states)
    ]
    async with database.transaction() as store:
        await store.follow_ups.plan(NewFollowUp(made[2].id, "progress", "c", now + DAY, now + 2 * DAY))
        found = await store.follow_ups.applications_after(0, 10)
        assert found == [made[0].id, made[2].id, made[3].id]
        assert await store.follow_ups.applications_after(made[0].id, 1) == [made[2].id]
