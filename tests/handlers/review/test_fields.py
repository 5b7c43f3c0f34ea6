"""What is filled in on a page becomes what an action takes, or is refused in words."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from handlers.review.fields import Fields, form_of
from handlers.review.model import (
    ActionInput,
    DateKind,
    DateState,
    MoneySource,
    ProjectKind,
    Refusal,
    Sum,
    Why,
)
from knowledge.base import KnowledgeBase
from tests.support.talks import ZONE

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def read(knowledge: KnowledgeBase, action: str, **filled: str) -> ActionInput | Refusal:
    form = form_of(knowledge.process.actions[action], knowledge, {1: "Lan"})
    return Fields(knowledge, ZONE).read(form, filled, NOW)


@pytest.mark.parametrize(
    ("action", "filled", "given"),
    [
        ("note", {"text": " gọi\r\nlại "}, {"text": "gọi\nlại"}),
        ("ask_papers", {"text": "Bản vẽ", "due_on": "2026-12-15"},
         {"text": "Bản vẽ", "due_on": date(2026, 12, 15)}),
        ("ask_papers", {"due_on": "15/12/2026"}, {"due_on": date(2026, 12, 15)}),
        ("schedule_visit", {"at": "2026-12-05T08:30"}, {"at": datetime(2026, 12, 5, 1, 30, tzinfo=UTC)}),
        ("approve", {"amount": "120 triệu"}, {"amount": 120_000_000}),
        ("settle", {"amount": "120.000.000", "text": ""}, {"amount": 120_000_000}),
        ("refuse", {"reason": "x", "text": "y"}, {"reason": "x", "text": "y"}),
        ("assign", {"officer": "Lan", "text": "không phải của việc này"}, {"officer": "Lan"}),
        ("set_money", {"amount": "5 triệu", "sum": "advanced_vnd", "source": "local"},
         {"amount": 5_000_000, "sum": Sum.ADVANCED, "source": MoneySource.LOCAL}),
        ("join_project", {"project": "Chè", "project_kind": "group"},
         {"project": "Chè", "project_kind": ProjectKind.GROUP}),
        ("note_date", {"date_kind": "repay_on", "days": "15/1/2027, 2027-02-15", "date_state": "done"},
         {"date_kind": DateKind.REPAY_ON, "days": (date(2027, 1, 15), date(2027, 2, 15)),
          "date_state": DateState.DONE}),
        ("close_obstacle", {"obstacle_id": "7"}, {"obstacle_id": 7}),
        ("claim", {"amount": "1"}, {}),
    ],
)  # fmt: skip
def test_what_can_be_read_is_taken(
    knowledge: KnowledgeBase, action: str, filled: dict[str, str], given: dict[str, Any]
) -> None:
    assert read(knowledge, action, **filled) == ActionInput(**given)


@pytest.mark.parametrize(
    ("action", "name", "value"),
    [
        ("schedule_visit", "at", "mai"),
        ("schedule_visit", "at", "2026-12-05"),
        ("ask_papers", "due_on", "32/13/2026"),
        ("approve", "amount", "nhiều"),
        ("merge", "other_code", "KC-1"),
        ("note_date", "days", "2027-01-15, hôm nào đó"),
        ("note_date", "date_kind", "x"),
        ("set_money", "sum", "status"),
        ("set_money", "source", "x"),
        ("close_obstacle", "obstacle_id", "٣"),
    ],
)
def test_what_cannot_be_read_is_named(knowledge: KnowledgeBase, action: str, name: str, value: str) -> None:
    refused = read(knowledge, action, **{name: value})
    assert isinstance(refused, Refusal)
    assert (refused.why, refused.need) == (Why.WRONG, name)
    assert refused.text


def test_each_action_of_staff_asks_for_exactly_what_it_needs(knowledge: KnowledgeBase) -> None:
    """An action whose needs nobody could fill in on the page would be on the map in vain."""
    for action in knowledge.process.actions.values():
        form = form_of(action, knowledge, {1: "Lan"})
        names = {field.name for field in form.fields}
        wanted = {need.value for need in action.needs | action.optional} - {"date"}
        assert wanted <= names, action.id
        assert {field.name for field in form.fields if field.is_needed} == {
            *({need.value for need in action.needs} - {"date"}),
            *({"date_kind", "days"} if "date" in action.needs else ()),
        }
        assert form.is_told is (action.notice is not None)
