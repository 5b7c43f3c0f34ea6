"""The stand-in talks with python-telegram-bot as the platform does."""

import aiohttp
import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from tests.standins.library_client import library_client
from tests.standins.telegram import ManualClock, Person, TelegramStandIn, User

ONE_PAGE = b"%PDF-1.4 one page"


async def test_a_word_goes_in_and_an_answer_comes_out(api: TelegramStandIn, bot: telegram.Bot) -> None:
    person = api.person(id=42, first_name="Sáu")
    await person.say("xin chào")

    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "xin chào"
    assert update.message.chat.id == 42
    assert update.message.from_user is not None
    assert update.message.from_user.first_name == "Sáu"

    answer = await bot.send_message(
        update.message.chat.id, "Chào <b>bác Sáu</b> 👋 &amp; cả nhà", parse_mode="HTML"
    )
    reply = await person.wait_for_reply()
    assert reply.text == answer.text == "Chào bác Sáu 👋 & cả nhà"
    assert (reply.message_id, reply.parse_mode) == (answer.message_id, "HTML")
    assert answer.parse_entities() == {answer.entities[0]: "bác Sáu"}
    assert answer.chat.id == 42
    assert not person.has_unread


async def test_replies_are_waited_for_in_order_and_missing_ones_are_named(
    person: Person, bot: telegram.Bot
) -> None:
    await bot.send_message(42, "một")
    await bot.send_message(42, "hai")
    assert [(await person.wait_for_reply()).text for _ in range(2)] == ["một", "hai"]
    with pytest.raises(TimeoutError, match="no reply to 42 after 2"):
        await person.wait_for_reply(timeout=0.01)


async def test_a_command_carries_its_entity_and_its_argument(person: Person, bot: telegram.Bot) -> None:
    await person.say("/start vung_cao")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.parse_entities() == {update.message.entities[0]: "/start"}


async def test_an_inline_button_is_pressed_answered_and_its_message_edited(
    person: Person, bot: telegram.Bot
) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Có", callback_data="y:1")]])
    sent = await bot.send_message(42, "Bác có máy sấy chưa?", reply_markup=markup)
    query_id = await person.press("Có")

    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert (update.callback_query.id, update.callback_query.data) == (query_id, "y:1")
    assert isinstance(update.callback_query.message, telegram.Message)
    assert update.callback_query.message.text == "Bác có máy sấy chưa?"

    await update.callback_query.answer("Đã ghi")
    await update.callback_query.edit_message_text("Đã có máy sấy")
    assert await person.wait_for_answer(query_id) == "Đã ghi"
    edited = await person.wait_for_edit(sent.message_id)
    assert (edited.text, edited.buttons) == ("Đã có máy sấy", ())
    with pytest.raises(LookupError, match="no button 'Có'"):
        await person.press("Có")


async def test_buttons_alone_can_be_edited(person: Person, bot: telegram.Bot) -> None:
    first = InlineKeyboardMarkup([[InlineKeyboardButton("Xem", callback_data="1")]])
    second = InlineKeyboardMarkup([[InlineKeyboardButton("Đóng", callback_data="2")]])
    sent = await bot.send_message(42, "Hồ sơ", reply_markup=first)
    await bot.edit_message_reply_markup(42, sent.message_id, reply_markup=second)
    assert (await person.wait_for_edit(sent.message_id)).labels == ("Đóng",)
    with pytest.raises(telegram.error.BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(42, sent.message_id, reply_markup=second)


async def test_a_keyboard_asks_for_contact_location_and_words(person: Person, bot: telegram.Bot) -> None:
    keys = [
        KeyboardButton("Gửi số", request_contact=True),
        KeyboardButton("Gửi vị trí", request_location=True),
        KeyboardButton("Bỏ qua"),
    ]
    await bot.send_message(42, "Mời bác chọn", reply_markup=ReplyKeyboardMarkup([keys], resize_keyboard=True))
    for key in keys:
        await person.press(key.text)
    messages = [update.message for update in await bot.get_updates()]
    contact, location, words = messages
    assert contact is not None
    assert contact.contact is not None
    assert contact.contact.user_id == 42
    assert location is not None
    assert location.location is not None
    assert words is not None
    assert words.text == "Bỏ qua"


async def test_a_forwarded_contact_belongs_to_somebody_else(person: Person, bot: telegram.Bot) -> None:
    await person.share_contact("0987654321", owner=User(4343, "Tư"))
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.contact is not None
    assert update.message.from_user is not None
    assert update.message.contact.user_id == 4343 != update.message.from_user.id
    assert update.message.forward_origin is not None


async def test_every_kind_of_message_parses(person: Person, bot: telegram.Bot) -> None:
    said = await person.say("cũ")
    await person.edit(said["message_id"], "mới")
    await person.sticker()
    await person.voice()
    await person.send_photo(caption="máy của nhà")
    await person.send_document(ONE_PAGE, "đơn.pdf")
    await person.share_location()
    updates = await bot.get_updates()
    kinds = [telegram.helpers.effective_message_type(update) for update in updates]
    assert kinds == ["text", "text", "sticker", "voice", "photo", "document", "location"]
    assert updates[1].edited_message is not None
    assert updates[1].edited_message.text == "mới"


async def test_a_file_is_downloaded_for_an_hour_and_up_to_20_megabytes(
    person: Person, bot: telegram.Bot, telegram_clock: ManualClock
) -> None:
    await person.send_document(ONE_PAGE)
    await person.send_document(b"", size=20 * 1024 * 1024 + 1)
    small, large = [update.message.document for update in await bot.get_updates() if update.message]
    assert small is not None
    assert large is not None

    file = await small.get_file()
    assert bytes(await file.download_as_bytearray()) == ONE_PAGE
    telegram_clock.advance(3601)
    with pytest.raises(telegram.error.InvalidToken):
        await file.download_as_bytearray()
    with pytest.raises(telegram.error.BadRequest, match="File is too big"):
        await large.get_file()


async def test_a_document_and_a_picture_arrive_with_caption_and_bytes(
    person: Person, bot: telegram.Bot
) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(20)
    await bot.send_document(42, ONE_PAGE, filename="mau-don.pdf", caption="<i>Mẫu đơn</i>", parse_mode="HTML")
    again = await bot.send_photo(42, picture)
    await bot.send_photo(42, again.photo[-1].file_id)
    form, first, second = person.replies
    assert (form.text, form.file and form.file.name, form.file and form.file.content) == (
        "Mẫu đơn",
        "mau-don.pdf",
        ONE_PAGE,
    )
    assert first.file == second.file
    with pytest.raises(telegram.error.BadRequest, match="Image_process_failed"):
        await bot.send_photo(42, ONE_PAGE)


async def test_a_bot_may_write_only_to_people_who_wrote_first_and_did_not_block_it(
    api: TelegramStandIn, bot: telegram.Bot
) -> None:
    with pytest.raises(telegram.error.BadRequest, match="Chat not found"):
        await bot.send_message(7, "?")
    person = api.person(id=7)
    with pytest.raises(telegram.error.Forbidden, match="can't initiate conversation"):
        await bot.send_message(7, "?")
    await person.say("chào")
    await bot.send_message(7, "chào bác")
    await person.block()
    with pytest.raises(telegram.error.Forbidden, match="blocked by the user"):
        await bot.send_chat_action(7, "typing")
    await person.unblock()
    await bot.send_chat_action(7, "typing")
    await person.delete_account()
    with pytest.raises(telegram.error.Forbidden, match="deactivated"):
        await bot.send_message(7, "?")

    standings = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [change.new_chat_member.status for change in standings] == ["kicked", "member"]
    assert (len(person.replies), person.chat.actions) == (1, ["typing"])


async def test_a_group_migrates(api: TelegramStandIn, person: Person, bot: telegram.Bot) -> None:
    group = api.group(-500, "Tổ làm miến")
    await person.say("chào cả tổ", chat=group)
    await bot.send_message(-500, "chào")
    api.migrate(group, -1_000_000_000_500)
    with pytest.raises(telegram.error.ChatMigrated) as error:
        await bot.send_message(-500, "?")
    await bot.send_message(error.value.new_chat_id, "chào ở nhà mới")
    assert [message.chat_id for message in api.sent] == [-500, -1_000_000_000_500]


async def test_a_query_grows_too_old_to_answer(
    person: Person, bot: telegram.Bot, telegram_clock: ManualClock
) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Có", callback_data="1")]])
    await bot.send_message(42, "?", reply_markup=markup)
    query_id = await person.press("Có", is_old=True)
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible
    telegram_clock.advance(60)
    with pytest.raises(telegram.error.BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query_id)


async def test_several_bots_live_side_by_side(api: TelegramStandIn, bot: telegram.Bot) -> None:
    api.add_bot("777:OTHER")
    other = api.person(id=42, bot="777:OTHER")
    await other.say("chào bot kia")
    assert await bot.get_updates() == ()
    async with library_client(api.root_url, "777:OTHER") as second:
        assert len(await second.get_updates()) == 1
        assert second.id == 777


@pytest.mark.parametrize("style", ["query", "form", "json", "json with text inside", "multipart"])
async def test_every_kind_of_body_is_read(api: TelegramStandIn, person: Person, style: str) -> None:
    url = f"{api.base_url}{api.token}/sendMessage"
    text_markup = '{"keyboard": [["Có", "Không"]]}'
    plain = {"chat_id": "42", "text": "tiếng Việt", "reply_markup": text_markup}
    async with aiohttp.ClientSession() as session:
        match style:
            case "query":
                answer = await session.get(url, params=plain)
            case "form":
                answer = await session.post(url, data=plain)
            case "json":
                nested = {"keyboard": [[{"text": "Có"}, "Không"]]}
                answer = await session.post(
                    url, json={"chat_id": 42, "text": "tiếng Việt", "reply_markup": nested}
                )
            case "json with text inside":
                answer = await session.post(url, json=plain)
            case _:
                form = aiohttp.FormData(default_to_multipart=True)
                for name, value in plain.items():
                    form.add_field(name, value)
                answer = await session.post(url, data=form)
        body = await answer.json()
    assert body["ok"] is True
    assert body["result"]["chat"] == {"id": 42, "type": "private", "first_name": "Sáu"}
    assert isinstance(body["result"]["date"], int)
    assert (person.replies[0].text, person.replies[0].labels) == ("tiếng Việt", ("Có", "Không"))


async def test_the_log_holds_every_call_and_no_token(api: TelegramStandIn, bot: telegram.Bot) -> None:
    await bot.set_webhook(f"http://127.0.0.1:9/{api.token}", secret_token="rất-kín".encode().hex())
    await bot.delete_webhook()
    assert [record.method for record in api.requests] == ["getMe", "setWebhook", "deleteWebhook"]
    assert api.requests[1].params["url"] == "http://127.0.0.1:9/<token>"
    assert api.requests[1].params["secret_token"] == "<secret>"
    assert api.requests[1].status == 200
    assert api.token not in str(api.requests)
