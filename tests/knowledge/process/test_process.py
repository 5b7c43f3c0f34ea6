"""Who may do what, where it leads, and what people read of it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.forms.model import Status
from knowledge.process.model import (
    FINAL_STATUSES,
    OPEN_STATUSES,
    UNDECIDED,
    Action,
    Allowed,
    Ending,
    Need,
    Refused,
    Role,
    Standing,
    Why,
)
from storage import states
from tests.knowledge.process.books import BOOK, PROCESS, VALUES

_EVERYWHERE = [(status, Ending.NONE) for status in Status] + [
    (Status.NOT_THIS_TIME, ending) for ending in Ending if ending
]
_DO_NOT_BUY = "Chưa mua, chưa đặt cọc"
_TABLE = {  # status -> what an officer, what besides a lead, what the applicant may do
    Status.DRAFT: ("", "", "send"),
    Status.SENT: (
        "claim assign ask_papers schedule_visit take_up move merge note open_obstacle close_obstacle join_project",
        "refuse",
        "add_papers ask_change withdraw",
    ),
    Status.MORE_WANTED: (
        "claim assign ask_papers schedule_visit take_up move merge note open_obstacle close_obstacle join_project",
        "refuse",
        "add_papers ask_change withdraw",
    ),
    Status.VISIT: (
        "claim assign ask_papers schedule_visit take_up move merge note open_obstacle close_obstacle join_project",
        "refuse",
        "add_papers ask_change confirm_date ask_other_date withdraw",
    ),
    Status.IN_REVIEW: (
        "claim assign ask_papers schedule_visit move merge set_money note open_obstacle close_obstacle join_project "
        "note_date",
        "approve refuse",
        "add_papers ask_change withdraw",
    ),
    Status.APPROVED: (
        "claim assign start_work set_money note open_obstacle close_obstacle join_project note_date",
        "stop",
        "add_papers ask_change",
    ),
    Status.UNDER_WAY: (
        "claim assign schedule_inspection set_money note open_obstacle close_obstacle join_project note_date",
        "stop",
        "add_papers ask_change",
    ),
    Status.INSPECTION: (
        "claim assign schedule_inspection pass_inspection fail_inspection set_money note open_obstacle "
        "close_obstacle join_project note_date",
        "stop",
        "add_papers ask_change confirm_date ask_other_date",
    ),
    Status.INSPECTED: (
        "claim assign set_money note open_obstacle close_obstacle join_project note_date",
        "settle stop",
        "add_papers ask_change",
    ),
    Status.SETTLED: ("assign set_money note close_obstacle note_date", "", ""),
    Status.NOT_THIS_TIME: ("assign note close_obstacle", "reopen", ""),
}


@pytest.mark.parametrize("status", Status)
def test_each_role_may_do_what_the_table_says(status: Status) -> None:
    officer, lead, applicant = (set(names.split()) for names in _TABLE[status])
    expected = {Role.OFFICER: officer, Role.LEAD: officer | lead, Role.ADMIN: officer | lead}
    for role, names in (expected | {Role.APPLICANT: applicant}).items():
        assert {action.id for action in PROCESS.actions_for(status, role)} == names, role


@pytest.mark.parametrize(
    ("action", "status", "reason", "leads"),
    [
        ("send", "nhap", None, ("da_gui", "")),
        ("add_papers", "can_bo_sung", None, ("da_gui", "")),
        ("add_papers", "dang_thuc_hien", None, ("dang_thuc_hien", "")),
        ("ask_papers", "cho_tham_dinh", None, ("can_bo_sung", "")),
        ("schedule_visit", "da_gui", None, ("hen_khao_sat", "")),
        ("take_up", "hen_khao_sat", None, ("cho_tham_dinh", "")),
        ("approve", "cho_tham_dinh", None, ("duoc_duyet", "")),
        ("start_work", "duoc_duyet", None, ("dang_thuc_hien", "")),
        ("schedule_inspection", "dang_thuc_hien", None, ("hen_nghiem_thu", "")),
        ("fail_inspection", "hen_nghiem_thu", None, ("dang_thuc_hien", "")),
        ("pass_inspection", "hen_nghiem_thu", None, ("da_nghiem_thu", "")),
        ("settle", "da_nghiem_thu", None, ("da_quyet_toan", "")),
        ("refuse", "cho_tham_dinh", "plan_full", ("chua_duoc", "not_this_year")),
        ("refuse", "da_gui", "trade", ("chua_duoc", "not_eligible")),
        ("stop", "dang_thuc_hien", "producer_asked", ("chua_duoc", "stopped")),
        ("move", "da_gui", "ocop", ("chua_duoc", "moved")),
        ("merge", "da_gui", None, ("chua_duoc", "duplicate")),
        ("withdraw", "cho_tham_dinh", None, ("chua_duoc", "withdrawn")),
        ("reopen", "chua_duoc", None, ("da_gui", "")),
        ("note", "da_gui", None, ("da_gui", "")),
    ],
)
def test_where_an_action_leads(action: str, status: str, reason: str | None, leads: tuple[str, str]) -> None:
    assert PROCESS.after(action, Status(status), reason) == Standing(Status(leads[0]), Ending(leads[1]))


@pytest.mark.parametrize(
    ("action", "status", "role", "why", "said"),
    [
        ("approve", "da_gui", "lead", Why.STATUS, ("Đã nhận", "Duyệt", "Đang xét")),
        ("approve", "cho_tham_dinh", "officer", Why.ROLE, ("người duyệt, quản trị", "là cán bộ")),
        ("withdraw", "cho_tham_dinh", "lead", Why.ROLE, ("chủ phiếu",)),
        ("withdraw", "duoc_duyet", "applicant", Why.STATUS, ("gặp cán bộ", "Trung tâm")),
        ("withdraw", "nhap", "applicant", Why.STATUS, ("chưa cần rút",)),
        ("confirm_date", "da_gui", "applicant", Why.STATUS, ("Đã nhận", "gặp cán bộ")),
        ("add_papers", "chua_duoc", "applicant", Why.STATUS, ("đã dừng",)),
        ("keep_for_next", "chua_duoc", "applicant", Why.ENDING, ("Không thuộc diện",)),
        ("fly", "da_gui", "admin", Why.UNKNOWN, ("Không có việc",)),
    ],
)
def test_a_refusal_says_why_to_who_wanted_it(
    action: str, status: str, role: str, why: Why, said: tuple[str, ...]
) -> None:
    refused = PROCESS.may(action, Status(status), Role(role), Ending.NOT_ELIGIBLE)
    assert isinstance(refused, Refused)
    assert refused.why is why
    assert [words for words in said if words not in refused.text] == []


def test_only_who_may_come_next_year_is_offered_to_keep_the_form() -> None:
    offered = {
        ending: [action.id for action in PROCESS.actions_for(Status.NOT_THIS_TIME, Role.APPLICANT, ending)]
        for ending in Ending
    }
    assert offered == {ending: ["keep_for_next"] if ending == "not_this_year" else [] for ending in Ending}


@pytest.mark.parametrize(("status", "ending"), _EVERYWHERE)
def test_a_state_says_what_it_means_who_has_it_and_what_comes_next(status: Status, ending: Ending) -> None:
    bare, full = PROCESS.status(status, ending), PROCESS.status(status, ending, **VALUES)
    for text in (bare, full):
        assert text.meaning
        assert text.holder
        assert text.next_step
        assert not {"{", "}", "[", "]"} & set(f"{text.title}{text.meaning}{text.holder}{text.next_step}")
    if status in UNDECIDED or ending is Ending.NOT_THIS_YEAR:
        assert _DO_NOT_BUY in (bare.warning or "")


def test_what_is_known_stands_in_the_words_of_a_state() -> None:
    assert PROCESS.status(Status.VISIT).title == "Cán bộ hẹn đến xem cơ sở"
    assert PROCESS.status(Status.VISIT, at="8 giờ").title == "Cán bộ hẹn đến xem cơ sở: 8 giờ"
    assert "Trung tâm A" in PROCESS.status(Status.SENT, unit_name="Trung tâm A").holder


@pytest.mark.parametrize("action", [action for action in BOOK.actions.actions if action.notice])
def test_a_framed_notice_carries_its_number_and_the_whole_state(action: Action) -> None:
    framed = BOOK.notices.notices[action.notice or ""].is_framed
    for before in action.from_statuses:
        status = action.leads(before)
        ending = Ending.NOT_THIS_YEAR if action.id == "refuse" else action.ending or Ending.NONE
        text = PROCESS.status(status, ending, **VALUES)
        said = PROCESS.notice(action.id, at_status=status, ending=ending, **VALUES)
        state = (f"Tin số 3 về phiếu {VALUES['code']}", text.title, text.meaning, text.holder, text.next_step)
        assert all((words in said) is framed for words in state)
        assert VALUES["code"] in said
        assert (text.warning or "") in said
        if Need.TEXT in action.needs:
            assert VALUES["text"] in said
        if Need.REASON in action.needs:
            assert VALUES["reason"] in said
            assert VALUES["elsewhere"] in said


@pytest.mark.parametrize(
    ("action", "without"),
    [("schedule_visit", "at"), ("ask_papers", "text"), ("refuse", "elsewhere"), ("approve", "code"),
     ("approve", "number")],
)  # fmt: skip
def test_a_notice_without_what_it_tells_of_is_an_error(action: str, without: str) -> None:
    values = {name: value for name, value in VALUES.items() if name != without}
    with pytest.raises(KeyError, match=without):
        PROCESS.notice(action, **values)


def test_the_code_of_somebody_elses_application_may_be_left_out() -> None:
    own = PROCESS.notice("merge", **VALUES)
    other = PROCESS.notice("merge", **VALUES | {"other_code": None})
    assert own.count(VALUES["other_code"]) == 2
    assert VALUES["other_code"] not in other
    assert "**Trùng phiếu khác**" in other
    assert "gặp cán bộ" in other


@pytest.mark.parametrize("action", ["ask_change", "ask_other_date"])
def test_a_word_back_may_leave_out_what_people_just_wrote(action: str) -> None:
    told = PROCESS.notice(action, at_status=Status.VISIT, code="KC-1")
    assert "KC-1" in told
    assert _DO_NOT_BUY in told


def test_a_notice_of_what_stays_needs_the_state() -> None:
    with pytest.raises(KeyError, match="at_status"):
        PROCESS.notice("ask_change", **VALUES)


def test_a_state_alone_can_be_told_too() -> None:
    said = PROCESS.notice(Status.NOT_THIS_TIME, ending=Ending.MOVED, code="KC-1", number=4)
    assert said.startswith("**Tin số 4 về phiếu KC-1**\n**Hợp chương trình khác hơn**\nViệc này")


def test_reasons_are_offered_for_the_actions_that_want_one() -> None:
    wanting = {action.id for action in BOOK.actions.actions if Need.REASON in action.needs}
    assert (
        {action for action in PROCESS.actions if PROCESS.reasons(action)}
        == wanting
        == {"refuse", "stop", "move"}
    )
    assert {reason.ending for reason in PROCESS.reasons("refuse")} == {"not_this_year", "not_eligible"}
    assert PROCESS.reason("ocop").entry == "ocop"
    assert "own_capital" in PROCESS.obstacles


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (datetime(2027, 3, 15, 1, 30, tzinfo=UTC), "8 giờ 30, thứ Hai 15/3/2027"),
        (datetime(2027, 3, 20, 18, 0, tzinfo=UTC), "1 giờ, Chủ nhật 21/3/2027"),
        (datetime(2027, 3, 16, 7, 5, tzinfo=UTC), "14 giờ 05, thứ Ba 16/3/2027"),
    ],
)
def test_moments_are_told_on_the_clock_of_the_people(moment: datetime, told: str) -> None:
    assert PROCESS.told_moment(moment, ZoneInfo("Asia/Ho_Chi_Minh")) == told
    assert PROCESS.told_day(moment.date()) == f"{moment.day}/3/2027"


def test_an_allowed_action_says_where_it_leads() -> None:
    allowed = PROCESS.may("add_papers", Status.MORE_WANTED, Role.APPLICANT)
    assert isinstance(allowed, Allowed)
    assert (allowed.action.id, allowed.to_status) == ("add_papers", Status.SENT)


def test_the_store_knows_the_same_states() -> None:
    assert OPEN_STATUSES | FINAL_STATUSES | {Status.DRAFT} == set(Status)
    assert {each.value for each in states.ApplicationStatus} == set(Status)
    assert {each.value for each in states.Ending} == set(Ending) - {Ending.NONE}
    assert set(Role) - {Role.APPLICANT} <= {each.value for each in states.Role}
