"""The eligibility check as people talk: taken up from their words, few questions, and every way off the path."""

import pytest

from handlers.answers import CHECK, PERSON, START, START_CHECK
from handlers.casework.asking import BACK, DONT_KNOW, OPTION, PLACE
from handlers.casework.card import AGAIN
from knowledge.base import KnowledgeBase
from knowledge.eligibility.interview import MOST_QUESTIONS
from storage.states import GapKind
from tests.support.clock import HandClock
from tests.support.talks import Talk

STORY = "tui làm nem chua ở phường Quy Nhơn Gia Lai, muốn mua máy 400 triệu, được không, được nhiêu?"
MACHINES = CHECK + "machinery"


@pytest.fixture
def talk(knowledge: KnowledgeBase, clock: HandClock) -> Talk:
    return Talk(knowledge, clock)


def facts(talk: Talk) -> dict[str, bool | int | float | str]:
    assert talk.memory.case is not None
    return talk.memory.case.facts


def open_question(talk: Talk) -> str:
    assert talk.memory.case is not None
    return talk.memory.case.waits_for


async def goes_to(talk: Talk, question: str, item: str = "machinery") -> None:
    """Answers "không biết" until a question is open."""
    await talk.presses(CHECK + item)
    for _ in range(MOST_QUESTIONS):
        if open_question(talk) == question:
            return
        await talk.presses(DONT_KNOW)
    raise AssertionError(f"{question} was not put")


async def test_a_story_begins_a_check_with_what_it_told_taken_up_and_shown(talk: Talk) -> None:
    said = await talk.says(STORY)
    assert said.startswith("Mình hiểu là:")
    for line in ("thực phẩm", "Bình Định cũ (nay thuộc Gia Lai)", "Quy Nhơn", "400.000.000 đồng"):
        assert line in said
    assert facts(talk)["cost_vnd"] == 400_000_000
    assert "(1/8)" in said
    assert open_question(talk) == "facility"


@pytest.mark.parametrize(
    "said",
    ["mua máy được hỗ trợ bao nhiêu", "hộ kinh doanh có được hỗ trợ không", "máy cũ có được không"],
)
async def test_a_plain_question_is_answered_and_begins_nothing(talk: Talk, said: str) -> None:
    await talk.says(said)
    assert talk.memory.case is None
    assert talk.response.gap is None or talk.response.gap.kind is GapKind.CLARIFY


@pytest.mark.parametrize("said", ["xét thử", "xet thu", "kiểm tra điều kiện", "/xetthu"])
async def test_a_word_or_a_button_shows_what_may_be_wished(talk: Talk, said: str) -> None:
    await talk.says(said)
    assert talk.payloads[0] == MACHINES
    by_word = talk.response.replies
    await talk.presses(START_CHECK)
    assert talk.response.replies == by_word


async def test_the_place_remembered_of_the_person_is_not_asked_again(talk: Talk) -> None:
    await talk.says("em ở Bình Định ạ")
    assert "Bình Định cũ (nay thuộc Gia Lai)" in await talk.presses(MACHINES)
    await talk.presses(DONT_KNOW)
    await talk.presses(DONT_KNOW)
    assert open_question(talk) == "purchase"


@pytest.mark.parametrize("pressed", ["1", "2", "không biết"])
async def test_no_item_ever_takes_more_than_eight_questions(
    talk: Talk, knowledge: KnowledgeBase, pressed: str
) -> None:
    for item in knowledge.eligibility.items:
        talk.memory = type(talk.memory)()
        await talk.presses(CHECK + item)
        put: list[str] = []
        while (question := open_question(talk)) and len(put) <= MOST_QUESTIONS:
            put.append(question)
            assert f"({len(put)}/{MOST_QUESTIONS})" in talk.response.replies[-1].text
            options = [payload for payload in talk.payloads if payload.startswith(OPTION)]
            chosen = options[min(int(pressed), len(options)) - 1 :] if pressed.isdecimal() and options else []
            await talk.presses(chosen[0] if chosen else DONT_KNOW)
        assert len(put) == len(set(put)) <= MOST_QUESTIONS
        assert talk.memory.case is not None
        assert PERSON in talk.payloads


@pytest.mark.parametrize(
    ("question", "reply", "told"),
    [
        ("purchase", "chưa", {"purchase": "not_yet"}),
        ("purchase", "đặt cọc", {"purchase": "deposited"}),
        ("purchase", "mua roi", {"purchase": "bought"}),
        ("machine", "mới", {"machine": "new"}),
        ("machine", "may cu", {"machine": "used"}),
        ("facility", "htx", {"facility": "cooperative"}),
        ("facility", "Doanh nghiệp", {"facility": "enterprise"}),
        ("other-money", "rồi", {"has_other_state_money": True}),
        ("registered", "Chưa.", {"is_registered": False}),
        ("cost", "400tr", {"cost_vnd": 400_000_000}),
        ("cost", "1,2 tỷ", {"cost_vnd": 1_200_000_000}),
        ("cost", "khoảng 1 tỷ 2", {"cost_vnd": 1_200_000_000}),
        ("cost", "300", {"cost_vnd": 300_000_000}),
        ("home", "binh dinh", {"province": "binh-dinh"}),
        ("home", "em ở Hải Dương cũ ạ", {"province": "hai-duong"}),
        ("home", "binh dnh", {"province": "binh-dinh"}),
        ("home", "Đắk Lắk", {"province": "dak-lak"}),
        ("home", "phường Quy Nhơn, Gia Lai", {"province": "binh-dinh", "commune": "Quy Nhơn"}),
    ],
)
async def test_a_typed_reply_is_understood(
    talk: Talk, question: str, reply: str, told: dict[str, object]
) -> None:
    await goes_to(talk, question)
    await talk.says(reply)
    assert facts(talk) == told
    assert open_question(talk) != question


@pytest.mark.parametrize(
    ("reply", "workers"), [("12 người", 12), ("có 30 công nhân", 30), ("150", 150), ("201", 201)]
)
async def test_a_number_of_workers_is_understood(talk: Talk, reply: str, workers: int) -> None:
    await talk.presses(MACHINES)
    await talk.presses(f"{OPTION}facility:3")
    await talk.presses(f"{PLACE}gia-lai")
    for _ in range(MOST_QUESTIONS):
        if open_question(talk) == "workers":
            break
        await talk.presses(DONT_KNOW)
    await talk.says(reply)
    assert facts(talk)["workers"] == workers


@pytest.mark.parametrize(
    ("question", "nonsense", "hint"),
    [
        ("cost", "abc", "check_money_example"),
        ("cost", "nhiều lắm", "check_money_example"),
        ("home", "xyz zzz", "check_place_example"),
        ("facility", "asdf qwer", "check_not_understood"),
        ("machine", "máy", "check_not_understood"),  # fits both
        ("facility", "...", "check_not_understood"),
    ],
)
async def test_what_is_no_reply_is_said_so_and_the_question_put_again(
    talk: Talk, knowledge: KnowledgeBase, question: str, nonsense: str, hint: str
) -> None:
    await goes_to(talk, question)
    put, before = talk.response.replies[-1], facts(talk)
    assert await talk.says(nonsense) == f"{knowledge.phrase(hint)}\n\n{put.text}"
    assert talk.response.replies[-1].buttons == put.buttons
    assert (facts(talk), open_question(talk)) == (before, question)


async def test_an_unclear_place_offers_choices_and_a_way_not_to_know(talk: Talk) -> None:
    await goes_to(talk, "home")
    await talk.says("dn")
    assert talk.payloads == [f"{PLACE}da-nang", f"{PLACE}dong-nai", DONT_KNOW]
    await talk.presses(f"{PLACE}dong-nai")
    assert facts(talk) == {"province": "dong-nai"}
    assert open_question(talk) == "purchase"


async def test_a_question_in_the_middle_is_answered_and_the_open_one_put_again(
    talk: Talk, knowledge: KnowledgeBase
) -> None:
    await goes_to(talk, "facility")
    put = talk.response.replies[-1]
    entry = knowledge.entry("khuyen-cong-la-gi")
    assert entry is not None
    assert (await talk.says("khuyến công là gì")).startswith(entry.answer)
    assert talk.response.replies[-1] == put
    await talk.says("hợp tác xã")
    assert facts(talk) == {"facility": "cooperative"}


async def test_what_nobody_could_answer_in_the_middle_is_noted_for_the_editors(talk: Talk) -> None:
    await goes_to(talk, "facility")
    await talk.says("thời tiết hôm nay")
    assert talk.response.gap is not None
    assert talk.response.gap.question == "thời tiết hôm nay"


@pytest.mark.parametrize("typed", [True, False])
async def test_going_back_again_and_again_reaches_the_first_question_and_stays(
    talk: Talk, typed: bool
) -> None:
    await talk.presses(MACHINES)
    for reply in ("Vật liệu xây dựng", "hợp tác xã", "Gia Lai", "chưa"):
        await talk.says(reply)
    for question in ("purchase", "home", "facility", "work", "work"):
        await (talk.says("quay lại") if typed else talk.presses(BACK))
        assert open_question(talk) == question
    assert facts(talk) == {}
    assert BACK not in talk.payloads


async def test_going_back_from_the_card_opens_the_last_question(talk: Talk) -> None:
    await talk.presses(MACHINES)
    await talk.says("tui chỉ mua bán thôi")
    assert not open_question(talk)
    await talk.says("quay lại")
    assert open_question(talk) == "work"


async def test_starting_over_or_asking_for_a_person_leaves_the_check_and_forgets_nothing(
    talk: Talk, knowledge: KnowledgeBase
) -> None:
    for way_out in ("bắt đầu lại", "gặp cán bộ"):
        await talk.presses(MACHINES)
        await talk.says("Vật liệu xây dựng")
        said = await talk.says(way_out)
        assert said.startswith(knowledge.phrase("check_left"))
        assert not open_question(talk)
        entry = knowledge.entry("khuyen-cong-la-gi")
        assert entry is not None
        assert (await talk.says("khuyến công là gì")).startswith(entry.answer)
        assert len(talk.response.replies) == 1
        assert facts(talk)["sector"] == "agro_chemicals_materials"
    await talk.presses(START)
    assert not (await talk.says("bắt đầu lại")).startswith(knowledge.phrase("check_left"))


@pytest.mark.parametrize("command", ["trợ giúp", "đổi tỉnh", "quên tỉnh"])
async def test_other_commands_are_obeyed_and_the_question_stays_open(talk: Talk, command: str) -> None:
    await talk.says(command)
    alone = talk.response.replies
    await goes_to(talk, "facility")
    await talk.says(command)
    assert talk.response.replies == alone
    assert open_question(talk) == "facility"


async def test_a_question_left_alone_for_a_day_waits_no_more(talk: Talk, knowledge: KnowledgeBase) -> None:
    await goes_to(talk, "facility")
    talk.clock.pass_seconds(24 * 3600 + 1)
    await talk.says("khuyến công là gì")
    assert len(talk.response.replies) == 1
    await talk.presses(f"{OPTION}facility:1")  # its buttons still mean what they said
    assert facts(talk) == {"facility": "cooperative"}


async def test_the_menu_keeps_what_was_told_and_only_what_still_fits_the_next_wish(talk: Talk) -> None:
    await talk.says(STORY)
    await talk.says("hợp tác xã")
    await talk.presses(AGAIN)
    shown = await talk.presses(CHECK + "trademark")
    assert "Loại hình: hợp tác xã" in shown
    assert {"cost_vnd", "purchase", "machine"}.isdisjoint(facts(talk))
    assert facts(talk)["commune"] == "Quy Nhơn"
    assert open_question(talk) not in ("work", "facility", "home")
