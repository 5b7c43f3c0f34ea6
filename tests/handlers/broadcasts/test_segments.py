"""What news may be chosen by comes with the yes to news, follows the newest application, and goes with a no."""

from collections.abc import Mapping
from typing import Any

import pytest

from handlers.broadcasts.segments import choose_by
from handlers.consents import ChooseNewsBy
from handlers.deeds import Doing
from storage.database import Database
from storage.tables import contact
from storage.tables_broadcasts import contact_tag
from tests.support.applications import ANSWERS, a_sent_application, an_application
from tests.support.broadcasts import TELEGRAM, a_reader
from tests.support.clock import HandClock
from tests.support.rows import rows


async def chosen(database: Database, clock: HandClock, chat_key: str = "an") -> tuple[list[str], str | None]:
    """What the person may be chosen by, after they have agreed: tags and province."""
    conversation_id = await a_reader(database, clock.now(), chat_key)
    async with database.transaction() as store:
        conversation = await store.conversations.lock(conversation_id)
        assert conversation is not None
        await choose_by(Doing(store, conversation, clock.now(), 0), ChooseNewsBy())
    return tags(database), rows(database, contact)[-1].province


def tags(database: Database) -> list[str]:
    return sorted(found.tag for found in rows(database, contact_tag))


def answered(**changes: object) -> Mapping[str, Any]:
    return {**ANSWERS, **changes}


async def test_the_plain_words_of_the_newest_application_are_kept(
    database: Database, clock: HandClock
) -> None:
    for sector in ("mining", "food_processing"):
        await a_sent_application(
            database, clock.now(), chat_key="an", channel=TELEGRAM, answers=answered(sector=sector)
        )
        clock.pass_seconds(60)
    assert await chosen(database, clock) == (["facility:household", "sector:food_processing"], "tay-ninh")


async def test_a_newer_application_takes_the_place_of_what_was_known(
    database: Database, clock: HandClock
) -> None:
    await a_sent_application(database, clock.now(), channel=TELEGRAM)
    await chosen(database, clock)
    clock.pass_seconds(60)
    await a_sent_application(
        database,
        clock.now(),
        channel=TELEGRAM,
        answers={"facility": "cooperative"},
        province="gia-lai",
    )
    assert await chosen(database, clock) == (["facility:cooperative"], "gia-lai")


async def test_what_staff_have_noted_stays(database: Database, clock: HandClock) -> None:
    row = await a_sent_application(database, clock.now(), channel=TELEGRAM)
    async with database.transaction() as store:
        await store.audiences.tag(row.contact_id, "hội viên", "staff:1", clock.now())
    await chosen(database, clock)
    await chosen(database, clock)
    assert tags(database) == ["facility:household", "hội viên", "sector:food_processing"]


@pytest.mark.parametrize("kind", ["nothing", "a draft", "for somebody else"])
async def test_nothing_is_kept_of_what_was_not_sent_for_oneself(
    database: Database, clock: HandClock, kind: str
) -> None:
    if kind == "a draft":
        await an_application(database, clock.now(), channel=TELEGRAM)
    if kind == "for somebody else":
        await a_sent_application(database, clock.now(), channel=TELEGRAM, is_on_behalf=True)
    assert await chosen(database, clock) == ([], None)


async def test_all_of_it_is_forgotten_at_once(database: Database, clock: HandClock) -> None:
    row = await a_sent_application(database, clock.now(), channel=TELEGRAM)
    await chosen(database, clock)
    async with database.transaction() as store:
        assert await store.audiences.forget(row.contact_id) == 2
    assert tags(database) == []
    assert rows(database, contact)[-1].province is None
