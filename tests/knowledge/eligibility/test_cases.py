"""The acceptance table, written from the texts of the law: what each case must come to, and why."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.eligibility.engine import Eligibility
from knowledge.eligibility.loader import load_rules
from knowledge.eligibility.model import Outcome
from knowledge.loader import CONTENT_DIR, load_content
from knowledge.model import Scheme
from knowledge.places.places import Places

_CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8")
)
_TODAY = date(2026, 11, 21)
_LEFT_OUT = {"is_registered": True, "machine": "new", "has_other_state_money": False}


@pytest.fixture(scope="module")
def eligibility() -> Eligibility:
    return Eligibility(load_rules(CONTENT_DIR), load_content().levels, Places.load(CONTENT_DIR))


def test_the_table_is_large_and_its_names_are_unique() -> None:
    assert len(_CASES) >= 120
    assert len({case["name"] for case in _CASES}) == len(_CASES)


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_a_case_comes_to_what_the_law_says(eligibility: Eligibility, case: dict[str, Any]) -> None:
    told = {name: value for name, value in (_LEFT_OUT | case["facts"]).items() if value is not None}
    on = told.pop("on", _TODAY)
    facts = eligibility.derive(told, on)
    verdict = eligibility.judge(case["item"], Scheme(case["scheme"]), facts, on)
    assert verdict.outcome.value == case["verdict"]
    if verdict.outcome is not Outcome.YES:
        wanted = False if verdict.outcome is Outcome.NO else None
        assert case["about"] in {each.rule.about for each in verdict.reasons if each.holds is wanted}
    if verdict.outcome is not Outcome.NO:
        assert set(case["missing"]) <= set(verdict.missing)
        assert verdict.estimate is not None
        assert verdict.estimate.cap_vnd == case["cap_vnd"]
    assert (verdict.estimate.amount_vnd if verdict.estimate else None) == case["estimate_vnd"]
