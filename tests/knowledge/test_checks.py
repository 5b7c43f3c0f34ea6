"""The checks across entries: right content passes, and each kind of mistake is told where it stands."""

import asyncio
import shutil
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from knowledge.loader import CONTENT_DIR
from tests.knowledge.conftest import Found
from tests.knowledge.contents import (
    BAO_BI,
    MAY,
    REMOVED,
    TODAY,
    Place,
    in_entry,
    some_files,
    with_change,
    write,
)
from tests.support.source import ROOT

_MAY, _BAO_BI = "entries/may.yaml", "entries/nhan-hieu.yaml"
_STATUS: Place = ("sources/documents.yaml", "documents", 0, "status")
_CITED = in_entry("citations", 0)


def test_right_content_has_no_problem(found: Found) -> None:
    assert found(some_files()) == []


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (_STATUS, "replaced", f"{_MAY}: {MAY}: citations.document: tt-28-2018 is replaced"),
        (_STATUS, "expired", f"{_MAY}: {MAY}: citations.document: tt-28-2018 is expired"),
        ((*_CITED, "basis", 0), "lv-none", f"{_MAY}: {MAY}: citations.basis: no fact, level or rule"),
        ((*_CITED, "basis", 1), "f-none", f"{_MAY}: {MAY}: citations.basis: no fact, level or rule"),
        (("sources/facts.yaml", "facts", 0, "use"), "do_not_state", f"{_MAY}: {MAY}: citations.basis: f-may"),
        (
            ("sources/levels.yaml", "levels", 0, "use"),
            "do_not_state",
            f"{_MAY}: {MAY}: citations.basis: lv-may",
        ),
        (in_entry("related", 0), "khong-co", f"{_MAY}: {MAY}: related: no other entry called khong-co"),
        (in_entry("related", 0), MAY, f"{_MAY}: {MAY}: related: no other entry called {MAY}"),
        (
            in_entry("review_on"),
            date(2026, 11, 20),
            f"{_MAY}: {MAY}: review_on: review was due on 2026-11-20",
        ),
        (in_entry("checked_on"), date(2026, 11, 22), f"{_MAY}: {MAY}: checked_on: lies in the future"),
        (in_entry("warnings"), ["Tối đa 250 triệu đồng."], f"{_MAY}: {MAY}: warnings: figure 250"),
        (in_entry("more"), "Trước đây 35%.", f"{_MAY}: {MAY}: more: figure 35"),
        (in_entry("unknown"), "Số năm 2031 chưa có.", f"{_MAY}: {MAY}: unknown: figure 2031"),
        (
            in_entry("operator"),
            {"needs": ["dien_thoai"], "answer": "Gọi {dien_thoai} hoặc 113."},
            f"{_MAY}: {MAY}: operator.answer: figure 113",
        ),
        (
            in_entry("operator"),
            {"needs": ["dien_thoai", "mau_xe"], "answer": "Gọi {dien_thoai}."},
            f"{_MAY}: {MAY}: operator.",
        ),
        (in_entry("valid_to"), date(2026, 11, 20), f"{_MAY}: {MAY}: valid_to: ran out on 2026-11-20"),
        (in_entry("levels"), ["machinery", "tractor"], f"{_MAY}: {MAY}: levels: no item called tractor"),
        (
            ("sources/documents.yaml", "documents", 0, "amended_by"),
            ["nd-none"],
            "sources/documents.yaml: tt-28-2018: amended_by: no document called nd-none",
        ),
        (
            ("sources/documents.yaml", "documents", 1, "replaced_by"),
            ["nd-none"],
            "sources/documents.yaml: tt-26-2014: replaced_by: no document called nd-none",
        ),
    ],
)
def test_a_mistake_is_told_with_file_entry_and_field(
    found: Found, place: Place, value: object, told: str
) -> None:
    files = with_change(place, value)
    # The other entry of the file leans on the same sources; here it shall stand apart.
    files[_MAY]["entries"][1]["citations"] = [{"press": "một tờ báo", "basis": ["r-chua-co-so"]}]
    if isinstance(value, str) and value in ("lv-none", "do_not_state"):
        files[_MAY]["entries"][0]["answer"] = "Có hỗ trợ."
    assert [problem for problem in found(files) if not problem.startswith(told)] == []
    assert found(files)


def test_a_document_that_is_not_registered_is_told_first(found: Found) -> None:
    first, *_ = found(with_change((*_CITED, "document"), "tt-1-1999"))
    assert first == f"{_MAY}: {MAY}: citations.document: no document called tt-1-1999"


def test_a_fact_or_level_of_another_document_is_told_with_its_own(found: Found) -> None:
    files = with_change((*_CITED, "document"), "tt-26-2014")
    files[_MAY]["entries"][0]["answer"] = "Có hỗ trợ."
    assert found(files) == [
        f"{_MAY}: {MAY}: citations.basis: lv-may stands in tt-28-2018, not in tt-26-2014",
        f"{_MAY}: {MAY}: citations.basis: f-may stands in tt-28-2018, not in tt-26-2014",
    ]


def test_a_fact_of_two_documents_may_be_cited_from_either(found: Found) -> None:
    files = with_change((*_CITED, "document"), "tt-26-2014")
    files[_MAY]["entries"][0] |= {"answer": "Có hỗ trợ."}
    files[_MAY]["entries"][0]["citations"][0]["basis"] = ["f-may"]
    files["sources/facts.yaml"]["facts"][0]["documents"] = ["tt-28-2018", "tt-26-2014"]
    assert found(files) == []


@pytest.mark.parametrize("name", ["facts", "levels"])
def test_what_is_not_settled_must_be_told_with_caution(found: Found, name: str) -> None:
    files = with_change((f"sources/{name}.yaml", name, 0, "use"), "state_with_caution")
    entries = files[_MAY]["entries"]
    doubtful = {"facts": "f-may", "levels": "lv-may"}[name]
    assert [problem.split(" must be told")[0] for problem in found(files)] == [
        f"{_MAY}: {entry['id']}: answer: {doubtful}" for entry in entries
    ]
    entries[0]["answer"] += " Theo báo, chưa đối chiếu."
    entries[1]["warnings"] = ["Số này anh/chị HỎI LẠI Trung tâm."]
    assert found(files) == []


def test_what_an_answer_asks_of_the_office_stands_in_it(found: Found) -> None:
    files = with_change(in_entry("operator"), {"needs": ["dien_thoai"], "answer": "Gọi {dia_chi}."})
    assert [problem.rpartition(" stands")[0] for problem in found(files)] == [
        f"{_MAY}: {MAY}: operator.answer: dia_chi",
        f"{_MAY}: {MAY}: operator.answer: dien_thoai",
    ]
    files = with_change(in_entry("operator"), {"needs": ["dien_thoai"], "answer": "Gọi {dien_thoai}."})
    assert found(files) == []


@pytest.mark.parametrize("last", [date(2026, 11, 21), None])
def test_an_entry_holds_through_its_last_day(found: Found, last: date | None) -> None:
    assert found(with_change(in_entry("valid_to"), last)) == []


@pytest.mark.parametrize("status", ["replaced", "expired"])
def test_a_document_no_longer_in_force_may_be_told_as_history(found: Found, status: str) -> None:
    assert found(with_change(("sources/documents.yaml", "documents", 1, "status"), status)) == []


@pytest.mark.parametrize("status", ["amended", "unknown"])
def test_a_changed_or_unclear_document_may_be_cited(found: Found, status: str) -> None:
    assert found(with_change(_STATUS, status)) == []


@pytest.mark.parametrize(
    "claimed",
    [
        "Có được hỗ trợ mua máy không?",
        "co duoc ho tro mua may khong",
        "  CÓ ĐƯỢC   hỗ trợ mua máy không ?! ",
        unicodedata.normalize("NFC", unicodedata.normalize("NFD", "có được hỗ trợ mua máy không")),
    ],
)
def test_a_phrase_that_two_entries_claim_is_told_with_both(found: Found, claimed: str) -> None:
    files = with_change(in_entry("questions", 12), "có được hỗ trợ mua máy không")
    files[_BAO_BI]["entries"][0]["questions"].append(claimed)
    (problem,) = found(files)
    assert problem.startswith(f"{_BAO_BI}: {BAO_BI}: questions: ")
    assert problem.endswith(f"is claimed by {MAY} too")


def test_one_entry_may_say_a_phrase_with_and_without_marks(found: Found) -> None:
    files = with_change(in_entry("questions", 12), "có được hỗ trợ mua máy không")
    files[_MAY]["entries"][0]["questions"].append("co duoc ho tro mua may khong")
    assert found(files) == []


@pytest.mark.parametrize("field", ["title", "answer"])
def test_text_that_is_not_composed_is_told(found: Found, field: str) -> None:
    decomposed = unicodedata.normalize("NFD", "Mức hỗ trợ mua máy")
    (problem,) = found(with_change(in_entry(field), decomposed))
    assert problem == f"{_MAY}: {MAY}: -: text is not in Unicode form NFC"


def test_a_review_is_due_the_day_after_its_day(found: Found) -> None:
    assert found(some_files(), date(2026, 12, 21)) == []
    assert len(found(some_files(), date(2026, 12, 22))) == 3


async def test_the_command_tells_every_problem_and_its_exit_code_says_whether_there_is_one(
    tmp_path: Path,
) -> None:
    right = write(tmp_path / "right", some_files())
    wrong = write(tmp_path / "wrong", with_change(in_entry("related", 0), "khong-co"))
    broken = write(tmp_path / "broken", with_change(in_entry("answer"), REMOVED))
    for folder in (right, wrong, broken):
        shutil.copytree(CONTENT_DIR / "places", folder / "places")
    ends = await asyncio.gather(*(_check(folder) for folder in (right, wrong, broken)))
    assert [code for code, _, _ in ends] == [0, 1, 1]
    assert ends[0][1:] == ("3 entries, 36 questions, 2 documents, 0 problems\n", "")
    assert ends[1][2] == f"{_MAY}: {MAY}: related: no other entry called khong-co\n"
    assert ends[2][1:] == ("", f"{_MAY}: {MAY}: answer: Field required\n")


async def _check(folder: Path) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "knowledge",
        "--content",
        str(folder),
        "--today",
        TODAY.isoformat(),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()
