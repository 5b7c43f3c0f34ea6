"""The form read over before it is sent: every answer, and the way to mend each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from handlers import payloads as way
from handlers.applications.way import Draft
from handlers.messages import Button, Reply
from knowledge.base import KnowledgeBase
from knowledge.forms.course import Course, Told
from knowledge.forms.model import FormField
from knowledge.text.fold import fold


@dataclass(frozen=True, slots=True)
class Review:
    """Draws reviews by the knowledge of the moment."""

    knowledge: KnowledgeBase

    def card(self, draft: Draft, at: Course, is_abroad: bool = False) -> Reply:
        """All that was told, section by section; what was left out is counted, not listed.

        What is sensitive is not shown on a foreign platform."""
        say = self.knowledge.phrase
        all_told = at.review(self.knowledge.showing)
        told = [each for each in all_told if not (each.field.is_sensitive and is_abroad)]
        lines = [say("form_review", form=draft.form.file.title), *self._sections(told)]
        left_out = sum(each.shown is None for each in told)
        if left_out:
            lines.append(say("form_review_left_out", count=left_out))
        lines.append(say("form_review_end"))
        return Reply("\n".join(lines), tuple(self._buttons(draft, at)))

    def sections(self, draft: Draft, at: Course) -> Reply:
        """Which part is to be mended."""
        titles = dict.fromkeys((step.section.id, step.section.title) for step in draft.mendable(at))
        buttons = [Button(title, way.SECTION + identity) for identity, title in titles]
        back = Button(self.knowledge.phrase("form_review_label"), way.REVIEW_AGAIN)
        return Reply(self.knowledge.phrase("form_mend_section"), (*buttons, back))

    def fields(self, draft: Draft, at: Course, section: str, is_abroad: bool = False) -> Reply:
        """Which answer of a part is to be mended; all parts when there is no such one."""
        mendable = [step.field for step in draft.mendable(at) if step.section.id == section]
        of_section = [field for field in mendable if not (field.is_sensitive and is_abroad)]
        if not of_section:
            return self.sections(draft, at)
        buttons = [Button(self._with_value(at, field), way.MEND + field.id) for field in of_section]
        back = Button(self.knowledge.phrase("form_review_label"), way.REVIEW_AGAIN)
        return Reply(self.knowledge.phrase("form_mend_field"), (*buttons, back))

    def named(self, draft: Draft, at: Course, words: str) -> FormField | None:
        """The one field that is called like this: "sửa tên máy"."""
        wanted = fold(words).strip()
        fields = [step.field for step in draft.mendable(at)]
        exact = [field for field in fields if fold(field.label) == wanted]
        near = exact or [field for field in fields if wanted and wanted in fold(field.label)]
        return near[0] if len(near) == 1 else None

    def is_called(self, at: Course, words: str) -> bool:
        """True when a field is called exactly so, also one that was not come by yet."""
        return any(fold(step.field.label) == fold(words).strip() for step in at.asked)

    def _sections(self, told: Sequence[Told]) -> Iterator[str]:
        for section, lines in groupby(told, key=lambda each: each.section):
            shown = [f"- {each.field.label}: {each.shown}" for each in lines if each.shown is not None]
            if shown:
                yield f"\n**{section}**"
                yield from shown

    def _with_value(self, at: Course, field: FormField) -> str:
        value = at.answers.get(field.id)
        shown = (
            self.knowledge.showing(field, value) if value is not None else self.knowledge.phrase("form_empty")
        )
        return self.knowledge.phrase("fact_line", label=field.label, value=shown).removeprefix("- ")[:60]

    def _buttons(self, draft: Draft, at: Course) -> Iterator[Button]:
        say = self.knowledge.phrase
        yield Button(say("form_send_label"), way.SEND)
        yield Button(say("form_edit_label"), way.EDIT)
        if draft.content.is_short and any(each.shown is None for each in at.review(self.knowledge.showing)):
            yield Button(say("form_more_label"), way.MORE)
        yield Button(say("form_later_label"), way.LATER)
        yield Button(say("form_drop_label"), way.DROP + draft.code)
