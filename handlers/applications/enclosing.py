"""Files within a form: taken for the open field, counted, and taken away again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from handlers.applications.deeds import Attach, ClearFiles
from handlers.applications.visits import Visit, Visits
from handlers.applications.way import FILES, Draft
from handlers.attachments.deeds import DropUpload
from handlers.attachments.words import refusal_text
from handlers.messages import Reply, Upload
from handlers.turns import Response
from knowledge.forms.model import FieldKind, FormField
from knowledge.forms.replies import Refused
from knowledge.forms.values import files

_PICTURES = frozenset({"jpeg"})  # as what every picture is kept


@dataclass(frozen=True, slots=True)
class Enclosing:
    visits: Visits

    def sent(self, visit: Visit, field: FormField | None) -> Response:
        """A file: for the open field, or not wanted now and not kept."""
        upload = visit.turn.upload or Upload(refused="unknown_kind")
        if upload.refused:
            return self.visits.again(visit, Reply(refusal_text(upload, self.visits.knowledge)))
        refused = self._why_not(visit, field, upload.kind)
        if field is None or refused:
            response = self.visits.again(visit, Reply(refused))
            return replace(response, deeds=(*response.deeds, DropUpload(upload.blob_id)))
        kept = (*visit.draft.files(field), upload.blob_id)
        changed = visit.having(visit.draft.answered(field, kept))
        count, most = len(kept), field.bounds[1]
        said = Reply(self._say("form_file_taken", count=count, most=most))
        response = (
            self.visits.ask(changed, field.id, said) if count < most else self.visits.put(changed, said)
        )
        return replace(response, deeds=(*response.deeds, Attach(visit.draft.code, field.id, upload)))

    def done(self, visit: Visit, field: FormField | None) -> Response:
        """No more files: on to what comes next, unless there are some and they are too few."""
        if field is None or field.kind not in FILES:
            return self.visits.put(visit)
        sent = visit.draft.files(field)
        counted = files(field, sent)
        if sent and isinstance(counted, Refused):
            return self.visits.again(visit, Reply(self.visits.knowledge.values.refusal(counted)))
        return self.visits.put(visit if sent else visit.having(visit.draft.skipping(field.id)))

    def clear(self, visit: Visit, field: FormField | None) -> Response:
        """The files of the open field are taken away again."""
        if field is None or field.kind not in FILES:
            return self.visits.again(visit, Reply(self._say("form_old_button")))
        answers = {name: value for name, value in visit.draft.content.answers.items() if name != field.id}
        changed = visit.having(visit.draft.saying(answers=answers))
        return self.visits.ask(changed, field.id, deeds=taken_away(visit.draft, [field.id]))

    def _why_not(self, visit: Visit, field: FormField | None, kind: str) -> str:
        if field is None or field.kind not in FILES:
            return self._say("form_file_not_now")
        if field.kind is FieldKind.PHOTO and kind not in _PICTURES:
            return self._say("form_file_no_photo")
        most = field.bounds[1]
        return self._say("form_file_enough", most=most) if len(visit.draft.files(field)) >= most else ""

    def _say(self, key: str, **values: object) -> str:
        return self.visits.knowledge.phrase(key, **values)


def taken_away(draft: Draft, names: Iterable[str]) -> tuple[ClearFiles, ...]:
    """The deeds that leave nothing of the files of these fields."""
    fields = (draft.form.fields[name] for name in names)
    return tuple(ClearFiles(draft.code, field.id) for field in fields if draft.files(field))
