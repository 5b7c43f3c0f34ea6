"""What a reply makes of a draft: values in, a draft out, or why the reply is none."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from handlers.applications.content import mark_of
from handlers.applications.way import ADULT, BEHALF, CONSENT, LENGTH, OWNER_AGREED, SENSITIVE, Draft
from knowledge.base import KnowledgeBase
from knowledge.forms.course import Course
from knowledge.forms.model import FieldKind, FormField
from knowledge.forms.replies import Parsed, Reason, Refused, Unclear, Value

_YES = "yes"


class Step(NamedTuple):
    """The draft after a reply; `refused` says why the reply was no answer."""

    draft: Draft
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """Reads replies by the knowledge of the moment."""

    knowledge: KnowledgeBase

    def typed(self, draft: Draft, field: FormField, text: str, today: date) -> Step:
        """A typed reply to a field."""
        read = self.knowledge.values.read(field, text, today, draft.content.answers)
        match read:
            case Parsed(value):
                return Step(draft.answered(field, value))
            case Unclear(options):
                return Step(draft.saying(options=options))
            case Refused(Reason.UNSURE) if not field.is_required:
                return Step(draft.skipping(field.id))
        return Step(draft, self.knowledge.values.refusal(read))

    def picked(self, draft: Draft, field: FormField, key: str) -> Draft | None:
        """A pressed choice; None for a button that this field does not have."""
        if field.kind is FieldKind.YES_NO and key in (_YES, "no"):
            return draft.answered(field, key == _YES)
        if field.kind is FieldKind.CHOICE and key in field.choices:
            return draft.answered(field, (key,) if field.is_several else key)
        return None

    def meant(self, draft: Draft, field: FormField, mark: str) -> Draft | None:
        """One of the meanings of an unclear reply; None for a button of another question, or of another reply."""
        value = next((each for each in draft.content.options if mark_of(each) == mark), None)
        if value is None:
            return None
        if field.kind is FieldKind.CHOICE and field.is_several and isinstance(value, str):
            return draft.answered(field, (value,))
        return draft.answered(field, value)

    def right(self, draft: Draft, field: FormField, at: Course) -> Draft | None:
        """What was known before is right; None when nothing is known."""
        value: Value | None = at.answers.get(field.id, at.carried.get(field.id))
        return None if value is None else draft.answered(field, value)

    def said(self, draft: Draft, point: str, answer: str, at: Course) -> Draft:
        """A yes or no to a point; what a no means beyond this is the skill's to say."""
        is_yes = answer == _YES
        match point:
            case _ if point == LENGTH:
                return draft.saying(is_short=answer == "short")
            case _ if point == ADULT:
                return draft.saying(is_adult=is_yes)
            case _ if point == CONSENT:
                return draft.saying(has_consented=is_yes)
            case _ if point == BEHALF:
                return draft.saying(is_on_behalf=not is_yes)
            case _ if point == OWNER_AGREED:
                return draft.saying(owner_has_agreed=is_yes)
            case _ if point == SENSITIVE and at.next is not None:
                name = at.next.field.id
                if is_yes:
                    return draft.saying(agreed_fields=(*draft.content.agreed_fields, name))
                return draft.saying(refused_fields=(*draft.content.refused_fields, name))
        return draft
