"""What staff's work rests on: areas, lists, findings under the person's key."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.database import Database
from storage.repositories.application_lists import ListFilter
from storage.repositories.areas import Area
from storage.repositories.attachments import NewFile
from storage.repositories.inspections import NewInspection
from storage.repositories.obstacles import NewObstacle
from storage.states import (
    ApplicationStatus,
    InspectionKind,
    MoneySource,
    ProjectKind,
    Role,
    TryKind,
)
from storage.tables_applications import inspection, obstacle
from tests.support.applications import a_member, a_sent_application, an_application
from tests.support.clock import HandClock
from tests.support.factories import a_conversation
from tests.support.rows import rows

HOUR = timedelta(hours=1)


async def officer_for(database: Database, province: str, commune: str) -> int | None:
    async with database.reading() as store:
        return await store.areas.officer_for(province, commune)


async def test_the_most_local_officer_gets_it_then_the_one_with_least_work_then_the_first(
    database: Database, clock: HandClock
) -> None:
    now = clock.now()
    province = await a_member(database, now, areas=("tay-ninh",))
    first = await a_member(database, now, areas=("tay-ninh/Hảo Đước",))
    second = await a_member(database, now, areas=("tay-ninh/Hảo Đước",))
    assert await officer_for(database, "tay-ninh", "Hảo Đước") == first
    await a_sent_application(database, now, assignee_id=first)
    assert await officer_for(database, "tay-ninh", "Hảo Đước") == second
    await a_sent_application(database, now, assignee_id=second, status=ApplicationStatus.SETTLED)
    assert await officer_for(database, "tay-ninh", "Hảo Đước") == second  # what is over weighs nothing
    assert await officer_for(database, "tay-ninh", "Long Thành") == province
    assert await officer_for(database, "tay-ninh", "") == province
    assert await officer_for(database, "gia-lai", "") is None


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BROADCASTER, Role.DATA_PROTECTION])
async def test_who_handles_no_applications_gets_none(
    database: Database, clock: HandClock, role: Role
) -> None:
    await a_member(database, clock.now(), role, areas=("tay-ninh",))
    assert await officer_for(database, "tay-ninh", "") is None


async def test_an_area_is_given_once_and_taken_off(database: Database, clock: HandClock) -> None:
    member = await a_member(database, clock.now(), areas=("tay-ninh/Hảo Đước", "gia-lai"))
    async with database.transaction() as store:
        assert not await store.areas.add(member, "gia-lai")
        assert await store.areas.of(member) == [Area("gia-lai"), Area("tay-ninh", "Hảo Đước")]
        assert await store.areas.remove(member, "gia-lai")
        assert not await store.areas.remove(member, "gia-lai")
        assert await store.areas.of(member) == [Area("tay-ninh", "Hảo Đước")]


async def test_work_is_what_is_ones_own_and_what_is_nobodys_in_ones_areas(
    database: Database, clock: HandClock
) -> None:
    now = clock.now()
    me, other = await a_member(database, now), await a_member(database, now)
    mine = await a_sent_application(database, now, assignee_id=me, province="gia-lai", commune=None)
    nobodys = await a_sent_application(database, now)
    elsewhere = await a_sent_application(database, now, commune="Long Thành")
    await a_sent_application(database, now, assignee_id=other)
    await a_sent_application(database, now, assignee_id=me, status=ApplicationStatus.NOT_THIS_TIME)
    await an_application(database, now)

    async def work(areas: list[Area] | None) -> set[str]:
        async with database.reading() as store:
            return {row.code for row in await store.lists.work_of(me, areas, 100)}

    assert await work([]) == {mine.code}
    assert await work([Area("tay-ninh", "Hảo Đước")]) == {mine.code, nobodys.code}
    assert await work([Area("tay-ninh")]) == {mine.code, nobodys.code, elsewhere.code}
    assert await work(None) == {mine.code, nobodys.code, elsewhere.code}


async def test_drafts_are_in_no_list(database: Database, clock: HandClock) -> None:
    sent = await a_sent_application(database, clock.now())
    await an_application(database, clock.now(), chat_key="binh")
    async with database.reading() as store:
        assert [row.code for row in await store.all_lists.page(ListFilter(), 50)] == [sent.code]
        assert await store.all_lists.page(ListFilter(statuses=(ApplicationStatus.DRAFT,)), 50) == []
        assert await store.all_lists.counts(ListFilter()) == {ApplicationStatus.SENT: 1}


async def test_files_are_listed_by_the_codes_of_their_applications(
    database: Database, clock: HandClock
) -> None:
    now = clock.now()
    row, other = await a_sent_application(database, now), await a_sent_application(database, now)
    async with database.transaction() as store:
        for of, blob in ((row, "a"), (other, "b"), (row, "c")):
            await store.files.add(NewFile(of.id, "photos", blob, "jpeg", 1, "0" * 64, True), now)
        found = await store.lists.files_of([row.code, "0" * 12])
        assert await store.lists.files_of([]) == []
    assert [(code, file.blob_id) for code, file in found] == [(row.code, "a"), (row.code, "c")]


async def test_findings_and_stories_are_gone_with_the_persons_key(
    database: Database, clock: HandClock
) -> None:
    now = clock.now()
    row = await a_sent_application(database, now)
    async with database.transaction() as store:
        key = await store.applications.key(row)
        found = NewInspection(row.id, InspectionKind.VISIT, now, "staff:1", True, "máy cũ của ông Tư")
        await store.inspections.add(found, key)
        told = NewObstacle(row.id, "papers", "bà Sáu giữ giấy", now, "staff:1")
        await store.obstacles.open(told, key)
    stored = f"{rows(database, inspection)} {rows(database, obstacle)}"
    assert "Tư" not in stored
    assert "Sáu" not in stored
    async with database.reading() as store:
        assert [each.findings for each in await store.inspections.of(row.id, key)] == ["máy cũ của ông Tư"]
        assert [each.story for each in await store.obstacles.of(row.id, key)] == ["bà Sáu giữ giấy"]
        assert [each.findings for each in await store.inspections.of(row.id, None)] == [None]
        assert [each.story for each in await store.obstacles.of(row.id, None)] == [None]


async def test_an_obstacle_is_closed_once_and_only_by_its_own_application(
    database: Database, clock: HandClock
) -> None:
    now = clock.now()
    row, other = await a_sent_application(database, now), await a_sent_application(database, now)
    async with database.transaction() as store:
        key = await store.applications.key(row)
        opened = await store.obstacles.open(NewObstacle(row.id, "papers", "thiếu", now, "staff:1"), key)
        assert await store.obstacles.close(other.id, [opened], "staff:2", now) == 0
        assert await store.obstacles.close(row.id, [opened], "staff:2", now) == 1
        assert await store.obstacles.close(row.id, [opened], "staff:3", now) == 0
        (closed,) = await store.obstacles.of(row.id, key)
    assert (closed.closed_by, closed.closed_at) == ("staff:2", now)


async def test_a_year_has_one_project_of_a_name(database: Database, clock: HandClock) -> None:
    async with database.transaction() as store:
        first = await store.projects.add(
            "Máy sấy", ProjectKind.GROUP, MoneySource.NATIONAL, 2026, "staff:1", clock.now()
        )
        again = await store.projects.add("Máy sấy", ProjectKind.POINT, None, 2026, "staff:2", clock.now())
        next_year = await store.projects.add("Máy sấy", ProjectKind.POINT, None, 2027, "staff:2", clock.now())
        named = await store.projects.named(2026, "Máy sấy")
        assert again is None
        assert first is not None
        assert next_year not in (None, first)
        assert named == await store.projects.get(first)
        assert [each.kind for each in await store.projects.of_year(2026)] == [ProjectKind.GROUP]


async def test_tries_are_counted_by_chat_kind_and_time(database: Database, clock: HandClock) -> None:
    chats = [await a_conversation(database, clock.now(), key) for key in ("an", "binh")]

    async def take(chat: int, kind: TryKind = TryKind.LINK) -> bool:
        async with database.transaction() as store:
            return await store.tries.take(chat, kind, clock.now(), HOUR, 2)

    assert [await take(chats[0]) for _ in range(4)] == [True, True, False, False]
    assert await take(chats[1])
    assert await take(chats[0], TryKind.LOOK_UP)
    clock.pass_seconds(3600)
    assert await take(chats[0])  # what was refused did not count
    async with database.transaction() as store:
        assert await store.tries.forget_before(clock.now()) == 4


async def test_a_code_is_stored_as_its_hash_and_worth_nothing_when_late_or_replaced(
    database: Database, clock: HandClock
) -> None:
    now, until = clock.now(), clock.now() + timedelta(minutes=10)
    me, other = await a_member(database, now), await a_member(database, now)
    async with database.transaction() as store:
        await store.links.offer(me, "ABCDEFGH", until, now)
        mine = await store.links.find("ABCDEFGH", now)
        assert mine is not None
        assert mine.staff_id == me
        assert await store.links.find("ABCDEFGH", until) is None
        await store.links.offer(other, "QRSTUVWX", until, now)
        assert await store.links.find("ABCDEFGH", now) is not None  # another person's code changes nothing
        await store.links.offer(me, "IJKLMNOP", until, now)
        assert await store.links.find("ABCDEFGH", now) is None
        assert await store.links.find("IJKLMNOP", now) is not None


async def test_papers_that_are_wanted_keep_their_day(database: Database, clock: HandClock) -> None:
    row = await a_sent_application(
        database, clock.now(), status=ApplicationStatus.MORE_WANTED, due_on=date(2026, 12, 15)
    )
    async with database.reading() as store:
        (line,) = await store.all_lists.page(ListFilter(), 1)
    assert (line.code, line.due_on, line.status) == (
        row.code,
        date(2026, 12, 15),
        ApplicationStatus.MORE_WANTED,
    )
    assert line.status_at == datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
