"""A conversation in words and numbers, polling and by webhook, on both databases."""

import logging
from collections.abc import Iterator

import pytest

from tests.standins.eventually import until
from tests.standins.zalo import BotPerson, ZaloStandIn
from tests.support.services import Running

QUESTION = "ho tro mua may bao nhieu tien"


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    assert [record.getMessage() for record in records if record.levelno >= logging.ERROR] == []


async def _listens(api: ZaloStandIn, mode: str) -> None:
    """Only a webhook has to be there before somebody writes."""
    if mode == "webhook":
        await until(lambda: bool(api.calls("setWebhook")))


async def test_a_conversation_needs_no_more_than_words_and_numbers(
    running: Running, api: ZaloStandIn, person: BotPerson, mode: str
) -> None:
    await _listens(api, mode)
    await person.say(QUESTION)
    answer = await person.wait_for_reply()
    assert "Thông tư 28/2018/TT-BTC" in answer.text
    assert "1. Xem thêm" in answer.text
    assert "**" not in answer.text
    assert "__" not in answer.text
    await person.say("1")
    more = await person.wait_for_reply()
    assert more.text != answer.text
    assert "chưa có câu trả lời" not in more.text
    api.bot.is_wrapped = False
    await person.say("may cu co duoc ho tro khong vay")
    assert "Căn cứ" in (await person.wait_for_reply()).text


async def test_every_kind_of_content_gets_its_sentence(running: Running, api: ZaloStandIn, mode: str) -> None:
    await _listens(api, mode)
    names = ("sticker", "voice", "unsupported", "photo")
    people = {name: api.bot_person(name) for name in names}
    for name, somebody in people.items():
        await getattr(somebody, f"send_{name}")()
    sentences = {name: (await somebody.wait_for_reply()).text for name, somebody in people.items()}
    assert "chỉ đọc được chữ" in sentences["sticker"]
    assert "tin thoại" in sentences["voice"]
    assert "Kiểu tin này mình chưa đọc được" in sentences["unsupported"]
    assert "chỉ nhận ảnh" in sentences["photo"]
    await people["photo"].send_photo(caption=QUESTION)
    spoken = [(await people["photo"].wait_for_reply()).text for _ in range(2)]
    assert "chỉ nhận ảnh" in spoken[0]
    assert "Trần quốc gia" in spoken[1]


async def test_one_person_in_a_burst_is_told_once_to_slow_down(
    running: Running, api: ZaloStandIn, person: BotPerson, mode: str
) -> None:
    await _listens(api, mode)
    noisy = api.bot_person("Ồn")
    for number in range(60):
        await noisy.say(f"câu hỏi số {number}")
    await api.bot_hooks.settled()
    for _ in range(
        2
    ):  # polled, the first comes behind the burst; by the second a further notice would be out
        await person.say(QUESTION)
        assert "Trần quốc gia" in (await person.wait_for_reply()).text
    await until(lambda: any("nhắn nhanh quá" in reply.text for reply in noisy.replies))
    assert len([reply for reply in noisy.replies if "nhắn nhanh quá" in reply.text]) == 1
