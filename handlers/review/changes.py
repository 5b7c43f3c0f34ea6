"""What an action writes into the row of an application, and what its history says of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.review.model import ActionInput, Ready, Sum
from knowledge.process.model import FINAL_STATUSES, Ending
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus
from storage.states import Ending as StoredEnding

_SUM_OF = {"approve": Sum.PLANNED, "settle": Sum.PAID}  # which sum an action names
_MOMENT_OF = {"schedule_visit": "visit_at", "schedule_inspection": "inspection_at"}


def columns_of(ready: Ready, given: ActionInput, member_id: int, now: datetime) -> Mapping[str, Any]:
    """The columns that change. Whoever moves what was nobody's has it from then on."""
    action, columns = ready.action, dict[str, Any]()
    if action.to_status is not None:
        ending = ready.standing.ending
        columns |= {
            "status": ApplicationStatus(ready.standing.status.value),
            "ending": None if ending is Ending.NONE else StoredEnding(ending.value),
            "reason_code": given.reason or None,
            "due_on": given.due_on,
            "ended_at": now if ready.standing.status in FINAL_STATUSES else None,
            "merged_into_id": ready.other.id if ready.other is not None else None,
        }
        if ready.application.assignee_id is None:
            columns["assignee_id"] = member_id
    if action.id == "claim":
        columns["assignee_id"] = member_id
    if ready.officer is not None:
        columns["assignee_id"] = ready.officer.id
    if action.id in _MOMENT_OF:
        columns[_MOMENT_OF[action.id]] = given.at
    if given.amount is not None:
        columns[_SUM_OF.get(action.id, given.sum).value] = given.amount
    if given.source is not None:
        columns["money_source"] = given.source
    return columns


def detail_of(
    ready: Ready, given: ActionInput, after: ApplicationRow, number: int | None
) -> dict[str, int | str]:
    """Nothing personal: ids, dates and sums."""
    found: dict[str, int | str | None] = {
        "revision": after.revision,
        "notice": number,
        "at": given.at.isoformat() if given.at is not None else None,
        "due_on": given.due_on.isoformat() if given.due_on is not None else None,
        "sum": _SUM_OF.get(ready.action.id, given.sum).value if given.amount is not None else None,
        "amount": given.amount,
        "other": ready.other.id if ready.other is not None else None,
        "officer": ready.officer.id if ready.officer is not None else None,
    }
    return {name: value for name, value in found.items() if value is not None}
