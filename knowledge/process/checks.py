"""What the process must keep besides its shape: no dead end, no way out of an end, nothing unsaid or too long."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.errors import Problem
from knowledge.forms.model import Form, Status
from knowledge.loader import Content, Sources
from knowledge.process.loader import (
    ACTIONS,
    DEADLINES,
    NOTICES,
    PLANS,
    REASONS,
    STATUSES,
    SURVEYS,
    ProcessBook,
    told_of,
)
from knowledge.process.model import (
    DO_NOT_BUY,
    FINAL_STATUSES,
    LONGEST_MESSAGE,
    UNDECIDED,
    Action,
    Ending,
    Need,
    Notice,
    ReasonCode,
    Role,
)
from knowledge.process.plan_checks import check_plans
from knowledge.process.process import Process

_REOPENS = "reopen"  # the one way out of an end
_DECIDING = frozenset({"approve", "settle", "refuse", "stop", "reopen"})  # never an officer alone
_WARNING, _UNWARNED = "warning", "does not say not to buy: name {warning}"
_SAMPLE: Mapping[str, Any] = {  # as long as they get, without what staff write
    "code": "KC-2026-000001",
    "other_code": "KC-2026-000002",
    "number": 100,
    "form": "x" * 40,
    "at": "x" * 34,
    "due": "30/12/2026",
    "day": "30/12/2026",
    "place": "x" * 40,
    "unit_name": "x" * 70,
    "amount": "300.000.000",
    "text": "",
    "reason": "",
    "elsewhere": "",
}


def check_process(
    book: ProcessBook, process: Process, content: Content, sources: Sources, forms: Mapping[str, Form]
) -> Iterator[Problem]:
    """Every problem of the process; none when it may be used."""
    yield from _way_problems(book)
    yield from _role_problems(book)
    yield from _entry_problems(book, content)
    yield from _warning_problems(book)
    yield from _reason_problems(book)
    yield from check_plans(book, process, sources, forms, _SAMPLE)
    for action in book.actions.actions:
        if action.notice is not None:
            yield from _notice_problems(action, book.notices.notices[action.notice], process)
    for file, text in (
        (STATUSES, book.states.model_dump_json()),
        (ACTIONS, book.actions.model_dump_json()),
        (REASONS, book.reasons.model_dump_json()),
        (NOTICES, book.notices.model_dump_json()),
        (PLANS, book.plans.model_dump_json()),
        (SURVEYS, book.surveys.model_dump_json()),
        (DEADLINES, book.deadlines.model_dump_json()),
    ):
        if unicodedata.normalize("NFC", text) != text:
            yield Problem(file, "", "", "text is not in Unicode form NFC")


def _way_problems(book: ProcessBook) -> Iterator[Problem]:
    ways = {
        (status, action.leads(status)) for action in book.actions.actions for status in action.from_statuses
    }
    reached = {Status.DRAFT}
    while more := {after for before, after in ways if before in reached} - reached:
        reached |= more
    for status in Status:
        if status not in reached:
            yield Problem(ACTIONS, status, "to", "no actions lead there from a draft")
        is_left = any(before is status and after is not status for before, after in ways)
        if not is_left and status not in FINAL_STATUSES:
            yield Problem(ACTIONS, status, "from", "nothing leads out of it")
    for action in book.actions.actions:
        for status in FINAL_STATUSES.intersection(action.from_statuses):
            if action.leads(status) is not status and action.id != _REOPENS:
                yield Problem(ACTIONS, action.id, "from", f"leads out of {status}, which is an end")


def _role_problems(book: ProcessBook) -> Iterator[Problem]:
    for action in book.actions.actions:
        if Role.APPLICANT in action.roles and len(action.roles) > 1:
            yield Problem(ACTIONS, action.id, "roles", "is either the applicant's or of staff")
        if action.id in _DECIDING and not {Role.LEAD, Role.ADMIN}.issuperset(action.roles):
            yield Problem(ACTIONS, action.id, "roles", "is a decision: lead and admin alone")
    for name in sorted((_DECIDING | {_REOPENS}) - {action.id for action in book.actions.actions}):
        yield Problem(ACTIONS, name, "id", "there is no such action")


def _entry_problems(book: ProcessBook, content: Content) -> Iterator[Problem]:
    for name, told in told_of(book.states):
        if told.entry not in content.entries:
            yield Problem(STATUSES, name, "entry", f"no entry called {told.entry}")
    for reason in book.reasons.reasons:
        if reason.entry is not None and reason.entry not in content.entries:
            yield Problem(REASONS, reason.id, "entry", f"no entry called {reason.entry}")


def _warning_problems(book: ProcessBook) -> Iterator[Problem]:
    """Who waits for a decision must be told not to buy."""
    states = book.states
    waiting = [states.statuses[status] for status in UNDECIDED] + [states.endings[Ending.NOT_THIS_YEAR]]
    for name, told in told_of(states):
        if told in waiting and DO_NOT_BUY not in told.warnings:
            yield Problem(STATUSES, name, "warnings", f"{DO_NOT_BUY} is missing")


def _reason_problems(book: ProcessBook) -> Iterator[Problem]:
    actions = {action.id: action for action in book.actions.actions}
    for reason in book.reasons.reasons:
        action = actions.get(reason.of)
        if action is None or Need.REASON not in action.needs:
            yield Problem(REASONS, reason.id, "of", f"no action called {reason.of} wants a reason")
        elif reason.ending not in _endings(action):
            yield Problem(REASONS, reason.id, "ending", f"{reason.of} does not end so")
    for action in actions.values():
        own = [reason for reason in book.reasons.reasons if reason.of == action.id]
        if Need.REASON in action.needs and not own:
            yield Problem(REASONS, action.id, "reasons", "none to choose from")
        others = set(action.from_statuses) - {Status.NOT_THIS_TIME}
        is_ending = Status.NOT_THIS_TIME in map(action.leads, others)
        if is_ending and action.ending is None and Need.REASON not in action.needs:
            yield Problem(ACTIONS, action.id, "ending", "says not why it ends")


def _endings(action: Action) -> frozenset[Ending]:
    if action.ending is not None:
        return frozenset({action.ending})
    return frozenset({Ending.NOT_THIS_YEAR, Ending.NOT_ELIGIBLE})


def _notice_problems(action: Action, notice: Notice, process: Process) -> Iterator[Problem]:
    names = notice.said.names if notice.said is not None else frozenset()
    if not notice.is_framed and UNDECIDED.intersection(action.from_statuses) and _WARNING not in names:
        yield Problem(NOTICES, action.notice or "", "said", _UNWARNED)
    for status in dict.fromkeys(map(action.leads, action.from_statuses)):
        for reason in process.reasons(action.id) or (None,):
            length = len(_longest(action, status, reason, process))
            if length > LONGEST_MESSAGE:
                where = f"said ({reason.id})" if reason is not None else "said"
                message = f"comes to {length} characters, {LONGEST_MESSAGE} at most"
                yield Problem(NOTICES, action.notice or "", where, message)


def _longest(action: Action, status: Status, reason: ReasonCode | None, process: Process) -> str:
    if reason is None:
        return process.notice(action.id, at_status=status, **_SAMPLE)
    told = {**_SAMPLE, "reason": reason.sentence, "elsewhere": reason.elsewhere}
    return process.notice(action.id, at_status=status, ending=reason.ending, **told)
