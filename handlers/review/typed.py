"""Reads what staff type after a command: an action with all it needs, or what to write instead."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TypeVar

from handlers.applications.codes import find_code
from handlers.review.commands import (
    ACTIONS,
    DATE_ENDS,
    DATES,
    FAILED,
    PROJECT_KINDS,
    RESULTS,
    SOURCES,
    SUMS,
    Shape,
    word_of,
)
from handlers.review.model import Act, ActionInput, DateState
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Basis, Days, FieldKind, FormField
from knowledge.forms.replies import Parsed, Refused
from knowledge.text.fold import fold

_MOST_DAYS = 25  # of one line; one more than may be noted, so that it is told
LONGEST_FIGURES = 300
_CODE_WORDS = 4  # "KC 7Q4M 2X9T 1B5K"
_DAY = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}(?:[/.-][0-9]{2,4})?")
_HOUR = re.compile(r"([0-9]{1,2})(?:[:hg]([0-9]{2})?)")
_SAID_HOUR = re.compile(r"([0-9]{1,2}) gio(?: ([0-9]{2}))?")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Misread:
    """Why it cannot be read, for the one who typed it."""

    text: str
    action: str = ""  # which one was meant, so that it may be said how it is written


@dataclass(frozen=True, slots=True)
class FiguresTyped:
    """What colleagues are asked for, and until when."""

    due_on: date
    names: tuple[str, ...]
    what: str


class _Wrong(Exception):
    """What stands after the code is not as it should be."""


class Typed:
    """Pure; accepts any text."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._zone = zone
        self._day = _field(FieldKind.DATE)
        self._any_day = _field(FieldKind.DATE, Days.ANY)
        self._money = _field(FieldKind.MONEY)

    def read(self, text: str, now: datetime) -> Act | Misread:
        """A command line with an action in it."""
        command = ACTIONS[word_of(text)]
        code, rest = code_and_rest(text)
        if code is None:
            return Misread(self._knowledge.phrase("staff_no_code"), command.action)
        act = Act(code, command.action)
        try:
            return self._with(act, command.shape, rest, now)
        except _Wrong as wrong:
            return Misread(str(wrong), command.action)

    def figures(self, text: str, now: datetime) -> FiguresTyped | Misread:
        """A line that asks colleagues for figures: a day, their names, a colon, and what is wanted."""
        say = self._knowledge.phrase
        word, rest = _first(_first(text)[1])
        names, _, what = rest.partition(":")
        asked = tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
        if not asked or not what.strip():
            return Misread(say("staff_figures_how"))
        if len(what.strip()) > LONGEST_FIGURES:
            return Misread(say("review_wrong_text", most=LONGEST_FIGURES))
        try:
            return FiguresTyped(self._date(word, now), asked, what.strip())
        except _Wrong as wrong:
            return Misread(str(wrong))

    def _with(self, act: Act, shape: Shape, rest: str, now: datetime) -> Act:
        given = ActionInput(text=rest)
        match shape:
            case Shape.DUE_TEXT:
                day, text = self._leading_day(rest, now)
                given = ActionInput(text=text, due_on=day)
            case Shape.AT_TEXT:
                given = self._moment(rest, now)
            case Shape.AMOUNT:
                given = ActionInput(amount=self._amount(rest, now) if rest else None)
            case Shape.REASON_TEXT:
                ids = [reason.id for reason in self._knowledge.process.reasons(act.action)]
                chosen, text = self._chosen(rest, ids)
                given = ActionInput(text=text, reason=chosen)
            case Shape.OBSTACLE_TEXT:
                chosen, text = self._chosen(rest, list(self._knowledge.process.obstacles))
                given = ActionInput(text=text, obstacle=chosen)
            case Shape.RESULT:
                has_passed, text = self._word(rest, RESULTS, "staff_wrong_result")
                act = act if has_passed else replace(act, action=FAILED)
                given = ActionInput(text="" if has_passed else text, findings=text)
            case Shape.OTHER_TEXT:
                other, text = code_and_rest(f"/x {rest}")
                given = ActionInput(text=text, other_code=other or "")
            case Shape.OFFICER:
                given = ActionInput(officer=rest)
            case Shape.MONEY:
                given = self._sum(rest, now)
            case Shape.PROJECT:
                given = self._project(rest)
            case Shape.DATES:
                given = self._dates(rest, now)
        return replace(act, given=given)

    def moment(self, text: str, now: datetime) -> datetime | Misread:
        """A day and an hour, in any order; an hour alone is the next time that the clock shows it."""
        words = _SAID_HOUR.sub(r"\1:\2", fold(text).replace(",", " ")).split()
        at = next((found for word in words if (found := _clock(word)) is not None), None)
        if at is None:
            return Misread(self._knowledge.phrase("staff_wrong_hour"))
        others = " ".join(word for word in words if _clock(word) is None)
        local = now.astimezone(self._zone)
        if not others:
            today = datetime.combine(local.date(), at, self._zone)
            return today if today > now else today + timedelta(days=1)
        try:
            return datetime.combine(self._date(others, now), at, self._zone)
        except _Wrong as wrong:
            return Misread(str(wrong))

    def _leading_day(self, rest: str, now: datetime) -> tuple[date | None, str]:
        first, text = _first(rest)
        if not _DAY.fullmatch(first):
            return None, rest
        return self._date(first, now), text

    def _moment(self, rest: str, now: datetime) -> ActionInput:
        """A day, an hour and words; nothing at all is not wrong, only missing."""
        if not rest:
            return ActionInput()
        words = rest.split(maxsplit=2)
        day = self._date(words[0], now)
        at = _clock(words[1].lower()) if len(words) > 1 else None
        if at is None:
            raise _Wrong(self._knowledge.phrase("staff_wrong_hour"))
        moment = datetime.combine(day, at, self._zone)
        return ActionInput(text=words[2] if len(words) > 2 else "", at=moment)

    def _date(self, word: str, now: datetime, field: FormField | None = None) -> date:
        today = now.astimezone(self._zone).date()
        read = self._knowledge.values.read(field or self._day, word, today)
        if isinstance(read, Parsed):
            try:
                return date.fromisoformat(str(read.value))
            except ValueError:  # only a month or a year
                raise _Wrong(self._knowledge.phrase("staff_wrong_day")) from None
        if isinstance(read, Refused):
            raise _Wrong(self._knowledge.values.refusal(read))
        raise _Wrong(self._knowledge.phrase("staff_wrong_day"))

    def _amount(self, text: str, now: datetime) -> int:
        read = self._knowledge.values.read(self._money, text, now.astimezone(self._zone).date())
        if isinstance(read, Parsed) and isinstance(read.value, int):
            return read.value
        if isinstance(read, Refused):
            raise _Wrong(self._knowledge.values.refusal(read))
        raise _Wrong(self._knowledge.phrase("staff_wrong_amount"))

    def _chosen(self, rest: str, ids: Sequence[str]) -> tuple[str, str]:
        """One of a list by its number or id; the rest of the text. Nothing at all is only missing."""
        first, text = _first(rest)
        if first.isascii() and first.isdecimal() and len(first) <= 3 and 1 <= int(first) <= len(ids):
            return ids[int(first) - 1], text
        if first and first not in ids:
            raise _Wrong(self._knowledge.phrase("staff_wrong_choice", most=len(ids)))
        return first, text

    def _word(self, rest: str, meanings: Mapping[str, _T], phrase: str) -> tuple[_T, str]:
        first, text = _first(rest)
        if fold(first) not in meanings:
            raise _Wrong(self._knowledge.phrase(phrase, words=", ".join(meanings)))
        return meanings[fold(first)], text

    def _sum(self, rest: str, now: datetime) -> ActionInput:
        which, text = self._word(rest, SUMS, "staff_wrong_sum")
        amount, _, last = text.rpartition(" ")
        source = SOURCES.get(fold(last))
        amount = amount if source is not None else text
        return ActionInput(amount=self._amount(amount, now) if amount else None, sum=which, source=source)

    def _project(self, rest: str) -> ActionInput:
        if not rest:
            return ActionInput()
        kind, name = self._word(rest, PROJECT_KINDS, "staff_wrong_project")
        return ActionInput(project=name, project_kind=kind)

    def _dates(self, rest: str, now: datetime) -> ActionInput:
        """Which day, the days themselves, and at the end a word if they hold no more."""
        if not rest:
            return ActionInput()
        kind, text = self._word(rest, DATES, "staff_wrong_date")
        words = text.split()
        state = DATE_ENDS.get(fold(words[-1])) if words else None
        days = words if state is None else words[:-1]
        read = tuple(self._date(word, now, self._any_day) for word in days[:_MOST_DAYS])
        return ActionInput(date_kind=kind, days=read, date_state=state or DateState.STANDING)


def code_and_rest(text: str) -> tuple[str | None, str]:
    """The code after a command's word, and what follows it."""
    for count in range(1, _CODE_WORDS + 1):
        words = text.split(maxsplit=1 + count)[1:]
        code = find_code(" ".join(words[:count]))
        if code is not None:
            return code, words[count].strip() if len(words) > count else ""
    return None, _first(text)[1]


def _clock(word: str) -> time | None:
    """The hour that a word says; None when it says none."""
    said = _HOUR.fullmatch(word)
    if said is None or int(said[1]) > 23 or int(said[2] or 0) > 59:
        return None
    return time(int(said[1]), int(said[2] or 0))


def _field(kind: FieldKind, days: Days = Days.FUTURE) -> FormField:
    """What a reply is read as; nobody sees it."""
    return FormField(id="typed", kind=kind, label="-", question="-", why="-", basis=Basis.USUAL, days=days)


def _first(rest: str) -> tuple[str, str]:
    words = rest.split(maxsplit=1)
    return (words[0] if words else ""), (words[1] if len(words) > 1 else "")
