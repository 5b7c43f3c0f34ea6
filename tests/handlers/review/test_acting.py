"""What an action leaves behind: the row, its history, a notice that can be read, and a trace."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from handlers.messages import STATE, Button, DialogueState
from handlers.review.model import ActionInput, Refusal, Told, Why
from storage.database import Database
from storage.states import ApplicationStatus, Role
from storage.tables import audit_event, delivery
from storage.tables_applications import application, application_event
from tests.support.applications import a_sent_application
from tests.support.clock import HandClock
from tests.support.reviews import TELEGRAM, Office
from tests.support.rows import change, rows

S = ApplicationStatus


async def test_a_notice_says_number_code_state_who_has_the_work_and_what_to_do(
    office: Office, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now())
    lan = await office.member(name="Lan")
    done = await office.does(
        lan, row, "ask_papers", text="Ảnh giấy đăng ký kinh doanh", due_on=date(2026, 12, 15)
    )
    assert (done.told, done.number, done.application.status) == (Told.POSTED, 1, S.MORE_WANTED)
    (told,) = await office.told()
    code = "-".join(["KC", row.code[:4], row.code[4:8], row.code[8:]])
    for part in (
        "Tin số 1",
        code,
        "**Cần thêm:** Ảnh giấy đăng ký kinh doanh",
        "**Chậm nhất:** 15/12/2026",
        "Việc đang ở anh/chị",
        "Chưa mua, chưa đặt cọc",
    ):
        assert part in told.text
    payloads = [button.payload for button in told.buttons]
    assert payloads == [f"app:act:add_papers:{row.code}", f"app:open:{row.code}"]
    (sent,) = rows(office.database, delivery)
    assert sent.lane == 1  # a notice waits for replies, and news waits for it
    await office.does(lan, row, "take_up")
    assert "Tin số 2" in (await office.told())[1].text


async def test_a_visit_names_the_hour_and_the_place_and_offers_to_confirm(
    office: Office, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now())
    at = clock.now() + timedelta(days=2)
    await office.does(await office.member(), row, "schedule_visit", at=at, text="Để sẵn báo giá.")
    (told,) = await office.told()
    assert "9 giờ, thứ Tư 25/11/2026" in told.text
    assert "xã Hảo Đước, Tây Ninh" in told.text
    assert "Cán bộ ghi: Để sẵn báo giá." in told.text
    assert [button.payload.split(":")[2] for button in told.buttons[:2]] == ["confirm_date", "ask_other_date"]
    assert (await office.now(row)).visit_at == at


async def test_on_a_foreign_platform_the_notice_does_not_say_where(office: Office, clock: HandClock) -> None:
    row = await a_sent_application(office.database, clock.now(), channel=TELEGRAM)
    await office.does(await office.member(), row, "schedule_visit", at=clock.now() + timedelta(days=2))
    (told,) = await office.told(channel=TELEGRAM)
    assert "9 giờ, thứ Tư 25/11/2026" in told.text
    assert "Hảo Đước" not in told.text


async def test_what_staff_wrote_is_sealed_and_the_trace_holds_ids_only(
    office: Office, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now())
    lan = await office.member(name="Lan")
    await office.does(lan, row, "ask_papers", text="Giấy của bà Sáu")
    events = rows(office.database, application_event)
    assert "Sáu" not in str(events)
    last = events[-1]
    assert (last.actor, last.action, last.from_status, last.to_status) == (
        f"staff:{lan.id}",
        "ask_papers",
        S.SENT,
        S.MORE_WANTED,
    )
    assert json.loads(last.detail) == {"revision": 2, "notice": 1}
    traces = [(each.actor, each.action, each.subject) for each in rows(office.database, audit_event)]
    assert traces == [(f"staff:{lan.id}", "application_ask_papers", f"application:{row.id}")]
    async with office.database.reading() as store:
        history = await store.applications.history(await office.now(row))
    assert history[-1].note == "Giấy của bà Sáu"


async def test_whoever_moves_what_was_nobodys_has_it(office: Office, clock: HandClock) -> None:
    row = await a_sent_application(office.database, clock.now())
    lan, minh = await office.member(), await office.member(areas=("tay-ninh",))
    await office.does(lan, row, "note", text="gọi rồi, không nghe")
    assert (await office.now(row)).assignee_id is None
    await office.does(lan, row, "take_up")
    assert (await office.now(row)).assignee_id == lan.id
    await office.does(minh, row, "ask_papers", text="thêm ảnh")
    assert (await office.now(row)).assignee_id == lan.id


async def test_claiming_what_another_has_is_refused_and_a_lead_hands_it_over(
    office: Office, clock: HandClock
) -> None:
    row = await a_sent_application(office.database, clock.now())
    lan, minh = await office.member(name="Lan"), await office.member(name="Minh", areas=("tay-ninh",))
    await office.does(lan, row, "claim")
    refusal = await office.refused(minh, row, "claim")
    assert (refusal.why, "Lan" in refusal.text) == (Why.HELD, True)
    await office.does(await office.member(Role.LEAD), row, "assign", officer="Minh")
    assert (await office.now(row)).assignee_id == minh.id
    nobody = await office.refused(minh, row, "assign", officer="không có ai")
    assert (nobody.why, nobody.need) == (Why.WRONG, "officer")
    viewer = await office.member(Role.VIEWER, name="người xem")
    assert (await office.refused(minh, row, "assign", officer=viewer.name)).need == "officer"


async def test_an_officer_acts_on_their_own_and_in_their_areas_and_leads_everywhere(
    office: Office, clock: HandClock
) -> None:
    lan = await office.member(name="Lan")
    row = await a_sent_application(office.database, clock.now(), assignee_id=lan.id)
    stranger = await office.member(areas=("gia-lai", "tay-ninh/Long Thành"))
    refusal = await office.refused(stranger, row, "take_up")
    assert refusal.why is Why.AREA
    assert "xã Hảo Đước, Tây Ninh" in refusal.text
    assert "Lan" in refusal.text
    for areas in (("tay-ninh",), ("tay-ninh/Hảo Đước",)):
        await office.does(await office.member(areas=areas), row, "note", text="đã gọi")
    await office.does(await office.member(Role.ADMIN), row, "note", text="đã xem")
    await office.does(lan, row, "note", text="của mình")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BROADCASTER, Role.DATA_PROTECTION])
async def test_who_does_not_handle_applications_does_nothing(
    office: Office, clock: HandClock, role: Role
) -> None:
    row = await a_sent_application(office.database, clock.now())
    assert (await office.refused(await office.member(role), row, "note", text="x")).why is Why.ROLE


async def test_a_code_that_is_nobodys_and_a_draft_get_the_same_answer(
    office: Office, clock: HandClock
) -> None:
    lan = await office.member()
    row = await a_sent_application(office.database, clock.now())
    gone = await office.room.desk.act(lan, "0" * 12, "claim", ActionInput(), None, clock.now())
    change(office.database, update(application).values(status=S.DRAFT))
    assert await office.refused(lan, row, "claim") == gone
    assert isinstance(gone, Refusal)
    assert gone.why is Why.NOT_FOUND


@pytest.mark.parametrize(
    ("action", "status", "given", "need"),
    [
        ("ask_papers", S.SENT, {}, "text"),
        ("schedule_visit", S.SENT, {}, "at"),
        ("refuse", S.SENT, {"text": "x"}, "reason"),
        ("refuse", S.SENT, {"reason": "place"}, "text"),
        ("merge", S.SENT, {}, "other_code"),
        ("assign", S.SENT, {}, "officer"),
        ("pass_inspection", S.INSPECTION, {}, "findings"),
        ("fail_inspection", S.INSPECTION, {"findings": "x"}, "text"),
        ("open_obstacle", S.SENT, {"text": "x"}, "obstacle"),
        ("set_money", S.APPROVED, {}, "amount"),
        ("join_project", S.SENT, {}, "project"),
        ("note", S.SENT, {}, "text"),
    ],
)
async def test_what_is_missing_is_named(
    office: Office, clock: HandClock, action: str, status: S, given: dict[str, str], need: str
) -> None:
    row = await a_sent_application(office.database, clock.now(), status=status)
    refusal = await office.refused(await office.member(Role.LEAD), row, action, **given)
    assert (refusal.why, refusal.need) == (Why.MISSING, need)
    assert (await office.now(row)).revision == row.revision


@pytest.mark.parametrize(
    ("action", "given", "need"),
    [
        ("ask_papers", {"text": "x" * 301}, "text"),
        ("ask_papers", {"text": "x", "due_on": date(2026, 11, 22)}, "due_on"),
        ("ask_papers", {"text": "x", "due_on": date(2036, 11, 22)}, "due_on"),
        ("refuse", {"text": "x", "reason": "farming"}, "reason"),  # a reason of another action
        ("open_obstacle", {"text": "x", "obstacle": "moon"}, "obstacle"),
        ("merge", {"other_code": "0" * 12}, "other_code"),
    ],
)
async def test_what_cannot_be_is_refused_with_words(
    office: Office, clock: HandClock, action: str, given: dict[str, object], need: str
) -> None:
    row = await a_sent_application(office.database, clock.now())
    refusal = await office.refused(await office.member(Role.LEAD), row, action, **given)
    assert (refusal.why, refusal.need) == (Why.WRONG, need)


@pytest.mark.parametrize("seconds", [0, -60])
async def test_a_visit_lies_ahead(office: Office, clock: HandClock, seconds: int) -> None:
    row = await a_sent_application(office.database, clock.now())
    at = clock.now() + timedelta(seconds=seconds)
    assert (await office.refused(await office.member(), row, "schedule_visit", at=at)).need == "at"


@pytest.mark.parametrize("is_gone", [True, False])
async def test_who_cannot_be_reached_is_not_told_and_the_work_is_done_all_the_same(
    office: Office, database: Database, clock: HandClock, is_gone: bool
) -> None:
    row = await a_sent_application(database, clock.now())
    if is_gone:
        change(database, update(application).values(conversation_id=None))
    else:
        async with database.transaction() as store:
            await store.conversations.set_reachable(row.conversation_id or 0, False, "blocked")
    done = await office.does(await office.member(), row, "take_up")
    assert (done.told, done.number, done.application.status) == (Told.UNREACHABLE, None, S.IN_REVIEW)
    assert rows(database, delivery) == []
    assert (await office.now(row)).notice_count == 0


async def test_a_notice_leaves_the_question_that_is_open_where_it_is(
    office: Office, database: Database, clock: HandClock
) -> None:
    row = await a_sent_application(database, clock.now())
    asked = DialogueState(
        choices=(Button("Hộ kinh doanh", "fill:pick:facility:household"),), expects="fill:x"
    )
    async with database.transaction() as store:
        await store.conversations.save(row.conversation_id or 0, STATE.dump_json(asked).decode(), clock.now())
    await office.does(await office.member(), row, "schedule_visit", at=clock.now() + timedelta(days=2))
    async with database.transaction() as store:
        conversation = await store.conversations.lock(row.conversation_id or 0)
    assert conversation is not None
    state = STATE.validate_json(conversation.state)
    assert (state.choices[0], state.expects) == (asked.choices[0], "fill:x")
    assert [choice.payload.split(":")[2] for choice in state.choices[1:3]] == [
        "confirm_date",
        "ask_other_date",
    ]
