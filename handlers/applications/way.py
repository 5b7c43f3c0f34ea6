"""The way through a form: what is asked next, with the points that stand between its fields."""

from dataclasses import dataclass, replace
from datetime import date

from handlers.applications.content import Content
from knowledge.eligibility.logic import Facts
from knowledge.forms.course import Course, course
from knowledge.forms.model import FieldKind, Form, FormField, Step
from knowledge.forms.replies import Value

# Points are told from fields by their mark: no field's name begins with one.
LENGTH = "?length"
ADULT = "?adult"
CONSENT = "?consent"
BEHALF = "?behalf"
OWNER = "?owner"
OWNER_AGREED = "?owner-agreed"
SENSITIVE = "?sensitive"  # of the field that the course comes to next
REVIEW = "?review"
FILES = frozenset({FieldKind.PHOTO, FieldKind.FILE})


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that somebody is filling; `revision` is None until it is stored."""

    code: str
    form: Form
    content: Content
    revision: int | None = None
    id: int = 0

    def saying(self, **changes: object) -> "Draft":
        """The same draft with other content."""
        return replace(self, content=replace(self.content, **changes))  # type: ignore[arg-type]

    def standing(self, today: date, known: Facts | None = None) -> Course:
        """Where the form is for this person. In a short form nothing optional is asked."""
        content = self.content
        left_out = {*content.skipped, *content.refused_fields}
        if content.is_short:
            left_out |= {name for name, field in self.form.fields.items() if not field.is_required}
        return course(self.form, content.answers, left_out - content.answers.keys(), today, known)

    def put_to_person(self, at: Course) -> tuple[Step, ...]:
        """The steps that this person sees: in a short form the optional ones only when they were answered."""
        if not self.content.is_short:
            return at.asked
        return tuple(
            step for step in at.asked if step.field.is_required or step.field.id in self.content.answers
        )

    def mendable(self, at: Course) -> tuple[Step, ...]:
        """The steps that may be opened again: those come by, and all when the form is through.

        A sensitive one that was not agreed to comes only by its own question, which a short form leaves out.
        """
        touched = {*self.content.answers, *self.content.skipped, *self.content.refused_fields}
        is_through = at.next is None
        return tuple(
            step
            for step in at.asked
            if (is_through or step.field.id in touched)
            and not (self.content.is_short and self._is_unagreed(step.field))
        )

    def _is_unagreed(self, field: FormField) -> bool:
        return field.is_sensitive and field.id not in self.content.agreed_fields

    def files(self, field: FormField) -> tuple[str, ...]:
        """What was sent for a field so far, perhaps too little; none for a field that takes no files."""
        sent = self.content.answers.get(field.id, ())
        return sent if field.kind in FILES and isinstance(sent, tuple) else ()

    def before(self, waits_for: str, at: Course) -> str | None:
        """The field that "back" leads to: the last before this one that was answered or skipped."""
        names = [step.field.id for step in at.asked]
        earlier = names[: names.index(waits_for)] if waits_for in names else names
        touched = {*self.content.answers, *self.content.skipped}
        return next((name for name in reversed(earlier) if name in touched), None)

    def answered(self, field: FormField, value: Value) -> "Draft":
        """With one more answer, or another one."""
        skipped = tuple(each for each in self.content.skipped if each != field.id)
        answers = {**self.content.answers, field.id: value}
        return self.saying(answers=answers, skipped=skipped, options=())

    def skipping(self, *fields: str) -> "Draft":
        answers = {name: value for name, value in self.content.answers.items() if name not in fields}
        skipped = tuple(dict.fromkeys((*self.content.skipped, *fields)))
        return self.saying(answers=answers, skipped=skipped, options=())

    def reopening(self, field: str) -> "Draft":
        """The field is asked again; what was answered stands until the new answer."""
        skipped = tuple(each for each in self.content.skipped if each != field)
        refused = tuple(each for each in self.content.refused_fields if each != field)
        return self.saying(waits_for=field, skipped=skipped, refused_fields=refused, options=())


def next_point(draft: Draft, at: Course) -> str:
    """The field or the point that comes next; the review when nothing is left to ask."""
    if draft.content.is_short is None:
        return LENGTH
    step = at.next
    if step is None:
        return REVIEW
    is_file = step.field.kind in FILES  # what a picture shows cannot be known beforehand
    if (step.is_after_consent or is_file) and (gate := _gate(draft.content, at, is_file)):
        return gate
    if step.field.is_sensitive and step.field.id not in draft.content.agreed_fields:
        return SENSITIVE
    return step.field.id


def may_hold_personal(content: Content) -> bool:
    """Everything has been said that must be said before the first personal answer."""
    is_settled = not content.is_on_behalf or bool(content.owner and content.owner_has_agreed)
    return bool(
        content.is_adult and content.has_consented and content.is_on_behalf is not None and is_settled
    )


def _gate(content: Content, at: Course, is_file: bool) -> str:
    """What must be said before the first personal field; nothing when none will come."""
    if may_hold_personal(content) or not (at.needs_consent or content.has_consented or is_file):
        return ""
    if not content.is_adult:
        return ADULT
    if not content.has_consented:
        return CONSENT
    if content.is_on_behalf is None:
        return BEHALF
    return OWNER if not content.owner else OWNER_AGREED
