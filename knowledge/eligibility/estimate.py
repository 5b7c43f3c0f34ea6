"""The most that may be given: the smaller of a share of the cost and a cap."""

from decimal import ROUND_DOWN, Decimal

from knowledge.eligibility.model import Estimate
from knowledge.model import Level


def estimate(level: Level | None, cost_vnd: int | None) -> Estimate:
    """What a level gives for a cost, in whole đồng, rounded down."""
    if level is None:
        return Estimate(None, cost_vnd, None, None)
    return Estimate(level, cost_vnd, _amount(level, cost_vnd), level.cap_vnd)


def _amount(level: Level, cost_vnd: int | None) -> int | None:
    if cost_vnd is None or (level.percent is None and level.cap_vnd is None):
        return None
    share = Decimal(cost_vnd) if level.percent is None else Decimal(cost_vnd) * level.percent / 100
    most = share if level.cap_vnd is None else min(share, Decimal(level.cap_vnd))
    return int(most.quantize(Decimal(1), rounding=ROUND_DOWN))
