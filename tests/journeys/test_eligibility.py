"""A producer finds out whether it looks good, over a restart of the house; on both databases."""

from pathlib import Path

from bot.app import House
from handlers.messages import STATE
from knowledge.base import KnowledgeBase
from storage.tables import conversation
from tests.support.clock import HandClock
from tests.support.houses import Person, open_test_house, work_all
from tests.support.rows import rows

STORY = "tui làm nem chua ở phường Quy Nhơn Gia Lai, muốn mua máy 400 triệu, được không, được nhiêu?"


async def test_a_check_goes_on_after_a_restart_and_keeps_nothing_in_the_open(
    any_database_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    async with open_test_house(any_database_url, tmp_path / "data", clock, knowledge) as house:
        person = Person(house)
        taken_up = await person.asks(STORY)
        assert "400.000.000 đồng" in taken_up
        assert "(1/8) Anh/chị làm theo hình thức nào?" in taken_up
        assert "1. Hộ kinh doanh" in taken_up
        assert "(2/8)" in await person.asks("1")  # a number
        assert "(3/8)" in await person.asks("Máy mới")  # a label
    async with open_test_house(any_database_url, tmp_path / "data", clock, knowledge) as house:
        person = Person(house)
        answered = await person.asks("khuyến công là gì")
        assert "(3/8) Anh/chị đã nhận tiền nhà nước" in answered
        await person.presses("case:option:other-money:0")
        await work_all(house)
        assert "(4/8) Cơ sở đã đăng ký" in (await person.last_answer()).reply.text
        card = await person.asks("Rồi")
        assert "**có dấu hiệu phù hợp**" in card
        assert "50% của 400.000.000 đồng là 200.000.000 đồng" in card
        assert "Mức của Bình Định cũ (nay thuộc Gia Lai) bên mình chưa có số đã kiểm tra" in card
        assert "Kiểm tra ngày 21/11/2026" in card
        corrected = await person.asks("à nhầm, máy cũ")
        assert "**chưa nói chắc được**" in corrected
        assert "Long An cũ" in corrected
        await _is_sealed(house)


async def _is_sealed(house: House) -> None:
    """What was told can be read with the key, and stands nowhere in the row as it is stored."""
    (row,) = rows(house.database, conversation)
    for told in ("household", "machinery", "400000000", "quy nhơn"):
        assert told not in str(row.state).lower()
    async with house.database.transaction() as store:
        opened = await store.conversations.lock(row.id)
    assert opened is not None
    case = STATE.validate_json(opened.state).memory.case
    assert case is not None
    assert case.facts["machine"] == "used"


async def test_answers_by_number_lead_from_the_menu_to_a_card_and_on(house: House) -> None:
    person = Person(house)
    assert "1. Mua máy móc, thiết bị" in await person.asks("xét thử")
    assert "(1/8)" in await person.asks("4")  # a trademark
    for reply in ("1", "không biết", "Gia Lai"):
        await person.asks(reply)
    await person.asks("quay lại")
    assert "ở tỉnh nào" in (await person.last_answer()).reply.text
    await person.asks("Đắk Lắk")
    for _ in range(8):
        if "**chưa nói chắc được**" in (await person.last_answer()).reply.text:
            break
        await person.asks("Không biết")
    card = (await person.last_answer()).reply
    assert "Tỉnh, thành phố: Đắk Lắk" in card.text
    again = next(n for n, button in enumerate(card.buttons, start=1) if button.payload == "case:again")
    assert "1. Mua máy" in await person.asks(str(again))
    assert "Tỉnh, thành phố: Đắk Lắk" in await person.asks("1")  # what was told is kept
    assert "dừng phần xét thử" in (await _all_of(person, "gặp cán bộ"))
    assert (await person.asks("khuyến công là gì")).startswith("Khuyến công là việc Nhà nước giúp")


async def _all_of(person: Person, text: str) -> str:
    """All that is answered to one message."""
    before = len(await person.transcript())
    await person.asks(text)
    return "\n\n".join(line.reply.text for line in (await person.transcript())[before:])
