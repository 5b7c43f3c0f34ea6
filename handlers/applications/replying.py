"""Replies within a form: buttons, typed words, files, and questions asked on the way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from handlers import payloads as way
from handlers.answering import Answering
from handlers.answers import person_button
from handlers.applications.codes import shown as shown_code
from handlers.applications.deeds import DropDraft
from handlers.applications.enclosing import Enclosing, taken_away
from handlers.applications.sending import Sending
from handlers.applications.steps import Steps
from handlers.applications.visits import Visit, Visits
from handlers.applications.way import ADULT, CONSENT, OWNER, OWNER_AGREED, SENSITIVE
from handlers.casework.steps import set_aside
from handlers.consents import GiveConsent
from handlers.messages import Button, Reply
from handlers.turns import Response
from knowledge.forms.model import FieldKind, FormField
from knowledge.matching.matcher import Band
from knowledge.privacy.model import PrivacyText, Purpose

_LONGEST_NAME = 300  # characters of a text that names something; a longer one is a story, and may ask


@dataclass(frozen=True, slots=True)
class Replying:
    visits: Visits
    steps: Steps
    enclosing: Enclosing
    sending: Sending
    answering: Answering

    async def pressed(self, visit: Visit, payload: str) -> Response:
        """A button of the form; one of an earlier question puts the open one again."""
        fixed: dict[str, Callable[[Visit], Awaitable[Response]]] = {
            way.SKIP: self._skip,
            way.SKIP_REST: self._skip_rest,
            way.BACK: self._back,
            way.LATER: self._later,
            way.EDIT: self._edit,
            way.MORE: self._more,
            way.REVIEW_AGAIN: self._review,
            way.SEND: self.sending.send,
            way.DONE: self._done,
            way.CLEAR: self._clear,
        }
        if payload in fixed:
            return await fixed[payload](visit)
        kind, _, rest = payload.removeprefix(way.FILL).partition(":")
        subject, _, answer = rest.rpartition(":")
        match kind:
            case "section":
                fields = self.visits.review.fields(visit.draft, visit.at, rest, visit.turn.is_abroad)
                return self._shown(visit, fields)
            case "mend":
                return self._mend(visit, rest)
            case "said":
                point, _, name = subject.partition(":")
                return self._point(visit, f"?{point}", answer, name)
        field = self._open_field(visit)
        if field is None or field.id not in (subject, rest):
            return self.visits.again(visit, Reply(self._say("form_old_button")))
        draft = {
            "pick": lambda: self.steps.picked(visit.draft, field, answer),
            "meant": lambda: self.steps.meant(visit.draft, field, answer),
            "right": lambda: self.steps.right(visit.draft, field, visit.at),
        }.get(kind, lambda: None)()
        if draft is None:
            return self.visits.again(visit, Reply(self._say("form_old_button")))
        return self.visits.put(visit.having(draft))

    def typed(self, visit: Visit, text: str) -> Response:
        """Words for the open field or point."""
        if visit.waits_for == OWNER:
            return self._owner(visit, text)
        field = self._open_field(visit)
        if field is None:
            return self._aside(visit, text) or self.visits.again(visit, Reply(self._say("form_press")))
        is_story = field.kind is FieldKind.TEXT and field.bounds[1] > _LONGEST_NAME
        if not is_story and (aside := self._asked(visit, text)):
            return aside
        step = self.steps.typed(visit.draft, field, text, visit.today)
        if not step.refused:
            has_options = bool(step.draft.content.options)
            changed = visit.having(step.draft)
            return self.visits.ask(changed, field.id) if has_options else self.visits.put(changed)
        if field.kind is not FieldKind.TEXT and (aside := self._aside(visit, text)):
            return aside
        return self.visits.again(visit, Reply(step.refused))

    def sent_file(self, visit: Visit) -> Response:
        return self.enclosing.sent(visit, self._open_field(visit))

    def _owner(self, visit: Visit, text: str) -> Response:
        """The name of the person this is filed for."""
        if aside := self._asked(visit, text):
            return aside
        name = " ".join(text.split())
        if not 2 <= len(name) <= 80:
            return self.visits.again(visit, Reply(self._say("form_owner_name")))
        return self.visits.put(visit.having(visit.draft.saying(owner=name)))

    def _point(self, visit: Visit, point: str, answer: str, name: str = "") -> Response:
        """A yes or no to what stands between the fields; every consent leaves its row.

        `name` is the field that a sensitive point is of."""
        is_open = point == visit.waits_for
        if point == SENSITIVE and is_open:
            is_next = visit.at.next is not None and visit.at.next.field.id == name
            is_open = is_next and not (answer == way.YES and visit.turn.is_abroad)
        if not is_open:
            return self.visits.again(visit, Reply(self._say("form_old_button")))
        draft = self.steps.said(visit.draft, point, answer, visit.at)
        deeds = self._consents(visit, point, answer)
        changed = visit.having(draft)
        if answer == way.NO and point in (ADULT, CONSENT):
            return self._cannot_go_on(changed, point, deeds)
        if answer == way.NO and point == OWNER_AGREED:
            again = changed.having(draft.saying(is_on_behalf=None, owner="", owner_has_agreed=None))
            told = self.answering.knowledge.privacy.notice(
                Purpose.ON_BEHALF, owner=draft.content.owner
            ).refused
            return self.visits.put(again, Reply(told), deeds=deeds)
        return self.visits.put(changed, deeds=deeds)

    def _consents(self, visit: Visit, point: str, answer: str) -> tuple[GiveConsent, ...]:
        purposes = {
            CONSENT: Purpose.APPLICATION,
            OWNER_AGREED: Purpose.ON_BEHALF,
            SENSITIVE: Purpose.SENSITIVE,
        }
        purpose = purposes.get(point)
        if purpose is None:
            return ()
        field = visit.at.next.field if visit.at.next else None
        is_sensitive = purpose is Purpose.SENSITIVE
        shown = {"field": field.label, "why": field.why} if field and is_sensitive else {}
        owner = {"owner": visit.draft.content.owner} if purpose is Purpose.ON_BEHALF else {}
        text = self.answering.knowledge.privacy.notice(purpose, **shown, **owner)
        return (
            GiveConsent(
                purpose=purpose,
                is_given=answer == way.YES,
                version=text.version,
                text_hash=text.digest,
                application_code=visit.draft.code,
                field=field.id if field and is_sensitive else None,
            ),
        )

    def _cannot_go_on(self, visit: Visit, point: str, deeds: tuple[object, ...]) -> Response:
        """Under age, or without consent: nothing is kept, and a person may help."""
        privacy = self.answering.knowledge.privacy
        text = (
            privacy.text(PrivacyText.AGE_STOP)
            if point == ADULT
            else privacy.notice(Purpose.APPLICATION).refused
        )
        reply = Reply(text, (person_button(self.answering.knowledge),))
        memory = replace(visit.turn.state.memory, form=None)
        return Response((reply,), memory=memory, deeds=(*deeds, DropDraft(visit.draft.code)))

    async def _skip(self, visit: Visit) -> Response:
        field = self._open_field(visit)
        if visit.waits_for == SENSITIVE and visit.at.next is not None:
            return self._point(visit, SENSITIVE, way.NO, visit.at.next.field.id)
        if field is None or field.is_required:
            return self.visits.again(visit, Reply(self._say("form_cannot_skip")))
        return self._skipping(visit, field.id)

    async def _skip_rest(self, visit: Visit) -> Response:
        """All that is left of a section, from the open field on."""
        field, step = self._open_field(visit), visit.at.next
        if field is None or field.is_required or step is None or step.field.id != field.id:
            return self.visits.again(visit, Reply(self._say("form_old_button")))
        return self._skipping(visit, *visit.at.rest_of_section)

    def _skipping(self, visit: Visit, *names: str) -> Response:
        changed = visit.having(visit.draft.skipping(*names))
        return self.visits.put(changed, deeds=taken_away(visit.draft, names))

    async def _back(self, visit: Visit) -> Response:
        """To the field before; out of a question that was opened to mend one answer, to the review."""
        if visit.draft.content.is_mending:
            return self.visits.put(visit)
        if visit.waits_for in (OWNER, OWNER_AGREED):
            # To the name, or to the question whether it is for somebody else at all.
            is_named = visit.waits_for == OWNER_AGREED
            undone = visit.draft.saying(owner="", is_on_behalf=True if is_named else None)
            return self.visits.put(visit.having(undone))
        last = visit.draft.before(visit.waits_for, visit.at)
        if last is None:
            return self.visits.again(visit, Reply(self._say("form_first_question")))
        return self.visits.ask(visit.having(visit.draft.reopening(last)), last)

    async def _later(self, visit: Visit) -> Response:
        """Leaves the form; the draft stays."""
        code = visit.draft.code
        buttons = (
            Button(self._say("form_resume_short_label"), way.RESUME + code),
            Button(self._say("form_drop_label"), way.DROP + code),
        )
        text = self._say("form_left", code=shown_code(code))
        memory = visit.turn.state.memory
        case = set_aside(memory.case) if memory.case else None  # a check that was begun on the way ends too
        return Response((Reply(text, buttons),), memory=replace(memory, form=None, case=case))

    async def _edit(self, visit: Visit) -> Response:
        return self._shown(visit, self.visits.review.sections(visit.draft, visit.at))

    def edit_named(self, visit: Visit, words: str) -> Response:
        """ "sửa tên máy" goes there at once."""
        field = self.visits.review.named(visit.draft, visit.at, words)
        if field is not None:
            return self._mend(visit, field.id)
        aside = self._aside(visit, words) if visit.turn.state.expects == way.MENDING else None
        return aside or self._shown(visit, self.visits.review.sections(visit.draft, visit.at))

    def is_to_mend(self, visit: Visit, words: str) -> bool:
        """Where a text is asked for, "sửa xe máy" is one: only the exact name of a field leads there."""
        field = self._open_field(visit)
        is_text = field is not None and field.kind is FieldKind.TEXT
        return not is_text or self.visits.review.is_called(visit.at, words)

    def _mend(self, visit: Visit, name: str) -> Response:
        mendable = {step.field.id: step.field for step in visit.draft.mendable(visit.at)}
        if name not in mendable:
            return self.visits.again(visit, Reply(self._say("form_old_button")))
        is_through = visit.at.next is None
        draft = visit.draft.reopening(name).saying(is_mending=is_through)
        if mendable[name].is_sensitive and visit.turn.is_abroad:
            return self.visits.again(visit, Reply(self.visits.asking.elsewhere(mendable[name])))
        if mendable[name].is_sensitive and name not in draft.content.agreed_fields:
            return self.visits.put(visit.having(draft))  # its own consent comes first
        return self.visits.ask(visit.having(draft), name)

    async def _more(self, visit: Visit) -> Response:
        return self.visits.put(visit.having(visit.draft.saying(is_short=False)))

    async def _review(self, visit: Visit) -> Response:
        return self.visits.put(visit.having(visit.draft.saying(options=())))

    async def _done(self, visit: Visit) -> Response:
        return self.enclosing.done(visit, self._open_field(visit))

    async def _clear(self, visit: Visit) -> Response:
        return self.enclosing.clear(visit, self._open_field(visit))

    def _shown(self, visit: Visit, reply: Reply) -> Response:
        """A choice within the form; the open question stays open."""
        return Response((reply,), memory=self.visits.memory(visit), expects=way.MENDING)

    def _open_field(self, visit: Visit) -> FormField | None:
        waiting = visit.waits_for
        return next((step.field for step in visit.at.asked if step.field.id == waiting), None)

    def _asked(self, visit: Visit, text: str) -> Response | None:
        """The answer to what is surely a question, also where a name or a choice was expected."""
        return self._aside(visit, text) if self.answering.knowledge.asks_plainly(text) else None

    def _aside(self, visit: Visit, text: str) -> Response | None:
        """The answer to a question of its own, then the open question again; None when it is none of ours."""
        if not any(letter.isalpha() for letter in text):
            return None  # a mistyped telephone number asks nothing
        answer = self.answering(text, visit.turn.state.memory, visit.turn.now)
        if answer.band is not Band.ANSWER:
            return None
        told = tuple(replace(reply, buttons=()) for reply in answer.replies)
        response = self.visits.again(visit)
        memory = replace(answer.memory, form=self.visits.memory(visit).form, asks_home=False)
        return replace(response, replies=(*told, *response.replies), memory=memory)

    def _say(self, key: str, **values: object) -> str:
        return self.answering.knowledge.phrase(key, **values)
