"""The last fence before the tables: whatever a skill thinks, what was not agreed to is not stored."""

from dataclasses import replace

import pytest

from handlers.applications.content import Content
from handlers.applications.deeds import Filing, SaveDraft, Send
from handlers.applications.way import OWNER, Draft
from handlers.deeds import Doing
from knowledge.base import KnowledgeBase
from storage.database import Database
from storage.repositories.applications import ApplicationRow
from storage.store import Store
from tests.support.applications import an_application
from tests.support.clock import HandClock

MINORITY = "owner_is_minority"
AGREED = Content(is_short=True, is_adult=True, has_consented=True, is_on_behalf=False)
NAME, PHOTO = {"representative": "Nguyễn Thị Hương"}, {"quotation": ("0" * 32,)}


@pytest.mark.parametrize(
    "content",
    [
        Content(NAME),
        Content(PHOTO),
        Content(owner="Bà Bảy"),
        replace(AGREED, answers=NAME, is_adult=None),
        replace(AGREED, answers=NAME, is_adult=False),
        replace(AGREED, answers=NAME, has_consented=None),
        replace(AGREED, answers=NAME, has_consented=False),
        replace(AGREED, answers=NAME, is_on_behalf=None),
        replace(AGREED, answers=NAME, is_on_behalf=True),
        replace(AGREED, answers=NAME, is_on_behalf=True, owner="Bà Bảy"),
        replace(AGREED, answers=NAME, is_on_behalf=True, owner="Bà Bảy", owner_has_agreed=False),
        replace(AGREED, answers={MINORITY: True}),
        replace(AGREED, answers={MINORITY: True}, refused_fields=(MINORITY,)),
    ],
)
async def test_whatever_a_skill_thinks_the_last_fence_keeps_out_what_was_not_agreed_to(
    database: Database, clock: HandClock, knowledge: KnowledgeBase, content: Content
) -> None:
    row = await an_application(database, clock.now(), form_id="A-05", answers={})
    draft = Draft(row.code, knowledge.forms.forms["A-05"], content, row.revision, row.id)
    filing = Filing(_does_nothing, _does_nothing)
    for deed, do in ((SaveDraft(draft), filing.save), (Send(draft, None, None, None), filing.send)):
        with pytest.raises(PermissionError):
            async with database.transaction() as store:
                await do(await _doing(store, row, clock), deed)  # type: ignore[operator]
    async with database.reading() as store:
        assert await store.applications.get(row.id) == row


async def test_the_fence_lets_through_what_was_agreed_to(
    database: Database, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    row = await an_application(database, clock.now(), form_id="A-05", answers={})
    content = replace(
        AGREED,
        answers={**NAME, **PHOTO, MINORITY: True},
        agreed_fields=(MINORITY,),
        is_on_behalf=True,
        owner="Bà Bảy",
        owner_has_agreed=True,
        waits_for=OWNER,
    )
    draft = Draft(row.code, knowledge.forms.forms["A-05"], content, row.revision, row.id)
    async with database.transaction() as store:
        await Filing(_does_nothing, _does_nothing).save(await _doing(store, row, clock), SaveDraft(draft))
    async with database.reading() as store:
        kept = await store.applications.get(row.id)
    assert kept is not None
    assert (kept.is_on_behalf, kept.revision) == (True, row.revision + 1)


async def _doing(store: Store, row: ApplicationRow, clock: HandClock) -> Doing:
    conversation = await store.conversations.lock(row.conversation_id or 0)
    assert conversation is not None
    return Doing(store, conversation, clock.now(), 1)


async def _does_nothing(*_: object) -> None:
    return None
