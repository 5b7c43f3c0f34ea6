"""What a message costs: reserved before it goes, settled by what the platform says of it."""

from dataclasses import dataclass
from datetime import datetime

from handlers.zalo.budget import Budget
from handlers.zalo.windows import Way
from storage.states import Cost

_FREE_QUOTAS = frozenset({"reply", "welcome_msg"})


@dataclass(frozen=True, slots=True)
class Bill:
    """`month`: where a billed message is counted already; empty when it was not expected to be billed."""

    way: Way
    month: str = ""


class Paying:
    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    async def open(self, way: Way, now: datetime) -> Bill | None:
        """None: it would be billed, and no more may be billed this month."""
        if way is not Way.BILLED:
            return Bill(way)
        month = await self._budget.reserve(now)
        return Bill(way, month) if month is not None else None

    async def settle(self, bill: Bill, quota: str | None, now: datetime) -> Cost:
        """What it has cost; without a quota that it was taken from it was billed."""
        if bill.way.is_form:
            return Cost.TEMPLATE
        cost = Cost.BILLED if quota is None else Cost.FREE if quota in _FREE_QUOTAS else Cost.PACKAGE
        if cost is Cost.BILLED and not bill.month:
            await self._budget.add(now)
        elif cost is not Cost.BILLED:
            await self.give_back(bill)
        return cost

    async def give_back(self, bill: Bill) -> None:
        if bill.month:
            await self._budget.give_back(bill.month)
