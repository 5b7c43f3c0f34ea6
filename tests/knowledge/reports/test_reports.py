"""What is reported: every group has figures, every mistake of an editor is named, every word is used."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from handlers.reports.building import _PARTS
from handlers.reports.model import Problem
from knowledge.base import KnowledgeBase
from knowledge.errors import Problem as ContentProblem
from knowledge.forms.loader import load_forms
from knowledge.loader import CONTENT_DIR
from knowledge.process.loader import load_process
from knowledge.reports import queries
from knowledge.reports.checks import check_reports
from knowledge.reports.loader import load_reports
from knowledge.reports.model import Group, Heading, Part
from storage.repositories.applications import Money
from storage.states import GapKind, InspectionKind, MoneySource
from tests.support.edits import Edited, edits_of
from tests.support.source import parsed, source_files, string_constants

# The groups of the field's own reports, each with something of what they tell.
_WANTED = {
    Group.VOLUME: {"projects_approved", "projects_done", "projects_stopped", "facilities_household"},
    Group.CONTENT: {"machines", "lines", "models", "trained", "trained_working", "tour_reports", "fairs"},
    Group.MONEY: {"planned_total", "contracted_national", "advanced_local", "paid_recoverable", "own_share"},
    Group.EFFECT: {"jobs", "income", "revenue", "productivity", "local_material"},
    Group.CHANNEL: {"unanswered", "received", "first_call", "open_over_30"},
    Group.CAPACITY: {"staff", "staff_trained", "equipment"},
}


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    process, forms = load_process(CONTENT_DIR), load_forms(CONTENT_DIR).forms

    def check(folder: Path) -> list[ContentProblem]:
        return check_reports(load_reports(folder), process, forms)

    return edits_of("reports", tmp_path, check)


def test_the_content_is_whole() -> None:
    content = load_reports(CONTENT_DIR)
    assert check_reports(content, load_process(CONTENT_DIR), load_forms(CONTENT_DIR).forms) == []


def test_every_group_of_the_field_is_there(knowledge: KnowledgeBase) -> None:
    by_group: dict[Group, set[str]] = {}
    for each in knowledge.reports.indicators.values():
        by_group.setdefault(each.group, set()).add(each.id)
    for group, wanted in _WANTED.items():
        assert wanted <= by_group[group]


def test_all_six_reports_and_headings_are_there(knowledge: KnowledgeBase) -> None:
    assert list(knowledge.reports.kinds) == [f"R-0{number}" for number in range(1, 7)]
    assert set(knowledge.reports.headings) == set(Heading)
    used = {part for kind in knowledge.reports.kinds.values() for part in kind.parts}
    assert used == set(Part) == set(_PARTS) | {Part.TEXTS}


def test_each_total_is_of_one_unit_and_each_ratio_is_defined(knowledge: KnowledgeBase) -> None:
    known = knowledge.reports.indicators
    for each in known.values():
        if isinstance(each.counted, queries.Total):
            assert {known[part].unit for part in each.counted.of} == {each.unit}, each.id
            assert Counter(each.counted.of).most_common(1)[0][1] == 1, each.id
        if isinstance(each.counted, queries.Ratio):
            assert "chia" in each.definition, each.id


def test_what_is_counted_is_what_is_stored() -> None:
    assert {each.value for each in queries.Source} - {"unnamed"} == {each.value for each in MoneySource}
    assert {each.value for each in queries.Sum} == set(Money.__slots__) - {"source"}
    kinds = queries.Asked.model_fields["gap"].annotation.__args__  # type: ignore[union-attr]
    assert set(kinds) == {each.value for each in GapKind}
    inspections = queries.Inspected.model_fields["inspection"].annotation.__args__  # type: ignore[union-attr]
    assert set(inspections) == {each.value for each in InspectionKind}


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("indicators", "kind: reached, status: duoc_duyet, of: projects}", "kind: guessed}", "guessed"),
        ("indicators", "status: duoc_duyet, of: projects}", "status: xong, of: projects}", "status"),
        ("indicators", "actions: [stop]", "actions: [give_up]", "there is no action give_up"),
        (
            "indicators",
            "field: facility, values: [household]",
            "field: facility, values: [shop]",
            "is never shop",
        ),
        (
            "indicators",
            "field: item, values: [machinery]",
            "field: machine_name, values: [x]",
            "no choice called",
        ),
        ("indicators", "survey: progress", "survey: weather", "no survey asks weather.percent"),
        ("indicators", "question: workers, sum: true", "question: running, sum: true", "only numbers"),
        ("indicators", "choices: [well]", "choices: [bad]", "bad is no choice of it"),
        ("indicators", "obstacles: [no_guidance, place_change]", "obstacles: [rain]", "no obstacle rain"),
        (
            "indicators",
            "of: projects_done, to: projects_approved",
            "of: projects_done, to: nothing",
            "nothing",
        ),
        ("indicators", "    part_of: projects_approved\n", "    part_of: jobs\n", "part_of"),
        ("indicators", "  volume: Khối lượng\n", "", "has no name"),
        ("indicators", "id: projects_done\n", "id: projects_approved\n", "appears twice"),
        ("indicators", "    unit: đề án\n", "    unit: đề án\n    colour: red\n", "colour"),
        ("reports", "parts: [obstacles, questions, refusals]", "parts: [obstacles, weather]", "parts"),
        ("reports", "{tour_people} người", "{tour_peple} người", "nothing is called tour_peple"),
        ("reports", "[Phiếu mở quá 30 ngày: {open_over_30}]", "Phiếu mở: {open_over_30}", "in brackets"),
        ("reports", "  measures:\n    title: Giải pháp\n", "", "is not told"),
    ],
)
def test_a_mistake_is_named(edited: Edited, file: str, old: str, new: str, told: str) -> None:
    problems = edited(file, old, new)
    assert problems
    assert any(told in problem for problem in problems), problems


def test_every_word_that_code_names_is_written_and_every_written_one_is_named(
    knowledge: KnowledgeBase,
) -> None:
    files = [
        path
        for path in source_files("handlers", "bot")
        if "report" in str(path) or path.name in ("figures.py", "meetings.py")
    ]
    named = {str(node.value) for path in files for node in string_constants(parsed(path))}
    written = knowledge.reports.word.keys()
    assert {name for name in written - named if not name.startswith("source_")} == set()
    spoken = {
        argument.value
        for path in files
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "word"
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant)
    }
    assert {*spoken, *(each.value for each in Problem)} <= written
