"""Keeping a case: what it means is told first, a yes keeps the case as judged, a word forgets it."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.answers import START_CHECK
from handlers.casework.card import Card
from handlers.casework.deeds import ForgetProfile, KeepProfile
from handlers.casework.keeping import KEEP_ASK, KEEP_FORGET, KEEP_NO, KEEP_YES, judged
from handlers.casework.steps import standing
from handlers.dialogue.keep_case import KeepCase
from handlers.messages import Case, DialogueState, Home, Memory, UpdateKind
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from tests.support.clock import HandClock
from tests.support.kept import GOOD_FACTS

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = HandClock().now()
TODAY = NOW.astimezone(ZONE).date()
DONE = Case("machinery", dict(GOOD_FACTS))


@pytest.fixture
def skill(knowledge: KnowledgeBase) -> KeepCase:
    return KeepCase(knowledge, ZONE)


async def presses(skill: KeepCase, payload: str, case: Case | None = DONE, text: str = "") -> Response:
    memory = Memory(Home("tay-ninh"), case=case)
    kind = UpdateKind.BUTTON if payload else UpdateKind.TEXT
    return await skill(Turn(kind, text, payload, "", DialogueState(memory=memory), NOW))


async def test_before_anything_is_kept_the_person_reads_what_why_how_long_and_how_to_undo_it(
    skill: KeepCase,
) -> None:
    response = await presses(skill, KEEP_ASK)
    (reply,) = response.replies
    for told in ("hộ kinh doanh", "Tây Ninh", "máy xét lại", "365 ngày", 'nhắn "quên trường hợp"', "18 tuổi"):
        assert told in reply.text
    assert [(button.label, button.payload) for button in reply.buttons] == [
        ("Đồng ý lưu", KEEP_YES),
        ("Không", KEEP_NO),
    ]
    assert response.deeds == ()


async def test_a_yes_keeps_the_case_as_it_is_judged_today(skill: KeepCase, knowledge: KnowledgeBase) -> None:
    response = await presses(skill, KEEP_YES)
    (kept,) = response.deeds
    assert isinstance(kept, KeepProfile)
    assert kept.item == "machinery"
    assert kept.facts == GOOD_FACTS
    assert kept.outcomes == {"national": "yes", "local": "yes"}
    assert kept.judged_version == knowledge.eligibility.version(TODAY)
    assert f"{TODAY + timedelta(days=365):%d/%m/%Y}" in response.replies[0].text
    assert [button.payload for button in response.replies[0].buttons] == [KEEP_FORGET]


async def test_the_consent_names_the_words_that_were_agreed_to(
    skill: KeepCase, knowledge: KnowledgeBase
) -> None:
    reworded = replace(knowledge, phrase=Reworded(knowledge))
    versions = set()
    for asked in (skill, skill, KeepCase(reworded, ZONE)):
        (profile,) = (await presses(asked, KEEP_YES)).deeds
        assert isinstance(profile, KeepProfile)
        versions.add(profile.consent_version)
    assert len(versions) == 2


@pytest.mark.parametrize("payload", [KEEP_ASK, KEEP_YES])
@pytest.mark.parametrize(
    "case",
    [None, Case("machinery", {}, ("facility",), "activity"), Case("gone-item", {})],
    ids=["none", "not finished", "of an item that is gone"],
)
async def test_without_a_judged_case_there_is_nothing_to_keep(
    skill: KeepCase, payload: str, case: Case | None
) -> None:
    response = await presses(skill, payload, case)
    assert response.deeds == ()
    assert [button.payload for button in response.replies[0].buttons] == [START_CHECK]


async def test_a_no_keeps_nothing_and_changes_nothing(skill: KeepCase) -> None:
    response = await presses(skill, KEEP_NO)
    assert (response.deeds, response.memory) == ((), None)
    assert "không lưu" in response.replies[0].text


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (KEEP_FORGET, ""),
        ("", "quên trường hợp của tôi"),
        ("", "Quen truong hop."),
        ("", "/quentruonghop"),
    ],
)
async def test_a_word_forgets_everything_and_tells_how_much_it_was(
    skill: KeepCase, payload: str, text: str
) -> None:
    response = await presses(skill, payload, text=text)
    (forgotten,) = response.deeds
    assert isinstance(forgotten, ForgetProfile)
    assert response.memory == Memory(Home("tay-ninh"))
    assert response.replies == ()
    assert "Đã xóa 2 trường hợp" in forgotten.tell(2).text
    assert "không lưu trường hợp nào" in forgotten.tell(0).text


async def test_a_misspelt_command_asks_first(skill: KeepCase) -> None:
    response = await presses(skill, "", text="trường hợp đã lưu")
    assert (response.deeds, response.memory) == ((), None)
    assert [button.payload for button in response.replies[0].buttons] == [KEEP_FORGET]


def test_the_card_offers_to_keep_the_case(knowledge: KnowledgeBase) -> None:
    card = Card(knowledge).draw(DONE, standing(DONE, knowledge, TODAY).verdicts, TODAY)
    assert ("Lưu để báo khi có đổi", KEEP_ASK) in [(button.label, button.payload) for button in card.buttons]


@pytest.mark.parametrize("typed", ["quên trường hợp", "quen truong hop", "Quên trường hợp!"])
def test_the_words_to_forget_are_known(knowledge: KnowledgeBase, typed: str) -> None:
    assert knowledge.command(typed) == "forget_case"


@pytest.mark.parametrize(
    "typed",
    [
        "quên tỉnh",
        "trường hợp của tôi",
        "xét trường hợp",
        "xem trường hợp",
        "sửa trường hợp",
        "trường hợp nào được",
    ],
)
def test_words_near_them_forget_nothing(knowledge: KnowledgeBase, typed: str) -> None:
    assert knowledge.command(typed) != "forget_case"


@pytest.mark.parametrize(
    ("facts", "outcome", "decides"),
    [
        ({}, "yes", {"facility", "activity", "sector", "machine-new"}),
        ({"activity": "trade"}, "no", {"activity"}),
        ({"machine": "used"}, "unknown", {"machine-new"}),
        ({"sector": None}, "unknown", {"sector"}),
        ({"sector": "no longer a sector", "of_an_older_release": True}, "unknown", {"sector"}),
    ],
)
def test_the_deciding_rules_are_those_that_make_the_outcome(
    knowledge: KnowledgeBase, facts: dict[str, bool | str | None], outcome: str, decides: set[str]
) -> None:
    told = {name: value for name, value in (GOOD_FACTS | facts).items() if value is not None}
    found = judged("machinery", told, knowledge, TODAY)
    assert found.outcomes == {"national": outcome, "local": outcome}
    assert decides <= set(found.rules["national"])
    assert outcome == "yes" or decides == set(found.rules["national"])


def test_an_item_without_rules_is_open_and_never_a_yes(knowledge: KnowledgeBase) -> None:
    found = judged("gone-item", GOOD_FACTS, knowledge, TODAY)
    assert (found.outcomes, found.rules) == ({"national": "unknown", "local": "unknown"}, {})


class Reworded:
    """The phrases with other terms of consent."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._say = knowledge.phrase

    def __call__(self, key: str, /, **values: object) -> str:
        return "lời khác" if key == "keep_terms" else self._say(key, **values)
