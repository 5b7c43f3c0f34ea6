"""Every request has a code and both days of the law, whichever way it is asked; questions stay questions."""

import pytest

from handlers.applications.codes import shown
from handlers.messages import DialogueState, Memory, OpenForm, UpdateKind
from handlers.rights.codes import find_request_code
from handlers.rights.words import SLASH, Job, job_of
from handlers.turns import Turn
from knowledge.base import KnowledgeBase
from storage.states import ApplicationStatus, Purpose, RequestKind, RequestState
from storage.tables_applications import application
from storage.tables_privacy import certificate, consent, data_request
from tests.support.applications import a_sent_application, an_application
from tests.support.clock import HandClock
from tests.support.factories import WEB
from tests.support.kept import a_profile
from tests.support.rights import RightsHouse
from tests.support.rows import rows

FIRST, IN_TEN, IN_FIFTEEN, IN_TWENTY = "25/11/2026", "3/12/2026", "8/12/2026", "13/12/2026"


def turn(text: str, expects: str = "") -> Turn:
    return Turn(UpdateKind.TEXT, text, "", "", DialogueState(expects=expects), HandClock().now())


@pytest.mark.parametrize(
    ("text", "job"),
    [
        ("quyền riêng tư", Job.PAGE),
        ("dữ liệu của tôi", Job.DATA),
        ("du lieu cua toi", Job.DATA),
        ("sửa dữ liệu của tôi", Job.WRITE),
        ("rút đồng ý", Job.WITHDRAW),
        ("rut dong y!", Job.WITHDRAW),
        ("xóa dữ liệu của tôi", Job.ERASE),
        ("xoá dữ liệu của tôi", Job.ERASE),
        ("ngừng nhận tin", Job.NEWS),
        ("ngung nhan tin", Job.NEWS),
        ("Nhận tin", Job.NEWS),
        ("nhan tin", Job.NEWS),
        ("xóa dữ liệu bằng cách nào", None),
        ("xóa dữ liệu", None),
        ("xóa thông tin của tôi được không", None),
        ("rút đồng ý thì có mất phiếu không", None),
        ("ngừng nhận tin thì có mất phiếu không", None),
        ("nhận tiền", None),
        ("nhắn tin", None),
        ("nhận tin gì", None),
        ("ai giữ thông tin của tôi", None),
    ],
)
def test_commands_lead_to_their_job_and_questions_do_not(
    knowledge: KnowledgeBase, text: str, job: Job | None
) -> None:
    assert job_of(turn(text), knowledge.command(text), knowledge) is job


@pytest.mark.parametrize("command", SLASH.values())
def test_every_slash_leads_to_a_job(knowledge: KnowledgeBase, command: str) -> None:
    assert job_of(turn("/x"), command, knowledge) is not None
    assert command in knowledge.content.commands


def test_no_question_of_an_entry_is_taken_but_those_that_entries_name_as_commands(
    knowledge: KnowledgeBase,
) -> None:
    asked = [question for entry in knowledge.content.entries.values() for question in entry.questions]
    taken = {text for text in asked if job_of(turn(text), knowledge.command(text), knowledge)}
    assert taken == {"dữ liệu của tôi", "quyền riêng tư"}


async def test_the_notice_tells_what_is_kept_by_the_data_that_the_work_runs_on(
    here: RightsHouse, knowledge: KnowledgeBase
) -> None:
    told = "\n".join(reply.text for reply in await here.hears("/quyenriengtu"))
    assert "/dulieu" in told
    for kept in knowledge.privacy.retention.values():
        assert f"{kept.what}: {kept.days} ngày" in told


async def test_a_correction_is_written_down_for_staff_and_nothing_else_is(here: RightsHouse) -> None:
    draft = await an_application(here.database, here.clock.now())
    sent = await a_sent_application(here.database, here.clock.now())
    over = await a_sent_application(here.database, here.clock.now(), status=ApplicationStatus.SETTLED)
    (asked,) = await here.hears("/sua")
    payloads = [button.payload for button in asked.buttons]
    assert payloads[:2] == [f"app:open:{sent.code}", f"form:resume:{draft.code}"]
    assert shown(over.code) not in str(asked.buttons)
    (receipt,) = await here.hears("số điện thoại, đúng là 0987 654 321")
    async with here.database.reading() as store:
        (request,) = await store.requests.open()
    assert request.kind is RequestKind.CORRECT
    assert request.note == "số điện thoại, đúng là 0987 654 321"
    assert find_request_code(receipt.text) == request.code
    assert FIRST in receipt.text
    assert IN_TEN in receipt.text
    await here.hears("máy cũ có được không")
    assert here.book.rest.heard == ["máy cũ có được không"]


async def test_a_correction_may_be_left(here: RightsHouse) -> None:
    (asked,) = await here.hears("/sua")
    await here.hears(payload=asked.buttons[-1].payload)
    await here.hears("tôi hỏi việc khác nhé")
    assert rows(here.database, data_request) == []


@pytest.mark.parametrize("kind", [RequestKind.OBJECT, RequestKind.RESTRICT])
async def test_objecting_and_restricting_go_to_staff_with_their_own_days(
    here: RightsHouse, kind: RequestKind
) -> None:
    *_, notice = await here.hears("/quyenriengtu")
    assert len(notice.buttons) == 5
    (restricts,) = [button.payload for button in notice.buttons if button.payload.endswith("restrict")]
    (asked,) = await here.hears(payload=restricts)
    if kind is RequestKind.OBJECT:
        await here.hears(payload=asked.buttons[0].payload)
    (receipt,) = await here.hears("đừng dùng số điện thoại của tôi")
    (request,) = rows(here.database, data_request)
    assert (request.kind, request.state) == (kind, RequestState.OPEN)
    assert IN_FIFTEEN in receipt.text


async def test_whoever_agreed_to_nothing_has_nothing_to_take_back(here: RightsHouse) -> None:
    (told,) = await here.hears("rút đồng ý")
    assert told.buttons == ()
    assert rows(here.database, data_request) == []


async def test_each_purpose_is_taken_back_alone(here: RightsHouse) -> None:
    await here.hears("xin chào")
    contact = await here.contact()
    await here.agrees(contact, Purpose.NEWS, Purpose.STATISTICS)
    (offer,) = await here.hears("/rutdongy")
    assert [button.payload for button in offer.buttons][:2] == [
        "rights:withdraw:news",
        "rights:withdraw:statistics",
    ]
    receipt, _ = await here.hears(payload="rights:withdraw:news")
    assert await here.consents(contact) == {Purpose.NEWS: False, Purpose.STATISTICS: True}
    assert IN_FIFTEEN in receipt.text
    (request,) = rows(here.database, data_request)
    assert (request.kind, request.outcome) == (RequestKind.WITHDRAW, "withdrawn")


async def test_without_consent_to_applications_they_go_and_what_is_approved_waits_for_staff(
    here: RightsHouse,
) -> None:
    here.book.rest.memory = Memory(form=OpenForm("X", here.clock.now()))
    await here.hears("điền phiếu")
    contact = await here.contact()
    draft = await an_application(here.database, here.clock.now())
    await here.attaches(draft.id, b"a picture")
    approved = await a_sent_application(here.database, here.clock.now(), status=ApplicationStatus.APPROVED)
    await here.agrees(contact, Purpose.APPLICATION, Purpose.ON_BEHALF, Purpose.NEWS)
    (asked,) = await here.hears(payload="rights:withdraw:application")
    assert "1 phiếu chưa được duyệt" in asked.text
    assert len(rows(here.database, application)) == 2
    await here.hears(payload=asked.buttons[0].payload)
    assert [row.id for row in rows(here.database, application)] == [approved.id]
    assert await here.blobs.all() == []
    assert (await here.remembered()).form is None
    assert await here.consents(contact) == {
        Purpose.APPLICATION: False,
        Purpose.ON_BEHALF: False,
        Purpose.NEWS: True,
    }
    (request,) = rows(here.database, data_request)
    assert request.state == RequestState.OPEN
    assert {row.kind: row.rows for row in rows(here.database, certificate)} == {
        "application": 1,
        "application_file": 1,
    }


async def test_a_sensitive_answer_goes_with_its_consent_and_its_files(here: RightsHouse) -> None:
    row = await an_application(here.database, here.clock.now())
    await here.attaches(row.id, b"shown", field="machine_name")
    await here.agrees(row.contact_id, Purpose.SENSITIVE, application_id=row.id, field="machine_name")
    await here.hears(payload="rights:withdraw:sensitive")
    async with here.database.reading() as store:
        now = await store.applications.get(row.id)
        assert await store.files.of(row.id) == []
    assert now is not None
    assert now.content is not None
    assert "Máy tráng bánh" not in now.content
    assert "Hương Quê" in now.content
    assert await here.blobs.all() == []


async def test_a_kept_case_goes_with_its_consent(here: RightsHouse) -> None:
    await a_profile(here.database, here.clock.now())
    contact = await here.contact()
    await here.agrees(contact, Purpose.CASE)
    await here.hears(payload="rights:withdraw:case")
    assert await here.consents(contact) == {Purpose.CASE: False}
    assert [row.kind for row in rows(here.database, certificate)] == ["profile"]


async def test_news_stop_at_once_and_begin_again_after_the_notice(here: RightsHouse) -> None:
    await here.hears("xin chào")
    contact = await here.contact()
    (already,) = await here.hears("/ngung")
    assert rows(here.database, data_request) == []
    await here.agrees(contact, Purpose.NEWS)
    (done,) = await here.hears("ngừng nhận tin")
    assert await here.consents(contact) == {Purpose.NEWS: False}
    assert find_request_code(done.text) == rows(here.database, data_request)[0].code
    assert done.text != already.text
    (notice,) = await here.hears("nhận tin")
    assert await here.consents(contact) == {Purpose.NEWS: False}
    await here.hears(payload=notice.buttons[0].payload)
    assert await here.consents(contact) == {Purpose.NEWS: True}
    newest = rows(here.database, consent)[-1]
    assert (newest.channel, newest.text_version) == (WEB, 2)
    assert len(newest.text_hash) == 64


async def test_a_misspelt_stop_is_asked_about(here: RightsHouse) -> None:
    await here.hears("xin chào")
    contact = await here.contact()
    await here.agrees(contact, Purpose.NEWS)
    (asked,) = await here.hears("ngừng nhận tinn")
    assert await here.consents(contact) == {Purpose.NEWS: True}
    await here.hears(payload=asked.buttons[0].payload)
    assert await here.consents(contact) == {Purpose.NEWS: False}
