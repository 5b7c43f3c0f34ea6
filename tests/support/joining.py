"""Two chats of one person, joined as people do it."""

import re

from sqlalchemy import Table

from bot.app import House
from storage.tables import address, audit_event, contact
from storage.tables_applications import application
from storage.tables_privacy import consent, data_request, person_key
from tests.support.applicants import Applicant
from tests.support.rows import rows

PEOPLE: tuple[Table, ...] = (contact, address, application, consent, person_key, data_request)
_CODE = re.compile(r"\b[A-Z2-7]{4}-[A-Z2-7]{4}\b")


def on_web(house: House, chat_key: str = "browser") -> Applicant:
    return Applicant(house, chat_key)


def on_telegram(house: House, chat_key: str = "77") -> Applicant:
    return Applicant(house, chat_key, "telegram")


def on_zalo(house: House, chat_key: str = "4572947693969771653") -> Applicant:
    return Applicant(house, chat_key, "zalo_oa")


async def code_for(person: Applicant) -> str:
    """The code that a chat is shown, as it is shown."""
    found = _CODE.search(await person.hears("nối kênh"))
    assert found is not None, person.told
    return found[0]


async def join(shown: Applicant, typed: Applicant) -> str:
    """The second chat types the code of the first and says yes; what it is told."""
    await typed.hears(f"nối kênh {await code_for(shown)}")
    assert typed.payloads == ["join:yes", "join:no"], typed.told
    return await typed.hears("1")


async def owner(person: Applicant) -> int:
    """The contact behind a chat."""
    address = person.address
    async with person.house.database.reading() as store:
        found = await store.conversations.find(address.channel, address.bot_id, address.chat_key)
        row = await store.conversations.get(found or 0)
    assert row is not None
    return row.contact_id


def traces(house: House, *actions: str) -> list[str]:
    return [row.action for row in rows(house.database, audit_event) if row.action in actions]
