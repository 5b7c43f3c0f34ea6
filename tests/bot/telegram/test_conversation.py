"""A conversation on Telegram, polling and by webhook, on both databases."""

import pytest

from tests.standins.telegram import Person, TelegramStandIn
from tests.support.services import Running


async def test_a_question_gets_the_cited_answer_with_numbered_buttons(
    running: Running, person: Person
) -> None:
    await person.say("ho tro mua may bao nhieu tien")
    reply = await person.wait_for_reply()
    assert "Thông tư 28/2018/TT-BTC" in reply.text
    assert "21/11/2026" in reply.text
    assert "1. Xem thêm" in reply.text
    assert reply.parse_mode == "HTML"
    assert reply.labels[0] == "1. Xem thêm"


async def test_a_pressed_button_and_a_typed_number_mean_the_same(running: Running, person: Person) -> None:
    await person.say("ho tro mua may bao nhieu tien")
    reply = await person.wait_for_reply()
    query = await person.press(reply.labels[1])
    pressed = await person.wait_for_reply()
    await person.wait_for_answer(query)
    await person.say("ho tro mua may bao nhieu tien")
    await person.wait_for_reply()
    await person.say("2")
    typed = await person.wait_for_reply()
    assert typed.text == pressed.text


async def test_start_greets_and_offers_first_steps(running: Running, person: Person) -> None:
    await person.say("/start quang-cao")
    reply = await person.wait_for_reply()
    assert "trợ lý tự động" in reply.text
    assert len(reply.labels) == 5


@pytest.mark.parametrize("deed", ["sticker", "voice", "send_photo", "share_contact", "share_location"])
async def test_what_cannot_be_read_gets_a_kind_sentence(running: Running, person: Person, deed: str) -> None:
    await getattr(person, deed)()
    reply = await person.wait_for_reply()
    assert "chữ" in reply.text


async def test_a_button_from_an_old_message_still_works(running: Running, person: Person) -> None:
    person.press_unseen("entry:lo-mua-may-truoc", is_old=True)
    reply = await person.wait_for_reply()
    assert "Căn cứ" in reply.text


async def test_a_button_nobody_knows_is_told_to_be_old(running: Running, person: Person) -> None:
    person.press_unseen("x" * 60)
    assert "Nút này đã cũ" in (await person.wait_for_reply()).text


async def test_an_edited_question_is_answered_again(running: Running, person: Person) -> None:
    message = await person.say("thời tiết hôm nay ra sao vậy bạn")
    await person.wait_for_reply()
    await person.edit(message["message_id"], "ho tro mua may bao nhieu tien")
    assert "Trần quốc gia" in (await person.wait_for_reply()).text


async def test_a_broken_update_is_set_aside_and_the_next_one_answered(
    running: Running, person: Person
) -> None:
    person.inject("callback_query", {"id": "1", "from": {"id": 42}})
    person.inject("message", {"nothing": "here"})
    person.inject("quite_new_kind", {"hello": 1})
    await person.say("ho tro mua may bao nhieu tien")
    assert "Trần quốc gia" in (await person.wait_for_reply()).text


async def test_groups_are_left_alone(running: Running, api: TelegramStandIn, person: Person) -> None:
    await person.say("ho tro mua may bao nhieu tien")
    await person.wait_for_reply()
    person.inject(
        "message",
        {
            "message_id": 7,
            "date": 1_790_000_000,
            "chat": {"id": -100, "type": "group", "title": "Xóm"},
            "from": {"id": 42, "is_bot": False, "first_name": "Sáu"},
            "text": "mua máy được hỗ trợ bao nhiêu tiền vậy",
        },
    )
    await person.say("may cu co duoc ho tro khong vay")
    await person.wait_for_reply()
    assert len(person.replies) == 2


async def test_a_blocked_bot_stops_writing_and_starts_again_when_written_to(
    running: Running, person: Person
) -> None:
    await person.say("ho tro mua may bao nhieu tien")
    await person.wait_for_reply()
    await person.block()
    await person.unblock()
    await person.say("may cu co duoc ho tro khong vay")
    assert "Căn cứ" in (await person.wait_for_reply()).text


async def test_the_command_menu_is_vietnamese(running: Running, api: TelegramStandIn, person: Person) -> None:
    await person.say("/trogiup")
    await person.wait_for_reply()
    calls = [request for request in api.requests if request.method.lower() == "setmycommands"]
    assert len(calls) >= 2  # for everybody and for Vietnamese; set again when an answer came too late
    assert "Gặp cán bộ" in str(calls[0])
