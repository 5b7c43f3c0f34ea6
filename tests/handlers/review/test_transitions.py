"""Who may do what in which state: every action in every state by every role, done for real or refused for real."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from handlers.review.model import Act, ActionInput, Done, Refusal, Why
from handlers.review.performing import Performing
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus, DateKind, Role
from storage.tables_applications import application, application_event, follow_up
from tests.support.applications import a_sent_application
from tests.support.clock import HandClock
from tests.support.reviews import Member, Office, a_door
from tests.support.rows import change, rows
from tests.support.talks import ZONE

S = ApplicationStatus
_UNDECIDED = {S.SENT, S.MORE_WANTED, S.VISIT, S.IN_REVIEW}
_DECIDED = {S.APPROVED, S.UNDER_WAY, S.INSPECTION, S.INSPECTED}
_OPEN, _SENT = _UNDECIDED | _DECIDED, set(S) - {S.DRAFT}
_STAFF, _DECIDING = {Role.OFFICER, Role.LEAD, Role.ADMIN}, {Role.LEAD, Role.ADMIN}
_TABLE: dict[str, tuple[set[S], S | None, set[Role]]] = {  # from, to (None: it stays), by whom
    "claim": (_OPEN, None, _STAFF),
    "assign": (_SENT, None, _STAFF),
    "ask_papers": (_UNDECIDED, S.MORE_WANTED, _STAFF),
    "schedule_visit": (_UNDECIDED, S.VISIT, _STAFF),
    "take_up": (_UNDECIDED - {S.IN_REVIEW}, S.IN_REVIEW, _STAFF),
    "approve": ({S.IN_REVIEW}, S.APPROVED, _DECIDING),
    "start_work": ({S.APPROVED}, S.UNDER_WAY, _STAFF),
    "schedule_inspection": ({S.UNDER_WAY, S.INSPECTION}, S.INSPECTION, _STAFF),
    "pass_inspection": ({S.INSPECTION}, S.INSPECTED, _STAFF),
    "fail_inspection": ({S.INSPECTION}, S.UNDER_WAY, _STAFF),
    "settle": ({S.INSPECTED}, S.SETTLED, _DECIDING),
    "refuse": (_UNDECIDED, S.NOT_THIS_TIME, _DECIDING),
    "stop": (_DECIDED, S.NOT_THIS_TIME, _DECIDING),
    "move": (_UNDECIDED, S.NOT_THIS_TIME, _STAFF),
    "merge": (_UNDECIDED, S.NOT_THIS_TIME, _STAFF),
    "reopen": ({S.NOT_THIS_TIME}, S.SENT, _DECIDING),
    "set_money": (_DECIDED | {S.IN_REVIEW, S.SETTLED}, None, _STAFF),
    "note": (_SENT, None, _STAFF),
    "open_obstacle": (_OPEN, None, _STAFF),
    "close_obstacle": (_SENT, None, _STAFF),
    "join_project": (_OPEN, None, _STAFF),
    "note_date": (_DECIDED | {S.IN_REVIEW, S.SETTLED}, None, _STAFF),
}
_OF_APPLICANTS = (
    "send",
    "add_papers",
    "ask_change",
    "confirm_date",
    "ask_other_date",
    "withdraw",
    "keep_for_next",
)


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: the rules stand before it."""
    return sqlite_url


class _Undone(Exception):
    """Ends the transaction, so that the next try finds the same application."""


def everything(now: datetime, other: ApplicationRow, colleague: str, reason: str) -> ActionInput:
    """All that any action may need."""
    return ActionInput(
        text="Mời anh/chị xem.",
        findings="Máy chạy tốt.",
        reason=reason,
        at=now + timedelta(days=3),
        due_on=date(2026, 12, 20),
        amount=120_000_000,
        other_code=other.code,
        officer=colleague,
        obstacle="papers",
        project="Máy sấy 2026",
        date_kind=DateKind.SETTLE_BY,
        days=(date(2027, 6, 15),),
    )


def pairs() -> Iterator[tuple[str, ApplicationStatus, Role]]:
    for action in (*_TABLE, *_OF_APPLICANTS, "no_such_action"):
        for status in ApplicationStatus:
            for role in Role:
                yield action, status, role


async def test_every_action_in_every_state_by_every_role(
    office: Office, database: Database, clock: HandClock, knowledge: KnowledgeBase, capsys: Any
) -> None:
    now = clock.now()
    assert set(_TABLE) | set(_OF_APPLICANTS) == set(knowledge.process.actions)
    members = {role: await office.member(role, areas=("tay-ninh",)) for role in Role}
    colleague = await office.member(name="Lan")
    row = await a_sent_application(database, now)
    other = await a_sent_application(database, now, chat_key="binh")
    performing = Performing(lambda: knowledge, a_door(), ZONE)
    before: ApplicationStatus | None = None
    counted = {"done": 0, "refused": 0}
    for action, status, role in pairs():
        if before != status:
            change(database, update(application).where(application.c.id == row.id).values(status=status))
            before = status
        reason = next((each.id for each in knowledge.process.reasons(action)), "")
        given = everything(now, other, colleague.name, reason)
        outcome, after = await tried(database, performing, members[role], row.code, action, given, now)
        froms, to, roles = _TABLE.get(action, (set(), None, set()))
        if status in froms and role in roles:
            assert isinstance(outcome, Done), (action, status, role, outcome)
            assert after is not None
            assert after.status == (to or status), (action, status)
            counted["done"] += 1
            continue
        assert isinstance(outcome, Refusal), (action, status, role, outcome)
        assert outcome.text, (action, status, role)
        expected = {Why.NOT_FOUND} if status is S.DRAFT and role in _STAFF else {Why.ROLE, Why.STATUS}
        assert outcome.why in expected, (action, status, role, outcome)
        counted["refused"] += 1
    assert len(rows(database, application_event)) == 2  # of the two that were sent: nothing else has stayed
    assert rows(database, follow_up) == []
    with capsys.disabled():
        print(f"\n{sum(counted.values())} action × state × role: {counted}")
    assert counted["done"] == sum(len(froms) * len(roles) for froms, _, roles in _TABLE.values())


async def tried(
    database: Database,
    performing: Performing,
    member: Member,
    code: str,
    action: str,
    given: ActionInput,
    now: datetime,
) -> tuple[Done | Refusal, ApplicationRow | None]:
    """What comes of it and the application then; afterwards all is as before."""
    outcome: Done | Refusal | None = None
    after = None
    try:
        async with database.transaction() as store:
            outcome = await performing.perform(store, member, Act(code, action, given), now)
            after = await store.applications.find(code)
            raise _Undone
    except _Undone:
        assert outcome is not None
        return outcome, after
