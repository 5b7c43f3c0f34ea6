"""The list of all applications: what each filter leaves, pages without gap or double, and what is late."""

from datetime import date, timedelta
from typing import Any

import pytest

from handlers.review.listing import PAGE, Line
from handlers.review.saving import MOST
from handlers.review.wanted import Wanted, read_mark, read_wanted
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus, MoneySource, Role
from storage.tables import audit_event
from tests.support.applications import a_member, a_sent_application, an_application
from tests.support.clock import HandClock
from tests.support.reviews import Member, Office
from tests.support.rows import rows

S = ApplicationStatus
Query = list[tuple[str, str]]


async def listed(office: Office, member: Member, query: Query) -> list[Line]:
    page = await office.room.listing.page(member, read_wanted(query), "", office.clock.now())
    assert page.total == len(page.lines)
    return list(page.lines)


async def some_applications(office: Office) -> dict[str, ApplicationRow]:
    now, made = office.clock.now(), office.database
    lan = await a_member(made, now, name="Lan")
    kinds: dict[str, dict[str, Any]] = {
        "fresh": {},
        "hers": {"assignee_id": lan, "status": S.IN_REVIEW, "province": "gia-lai", "commune": None},
        "paid": {"status": S.SETTLED, "money_source": MoneySource.DONOR, "phone": "0987650001"},
        "sheet": {"form_id": "A-02", "answers": {}, "commune": "Tân Hưng"},
        "visit": {"status": S.VISIT, "visit_at": now - timedelta(hours=1)},
        "papers": {"status": S.MORE_WANTED, "due_on": (now - timedelta(days=1)).date()},
        "old": {"sent_at": now - timedelta(days=40)},
    }
    return {name: await a_sent_application(made, now, **columns) for name, columns in kinds.items()}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ([], {"fresh", "hers", "paid", "sheet", "visit", "papers", "old"}),
        ([("status", "da_gui")], {"fresh", "sheet", "old"}),
        ([("status", "hen_khao_sat"), ("status", "da_quyet_toan")], {"visit", "paid"}),
        ([("status", "nhap")], {"fresh", "hers", "paid", "sheet", "visit", "papers", "old"}),
        ([("kind", "A-02")], {"sheet"}),
        ([("province", "gia-lai")], {"hers"}),
        ([("province", "tay-ninh"), ("commune", "Tân Hưng")], {"sheet"}),
        ([("officer", "Lan")], {"hers"}),
        ([("officer", "0")], {"fresh", "paid", "sheet", "visit", "papers", "old"}),
        ([("source", "donor")], {"paid"}),
        ([("late", "1")], {"visit", "papers"}),
        ([("to", "2026-11-01")], {"old"}),
        ([("from", "2026-11-23"), ("to", "2026-11-23"), ("status", "da_gui")], {"fresh", "sheet"}),
        ([("q", "0987650001")], {"paid"}),
        ([("q", "+84 987 650 001")], {"paid"}),
        ([("q", "0001")], {"paid"}),
        ([("q", "9999")], set()),
        ([("q", "bánh tráng")], set()),
        ([("from", "không phải ngày"), ("officer", "x"), ("source", "x"), ("status", "x")],
         {"fresh", "hers", "paid", "sheet", "visit", "papers", "old"}),
    ],
)  # fmt: skip
async def test_each_filter_narrows(office: Office, query: Query, found: set[str]) -> None:
    made = await some_applications(office)
    await an_application(office.database, office.clock.now(), chat_key="binh")
    lan = str(made["hers"].assignee_id)
    asked = [(name, lan if value == "Lan" else value) for name, value in query]
    lines = await listed(office, await office.member(Role.LEAD), asked)
    assert {line.code for line in lines} == {made[name].code for name in found}


async def test_a_code_is_found_however_it_is_typed(office: Office) -> None:
    made = await some_applications(office)
    member = await office.member()
    code = made["hers"].code
    for typed in (code, f"kc-{code[:4]}-{code[4:8]}-{code[8:]}".lower(), f" {code} "):
        assert [line.code for line in await listed(office, member, [("q", typed)])] == [code]


async def test_what_is_late_is_late_in_the_list_and_in_the_filter(office: Office) -> None:
    await some_applications(office)
    member = await office.member()
    for _ in range(5):
        late = {line.code for line in await listed(office, member, [("late", "1")])}
        assert late == {line.code for line in await listed(office, member, []) if line.is_late}
        office.clock.pass_seconds(20 * 24 * 3600)
    assert len(late) == 6  # all but the one that is over


async def test_who_may_not_read_of_people_finds_nobody_by_a_telephone(office: Office) -> None:
    row = (await some_applications(office))["paid"]
    viewer = await office.member(Role.VIEWER)
    assert await listed(office, viewer, [("q", "0001")]) == []
    assert await listed(office, viewer, [("q", "0987650001")]) == []
    assert [line.code for line in await listed(office, viewer, [("q", row.code)])] == [row.code]
    for role in (Role.BROADCASTER, Role.DATA_PROTECTION):
        assert await listed(office, await office.member(role), []) == []


async def test_pages_follow_each_other_without_gap_or_double_even_at_one_moment(office: Office) -> None:
    made = []
    for number in range(PAGE * 2 + 3):
        made.append((await a_sent_application(office.database, office.clock.now())).code)
        office.clock.pass_seconds(number % 2)  # two at a time
    member = await office.member()
    for query, expected in (([], made[::-1]), ([("sort", "old")], made)):
        seen, mark = [], ""
        while True:
            page = await office.room.listing.page(member, read_wanted(query), mark, office.clock.now())
            seen += [line.code for line in page.lines]
            assert page.total == len(made)
            mark = page.next_mark
            if not mark:
                break
        assert seen == expected


async def test_the_board_has_a_column_for_each_state_with_its_number(office: Office) -> None:
    await some_applications(office)
    member = await office.member()
    columns = await office.room.listing.board(member, Wanted(), office.clock.now())
    assert {each.status: each.count for each in columns if each.count} == {
        S.SENT: 3, S.IN_REVIEW: 1, S.SETTLED: 1, S.VISIT: 1, S.MORE_WANTED: 1,
    }  # fmt: skip
    assert all(len(each.lines) == each.count for each in columns)
    assert S.DRAFT not in {each.status for each in columns}


async def test_the_export_tells_all_that_is_wanted_and_leaves_a_trace_before(office: Office) -> None:
    made = await some_applications(office)
    lead = await office.member(Role.LEAD)
    wanted = read_wanted([("status", "da_gui")])
    codes = [line.code async for line in office.room.listing.export(lead, wanted, office.clock.now())]
    assert sorted(codes) == sorted(made[name].code for name in ("fresh", "sheet", "old"))
    trace = rows(office.database, audit_event)[-1]
    assert (trace.actor, trace.action, trace.detail) == (
        f"staff:{lead.id}",
        "applications_exported",
        '{"rows": 3}',
    )
    viewer = await office.member(Role.VIEWER)
    assert [line async for line in office.room.listing.export(viewer, wanted, office.clock.now())] == []


async def test_a_filter_is_kept_by_its_owner_alone_and_without_what_was_typed(
    office: Office, clock: HandClock
) -> None:
    me, other, saved = await office.member(), await office.member(), office.room.saved
    wanted = Wanted(province="gia-lai", is_late=True, text="0912345678", sent_from=date(2026, 1, 2))
    assert await saved.keep(me, "  Trễ   Gia Lai ", wanted.query, clock.now())
    (kept,) = await saved.of(me)
    assert (kept.name, kept.query) == ("Trễ Gia Lai", "province=gia-lai&late=1&from=2026-01-02")
    assert await saved.keep(me, "Trễ Gia Lai", "status=da_gui", clock.now())
    assert [each.query for each in await saved.of(me)] == ["status=da_gui"]
    assert await saved.of(other) == []
    await saved.drop(other, kept.id)
    assert len(await saved.of(me)) == 1
    for number in range(MOST - 1):
        assert await saved.keep(me, str(number), "", clock.now())
    assert not await saved.keep(me, "một bộ nữa", "", clock.now())
    assert not await saved.keep(me, " ", "", clock.now())
    await saved.drop(me, kept.id)
    assert len(await saved.of(me)) == MOST - 1


@pytest.mark.parametrize("mark", ["", "x", "-", "1-", "-1", "1-x", f"{'9' * 18}-1", "9" * 40, "１-２"])
def test_a_place_that_nobody_told_is_the_beginning(mark: str) -> None:
    assert read_mark(mark) is None
