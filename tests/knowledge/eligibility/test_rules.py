"""Every mistake in the rules is told with file, rule and field; the shipped ones have none."""

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml

from knowledge.checks.rules import check_rules
from knowledge.eligibility.engine import Eligibility
from knowledge.eligibility.loader import is_value, load_rules
from knowledge.eligibility.model import Outcome
from knowledge.errors import KnowledgeError
from knowledge.loader import CONTENT_DIR, Content, Sources, load_content, load_sources
from knowledge.model import Scheme, Use
from knowledge.places.places import Places

_FILE = "rules/rules.yaml"
_CONTENT, _SOURCES = load_content(), load_sources()
_TODAY = date(2026, 11, 21)
_Change = dict[str, Any]


def _changed(folder: Path, rule: str, change: _Change) -> Path:
    """The shipped rules with some fields of one rule put anew; "" is the file itself."""
    copytree(CONTENT_DIR / "rules", folder / "rules")
    path = folder / _FILE
    file = yaml.safe_load(path.read_text(encoding="utf-8"))
    target = next((each for each in [*file["rules"], *file["advantages"]] if each["id"] == rule), file)
    target.update(change)
    path.write_text(yaml.safe_dump(file, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


def _found(
    folder: Path, content: Content = _CONTENT, sources: Sources = _SOURCES, on: date = _TODAY
) -> list[str]:
    return [str(problem) for problem in check_rules(load_rules(folder), content, sources, on)]


def test_the_shipped_rules_have_no_mistake() -> None:
    assert _found(CONTENT_DIR) == []


@pytest.mark.parametrize(
    ("rule", "change", "told"),
    [
        (
            "activity",
            {"require": {"fact": "activty", "is": "trade"}},
            "activity: require: no fact called activty",
        ),
        (
            "activity",
            {"require": {"fact": "activity", "is": "fishing"}},
            "activity: require: activity is never 'fishing'",
        ),
        (
            "activity",
            {"require": {"fact": "activity", "in": ["x"]}},
            "activity: require: activity is never 'x'",
        ),
        ("size", {"when": {"fact": "nothing", "is": 1}}, "size: when: no fact called nothing"),
        ("woman", {"condition": {"fact": "gender", "is": "f"}}, "woman: condition: no fact called gender"),
        (
            "activity",
            {"require": {"fact": "activity", "at_most": 3}},
            "activity: require: activity is no number, so it has no bounds",
        ),
        (
            "activity",
            {"variants": {"trading": {"fails": "Không."}}},
            "activity: variants: no value trading of one required fact",
        ),
        ("sector", {"id": "activity"}, "activity: id: appears twice"),
        (
            "activity",
            {"document": None},
            "activity: -: Value error, a rule names either a document or a press source",
        ),
        (
            "activity",
            {"press": "báo"},
            "activity: -: Value error, a rule names either a document or a press source",
        ),
        ("activity", {"otherwise": "maybe"}, "activity: otherwise: Input should be 'no' or 'ask'"),
        ("activity", {"colour": 1}, "activity: colour: Extra inputs are not permitted"),
        (
            "activity",
            {"items": []},
            "activity: items: Tuple should have at least 1 item after validation, not 0",
        ),
    ],
)
def test_what_cannot_be_weighed_is_refused(tmp_path: Path, rule: str, change: _Change, told: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        load_rules(_changed(tmp_path, rule, change))
    assert f"{_FILE}: {told}" in [str(problem) for problem in error.value.problems]


def _never_stated() -> str:
    return next(fact.id for fact in _SOURCES.facts.values() if fact.use is Use.DO_NOT_STATE)


def _old() -> str:
    documents = _CONTENT.registry.documents.values()
    return next(each.id for each in documents if each.status.value == "expired")


@pytest.mark.parametrize(
    ("rule", "change", "told"),
    [
        ("activity", {"items": ["tractor"]}, "activity: items: no item or group called tractor"),
        ("activity", {"elsewhere": "no-entry"}, "activity: elsewhere: no entry called no-entry"),
        ("activity", {"document": "nq-1-1999"}, "activity: document: no document called nq-1-1999"),
        ("activity", {"basis": ["f-none"]}, "activity: basis: no fact, level or rule called f-none"),
        (
            "activity",
            {"basis": [_never_stated()]},
            f"activity: basis: {_never_stated()} must not be stated, so it decides nothing",
        ),
        ("activity", {"document": _old()}, f"activity: document: {_old()} is expired: say history: true"),
        ("woman", {"document": _old()}, f"woman: document: {_old()} is expired: say history: true"),
        ("woman", {"basis": ["f-none"]}, "woman: basis: no fact, level or rule called f-none"),
        ("woman", {"text": "Được thêm 77%."}, "woman: texts: figure 77% stands in no basis of the rule"),
        ("", {"review_on": date(2026, 11, 20)}, "-: review_on: review was due on 2026-11-20"),
    ],
)
def test_what_rests_on_nothing_is_told(tmp_path: Path, rule: str, change: _Change, told: str) -> None:
    assert f"{_FILE}: {told}" in _found(_changed(tmp_path, rule, change))


@pytest.mark.parametrize("field", ["holds", "fails", "open", "change"])
def test_a_figure_without_basis_is_told_in_whichever_sentence(tmp_path: Path, field: str) -> None:
    texts = {"holds": "Được.", "fails": "Chưa.", "open": "Chưa rõ.", field: "Không quá 777 triệu đồng."}
    found = _found(_changed(tmp_path, "facility", {"texts": texts}))
    assert f"{_FILE}: facility: texts: figure 777.000.000 đồng stands in no basis of the rule" in found


def test_a_figure_without_basis_is_told_in_a_variant(tmp_path: Path) -> None:
    variants = {"trade": {"fails": "Chưa.", "change": "Bỏ ra 77% vốn.", "elsewhere": "no-entry"}}
    found = _found(_changed(tmp_path, "activity", {"variants": variants}))
    assert f"{_FILE}: activity: texts: figure 77% stands in no basis of the rule" in found
    assert f"{_FILE}: activity: elsewhere: no entry called no-entry" in found


def test_an_old_document_may_be_told_as_the_principle_it_was(tmp_path: Path) -> None:
    folder = _changed(tmp_path, "activity", {"document": _old(), "history": True})
    assert not [problem for problem in _found(folder) if ": document:" in problem]


def test_a_review_is_due_on_its_day_and_overdue_after_it() -> None:
    due = load_rules(CONTENT_DIR).rules.review_on
    assert _found(CONTENT_DIR, on=due) == []
    assert len(_found(CONTENT_DIR, on=due + timedelta(days=1))) == 1


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as error:
        load_rules(tmp_path)
    assert [problem.file for problem in error.value.problems] == ["rules/facts.yaml", _FILE]


@pytest.mark.parametrize(
    ("fact", "value", "is_good"),
    [
        ("facility", "household", True),
        ("facility", "shop", False),
        ("facility", 1, False),
        ("is_registered", True, True),
        ("is_registered", 1, False),
        ("is_registered", "true", False),
        ("workers", 0, True),
        ("workers", True, False),
        ("workers", -1, False),
        ("workers", 1.5, False),
        ("cost_vnd", 10**15, False),
        ("cost_vnd", 10**15 - 1, True),
        ("cost_vnd", "400", False),
        ("local_material_percent", 50.5, True),
        ("local_material_percent", float("nan"), False),
        ("local_material_percent", float("inf"), False),
        ("province", "", False),
        ("province", "x" * 121, False),
        ("commune", None, False),
        ("commune", [], False),
    ],
)
def test_only_values_that_a_fact_can_take_are_taken(fact: str, value: object, is_good: bool) -> None:
    assert is_value(load_rules(CONTENT_DIR).facts.facts[fact], value) is is_good


def test_an_item_without_a_rule_is_never_a_yes() -> None:
    eligibility = Eligibility(load_rules(CONTENT_DIR), _CONTENT.levels, Places.load(CONTENT_DIR))
    verdict = eligibility.judge("tractor", Scheme.NATIONAL, {}, _TODAY)
    assert (verdict.outcome, verdict.reasons) == (Outcome.UNKNOWN, ())
