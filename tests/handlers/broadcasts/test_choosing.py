"""Whom an audience means by what people have told, and places by how people write them."""

from datetime import datetime

import pytest

from handlers.broadcasts.choices import communes_in
from handlers.broadcasts.model import AudienceQuery, Criteria, Ways
from handlers.broadcasts.words import audience_words
from knowledge.base import KnowledgeBase
from storage.database import Database
from tests.support.broadcasts import TELEGRAM, a_reader
from tests.support.clock import HandClock

_WAYS = Ways((TELEGRAM,))
_PEOPLE = {
    "1": ("facility:household", "sector:mining"),
    "2": ("facility:household", "sector:other", "hội viên"),
    "3": ("facility:cooperative", "sector:mining"),
    "4": (),
}


async def people(database: Database, now: datetime) -> None:
    for key, tags in _PEOPLE.items():
        conversation_id = await a_reader(database, now, chat_key=key)
        async with database.transaction() as store:
            chat = await store.conversations.lock(conversation_id)
            assert chat is not None
            for tag in tags:
                await store.audiences.tag(chat.contact_id, tag, "test", now)


async def meant(database: Database, query: AudienceQuery, now: datetime) -> int:
    async with database.reading() as store:
        return (await store.audiences.count(query, _WAYS, now)).total


_TAGS = [
    ((), (), 4),
    (("facility:household",), (), 2),
    (("sector:mining", "sector:other"), (), 3),
    (("facility:household", "sector:mining"), (), 1),
    (("facility:household", "facility:cooperative", "sector:mining"), (), 2),
    (("facility:household", "hội viên"), (), 1),
    ((), ("facility:cooperative", "sector:other"), 2),
]


async def test_what_answers_two_questions_must_fit_both(database: Database, clock: HandClock) -> None:
    await people(database, clock.now())
    for wanted, unwanted, count in _TAGS:
        query = AudienceQuery(Criteria(tags=wanted), Criteria(tags=unwanted))
        assert await meant(database, query, clock.now()) == count, (wanted, unwanted)


def test_and_is_said_so(knowledge: KnowledgeBase) -> None:
    query = AudienceQuery(Criteria(tags=("facility:household", "sector:mining")), Criteria(languages=("vi",)))
    said = audience_words(query, knowledge)
    assert said == "thuộc nhóm Hộ kinh doanh; thuộc nhóm Khai thác khoáng sản; trừ dùng ngôn ngữ tiếng Việt"


@pytest.mark.parametrize(
    ("typed", "names", "unknown"),
    [
        ("", (), ()),
        ("Tây Hòa", ("Tây Hòa",), ()),
        ("xã tây hòa,  PHƯỜNG PLEIKU", ("Tây Hòa", "Pleiku"), ()),
        ("tay hoa; Pleiku\nĐặc khu Phú Quốc", ("Tây Hòa", "Pleiku", "Phú Quốc"), ()),
        ("Tây Hòa, tay hoa, xã Tây Hòa", ("Tây Hòa",), ()),
        ("làng Không Có, Pleiku", ("Pleiku",), ("làng Không Có",)),
        (",;,", (), ()),
    ],
)
def test_communes_are_read_as_people_write_them(
    knowledge: KnowledgeBase, typed: str, names: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    assert communes_in(typed, knowledge) == (names, unknown)
