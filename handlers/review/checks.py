"""Whether what staff gave is enough and can be: every no comes with what to give instead."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo

from handlers.review.model import LONGEST_FINDINGS, ActionInput, DateKind, Refusal, Why
from knowledge.base import KnowledgeBase
from knowledge.process.model import LONGEST_STAFF_TEXT, Action, Need

_FARTHEST = timedelta(days=3 * 366)
_FARTHEST_DATE = timedelta(days=12 * 366)  # certificates and instalments last for years
_LATEST_NOTED = timedelta(days=400)  # a day that has passed may be noted so much later
_MOST_DAYS = 24  # of instalments
_LARGEST = 10**13  # đồng
_GIVEN: dict[Need, Callable[[ActionInput], bool]] = {
    Need.TEXT: lambda given: bool(given.text),
    Need.REASON: lambda given: bool(given.reason),
    Need.AT: lambda given: given.at is not None,
    Need.DUE_ON: lambda given: given.due_on is not None,
    Need.AMOUNT: lambda given: given.amount is not None,
    Need.OTHER_CODE: lambda given: bool(given.other_code),
    Need.PROJECT: lambda given: bool(given.project),
    Need.FINDINGS: lambda given: bool(given.findings),
    Need.OFFICER: lambda given: bool(given.officer),
    Need.OBSTACLE: lambda given: bool(given.obstacle),
    Need.DATE: lambda given: given.date_kind is not None and bool(given.days),
}


def first_problem(
    action: Action, given: ActionInput, knowledge: KnowledgeBase, now: datetime, zone: tzinfo
) -> Refusal | None:
    """The first thing that is missing or cannot be; None when the action may be tried."""
    say = knowledge.phrase
    for need in Need:
        if need in action.needs and not _GIVEN[need](given):
            return Refusal(Why.MISSING, say(f"review_missing_{need.value}"), need.value)
    return next(_wrong(action, given, knowledge, now, zone), None)


def _wrong(
    action: Action, given: ActionInput, knowledge: KnowledgeBase, now: datetime, zone: tzinfo
) -> Iterator[Refusal]:
    say, process = knowledge.phrase, knowledge.process

    def refuse(need: str, **values: object) -> Refusal:
        return Refusal(Why.WRONG, say(f"review_wrong_{need}", **values), need)

    if len(given.text) > LONGEST_STAFF_TEXT:
        yield refuse("text", most=LONGEST_STAFF_TEXT)
    if len(given.findings) > LONGEST_FINDINGS:
        yield refuse("findings", most=LONGEST_FINDINGS)
    if given.at is not None and not now < given.at < now + _FARTHEST:
        yield refuse("at")
    today = now.astimezone(zone).date()
    if given.due_on is not None and not today <= given.due_on < today + _FARTHEST:
        yield refuse("due_on")
    if given.date_kind is not None and not _are_days(given.date_kind, given.days, today):
        yield refuse("date")
    if given.amount is not None and not 0 <= given.amount <= _LARGEST:
        yield refuse("amount")
    if given.reason and given.reason not in {reason.id for reason in process.reasons(action.id)}:
        yield refuse("reason")
    if given.obstacle and given.obstacle not in process.obstacles:
        yield refuse("obstacle")


def _are_days(kind: DateKind, days: Sequence[date], today: date) -> bool:
    """One day; of an event its first and its last; of instalments several."""
    most = {DateKind.EVENT_ON: 2, DateKind.REPAY_ON: _MOST_DAYS}.get(kind, 1)
    is_in_order = list(days) == sorted(set(days))
    is_near = all(today - _LATEST_NOTED <= day < today + _FARTHEST_DATE for day in days)
    return len(days) <= most and is_in_order and is_near
