"""Two people, and every button of the one pressed by the other: nothing leaks and nothing changes."""

from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.app import House
from handlers import payloads
from handlers.applications.acting import ApplicantAct
from handlers.applications.codes import new_code, shown
from handlers.applications.content import Content
from handlers.applications.deeds import Attach, ClearFiles, DropDraft, Overtaken, SaveDraft, Send
from handlers.applications.way import Draft
from handlers.deeds import Doing
from handlers.doers import all_deeds
from handlers.messages import FileOf, FileRef, Reply, Upload
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from knowledge.process.model import Role
from knowledge.process.plans import QUIET
from storage.database import Database
from storage.states import ApplicationStatus, Ending
from storage.tables_applications import application, application_event, application_file, follow_up
from storage.tables_privacy import consent
from tests.support.applicants import Applicant, everything_in
from tests.support.applications import OWNER, PHONE, a_sent_application, an_application
from tests.support.clock import HandClock
from tests.support.factories import a_conversation

TABLES = (application, application_event, application_file, follow_up, consent)
SECRETS = (OWNER, PHONE, "Hương Quê", "Hảo Đước", "Máy tráng bánh", "400.000.000")


def buttons_of(house: House, code: str) -> Iterator[str]:
    """Everything that names an application."""
    yield from (prefix + code for prefix in (payloads.OPEN, payloads.PAPER))
    yield from (prefix + code for prefix in (payloads.RESUME, payloads.DROP, payloads.DROP_YES))
    for action in house.knowledge.process.actions.values():
        if Role.APPLICANT in action.roles:
            yield from (f"{prefix}{action.id}:{code}" for prefix in (payloads.ACT, payloads.ACT_YES))


def words_around(code: str) -> Iterator[str]:
    yield shown(code)
    yield f"{shown(code)} 0000"
    yield f"chuyển {shown(code)} 9999"


async def test_nobody_sees_or_moves_what_belongs_to_another(house: House) -> None:
    now, stranger = house.clock.now(), Applicant(house, "stranger")
    ids = []
    codes = []
    for status, ending in (
        (ApplicationStatus.SENT, None),
        (ApplicationStatus.MORE_WANTED, None),
        (ApplicationStatus.VISIT, None),
        (ApplicationStatus.NOT_THIS_TIME, Ending.NOT_THIS_YEAR),
    ):
        row = await a_sent_application(
            house.database, now, chat_key="owner", status=status, ending=ending, visit_at=now
        )
        ids.append(row.id)
        codes.append(row.code)
    owner = Applicant(house, "owner")
    draft = await owner.stands_at("A-05", "facility_photos", is_short=False)
    await owner.sends_file()
    ids.append(draft.id)
    codes.append(draft.code)
    own = await a_sent_application(house.database, now, chat_key="stranger", answers={"item": "machinery"})
    before = everything_in(house, *TABLES)
    count = 0
    for code in codes:
        nowhere = new_code()
        for theirs, nobodys in zip(buttons_of(house, code), buttons_of(house, nowhere), strict=True):
            told = await stranger.gets(theirs)
            payload_kinds = stranger.payloads
            assert not any(secret in told for secret in SECRETS), theirs
            assert code not in "".join(payload_kinds)
            told_of_nothing = await stranger.gets(nobodys)
            assert told.replace(code, nowhere) == told_of_nothing, theirs
            assert payload_kinds == stranger.payloads
            count += 1
        house.clock.pass_seconds(3600)
        for theirs, nobodys in zip(words_around(code), words_around(nowhere), strict=True):
            assert await stranger.hears(theirs) == await stranger.hears(nobodys)
    assert count > 80
    assert everything_in(house, *TABLES) == before
    assert [row.id for row in await stranger.applications()] == [own.id]
    where = (stranger.address.channel, stranger.address.bot_id, stranger.address.chat_key)
    async with house.database.reading() as store:
        conversation = await store.conversations.find(*where)
    assert conversation is not None
    for identity in ids:
        assert await house.files.open(FileRef(FileOf.REQUEST, identity, "a.docx"), conversation) is None
    assert await house.files.open(FileRef(FileOf.REQUEST, own.id, "a.docx"), conversation) is not None


async def test_files_and_words_sent_after_the_button_of_another_go_nowhere(house: House) -> None:
    row = await a_sent_application(
        house.database, house.clock.now(), chat_key="owner", status=ApplicationStatus.MORE_WANTED
    )
    stranger = Applicant(house, "stranger")
    before = everything_in(house, *TABLES)
    await stranger.gets(f"app:act:add_papers:{row.code}")
    upload = await stranger.sends_file()
    await stranger.gets(f"app:act:ask_change:{row.code}")
    await stranger.hears("đổi số điện thoại thành 0988 776 655")
    assert everything_in(house, *TABLES) == before
    assert upload.blob_id not in {kept.id for kept in await house.blobs.all()}


async def test_whatever_a_skill_thinks_a_deed_is_done_to_ones_own_alone(
    database: Database, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    """The second fence: each deed looks itself whose application it is."""
    sent = await a_sent_application(database, clock.now(), chat_key="owner")
    draft = await an_application(database, clock.now(), chat_key="owner", form_id="A-05", answers={})
    stranger = await a_conversation(database, clock.now(), "stranger")
    upload = Upload("a.jpg", size=1, blob_id="a" * 32, kind="jpeg", sha256="0" * 64)
    theirs = Draft(draft.code, knowledge.forms.forms["A-05"], Content(), draft.revision, draft.id)
    deeds = all_deeds(lambda: knowledge, Door({}, "", ""), ZoneInfo("Asia/Ho_Chi_Minh"), QUIET)
    wanted = [
        SaveDraft(theirs),
        SaveDraft(replace(theirs, revision=None)),
        DropDraft(draft.code),
        Attach(draft.code, "quotation", upload),
        Attach(sent.code, "", upload),
        ClearFiles(draft.code, "quotation"),
        Send(theirs, None, None, None),
    ]

    async def do(deed: object) -> tuple[Reply, ...]:
        async with database.transaction() as store:
            conversation = await store.conversations.lock(stranger)
            assert conversation is not None
            return await deeds.do(Doing(store, conversation, clock.now(), 1), (deed,))

    for deed in wanted:
        with pytest.raises(Overtaken):
            await do(deed)
    assert await do(ApplicantAct(sent.code, "withdraw")) == (Reply(knowledge.phrase("app_not_found")),)
    async with database.reading() as store:
        assert await store.applications.get(sent.id) == sent
        assert await store.applications.get(draft.id) == draft
        assert await store.files.of_contact(draft.contact_id) == []
