"""What must be true of every verdict, whatever was told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.eligibility.engine import SCHEMES, Eligibility
from knowledge.eligibility.loader import load_rules
from knowledge.eligibility.logic import FactValue
from knowledge.eligibility.model import FactDefinition, FactKind, Outcome
from knowledge.loader import CONTENT_DIR, load_content
from knowledge.places.places import Places

_BOOK, _PLACES = load_rules(CONTENT_DIR), Places.load(CONTENT_DIR)
_ELIGIBILITY = Eligibility(_BOOK, load_content().levels, _PLACES)
_DAYS = st.dates(date(2025, 1, 1), date(2027, 6, 30))
_PROVINCES = st.sampled_from(
    [province.id for province in _PLACES.provinces] + ["binh-dinh", "long-an", "hai-duong"]
)


def _values(definition: FactDefinition) -> st.SearchStrategy[FactValue]:
    match definition.kind:
        case FactKind.CHOICE:
            return st.sampled_from(sorted(definition.choices))
        case FactKind.YES_NO:
            return st.booleans()
        case FactKind.PROVINCE:
            return _PROVINCES
        case FactKind.COMMUNE:
            return st.sampled_from(["Tây Hòa", "Long Thành", "Phù Lãng", "Không Có"])
        case FactKind.MONEY:
            return st.integers(0, 400_000_000_000)
    return st.integers(0, 300)


_ASKED = {name: _values(each) for name, each in _BOOK.facts.facts.items() if each.derived_from is None}
_FACTS = st.fixed_dictionaries({}, optional=_ASKED)
_ITEMS = st.sampled_from(_ELIGIBILITY.items)


@given(_FACTS, st.sampled_from(sorted(_ASKED)), st.data(), _ITEMS, _DAYS)
def test_one_more_fact_never_turns_a_yes_into_not_known(
    told: dict[str, FactValue], name: str, data: st.DataObject, item: str, on: date
) -> None:
    if name in told or (name == "commune" and "commune_kind" in told):
        return  # a name that contradicts what was said is another story, not one more fact
    more = told | {name: data.draw(_ASKED[name])}
    for before, after in zip(
        _ELIGIBILITY.judge_all((item,), told, on), _ELIGIBILITY.judge_all((item,), more, on), strict=True
    ):
        if before.outcome is Outcome.YES:
            assert after.outcome is not Outcome.UNKNOWN, (name, more[name])
        if before.outcome is Outcome.NO:
            assert after.outcome is Outcome.NO, (name, more[name])


@given(_FACTS, _ITEMS, _DAYS)
def test_an_estimate_never_exceeds_its_cap_its_share_or_the_cost(
    told: dict[str, FactValue], item: str, on: date
) -> None:
    for verdict in _ELIGIBILITY.judge_all((item,), told, on):
        estimate = verdict.estimate
        if estimate is None or estimate.amount_vnd is None or estimate.level is None:
            continue
        cost = told["cost_vnd"]
        assert isinstance(cost, int)
        assert 0 <= estimate.amount_vnd <= cost
        assert estimate.cap_vnd is None or estimate.amount_vnd <= estimate.cap_vnd
        assert estimate.level.percent is None or estimate.amount_vnd * 100 <= estimate.level.percent * cost
        assert estimate.own_share_vnd == cost - estimate.amount_vnd


@given(_FACTS, _ITEMS, _DAYS)
def test_every_no_has_a_reason_and_a_source_and_every_open_verdict_says_why(
    told: dict[str, FactValue], item: str, on: date
) -> None:
    for verdict in _ELIGIBILITY.judge_all((item,), told, on):
        broken = [reason for reason in verdict.reasons if reason.holds is False]
        unsure = [reason for reason in verdict.reasons if reason.holds is None]
        assert bool(broken) is (verdict.outcome is Outcome.NO)
        assert all(reason.text and (reason.rule.document or reason.rule.press) for reason in verdict.reasons)
        if verdict.outcome is Outcome.UNKNOWN:
            assert unsure
        if verdict.outcome is Outcome.NO:
            assert (verdict.missing, verdict.estimate) == ((), None)


@given(_FACTS, _ITEMS, _DAYS)
def test_a_missing_fact_is_one_that_was_not_told(told: dict[str, FactValue], item: str, on: date) -> None:
    for verdict in _ELIGIBILITY.judge_all((item,), told, on):
        assert not set(verdict.missing) & set(told)
        assert set(verdict.missing) <= set(_ASKED)


@pytest.mark.parametrize("item", _ELIGIBILITY.items)
def test_with_nothing_told_nothing_is_decided(item: str) -> None:
    for verdict in _ELIGIBILITY.judge_all((item,), {}, date(2026, 11, 21)):
        assert verdict.outcome is Outcome.UNKNOWN
        assert verdict.missing
        assert verdict.scheme in SCHEMES
