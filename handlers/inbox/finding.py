"""Whose conversation is meant: by a code, a telephone, or its own number. What was said is searched by nobody."""

import re

from handlers.applications.codes import find_code
from knowledge.forms.codes import phone
from knowledge.forms.replies import Parsed
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus
from storage.store import Store

_NUMBER = re.compile(r"#?([0-9]{1,9})")


async def conversations_of(store: Store, typed: str) -> list[int]:
    """All chats of the people who are meant; none when nothing of it is known."""
    code = find_code(typed)
    if code is not None:
        row = await store.applications.find(code)
        return await _chats(store, [row] if row is not None else [])
    number = phone(typed)
    if isinstance(number, Parsed):
        return await _chats(store, await store.applications.with_phone(str(number.value)))
    own = _NUMBER.fullmatch(typed.strip())
    return [int(own.group(1))] if own is not None else []


async def _chats(store: Store, rows: list[ApplicationRow]) -> list[int]:
    """Drafts are nobody's business, so they lead nowhere."""
    people = dict.fromkeys(row.contact_id for row in rows if row.status is not ApplicationStatus.DRAFT)
    return [chat.conversation_id for of in people for chat in await store.joins.chats(of)]
