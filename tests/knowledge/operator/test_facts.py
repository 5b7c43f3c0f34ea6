"""The office's facts in answers: put in as they are, or the answer is not said."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.levels import Levels
from knowledge.loader import load_content
from knowledge.model import OperatorAnswer
from knowledge.operator.facts import OperatorFacts
from tests.knowledge.operator.files import SIMPLE, some_file, write


def _answer(text: str, *needs: str) -> OperatorAnswer:
    return OperatorAnswer(needs=needs, answer=text)


def test_no_file_is_nothing_known(tmp_path: Path) -> None:
    facts = OperatorFacts.load(tmp_path / "don-vi.yaml")
    assert facts == OperatorFacts()
    assert facts.get("ten_don_vi") is None
    assert facts.fill(_answer("Của {ten_don_vi}.", "ten_don_vi")) is None
    assert OperatorFacts.load(tmp_path / "don-vi.yaml", "gia-lai").province == "gia-lai"


def test_every_fact_of_a_full_file_is_known(tmp_path: Path) -> None:
    facts = OperatorFacts.load(write(tmp_path, some_file()))
    assert {name: facts.get(name) for name in SIMPLE} == SIMPLE
    assert facts.missing(SIMPLE) == ()
    assert facts.filled == set(some_file())
    assert (facts.province, facts.checked_on) == ("gia-lai", date(2026, 11, 21))
    assert [officer.name for officer in facts.officers] == ["Bà Thử"]
    assert [template.form for template in facts.templates] == ["A-01"]
    assert [village.recognised_on for village in facts.craft_villages] == [date(2019, 3, 15)]
    assert [day.day for day in facts.dates] == [date(2027, 4, 30)]


def test_what_is_missing_is_named_in_the_order_of_asking(tmp_path: Path) -> None:
    facts = OperatorFacts.load(write(tmp_path, {"ten_don_vi": "Trung tâm", "tinh": "gia-lai"}))
    assert facts.missing(["gio_truc", "ten_don_vi", "dia_chi"]) == ("gio_truc", "dia_chi")
    assert facts.missing(["tinh"]) == ("tinh",)  # a code, not a word for people


@pytest.mark.parametrize(
    "value", ["{", "}", "{}", "{dia_chi}", "{ten_don_vi}", "{{dia_chi}}", "\\1", "\\g<0>", "%s", "${dia_chi}"]
)
def test_a_fact_is_put_in_as_it_is(tmp_path: Path, value: str) -> None:
    facts = OperatorFacts.load(write(tmp_path, {"ten_don_vi": value, "dia_chi": "ở đây"}))
    answer = _answer("Của {ten_don_vi}, {dia_chi}; {ten_don_vi}.", "ten_don_vi", "dia_chi")
    assert facts.fill(answer) == f"Của {value}, ở đây; {value}."


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("Của {ten_don_vi}, giờ trực {gio_truc}.", ("ten_don_vi", "gio_truc")),
        ("Giờ trực {gio_truc}.", ("ten_don_vi",)),  # asked for only in the text
        ("Của {ten_don_vi}.", ("ten_don_vi", "gio_truc")),
        ("Của {ten_la}.", ("ten_don_vi",)),
    ],
)
def test_an_answer_with_a_gap_is_not_said(tmp_path: Path, text: str, needs: tuple[str, ...]) -> None:
    facts = OperatorFacts.load(write(tmp_path, {"ten_don_vi": "Trung tâm"}))
    assert facts.fill(_answer(text, *needs)) is None


def test_the_answers_of_entries_are_filled_whole(tmp_path: Path) -> None:
    facts = OperatorFacts.load(write(tmp_path, some_file()))
    asking = [entry.operator for entry in load_content().entries.values() if entry.operator]
    filled = [facts.fill(answer) for answer in asking]
    assert asking
    assert all(text and "{" not in text for text in filled)


@pytest.mark.parametrize("in_file", [True, False])
def test_the_level_of_the_office_wins_in_its_own_province(tmp_path: Path, in_file: bool) -> None:
    content = {"muc_ho_tro": some_file()["muc_ho_tro"]} | ({"tinh": "gia-lai"} if in_file else {})
    facts = OperatorFacts.load(write(tmp_path, content), "gia-lai")
    shipped = load_content().levels
    levels = shipped.with_office(facts.own_levels())
    own = levels.choose("machinery", "gia-lai", None, date(2026, 11, 21)).own
    assert own is not None
    assert (own.percent, own.cap_vnd, own.unit) == (Decimal("33.5"), 200_000_000, "per_facility")
    assert (own.document_name, own.article, own.sources) == (
        "9/2026/NQ-HĐND",
        "Điều 5",
        ("bản gốc tại đơn vị",),
    )
    assert _elsewhere(levels) == _elsewhere(shipped)


def _elsewhere(levels: Levels) -> object:
    return levels.choose("machinery", "dak-lak", None, date(2026, 11, 21))
