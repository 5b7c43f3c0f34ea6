"""Each mistake an editor may make in the process is told where it stands."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.errors import KnowledgeError, Problem
from knowledge.loader import CONTENT_DIR
from knowledge.process.checks import check_process
from knowledge.process.loader import load_process
from knowledge.process.process import Process
from tests.knowledge.contents import TODAY, some_files, write
from tests.knowledge.process.books import BOOK, CONTENT, FORMS, PROCESS, SOURCES, WORKING_DAYS
from tests.support.edits import Edited, edits_of


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    def check(folder: Path) -> Iterator[Problem]:
        book = load_process(folder)
        yield from check_process(book, Process(book, WORKING_DAYS), CONTENT, SOURCES, FORMS)

    return edits_of("process", tmp_path, check)


def test_the_content_has_no_problem() -> None:
    assert list(check_process(BOOK, PROCESS, CONTENT, SOURCES, FORMS)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("statuses", "    name: Đã xong\n", "    nom: Đã xong\n", "da_quyet_toan.nom"),
        ("statuses", "  da_quyet_toan:\n", "  da_tat_toan:\n", "statuses.da_tat_toan"),
        ("statuses", "  stopped:\n    name: Dừng sau khi duyệt", "  moved2:\n    name: x", "endings.moved2"),
        ("statuses", "[ số {code}]", "[ số {kode}]", "da_gui: title: nothing is called kode here"),
        ("statuses", "[ số {code}]", " số {code}", "da_gui: title: code is not always given"),
        ("statuses", "warnings: [ask_first]", "warnings: [ask_last]", "no warning called ask_last"),
        ("statuses", "    warnings: [do_not_buy]\n    entry: trang-thai-cho-tham-dinh",
         "    entry: trang-thai-cho-tham-dinh", "cho_tham_dinh: warnings: do_not_buy is missing"),
        ("statuses", "entry: trang-thai-nhap", "entry: nowhere", "nhap: entry: no entry called nowhere"),
        ("statuses", "meaning: Đã quyết toán", f"meaning: {'x' * 400} ", "settle: said: comes to"),
        ("statuses", "name: Đã xong", "name: \u0110a\u0303 xong", "not in Unicode form NFC"),
        ("actions", "    to: duoc_duyet\n", "", "duoc_duyet: to: no actions lead there"),
        ("actions", "    from: [da_nghiem_thu]\n    to: da_quyet_toan\n", "    from: [da_nghiem_thu]\n",
         "da_quyet_toan: to: no actions lead there"),
        ("actions", "    from: [nhap]\n    to: da_gui\n", "    from: [nhap]\n", "nhap: from: nothing leads out"),
        ("actions", "from: [da_gui, can_bo_sung, hen_khao_sat]", "from: [da_gui, chua_duoc]",
         "take_up: from: leads out of chua_duoc, which is an end"),
        ("actions", "roles: &deciding [lead, admin]", "roles: &deciding [officer, lead, admin]",
         "approve: roles: is a decision"),
        ("actions", "roles: &own [applicant]", "roles: &own [applicant, lead]", "send: roles: is either"),
        ("actions", "roles: &own [applicant]", "roles: &own [owner]", "roles"),
        ("actions", "id: reopen", "id: open_again", "reopen: id: there is no such action"),
        ("actions", "id: take_up", "id: claim", "claim: id: appears twice"),
        ("actions", "id: take_up", "id: da_gui", "da_gui: id: is the name of a state"),
        ("actions", "notice: approve", "notice: hooray", "approve: notice: no notice called hooray"),
        ("actions", "optional: [text, amount]\n    notice: approve", "optional: [at]\n    notice: approve",
         "approve: said: nothing is called text here"),
        ("actions", "needs: [text]\n    optional: [due_on]", "optional: [text]",
         "ask_papers: said: text is not always"),
        ("actions", "needs: [findings]\n    optional: [text]", "needs: [findings]\n    optional: [findings]",
         "pass_inspection: optional: is needed too"),
        ("actions", "moves_from: [can_bo_sung]", "moves_from: [nhap]", "moves_from: a part of from"),
        ("actions", "    ending: duplicate\n", "", "merge: ending: says not why it ends"),
        ("actions", "  admin: quản trị\n", "", "roles: admin has no name"),
        ("actions", "unknown: Không có", "odd: Không có", "refusals: odd is not written, or is said nowhere"),
        ("actions", "{roles}.", "{rolls}.", "refusals.role: nothing is called rolls"),
        ("reasons", "of: stop", "of: approve", "no action called approve wants a reason"),
        ("reasons", "of: move\n    label: OCOP\n    ending: moved", "of: move\n    label: OCOP\n    ending: stopped",
         "ocop: ending: move does not end so"),
        ("reasons", "ending: not_this_year", "ending: moved", "plan_full: ending: refuse does not end so"),
        ("reasons", "id: ocop", "id: farming", "farming: id: appears twice"),
        ("reasons", "{id: budget,", "{id: papers,", "papers: id: appears twice"),
        ("reasons", "entry: ocop", "entry: ocup", "ocop: entry: no entry called ocup"),
        ("reasons", "sentence: Cơ sở xin dừng.", f"sentence: {'x' * 280}", "stop: said (producer_asked): comes to"),
        ("notices", "{meaning}\n", "", "frame: meaning is left out"),
        ("notices", "**Tin số {number}", "**Tin {no} {number}", "frame: nothing is called no here"),
        ("notices", "hour: \"{hour} giờ[ {minute}]\"", "hour: \"{hour} giờ {minute}\"", "hour: minute is not always"),
        ("notices", "thứ Hai, thứ Ba", "thứ Ba", "weekdays"),
        ("notices", "    said: Bên mình đã ghi theo ý anh/chị.", "    framed: false", "withdraw: said: says nothing"),
        ("notices", "xem rồi nhắn anh/chị.\n      [{warning}]", "xem rồi nhắn.",
         "add_papers: said: does not say not to buy"),
        ("plans", "id: effect_year", "id: effect_half_year", "effect_half_year: id: appears twice"),
        ("plans", "payload: confirm_date", "payload: approve", "visit_tomorrow: buttons: approve cannot be done"),
        ("plans", "payload: resume_draft", "payload: open_application", "open_application cannot be done in nhap"),
        ("plans", "status: da_quyet_toan", "status: chua_duoc", "nobody is followed up"),
        ("plans", "Phiếu \"{form}\"", "Phiếu \"{code}\"", "draft_reminder: said: nothing is called code"),
        ("plans", "said: Chưa có tin mới", f"said: {'x' * 300} ", "still_in_review: said: comes to"),
        ("plans", "status: duoc_duyet", "status: elsewhere", "status"),
        ("plans", "    name: Nhắc hẹn khảo sát\n", "", "visit_tomorrow: name: Field required"),
        ("plans", "from: settle_by", "from: settle_on", "settle_soon: from"),
        ("plans", "    from: settle_by\n    days: -14", "    from: entered\n    days: 14",
         "settle_soon: -: Value error, nothing starts it"),
        ("plans", "action: add_papers", "action: add_paper", "papers_unread: action: no action called add_paper"),
        ("plans", "ended_by: [close_obstacle]", "ended_by: [no_obstacle]", "obstacle_waits: ended_by: no action"),
        ("plans", "asks: tour_report", "asks: trip_report", "tour_report: asks: no survey called trip_report"),
        ("plans", "forms: [A-05]", "forms: [A-55]", "tour_soon: forms: no form called A-55"),
        ("plans", "answer: install_time", "answer: machine_name", "wait_with_buying: answer: A-01 asks no date"),
        ("plans", "id: repay_soon", "id: note_date", "note_date: id: is the name of an action"),
        ("plans", "cho_tham_dinh, duoc_duyet, dang_thuc_hien]\n", "cho_tham_dinh, chua_duoc]\n",
         "demanded_soon: holds_in: nobody is followed up"),
        ("plans", "holds_in: &undecided [da_gui", "holds_in: &undecided [nhap, da_gui",
         "wait_with_buying: holds_in: a draft is nobody's business"),
        ("plans", "      [{warning}]\n      Gấp quá", "      Gấp quá",
         "wait_with_buying: said: does not say not to buy"),
        ("plans", "{day}. Anh/chị nộp đủ giấy", "{due}. Anh/chị nộp đủ giấy", "settle_soon: said: due is not always"),
        ("plans", "quá hạn quyết toán[ {day}].", "quá hạn quyết toán {day}.",
         "settle_overdue: task: day is not always"),
        ("plans", "task: \"Phiếu {code}: qua ngày", f"task: \"{'x' * 600}{{code}}: qua ngày",
         "repay_overdue: task: comes to"),
        ("surveys", "  - id: fair_result", "  - id: fair_results", "fair_results: id: no plan opens it"),
        ("surveys", "id: learned", "id: seen", "tour_report: questions.seen: appears twice"),
        ("surveys", "kind: count, label: Mối mới", "kind: choice, label: Mối mới", "two choices or more"),
        ("surveys", "id: wish", "id: what_else_could_be_better", "class_result: questions.2.id"),
        ("surveys", "phiếu {code}, cán bộ", "phiếu {kode}, cán bộ", "tour_report: thanks: nothing is called kode"),
        ("surveys", "id: class_result", "id: work", "work: id: appears twice"),
        ("deadlines", "basis: [f-kcqg-20-6]", "basis: [f-nowhere]", "national_list: basis: no fact that may be told"),
        ("deadlines", "day: 20", "day: 25", "national_list: day: no fact of its basis names 25/6"),
        ("deadlines", "roles: [lead, admin]", "roles: [applicant]", "national_list: roles: deadlines are for staff"),
        ("deadlines", "month: 6", "month: 13", "national_list: month"),
        ("deadlines", "days: [-30, -14, -5, -1, 1]", "days: [1, -30]", "days stand in their order"),
        ("deadlines", "trước ngày {day}[", "trước ngày {when}[", "national_list: said: nothing is called when"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(edited: Edited, file: str, old: str, new: str, said: str) -> None:
    problems = edited(file, old, new)
    assert any(said in problem for problem in problems), problems


def test_an_unframed_reminder_in_review_says_not_to_buy(edited: Edited) -> None:
    problems = edited(
        "plans", "said: Chưa có tin mới", "framed: false\n    said: Phiếu {code}. Chưa có tin mới"
    )
    assert any("still_in_review: said: does not say not to buy" in problem for problem in problems), problems


def test_an_action_that_wants_a_reason_has_some(edited: Edited) -> None:
    problems = edited(
        "actions",
        "needs: [other_code]\n    optional: [text]",
        "needs: [other_code, reason]\n    optional: [text]",
    )
    assert any("merge: reasons: none to choose from" in problem for problem in problems), problems


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"process/statuses\.yaml"):
        load_process(tmp_path)


def test_the_command_checks_the_process_and_what_is_said_about_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, some_files())
    for name in ("places", "process", "privacy", "reports"):
        shutil.copytree(CONTENT_DIR / name, folder / name)
    assert main(["--content", str(folder), "--today", TODAY.isoformat()]) == 1
    told = capsys.readouterr().err
    assert "process/statuses.yaml: nhap: entry: no entry called trang-thai-nhap" in told
    assert "privacy/clocks.yaml: -: document: no document called nd-356-2025" in told
