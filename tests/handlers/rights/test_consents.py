"""The log of consents: a case that is kept leaves a row, forgetting it another, and the newest counts."""

import pytest

from handlers.casework.deeds import ForgetProfile, KeepProfile, forget, keep
from handlers.consents import stands
from handlers.deeds import Doing
from handlers.messages import Reply
from storage.states import Purpose
from storage.tables_privacy import consent
from tests.support.factories import a_conversation
from tests.support.rights import RightsHouse
from tests.support.rows import rows

CASE = KeepProfile("machinery", {}, {"national": "yes"}, "v1", "0123456789abcdef")


async def do_both(here: RightsHouse, *, is_forgotten: bool) -> int:
    conversation_id = await a_conversation(here.database, here.clock.now())
    async with here.database.transaction() as store:
        conversation = await store.conversations.lock(conversation_id)
        assert conversation is not None
        doing = Doing(store, conversation, here.clock.now(), inbound_id=7)
        await keep(doing, CASE)
        if is_forgotten:
            await forget(doing, ForgetProfile(lambda count: Reply(str(count))))
    return conversation.contact_id


@pytest.mark.parametrize("is_forgotten", [False, True])
async def test_a_kept_case_stands_until_it_is_forgotten(here: RightsHouse, is_forgotten: bool) -> None:
    contact_id = await do_both(here, is_forgotten=is_forgotten)
    async with here.database.reading() as store:
        assert await stands(store, contact_id, Purpose.CASE) is not is_forgotten
    logged = rows(here.database, consent)
    assert [row.is_given for row in logged] == [True, False][: 1 + is_forgotten]
    assert {(row.text_version, row.text_hash, row.inbound_id) for row in logged} == {
        (1, CASE.consent_version, 7)
    }


async def test_whoever_said_nothing_agrees_to_nothing(here: RightsHouse) -> None:
    async with here.database.reading() as store:
        assert not await stands(store, 1, Purpose.NEWS)
