"""A producer's first questions, on both databases, by talking to the bot."""

from bot.app import House
from tests.support.houses import Person, work_all


async def test_a_question_without_marks_gets_a_cited_and_dated_answer(house: House) -> None:
    answer = await Person(house).asks("ho tro mua may bao nhieu tien")
    assert "Trần quốc gia" in answer
    assert "Căn cứ: Thông tư 28/2018/TT-BTC (sửa đổi bởi 64/2024/TT-BTC), Điều 8 khoản 4" in answer
    assert "21/11/2026" in answer


async def test_weather_is_honestly_not_our_field_and_leaves_a_gap(house: House) -> None:
    person = Person(house)
    answer = await person.asks("thời tiết hôm nay")
    assert "không đoán" in answer
    assert (await person.last_answer()).reply.buttons
    async with house.database.reading() as store:
        assert [gap.question for gap in await store.gaps.latest(5)] == ["thời tiết hôm nay"]


async def test_an_unclear_question_is_asked_back_and_two_opens_the_second_choice(house: House) -> None:
    person = Person(house)
    await person.asks("hồ sơ")
    offered = (await person.last_answer()).reply.buttons
    assert len(offered) == 4
    await person.asks("2")
    answer = (await person.last_answer()).reply.text
    entry = house.knowledge.entry(offered[1].payload.removeprefix("entry:"))
    assert entry is not None
    assert entry.answer in answer
    async with house.database.reading() as store:
        assert [gap.chosen_entry for gap in await store.gaps.latest(1)] == [entry.id]


async def test_five_short_messages_in_three_seconds_are_one_question(house: House) -> None:
    person = Person(house)
    for text in ("em", "muon mua", "may", "duoc ho tro", "bao nhieu"):
        await person.says(text)
        house.clock.pass_seconds(0.6)  # type: ignore[attr-defined]
    await work_all(house)
    answers = [line for line in await person.transcript() if line.author == "bot"]
    assert len(answers) == 1
    assert "Trần quốc gia" in answers[0].reply.text
