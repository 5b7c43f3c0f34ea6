"""What a form or an application wants stored, and how it is done; each in the transaction of its turn."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.applications.content import CONTENT
from handlers.applications.way import FILES, Draft, may_hold_personal
from handlers.deeds import Doer, Doing
from handlers.messages import Reply, Upload
from storage.repositories.applications import ApplicationRow, NewApplication, NewEvent
from storage.repositories.attachments import NewFile
from storage.states import ApplicationStatus
from storage.store import Store

PlanFollowUps = Callable[[Store, ApplicationRow, datetime], Awaitable[None]]
TellStaff = Callable[[Doing, ApplicationRow], Awaitable[None]]


class Overtaken(Exception):
    """The row was changed elsewhere since it was read; the turn is done again on what stands now."""


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """The draft as it is now; the first time it is made."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class DropDraft:
    """The draft is to go, with its files."""

    code: str


@dataclass(frozen=True, slots=True)
class Attach:
    """A kept file belongs to a field from now on, or to the application as a whole."""

    code: str
    field: str
    upload: Upload


@dataclass(frozen=True, slots=True)
class ClearFiles:
    """The files of a field are taken off the draft."""

    code: str
    field: str


@dataclass(frozen=True, slots=True)
class Send:
    """The finished form goes to the office. Where it belongs is told in the open, the rest stays sealed."""

    draft: Draft
    province: str | None
    commune: str | None
    phone: str | None


class Filing:
    """Stores drafts and sends them; `tell` lets staff know of what was sent."""

    def __init__(self, plan: PlanFollowUps, tell: TellStaff) -> None:
        self._plan = plan
        self._tell = tell

    @property
    def doers(self) -> Mapping[type, Doer]:
        return {
            SaveDraft: self.save,
            DropDraft: self.drop,
            Attach: self.attach,
            ClearFiles: self.clear,
            Send: self.send,
        }

    async def save(self, doing: Doing, wanted: SaveDraft) -> tuple[Reply, ...]:
        draft = wanted.draft
        content = CONTENT.dump_json(draft.content).decode()
        _refuse_unagreed(draft)
        if draft.revision is None:
            await self._begin(doing, draft, content)
            return ()
        row = await own_draft(doing, draft.code)
        is_saved = row.revision == draft.revision and await doing.store.applications.change(
            row,
            doing.now,
            content=content,
            conversation_id=doing.conversation.id,
            is_on_behalf=bool(draft.content.is_on_behalf),
        )
        if not is_saved:
            raise Overtaken
        return ()

    async def _begin(self, doing: Doing, draft: Draft, content: str) -> None:
        new = NewApplication(
            draft.code, doing.contact_id, doing.conversation.id, draft.form.id, draft.form.version, content
        )
        added = await doing.store.applications.add(new, doing.now)
        if added is None:  # somebody else's code: one chance in 2**54
            raise Overtaken
        row = await own_draft(doing, draft.code)
        await self._plan(doing.store, row, doing.now)

    async def drop(self, doing: Doing, wanted: DropDraft) -> tuple[Reply, ...]:
        row = await own_draft(doing, wanted.code)
        doing.spent_blobs.extend(file.blob_id for file in await doing.store.files.of(row.id))
        await doing.store.applications.delete(row.id)
        await doing.store.audit.add(doing.now, doing.actor, "draft_dropped", f"application:{row.id}")
        return ()

    async def attach(self, doing: Doing, wanted: Attach) -> tuple[Reply, ...]:
        row = await doing.store.applications.find(wanted.code, lock=True)
        if row is None or row.contact_id != doing.contact_id:
            raise Overtaken
        upload = wanted.upload
        new = NewFile(
            row.id,
            wanted.field,
            upload.blob_id,
            upload.kind,
            upload.size,
            upload.sha256,
            upload.is_scanned,
        )
        await doing.store.files.add(new, doing.now)
        return ()

    async def clear(self, doing: Doing, wanted: ClearFiles) -> tuple[Reply, ...]:
        row = await own_draft(doing, wanted.code)
        held = [file.blob_id for file in await doing.store.files.of(row.id) if file.field == wanted.field]
        doing.spent_blobs.extend(await doing.store.files.remove(row.id, held))
        return ()

    async def send(self, doing: Doing, wanted: Send) -> tuple[Reply, ...]:
        """The skill has looked: the form is whole, agreed to, and still a draft."""
        draft = wanted.draft
        _refuse_unagreed(draft)
        row = await own_draft(doing, draft.code)
        officer = await doing.store.areas.officer_for(wanted.province or "", wanted.commune or "")
        is_sent = row.revision == draft.revision and await doing.store.applications.change(
            row,
            doing.now,
            content=CONTENT.dump_json(draft.content).decode(),
            phone=wanted.phone,
            status=ApplicationStatus.SENT,
            sent_at=doing.now,
            province=wanted.province,
            commune=wanted.commune,
            is_on_behalf=bool(draft.content.is_on_behalf),
            assignee_id=officer,
            conversation_id=doing.conversation.id,
        )
        sent = await doing.store.applications.find(draft.code, lock=True)
        if not is_sent or sent is None:
            raise Overtaken
        event = NewEvent(doing.actor, "send", ApplicationStatus.DRAFT, ApplicationStatus.SENT)
        await doing.store.applications.note(sent, event, doing.now)
        await self._plan(doing.store, sent, doing.now)
        await self._tell(doing, sent)
        await doing.store.audit.add(
            doing.now, doing.actor, "application_sent", f"application:{row.id}", form=draft.form.id
        )
        return ()


async def own_draft(doing: Doing, code: str) -> ApplicationRow:
    """The person's own draft, locked. Raises Overtaken when it is none any more."""
    row = await doing.store.applications.find(code, lock=True)
    if row is None or row.contact_id != doing.contact_id or row.status is not ApplicationStatus.DRAFT:
        raise Overtaken
    return row


def _refuse_unagreed(draft: Draft) -> None:
    """The last fence: whatever a skill thinks, nothing personal is stored before it was agreed to."""
    told = [draft.form.fields[name] for name in draft.content.answers if name in draft.form.fields]
    is_personal = any(field.is_personal or field.is_sensitive or field.kind in FILES for field in told)
    if (is_personal or draft.content.owner) and not draft.content.has_consented:
        raise PermissionError("a personal answer before its consent")
    if is_personal and not may_hold_personal(draft.content):
        raise PermissionError("a personal answer of somebody who has not agreed")
    if any(field.is_sensitive and field.id not in draft.content.agreed_fields for field in told):
        raise PermissionError("a sensitive answer before its own consent")
