"""Each mistake an editor may make in what is said about data is told where it stands."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError, Problem
from knowledge.privacy.checks import check_privacy
from knowledge.privacy.loader import load_privacy
from knowledge.privacy.model import Purpose
from knowledge.privacy.privacy import Privacy
from knowledge.templates import Template
from tests.knowledge.privacy.books import BOOK, CONTENT, PRIVACY, SOURCES, TODAY
from tests.support.edits import Edited, edits_of


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    def check(folder: Path) -> Iterator[Problem]:
        book = load_privacy(folder)
        yield from check_privacy(book, Privacy(book), CONTENT, SOURCES, TODAY)

    return edits_of("privacy", tmp_path, check)


def test_the_content_has_no_problem() -> None:
    assert list(check_privacy(BOOK, PRIVACY, CONTENT, SOURCES, TODAY)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("consents", "báo tin về phiếu.", "báo tin.", "application: digest: the words are not those of version 1"),
        ("consents", "\"no\": Không đồng ý", "\"no\": Không", "application: digest: the words are not"),
        ("consents", "\"no\": Không đồng ý", "\"no\": Tôi đồng ý", "yes and no do not weigh the same"),
        ("consents", "\"no\": Không đồng ý", "\"no\": Không đồng ý, để sau", "yes and no do not weigh the same"),
        ("consents", "\"no\": Không đồng ý", f"\"no\": {'x' * 25}", "a label is longer than 24"),
        ("consents", "**Ai giữ:** {unit};", "**Ai giữ:** cơ quan;", "application: text: unit is left out"),
        ("consents", "**Liên hệ:** {contact}\n", "\n", "application: text: contact is left out"),
        ("consents", "Không dùng vào việc khác.", "x" * 400, "application: text: comes to"),
        ("consents", "refused: Bên mình không nhận", f"refused: {'x' * 600} không nhận", "refused: comes to"),
        ("consents", "{draft_days}", "{draft_hours}", "application: text: nothing is called draft_hours"),
        ("consents", "[Tin ở đây đi qua {platform}, nền tảng nước ngoài, nên",
         "Tin ở đây đi qua {platform}, nên [{unit}",
         "application: text: platform is not always given"),
        ("consents", "  statistics:\n", "  figures:\n", "consents.figures"),
        ("consents", "version: 1", "version: 0", "version"),
        ("clocks", "document: nd-356-2025", "document: nd-13-1999", "no document called nd-13-1999"),
        ("clocks", "document: nd-356-2025", "document: nd-134-2004", "nd-134-2004 is"),
        ("clocks", "document: nd-356-2025", "document: luat-91-2025-qh15", "does not stand in luat-91-2025-qh15"),
        ("clocks", "days: 20, with", "days: 21, with", "delete: days: 21 stands in no basis"),
        ("clocks", "&view {days: 10", "&view {days: 9", "access: days: 9 stands in no basis"),
        ("clocks", "first_working_days: 2", "first_working_days: 3", "access: days: 3 stands in no basis"),
        ("clocks", "f-rt-han-xoa", "f-rt-none", "delete: basis: no fact called f-rt-none"),
        ("clocks", "f-rt-han-xoa", "f-rt-luu-tru", "delete: basis: no fact called f-rt-luu-tru that may be stated"),
        ("clocks", "  copy: *view\n", "", "copy: clocks: has no days"),
        ("retention", "basis: own_default", "basis: law", "basis"),
        ("retention", "    stays: true\n", "    stays: perhaps\n", "stays"),
        ("retention", "  gap:\n", "  gaps:\n", "kinds.gaps"),
        ("holidays", "2026-02-17", "2027-02-17", "2026: tet: lies in 2027"),
        ("holidays", "month: 9, day: 2", "month: 9, day: 31", "Quốc khánh: day: is in no calendar"),
        ("holidays", "  2026: {tet", "  2029: {tet", "2026: years: is not listed"),
        ("texts", "  age_no: Chưa đủ 18 tuổi\n", "", "age_no: texts: is not written"),
        ("texts", "  age_no: Chưa", "  age_nope: Chưa", "age_nope: texts: is not written, or is said nowhere"),
        ("texts", "mã yêu cầu **{code}**", "mã yêu cầu **{kode}**",
         "export_preparing: texts: nothing is called kode"),
        ("texts", "[; cần thì mở trang của bên mình: {link}]", " {link}",
         "foreign_platform: texts: link is not always"),
        ("texts", "- {what}: {days} ngày", "- {what}: {weeks} tuần", "kept_line: nothing is called weeks"),
        ("texts", "  delete: xóa dữ liệu\n", "", "delete: requests: has no name"),
        ("texts", "export_cancelled: Bên", f"export_cancelled: {'x' * 600}", "export_cancelled: texts: comes to"),
        ("texts", "age_yes: Đủ", "age_yes: \u0110u\u0309", "not in Unicode form NFC"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(edited: Edited, file: str, old: str, new: str, said: str) -> None:
    problems = edited(file, old, new)
    assert any(said in problem for problem in problems), problems


def test_the_digest_to_write_is_told(edited: Edited) -> None:
    (problem,) = edited("consents", "báo tin về phiếu.", "báo tin.")
    consent = BOOK.consents.consents[Purpose.APPLICATION]
    text = Template(consent.text.root.replace("báo tin về phiếu.", "báo tin."))
    assert problem.endswith(f"write {consent.model_copy(update={'text': text}).digest_now()}")


def test_a_year_without_its_tet_is_told_in_that_year() -> None:
    later = check_privacy(BOOK, PRIVACY, CONTENT, SOURCES, date(2029, 1, 2))
    assert [str(problem) for problem in later] == [
        "privacy/holidays.yaml: 2029: years: is not listed, so its Tết counts as working days"
    ]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"privacy/consents\.yaml"):
        load_privacy(tmp_path)
