"""The checks across entries: right content passes, and each kind of mistake is told where it stands."""

import asyncio
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from knowledge.checks.run import check_all
from knowledge.loader import load_content, load_sources
from tests.knowledge.contents import (
    BAO_BI,
    MAY,
    REMOVED,
    TODAY,
    Files,
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


def _found(folder: Path, files: Files, today: date = TODAY) -> list[str]:
    write(folder, files)
    return [str(problem) for problem in check_all(load_content(folder), load_sources(folder), today)]


def test_right_content_has_no_problem(tmp_path: Path) -> None:
    assert _found(tmp_path, some_files()) == []


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (_STATUS, "replaced", f"{_MAY}: {MAY}: citations.document: tt-28-2018 is replaced"),
        (_STATUS, "expired", f"{_MAY}: {MAY}: citations.document: tt-28-2018 is expired"),
        ((*_CITED, "document"), "tt-1-1999", f"{_MAY}: {MAY}: citations.document: no document"),
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
            {"needs": ["phone"], "answer": "Gọi 113."},
            f"{_MAY}: {MAY}: operator.answer: figure 113",
        ),
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
    tmp_path: Path, place: Place, value: object, told: str
) -> None:
    files = with_change(place, value)
    # The other entry of the file leans on the same sources; here it shall stand apart.
    files[_MAY]["entries"][1]["citations"] = [{"press": "một tờ báo", "basis": ["r-chua-co-so"]}]
    if isinstance(value, str) and value in ("lv-none", "do_not_state"):
        files[_MAY]["entries"][0]["answer"] = "Có hỗ trợ."
    (problem,) = _found(tmp_path, files)
    assert problem.startswith(told)


@pytest.mark.parametrize("status", ["replaced", "expired"])
def test_a_document_no_longer_in_force_may_be_told_as_history(tmp_path: Path, status: str) -> None:
    assert _found(tmp_path, with_change(("sources/documents.yaml", "documents", 1, "status"), status)) == []


@pytest.mark.parametrize("status", ["amended", "unknown"])
def test_a_changed_or_unclear_document_may_be_cited(tmp_path: Path, status: str) -> None:
    assert _found(tmp_path, with_change(_STATUS, status)) == []


@pytest.mark.parametrize(
    "answer",
    [
        "300.000.000 đồng",
        "300000000 đồng",
        "300 triệu đồng",
        "0,3 tỷ đồng",
        "50%",
        "50 %",
        "không quá 50,",
        "(50)",
        "Thông tư 28/2018/TT-BTC",
        "Điều 8 khoản 4",
        "từ 11/5/2018",
        "từ 11/05/2018",
        "ngày 28-3-2018",
        "từ 15/10/2025",
        "kiểm tra ngày 21/11/2026",
        "2.599 xã",
        "2599 xã",
        "1,5 tỷ đồng",
        "1.5 tỷ đồng",
        "có 3 bước, 2 cách, 10 giấy",
    ],
)
def test_a_figure_that_a_cited_source_holds_is_accepted_however_it_is_spelt(
    tmp_path: Path, answer: str
) -> None:
    assert _found(tmp_path, with_change(in_entry("answer"), answer)) == []


@pytest.mark.parametrize(
    ("answer", "figure"),
    [
        ("400 triệu đồng", "400"),
        ("300.000 đồng", "300000"),
        ("30.000.000 đồng", "30000000"),
        ("60%", "60"),
        ("50,5%", "50.5"),
        ("từ 12/5/2018", "12"),
        ("năm 2019", "2019"),
        ("2.598 xã", "2598"),
        ("16 tỷ đồng", "16"),
        ("13 bước", "13"),
        ("28.2018", "28.2018"),
    ],
)
def test_a_figure_that_no_cited_source_holds_is_told(tmp_path: Path, answer: str, figure: str) -> None:
    (problem,) = _found(tmp_path, with_change(in_entry("answer"), answer))
    assert problem.startswith(f"{_MAY}: {MAY}: answer: figure {figure} stands in no cited basis")


def test_a_figure_of_a_source_that_is_not_cited_does_not_count(tmp_path: Path) -> None:
    files = with_change((_BAO_BI, "entries", 0, "answer"), "Tối đa 300 triệu đồng.")
    (problem,) = _found(tmp_path, files)
    assert problem.startswith(f"{_BAO_BI}: {BAO_BI}: answer: figure 300")


def test_the_figures_of_a_worked_example_are_named_as_such(tmp_path: Path) -> None:
    files = with_change(in_entry("answer"), "Ví dụ máy 480 triệu đồng thì một nửa là 240.000.000 đồng.")
    assert len(_found(tmp_path, files)) == 2
    files = with_change(in_entry("example_figures"), ["480", "240.000.000"])
    files[_MAY]["entries"][0]["answer"] = "Ví dụ máy 480 triệu đồng thì một nửa là 240.000.000 đồng."
    assert _found(tmp_path, files) == []


@pytest.mark.parametrize(
    "claimed",
    [
        "Có được hỗ trợ mua máy không?",
        "co duoc ho tro mua may khong",
        "  CÓ ĐƯỢC   hỗ trợ mua máy không ?! ",
        unicodedata.normalize("NFC", unicodedata.normalize("NFD", "có được hỗ trợ mua máy không")),
    ],
)
def test_a_phrase_that_two_entries_claim_is_told_with_both(tmp_path: Path, claimed: str) -> None:
    files = with_change(in_entry("questions", 12), "có được hỗ trợ mua máy không")
    files[_BAO_BI]["entries"][0]["questions"].append(claimed)
    (problem,) = _found(tmp_path, files)
    assert problem.startswith(f"{_BAO_BI}: {BAO_BI}: questions: ")
    assert problem.endswith(f"is claimed by {MAY} too")


def test_one_entry_may_say_a_phrase_with_and_without_marks(tmp_path: Path) -> None:
    files = with_change(in_entry("questions", 12), "có được hỗ trợ mua máy không")
    files[_MAY]["entries"][0]["questions"].append("co duoc ho tro mua may khong")
    assert _found(tmp_path, files) == []


@pytest.mark.parametrize("field", ["title", "answer"])
def test_text_that_is_not_composed_is_told(tmp_path: Path, field: str) -> None:
    decomposed = unicodedata.normalize("NFD", "Mức hỗ trợ mua máy")
    (problem,) = _found(tmp_path, with_change(in_entry(field), decomposed))
    assert problem == f"{_MAY}: {MAY}: -: text is not in Unicode form NFC"


def test_a_review_is_due_the_day_after_its_day(tmp_path: Path) -> None:
    assert _found(tmp_path, some_files(), date(2026, 12, 21)) == []
    assert len(_found(tmp_path, some_files(), date(2026, 12, 22))) == 3


def test_the_figures_are_checked_once_the_documents_exist(tmp_path: Path) -> None:
    files = with_change((*_CITED, "document"), "tt-1-1999")
    files[_MAY]["entries"][0]["answer"] = "Tối đa 900 triệu đồng."
    assert len(_found(tmp_path, files)) == 1


async def test_the_command_tells_every_problem_and_its_exit_code_says_whether_there_is_one(
    tmp_path: Path,
) -> None:
    right = write(tmp_path / "right", some_files())
    wrong = write(tmp_path / "wrong", with_change(in_entry("related", 0), "khong-co"))
    broken = write(tmp_path / "broken", with_change(in_entry("answer"), REMOVED))
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
