"""Which skill answers what, read as a table."""

from datetime import UTC, datetime

import pytest

from handlers import payloads
from handlers.answers import ENTRY, MORE, NONE, PERSON, START
from handlers.dialogue.agree import Agree
from handlers.dialogue.fill_form import FillForm
from handlers.dialogue.home import ChangeHome, TellHome
from handlers.dialogue.my_applications import MyApplications
from handlers.dialogue.nothing_fits import NothingFits
from handlers.dialogue.open_entry import OpenEntry
from handlers.dialogue.person import AskForPerson
from handlers.dialogue.question import AnswerQuestion
from handlers.dialogue.unreadable import SayUnreadable
from handlers.dialogue.unwind import Unwind
from handlers.dialogue.welcome import Welcome
from handlers.messages import DialogueState, Memory, UpdateKind
from handlers.routes import Routes
from handlers.turns import Response, Silence, Turn
from knowledge.base import KnowledgeBase
from storage.states import GapKind
from tests.support.talks import ZONE

_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_NOTHING, _ASKED = Memory(), Memory(topic="ho-tro-may-moc", topic_at=_NOW, asks_home=True)
TEXT, BUTTON, UNSUPPORTED = UpdateKind.TEXT, UpdateKind.BUTTON, UpdateKind.UNSUPPORTED


@pytest.fixture(scope="module")
def routes(knowledge: KnowledgeBase) -> Routes:
    return Routes(knowledge, ZONE)


def turn(
    kind: UpdateKind = TEXT, text: str = "", payload: str = "", detail: str = "", memory: Memory = _NOTHING
) -> Turn:
    return Turn(kind, text, payload, detail, DialogueState(memory=memory), _NOW)


async def answer(routes: Routes, given: Turn) -> Response:
    return await routes.choose(given)(given)


@pytest.mark.parametrize(
    ("given", "skill"),
    [
        (turn(UpdateKind.UNFOLLOW), Silence),
        (turn(UpdateKind.FOLLOW), Welcome),
        (turn(text="/start"), Welcome),
        (turn(text="/START@KhuyenCongBot"), Welcome),
        (turn(text="/start ma-gioi-thieu"), Welcome),
        (turn(text="bắt đầu"), Welcome),
        (turn(BUTTON, payload=START), Welcome),
        (turn(text="/trogiup"), Welcome),
        (turn(text="tro giup"), Welcome),
        (turn(text="/gapcanbo"), AskForPerson),
        (turn(text="gap can bo"), AskForPerson),
        (turn(text="Gặp cán bộ"), AskForPerson),
        (turn(BUTTON, payload=PERSON), AskForPerson),
        (turn(text="2", payload=PERSON), AskForPerson),
        (turn(BUTTON, payload=ENTRY + "may-moc"), OpenEntry),
        (turn(BUTTON, payload=MORE + "may-moc"), OpenEntry),
        (turn(text="1", payload=ENTRY + "may-moc"), OpenEntry),
        (turn(BUTTON, payload="of another release"), OpenEntry),
        (turn(BUTTON, payload=NONE), NothingFits),
        (turn(BUTTON, payload="home:gia-lai/binh-dinh"), TellHome),
        (turn(BUTTON, payload="home:xu-la/"), TellHome),
        (turn(text="2", payload="home:gia-lai/"), TellHome),
        (turn(text="em ở Bình Định ạ"), TellHome),
        (turn(text="Đắk Lắk"), TellHome),
        (turn(text="/doitinh"), ChangeHome),
        (turn(text="doi tinh"), ChangeHome),
        (turn(text="/quentinh"), ChangeHome),
        (turn(text="Quên tỉnh"), ChangeHome),
        (turn(text="mua máy được hỗ trợ bao nhiêu"), AnswerQuestion),
        (turn(text="mô hình trình diễn ở Đắk Lắk được bao nhiêu"), AnswerQuestion),
        (turn(text="/lenhla"), AnswerQuestion),
        (turn(text="7"), AnswerQuestion),
        (turn(text=""), SayUnreadable),
        (turn(BUTTON), SayUnreadable),
        (turn(UpdateKind.ATTACHMENT), MyApplications),
        (turn(BUTTON, payload="form:start:A-01"), FillForm),
        (turn(BUTTON, payload="fill:skip"), FillForm),
        (turn(text="đăng ký"), FillForm),
        (turn(text="dien tiep"), FillForm),
        (turn(BUTTON, payload="app:open:7Q4M2X9T1B5K"), MyApplications),
        (turn(text="hồ sơ của tôi"), MyApplications),
        (turn(BUTTON, payload="agree:news:yes"), Agree),
        (turn(text="/huy"), Unwind),
        (turn(UpdateKind.LOCATION), SayUnreadable),
        (turn(UpdateKind.CONTACT), SayUnreadable),
        (turn(UNSUPPORTED, detail="sticker"), SayUnreadable),
    ],
    ids=lambda value: (
        value.__name__ if isinstance(value, type) else f"{value.kind}:{value.text or value.payload}"
    ),
)
def test_each_turn_goes_to_its_skill(routes: Routes, given: Turn, skill: type) -> None:
    assert type(routes.choose(given)) is skill


@pytest.mark.parametrize(
    ("said", "skill"),
    [
        ("binh dinh", TellHome),
        ("gia lai", TellHome),
        ("Gia Lai", TellHome),
        ("em ở Hải Dương cũ ạ", TellHome),
        ("hai duong cu", TellHome),
        ("bình địh", TellHome),
        ("daklak", TellHome),
        ("tp hcm", TellHome),
        ("dn", TellHome),
        ("tuy hoa", TellHome),
        ("xã Hòa Phú huyện Tây Hòa", TellHome),
        ("dạ em ở huyện Tây Hòa Phú Yên làm nghề mộc ạ", TellHome),
        ("Xứ Lạ", TellHome),
        ("xóm 3", TellHome),
        ("cảm ơn", AnswerQuestion),
        ("ok", AnswerQuestion),
        ("không", AnswerQuestion),
        ("hồ sơ", AnswerQuestion),
        ("bao giờ có tiền", AnswerQuestion),
        ("mua máy cũ có được không", AnswerQuestion),
        ("hôm nay giá vàng thế nào nhỉ", AnswerQuestion),
        ("ở Đắk Lắk thì mô hình trình diễn được bao nhiêu", AnswerQuestion),
        ("em ở Gia Lai, mua máy dệt được bao nhiêu", AnswerQuestion),
        ("gặp cán bộ", AskForPerson),
        ("quên tỉnh", ChangeHome),
        ("bắt đầu", Welcome),
    ],
)
def test_after_the_question_for_the_province_a_place_is_its_answer_and_a_question_stays_one(
    routes: Routes, said: str, skill: type
) -> None:
    assert type(routes.choose(turn(text=said, memory=_ASKED))) is skill


@pytest.mark.parametrize(
    ("given", "phrase"),
    [
        (turn(), "empty"),
        (turn(UpdateKind.ATTACHMENT), "attachment"),
        (turn(UpdateKind.LOCATION), "location"),
        (turn(UpdateKind.CONTACT), "contact"),
        (turn(UNSUPPORTED, detail="sticker"), "sticker"),
        (turn(UNSUPPORTED, detail="voice"), "voice"),
        (turn(UNSUPPORTED, detail="video_note"), "voice"),
        (turn(UNSUPPORTED, detail="dice"), "unsupported"),
        (turn(BUTTON, payload=ENTRY + "khong-con-nua"), "gone"),
        (turn(BUTTON, payload="of another release"), "gone"),
        (turn(UpdateKind.FOLLOW), "welcome"),
        (turn(text="/trogiup"), "help"),
        (turn(BUTTON, payload=NONE), "unknown"),
        (turn(text="/doitinh"), "home_asked"),
        (turn(text="/quentinh"), "home_forgotten"),
        (turn(BUTTON, payload="home:xu-la/"), "home_unknown"),
        (turn(BUTTON, payload="home:gia-lai/hai-duong"), "home_unknown"),
        (turn(text="dn", memory=_ASKED), "home_which"),
        (turn(text="Xứ Lạ", memory=_ASKED), "home_unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_fixed_sentences_come_from_the_content(
    routes: Routes, knowledge: KnowledgeBase, given: Turn, phrase: str
) -> None:
    (reply,) = (await answer(routes, given)).replies
    assert reply.text == knowledge.phrase(phrase)


async def test_leaving_is_answered_with_silence(routes: Routes) -> None:
    assert await answer(routes, turn(UpdateKind.UNFOLLOW)) == Response()


async def test_every_entry_opens_by_its_button(routes: Routes, knowledge: KnowledgeBase) -> None:
    for identity, entry in knowledge.content.entries.items():
        opened = await answer(routes, turn(BUTTON, payload=ENTRY + identity))
        assert opened.replies[0].text.startswith(entry.answer)
        assert opened.memory is not None
        assert (opened.memory.topic, opened.memory.asks_home) == (identity, bool(entry.levels))
        assert opened.chosen_entry == identity
        longer = await answer(routes, turn(BUTTON, payload=MORE + identity))
        assert longer.replies[0].text.startswith(entry.more or entry.answer)


async def test_a_wish_for_a_person_is_noted_for_staff(routes: Routes, knowledge: KnowledgeBase) -> None:
    response = await answer(routes, turn(text="gặp cán bộ"))
    assert response.gap is not None
    assert (response.gap.kind, response.gap.question) == (GapKind.PERSON, "gặp cán bộ")
    assert response.replies[0].text.startswith(knowledge.phrase("person_noted"))


async def test_a_sure_answer_leaves_no_gap(routes: Routes) -> None:
    response = await answer(routes, turn(text="khuyến công là gì"))
    assert response.gap is None
    assert response.replies


async def test_whatever_is_asked_is_answered_asked_back_or_noted(
    routes: Routes, knowledge: KnowledgeBase
) -> None:
    for question in ("mức hỗ trợ", "thời tiết hôm nay", "asdf qwer", "giá vàng", "hồ sơ", "xin tiền"):
        response = await answer(routes, turn(text=question))
        (reply,) = response.replies
        if response.gap is None:
            continue
        assert response.gap.question == question
        assert response.gap.kind in (GapKind.CLARIFY, GapKind.UNKNOWN)
        if response.gap.kind is GapKind.CLARIFY:
            assert [button.payload for button in reply.buttons] == [
                *(ENTRY + identity for identity in response.gap.candidates),
                NONE,
            ]
        else:
            assert reply.text == knowledge.phrase("unknown")


@pytest.mark.parametrize("opening", ["/start", "/trogiup"])
async def test_the_first_words_offer_first_steps_that_exist(
    routes: Routes, knowledge: KnowledgeBase, opening: str
) -> None:
    (reply,) = (await answer(routes, turn(text=opening))).replies
    *entries, apply, person = reply.buttons
    assert len(entries) == 3
    assert all(knowledge.entry(button.payload.removeprefix(ENTRY)) for button in entries)
    assert (apply.payload, person.payload) == (payloads.FORM, PERSON)
