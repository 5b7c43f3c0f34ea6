"""Facts told at any time, corrections, edits after the card, and buttons that belong to nothing any more."""

from dataclasses import replace

import pytest

from handlers.answers import CHECK
from handlers.casework.asking import DONT_KNOW, OPTION, PLACE
from handlers.casework.card import EDIT
from handlers.casework.steps import OF_PLACE
from handlers.dialogue.eligibility import ASK
from handlers.messages import Case, Memory
from knowledge.base import KnowledgeBase
from tests.support.clock import HandClock
from tests.support.kept import GOOD_FACTS
from tests.support.talks import Talk

MACHINES = CHECK + "machinery"
ASKED = ("work", "facility", "home", "purchase", "machine", "other-money", "registered")
GOOD = {**GOOD_FACTS, "cost_vnd": 400_000_000}


@pytest.fixture
def talk(knowledge: KnowledgeBase, clock: HandClock) -> Talk:
    """A person who has just read a card."""
    talk = Talk(knowledge, clock)
    talk.memory = Memory(case=Case("machinery", dict(GOOD), ASKED, "", clock.now()))
    return talk


def facts(talk: Talk) -> dict[str, bool | int | float | str]:
    assert talk.memory.case is not None
    return talk.memory.case.facts


def open_question(talk: Talk) -> str:
    assert talk.memory.case is not None
    return talk.memory.case.waits_for


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("à nhầm, máy cũ", {"machine": "used"}),
        ("nhầm, mình ở Đắk Lắk", {"province": "dak-lak"}),
        ("chi phí 500 triệu lận", {"cost_vnd": 500_000_000}),
    ],
)
async def test_a_correction_soon_after_the_card_draws_it_anew(
    talk: Talk, said: str, told: dict[str, object]
) -> None:
    assert (await talk.says(said)).startswith("**Ứng dụng máy móc thiết bị")
    assert facts(talk) == {**GOOD, **told}
    assert not open_question(talk)


async def test_an_hour_later_the_same_words_are_a_message_of_their_own(talk: Talk) -> None:
    talk.clock.pass_seconds(3601)
    await talk.says("à nhầm, máy cũ")
    assert facts(talk) == GOOD


async def test_a_question_after_the_card_is_answered(talk: Talk, knowledge: KnowledgeBase) -> None:
    entry = knowledge.entry("khuyen-cong-la-gi")
    assert entry is not None
    assert (await talk.says("khuyến công là gì")).startswith(entry.answer)
    assert facts(talk) == GOOD


async def test_facts_told_while_another_question_is_open_are_kept_and_not_asked(
    talk: Talk, knowledge: KnowledgeBase, clock: HandClock
) -> None:
    talk = Talk(knowledge, clock)
    await talk.presses(MACHINES)
    assert open_question(talk) == "work"
    await talk.says("à nhầm, máy cũ")
    assert (facts(talk), open_question(talk)) == ({"machine": "used"}, "work")
    for _ in range(8):
        await talk.presses(DONT_KNOW)
    assert "machine" not in (talk.memory.case or Case("")).asked


async def test_every_answer_may_be_edited_also_one_that_was_not_known(talk: Talk) -> None:
    del facts(talk)["is_registered"]  # "không biết" was the answer
    await talk.presses(EDIT)
    assert {f"{ASK}{question}" for question in (*ASKED, "cost")} == set(talk.payloads)
    for question in (*ASKED, "cost"):
        before = facts(talk)
        await talk.presses(ASK + question)
        assert open_question(talk) == question
        assert facts(talk).keys() < before.keys() or question == "registered"
        await talk.presses(DONT_KNOW)
        assert not open_question(talk)


async def test_an_edited_answer_takes_the_place_of_the_first(talk: Talk) -> None:
    await talk.presses(ASK + "facility")
    said = await talk.presses(f"{OPTION}facility:5")
    assert facts(talk)["facility"] == "worker"
    assert "**nhiều khả năng chưa được**" in said


@pytest.mark.parametrize("said", ["nhầm, mình ở Đắk Lắk", None])
async def test_another_place_takes_along_nothing_that_hung_on_the_old_one(
    talk: Talk, said: str | None
) -> None:
    facts(talk).update({"commune": "Tây Hòa", "commune_kind": "xa", "is_in_craft_village": True})
    await (talk.says(said) if said else talk.presses(f"{PLACE}dak-lak"))
    assert facts(talk) == {**GOOD, "province": "dak-lak"}
    assert not OF_PLACE & facts(talk).keys()


async def test_the_same_place_told_twice_loses_nothing(talk: Talk) -> None:
    facts(talk)["is_in_craft_village"] = True
    await talk.presses(f"{PLACE}tay-ninh")
    assert facts(talk)["is_in_craft_village"] is True


@pytest.mark.parametrize(
    "payload",
    [
        "case:",
        "case:foo",
        f"{OPTION}nothing:0",
        f"{OPTION}machine:9",
        f"{OPTION}machine:99999999999999999999",
        f"{OPTION}machine:-1",
        f"{OPTION}machine:²",
        f"{OPTION}",
        f"{PLACE}",
        f"{PLACE}xyz",
        f"{ASK}nothing",
        CHECK + "machinery",
    ],
)
async def test_a_foreign_button_changes_no_fact_and_leaves_no_gap(talk: Talk, payload: str) -> None:
    said = await talk.presses(payload)
    assert "**có dấu hiệu phù hợp**" in said
    assert (facts(talk), talk.response.gap) == (GOOD, None)


@pytest.mark.parametrize("payload", [f"{OPTION}machine:0", "case:back", EDIT, DONT_KNOW, f"{CHECK}tractor"])
async def test_a_button_without_its_case_shows_the_menu(
    knowledge: KnowledgeBase, clock: HandClock, payload: str
) -> None:
    talk = Talk(knowledge, clock)
    assert await talk.presses(payload) == knowledge.phrase("check_wish")


async def test_a_button_of_an_earlier_question_corrects_it_and_the_open_one_stays(
    knowledge: KnowledgeBase, clock: HandClock
) -> None:
    talk = Talk(knowledge, clock)
    await talk.presses(MACHINES)
    await talk.presses(f"{OPTION}work:0")
    await talk.presses(f"{OPTION}work:4")
    assert (facts(talk)["activity"], open_question(talk)) == ("handicraft", "facility")
    assert "(2/8)" in talk.response.replies[-1].text


async def test_a_new_story_after_the_card_begins_with_its_own_wish(talk: Talk) -> None:
    said = await talk.says(
        "giờ tui muốn làm nhãn hiệu cho bún, hộ kinh doanh ở Gia Lai, chi phí 50 triệu, được nhiêu?"
    )
    assert talk.memory.case is not None
    assert talk.memory.case.item == "trademark", said
    assert facts(talk)["cost_vnd"] == 50_000_000
    assert "machine" not in facts(talk)


async def test_a_case_of_an_older_release_goes_on_with_what_is_still_known(talk: Talk) -> None:
    assert talk.memory.case is not None
    stale = {**GOOD, "sector": "no longer a sector", "gone": True}
    talk.memory = replace(talk.memory, case=replace(talk.memory.case, facts=stale, waits_for="machine"))
    await talk.presses(f"{OPTION}machine:0")
    assert facts(talk) == {name: value for name, value in GOOD.items() if name != "sector"}
    talk.memory = Memory(case=Case("gone-item", dict(GOOD), (), "machine"))
    assert await talk.presses(f"{OPTION}machine:0") == talk.library.knowledge.phrase("check_wish")
