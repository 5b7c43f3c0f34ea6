"""What is taken for the command and for a code after it, and what stays somebody's own words."""

import pytest

from handlers.dialogue.join_chats import JoinChats
from handlers.joining.joining import OfferJoin, TypeCode
from handlers.joining.splitting import AskSplit
from handlers.joining.words import new_code, shown
from handlers.messages import DialogueState, UpdateKind
from handlers.review.linking import read_code
from handlers.routes import Routes
from handlers.turns import Turn
from knowledge.base import KnowledgeBase
from tests.support.clock import HandClock
from tests.support.talks import ZONE


async def deed_of(text: str, knowledge: KnowledgeBase) -> object | None:
    """What a text wants done; None when it is none of ours."""
    turn = Turn(UpdateKind.TEXT, text, "", "", DialogueState(), HandClock().now())
    skill = Routes(knowledge, ZONE).choose(turn)
    if not isinstance(skill, JoinChats):
        return None
    (deed,) = (await skill(turn)).deeds
    return deed


@pytest.mark.parametrize(
    "text",
    [
        "nối kênh",
        "Noi kenh",
        "nối hai kênh",
        "noi kenh giup minh",
        "nối kênh với Zalo",
        "/noikenh",
        "nối kênhh",
    ],
)
async def test_the_command_alone_asks_for_a_code(text: str, knowledge: KnowledgeBase) -> None:
    assert await deed_of(text, knowledge) == OfferJoin()


@pytest.mark.parametrize(
    "text",
    [
        "nối kênh ABCD-2345",
        "noi kenh abcd2345",
        "nối kênh\nABCD-2345",
        "Nối kênh: ABCD – 2345.",
        '"nối kênh ABCD-2345"',
        "nối kênh với Telegram ABCD-2345",
        "/noikenh abcd-2345",
        "/noikenh@khuyencong_bot ABCD 2345",
    ],
)
async def test_a_code_is_read_as_people_type_it(text: str, knowledge: KnowledgeBase) -> None:
    deed = await deed_of(text, knowledge)
    assert isinstance(deed, TypeCode)
    assert read_code(deed.typed) == "ABCD2345"
    assert "ABCD" not in repr(deed)


@pytest.mark.parametrize("typed", ["ABC", "ABCD-EFG", "ABCD-EFGHI", "1234567"])
async def test_what_is_meant_as_a_code_is_tried_as_one(typed: str, knowledge: KnowledgeBase) -> None:
    assert await deed_of(f"nối kênh {typed}", knowledge) == TypeCode(typed)


@pytest.mark.parametrize(
    "text",
    [
        "nối kênh mương dẫn nước vào xưởng",
        "noi kenh nay la cua ai vay",
        "kênh này của ai",
        "ABCD-2345",
        "nối kênh " + "x" * 200,
    ],
)
async def test_other_words_are_somebodys_own(text: str, knowledge: KnowledgeBase) -> None:
    assert await deed_of(text, knowledge) is None


@pytest.mark.parametrize("text", ["tách kênh", "tach kenh", "/tachkenh", "Hủy nối kênh", "bo noi kenh"])
async def test_parting_is_asked_for_in_these_words(text: str, knowledge: KnowledgeBase) -> None:
    assert await deed_of(text, knowledge) == AskSplit()


def test_a_new_code_is_eight_letters_and_read_back_as_shown() -> None:
    codes = {new_code() for _ in range(50)}
    assert len(codes) == 50
    assert {read_code(shown(code)) for code in codes} == codes
