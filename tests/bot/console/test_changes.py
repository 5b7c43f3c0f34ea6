"""The page "Kết quả đổi": what changed for whom to be told, little of the case itself, and a trace of all."""

import re

import pytest

from bot.app import House, Role
from handlers.desk.accounts import NewAccount
from storage.repositories.profiles import Change, Judgement
from storage.states import ChangeState
from storage.tables import audit_event, verdict_change
from tests.bot.console.desk import Desk
from tests.support.clock import HandClock
from tests.support.kept import GOOD, GOOD_FACTS, a_profile
from tests.support.rows import rows

PATH = "/console/changes"
NO = Change("national", "yes", "no", ("machine-new", "a-rule-that-is-gone"))


async def a_change(house: House, chat_key: str = "an", change: Change = NO, **facts: str | int) -> int:
    now = house.clock.now()
    told = GOOD_FACTS | facts
    kept = await a_profile(house.database, now, chat_key, facts=told, outcomes=GOOD)
    async with house.database.transaction() as store:
        await store.profiles.record(Judgement(kept, "v2", GOOD, (change,)), now)
    return int(rows(house.database, verdict_change)[-1].id)


async def close(desk: Desk, change: int | str, state: str = "told") -> int:
    token = (await desk.opens(PATH)).token
    return (await desk.sends(PATH, {"form": token, "change": str(change), "as": state})).status


def traces(house: House, prefix: str = "change") -> list[tuple[str, str, str]]:
    events = rows(house.database, audit_event)
    return [(row.actor, row.action, row.subject) for row in events if row.action.startswith(prefix)]


async def test_a_change_is_shown_with_item_province_rules_and_a_draft(house: House, seated: Desk) -> None:
    await a_change(house)
    page = (await seated.opens(PATH)).text
    for shown in (
        house.knowledge.levels.items["machinery"],
        "khuyến công quốc gia",
        "Tây Ninh",
        "có dấu hiệu phù hợp",
        "<b>nhiều khả năng chưa được</b>",
        "09:00 23/11/2026",
        "Đây chỉ là dấu hiệu",
        "không phải lời hứa",
        "thấy đổi ngày 23/11/2026",
    ):
        assert shown in page
    assert len(re.findall(r"<li>.*?<i>.+?</i></li>", page)) == 1


async def test_nothing_else_of_the_case_is_shown(house: House, seated: Desk) -> None:
    await a_change(house, facility="artisan", cost_vnd=412_345_678, commune="Hảo Đước")
    page = (await seated.opens(PATH)).text
    for hidden in ("artisan", "nghệ nhân", "412", "Hảo Đước", "food_processing", "contact", "an</"):
        assert hidden not in page


async def test_a_case_whose_seal_is_broken_or_whose_rules_are_gone_is_still_told_of(
    house: House, seated: Desk
) -> None:
    now = house.clock.now()
    kept = await a_profile(house.database, now, "binh", item="gone-item")
    gone = Change("local", "yes", "unknown", ())
    async with house.database.transaction() as store:
        await store.profiles.record(Judgement(kept, "v2", GOOD, (gone,)), now)
    page = (await seated.opens(PATH)).text
    assert "gone-item" in page
    assert "Chưa rõ tỉnh" in page
    assert "không còn trong danh mục" in page


async def test_today_links_to_it_with_the_count(house: House, seated: Desk) -> None:
    assert count(await seated.opens()) == 0
    await a_change(house)
    await a_change(house, "binh")
    assert count(await seated.opens()) == 2


@pytest.mark.parametrize("state", ["told", "dismissed"])
async def test_a_closed_change_leaves_the_page_and_a_trace(house: House, seated: Desk, state: str) -> None:
    change = await a_change(house)
    assert await close(seated, change, state) == 303
    assert await close(seated, change, "told") == 303  # pressed twice, or by two people
    (stored,) = rows(house.database, verdict_change)
    assert (stored.state, stored.closed_by) == (ChangeState(state), "staff:1")
    assert "Không có kết quả nào chờ báo" in (await seated.opens(PATH)).text
    closed = [trace for trace in traces(house) if trace[1] != "changes_read"]
    assert closed == [("staff:1", f"change_{state}", f"verdict_change:{change}")]


async def test_each_view_leaves_one_row_in_the_audit_trail(house: House, seated: Desk) -> None:
    await a_change(house)
    await seated.opens(PATH)
    await seated.opens(PATH)
    assert traces(house) == [("staff:1", "changes_read", "verdict_change")] * 2


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ("1", "open"),
        ("1", ""),
        ("x", "told"),
        ("", "told"),
        ("-1", "told"),
        ("١", "told"),
        ("9" * 40, "told"),
    ],
)
async def test_a_form_that_is_not_the_pages_own_closes_nothing(
    house: House, seated: Desk, change: str, state: str
) -> None:
    await a_change(house)
    assert await close(seated, change, state) == 403
    assert rows(house.database, verdict_change)[0].state is ChangeState.OPEN


async def test_who_does_not_speak_with_people_reads_and_closes_nothing(
    house: House, desk: Desk, clock: HandClock
) -> None:
    change = await a_change(house)
    viewer = await house.desk.staff.add("nguoixem", Role.VIEWER, clock.now())
    await desk.signs_in(viewer.name, viewer.password)
    assert "Đã báo" not in (await desk.opens(PATH)).text
    assert await close(desk, change) == 403
    assert rows(house.database, verdict_change)[0].state is ChangeState.OPEN


async def test_a_stranger_sees_nothing_and_closes_nothing(
    house: House, desk: Desk, account: NewAccount
) -> None:
    change = await a_change(house)
    assert "Tây Ninh" not in (await desk.opens(PATH)).text
    assert (await desk.sends(PATH, {"form": "0" * 64, "change": str(change), "as": "told"})).status == 403
    assert traces(house) == []


def count(page: object) -> int:
    found = re.search(r'href="/console/changes">[^<]+</a> <b>(\d+)</b>', getattr(page, "text", ""))
    assert found is not None
    return int(found.group(1))
