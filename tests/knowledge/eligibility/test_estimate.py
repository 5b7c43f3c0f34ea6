"""The most that may be given: the smaller of share and cap, in whole đồng, rounded down."""

from datetime import date
from decimal import Decimal

import pytest

from knowledge.eligibility.estimate import estimate
from knowledge.eligibility.model import Estimate
from knowledge.loader import load_content
from knowledge.model import Level

_CEILING = load_content().levels.choose("machinery", None, None, date(2026, 11, 21)).national


def level(percent: str | None, cap_vnd: int | None) -> Level:
    assert _CEILING is not None
    share = None if percent is None else Decimal(percent)
    return _CEILING.model_copy(update={"percent": share, "cap_vnd": cap_vnd})


@pytest.mark.parametrize(
    ("percent", "cap_vnd", "cost_vnd", "amount_vnd"),
    [
        ("50", 300_000_000, 400_000_000, 200_000_000),
        ("50", 300_000_000, 600_000_000, 300_000_000),
        ("50", 300_000_000, 600_000_001, 300_000_000),
        ("50", 300_000_000, 599_999_999, 299_999_999),  # rounded down, never up
        ("50", 300_000_000, 0, 0),
        ("50", 300_000_000, 1, 0),
        ("33.3", None, 1_000_000, 333_000),
        ("30", None, 5_000_000_000, 1_500_000_000),
        (None, 6_000_000_000, 1_000_000, 1_000_000),  # a cap alone never gives more than the cost
        (None, 6_000_000_000, 7_000_000_000, 6_000_000_000),
        ("100", None, 7_000, 7_000),
        ("50", 300_000_000, None, None),
        (None, None, 400_000_000, None),  # no figure that may be told
        ("50", None, 999_999_999_999_999, 499_999_999_999_999),
    ],
)
def test_an_amount_is_the_smaller_of_share_and_cap(
    percent: str | None, cap_vnd: int | None, cost_vnd: int | None, amount_vnd: int | None
) -> None:
    row = level(percent, cap_vnd)
    assert estimate(row, cost_vnd) == Estimate(row, cost_vnd, amount_vnd, cap_vnd)


@pytest.mark.parametrize(
    ("cost_vnd", "own_share_vnd"), [(400_000_000, 200_000_000), (1_000_000_000, 700_000_000), (None, None)]
)
def test_the_own_share_is_what_remains_of_the_cost(cost_vnd: int | None, own_share_vnd: int | None) -> None:
    assert estimate(level("50", 300_000_000), cost_vnd).own_share_vnd == own_share_vnd


def test_without_a_level_nothing_is_estimated() -> None:
    nothing = estimate(None, 400_000_000)
    assert nothing == Estimate(None, 400_000_000, None, None)
    assert nothing.own_share_vnd is None
