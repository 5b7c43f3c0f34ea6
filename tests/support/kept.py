"""People who let us keep a case."""

import json
from collections.abc import Mapping
from datetime import datetime

from storage.database import Database
from storage.repositories.profiles import NewProfile
from tests.support.factories import a_conversation

UNDECIDED = {"national": "unknown", "local": "unknown"}
GOOD = {"national": "yes", "local": "yes"}
GOOD_FACTS: dict[str, bool | int | float | str] = {  # all that can be asked for new machines, and it fits
    "facility": "household",
    "activity": "handicraft",
    "sector": "food_processing",
    "province": "tay-ninh",
    "is_registered": True,
    "machine": "new",
    "purchase": "not_yet",
    "has_other_state_money": False,
}


async def a_contact(database: Database, now: datetime, chat_key: str = "an") -> int:
    """The person behind a conversation, who is made when new."""
    conversation_id = await a_conversation(database, now, chat_key)
    async with database.transaction() as store:
        conversation = await store.conversations.lock(conversation_id)
    assert conversation is not None
    return conversation.contact_id


async def a_profile(
    database: Database,
    now: datetime,
    chat_key: str = "an",
    item: str = "machinery",
    facts: Mapping[str, bool | int | float | str] | None = None,
    outcomes: Mapping[str, str] | None = None,
    version: str = "v1",
) -> int:
    """A kept case, by default of one who has told nothing and of whom nothing is decided."""
    contact_id = await a_contact(database, now, chat_key)
    new = NewProfile(
        contact_id, item, json.dumps(dict(facts or {})), outcomes or UNDECIDED, version, consent_version="c1"
    )
    async with database.transaction() as store:
        return await store.profiles.save(new, now)
