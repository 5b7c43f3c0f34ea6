"""Updates that cannot be worked: tried three times, buried, one apology, and the next one goes on."""

import json
import logging

import pytest
from sqlalchemy import update

from storage.database import Database
from storage.tables import audit_event, delivery, inbound
from tests.support.clock import HandClock
from tests.support.desks import APOLOGY, Desk, Fragile
from tests.support.factories import an_inbound, an_update
from tests.support.rows import change, rows


@pytest.fixture
def skill() -> Fragile:
    return Fragile(breaks_on="độc")


@pytest.fixture
def desk(database: Database, clock: HandClock, skill: Fragile) -> Desk:
    return Desk(database, clock, skill)


def inbound_states(desk: Desk) -> list[str]:
    return [str(found.state) for found in rows(desk.database, inbound)]


async def test_a_poison_update_is_tried_three_times_and_then_buried_with_one_apology(
    desk: Desk, skill: Fragile
) -> None:
    await desk.hears("câu độc")
    assert (inbound_states(desk), await desk.said()) == (["pending"], [])
    await desk.works(after_seconds=2)
    assert (inbound_states(desk), await desk.said()) == (["pending"], [])
    await desk.works(after_seconds=2)
    assert (inbound_states(desk), await desk.said()) == (["dead"], [APOLOGY])
    await desk.works(after_seconds=3600)
    assert len(skill.turns) == 3
    assert await desk.said() == [APOLOGY]
    (buried,) = rows(desk.database, inbound)
    assert (buried.attempts, buried.error, buried.next_at) == (3, "RuntimeError", None)


async def test_a_failed_try_leaves_nothing_half_done_and_waits_two_seconds(
    desk: Desk, skill: Fragile
) -> None:
    await desk.hears("câu độc")
    assert rows(desk.database, delivery) == []
    await desk.works(after_seconds=1.9)
    assert len(skill.turns) == 1
    await desk.works(after_seconds=0.1)
    assert len(skill.turns) == 2


async def test_a_fault_that_passes_costs_the_person_nothing(desk: Desk, skill: Fragile) -> None:
    await desk.hears("câu độc")
    skill.breaks_on = "nothing any more"
    await desk.works(after_seconds=2)
    assert await desk.said() == ["nghe rồi"]
    assert inbound_states(desk) == ["done"]


async def test_the_burial_is_audited_without_a_word_of_what_was_said(desk: Desk) -> None:
    await desk.hears("câu độc")
    for _ in range(2):
        await desk.works(after_seconds=2)
    (event,) = rows(desk.database, audit_event)
    (buried,) = rows(desk.database, inbound)
    assert (event.actor, event.action, event.subject) == (
        "dispatcher",
        "update_dead",
        f"inbound:{buried.id}",
    )
    assert json.loads(event.detail) == {"error": "RuntimeError"}


async def test_the_alarm_names_the_update_and_not_its_words(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "handlers"):
        await desk.hears("câu độc")
        for _ in range(2):
            await desk.works(after_seconds=2)
    assert [found.getMessage() for found in caplog.records].count("update_dead") == 1
    assert "độc" not in caplog.text


async def test_the_next_update_of_the_same_person_goes_on(desk: Desk) -> None:
    await desk.hears("câu độc")
    await desk.hears("câu lành")
    assert await desk.said() == ["nghe rồi"]
    await desk.works(after_seconds=2)
    await desk.works(after_seconds=2)
    assert sorted(inbound_states(desk)) == ["dead", "done"]


async def test_other_people_are_answered_in_the_same_round(desk: Desk) -> None:
    await desk.takes(an_update("câu độc", "an"))
    await desk.takes(an_update("câu lành", "binh"))
    await desk.works(after_seconds=1)
    assert await desk.said(chat_key="binh") == ["nghe rồi"]


async def test_a_new_question_is_not_joined_to_one_that_failed(desk: Desk) -> None:
    await desk.hears("câu độc")
    await desk.works(after_seconds=2)
    await desk.takes(an_update("câu lành"))
    await desk.works(after_seconds=2)  # the third try of the first is due together with the second
    assert sorted(inbound_states(desk)) == ["dead", "done"]
    assert sorted(await desk.said()) == sorted([APOLOGY, "nghe rồi"])


async def test_an_update_under_a_broken_seal_is_buried_with_an_apology(desk: Desk, skill: Fragile) -> None:
    await desk.takes(an_update("xin hỏi"))
    change(desk.database, update(inbound).values(payload=b"\x00" * 50))
    await desk.works(after_seconds=1)
    for _ in range(2):
        await desk.works(after_seconds=2)
    assert await desk.said() == [APOLOGY]
    (buried,) = rows(desk.database, inbound)
    assert (buried.state, buried.error) == ("dead", "SealBroken")
    assert skill.turns == []


@pytest.mark.parametrize("damage", [b"\x00" * 50, None])
async def test_words_before_and_after_an_unreadable_update_are_answered(
    desk: Desk, skill: Fragile, damage: bytes | None
) -> None:
    await desk.takes(an_update("câu đầu"))
    if damage is None:  # a payload of some other release
        await an_inbound(desk.database, desk.clock.now(), payload='{"shape":"unknown"}')
    else:
        middle = await an_inbound(desk.database, desk.clock.now())
        change(desk.database, update(inbound).where(inbound.c.id == middle).values(payload=damage))
    await desk.takes(an_update("câu cuối"))
    await desk.works(after_seconds=1)
    for _ in range(3):
        await desk.works(after_seconds=2)
    assert "câu đầu" in skill.heard
    assert "câu cuối" in skill.heard
    assert inbound_states(desk) == ["done", "dead", "done"]
    assert (await desk.said()).count(APOLOGY) == 1
