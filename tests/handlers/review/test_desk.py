"""What the desk shows: one application as far as one may see it, and what waits, the most urgent first."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from handlers.review.model import Refusal, Why
from handlers.review.views import ApplicationView
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus, Role
from storage.tables import audit_event
from storage.tables_privacy import person_key
from tests.support.applications import OWNER, PHONE, a_sent_application, an_application
from tests.support.clock import HandClock
from tests.support.reviews import Member, Office
from tests.support.rows import change, rows

S = ApplicationStatus


async def seen(office: Office, member: Member, row: ApplicationRow) -> ApplicationView:
    view = await office.room.desk.view(member, row.code, office.clock.now())
    assert isinstance(view, ApplicationView), view
    return view


async def test_an_officer_sees_answers_history_findings_and_what_may_be_done(
    office: Office, clock: HandClock
) -> None:
    row = await a_sent_application(
        office.database, clock.now(), status=S.INSPECTION, inspection_at=clock.now()
    )
    lan = await office.member(name="Lan")
    await office.does(lan, row, "open_obstacle", obstacle="papers", text="xã chưa ký")
    await office.does(lan, row, "fail_inspection", findings="chưa chạy", text="Sửa máy.")
    view = await seen(office, lan, row)
    assert (view.person, view.phone, view.facility) == (OWNER, PHONE, "Cơ sở bánh tráng Hương Quê")
    assert {answer.label: answer.value for answer in view.answers}["Tổng tiền"] == "400.000.000 đồng"
    assert [(step.who, step.what, step.note, step.is_inner) for step in view.history] == [
        ("Chủ phiếu", "Gửi phiếu", "", False),
        ("Lan", "Ghi vướng mắc", "xã chưa ký", True),
        ("Lan", "Nghiệm thu chưa đạt", "Sửa máy.", False),
    ]
    assert [each.findings for each in view.inspections] == ["chưa chạy"]
    assert [each.story for each in view.obstacles] == ["xã chưa ký"]
    assert "schedule_inspection" in {action.id for action in view.actions}
    assert "settle" not in {action.id for action in view.actions}


async def test_a_viewer_sees_no_person_and_a_stranger_to_it_nothing(office: Office, clock: HandClock) -> None:
    row = await a_sent_application(office.database, clock.now())
    await office.does(await office.member(name="Lan"), row, "note", text="gọi cho bà Sáu")
    view = await seen(office, await office.member(Role.VIEWER), row)
    assert (view.person, view.phone, view.files, view.actions) == ("", "", (), ())
    shown = " ".join([*(each.value for each in view.answers), *(each.note for each in view.history)])
    for hidden in (OWNER, PHONE, "Hương Quê", "Sáu"):
        assert hidden not in shown
    assert "Máy tráng bánh" in shown
    for role in (Role.BROADCASTER, Role.DATA_PROTECTION):
        refused = await office.room.desk.view(await office.member(role), row.code, clock.now())
        assert isinstance(refused, Refusal)
        assert refused.why is Why.ROLE


async def test_each_look_leaves_one_trace_and_a_look_at_nothing_none(
    office: Office, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now())
    draft = await an_application(office.database, clock.now(), chat_key="binh")
    lan = await office.member()
    await seen(office, lan, row)
    for code in (draft.code, "0" * 12):
        refused = await office.room.desk.view(lan, code, clock.now())
        assert isinstance(refused, Refusal)
    traced = [(each.actor, each.action, each.subject) for each in rows(office.database, audit_event)]
    assert traced == [(f"staff:{lan.id}", "application_read", f"application:{row.id}")]


async def test_with_the_persons_key_gone_the_rest_is_still_shown(office: Office, clock: HandClock) -> None:
    row = await a_sent_application(office.database, clock.now())
    lan = await office.member()
    await office.does(lan, row, "open_obstacle", obstacle="papers", text="xã chưa ký")
    change(office.database, update(person_key).values(wrapped=b"broken"))
    view = await seen(office, lan, row)
    assert (view.answers, view.person) == ((), "")
    assert [each.story for each in view.obstacles] == [None]
    assert view.status.name == "Đã nhận"


async def test_what_is_due_first_stands_first(office: Office, clock: HandClock) -> None:
    now, lan = clock.now(), await office.member()
    last = await a_sent_application(
        office.database, now, assignee_id=lan.id, chat_key="a", status=S.IN_REVIEW
    )
    visit = await a_sent_application(
        office.database,
        now,
        assignee_id=lan.id,
        chat_key="b",
        status=S.VISIT,
        visit_at=now + timedelta(hours=3),
    )
    waiting = await a_sent_application(office.database, now, assignee_id=lan.id, chat_key="c")
    papers = await a_sent_application(
        office.database,
        now,
        assignee_id=lan.id,
        chat_key="d",
        status=S.MORE_WANTED,
        due_on=(now + timedelta(days=3)).date(),
    )
    lines = await office.room.desk.work_list(lan)
    assert [line.code for line in lines] == [visit.code, waiting.code, papers.code, last.code]
    assert [line.is_dated for line in lines] == [True, False, True, False]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BROADCASTER, Role.DATA_PROTECTION])
async def test_who_handles_nothing_has_no_work(office: Office, clock: HandClock, role: Role) -> None:
    member = await office.member(role, areas=("tay-ninh",))
    await a_sent_application(office.database, clock.now(), assignee_id=member.id)
    assert await office.room.desk.work_list(member) == []
