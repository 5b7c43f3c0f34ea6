"""What has run out is not told: not to a question, not by a button, not as a choice."""

from datetime import date

import pytest

from handlers.answers import ENTRY, MORE
from knowledge.base import KnowledgeBase
from storage.states import GapKind
from tests.support.clock import HandClock
from tests.support.talks import Talk, with_entry

MACHINE = "mua máy được hỗ trợ bao nhiêu"
_ENTRY = "ho-tro-may-moc"


def talk_until(knowledge: KnowledgeBase, clock: HandClock, valid_to: date) -> Talk:
    """With an entry about machines that holds until a day."""
    entry = knowledge.entry(_ENTRY)
    assert entry is not None
    return Talk(with_entry(knowledge, entry.model_copy(update={"valid_to": valid_to})), clock)


async def test_an_entry_holds_through_its_last_day_in_viet_nam(
    knowledge: KnowledgeBase, clock: HandClock
) -> None:
    talk = talk_until(knowledge, clock, date(2026, 11, 23))
    clock.pass_seconds(15 * 3600 - 1)  # 23:59:59 in Viet Nam
    assert knowledge.phrase("ask_home") in await talk.says(MACHINE)
    clock.pass_seconds(1)
    assert await talk.says(MACHINE) == knowledge.phrase("unknown")
    assert talk.response.gap is not None
    assert (talk.response.gap.kind, talk.response.gap.candidates[0]) == (GapKind.UNKNOWN, _ENTRY)


@pytest.mark.parametrize("kind", [ENTRY, MORE])
async def test_its_buttons_are_old_ones(knowledge: KnowledgeBase, clock: HandClock, kind: str) -> None:
    talk = talk_until(knowledge, clock, date(2026, 11, 22))
    assert await talk.presses(kind + _ENTRY) == knowledge.phrase("gone")


async def test_it_is_no_choice(knowledge: KnowledgeBase, clock: HandClock) -> None:
    valid = Talk(knowledge, clock)
    question = "được bao nhiêu"
    assert await valid.says(question) == knowledge.phrase("clarify")
    assert ENTRY + _ENTRY in valid.payloads
    talk = talk_until(knowledge, clock, date(2026, 11, 22))
    assert await talk.says(question) == knowledge.phrase("clarify")
    assert ENTRY + _ENTRY not in talk.payloads


async def test_of_two_questions_the_valid_one_is_answered(knowledge: KnowledgeBase, clock: HandClock) -> None:
    talk = talk_until(knowledge, clock, date(2026, 11, 22))
    await talk.says(f"{MACHINE}, với lại hồ sơ cần những giấy tờ gì?")
    assert (len(talk.response.replies), talk.topic) == (1, "ho-so-can-gi")


async def test_a_place_told_afterwards_does_not_bring_it_back(
    knowledge: KnowledgeBase, clock: HandClock
) -> None:
    talk = talk_until(knowledge, clock, date(2026, 11, 23))
    await talk.says(MACHINE)
    clock.pass_seconds(24 * 3600)
    assert await talk.says("gia lai") == knowledge.phrase("home_noted", place="Gia Lai")
