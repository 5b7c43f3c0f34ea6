"""Short words lean on the last answer for an hour; two questions get two answers; a slip is told."""

import pytest

from handlers.answers import ENTRY, MORE
from knowledge.base import KnowledgeBase
from storage.states import GapKind
from tests.support.clock import HandClock
from tests.support.talks import Talk

MACHINE = "mua máy được hỗ trợ bao nhiêu"
MODEL = "mô hình trình diễn được bao nhiêu"
_HOUR = 3600


@pytest.fixture
def talk(knowledge: KnowledgeBase, clock: HandClock) -> Talk:
    return Talk(knowledge, clock)


@pytest.mark.parametrize(
    ("first", "short", "entry"),
    [
        (MACHINE, "được bao nhiêu", "ho-tro-may-moc"),
        (MODEL, "được bao nhiêu", "mo-hinh-trinh-dien"),
        ("đăng ký hỗ trợ ở đâu", "nộp ở đâu", "dang-ky-the-nao"),
    ],
)
async def test_a_short_question_leans_on_the_last_answer_within_the_hour_and_not_later(
    talk: Talk, knowledge: KnowledgeBase, first: str, short: str, entry: str
) -> None:
    await talk.says(first)
    talk.clock.pass_seconds(_HOUR)
    await talk.says(short)
    assert talk.topic == entry
    assert talk.response.gap is None
    talk.clock.pass_seconds(_HOUR + 1)
    assert await talk.says(short) == knowledge.phrase("clarify")
    assert talk.response.gap is not None
    assert talk.response.gap.kind is GapKind.CLARIFY


async def test_the_hour_counts_from_the_last_answer_and_buttons_are_answers_too(talk: Talk) -> None:
    await talk.says("khuyến công là gì")
    talk.clock.pass_seconds(_HOUR - 1)
    await talk.presses(ENTRY + "mo-hinh-trinh-dien")
    talk.clock.pass_seconds(_HOUR - 1)
    await talk.presses(MORE + "mo-hinh-trinh-dien")
    talk.clock.pass_seconds(_HOUR - 1)
    await talk.says("được bao nhiêu")
    assert (talk.topic, talk.response.gap) == ("mo-hinh-trinh-dien", None)


async def test_a_question_about_something_else_stands_alone(talk: Talk) -> None:
    await talk.says(MACHINE)
    await talk.says("máy cũ thì sao")
    assert talk.topic == "may-cu"


async def test_what_was_not_answered_is_nothing_to_lean_on(talk: Talk) -> None:
    await talk.says(MACHINE)
    await talk.says("thời tiết hôm nay thế nào hả bot ơi")
    assert talk.response.gap is not None
    assert talk.topic == "ho-tro-may-moc"


async def test_a_thank_you_changes_no_subject(talk: Talk, knowledge: KnowledgeBase) -> None:
    await talk.says(MODEL)
    thanked = knowledge.entry("cam-on-tam-biet")
    assert thanked is not None
    assert (await talk.says("cảm ơn")).startswith(thanked.answer)
    await talk.says("được bao nhiêu")
    assert (talk.topic, talk.response.gap) == ("mo-hinh-trinh-dien", None)


async def test_two_questions_of_one_message_get_two_replies_in_their_order(
    talk: Talk, knowledge: KnowledgeBase
) -> None:
    await talk.says("hồ sơ cần những giấy tờ gì? Bao giờ nhận được tiền?")
    first, second = talk.response.replies
    for reply, identity in ((first, "ho-so-can-gi"), (second, "bao-gio-nhan-tien")):
        entry = knowledge.entry(identity)
        assert entry is not None
        assert reply.text.startswith(entry.answer)
    assert talk.topic == "bao-gio-nhan-tien"


@pytest.mark.parametrize(
    "said",
    [
        "Chào ad ạ. Xưởng em muốn mua máy cưa thì được hỗ trợ bao nhiêu ạ?",
        "Chào anh chị. Cho em hỏi mua máy được hỗ trợ bao nhiêu",
        "Xưởng em làm mộc ở xã. Muốn mua máy bào, máy cưa thì được bao nhiêu tiền?",
    ],
)
async def test_one_question_with_greeting_and_story_gets_one_reply(talk: Talk, said: str) -> None:
    await talk.says(said)
    assert len(talk.response.replies) == 1
    assert talk.topic == "ho-tro-may-moc"


@pytest.mark.parametrize(
    ("said", "entry"),
    [
        ("khuyến nông hỗ trợ mua máy bao nhiêu", "ho-tro-may-moc"),
        ("xin khuyen nong mua may xay xat", "ho-tro-may-moc"),
        ("bên khuyến nông có cho tiền mua máy không", "ho-tro-may-moc"),
        ("hồ sơ Khuyến Nông gồm những gì", "ho-so-can-gi"),
    ],
)
async def test_the_neighbours_name_for_ours_is_answered_and_told(
    talk: Talk, knowledge: KnowledgeBase, said: str, entry: str
) -> None:
    assert (await talk.says(said)).startswith(knowledge.phrase("slip_khuyen_nong"))
    assert (talk.topic, talk.response.gap) == (entry, None)


@pytest.mark.parametrize(
    "said",
    [
        "khuyến công khác khuyến nông chỗ nào",
        "Trồng rau thì hỏi khuyến nông hay khuyến công?",
        "Đã được khuyến nông cho tiền thì khuyến công còn xét hông?",
        MACHINE,
    ],
)
async def test_who_names_our_programme_made_no_slip(talk: Talk, knowledge: KnowledgeBase, said: str) -> None:
    answer = await talk.says(said)
    assert knowledge.phrase("slip_khuyen_nong") not in answer
    assert talk.response.gap is None
