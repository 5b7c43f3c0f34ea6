"""What a skill wants kept or forgotten is done in the transaction of its answer, with a trace."""

import json

import pytest

from handlers.casework.deeds import ForgetProfile, KeepProfile
from handlers.messages import Button, Reply
from handlers.turns import Response
from storage.database import Database
from storage.tables import audit_event, profile
from tests.support.clock import HandClock
from tests.support.desks import APOLOGY, Desk, Listener
from tests.support.kept import a_contact
from tests.support.rows import rows

KEPT = KeepProfile("machinery", {"province": "gia-lai"}, {"national": "yes"}, "v1", "c1")
ONE_MORE = KeepProfile("trademark", {}, {"national": "no"}, "v1", "c1")
AGAIN = Button("Xét thử", "check")


@pytest.fixture
def skill() -> Listener:
    return Listener(Reply("dạ"))


@pytest.fixture
def desk(database: Database, clock: HandClock, skill: Listener) -> Desk:
    return Desk(database, clock, skill)


async def keep(desk: Desk, skill: Listener, *wanted: KeepProfile, chat_key: str = "an") -> None:
    for each in wanted:
        skill.response = Response((Reply("đã lưu"),), deeds=(each,))
        await desk.hears("lưu", chat_key=chat_key)


async def test_a_case_is_kept_for_the_person_who_said_so(
    desk: Desk, skill: Listener, clock: HandClock
) -> None:
    await keep(desk, skill, KEPT, KEPT, ONE_MORE)
    await keep(desk, skill, KEPT, chat_key="binh")
    an, binh = [await a_contact(desk.database, clock.now(), name) for name in ("an", "binh")]
    stored = rows(desk.database, profile)
    assert [(row.contact_id, row.item) for row in stored] == [
        (an, "machinery"),
        (an, "trademark"),
        (binh, "machinery"),
    ]
    assert json.loads(stored[0].outcomes) == {"national": "yes"}
    assert await desk.said() == ["đã lưu"] * 3


async def test_each_time_leaves_a_trace_without_the_case(
    desk: Desk, skill: Listener, clock: HandClock
) -> None:
    await keep(desk, skill, KEPT, KEPT)
    events = rows(desk.database, audit_event)
    person = f"contact:{await a_contact(desk.database, clock.now())}"
    kept = rows(desk.database, profile)[0].id
    assert [(row.actor, row.action, row.subject) for row in events] == [
        (person, "profile_kept", f"profile:{kept}")
    ] * 2
    assert json.loads(events[0].detail) == {"consent": "c1"}
    assert "gia-lai" not in str(events)


async def test_forgetting_takes_all_of_ones_own_and_says_how_many(
    desk: Desk, skill: Listener, clock: HandClock
) -> None:
    await keep(desk, skill, KEPT, ONE_MORE)
    await keep(desk, skill, KEPT, chat_key="binh")
    skill.response = Response(deeds=(ForgetProfile(lambda count: Reply(f"đã xóa {count}", (AGAIN,))),))
    await desk.hears("quên")
    await desk.hears("quên")
    assert [said.split("\n")[0] for said in (await desk.said())[-2:]] == ["đã xóa 2", "đã xóa 0"]
    assert len(rows(desk.database, profile)) == 1
    forgotten = [row for row in rows(desk.database, audit_event) if row.action == "profiles_forgotten"]
    an = f"contact:{await a_contact(desk.database, clock.now())}"
    assert [(row.actor, row.subject, json.loads(row.detail)) for row in forgotten] == [(an, an, {"rows": 2})]


async def test_a_number_chooses_from_what_was_said_about_forgetting(desk: Desk, skill: Listener) -> None:
    skill.response = Response(deeds=(ForgetProfile(lambda _: Reply("đã xóa", (AGAIN,))),))
    await desk.hears("quên")
    skill.response = Response((Reply("dạ"),))
    await desk.hears("1")
    assert skill.turns[-1].payload == AGAIN.payload


async def test_what_cannot_be_told_is_not_forgotten_either(
    desk: Desk, skill: Listener, clock: HandClock
) -> None:
    def breaks(count: int) -> Reply:
        raise RuntimeError("no words for it")

    await keep(desk, skill, KEPT)
    skill.response = Response(deeds=(ForgetProfile(breaks),))
    await desk.hears("quên")
    assert len(rows(desk.database, profile)) == 1
    for _ in range(3):
        await desk.works(after_seconds=10)
    assert (await desk.said())[-1] == APOLOGY
    assert [row.action for row in rows(desk.database, audit_event)] == ["profile_kept", "update_dead"]
