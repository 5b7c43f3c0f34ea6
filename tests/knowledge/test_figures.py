"""Figures in answers: sums, percents and whole dates must stand in what the entry rests on."""

import pytest

from knowledge.checks.figures import Figures
from tests.knowledge.conftest import Found
from tests.knowledge.contents import BAO_BI, MAY, in_entry, level, some_files, with_change

_MAY, _BAO_BI = "entries/may.yaml", "entries/nhan-hieu.yaml"
_TOLD = f"{_MAY}: {MAY}: answer: figure "


@pytest.mark.parametrize(
    "answer",
    [
        "300.000.000 đồng",
        "300000000 đồng",
        "300 triệu đồng",
        "300 triệu",
        "0,3 tỷ đồng",
        "50%",
        "50 %",
        "50 phần trăm",
        "không quá 50,",
        "(50)",
        "Thông tư 28/2018/TT-BTC",
        "Điều 8 khoản 4",
        "từ 11/5/2018",
        "từ 11/05/2018",
        "ngày 28-3-2018",
        "tháng 5/2018",
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
    found: Found, answer: str
) -> None:
    assert found(with_change(in_entry("answer"), answer)) == []


@pytest.mark.parametrize(
    ("answer", "figures"),
    [
        ("400 triệu đồng", ["400.000.000 đồng", "400"]),
        ("300.000 đồng", ["300.000 đồng"]),
        ("300 nghìn đồng", ["300.000 đồng"]),
        ("30.000.000 đồng", ["30.000.000 đồng", "30000000"]),
        ("5 tỷ", ["5.000.000.000 đồng"]),
        ("8 triệu", ["8.000.000 đồng"]),  # the 8 of "Điều 8"
        ("7%", ["7%"]),
        ("4 phần trăm", ["4%"]),  # the 4 of "khoản 4"
        ("300%", ["300%"]),
        ("60%", ["60%", "60"]),
        ("50,5%", ["50.5%", "50.5"]),
        ("từ 14/10/2025", ["14/10/2025", "14"]),
        ("từ 10/5/2018", ["10/05/2018"]),
        ("từ 11/10/2018", ["11/10/2018"]),  # day, month and year all stand in some source
        ("ngày 28/5/2018", ["28/05/2018"]),
        ("năm 2019", ["2019"]),
        ("2.598 xã", ["2598"]),
        ("16 tỷ đồng", ["16.000.000.000 đồng", "16"]),
        ("13 bước", ["13"]),
        ("28.2018", ["28.2018"]),
    ],
)
def test_a_figure_that_no_cited_source_holds_is_told(found: Found, answer: str, figures: list[str]) -> None:
    told = [f"{_TOLD}{figure} stands in no cited basis" for figure in figures]
    problems = found(with_change(in_entry("answer"), answer))
    assert [problem.split(" (")[0] for problem in problems] == told


def test_a_figure_of_a_source_that_is_not_cited_does_not_count(found: Found) -> None:
    files = with_change((_BAO_BI, "entries", 0, "answer"), "Tối đa 300 triệu đồng.")
    sum_, number = found(files)
    assert sum_.startswith(f"{_BAO_BI}: {BAO_BI}: answer: figure 300.000.000 đồng")
    assert number.startswith(f"{_BAO_BI}: {BAO_BI}: answer: figure 300 ")


def test_a_bare_fraction_of_a_source_takes_the_unit_of_its_sentence(found: Found) -> None:
    files = with_change(in_entry("answer"), "Vốn của cơ sở là 42,9 tỷ.")
    files["sources/facts.yaml"]["facts"][0]["statement"] = "Cả vùng 60,5 tỷ đồng, gồm vốn cơ sở 42,9."
    assert found(files) == []


def test_a_bare_whole_number_of_a_source_takes_no_unit(found: Found) -> None:
    files = with_change(in_entry("answer"), "Vốn của cơ sở là 42 tỷ, hoặc 42%.")
    files["sources/facts.yaml"]["facts"][0]["statement"] = "Theo Điều 42, cả vùng 60,5 tỷ đồng."
    assert [problem.split(" stands")[0] for problem in found(files)] == [
        f"{_TOLD}42.000.000.000 đồng",
        f"{_TOLD}42%",
    ]


def test_a_level_lends_its_share_its_least_share_its_cap_and_its_multiple(found: Found) -> None:
    files = with_change(in_entry("answer"), "Từ 20% đến 50%, tối đa 300 triệu, hoặc 12,5 lần, từ 11/5/2018.")
    assert len(found(files)) == 3  # 20% and 20, 12.5
    files["sources/levels.yaml"]["levels"][0] |= {"percent_min": 20, "cap_multiplier": 12.5}
    assert found(files) == []


def test_the_sum_of_another_level_does_not_count(found: Found) -> None:
    files = with_change(in_entry("answer"), "Tối đa 250 triệu đồng.")
    files["sources/levels.yaml"]["levels"].append(level("lv-ha-noi", province="ha-noi", cap_vnd=250_000_000))
    assert len(found(files)) == 2


@pytest.mark.parametrize(
    ("example", "answer"),
    [
        (["480", "240.000.000"], "Ví dụ máy 480 triệu đồng thì một nửa là 240.000.000 đồng."),
        (["480", "240"], "Ví dụ máy 480 triệu đồng thì một nửa là 240 triệu đồng."),
        (["35"], "Ví dụ cơ sở được 35%."),
    ],
)
def test_the_figures_of_a_worked_example_are_named_as_such(
    found: Found, example: list[str], answer: str
) -> None:
    files = with_change(in_entry("answer"), answer)
    assert len(found(files)) == 2 * len(example)
    files[_MAY]["entries"][0]["example_figures"] = example
    assert found(files) == []


def test_a_worked_example_lends_nothing_to_other_entries(found: Found) -> None:
    files = some_files()
    one, other = files[_MAY]["entries"]
    one["example_figures"], other["answer"] = ["480"], "Máy 480 triệu đồng."
    assert len(found(files)) == 2


@pytest.mark.parametrize("day", ["31/02/2026", "45/13/2026", "00/00/0000"])
def test_what_is_no_day_of_the_calendar_is_read_as_numbers(day: str) -> None:
    figures = Figures.of(f"ngày {day}")
    assert figures.dates == frozenset()
    assert figures.numbers


def test_the_figures_are_checked_once_the_documents_exist(found: Found) -> None:
    files = with_change(in_entry("citations", 0, "document"), "tt-1-1999")
    files[_MAY]["entries"][0]["answer"] = "Tối đa 900 triệu đồng."
    assert not any("figure" in problem for problem in found(files))
