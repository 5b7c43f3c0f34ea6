"""Into a form: the list of forms, a new one, or one that was left."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from handlers import payloads as way
from handlers.answers import person_button
from handlers.applications.codes import shown as shown_code
from handlers.applications.content import Content
from handlers.applications.deeds import DropDraft
from handlers.applications.visits import Visit, Visits
from handlers.applications.way import Draft
from handlers.messages import Button, Reply
from handlers.turns import Response, Turn
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus

_MOST_DRAFTS = 3  # at a time; nobody fills more, and nobody may fill the database


@dataclass(frozen=True, slots=True)
class Entering:
    visits: Visits
    new_code: Callable[[], str]

    async def menu(self, turn: Turn) -> Response:
        """What may be asked for; drafts that wait come first."""
        say = self.visits.knowledge.phrase
        buttons = (
            *self._resuming(await self._drafts(turn)),
            *self._starting(),
            person_button(self.visits.knowledge),
        )
        return Response((Reply(say("form_menu"), buttons),), memory=replace(turn.state.memory, form=None))

    async def begin(self, turn: Turn, form_id: str) -> Response:
        """A new draft; the one of the same form goes on instead, if there is one."""
        form = self.visits.knowledge.forms.forms.get(form_id)
        if form is None:
            return await self.menu(turn)
        say = self.visits.knowledge.phrase
        drafts = await self._drafts(turn)
        same = next((row for row in drafts if row.form_id == form_id), None)
        if same is not None:
            return await self.resume(turn, same.code)
        if len(drafts) >= _MOST_DRAFTS:
            return Response((Reply(say("form_too_many_drafts"), tuple(self._resuming(drafts))),))
        draft = Draft(self.new_code(), form, Content())
        visit = Visit(turn, draft, self.visits.today(turn), await self.visits.known(turn, draft))
        return self.visits.put(visit, Reply(f"**{form.file.title}**\n{form.file.intro}"))

    async def resume(self, turn: Turn, code: str = "") -> Response:
        """Goes on with a draft of one's own: the named one, or the one that was changed last."""
        drafts = await self._drafts(turn)
        named = [row for row in drafts if row.code == code] if code else drafts
        row = max(named, key=lambda each: each.changed_at, default=None)
        visit = await self.visits.of(turn, row) if row else None
        say = self.visits.knowledge.phrase
        if row is None or visit is None:
            elsewhere = Button(say("app_look_up_label"), way.LOOK_UP)
            return Response((Reply(say("form_nothing_open"), (*self._starting(), elsewhere)),))
        told = say("form_resumed", form=visit.draft.form.file.title, code=shown_code(row.code))
        return self.visits.again(visit, Reply(told))

    async def drop(self, turn: Turn, code: str, is_sure: bool = False) -> Response:
        """Asks whether the draft is to go; then it goes, with its files."""
        say = self.visits.knowledge.phrase
        if all(row.code != code for row in await self._drafts(turn)):
            return await self.resume(turn)
        memory = replace(turn.state.memory, form=None)
        if is_sure:
            menu = Button(say("form_menu_label"), way.FORM)
            return Response((Reply(say("form_dropped"), (menu,)),), memory=memory, deeds=(DropDraft(code),))
        buttons = (
            Button(say("form_drop_yes_label"), way.DROP_YES + code),
            Button(say("form_go_on_label"), way.RESUME + code),
        )
        return Response((Reply(say("form_drop_ask", code=shown_code(code)), buttons),), memory=memory)

    async def _drafts(self, turn: Turn) -> list[ApplicationRow]:
        return [row for row in await turn.records.applications() if row.status is ApplicationStatus.DRAFT]

    def _resuming(self, drafts: list[ApplicationRow]) -> Iterator[Button]:
        for row in drafts:
            form = self.visits.knowledge.forms.forms.get(row.form_id)
            if form is not None:
                label = self.visits.knowledge.phrase("form_resume_label", form=form.file.title)
                yield Button(label, way.RESUME + row.code)

    def _starting(self) -> Iterator[Button]:
        for form in self.visits.knowledge.forms.forms.values():
            if form.file.purpose:
                yield Button(form.file.title, way.START_FORM + form.id)
