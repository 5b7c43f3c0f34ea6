"""What a conversation remembers is kept in its row, and rows of earlier releases still open."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from handlers.messages import STATE, Button, DialogueState, Home, Memory, Reply
from handlers.turns import Response
from storage.database import Database
from storage.tables import conversation
from tests.support.clock import HandClock
from tests.support.desks import APOLOGY, Desk, Listener
from tests.support.rows import change, rows

_BUTTON = Button("Mua máy", "entry:may-moc")
_MEMORY = Memory(Home("gia-lai", "binh-dinh"), "may-moc", datetime(2026, 11, 23, tzinfo=UTC), asks_home=True)


@pytest.fixture
def skill() -> Listener:
    return Listener(Reply("dạ"))


@pytest.fixture
def desk(database: Database, clock: HandClock, skill: Listener) -> Desk:
    return Desk(database, clock, skill)


@pytest.mark.parametrize(
    ("stored", "state"),
    [
        ("{}", DialogueState()),
        ('{"choices":[],"gap_id":null}', DialogueState()),
        (
            '{"choices":[{"label":"Mua máy","payload":"entry:may-moc"}],"gap_id":7}',
            DialogueState((_BUTTON,), 7),
        ),
        ('{"memory":{}}', DialogueState()),
        ('{"memory":{"home":{"province":"gia-lai"}}}', DialogueState(memory=Memory(Home("gia-lai")))),
        (
            '{"memory":{"topic":"may-moc","of_a_later_release":1}}',
            DialogueState(memory=Memory(topic="may-moc")),
        ),
    ],
)
def test_states_of_other_releases_are_read(stored: str, state: DialogueState) -> None:
    assert STATE.validate_json(stored) == state


def test_a_state_comes_back_as_it_was_stored() -> None:
    state = DialogueState((_BUTTON,), 7, _MEMORY)
    assert STATE.validate_json(STATE.dump_json(state)) == state


async def test_what_a_skill_remembers_is_given_to_the_next_turn(desk: Desk, skill: Listener) -> None:
    skill.response = Response((Reply("dạ"),), memory=_MEMORY)
    await desk.hears("một")
    await desk.hears("hai")
    assert [turn.state.memory for turn in skill.turns] == [Memory(), _MEMORY]


async def test_a_skill_that_says_nothing_of_memory_leaves_it(desk: Desk, skill: Listener) -> None:
    skill.response = Response((Reply("dạ"),), memory=_MEMORY)
    await desk.hears("một")
    for response in (Response((Reply("dạ"),)), Response()):
        skill.response = response
        await desk.hears("tiếp")
    await desk.hears("nữa")
    assert skill.turns[-1].state.memory == _MEMORY


async def test_people_are_remembered_apart(desk: Desk, skill: Listener) -> None:
    skill.response = Response((Reply("dạ"),), memory=_MEMORY)
    await desk.hears("một", chat_key="an")
    await desk.hears("hai", chat_key="binh")
    assert skill.turns[-1].state.memory == Memory()


async def test_a_conversation_of_an_earlier_release_goes_on(desk: Desk, skill: Listener) -> None:
    await desk.hears("một")
    stored = '{"choices":[{"label":"Mua máy","payload":"entry:may-moc"}],"gap_id":null}'
    change(desk.database, update(conversation).values(state=stored))
    await desk.hears("1")
    assert (skill.turns[-1].payload, skill.turns[-1].state.memory) == ("entry:may-moc", Memory())
    assert APOLOGY not in await desk.said()
    assert not rows(desk.database, conversation)[0].state.startswith("{")  # sealed at the first word
