"""What is told when a form was sent, and the form itself as a paper."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.applications.codes import shown as shown_code
from handlers.applications.paper import Paper, PaperRow, PaperSection
from handlers.applications.way import Draft
from handlers.applications.words import checklist
from handlers.messages import FileOf, FileRef, Reply
from knowledge.base import KnowledgeBase
from knowledge.forms.model import FieldKind, Papers, Status
from knowledge.privacy.model import PrivacyText


@dataclass(frozen=True, slots=True)
class Receipt:
    """By the knowledge of the moment; the paper carries everything in words."""

    knowledge: KnowledgeBase
    zone: tzinfo

    def replies(self, draft: Draft) -> tuple[Reply, ...]:
        """The receipt with what comes next, and the paper."""
        say, code = self.knowledge.phrase, shown_code(draft.code)
        unit = self.knowledge.office.get("ten_don_vi")
        state = self.knowledge.process.status(
            Status.SENT, code=code, form=draft.form.file.title, unit_name=unit
        )
        lines = [
            say("app_receipt", code=code, form=draft.form.file.title),
            state.meaning,
            state.holder,
            state.next_step,
            *([state.warning] if state.warning else []),
            *checklist(draft.form, Status.SENT, self.knowledge),
        ]
        return self.paper_reply(draft), Reply("\n".join(lines))

    def paper_reply(self, draft: Draft) -> Reply:
        name = f"phieu-{draft.form.id}-{shown_code(draft.code)}.docx"
        return Reply(self.knowledge.phrase("app_paper"), file=FileRef(FileOf.REQUEST, draft.id, name))

    def paper(self, draft: Draft, status: Status, sent_at: datetime | None, now: datetime) -> Paper:
        """The filled form; what was left out stays as a dotted line."""
        say, code = self.knowledge.phrase, shown_code(draft.code)
        filed_on = (sent_at or now).astimezone(self.zone)
        at = draft.standing(filed_on.date())
        told = {each.field.id: each.shown for each in at.review(self.knowledge.showing) if each.shown}
        sections: dict[str, list[PaperRow]] = {}
        for step in at.asked:
            rows = sections.setdefault(step.section.title, [])
            rows.append(PaperRow(step.field.label, told.get(step.field.id, "")))
        papers = draft.form.papers.get(status, Papers(entry="none"))
        lines = [say("paper_code", code=code)]
        lines.append(say("paper_sent" if sent_at else "paper_not_sent", on=f"{filed_on:%d/%m/%Y %H:%M}"))
        if draft.content.is_on_behalf:
            lines.append(self.knowledge.privacy.text(PrivacyText.BEHALF_MARK, owner=draft.content.owner))
        return Paper(
            form=draft.form.id,
            version=draft.form.version,
            heading=self.knowledge.office.get("ten_don_vi") or say("paper_no_office"),
            title=say("paper_title", form=draft.form.file.title),
            mark=say("paper_mark"),
            lines=tuple(lines),
            sections=tuple(PaperSection(title, tuple(rows)) for title, rows in sections.items()),
            checklist_title=say("paper_checklist"),
            checklist=papers.have,
            notes=tuple(filter(None, (papers.unknown, say("paper_statement")))),
            sign_note=say("paper_sign"),
            fields={
                name: told.get(name, "")
                for name, field in draft.form.fields.items()
                if field.kind not in (FieldKind.PHOTO, FieldKind.FILE)
            },
            code=code,
            filed_on=f"{filed_on:%d/%m/%Y}",
        )
