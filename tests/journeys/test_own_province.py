"""One producer's talk about the own province, what follows from it, and an old paper; on both databases."""

from bot.app import House
from handlers.messages import Line
from tests.support.clock import HandClock
from tests.support.houses import Person, work_all


async def test_a_producer_of_the_former_hai_duong_talks_it_through(house: House, clock: HandClock) -> None:
    person = Person(house)
    say = house.say

    asked_where = await person.asks("chao em, anh muon mua may say lua thi duoc ho tro bao nhieu")
    assert "Trần quốc gia" in asked_where
    assert say("ask_home") in asked_where

    told = await person.asks("em ở Hải Dương cũ ạ")
    assert told.startswith("**Hải Dương cũ (nay thuộc Hải Phòng):**")
    assert "chưa có số đã kiểm tra" in told
    assert "trước khi sáp nhập, Hải Dương cũ" in told
    assert "tối đa 250.000.000 đồng" in told
    assert "chưa rõ còn áp dụng" in told
    assert "Trần quốc gia (Ứng dụng máy móc thiết bị, chuyển giao công nghệ): không quá 50%" in told

    clock.pass_seconds(20 * 60)
    followed = await person.asks("thế vốn đối ứng thì sao")
    assert followed.startswith(_answer(house, "von-doi-ung"))

    count = len(_of_bot(await person.transcript()))
    await person.says("Hồ sơ cần những giấy tờ gì? Bao giờ nhận được tiền?")
    await work_all(house)
    papers, money = _of_bot(await person.transcript())[count:]
    assert papers.startswith(_answer(house, "ho-so-can-gi"))
    assert money.startswith(_answer(house, "bao-gio-nhan-tien"))

    old = await person.asks("thấy trên mạng có thông tư liên tịch 26/2014, còn dùng được không")
    assert "nay không dùng nữa" in old
    assert "→ Thông tư 28/2018/TT-BTC" in old

    clock.pass_seconds(30 * 24 * 3600)
    later = await person.asks("mô hình trình diễn được bao nhiêu")
    assert later.startswith("**Hải Dương cũ (nay thuộc Hải Phòng):**")
    assert "800.000.000" in later.partition("\n\n")[0]

    assert await _said(person, "quên tỉnh") == say("home_forgotten")
    assert say("ask_home") in await person.asks("mô hình trình diễn được bao nhiêu")
    async with house.database.reading() as store:
        assert await store.gaps.latest(5) == []


async def test_an_unclear_place_is_chosen_by_its_number(house: House) -> None:
    person = Person(house)
    await person.asks("mua máy được hỗ trợ bao nhiêu")
    assert "2. Đồng Nai" in await person.asks("dn")
    assert (await person.asks("2")).startswith("**Đồng Nai:**")
    assert (await person.asks("mô hình trình diễn được bao nhiêu")).startswith("**Đồng Nai:**")


async def test_a_short_question_leans_for_an_hour_only(house: House, clock: HandClock) -> None:
    person = Person(house)
    await person.asks("mô hình trình diễn ở Đắk Lắk được bao nhiêu")
    clock.pass_seconds(50 * 60)
    leaning = await person.asks("được bao nhiêu")
    assert "tối đa 800.000.000 đồng mỗi mô hình" in leaning
    clock.pass_seconds(2 * 3600)
    assert (await person.asks("được bao nhiêu")).startswith(house.say("clarify"))


def _answer(house: House, identity: str) -> str:
    entry = house.knowledge.entry(identity)
    assert entry is not None
    return entry.answer


async def _said(person: Person, text: str) -> str:
    await person.asks(text)
    return (await person.last_answer()).reply.text


def _of_bot(lines: list[Line]) -> list[str]:
    return [line.reply.text for line in lines if line.author == "bot"]
