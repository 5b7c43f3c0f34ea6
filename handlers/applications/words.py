"""What sentences about an application are filled with, and the buttons that go with them."""

from collections.abc import Iterator
from datetime import tzinfo

from handlers.applications.codes import shown
from handlers.messages import Button
from handlers.payloads import ACT, OPEN, RESUME
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Form, Status
from knowledge.process.model import Ending, Role
from knowledge.process.plans import OPEN_APPLICATION, RESUME_DRAFT, PlanButton
from storage.repositories.applications import ApplicationRow

_ASKED_BACK = ("add_papers", "confirm_date", "ask_other_date", "keep_for_next")  # offered with a notice
_DATED = {Status.VISIT: "visit_at", Status.INSPECTION: "inspection_at"}


def status_of(row: ApplicationRow) -> Status:
    return Status(row.status.value)


def ending_of(row: ApplicationRow) -> Ending:
    return Ending(row.ending.value if row.ending is not None else "")


def form_title(form_id: str, knowledge: KnowledgeBase) -> str:
    """The form by its name; by its id when it is no longer in the book."""
    form = knowledge.forms.forms.get(form_id)
    return form.file.title if form is not None else form_id


def place_name(province: str | None, commune: str | None, knowledge: KnowledgeBase) -> str | None:
    """Where a facility is, as people say it; None when it was not told."""
    found = knowledge.places.province(province) if province is not None else None
    if found is None:
        return province
    known = knowledge.places.commune(found.id, commune) if commune else None
    kind = knowledge.phrase(f"commune_{known.kinds[-1].kind.value}") if known is not None else ""
    return f"{kind} {commune}, {found.name}".strip() if commune else found.name


def common_values(row: ApplicationRow, knowledge: KnowledgeBase, zone: tzinfo) -> dict[str, str | None]:
    """What every sentence about an application may name."""
    process = knowledge.process
    dated = _DATED.get(status_of(row))
    moment = getattr(row, dated) if dated is not None else None
    return {
        "code": shown(row.code),
        "form": form_title(row.form_id, knowledge),
        "at": process.told_moment(moment, zone) if moment is not None else None,
        "due": process.told_day(row.due_on) if row.due_on is not None else None,
        "place": place_name(row.province, row.commune, knowledge),
        "unit_name": knowledge.office.get("ten_don_vi"),
    }


def checklist(form: Form | None, status: Status, knowledge: KnowledgeBase) -> Iterator[str]:
    """What to have ready in a state, and what nobody has read yet."""
    papers = form.papers.get(status) if form is not None else None
    if papers is None:
        return
    if papers.have:
        yield knowledge.phrase("app_checklist_head")
        yield from (f"- {paper}" for paper in papers.have)
    if papers.unknown:
        yield papers.unknown


def notice_buttons(row: ApplicationRow, knowledge: KnowledgeBase) -> tuple[Button, ...]:
    """What the person may answer at once, and the way to the application."""
    return (*_answers(row, knowledge), Button(knowledge.phrase("app_open_label"), OPEN + row.code))


def _answers(row: ApplicationRow, knowledge: KnowledgeBase) -> Iterator[Button]:
    status = status_of(row)
    for action in knowledge.process.actions_for(status, Role.APPLICANT, ending_of(row)):
        is_asked = action.id != "add_papers" or status is Status.MORE_WANTED
        if action.id in _ASKED_BACK and is_asked:
            yield Button(action.title, f"{ACT}{action.id}:{row.code}")


def plan_button(button: PlanButton, row: ApplicationRow) -> Button:
    """A button of a plan, for this application."""
    payload = {OPEN_APPLICATION: OPEN + row.code, RESUME_DRAFT: RESUME + row.code}.get(button.payload)
    return Button(button.label, payload or f"{ACT}{button.payload}:{row.code}")
