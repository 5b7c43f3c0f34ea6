"""Sending the finished form: once, with a receipt that says what it is and what comes next."""

from dataclasses import dataclass, replace

from handlers.applications.deeds import Send
from handlers.applications.enclosing import taken_away
from handlers.applications.receipt import Receipt
from handlers.applications.visits import Visit, Visits
from handlers.applications.way import REVIEW, next_point
from handlers.consents import ChooseNewsBy
from handlers.messages import Reply
from handlers.turns import Response
from knowledge.forms.replies import PlaceValue
from knowledge.forms.where import province_of
from knowledge.privacy.model import Purpose
from storage.states import Purpose as Stored


@dataclass(frozen=True, slots=True)
class Sending:
    visits: Visits
    receipt: Receipt

    async def send(self, visit: Visit) -> Response:
        """The form goes to the office, unless something is still to be asked."""
        if visit.at.missing or next_point(visit.draft, visit.at) != REVIEW:
            return self.visits.put(visit, Reply(self.visits.knowledge.phrase("form_not_finished")))
        draft = visit.draft.saying(answers=dict(visit.at.answers), waits_for="", options=())
        if not any(step.field.is_personal for step in visit.at.asked):  # unnamed: then the owner is too
            draft = draft.saying(is_on_behalf=None, owner="", owner_has_agreed=None)
        province, commune = self._place(visit)
        phone = draft.content.answers.get("phone")
        unasked = visit.draft.content.answers.keys() - visit.at.answers.keys()
        cleared = taken_away(visit.draft, unasked)  # of a field that a later answer took off the form
        deed = Send(draft, province, commune, phone if isinstance(phone, str) else None)
        sent = self.receipt.replies(draft)
        consents = await visit.turn.records.consents()
        is_asked = Stored.NEWS in consents  # news are a purpose of their own, asked when the form is safe
        asked = () if is_asked else (self.visits.asking.agreement(Purpose.NEWS, visit.turn.is_abroad),)
        memory = replace(visit.turn.state.memory, form=None)
        chosen_by = (ChooseNewsBy(),) if consents.get(Stored.NEWS) else ()
        return Response((*sent, *asked), memory=memory, deeds=(*cleared, deed, *chosen_by))

    def _place(self, visit: Visit) -> tuple[str | None, str | None]:
        """The province of today by id, and the commune, as they stand in the open."""
        answers = visit.at.answers
        places = [answers.get(name) for name in ("province", "commune")]
        told = [place for place in places if isinstance(place, PlaceValue)]
        if not told:
            return None, None
        province = province_of(told[0].area, self.visits.knowledge.places)
        commune = next((place.commune for place in told if place.commune), None)
        return (province.id if province else None), commune
