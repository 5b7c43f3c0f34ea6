"""Where a person is at home: asked where amounts depend on it, remembered, changed, forgotten."""

import pytest

from handlers.answers import ENTRY, MORE
from handlers.home import HOME, home_in, home_name
from handlers.messages import Home
from knowledge.base import KnowledgeBase
from knowledge.loader import CONTENT_DIR
from knowledge.places.content import load_place_content
from tests.support.clock import HandClock
from tests.support.talks import Talk

MACHINE, MODEL = "mua máy được hỗ trợ bao nhiêu", "mô hình trình diễn được bao nhiêu"
_NATIONAL = "không quá 50%, tối đa 300.000.000 đồng mỗi cơ sở"
_DAK_LAK = "tối đa 800.000.000 đồng mỗi mô hình"


@pytest.fixture
def talk(knowledge: KnowledgeBase, clock: HandClock) -> Talk:
    return Talk(knowledge, clock)


async def test_amounts_without_a_province_end_with_the_question_where(
    talk: Talk, knowledge: KnowledgeBase
) -> None:
    assert (await talk.says(MACHINE)).endswith(knowledge.phrase("ask_home"))
    assert talk.memory.asks_home


async def test_where_amounts_do_not_matter_nobody_is_asked(talk: Talk, knowledge: KnowledgeBase) -> None:
    assert knowledge.phrase("ask_home") not in await talk.says("hồ sơ cần những giấy tờ gì")
    assert not talk.memory.asks_home


@pytest.mark.parametrize(
    ("said", "home", "name"),
    [
        ("binh dinh", Home("gia-lai", "binh-dinh"), "Bình Định cũ (nay thuộc Gia Lai)"),
        ("em ở Hải Dương cũ ạ", Home("hai-phong", "hai-duong"), "Hải Dương cũ (nay thuộc Hải Phòng)"),
        ("gia lai", Home("gia-lai"), "Gia Lai"),
        ("dạ Hà Nội ạ", Home("ha-noi", "ha-noi"), "Hà Nội"),
    ],
)
async def test_a_bare_place_is_remembered_and_answered_at_once(
    talk: Talk, knowledge: KnowledgeBase, said: str, home: Home, name: str
) -> None:
    await talk.says(MACHINE)
    answer = await talk.says(said)
    assert answer.startswith(f"**{name}:**")
    assert "chưa có số đã kiểm tra" in answer
    assert f"Trần quốc gia (Ứng dụng máy móc thiết bị, chuyển giao công nghệ): {_NATIONAL}." in answer
    assert knowledge.phrase("level_ceiling_only") in answer
    assert answer.endswith(knowledge.phrase("home_noted", place=name))
    assert (talk.home, talk.memory.asks_home) == (home, False)
    assert MORE + "ho-tro-may-moc" in talk.payloads


async def test_the_home_is_kept_for_later_questions_and_not_asked_again(
    talk: Talk, knowledge: KnowledgeBase
) -> None:
    await talk.says(MACHINE)
    await talk.says("đắk lắk")
    talk.clock.pass_seconds(90 * 24 * 3600)
    answer = await talk.says(MODEL)
    assert answer.startswith("**Đắk Lắk:**")
    assert _DAK_LAK in answer
    assert knowledge.phrase("level_from_press") in answer
    assert "Mức của địa phương cho" not in answer
    assert knowledge.phrase("ask_home") not in answer
    opened = await talk.presses(ENTRY + "mo-hinh-trinh-dien")
    assert _DAK_LAK in opened


async def test_a_place_within_a_question_is_used_at_once(talk: Talk, knowledge: KnowledgeBase) -> None:
    answer = await talk.says("mô hình trình diễn ở Đắk Lắk được bao nhiêu")
    assert answer.startswith("**Đắk Lắk:**")
    assert _DAK_LAK in answer
    assert knowledge.phrase("ask_home") not in answer


async def test_a_question_that_names_its_place_is_answered_although_the_place_was_asked_for(
    talk: Talk,
) -> None:
    await talk.says(MACHINE)
    assert _DAK_LAK in await talk.says("ở Đắk Lắk thì mô hình trình diễn được bao nhiêu")


async def test_a_wish_to_change_asks_anew_and_the_old_home_stays_until_the_answer(
    talk: Talk, knowledge: KnowledgeBase
) -> None:
    await talk.says("em ở Đắk Lắk")
    assert await talk.says("đổi tỉnh") == knowledge.phrase("home_asked")
    assert talk.home == Home("dak-lak")
    await talk.says("gia lai")
    assert talk.home == Home("gia-lai")


async def test_a_forgotten_home_is_asked_for_again(talk: Talk, knowledge: KnowledgeBase) -> None:
    await talk.says("em ở Đắk Lắk")
    assert await talk.says("quên tỉnh") == knowledge.phrase("home_forgotten")
    assert (talk.home, talk.memory.asks_home) == (None, False)
    assert (await talk.says(MODEL)).endswith(knowledge.phrase("ask_home"))


async def test_an_unclear_name_is_asked_back_with_the_places_it_may_mean(
    talk: Talk, knowledge: KnowledgeBase
) -> None:
    await talk.says(MACHINE)
    assert await talk.says("dn") == knowledge.phrase("home_which")
    assert talk.payloads == [f"{HOME}da-nang/", f"{HOME}dong-nai/"]
    assert talk.home is None
    assert (await talk.presses(f"{HOME}dong-nai/")).startswith("**Đồng Nai:**")
    assert talk.home == Home("dong-nai")


async def test_a_name_nobody_knows_is_asked_back_until_a_known_one_comes(
    talk: Talk, knowledge: KnowledgeBase
) -> None:
    await talk.says(MACHINE)
    for strange in ("Xứ Lạ", "xóm 3"):
        assert await talk.says(strange) == knowledge.phrase("home_unknown")
    assert talk.response.gap is None
    assert (await talk.says("gia lai")).startswith("**Gia Lai:**")


async def test_a_place_only_hinted_at_in_a_question_is_offered_and_not_taken(talk: Talk) -> None:
    await talk.says("ở Quy Nhơn mua máy được bao nhiêu")
    assert talk.home is None
    assert talk.payloads[0] == f"{HOME}gia-lai/binh-dinh"
    assert (await talk.presses(talk.payloads[0])).startswith("**Bình Định cũ (nay thuộc Gia Lai):**")


async def test_reading_more_first_does_not_lose_the_question_for_the_place(talk: Talk) -> None:
    await talk.says(MACHINE)
    await talk.presses(MORE + "ho-tro-may-moc")
    assert (await talk.says("gia lai")).startswith("**Gia Lai:**")


async def test_a_thank_you_does_not_lose_the_question_for_the_place(talk: Talk) -> None:
    await talk.says(MACHINE)
    await talk.says("cảm ơn")
    assert (await talk.says("gia lai")).startswith("**Gia Lai:**")


async def test_another_question_takes_the_place_of_the_question_for_the_place(talk: Talk) -> None:
    await talk.says(MACHINE)
    await talk.says("hồ sơ cần những giấy tờ gì")
    assert not talk.memory.asks_home


async def test_of_two_questions_the_one_that_waits_for_the_place_is_told(talk: Talk) -> None:
    await talk.says(f"{MACHINE}, với lại hồ sơ cần những giấy tờ gì?")
    assert len(talk.response.replies) == 2
    answer = await talk.says("binh dinh")
    assert answer.startswith("**Bình Định cũ (nay thuộc Gia Lai):**")
    assert _NATIONAL in answer


async def test_a_place_told_out_of_the_blue_is_only_noted(talk: Talk, knowledge: KnowledgeBase) -> None:
    assert await talk.says("em ở Gia Lai ạ") == knowledge.phrase("home_noted", place="Gia Lai")


def test_every_place_has_a_button_that_is_understood(knowledge: KnowledgeBase) -> None:
    places = knowledge.places
    homes = [Home(province.id) for province in places.provinces]
    old = [area for identity in _old_areas() if (area := places.old_area(identity))]
    homes += [Home(area.now, area.id) for area in old]
    assert (len(places.provinces), len(old)) == (34, 63)
    for home in homes:
        payload = f"{HOME}{home.province}/{home.old_area}"
        assert home_in(payload, knowledge) == home
        assert len(payload.encode()) <= 64
        assert home_name(home, knowledge)


@pytest.mark.parametrize(
    "payload",
    ["home:", "home:/", "home:xu-la/", "home:/binh-dinh", "home:gia-lai/hai-duong", "home:gia-lai/xu-la"],
)
def test_a_button_of_no_place_is_no_home(knowledge: KnowledgeBase, payload: str) -> None:
    assert home_in(payload, knowledge) is None


def _old_areas() -> set[str]:
    """The provinces of before, from the content itself."""
    content = load_place_content(CONTENT_DIR)
    return {area.id for area in content.provinces.old_areas}
