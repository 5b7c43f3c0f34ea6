"""Where applications stand, in words: a list, and the card of one with its history and what may be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from handlers import payloads as way
from handlers.answers import person_button
from handlers.applications.codes import shown as shown_code
from handlers.applications.words import checklist, common_values, ending_of, form_title, status_of
from handlers.messages import Button, Reply
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Status
from knowledge.process.model import Role
from storage.repositories.applications import ApplicationRow, EventRow

_MOST_LISTED, _MOST_STEPS = 9, 12
_OWN = "contact:"  # how an event names the person's own doing


@dataclass(frozen=True, slots=True)
class StatusCard:
    knowledge: KnowledgeBase
    zone: tzinfo

    def listed(self, rows: Sequence[ApplicationRow]) -> Reply:
        """One's own applications, the newest first; each opens."""
        say = self.knowledge.phrase
        buttons = [Button(self._line(row), way.OPEN + row.code) for row in rows[:_MOST_LISTED]]
        other = Button(say("app_look_up_label"), way.LOOK_UP)
        return Reply(say("app_list"), (*buttons, other))

    def nothing(self) -> Reply:
        """Nobody has sent anything from here; perhaps from elsewhere."""
        say = self.knowledge.phrase
        buttons = (Button(say("app_look_up_label"), way.LOOK_UP), Button(say("form_menu_label"), way.FORM))
        return Reply(say("app_none"), (*buttons, person_button(self.knowledge)))

    def card(self, row: ApplicationRow, history: Sequence[EventRow]) -> Reply:
        """What it means, who has the work, what comes next, and how it came here."""
        say = self.knowledge.phrase
        lines = [
            say("app_card", code=shown_code(row.code), form=form_title(row.form_id, self.knowledge)),
            *self._standing(row, history),
            *checklist(self.knowledge.forms.forms.get(row.form_id), status_of(row), self.knowledge),
            *self._history(history),
        ]
        return Reply("\n".join(lines), tuple(self._buttons(row)))

    def outside(self, row: ApplicationRow) -> Reply:
        """For somebody who knows code and telephone, in another chat: the state, nothing of the answers."""
        say, code = self.knowledge.phrase, shown_code(row.code)
        lines = [say("app_card", code=code, form=form_title(row.form_id, self.knowledge))]
        lines += [*self._standing(row, ()), say("app_move_how", code=code)]
        return Reply("\n".join(lines))

    def _standing(self, row: ApplicationRow, history: Sequence[EventRow]) -> Iterator[str]:
        values = {**common_values(row, self.knowledge, self.zone), "text": None}
        text = self.knowledge.process.status(status_of(row), ending_of(row), **values)
        yield f"**{text.title}**"
        yield text.meaning
        reason = self.knowledge.process.reason(row.reason_code) if row.reason_code else None
        if reason is not None:
            yield f"{reason.sentence} {reason.elsewhere}"
        if noted := self._noted(row, history):
            yield self.knowledge.phrase("app_noted", text=noted)
        yield f"{text.holder} {text.next_step}"
        if text.warning:
            yield self.knowledge.phrase("form_warning", warning=text.warning)

    def _noted(self, row: ApplicationRow, history: Sequence[EventRow]) -> str:
        """What staff wrote to the person when the application came to where it is."""
        told = (
            event
            for event in reversed(history)
            if event.to_status is row.status and not event.actor.startswith(_OWN) and self._is_told(event)
        )
        event = next(told, None)
        return (event.note or "") if event is not None else ""

    def _is_told(self, event: EventRow) -> bool:
        """What has no notice is done among staff, and its words are for them."""
        action = self.knowledge.process.actions.get(event.action)
        return action is not None and action.notice is not None

    def _history(self, history: Sequence[EventRow]) -> Iterator[str]:
        """Each change of state with its day; what happened in between stays in the office."""
        steps = [event for event in history if event.from_status is not event.to_status]
        if not steps:
            return
        yield self.knowledge.phrase("app_history_head")
        for event in steps[-_MOST_STEPS:]:
            on = event.at.astimezone(self.zone)
            name = self.knowledge.process.status(Status(event.to_status.value)).name
            yield self.knowledge.phrase("app_history_line", on=f"{on:%d/%m/%Y}", status=name)

    def _line(self, row: ApplicationRow) -> str:
        name = self.knowledge.process.status(status_of(row), ending_of(row)).name
        return f"{form_title(row.form_id, self.knowledge)}: {name} ({shown_code(row.code)})"

    def _buttons(self, row: ApplicationRow) -> Iterator[Button]:
        say, status = self.knowledge.phrase, status_of(row)
        if status is Status.DRAFT:
            yield Button(say("form_resume_short_label"), way.RESUME + row.code)
            return
        for action in self.knowledge.process.actions_for(status, Role.APPLICANT, ending_of(row)):
            yield Button(action.title, f"{way.ACT}{action.id}:{row.code}")
        yield Button(say("app_paper_label"), way.PAPER + row.code)
        yield person_button(self.knowledge)
