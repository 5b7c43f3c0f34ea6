"""Many people at once, written by the database itself: a million takes seconds."""

from datetime import datetime

from sqlalchemy import CTE, String, cast, func, insert, literal, select

from storage.database import Database
from storage.states import Purpose
from storage.tables import address, contact, conversation
from storage.tables_privacy import consent
from tests.support.broadcasts import TELEGRAM
from tests.support.factories import PAGE
from tests.support.rows import asked, change

FIRST_CHAT = 1_000_000


def a_crowd(
    database: Database,
    count: int,
    now: datetime,
    channel: str = TELEGRAM,
    bot_id: str = PAGE,
    first_chat: int = FIRST_CHAT,
) -> None:
    """So many people who have agreed to news, each in one chat; its keys count from `first_chat`."""
    highest = asked(database, select(func.coalesce(func.max(contact.c.id), 0)), {})[0][0]
    numbers = _numbers(count)
    change(
        database,
        insert(contact).from_select(["created_at"], select(_moment(now)).select_from(numbers)),
    )
    person = contact.c.id
    chat_key = cast(func.row_number().over(order_by=person) - 1 + first_chat, String)
    is_new = person > highest
    chats = select(person, literal(channel), literal(bot_id), chat_key, _moment(now)).where(is_new)
    names = ["contact_id", "channel", "bot_id", "chat_key", "created_at"]
    change(database, insert(address).from_select(names, chats))
    talks = select(address.c.id, _moment(now)).where(address.c.contact_id > highest)
    change(database, insert(conversation).from_select(["address_id", "last_inbound_at"], talks))
    said = select(
        person,
        literal(Purpose.NEWS, consent.c.purpose.type),
        literal(value=True),
        literal(2),
        literal("h"),
        literal(channel),
        _moment(now),
    ).where(is_new)
    columns = ["contact_id", "purpose", "is_given", "text_version", "text_hash", "channel", "at"]
    change(database, insert(consent).from_select(columns, said))


def _moment(now: datetime):  # type: ignore[no-untyped-def]  # a bound value of the column's own type
    return literal(now, contact.c.created_at.type)


def _numbers(count: int) -> CTE:
    """One row for each number up to this."""
    first = select(literal(1).label("n")).cte("numbers", recursive=True)
    return first.union_all(select(first.c.n + 1).where(first.c.n < count))
