"""Three values: what is known may decide, what is not known never does."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from knowledge.eligibility.logic import Condition, both, comparisons, either, negation, open_facts, truth

_CONDITION: TypeAdapter[Any] = TypeAdapter(Condition)
YES, NO = {"fact": "a", "is": True}, {"fact": "b", "is": True}
FACTS = {"a": True, "b": False, "n": 200, "kind": "xa"}


def condition(raw: dict[str, Any]) -> Any:
    return _CONDITION.validate_python(raw)


@pytest.mark.parametrize(
    ("values", "all_of_them", "any_of_them"),
    [
        ([True, True], True, True),
        ([True, False], False, True),
        ([False, False], False, False),
        ([True, None], None, True),
        ([False, None], False, None),
        ([None, None], None, None),
        ([True, False, None], False, True),
        ([], True, False),
    ],
)
def test_the_tables_of_kleene(
    values: list[bool | None], all_of_them: bool | None, any_of_them: bool | None
) -> None:
    assert both(values) is all_of_them
    assert either(values) is any_of_them


@pytest.mark.parametrize(("value", "turned"), [(True, False), (False, True), (None, None)])
def test_not_turns_what_is_known(value: bool | None, turned: bool | None) -> None:
    assert negation(value) is turned


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"fact": "kind", "is": "xa"}, True),
        ({"fact": "kind", "is": "phuong"}, False),
        ({"fact": "kind", "in": ["xa", "dac_khu"]}, True),
        ({"fact": "kind", "in": ["phuong"]}, False),
        ({"fact": "b", "is": False}, True),  # a "no" is an answer
        ({"fact": "n", "at_most": 200}, True),
        ({"fact": "n", "at_most": 199}, False),
        ({"fact": "n", "at_least": 200}, True),
        ({"fact": "n", "more_than": 200}, False),
        ({"fact": "n", "more_than": 199}, True),
        ({"fact": "n", "at_least": 100, "at_most": 150}, False),
        ({"fact": "n", "at_least": 100, "at_most": 250}, True),
        ({"fact": "unsaid", "at_most": 1}, None),
        ({"not": {"fact": "unsaid", "is": True}}, None),
        ({"not": NO}, True),
        ({"all": [YES, {"fact": "unsaid", "is": 1}]}, None),
        ({"all": [NO, {"fact": "unsaid", "is": 1}]}, False),
        ({"any": [YES, {"fact": "unsaid", "is": 1}]}, True),
        ({"any": [NO, {"fact": "unsaid", "is": 1}]}, None),
        ({"all": [{"any": [NO, YES]}, {"not": {"all": [YES, NO]}}]}, True),
    ],
)
def test_a_condition_is_weighed(raw: dict[str, Any], expected: bool | None) -> None:
    assert truth(condition(raw), FACTS) is expected


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ({"fact": "unsaid", "is": True}, ["unsaid"]),
        (YES, []),
        ({"all": [{"fact": "x", "is": 1}, YES, {"fact": "y", "is": 1}]}, ["x", "y"]),
        ({"all": [NO, {"fact": "x", "is": 1}]}, []),  # decided already
        ({"any": [YES, {"fact": "x", "is": 1}]}, []),
        ({"any": [NO, {"not": {"fact": "x", "is": 1}}]}, ["x"]),
        ({"all": [{"any": [YES, {"fact": "x", "is": 1}]}, {"fact": "y", "is": 1}]}, ["y"]),
    ],
)
def test_only_facts_that_may_still_decide_are_open(raw: dict[str, Any], names: list[str]) -> None:
    assert list(open_facts(condition(raw), FACTS)) == names


def test_every_comparison_within_is_found() -> None:
    nested = {"all": [YES, {"any": [NO, {"not": {"fact": "n", "at_most": 3}}]}]}
    assert [each.fact for each in comparisons(condition(nested))] == ["a", "b", "n"]


@pytest.mark.parametrize(
    "raw",
    [
        {"fact": "a"},
        {"fact": "a", "is": None},
        {"fact": "a", "in": []},
        {"fact": "a", "equals": 1},
        {"all": []},
        {"any": []},
        {"not": []},
        {"all": [YES], "any": [NO]},
        {},
    ],
)
def test_a_condition_that_compares_nothing_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        condition(raw)
