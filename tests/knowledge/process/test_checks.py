"""Each mistake an editor may make in the process is told where it stands."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.errors import KnowledgeError
from knowledge.loader import CONTENT_DIR
from knowledge.process.checks import check_process
from knowledge.process.loader import load_process
from knowledge.process.process import Process
from tests.knowledge.contents import TODAY, some_files, write
from tests.knowledge.process.books import BOOK, CONTENT, PROCESS, WORKING_DAYS

Edited = Callable[[str, str, str], list[str]]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """The problems after one edit of one file."""

    def look(name: str, old: str, new: str) -> list[str]:
        folder = tmp_path / "process"
        shutil.copytree(CONTENT_DIR / "process", folder, dirs_exist_ok=True)
        path = folder / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        try:
            book = load_process(tmp_path)
        except KnowledgeError as error:
            return [str(problem) for problem in error.problems]
        return [str(each) for each in check_process(book, Process(book, WORKING_DAYS), CONTENT)]

    return look


def test_the_content_has_no_problem() -> None:
    assert list(check_process(BOOK, PROCESS, CONTENT)) == []


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
    for name in ("places", "process", "privacy"):
        shutil.copytree(CONTENT_DIR / name, folder / name)
    assert main(["--content", str(folder), "--today", TODAY.isoformat()]) == 1
    told = capsys.readouterr().err
    assert "process/statuses.yaml: nhap: entry: no entry called trang-thai-nhap" in told
    assert "privacy/clocks.yaml: -: document: no document called nd-356-2025" in told
