"""A visitor of the chat page, by its HTTP interface, on both databases."""

import asyncio
import time

import aiohttp

from tests.support.services import Running
from tests.support.visitors import Visitor

QUESTION = "ho tro mua may bao nhieu tien"


async def test_a_question_is_answered_with_sources_and_choices(visitor: Visitor) -> None:
    answer = await visitor.asks(QUESTION)
    assert "Thông tư 28/2018/TT-BTC" in answer["text"]
    assert "**" not in answer["text"]
    assert answer["buttons"][0] == {"label": "Xem thêm", "payload": "more:ho-tro-may-moc"}
    assert answer["at"].endswith("+00:00")


async def test_what_one_says_is_in_the_history_under_the_given_id(visitor: Visitor) -> None:
    said = await visitor.says(QUESTION)
    await visitor.answer(said)
    first, second = await visitor.reads(0)
    assert (first["id"], first["from"], first["text"]) == (said, "you", QUESTION)
    assert second["from"] == "bot"
    assert second["id"] > said


async def test_a_pressed_button_shows_its_label_and_opens_the_entry(visitor: Visitor) -> None:
    answer = await visitor.asks(QUESTION)
    await visitor.presses(answer["buttons"][0]["payload"])
    more = await visitor.answer(answer["id"])
    lines = await visitor.reads(answer["id"])
    assert (lines[0]["from"], lines[0]["text"]) == ("you", "Xem thêm")
    assert more["text"] != answer["text"]


async def test_sending_again_under_the_same_key_changes_nothing(visitor: Visitor, stranger: Visitor) -> None:
    body, key = b'{"text": "ho tro mua may bao nhieu tien"}', {"Idempotency-Key": "0" * 32}
    _, first = await visitor.sends(body, "application/json", key)
    await visitor.answer(first["id"])
    assert await visitor.sends(body, "application/json", key) == (202, first)
    assert [line["from"] for line in await visitor.reads(0)] == ["you", "bot"]
    _, elsewhere = await stranger.sends(body, "application/json", key)
    assert elsewhere["id"] not in (0, first["id"])


async def test_a_visitor_never_sees_another_ones_messages(visitor: Visitor, stranger: Visitor) -> None:
    await visitor.asks(QUESTION)
    assert await stranger.reads(0) == []


async def test_a_waiting_reader_is_woken_by_the_answer(visitor: Visitor) -> None:
    said = await visitor.says(QUESTION)
    began = time.monotonic()
    messages = await visitor.reads(said, wait=20)
    assert messages
    assert time.monotonic() - began < 10


async def test_the_stream_shows_what_was_missed_and_then_what_comes(
    running: Running, visitor: Visitor
) -> None:
    first = await visitor.asks(QUESTION)
    async with visitor.streams(after=0) as lines:
        seen = [await anext(lines), await anext(lines)]
        assert [message["from"] for message in seen] == ["you", "bot"]
        await visitor.says("may cu co duoc ho tro khong vay")
        following = [await anext(lines), await anext(lines)]
    assert following[0]["from"] == "you"
    assert following[1]["id"] > first["id"]


async def test_one_hundred_messages_a_second_do_not_slow_another_visitor(
    visitor: Visitor, stranger: Visitor
) -> None:
    async def flood() -> list[int]:
        codes = []
        for number in range(200):
            status, _ = await visitor.posts({"text": f"câu số {number} của tôi hỏi về máy móc"})
            codes.append(status)
            await asyncio.sleep(0.01)  # a hundred a second
        return codes

    alone = await _seconds_to_answer(stranger)
    flooding = asyncio.create_task(flood())
    waits = [await _seconds_to_answer(stranger) for _ in range(3)]
    codes = await flooding
    assert codes.count(429) > 0
    assert codes.count(202) >= 20
    assert set(codes) <= {202, 429}
    assert max(waits) < max(1.0, 10 * alone), waits  # a starved machine is slow for everybody
    await _all_answered(visitor, accepted=codes.count(202))


async def _seconds_to_answer(visitor: Visitor) -> float:
    began = time.monotonic()
    await visitor.asks(QUESTION)
    return time.monotonic() - began


async def _all_answered(visitor: Visitor, accepted: int) -> None:
    messages = await visitor.reads(0)
    while messages[-1]["from"] != "bot" or len(messages) == 100:
        messages = await visitor.reads(messages[-1]["id"], wait=5) or messages
    history = await visitor.reads(0)
    assert sum(message["from"] == "you" for message in history) == min(accepted, 100)


async def test_no_cookie_no_conversation(running: Running) -> None:
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{running.url}/chat/api/messages", json={"text": "chào"}) as answer:
            assert answer.status == 401
        async with http.get(f"{running.url}/chat/api/messages") as answer:
            assert answer.status == 401
