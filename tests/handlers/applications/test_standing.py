"""Where applications stand, in words: what a card says and offers in each state, and the list of several."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import House
from handlers.answers import PERSON
from handlers.applications.codes import shown
from handlers.applications.status import StatusCard
from handlers.applications.words import ending_of, status_of
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Status
from knowledge.process.model import Role
from storage.repositories.applications import ApplicationRow, EventRow, Money
from storage.states import ApplicationStatus, Ending
from tests.support.applicants import Applicant
from tests.support.applications import a_sent_application, an_application
from tests.support.clock import HandClock

NOW = HandClock().now()
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE = "0Q412X9T1BJ1"
SENT = ApplicationRow(
    id=1,
    code=CODE,
    contact_id=1,
    conversation_id=1,
    key_id=1,
    form_id="A-01",
    form_version=1,
    content="{}",
    status=ApplicationStatus.SENT,
    ending=None,
    reason_code=None,
    province="tay-ninh",
    commune="Hảo Đước",
    is_on_behalf=False,
    assignee_id=None,
    project_id=None,
    merged_into_id=None,
    revision=1,
    notice_count=0,
    visit_at=NOW + timedelta(days=10),
    inspection_at=NOW + timedelta(days=20),
    due_on=date(2027, 1, 15),
    money=Money(),
    created_at=NOW,
    changed_at=NOW,
    sent_at=NOW,
    status_at=NOW,
)
_ACTIONS = {
    "nhap": [],
    "da_gui": ["add_papers", "ask_change", "withdraw"],
    "can_bo_sung": ["add_papers", "ask_change", "withdraw"],
    "hen_khao_sat": ["add_papers", "ask_change", "confirm_date", "ask_other_date", "withdraw"],
    "cho_tham_dinh": ["add_papers", "ask_change", "withdraw"],
    "duoc_duyet": ["add_papers", "ask_change"],
    "dang_thuc_hien": ["add_papers", "ask_change"],
    "hen_nghiem_thu": ["add_papers", "ask_change", "confirm_date", "ask_other_date"],
    "da_nghiem_thu": ["add_papers", "ask_change"],
    "da_quyet_toan": [],
    "chua_duoc": [],
}
STANDINGS = [
    *((status, None) for status in ApplicationStatus),
    *((ApplicationStatus.NOT_THIS_TIME, ending) for ending in Ending),
]


@pytest.mark.parametrize(("status", "ending"), STANDINGS)
def test_a_card_says_what_it_means_who_has_the_work_what_comes_next_and_offers_only_what_may_be_done(
    knowledge: KnowledgeBase, status: ApplicationStatus, ending: Ending | None
) -> None:
    row = replace(SENT, status=status, ending=ending)
    reply = StatusCard(knowledge, ZONE).card(row, [])
    text = knowledge.process.status(status_of(row), ending_of(row))
    assert shown(CODE) in reply.text
    assert "Máy móc, dây chuyền, mô hình" in reply.text
    assert text.meaning in reply.text
    assert text.holder in reply.text
    assert text.next_step.split("[")[0][:40] in reply.text
    assert text.warning is None or text.warning in reply.text
    for paper in knowledge.forms.forms["A-01"].papers[Status(status.value)].have:
        assert f"- {paper}" in reply.text
    assert ("thứ Năm 3/12/2026" in reply.text) is (status is ApplicationStatus.VISIT)
    assert ("Chủ Nhật 13/12/2026".lower() in reply.text.lower()) is (status is ApplicationStatus.INSPECTION)
    assert ("15/1/2027" in reply.text) is (status is ApplicationStatus.MORE_WANTED)
    payloads = [button.payload for button in reply.buttons]
    if status is ApplicationStatus.DRAFT:
        assert payloads == [f"form:resume:{CODE}"]
        return
    wanted = ["keep_for_next"] if ending is Ending.NOT_THIS_YEAR else _ACTIONS[status.value]
    acts = [f"app:act:{action}:{CODE}" for action in wanted]
    assert payloads == [*acts, f"app:paper:{CODE}", PERSON]
    for action in knowledge.process.actions.values():
        if Role.APPLICANT not in action.roles:
            assert f"app:act:{action.id}:{CODE}" not in payloads


def test_a_card_tells_how_it_came_here_and_what_staff_wrote_last(knowledge: KnowledgeBase) -> None:
    statuses = ("nhap", "da_gui", "can_bo_sung", "da_gui", "can_bo_sung")
    actions = ("send", "ask_papers", "add_papers", "ask_papers")
    notes = (None, "ảnh giấy đăng ký mờ", None, "thiếu báo giá")
    actors = ("contact:1", "staff:1", "contact:1", "staff:1")
    history = [
        EventRow(
            at,
            NOW + timedelta(days=at),
            actors[at],
            actions[at],
            ApplicationStatus(statuses[at]),
            ApplicationStatus(statuses[at + 1]),
            notes[at],
            None,
            {},
        )
        for at in range(4)
    ]
    inside = EventRow(
        9,
        NOW,
        "staff:1",
        "note",
        ApplicationStatus.MORE_WANTED,
        ApplicationStatus.MORE_WANTED,
        "gọi không được",
        None,
        {},
    )
    row = replace(SENT, status=ApplicationStatus.MORE_WANTED)
    text = StatusCard(knowledge, ZONE).card(row, [*history, inside]).text
    assert "Cán bộ ghi: thiếu báo giá" in text
    assert "mờ" not in text
    assert "gọi không được" not in text  # what is for staff stays with them
    assert [line for line in text.splitlines() if "/2026:" in line] == [
        "- 23/11/2026: Đã nhận",
        "- 24/11/2026: Cần thêm giấy tờ",
        "- 25/11/2026: Đã nhận",
        "- 26/11/2026: Cần thêm giấy tờ",
    ]


def test_a_refusal_names_its_reason_and_where_else_to_ask(knowledge: KnowledgeBase) -> None:
    reasons = [each for action in ("refuse", "stop", "move") for each in knowledge.process.reasons(action)]
    assert len(reasons) > 5
    for code in reasons:
        ending = Ending(code.ending.value)
        row = replace(SENT, status=ApplicationStatus.NOT_THIS_TIME, ending=ending, reason_code=code.id)
        text = StatusCard(knowledge, ZONE).card(row, []).text
        assert f"{code.sentence} {code.elsewhere}" in text


def test_from_outside_the_state_is_told_and_nothing_of_the_answers(knowledge: KnowledgeBase) -> None:
    for status, ending in STANDINGS[1:]:
        reply = StatusCard(knowledge, ZONE).outside(replace(SENT, status=status, ending=ending))
        assert reply.buttons == ()
        row = replace(SENT, status=status, ending=ending)
        assert knowledge.process.status(status_of(row), ending_of(row)).meaning in reply.text
        assert f"chuyển {shown(CODE)}" in reply.text
        assert "Hảo Đước" not in reply.text


async def test_one_application_opens_several_are_listed_and_none_says_where_to_look(house: House) -> None:
    person, now = Applicant(house), house.clock.now()
    told = await person.hears("phiếu của tôi")
    assert "chưa gửi phiếu nào" in told
    assert person.payloads == ["app:look-up", "form", PERSON]
    first = await a_sent_application(house.database, now, chat_key="visitor")
    for asked in ("phiếu của tôi", "/hoso", "hồ sơ của em"):
        assert shown(first.code) in await person.hears(asked)
        assert f"app:paper:{first.code}" in person.payloads
    draft = await an_application(house.database, now, chat_key="visitor", form_id="A-02")
    await a_sent_application(house.database, now, chat_key="somebody else")
    told = await person.hears("phiếu của tôi")
    lines = [button.label for button in person.last[-1].buttons]
    assert lines == [
        f"Nhãn hiệu, bao bì, trưng bày: Đang điền dở ({shown(draft.code)})",
        f"Máy móc, dây chuyền, mô hình: Đã nhận ({shown(first.code)})",
        "Tìm phiếu bằng mã",
    ]
    assert "Đã nhận phiếu" in await person.hears("2")
    assert "Đang điền dở" in await person.hears(f"{shown(draft.code).lower()} ạ")
