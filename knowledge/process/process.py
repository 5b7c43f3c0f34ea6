"""The process as the handlers see it: what a state means, who may do what, what people are told."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Self

from knowledge.forms.model import Status
from knowledge.privacy.working_days import WorkingDays
from knowledge.process.deadlines import Deadline, Reminder, reminders
from knowledge.process.loader import ProcessBook, given, given_to_plan, load_process
from knowledge.process.model import (
    Action,
    Allowed,
    Ending,
    ObstacleKind,
    ReasonCode,
    Refused,
    Role,
    Standing,
    StatusText,
    Told,
    Why,
)
from knowledge.process.plans import Anchor, Due, Plan, Trigger, planned
from knowledge.process.surveys import Survey
from knowledge.templates import Template, told_day


class Process:
    """Pure: it knows the rules and the words, and keeps nothing.

    Values that sentences are filled with: code, number, form, text, at, due, day, place, reason, elsewhere,
    unit_name, amount, other_code; None is a value that is not known. A needed one that is missing raises KeyError.
    """

    def __init__(self, book: ProcessBook, working_days: WorkingDays) -> None:
        self._book = book
        self.working_days = working_days
        self.actions: Mapping[str, Action] = {action.id: action for action in book.actions.actions}
        self.obstacles: Mapping[str, ObstacleKind] = {kind.id: kind for kind in book.reasons.obstacles}
        self.plans: Mapping[str, Plan] = {plan.id: plan for plan in book.plans.plans}
        self.plans_version = hashlib.sha256(book.plans.model_dump_json().encode()).hexdigest()
        self.surveys: Mapping[str, Survey] = {survey.id: survey for survey in book.surveys.surveys}
        self.deadlines: Mapping[str, Deadline] = {each.id: each for each in book.deadlines.deadlines}
        self._reasons = {reason.id: reason for reason in book.reasons.reasons}

    @classmethod
    def load(cls, directory: Path, working_days: WorkingDays) -> Self:
        """The process of a content directory. Raises KnowledgeError."""
        return cls(load_process(directory), working_days)

    def status(self, status: Status, ending: Ending = Ending.NONE, **values: object) -> StatusText:
        """What people read about a state."""
        told = self._told(status, ending)
        warnings = (self._book.states.warnings[key] for key in told.warnings)
        return StatusText(
            status=status,
            ending=ending,
            name=told.name,
            title=told.title(**values),
            meaning=told.meaning(**values),
            holder=told.holder(**values),
            next_step=told.next_step(**values),
            warning=" ".join(warnings) or None,
            entry=told.entry,
        )

    def may(self, action: str, status: Status, role: Role, ending: Ending = Ending.NONE) -> Allowed | Refused:
        """Whether someone of a role may do it in that state; a refusal says why, in words for them."""
        found = self.actions.get(action)
        if found is None:
            return self._refused(Why.UNKNOWN)
        if role not in found.roles:
            roles = ", ".join(self._book.actions.roles[each] for each in found.roles)
            own = self._book.actions.roles[role]
            return self._refused(Why.ROLE, action=found.title, roles=roles, role=own)
        if status not in found.from_statuses:
            return self._wrong_status(found, status, role, ending)
        if found.from_endings and ending not in found.from_endings:
            name = self._told(status, ending).name
            return self._refused(Why.ENDING, action=found.title, status=name)
        return Allowed(found, found.leads(status))

    def actions_for(self, status: Status, role: Role, ending: Ending = Ending.NONE) -> tuple[Action, ...]:
        """What someone of a role may do in a state, in the order to be offered."""
        allowed = (self.may(action, status, role, ending) for action in self.actions)
        return tuple(each.action for each in allowed if isinstance(each, Allowed))

    def after(self, action: str, status: Status, reason: str | None = None) -> Standing:
        """Where an action leads from a state; where it ends an application, its reason may tell the ending."""
        found = self.actions[action]
        leads = found.leads(status)
        if leads is not Status.NOT_THIS_TIME:
            return Standing(leads, Ending.NONE)
        if found.ending is not None:
            return Standing(leads, found.ending)
        return Standing(leads, self.reason(reason).ending if reason is not None else Ending.NONE)

    def reasons(self, action: str) -> tuple[ReasonCode, ...]:
        """The reason codes to choose from for an action; none where it wants no reason."""
        return tuple(reason for reason in self._reasons.values() if reason.of == action)

    def reason(self, identity: str) -> ReasonCode:
        return self._reasons[identity]

    def notice(
        self,
        what: str | Status,
        /,
        *,
        at_status: Status | None = None,
        ending: Ending | None = None,
        **values: object,
    ) -> str:
        """What the producer is told of an action, or of a state alone.

        Of an action that leaves the state as it is, `at_status` says which; of `refuse`, `ending` says which.
        """
        if isinstance(what, Status):
            return self._framed(self.status(what, ending or Ending.NONE, **values), None, values)
        action = self.actions[what]
        notice = self._book.notices.notices[action.notice or ""]
        state = action.to_status if action.moves_from is None else None
        status = at_status or state
        if status is None:
            raise KeyError("at_status")
        ends = action.ending if ending is None else ending
        if notice.is_framed:
            _demand(given(action)[0], values)
        text = self.status(status, ends if ends and status is Status.NOT_THIS_TIME else Ending.NONE, **values)
        return (
            self._framed(text, notice.said, values) if notice.is_framed else _said(notice.said, text, values)
        )

    def plans_for(self, status: Status) -> tuple[Plan, ...]:
        """The plans that an application starts when it comes into a state."""
        return tuple(plan for plan in self.plans.values() if plan.status is status)

    def plans_after(self, action: str) -> tuple[Plan, ...]:
        """The plans that an action starts."""
        return tuple(plan for plan in self.plans.values() if plan.action == action)

    def plans_by_date(self, status: Status) -> tuple[Plan, ...]:
        """The plans that a date starts, as far as they hold in a state."""
        return tuple(
            plan for plan in self.plans.values() if plan.trigger is Trigger.DATE and plan.holds(status)
        )

    def planned(
        self,
        plan: Plan,
        from_moment: datetime,
        zone: tzinfo,
        dates: Mapping[Anchor, datetime | date] | None = None,
    ) -> tuple[Due, ...]:
        """When a plan that begins at an aware moment falls due; moments that have passed are left out."""
        return planned(plan, from_moment, zone, dates or {}, self.working_days)

    def deadline_reminders(self, since: datetime, until: datetime, zone: tzinfo) -> tuple[Reminder, ...]:
        """What staff can be told of days of the year at some moment between the two, the earliest first."""
        found = (
            each
            for deadline in self.deadlines.values()
            for each in reminders(deadline, since, until, zone, self.working_days)
        )
        return tuple(sorted(found, key=lambda each: (each.due_at, each.deadline.id)))

    def reminder(self, plan: str, /, *, at_status: Status | None = None, **values: object) -> str:
        """The text of a plan, in the state the application is in by now."""
        found = self.plans[plan]
        status = at_status or found.status
        if status is None:
            raise KeyError("at_status")
        _demand(given_to_plan(found)[0], values)
        text = self.status(status, Ending.NONE, **values)
        return self._framed(text, found.said, values) if found.is_framed else _said(found.said, text, values)

    def task(self, plan: str, /, **values: object) -> str:
        """What a plan tells staff to see to; empty when it tells them nothing."""
        found = self.plans[plan].task
        return found(**values) if found is not None else ""

    def told_day(self, day: date) -> str:
        """A day as people read it: 15/3/2027."""
        return told_day(day)

    def told_moment(self, moment: datetime, zone: tzinfo) -> str:
        """An aware moment on the people's clock."""
        local, words = moment.astimezone(zone), self._book.notices
        hour = words.hour(hour=local.hour, minute=f"{local.minute:02}" if local.minute else None)
        return words.moment(hour=hour, weekday=words.weekdays[local.weekday()], day=local.date())

    def _told(self, status: Status, ending: Ending) -> Told:
        states = self._book.states
        is_ended = status is Status.NOT_THIS_TIME and ending is not Ending.NONE
        return states.endings[ending] if is_ended else states.statuses[status]

    def _framed(self, text: StatusText, said: Template | None, values: Mapping[str, object]) -> str:
        told = _said(said, text, values) if said is not None else None
        given = {**values, "said": told or None, "status": text.name, "title": text.title}
        given |= {"meaning": text.meaning, "holder": text.holder, "next_step": text.next_step}
        return self._book.notices.frame(**{**given, "warning": text.warning})

    def _wrong_status(self, action: Action, status: Status, role: Role, ending: Ending) -> Refused:
        own = action.refusals.get(status)
        if own is not None:
            return Refused(Why.STATUS, own)
        name = self._told(status, ending).name
        if role is Role.APPLICANT:
            template = self._book.actions.refusals[Role.APPLICANT]
            return Refused(Why.STATUS, template(action=action.title, status=name))
        states = self._book.states.statuses
        names = ", ".join(states[each].name for each in action.from_statuses)
        return self._refused(Why.STATUS, action=action.title, status=name, statuses=names)

    def _refused(self, why: Why, **values: object) -> Refused:
        return Refused(why, self._book.actions.refusals[why](**values))


def _demand(needed: frozenset[str], values: Mapping[str, object]) -> None:
    """A title leaves out a date that is missing; whoever tells of a date must have it."""
    for name in sorted(needed):
        if values.get(name) is None:
            raise KeyError(name)


def _said(said: Template | None, text: StatusText, values: Mapping[str, object]) -> str:
    return said(**{**values, "warning": text.warning, "status": text.name}) if said is not None else ""
