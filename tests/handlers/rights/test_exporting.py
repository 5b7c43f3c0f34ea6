"""A copy of one's own data is whole, goes to nobody else, and is kept nowhere."""

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest

from handlers.messages import FileOf, FileRef
from handlers.rights.exporting import ZIP, Exports
from knowledge.base import KnowledgeBase
from storage.repositories.own_rows import TOLD, UNTOLD_COLUMNS
from storage.tables import audit_event
from storage.tables_applications import application_file
from storage.tables_privacy import data_request, person_key
from tests.support.applications import an_application
from tests.support.planted import CHAT_KEY, PHONE, SEALED, plant
from tests.support.rights import ABROAD, RightsHouse
from tests.support.rows import change, rows
from tests.support.talks import ZONE


async def ask_for_copy(here: RightsHouse, chat_key: str = CHAT_KEY) -> FileRef:
    (asked,) = await here.hears("/dulieu", chat_key=chat_key)
    _, copy = await here.hears(payload=asked.buttons[0].payload, chat_key=chat_key)
    assert copy.file is not None
    return copy.file


async def fetched(here: RightsHouse, ref: FileRef, chat_key: str = CHAT_KEY) -> ZipFile:
    attached = await here.exports.make(ref, await here.contact(chat_key))
    assert attached is not None
    assert (attached.name, attached.mime) == (ref.name, ZIP)
    opened = ZipFile(io.BytesIO(attached.data))
    assert opened.testzip() is None
    return opened


async def test_every_personal_column_of_every_table_is_told_and_opened(here: RightsHouse) -> None:
    """A walk over the tables: a new personal column that a copy leaves out is found here."""
    await plant(here)
    opened = await fetched(here, await ask_for_copy(here))
    told = json.loads(opened.read("du-lieu.json"))["data"]
    everything = json.dumps(told, ensure_ascii=False)
    missing = [
        str(column)
        for table in TOLD
        for column in table.c
        if column.info.get("pii") and column not in UNTOLD_COLUMNS
        if all(row.get(column.name) is None for row in told[table.name])
    ]
    assert set(missing) == {
        "application_file.blob_id",  # told as the file itself
        "data_request.extension_reason",
        "data_request.refusal_reason",
    }
    assert [value for name, value in SEALED.items() if name != "file" and value not in everything] == []
    assert PHONE in everything
    assert CHAT_KEY in everything


async def test_the_files_come_as_they_were_under_names_of_ours(here: RightsHouse) -> None:
    await plant(here)
    opened = await fetched(here, await ask_for_copy(here))
    assert opened.namelist() == ["tep/01.jpg", "du-lieu.txt", "du-lieu.json"]
    assert opened.read("tep/01.jpg") == SEALED["file"].encode() * 100
    assert json.loads(opened.read("du-lieu.json"))["data"]["application_file"][0]["file"] == "tep/01.jpg"


async def test_the_page_can_be_read(here: RightsHouse) -> None:
    row = await plant(here)
    text = (await fetched(here, await ask_for_copy(here))).read("du-lieu.txt").decode()
    assert f"Tên cơ sở: {SEALED['facility']}" in text
    for name in (
        "message",
        "owner",
        "note",
        "findings",
        "story",
        "gap",
        "correction",
        "staff_words",
        "survey",
    ):
        assert SEALED[name] in text, name
    assert "xử lý phiếu: đồng ý" in text
    assert "Gia Lai" in text
    assert "tep/01.jpg" in text
    assert row.code[:4] in text


async def test_a_person_without_anything_gets_a_copy_of_that(here: RightsHouse) -> None:
    opened = await fetched(here, await ask_for_copy(here, "new"), "new")
    assert json.loads(opened.read("du-lieu.json"))["data"]["application"] == []


async def test_nobody_else_gets_it_and_nobody_after_a_day(here: RightsHouse) -> None:
    await plant(here)
    ref = await ask_for_copy(here)
    await here.hears("chào", chat_key="thief")
    assert await here.exports.make(ref, await here.contact("thief")) is None
    assert await here.exports.make(FileRef(FileOf.EXPORT, 999, "x.zip"), await here.contact(CHAT_KEY)) is None
    here.clock.pass_seconds(timedelta(days=1, seconds=1).total_seconds())
    assert await here.exports.make(ref, await here.contact(CHAT_KEY)) is None


async def test_every_copy_leaves_a_line_in_the_audit_trail(here: RightsHouse) -> None:
    ref = await ask_for_copy(here)
    contact_id = await here.contact(CHAT_KEY)
    for _ in range(2):
        await here.exports.make(ref, contact_id)
    events = [row for row in rows(here.database, audit_event) if row.action == "data_exported"]
    assert {(row.actor, row.subject) for row in events} == {(f"contact:{contact_id}", f"request:{ref.id}")}
    assert len(events) == 2


async def test_what_is_too_heavy_for_a_chat_is_left_out_and_told(
    here: RightsHouse, knowledge: KnowledgeBase
) -> None:
    row = await an_application(here.database, here.clock.now(), chat_key=CHAT_KEY)
    for size in (600, 500, 300):
        await here.attaches(row.id, b"x" * size)
    ref = await ask_for_copy(here)
    here.exports = Exports(
        here.database, here.blobs, lambda: knowledge, ZONE, here.clock.now, most_bytes=1000
    )
    opened = await fetched(here, ref)
    assert opened.namelist()[:2] == ["tep/01.jpg", "tep/03.jpg"]
    assert "Tệp 2: nặng quá" in opened.read("du-lieu.txt").decode()


async def test_a_file_or_key_that_is_gone_spoils_nothing_else(here: RightsHouse) -> None:
    await plant(here)
    ref = await ask_for_copy(here)
    await here.blobs.delete(rows(here.database, application_file)[0].blob_id)
    opened = await fetched(here, ref)
    assert opened.namelist() == ["du-lieu.txt", "du-lieu.json"]
    assert "không mở được nữa" in opened.read("du-lieu.txt").decode()
    change(here.database, person_key.update().values(wrapped=b"damaged"))
    told = json.loads((await fetched(here, ref)).read("du-lieu.json"))["data"]
    assert told["application"][0]["content"] is None
    assert SEALED["message"] in json.dumps(told, ensure_ascii=False)


async def link_of(here: RightsHouse) -> str:
    (asked,) = await here.hears("/dulieu", channel=ABROAD)
    _, told = await here.hears(payload=asked.buttons[0].payload, channel=ABROAD)
    (link,) = [word for word in told.text.split() if word.startswith("https://")]
    return link.rpartition("/")[2]


async def test_an_address_gives_the_copy_once(here: RightsHouse) -> None:
    token = await link_of(here)
    assert await here.exports.is_waiting(token)
    found = await here.exports.fetch(token)
    assert found is not None
    name, chunks = found
    opened = ZipFile(io.BytesIO(b"".join([chunk async for chunk in chunks])))
    assert opened.testzip() is None
    assert name.startswith("du-lieu-YC-")
    assert await here.exports.fetch(token) is None
    assert not await here.exports.is_waiting(token)


@pytest.mark.parametrize("token", ["", "x" * 43])
async def test_a_wrong_address_gives_nothing(here: RightsHouse, token: str) -> None:
    await link_of(here)
    assert await here.exports.fetch(token) is None
    assert not await here.exports.is_waiting(token)


async def test_an_address_is_worth_nothing_after_a_day(here: RightsHouse) -> None:
    token = await link_of(here)
    here.clock.pass_seconds(timedelta(days=1).total_seconds())
    assert await here.exports.fetch(token) is None


async def test_a_deletion_ends_the_address_too(here: RightsHouse) -> None:
    token = await link_of(here)
    await here.hears(payload="rights:erase:yes", channel=ABROAD)
    assert await here.exports.fetch(token) is None
    assert all(row.link_hash is None for row in rows(here.database, data_request))


async def test_a_large_copy_is_handed_on_in_small_pieces(here: RightsHouse) -> None:
    """Twenty files of half a megabyte: no piece is larger than some chunks of a file."""
    (asked,) = await here.hears("/dulieu", channel=ABROAD, chat_key=CHAT_KEY)
    row = await an_application(here.database, here.clock.now(), chat_key=CHAT_KEY, channel=ABROAD)
    for _ in range(20):
        await here.attaches(row.id, b"x" * 500_000)
    _, told = await here.hears(payload=asked.buttons[0].payload, channel=ABROAD, chat_key=CHAT_KEY)
    (link,) = [word for word in told.text.split() if word.startswith("https://")]
    found = await here.exports.fetch(link.rpartition("/")[2])
    assert found is not None
    sizes = [len(chunk) async for chunk in found[1]]
    assert sum(sizes) > 10_000_000
    assert max(sizes) < 200_000
