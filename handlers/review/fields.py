"""What each action asks for on a page, and how what was filled in there becomes an action's input."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import TypeVar

from handlers.applications.codes import find_code
from handlers.review.commands import RISKY
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
from handlers.review.views import ApplicationView
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Basis, Days, FieldKind, FormField
from knowledge.forms.replies import Parsed
from knowledge.process.model import Action, Need

_LONGEST = 4000
_LONGEST_NUMBER = 18
_MOST_DAYS = 25  # one more than may be noted, so that it is told
_BESIDE: Mapping[str, tuple[str, ...]] = {  # what an action asks besides its needs
    "set_money": ("sum", "source"),
    "join_project": ("project_kind",),
    "note_date": ("date_state",),
    "close_obstacle": ("obstacle_id",),
}
_OF_NEED: Mapping[Need, tuple[str, ...]] = {Need.DATE: ("date_kind", "days")}
_GAP = re.compile(r"[\s,;]+")
_State = TypeVar("_State", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is that of the input; choices are what is sent back and what is read, empty where one types."""

    name: str
    is_needed: bool
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ActionForm:
    """An action as a page offers it."""

    id: str
    title: str
    fields: tuple[Field, ...]
    is_told: bool  # the producer reads `text`
    is_risky: bool

    @property
    def is_shown_first(self) -> bool:
        """Looked at once more before it is done: it is hard to take back, or a message goes out."""
        return self.is_told or self.is_risky


def form_of(
    action: Action, knowledge: KnowledgeBase, officers: Mapping[int, str], view: ApplicationView | None = None
) -> ActionForm:
    """The inputs of an action in their order; `view` tells which obstacles stand in the way."""
    process = knowledge.process
    choices: dict[str, tuple[tuple[str, str], ...]] = {
        "reason": tuple((reason.id, reason.label) for reason in process.reasons(action.id)),
        "obstacle": tuple((kind.id, kind.label) for kind in process.obstacles.values()),
        "officer": tuple((name, name) for name in officers.values()),
        "obstacle_id": tuple(_standing(view, knowledge)) if view is not None else (),
    }

    def fields() -> Iterator[Field]:
        """What is written in words comes last."""
        for need in Need:
            if need is not Need.TEXT and (need in action.needs or need in action.optional):
                for name in _OF_NEED.get(need, (need.value,)):
                    yield Field(name, need in action.needs, choices.get(name, ()))
        for name in _BESIDE.get(action.id, ()):
            yield Field(name, False, choices.get(name, ()))
        if Need.TEXT in action.needs or Need.TEXT in action.optional:
            yield Field(Need.TEXT.value, Need.TEXT in action.needs)

    return ActionForm(action.id, action.title, tuple(fields()), action.notice is not None, action.id in RISKY)


class Fields:
    """Reads what was filled in; accepts any text."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._zone = zone

    def read(self, form: ActionForm, filled: Mapping[str, str], now: datetime) -> ActionInput | Refusal:
        """Takes the fields of the form and no others; what is missing is told when it is tried."""
        names = {field.name for field in form.fields}
        given = {name: _clean(filled.get(name, "")) for name in names if _clean(filled.get(name, ""))}
        today = now.astimezone(self._zone).date()
        read: dict[str, object] = {}
        for name, text in given.items():
            value = self._value(name, text, today)
            if value is None:
                return self._wrong(name)
            read[name] = value
        return ActionInput(**read)  # type: ignore[arg-type]  # each field is read as its own kind

    def _value(self, name: str, text: str, today: date) -> object:
        """None when it cannot be read."""
        readers: Mapping[str, Callable[[], object]] = {
            "at": lambda: self._moment(text),
            "due_on": lambda: self._day(text, today),
            "days": lambda: self._days(text, today),
            "amount": lambda: self._amount(text, today),
            "other_code": lambda: find_code(text),
            "obstacle_id": lambda: int(text) if _is_number(text) else None,
            "sum": lambda: _one(Sum, text),
            "source": lambda: _one(MoneySource, text),
            "project_kind": lambda: _one(ProjectKind, text),
            "date_kind": lambda: _one(DateKind, text),
            "date_state": lambda: _one(DateState, text),
        }
        return readers[name]() if name in readers else text

    def _wrong(self, name: str) -> Refusal:
        say = self._knowledge.phrase
        told = {
            "at": say("review_wrong_moment"),
            "due_on": say("staff_wrong_day"),
            "days": say("staff_wrong_day"),
            "amount": say("staff_wrong_amount"),
            "other_code": say("review_wrong_other_code"),
        }
        return Refusal(Why.WRONG, told.get(name) or say("review_wrong_choice"), name)

    def _moment(self, text: str) -> datetime | None:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        return moment.replace(tzinfo=self._zone) if moment.tzinfo is None and "T" in text else None

    def _days(self, text: str, today: date) -> tuple[date, ...] | None:
        found = [self._day(word, today) for word in _GAP.split(text)[:_MOST_DAYS] if word]
        known = tuple(day for day in found if day is not None)
        return known if len(known) == len(found) else None

    def _day(self, text: str, today: date) -> date | None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
        read = self._knowledge.values.read(_ANY_DAY, text, today)
        try:
            return date.fromisoformat(str(read.value)) if isinstance(read, Parsed) else None
        except ValueError:  # only a month or a year
            return None

    def _amount(self, text: str, today: date) -> int | None:
        read = self._knowledge.values.read(_MONEY, text, today)
        return read.value if isinstance(read, Parsed) and isinstance(read.value, int) else None


def _field(kind: FieldKind, days: Days = Days.FUTURE) -> FormField:
    """What a text is read as; nobody sees it."""
    return FormField(id="typed", kind=kind, label="-", question="-", why="-", basis=Basis.USUAL, days=days)


_ANY_DAY, _MONEY = _field(FieldKind.DATE, Days.ANY), _field(FieldKind.MONEY)


def _standing(view: ApplicationView, knowledge: KnowledgeBase) -> Iterator[tuple[str, str]]:
    kinds = knowledge.process.obstacles
    for obstacle in view.obstacles:
        if obstacle.closed_at is None:
            label = kinds[obstacle.kind].label if obstacle.kind in kinds else obstacle.kind
            yield str(obstacle.id), label


def _one(states: type[_State], text: str) -> _State | None:
    return next((state for state in states if state.value == text), None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER


def _clean(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()[:_LONGEST]
