"""What follow-ups, surveys and deadlines must keep besides their shape: known names, and words for every state."""

from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.errors import Problem
from knowledge.forms.model import FieldKind, Form, Status
from knowledge.loader import Sources
from knowledge.model import Use
from knowledge.process.deadlines import Deadline
from knowledge.process.loader import DEADLINES, PLANS, SURVEYS, ProcessBook
from knowledge.process.model import LONGEST_MESSAGE, UNDECIDED, Role
from knowledge.process.plans import OPEN_APPLICATION, RESUME_DRAFT, Anchor, Plan, Trigger
from knowledge.process.process import Process

_WARNING, _UNWARNED = "warning", "does not say not to buy: name {warning}"


def check_plans(
    book: ProcessBook,
    process: Process,
    sources: Sources,
    forms: Mapping[str, Form],
    sample: Mapping[str, Any],
) -> Iterator[Problem]:
    """`sample` has values as long as they get."""
    for plan in book.plans.plans:
        yield from _name_problems(plan, process)
        yield from _form_problems(plan, forms)
        yield from _state_problems(plan)
        yield from _button_problems(plan, process)
        yield from _length_problems(plan, process, sample)
    asked = {plan.asks for plan in book.plans.plans if plan.said is not None}
    for survey in book.surveys.surveys:
        if survey.id not in asked:
            yield Problem(SURVEYS, survey.id, "id", "no plan opens it")
        ids = [question.id for question in survey.questions]
        for twice in sorted({identity for identity in ids if ids.count(identity) > 1}):
            yield Problem(SURVEYS, survey.id, f"questions.{twice}", "appears twice")
    for deadline in book.deadlines.deadlines:
        yield from _deadline_problems(deadline, sources)


def _name_problems(plan: Plan, process: Process) -> Iterator[Problem]:
    if plan.id in process.actions:
        yield Problem(PLANS, plan.id, "id", "is the name of an action")
    for field, names in (("action", (plan.action,)), ("ended_by", plan.ended_by)):
        for name in names:
            if name is not None and name not in process.actions:
                yield Problem(PLANS, plan.id, field, f"no action called {name}")
    if plan.asks is not None and plan.asks not in process.surveys:
        yield Problem(PLANS, plan.id, "asks", f"no survey called {plan.asks}")


def _form_problems(plan: Plan, forms: Mapping[str, Form]) -> Iterator[Problem]:
    for identity in plan.forms:
        form = forms.get(identity)
        if form is None:
            yield Problem(PLANS, plan.id, "forms", f"no form called {identity}")
        elif plan.answer is not None:
            field = form.fields.get(plan.answer)
            if field is None or field.kind is not FieldKind.DATE:
                yield Problem(PLANS, plan.id, "answer", f"{identity} asks no date called {plan.answer}")


def _state_problems(plan: Plan) -> Iterator[Problem]:
    field = "status" if plan.status is Status.NOT_THIS_TIME else "holds_in"
    if plan.holds(Status.NOT_THIS_TIME):
        yield Problem(PLANS, plan.id, field, "nobody is followed up after an end without support")
    if plan.trigger is not Trigger.STATUS and plan.holds(Status.DRAFT):
        yield Problem(PLANS, plan.id, "holds_in", "a draft is nobody's business yet")
    if plan.counts_from is Anchor.LEFT and plan.status is not Status.DRAFT:
        yield Problem(PLANS, plan.id, "from", "only a draft is left")
    if plan.said is None or plan.is_framed or _WARNING in plan.said.names:
        return
    if not UNDECIDED.isdisjoint(plan.statuses):
        yield Problem(PLANS, plan.id, "said", _UNWARNED)


def _button_problems(plan: Plan, process: Process) -> Iterator[Problem]:
    for status in plan.statuses:
        offered = {action.id for action in process.actions_for(status, Role.APPLICANT)}
        offered.add(RESUME_DRAFT if status is Status.DRAFT else OPEN_APPLICATION)
        for button in plan.buttons:
            if button.payload not in offered:
                yield Problem(PLANS, plan.id, "buttons", f"{button.payload} cannot be done in {status}")


def _length_problems(plan: Plan, process: Process, sample: Mapping[str, Any]) -> Iterator[Problem]:
    told = {"task": process.task(plan.id, **sample)}
    if plan.said is not None:
        texts = (process.reminder(plan.id, at_status=status, **sample) for status in plan.statuses)
        told["said"] = max(texts, key=len)
    for field, text in told.items():
        if len(text) > LONGEST_MESSAGE:
            yield Problem(
                PLANS, plan.id, field, f"comes to {len(text)} characters, {LONGEST_MESSAGE} at most"
            )


def _deadline_problems(deadline: Deadline, sources: Sources) -> Iterator[Problem]:
    """A day that no fact names, or at least its month, is nobody's deadline."""
    said = f"{deadline.day}/{deadline.month}"
    named = (said, f"tháng {deadline.month}")
    facts = [sources.facts.get(name) for name in deadline.basis]
    for name, fact in zip(deadline.basis, facts, strict=True):
        if fact is None or fact.use is Use.DO_NOT_STATE:
            yield Problem(DEADLINES, deadline.id, "basis", f"no fact that may be told is called {name}")
    if not any(fact is not None and name in fact.statement for fact in facts for name in named):
        yield Problem(DEADLINES, deadline.id, "day", f"no fact of its basis names {said}")
    for role in deadline.roles:
        if role is Role.APPLICANT:
            yield Problem(DEADLINES, deadline.id, "roles", "deadlines are for staff")
