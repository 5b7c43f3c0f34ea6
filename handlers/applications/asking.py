"""Puts the fields and points of a form to people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from handlers import payloads as way
from handlers.applications.codes import shown as shown_code
from handlers.applications.content import mark_of
from handlers.applications.way import (
    ADULT,
    BEHALF,
    CONSENT,
    FILES,
    LENGTH,
    OWNER,
    OWNER_AGREED,
    SENSITIVE,
    Draft,
)
from handlers.messages import Button, Reply
from knowledge.base import KnowledgeBase
from knowledge.forms.course import Course
from knowledge.forms.model import FieldKind, FormField, Step
from knowledge.forms.replies import Value
from knowledge.privacy.model import PrivacyText, Purpose

_LEAST_WORTH_SKIPPING = 3  # fields left in a section before it is offered to skip them all
_TYPED = frozenset(FieldKind) - {FieldKind.CHOICE, FieldKind.YES_NO, *FILES}


@dataclass(frozen=True, slots=True)
class Asking:
    """Questions by the knowledge of the moment; `public_url` is where sensitive things may be told instead."""

    knowledge: KnowledgeBase
    public_url: str = ""

    def put(self, draft: Draft, at: Course, point: str, is_abroad: bool = False) -> Reply:
        """The question of a field or point, with its ways on."""
        ask: Callable[[Draft, Course, bool], Reply] | None = {
            LENGTH: self._length,
            ADULT: self._adult,
            CONSENT: self._consent,
            BEHALF: self._behalf,
            OWNER: self._owner,
            OWNER_AGREED: self._owner_agreed,
            SENSITIVE: self._sensitive,
        }.get(point)
        if ask is not None:
            return ask(draft, at, is_abroad)
        return self._field(draft, at, next(step for step in at.asked if step.field.id == point))

    def _field(self, draft: Draft, at: Course, step: Step) -> Reply:
        field = step.field
        lines = [self._head(draft, at, step), field.question, *self._asides(field)]
        known = at.answers.get(field.id, at.carried.get(field.id))
        if known is not None and field.kind not in FILES:
            lines.append(self.knowledge.phrase("form_known", value=self.shown(field, known)))
        if draft.content.options:
            lines = [self.knowledge.phrase("form_unclear"), *lines[:2]]
        buttons = (*self._choices(draft, field, known), *self._ways(draft, at, step))
        takes_numbers = field.kind in _TYPED and not draft.content.options
        return Reply("\n".join(lines), buttons, takes_numbers=takes_numbers)

    def _head(self, draft: Draft, at: Course, step: Step) -> str:
        steps = (*draft.put_to_person(at), step)
        sections = [
            each.section.id for each in at.asked if any(each.section.id == put.section.id for put in steps)
        ]
        sections = list(dict.fromkeys(sections))
        number = sections.index(step.section.id) + 1
        title = step.section.title
        return self.knowledge.phrase("form_step", number=number, of=len(sections), section=title)

    def _asides(self, field: FormField) -> Iterator[str]:
        say = self.knowledge.phrase
        if field.example:
            yield say("form_example", example=field.example)
        if field.help:
            yield field.help
        if field.kind in FILES:
            yield say("form_files_how", most=field.bounds[1])
        if field.warning:
            yield say("form_warning", warning=field.warning)

    def _choices(self, draft: Draft, field: FormField, known: Value | None) -> Iterator[Button]:
        if draft.content.options:
            for option in draft.content.options:
                yield Button(self.shown(field, option), f"{way.MEANT}{field.id}:{mark_of(option)}")
            return
        if field.kind is FieldKind.YES_NO:
            yield Button(self.knowledge.phrase("form_yes_label"), f"{way.PICK}{field.id}:{way.YES}")
            yield Button(self.knowledge.phrase("form_no_label"), f"{way.PICK}{field.id}:{way.NO}")
        for key, choice in field.choices.items():
            yield Button(choice.label, f"{way.PICK}{field.id}:{key}")
        if known is not None and field.kind not in FILES:
            # After the choices: "1, 3" counts them from the first.
            yield Button(self.knowledge.phrase("form_right_label"), way.RIGHT + field.id)

    def _ways(self, draft: Draft, at: Course, step: Step) -> Iterator[Button]:
        say, field = self.knowledge.phrase, step.field
        count, least = len(draft.files(field)), field.bounds[0] if field.kind in FILES else 1
        if count >= least:
            yield Button(say("form_done_label"), way.DONE)
        if count:
            yield Button(say("form_clear_label"), way.CLEAR)
        if count < least and not field.is_required:
            yield Button(say("form_skip_label"), way.SKIP)
        if draft.content.is_mending:
            yield Button(say("form_review_label"), way.REVIEW_AGAIN)
            return
        is_worth_it = at.next is step and len(at.rest_of_section) >= _LEAST_WORTH_SKIPPING
        if not field.is_required and is_worth_it:
            yield Button(say("form_skip_rest_label"), way.SKIP_REST)
        if draft.before(field.id, at) is not None:
            yield Button(say("back_label"), way.BACK)

    def _length(self, draft: Draft, at: Course, is_abroad: bool) -> Reply:
        say = self.knowledge.phrase
        short = sum(field.is_required for field in (step.field for step in at.asked))
        text = say("form_length", short=short, code=shown_code(draft.code))
        return Reply(
            text,
            (
                Button(say("form_short_label"), way.said(LENGTH, "short")),
                Button(say("form_full_label"), way.said(LENGTH, "full")),
            ),
        )

    def _adult(self, draft: Draft, at: Course, is_abroad: bool) -> Reply:
        text = self.knowledge.privacy.text
        return self._yes_no(
            ADULT, text(PrivacyText.AGE_QUESTION), text(PrivacyText.AGE_YES), text(PrivacyText.AGE_NO)
        )

    def _consent(self, draft: Draft, at: Course, is_abroad: bool) -> Reply:
        return self.notice(Purpose.APPLICATION, CONSENT, is_abroad)

    def _behalf(self, draft: Draft, at: Course, is_abroad: bool) -> Reply:
        text = self.knowledge.privacy.text
        labels = text(PrivacyText.BEHALF_SELF), text(PrivacyText.BEHALF_OTHER)
        return self._yes_no(BEHALF, text(PrivacyText.BEHALF_QUESTION), *labels)

    def _owner(self, draft: Draft, at: Course, is_abroad: bool) -> Reply:
        back = Button(self.knowledge.phrase("back_label"), way.BACK)
        return Reply(self.knowledge.privacy.text(PrivacyText.BEHALF_NAME), (back,), takes_numbers=True)

    def _owner_agreed(self, draft: Draft, at: Course, is_abroad: bool) -> Reply:
        return self.notice(Purpose.ON_BEHALF, OWNER_AGREED, is_abroad, owner=draft.content.owner)

    def _sensitive(self, draft: Draft, at: Course, is_abroad: bool) -> Reply:
        step = at.next
        if step is None:  # the field is no longer asked
            raise LookupError("no sensitive field is next")
        field, point = step.field, f"{SENSITIVE}:{step.field.id}"
        if not is_abroad:
            return self.notice(Purpose.SENSITIVE, point, is_abroad, field=field.label, why=field.why)
        skip = Button(self.knowledge.phrase("form_skip_label"), way.said(point, way.NO))
        return Reply(self.elsewhere(field), (skip,))

    def elsewhere(self, field: FormField) -> str:
        """Where something sensitive may be told when it may not be told here."""
        link = f"{self.public_url}/chat" if self.public_url else None
        return self.knowledge.privacy.text(PrivacyText.SENSITIVE_ELSEWHERE, field=field.label, link=link)

    def notice(self, purpose: Purpose, point: str, is_abroad: bool, **values: object) -> Reply:
        """What is agreed to, with both answers of equal weight."""
        office = self.knowledge.office
        platform = self.knowledge.phrase("foreign_platform") if is_abroad else None
        told = self.knowledge.privacy.notice(
            purpose,
            unit=office.get("ten_don_vi"),
            contact=office.get("nguoi_bao_ve_du_lieu"),
            platform=platform,
            **values,
        )
        return self._yes_no(point, told.text, told.yes, told.no)

    def agreement(self, purpose: Purpose, is_abroad: bool, before: str = "") -> Reply:
        """What is asked besides the form, after it is safe."""
        asked = self.notice(purpose, "", is_abroad)
        yes, no = asked.buttons
        prefix = f"{way.AGREE}{purpose.value}:"
        text = f"{before}\n\n{asked.text}" if before else asked.text
        return Reply(text, (Button(yes.label, prefix + way.YES), Button(no.label, prefix + way.NO)))

    def shown(self, field: FormField, value: Value) -> str:
        return self.knowledge.showing(field, value)

    @staticmethod
    def _yes_no(point: str, text: str, yes: str, no: str) -> Reply:
        return Reply(text, (Button(yes, way.said(point, way.YES)), Button(no, way.said(point, way.NO))))
