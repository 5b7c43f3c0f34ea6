"""The stand-in refuses what the platform refuses, in its words."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from typing import Any
from unicodedata import normalize

import aiohttp
import pytest

from tests.standins.telegram import ManualClock, Person, Rates, TelegramStandIn
from tests.standins.telegram.errors import ApiError
from tests.standins.telegram.html_text import parse_html

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def call(api: TelegramStandIn, person: Person) -> AsyncIterator[Call]:
    """Calls a method with plain aiohttp and a JSON body; the chat 42 unless told otherwise."""
    assert person.id == 42
    async with aiohttp.ClientSession() as session:

        async def one(method: str, token: str = api.token, **values: object) -> dict[str, Any]:
            async with session.post(
                f"{api.base_url}{token}/{method}", json={"chat_id": 42} | values
            ) as answer:
                body: dict[str, Any] = await answer.json()
                assert body["ok"] is (answer.status == 200)
                return body

        yield one


def keyboard(**button: object) -> dict[str, object]:
    return {"inline_keyboard": [[button]]}


LONG_NFD = normalize("NFD", "ế" * 1366)  # 4098 code points where NFC has 1366

REFUSED_SENDS = [
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "message text is empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
    ({"text": "a" * 4097}, "message is too long"),
    ({"text": "👍" * 2049}, "message is too long"),
    ({"text": LONG_NFD}, "message is too long"),
    ({"text": "\ud83d"}, "strings must be encoded in UTF-8"),
    ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    ({"text": "x", "chat_id": "@khong_co"}, "chat not found"),
    ({"text": "x", "chat_id": ""}, "chat_id is empty"),
    ({"text": "x", "entities": [{"type": "huge", "offset": 0, "length": 1}]}, "can't parse entities"),
    ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "can't parse entities"),
    ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ({"text": "x", "reply_markup": keyboard(text="a", callback_data="ế" * 22)}, "BUTTON_DATA_INVALID"),
    ({"text": "x", "reply_markup": keyboard(text="a", callback_data="")}, "BUTTON_DATA_INVALID"),
    ({"text": "x", "reply_markup": keyboard(text="", callback_data="1")}, "button text must be non-empty"),
    ({"text": "x", "reply_markup": keyboard(text="a")}, "Text buttons are unallowed"),
    ({"text": "x", "reply_markup": keyboard(text="a", url="http://localhost:8080/chat")}, "Wrong HTTP URL"),
    ({"text": "x", "reply_markup": keyboard(text="a", url="javascript://a.b")}, "Unsupported URL protocol"),
    ({"text": "x", "reply_markup": keyboard(text="a", web_app={"url": "http://a.vn"})}, "Only HTTPS links"),
    ({"text": "x", "reply_markup": {"keyboard": [["a"] * 9]}}, "reply markup is too long"),
    ({"text": "x", "reply_markup": {"keyboard": [["a"]] * 101}}, "reply markup is too long"),
    ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
]


@pytest.mark.parametrize(("values", "reason"), REFUSED_SENDS)
async def test_a_bad_message_is_refused(
    call: Call, person: Person, values: dict[str, object], reason: str
) -> None:
    body = await call("sendMessage", **values)
    assert body["error_code"] == 400
    assert reason in body["description"]
    assert person.replies == []


@pytest.mark.parametrize(
    "values",
    [
        {"text": "a" * 4096},
        {"text": "<b>" + "👍" * 2048 + "</b>", "parse_mode": "HTML"},
        {"text": "x", "reply_markup": keyboard(text="a", callback_data="ế" * 21 + "x")},
        {"text": "x", "reply_markup": keyboard(text="a", url="https://khuyencong.example.vn/")},
        {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 1}]},
        {"text": "x", "reply_parameters": {"message_id": 999, "allow_sending_without_reply": True}},
    ],
)
async def test_a_message_at_its_limits_is_taken(call: Call, values: dict[str, object]) -> None:
    assert (await call("sendMessage", **values))["ok"] is True


async def test_white_space_at_the_ends_is_cut_and_entities_move(call: Call) -> None:
    result = (await call("sendMessage", text=" \n<b>Bác</b> Sáu\n", parse_mode="HTML"))["result"]
    assert (result["text"], result["entities"]) == ("Bác Sáu", [{"type": "bold", "offset": 0, "length": 3}])


async def test_a_long_caption_and_a_wrong_file_are_refused(call: Call) -> None:
    assert "caption is too long" in (await call("sendPhoto", caption="a" * 1025))["description"]
    assert "there is no photo" in (await call("sendPhoto"))["description"]
    assert "wrong remote file identifier" in (await call("sendDocument", document="nope"))["description"]
    assert "invalid file_id" in (await call("getFile", file_id="nope"))["description"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<p>đoạn</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("một<br>hai", 'Unsupported start tag "br" at byte offset 5'),
        ("<b>đậm", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("dưới < 300 triệu", "Unclosed start tag at byte offset 8"),
        ("a < b và c > d", 'Unsupported start tag "" at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("<b bold>x</b>", "Expected equal sign"),
        ('<a href="x>y</a>', "Unclosed start tag"),
    ],
)
def test_broken_html_is_refused_with_its_place(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as error:
        parse_html(source)
    assert error.value.description.startswith("Bad Request: can't parse entities: ")
    assert reason in error.value.description


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("1 &lt; 2 &amp;&quot;&#7871;&#x1EBF;", '1 < 2 &"ếế', []),
        ("a&nbsp;b", "a&nbsp;b", []),
        ("👍<b>x</b>", "👍x", [("bold", 2, 1)]),
        ("<B>a<em>b</em></B>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<b></b>x", "x", []),
        ("<a href='https://a.vn?x=1&amp;y=2'>đây</a>", "đây", [("text_link", 0, 3)]),
        ('<a href="dau-do">đây</a>', "đây", []),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ('<pre><code class="language-c">x</code></pre>', "x", [("code", 0, 1), ("pre", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    found_text, found = parse_html(source)
    assert found_text == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in found] == entities


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ([{"command": "Hỏi", "description": "hỏi"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "hoi", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "hoi", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": f"c{number}", "description": "x"} for number in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_bad_commands_are_refused(call: Call, commands: list[dict[str, str]], reason: str) -> None:
    assert reason in (await call("setMyCommands", commands=commands))["description"]


async def test_commands_and_menu_button_are_kept(call: Call) -> None:
    commands = [{"command": "hoi", "description": "Đặt câu hỏi"}]
    await call("setMyCommands", commands=json.dumps(commands), language_code="vi")
    assert (await call("getMyCommands", language_code="vi"))["result"] == commands
    assert (await call("getMyCommands"))["result"] == []
    assert (await call("setChatMenuButton", menu_button={"type": "commands"}))["ok"] is True
    assert (await call("getChatMenuButton"))["result"] == {"type": "commands"}
    assert (await call("setChatMenuButton", menu_button={"type": "door"}))["error_code"] == 400


async def test_wrong_token_unknown_method_and_wrong_values_are_refused(call: Call) -> None:
    assert (await call("getMe", token="123456:WRONG"))["error_code"] == 401
    assert (await call("sendMony"))["error_code"] == 404
    assert (await call("GETME"))["ok"] is True
    assert (await call("sendChatAction", action="sleeping"))["error_code"] == 400
    assert (await call("answerCallbackQuery", callback_query_id="1", text="a" * 201))["error_code"] == 400
    assert (
        "message to edit not found" in (await call("editMessageText", message_id=5, text="x"))["description"]
    )


async def test_contact_is_asked_for_in_private_chats_only(api: TelegramStandIn, call: Call) -> None:
    api.group(-5, "Tổ")
    markup = {"keyboard": [[{"text": "Gửi số", "request_contact": True}]]}
    body = await call("sendMessage", chat_id=-5, text="x", reply_markup=markup)
    assert "phone number can be requested in private chats only" in body["description"]


async def test_a_body_over_50_megabytes_is_refused(api: TelegramStandIn, person: Person) -> None:
    form = aiohttp.FormData({"chat_id": "42"})
    form.add_field("document", BytesIO(bytes(51 * 1024 * 1024)), filename="to.bin")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.base_url}{api.token}/sendDocument", data=form) as answer,
    ):
        assert answer.status == 413
    assert person.replies == []


def spend(rates: Rates, chat_id: int) -> int:
    """0 when the message may go, else the seconds to wait."""
    try:
        rates.spend(1, chat_id)
    except ApiError as refusal:
        return int(str((refusal.parameters or {})["retry_after"]))
    return 0


def test_one_chat_gets_a_burst_of_three_and_then_one_a_second() -> None:
    clock = ManualClock()
    rates = Rates(clock, is_on=True)
    assert [spend(rates, 42) for _ in range(4)] == [0, 0, 0, 1]
    assert spend(rates, 43) == 0
    clock.advance(0.9)
    assert spend(rates, 42) == 1
    clock.advance(0.1)
    assert [spend(rates, 42), spend(rates, 42)] == [0, 1]
    assert rates.refused == 3


def test_all_chats_together_get_thirty_a_second() -> None:
    clock = ManualClock()
    rates = Rates(clock, is_on=True)
    assert [spend(rates, chat) for chat in range(1, 32)] == [0] * 30 + [1]
    clock.advance(1)
    assert spend(rates, 31) == 0


def test_a_group_gets_twenty_a_minute() -> None:
    clock = ManualClock()
    rates = Rates(clock, is_on=True)
    for _ in range(20):
        assert spend(rates, -5) == 0
        clock.advance(1)
    assert spend(rates, -5) == 40
    clock.advance(40)
    assert spend(rates, -5) == 0


async def test_speed_limits_are_off_until_switched_on(api: TelegramStandIn, call: Call) -> None:
    assert all([(await call("sendMessage", text="x"))["ok"] for _ in range(5)])
    api.rates.is_on = True
    bodies = [await call("sendMessage", text="x") for _ in range(4)]
    assert bodies[-1]["description"] == "Too Many Requests: retry after 1"
    assert bodies[-1]["parameters"] == {"retry_after": 1}
    assert (await call("sendChatAction", action="typing"))["ok"] is True
