"""Files sent on Telegram: acknowledged at once, fetched later from nowhere but the file host, answered in order."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from handlers.attachments.model import Reason
from storage.tables import inbound
from tests.handlers.attachments import samples
from tests.standins.eventually import until
from tests.standins.telegram import Person, TelegramStandIn
from tests.support.rows import rows
from tests.support.services import Running
from tests.support.uploads import REFUSED, files_of

PDF = samples.pdf()
QUESTION = "ho tro mua may bao nhieu tien"
Deed = Callable[[Person], Any]


def asked(api: TelegramStandIn) -> int:
    return len(api.log.of("getFile"))


async def told(person: Person) -> str:
    return (await person.wait_for_reply()).text


async def test_every_reason_is_told_and_nothing_of_the_file_stays(
    running: Running, api: TelegramStandIn
) -> None:
    people = {reason: api.person(id=100 + number, has_started=True) for number, reason in enumerate(REFUSED)}
    for reason, data in REFUSED.items():
        await people[reason].send_document(data, "tệp của tôi.pdf")
    for reason in REFUSED:
        assert await told(people[reason]) == running.house.say(f"file_refused_{reason}"), reason
    await until(lambda: files_of(running.house.settings.data_dir) == [])


_MOVING = {"file_id": "m", "file_unique_id": "m", "width": 1, "height": 1, "duration": 1}
_NEVER_ASKED: dict[str, tuple[Deed, Reason]] = {
    "too large by what is told": (
        lambda person: person.send_document(b"x", size=20 * 1024 * 1024 + 1),
        Reason.TOO_BIG,
    ),
    "video": (lambda person: person.send({"video": _MOVING}), Reason.UNKNOWN_KIND),
    "animation": (
        lambda person: person.send(
            {"animation": _MOVING, "document": {"file_id": "m", "file_unique_id": "m", "file_size": 9}}
        ),
        Reason.UNKNOWN_KIND,
    ),
    "photo in large sizes only": (
        lambda person: person.send({"photo": [{**_MOVING, "file_size": 30_000_000}]}),
        Reason.TOO_BIG,
    ),
}


async def test_what_cannot_be_taken_is_not_even_asked_for(running: Running, api: TelegramStandIn) -> None:
    for number, (deed, reason) in enumerate(_NEVER_ASKED.values()):
        person = api.person(id=200 + number, has_started=True)
        await deed(person)
        assert await told(person) == running.house.say(f"file_refused_{reason}")
    assert asked(api) == 0


async def test_a_platform_that_finds_it_too_large_itself_is_believed(
    running: Running, api: TelegramStandIn, person: Person
) -> None:
    message = await person.send_document(PDF)
    file_id = message["document"]["file_id"]
    api.bot().files[file_id] = replace(api.bot().files[file_id], size=21 * 1024 * 1024)
    assert await told(person) == running.house.say("file_refused_too_big")
    assert asked(api) == 1


async def test_the_largest_size_of_a_photo_is_fetched_and_nothing_kept_that_nobody_wants(
    running: Running, api: TelegramStandIn, person: Person
) -> None:
    message = await person.send_photo(samples.phone_photo("JPEG", 6))
    assert await told(person) == running.house.say("attachment")
    (call,) = api.log.of("getFile")
    assert call.params["file_id"] == message["photo"][-1]["file_id"]
    await until(lambda: files_of(running.house.settings.data_dir) == [])


async def test_words_under_a_file_are_answered_after_it(
    running: Running, api: TelegramStandIn, person: Person
) -> None:
    api.slow_next("file", seconds=0.5)
    await person.send_document(PDF, caption=QUESTION)
    assert await told(person) == running.house.say("attachment")
    assert "Trần quốc gia" in await told(person)
    stored = [found.update_key for found in rows(running.house.database, inbound)]
    assert stored == [stored[0], f"{stored[0]}:caption"]


async def test_while_a_file_is_on_its_way_its_message_is_acknowledged_and_everybody_else_answered(
    running: Running, api: TelegramStandIn, person: Person, mode: str
) -> None:
    api.hang_next("file", seconds=60)
    await person.send_document(PDF)
    await person.say("cái này là giấy phép của cơ sở em đấy ạ")
    await until(lambda: asked(api) == 1)
    if mode == "webhook":
        await until(lambda: len(api.bot().tricks.attempts) == 2)
        assert {attempt.status for attempt in api.bot().tricks.attempts} == {200}
    await until(lambda: len(api.bot().queue) == 0)
    neighbour = api.person(id=43, has_started=True)
    await neighbour.say(QUESTION)
    assert "Trần quốc gia" in await told(neighbour)
    assert person.replies == []  # what came after the file waits for it
    assert {found.state for found in rows(running.house.database, inbound)} == {"pending", "done"}


async def test_a_fetch_that_fails_is_tried_again_until_it_works(
    running: Running, api: TelegramStandIn, person: Person
) -> None:
    api.fail_next("getFile", status=400)
    api.cut_next("file", delivered=True)
    await person.send_document(samples.pdf(bytes(300_000)))
    assert await told(person) == running.house.say("attachment")
    assert asked(api) == 3
    await until(lambda: files_of(running.house.settings.data_dir) == [])


async def test_a_fetch_that_never_works_is_told_and_the_token_stays_out_of_the_log(
    running: Running, api: TelegramStandIn, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail_next("getFile", status=400)
    api.cut_next("file", delivered=True)
    api.cut_next("getFile", delivered=False)
    with caplog.at_level(logging.DEBUG):
        await person.send_document(samples.pdf(bytes(300_000)), "giấy của Hương.pdf")
        assert await told(person) == running.house.say("file_refused_not_fetched")
    ours = "\n".join(str(vars(record)) for record in caplog.records if not record.name.startswith("asyncio"))
    assert "file_not_fetched" in ours
    assert api.token not in ours
    assert api.token.partition(":")[2] not in ours
    assert "Hương" not in ours
    assert files_of(running.house.settings.data_dir) == []
