"""Reads the process; every mistake is told with file, entry and field, so that what was read can always be said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.errors import KnowledgeError, Problem
from knowledge.forms.model import Status
from knowledge.process.deadlines import DeadlineFile
from knowledge.process.model import (
    Action,
    ActionFile,
    Ending,
    Need,
    NoticeFile,
    ReasonFile,
    Role,
    StatusFile,
    Told,
    Why,
)
from knowledge.process.plans import Anchor, Plan, PlanFile
from knowledge.process.surveys import SurveyFile
from knowledge.reading import read, twice, whole
from knowledge.templates import misfits

FOLDER = "process"
STATUSES, ACTIONS, REASONS, NOTICES = (
    f"{FOLDER}/{name}.yaml" for name in ("statuses", "actions", "reasons", "notices")
)
PLANS, SURVEYS, DEADLINES = (f"{FOLDER}/{name}.yaml" for name in ("plans", "surveys", "deadlines"))
_STATUSES, _ACTIONS, _REASONS = TypeAdapter(StatusFile), TypeAdapter(ActionFile), TypeAdapter(ReasonFile)
_NOTICES, _PLANS = TypeAdapter(NoticeFile), TypeAdapter(PlanFile)
_SURVEYS, _DEADLINES = TypeAdapter(SurveyFile), TypeAdapter(DeadlineFile)

VALUES = frozenset(
    {
        "code",
        "number",
        "form",
        "text",
        "at",
        "due",
        "place",
        "reason",
        "elsewhere",
        "unit_name",
        "amount",
        "other_code",
    }
)
_DAY = frozenset({"day"})  # that a plan is counted from
_ALWAYS_KNOWN = frozenset(
    {"form", "place", "unit_name", "at", "due", "warning", "status"}
)  # where there is one
_FRAME = frozenset({"number", "code", "title", "meaning", "holder", "next_step"})
_FRAME_OPTIONAL = frozenset({"form", "said", "warning", "status"})
_GIVES: Mapping[Need, frozenset[str]] = {  # what an action's need puts into its notice
    Need.TEXT: frozenset({"text"}),
    Need.REASON: frozenset({"reason", "elsewhere"}),
    Need.AT: frozenset({"at"}),
    Need.DUE_ON: frozenset({"due"}),
    Need.AMOUNT: frozenset({"amount"}),
}
_REFUSALS: Mapping[str, frozenset[str]] = {
    Why.UNKNOWN: frozenset(),
    Why.ROLE: frozenset({"action", "roles", "role"}),
    Why.STATUS: frozenset({"action", "status", "statuses"}),
    Why.ENDING: frozenset({"action", "status"}),
    Role.APPLICANT: frozenset({"action", "status"}),
}
_NOTHING: frozenset[str] = frozenset()
_NAMED: Mapping[Anchor, str] = {Anchor.VISIT_AT: "at", Anchor.INSPECTION_AT: "at", Anchor.DUE_ON: "due"}


@dataclass(frozen=True, slots=True)
class ProcessBook:
    """The files together."""

    states: StatusFile
    actions: ActionFile
    reasons: ReasonFile
    notices: NoticeFile
    plans: PlanFile
    surveys: SurveyFile
    deadlines: DeadlineFile


def load_process(directory: Path) -> ProcessBook:
    """The process of a content directory. Raises KnowledgeError with all problems found."""
    problems: list[Problem] = []
    states = whole(_STATUSES, read(directory, STATUSES, problems), problems)
    actions = whole(_ACTIONS, read(directory, ACTIONS, problems), problems)
    reasons = whole(_REASONS, read(directory, REASONS, problems), problems)
    notices = whole(_NOTICES, read(directory, NOTICES, problems), problems)
    plans = whole(_PLANS, read(directory, PLANS, problems), problems)
    surveys = whole(_SURVEYS, read(directory, SURVEYS, problems), problems)
    deadlines = whole(_DEADLINES, read(directory, DEADLINES, problems), problems)
    if states is None or actions is None or reasons is None or notices is None:
        raise KnowledgeError(problems)
    if plans is None or surveys is None or deadlines is None:
        raise KnowledgeError(problems)
    book = ProcessBook(states, actions, reasons, notices, plans, surveys, deadlines)
    problems += [*_state_problems(states), *_action_problems(book), *_notice_problems(book)]
    problems += [*_plan_problems(book), *twice(ACTIONS, actions.actions), *twice(PLANS, plans.plans)]
    problems += [*twice(REASONS, reasons.reasons), *twice(REASONS, reasons.obstacles)]
    problems += [*twice(SURVEYS, surveys.surveys), *twice(DEADLINES, deadlines.deadlines)]
    if problems:
        raise KnowledgeError(problems)
    return book


def told_of(states: StatusFile) -> Iterator[tuple[str, Told]]:
    """Every state and ending with the name that problems call it by."""
    yield from ((status.value, told) for status, told in states.statuses.items())
    yield from ((ending.value, told) for ending, told in states.endings.items())


def _state_problems(states: StatusFile) -> Iterator[Problem]:
    for status in set(Status) - set(states.statuses):
        yield Problem(STATUSES, status, "statuses", "is not told")
    for ending in set(Ending) - {Ending.NONE} - set(states.endings):
        yield Problem(STATUSES, ending, "endings", "is not told")
    for name, told in told_of(states):
        for field in ("title", "meaning", "holder", "next_step"):
            for message in misfits(getattr(told, field), _NOTHING, VALUES):
                yield Problem(STATUSES, name, field, message)
        for warning in told.warnings:
            if warning not in states.warnings:
                yield Problem(STATUSES, name, "warnings", f"no warning called {warning}")


def _action_problems(book: ProcessBook) -> Iterator[Problem]:
    file = book.actions
    for role in set(Role) - set(file.roles):
        yield Problem(ACTIONS, "", "roles", f"{role} has no name")
    for key in set(_REFUSALS) ^ set(file.refusals):
        yield Problem(ACTIONS, "", "refusals", f"{key} is not written, or is said nowhere")
    for key, template in file.refusals.items():
        for message in misfits(template, _REFUSALS.get(key, _NOTHING), _NOTHING):
            yield Problem(ACTIONS, "", f"refusals.{key}", message)
    for action in file.actions:
        if action.id in set(Status):
            yield Problem(ACTIONS, action.id, "id", "is the name of a state")
        if action.notice is not None and action.notice not in book.notices.notices:
            yield Problem(ACTIONS, action.id, "notice", f"no notice called {action.notice}")
        if action.needs & action.optional:
            yield Problem(ACTIONS, action.id, "optional", "is needed too")


def _notice_problems(book: ProcessBook) -> Iterator[Problem]:
    file = book.notices
    for name, template, needed, optional in (
        ("frame", file.frame, _FRAME, _FRAME_OPTIONAL),
        ("hour", file.hour, frozenset({"hour"}), frozenset({"minute"})),
        ("moment", file.moment, frozenset({"hour", "weekday", "day"}), _NOTHING),
    ):
        for message in misfits(template, needed, optional):
            yield Problem(NOTICES, "", name, message)
        for missing in sorted(needed - template.needs):
            yield Problem(NOTICES, "", name, f"{missing} is left out")
    for action in book.actions.actions:
        notice = book.notices.notices.get(action.notice or "")
        if notice is None:
            continue
        if notice.said is None and not notice.is_framed:
            yield Problem(NOTICES, action.notice or "", "said", "says nothing, and has no frame")
        for message in misfits(notice.said, *given(action)) if notice.said is not None else ():
            yield Problem(NOTICES, action.notice or "", "said", f"{message} (of {action.id})")


def given(action: Action) -> tuple[frozenset[str], frozenset[str]]:
    """What the notice of an action is always, and sometimes, filled with.

    The code of another application is told only where it is the same person's.
    """
    needed = frozenset({"code"}).union(*(_GIVES.get(need, _NOTHING) for need in action.needs))
    sometimes = _ALWAYS_KNOWN.union(*(_GIVES.get(need, _NOTHING) for need in action.optional))
    if Need.OTHER_CODE in action.needs | action.optional:
        sometimes |= {"other_code"}
    return needed, sometimes - needed


def _plan_problems(book: ProcessBook) -> Iterator[Problem]:
    for plan in book.plans.plans:
        for message in misfits(plan.said, *given_to_plan(plan)) if plan.said is not None else ():
            yield Problem(PLANS, plan.id, "said", message)
        for message in misfits(plan.task, *given_to_task(plan)) if plan.task is not None else ():
            yield Problem(PLANS, plan.id, "task", message)
    for survey in book.surveys.surveys:
        for message in misfits(survey.thanks, frozenset({"code"}), frozenset({"form"})):
            yield Problem(SURVEYS, survey.id, "thanks", message)
    for deadline in book.deadlines.deadlines:
        for message in misfits(deadline.said, frozenset({"day"}), frozenset({"left"})):
            yield Problem(DEADLINES, deadline.id, "said", message)


def given_to_plan(plan: Plan) -> tuple[frozenset[str], frozenset[str]]:
    """A draft has no code yet, only its form; a plan counted from a date knows the date."""
    needed = {"form"} if plan.status is Status.DRAFT else {"code"}
    if plan.counts_from in _NAMED:
        needed |= {_NAMED[plan.counts_from]}
    elif plan.counts_from.is_date:
        needed |= _DAY
    return frozenset(needed), (_ALWAYS_KNOWN | _DAY) - needed


def given_to_task(plan: Plan) -> tuple[frozenset[str], frozenset[str]]:
    """The list of tasks knows the application alone, a message in the chat its date too."""
    return frozenset({"code"}), frozenset({"form", "place"}) | _DAY
