"""After a deletion nothing of the person is left, anywhere; what must stay says so, and why."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from handlers.channels import Delivered
from handlers.rights.codes import find_request_code
from handlers.rights.erasing import finish_erasures
from handlers.rights.words import ERASE_NO, ERASE_YES
from knowledge.base import KnowledgeBase
from storage.blobs import Blobs
from storage.crypto import DataKey, SealBroken, Vault
from storage.database import Database, database_url
from storage.reach import OF_CONTACT
from storage.repositories.erasing import KEPT
from storage.repositories.keys import PersonKey
from storage.states import ApplicationStatus, Purpose, RequestKind, RequestState
from storage.tables import address, audit_event, contact, conversation, delivery, inbound, message
from storage.tables_applications import application
from storage.tables_privacy import certificate, consent, data_request, person_key
from tests.conftest import SECRET
from tests.support.applications import a_sent_application
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, an_update
from tests.support.kept import a_contact
from tests.support.outboxes import an_outbox
from tests.support.planted import CHAT_KEY, WANTED, found_raw, plant
from tests.support.rights import RightsHouse
from tests.support.rows import asked, change, rows

FIVE = timedelta(minutes=5).total_seconds()


async def deliver_all(here: RightsHouse) -> None:
    outbox = an_outbox(here.database)
    while parcels := await outbox.claim(WEB, PAGE, "me", here.clock.now(), 50):
        started = await outbox.start(parcels, "me", here.clock.now())
        await outbox.record([(parcel, Delivered()) for parcel in started], "me", here.clock.now())


def left(here: RightsHouse, contact_id: int) -> set[str]:
    """Tables with rows that still lead to the person."""
    return {
        table.name
        for table, which in OF_CONTACT.items()
        if asked(here.database, select(table).where(which).limit(1), {"of": contact_id})
    }


async def test_deletion_says_first_what_goes_what_stays_until_when_and_why(here: RightsHouse) -> None:
    await plant(here)
    (asked,) = await here.hears("xóa dữ liệu của tôi", chat_key=CHAT_KEY)
    for gone in (
        "phiếu điền dở",
        "trường hợp xét thử đã lưu",
        "tin nhắn trò chuyện",
        "câu hỏi chưa trả lời được",
    ):
        assert gone in asked.text
    assert "bằng chứng đồng ý: đến 22/11/2028" in asked.text
    (kept,) = await here.hears(payload=ERASE_NO, chat_key=CHAT_KEY)
    assert kept.buttons == ()
    assert len(rows(here.database, application)) == 1


async def test_before_and_after_nothing_can_be_read_raw(here: RightsHouse, tmp_path: Path) -> None:
    """Many known values: sealed as long as they are kept, and gone with the deletion, chat and all."""
    assert len(WANTED) + 1 == 22
    await plant(here)
    assert found_raw(here.database, tmp_path, WANTED) == []
    contact_id = await here.contact(CHAT_KEY)
    personal = {table.name for table in OF_CONTACT if any(column.info.get("pii") for column in table.c)}
    assert personal - left(here, contact_id) == set()
    receipt, done = await here.hears(payload=ERASE_YES, chat_key=CHAT_KEY)
    (request,) = [row for row in rows(here.database, data_request) if row.kind == RequestKind.DELETE]
    assert find_request_code(receipt.text) == find_request_code(done.text) == request.code
    assert request.outcome == "erased"
    assert await here.blobs.all() == []
    assert rows(here.database, person_key) == rows(here.database, application) == []
    assert [line.reply.text for line in await here.lines(CHAT_KEY)] == [receipt.text, done.text]
    await deliver_all(here)
    assert await finish_erasures(here.database, here.clock.now()) == 0
    here.clock.pass_seconds(FIVE)
    assert await finish_erasures(here.database, here.clock.now()) == 1
    assert left(here, contact_id) == set(KEPT)
    assert found_raw(here.database, tmp_path, [*WANTED, CHAT_KEY]) == []
    assert rows(here.database, contact) == rows(here.database, delivery) == []
    assert all(row.conversation_id is None and row.payload is None for row in rows(here.database, inbound))


async def test_every_kind_that_went_is_certified_and_audited(here: RightsHouse) -> None:
    await plant(here)
    contact_id = await here.contact(CHAT_KEY)
    await here.hears(payload=ERASE_YES, chat_key=CHAT_KEY)
    certified = {row.kind: row.rows for row in rows(here.database, certificate)}
    assert (
        certified.items()
        >= {
            "application": 1,
            "application_file": 1,
            "profile": 1,
            "gap": 1,
            "person_key": 1,
            "inbound": 1,
            "data_request": 1,
            "chat_try": 1,
        }.items()
    )
    assert {row.subject for row in rows(here.database, certificate)} == {f"contact:{contact_id}"}
    audited = [row for row in rows(here.database, audit_event) if row.action == "destroyed"]
    assert len(audited) == len(certified)
    async with here.database.reading() as store:
        assert (await store.audit.verify()).broken_at is None


async def test_every_consent_is_taken_back_and_the_log_stays(here: RightsHouse) -> None:
    await plant(here)
    contact_id = await here.contact(CHAT_KEY)
    await here.hears(payload=ERASE_YES, chat_key=CHAT_KEY)
    assert await here.consents(contact_id) == {Purpose.APPLICATION: False, Purpose.CASE: False}
    assert len(rows(here.database, consent)) == 4


async def test_nobody_else_is_touched(here: RightsHouse, clock: HandClock) -> None:
    await plant(here)
    other = await a_contact(here.database, clock.now(), "someone else")
    await here.hears("chào", chat_key="someone else")
    await here.hears(payload=ERASE_YES, chat_key=CHAT_KEY)
    await deliver_all(here)
    here.clock.pass_seconds(FIVE)
    await finish_erasures(here.database, here.clock.now())
    assert [row.id for row in rows(here.database, contact)] == [other]
    assert [line.reply.text for line in await here.lines("someone else")] == ["chào", "nghe rồi"]


async def test_what_is_approved_stays_with_its_key_and_waits_for_staff(here: RightsHouse) -> None:
    row = await plant(here, ApplicationStatus.APPROVED)
    (asked,) = await here.hears("/xoa", chat_key=CHAT_KEY)
    assert "việc đã được duyệt" in asked.text
    await here.hears(payload=ERASE_YES, chat_key=CHAT_KEY)
    (request,) = [found for found in rows(here.database, data_request) if found.kind == RequestKind.DELETE]
    assert request.state == RequestState.OPEN
    async with here.database.reading() as store:
        kept = await store.applications.get(row.id)
    assert kept is not None
    assert kept.content is not None
    assert len(await here.blobs.all()) == 1
    await deliver_all(here)
    here.clock.pass_seconds(FIVE)
    assert await finish_erasures(here.database, here.clock.now()) == 1
    assert left(here, row.contact_id) >= {"application", "contact", "address", "person_key"}
    assert rows(here.database, message) == rows(here.database, delivery) == []


async def test_the_line_is_the_approval(here: RightsHouse) -> None:
    await here.hears("chào")
    for status in ApplicationStatus:
        await a_sent_application(here.database, here.clock.now(), status=status)
    await here.hears(payload=ERASE_YES)
    assert {row.status for row in rows(here.database, application)} == {
        ApplicationStatus.APPROVED,
        ApplicationStatus.UNDER_WAY,
        ApplicationStatus.INSPECTION,
        ApplicationStatus.INSPECTED,
        ApplicationStatus.SETTLED,
    }


async def test_the_last_words_are_waited_for_ten_minutes_at_most(here: RightsHouse) -> None:
    await plant(here)
    await here.hears(payload=ERASE_YES, chat_key=CHAT_KEY)
    here.clock.pass_seconds(FIVE)
    assert await finish_erasures(here.database, here.clock.now()) == 0
    here.clock.pass_seconds(FIVE - 1)
    assert await finish_erasures(here.database, here.clock.now()) == 0
    here.clock.pass_seconds(1)
    assert await finish_erasures(here.database, here.clock.now()) == 1
    assert rows(here.database, contact) == []


async def test_whoever_writes_again_stays_with_what_came_afterwards(here: RightsHouse) -> None:
    await plant(here)
    await here.hears(payload=ERASE_YES, chat_key=CHAT_KEY)
    await deliver_all(here)
    here.clock.pass_seconds(1)
    await here.hears("chào lại", chat_key=CHAT_KEY)
    await deliver_all(here)
    here.clock.pass_seconds(FIVE)
    assert await finish_erasures(here.database, here.clock.now()) == 1
    assert [line.reply.text for line in await here.lines(CHAT_KEY)] == ["chào lại", "nghe rồi"]
    (person,) = rows(here.database, contact)
    assert person.erase_at is None
    assert await finish_erasures(here.database, here.clock.now()) == 0


async def test_a_message_that_is_not_answered_yet_is_waited_for(here: RightsHouse) -> None:
    await plant(here)
    await here.hears(payload=ERASE_YES, chat_key=CHAT_KEY)
    await deliver_all(here)
    here.clock.pass_seconds(FIVE)
    await here.intake.accept(an_update("còn đó không", CHAT_KEY), here.clock.now())
    assert await finish_erasures(here.database, here.clock.now()) == 0
    assert len(rows(here.database, contact)) == 1


async def test_all_chats_of_a_person_go(here: RightsHouse, clock: HandClock) -> None:
    await plant(here)
    await here.hears("chào", chat_key="second phone")
    contact_id, second = await here.contact(CHAT_KEY), await here.contact("second phone")
    change(here.database, update(address).where(address.c.contact_id == second).values(contact_id=contact_id))
    change(here.database, delete(contact).where(contact.c.id == second))
    await here.hears(payload=ERASE_YES, chat_key="second phone")
    assert await here.lines(CHAT_KEY) == []
    await deliver_all(here)
    here.clock.pass_seconds(FIVE)
    await finish_erasures(here.database, here.clock.now())
    assert rows(here.database, conversation) == []


async def test_an_old_copy_without_the_keys_opens_nothing_of_the_person(
    sqlite_url: str, clock: HandClock, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    """A copy that leaves the table of keys out; with it, and with the installation's secret, it would open."""
    async with Database(database_url(sqlite_url), Vault(SECRET)) as database:
        row = await plant(RightsHouse(database, clock, knowledge, tmp_path / "files"))
        await database.empty_log()
    shutil.copytree(tmp_path / "files", tmp_path / "copied files")
    copy = tmp_path / "copy.db"
    copy.write_bytes((tmp_path / "kc.db").read_bytes())
    async with Database(database_url(f"sqlite:///{copy}"), Vault(SECRET)) as copied:
        async with copied.reading() as store:
            whole = await store.applications.get(row.id)
        assert whole is not None
        assert whole.content is not None
        change(copied, delete(person_key))
        async with copied.reading() as store:
            without = await store.applications.get(row.id)
            history = await store.applications.history(row)
            assert await store.keys.open(row.key_id) is None
        assert without is not None
        assert without.content is None
        assert [event.note for event in history] == [None]
    blobs = Blobs(tmp_path / "copied files")
    (kept,) = await blobs.all()
    with pytest.raises(SealBroken):
        await anext(blobs.read(kept.id, PersonKey(0, DataKey()).of_files))
