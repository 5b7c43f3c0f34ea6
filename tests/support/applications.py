"""Applications as they stand in the tables, without anybody having filled a form."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from handlers.applications.codes import new_code
from handlers.applications.content import CONTENT, Content
from knowledge.forms.replies import PlaceValue, Value
from storage.database import Database
from storage.repositories.applications import ApplicationRow, NewApplication, NewEvent
from storage.states import ApplicationStatus, Role
from tests.support.factories import WEB, a_conversation

PHONE = "0912345678"
OWNER = "Nguyễn Thị Hương"
ANSWERS: Mapping[str, Value] = {
    "facility": "household",
    "facility_name": "Cơ sở bánh tráng Hương Quê",
    "representative": OWNER,
    "phone": PHONE,
    "province": PlaceValue(area="tay-ninh", commune="Hảo Đước"),
    "sector": "food_processing",
    "item": "machinery",
    "machine_name": "Máy tráng bánh",
    "cost_vnd": 400_000_000,
}
_numbers = count(1)


async def an_application(
    database: Database,
    now: datetime,
    *,
    chat_key: str = "an",
    channel: str = WEB,
    form_id: str = "A-01",
    answers: Mapping[str, Value] | None = None,
) -> ApplicationRow:
    """A draft of somebody who is made when new."""
    conversation_id = await a_conversation(database, now, chat_key, channel)
    content = CONTENT.dump_json(Content(answers=ANSWERS if answers is None else answers)).decode()
    async with database.transaction() as store:
        conversation = await store.conversations.lock(conversation_id)
        assert conversation is not None
        new = NewApplication(new_code(), conversation.contact_id, conversation_id, form_id, 1, content)
        added = await store.applications.add(new, now)
        assert added is not None
        row = await store.applications.get(added)
    assert row is not None
    return row


async def a_sent_application(
    database: Database,
    now: datetime,
    *,
    chat_key: str = "an",
    channel: str = WEB,
    form_id: str = "A-01",
    answers: Mapping[str, Value] | None = None,
    status: ApplicationStatus = ApplicationStatus.SENT,
    phone: str = PHONE,
    **columns: Any,
) -> ApplicationRow:
    """One that staff may work on; `columns` are those of the table: province, commune, assignee_id, visit_at …"""
    draft = await an_application(
        database, now, chat_key=chat_key, channel=channel, form_id=form_id, answers=answers
    )
    where = {"province": "tay-ninh", "commune": "Hảo Đước"}
    async with database.transaction() as store:
        actor = f"contact:{draft.contact_id}"
        event = NewEvent(actor, "send", ApplicationStatus.DRAFT, ApplicationStatus.SENT)
        await store.applications.change(
            draft, now, phone=phone, **{**where, "status": status, "sent_at": now, **columns}
        )
        await store.applications.note(draft, event, now)
        row = await store.applications.get(draft.id)
    assert row is not None
    return row


async def the_application(database: Database, code: str) -> ApplicationRow:
    """As it stands now."""
    async with database.reading() as store:
        row = await store.applications.find(code)
    assert row is not None
    return row


async def a_member(
    database: Database, now: datetime, role: Role = Role.OFFICER, name: str = "", areas: tuple[str, ...] = ()
) -> int:
    """A member of staff, whose password nobody knows; areas as "province" or "province/commune"."""
    async with database.transaction() as store:
        added = await store.staff.add(name or f"cán bộ {next(_numbers)}", role, "no hash", now)
        assert added is not None
        for area in areas:
            province, _, commune = area.partition("/")
            await store.areas.add(added, province, commune)
    return added
