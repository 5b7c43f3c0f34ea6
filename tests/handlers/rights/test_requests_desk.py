"""What staff do with requests, what the person reads of it, and how the clocks of the law run."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from handlers.rights.codes import shown_request
from handlers.rights.requests_desk import Done, Outcome, Refused, RequestsDesk, Why
from handlers.rights.waiting import OpenRequests, Stage, stage_of
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import RequestKind
from storage.states import RequestState, Role
from storage.tables import audit_event
from storage.tables_privacy import data_request
from tests.support.rights import RightsHouse
from tests.support.rows import rows
from tests.support.talks import ZONE


@dataclass(frozen=True)
class Member:
    role: Role = Role.DATA_PROTECTION
    id: int = 3
    name: str = "lan"


@pytest.fixture
def desk(here: RightsHouse, knowledge: KnowledgeBase) -> RequestsDesk:
    return RequestsDesk(here.database, lambda: knowledge, here.door, ZONE)


@pytest.fixture
async def code(here: RightsHouse) -> str:
    """A correction that somebody asked for, as people read its code."""
    await here.hears("/sua")
    await here.hears("tên cơ sở, đúng là Hương Quê")
    return shown_request(rows(here.database, data_request)[0].code)


async def last_said(here: RightsHouse) -> str:
    return (await here.lines())[-1].reply.text


async def test_a_first_answer_stops_the_first_clock_and_is_told(
    here: RightsHouse, desk: RequestsDesk, code: str
) -> None:
    assert await desk.answer(code, Member(), "Mai mình xem sổ.", here.clock.now()) == Done(is_told=True)
    told = await last_said(here)
    assert code in told
    assert "Mai mình xem sổ." in told
    (row,) = rows(here.database, data_request)
    assert (row.answered_at, row.state) == (here.clock.now(), RequestState.OPEN)


async def test_it_is_extended_once_with_a_reason_that_the_person_reads(
    here: RightsHouse, desk: RequestsDesk, code: str
) -> None:
    assert await desk.extend(code, Member(), " ", here.clock.now()) == Refused(Why.NO_REASON)
    assert await desk.extend(code, Member(), "x" * 201, here.clock.now()) == Refused(Why.LONG_REASON)
    assert await desk.extend(code, Member(), "Hồ sơ giấy ở xã.", here.clock.now()) == Done(is_told=True)
    told = await last_said(here)
    assert "Hồ sơ giấy ở xã." in told
    assert "13/12/2026" in told  # ten days and ten more
    assert rows(here.database, data_request)[0].extended_to == date(2026, 12, 13)
    again = await desk.extend(code, Member(), "Lần nữa.", here.clock.now())
    assert again == Refused(Why.EXTENDED_BEFORE)


async def test_it_is_finished_or_refused_and_then_closed(
    here: RightsHouse, desk: RequestsDesk, code: str
) -> None:
    assert await desk.finish(code, Member(), here.clock.now()) == Done(is_told=True)
    assert code in await last_said(here)
    (row,) = rows(here.database, data_request)
    assert (row.state, row.finished_at, row.answered_at) == (
        RequestState.DONE,
        here.clock.now(),
        here.clock.now(),
    )
    assert await desk.refuse(code, Member(), "Muộn.", here.clock.now()) == Refused(Why.NOT_OPEN)


async def test_a_refusal_says_why_and_keeps_the_reason(
    here: RightsHouse, desk: RequestsDesk, code: str
) -> None:
    assert await desk.refuse(code, Member(), "", here.clock.now()) == Refused(Why.NO_REASON)
    await desk.refuse(code, Member(), "Tên trên giấy khác.", here.clock.now())
    assert "Tên trên giấy khác." in await last_said(here)
    assert rows(here.database, data_request)[0].refusal_reason == "Tên trên giấy khác."


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OFFICER, Role.BROADCASTER])
async def test_others_of_the_staff_may_not(
    here: RightsHouse, desk: RequestsDesk, code: str, role: Role
) -> None:
    now, member = here.clock.now(), Member(role)
    outcomes: list[Outcome] = [
        await desk.answer(code, member, "", now),
        await desk.extend(code, member, "vì", now),
        await desk.finish(code, member, now),
        await desk.refuse(code, member, "vì", now),
    ]
    assert outcomes == [Refused(Why.ROLE)] * 4


async def test_a_code_of_nobody_is_told(here: RightsHouse, desk: RequestsDesk) -> None:
    assert await desk.finish("YC-0000-0000-0000", Member(), here.clock.now()) == Refused(Why.NOT_FOUND)


async def test_every_deed_and_every_look_is_audited(here: RightsHouse, desk: RequestsDesk, code: str) -> None:
    now = here.clock.now()
    await OpenRequests(here.database, ZONE).list("staff:3", now)
    await desk.answer(code, Member(), "", now)
    await desk.extend(code, Member(), "vì", now)
    await desk.finish(code, Member(), now)
    events = [row.action for row in rows(here.database, audit_event) if row.actor == "staff:3"]
    assert events == ["requests_read", "request_answered", "request_extended", "request_finished"]


async def test_the_list_tells_what_was_written_and_how_the_clocks_stand(here: RightsHouse, code: str) -> None:
    listed = OpenRequests(here.database, ZONE)
    (fresh,) = await listed.list("staff:3", here.clock.now())
    assert (fresh.code, fresh.kind, fresh.note) == (code, "correct", "tên cơ sở, đúng là Hương Quê")
    assert (fresh.stage, fresh.is_answer_late) == (Stage.FRESH, False)
    here.clock.pass_seconds(
        timedelta(days=3).total_seconds()
    )  # Monday to Thursday: two working days are over
    (late,) = await listed.list("staff:3", here.clock.now())
    assert (late.stage, late.is_answer_late) == (Stage.FRESH, True)
    here.clock.pass_seconds(timedelta(days=8).total_seconds())
    assert (await listed.counts(here.clock.now()))[Stage.OVERDUE] == 1


@pytest.mark.parametrize(
    ("days_gone", "stage"),
    [(0, "fresh"), (4, "fresh"), (5, "half"), (7, "half"), (8, "urgent"), (10, "urgent"), (11, "overdue")],
)
def test_a_request_is_called_to_mind_at_half_and_at_four_fifths_of_its_days(
    days_gone: int, stage: str
) -> None:
    asked = date(2026, 11, 23)
    assert stage_of(asked, asked + timedelta(days=10), asked + timedelta(days=days_gone)) == stage


async def test_the_stages_are_those_of_the_clocks_that_the_content_names(knowledge: KnowledgeBase) -> None:
    asked = date(2026, 11, 23)
    for kind in RequestKind:
        clocks = knowledge.privacy.clocks(kind, asked)
        for first_day, stage in ((clocks.remind_at_50, Stage.HALF), (clocks.remind_at_80, Stage.URGENT)):
            assert stage_of(asked, clocks.done_by, first_day) is stage
            assert stage_of(asked, clocks.done_by, first_day - timedelta(days=1)) is not stage
