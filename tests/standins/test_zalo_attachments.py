"""Pictures, files and buttons on consultation messages of the OA API."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.standins.telegram.updates import TINY_JPEG
from tests.standins.zalo.api_samples import REQUESTS
from tests.standins.zalo_desk import DAY, Desk, media, template

PDF = b"%PDF-1.4 ..."
BUTTONS = REQUESTS["buttons"]["message"]["attachment"]["payload"]["buttons"]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Desk() as opened:
        yield opened


async def test_pictures_and_files_are_uploaded_then_sent_for_seven_days(desk: Desk) -> None:
    person = await desk.person()
    picture = (await desk.upload("image", "a.jpg", TINY_JPEG))["data"]["attachment_id"]
    token = (await desk.upload("file", "mau.pdf", PDF))["data"]["token"]
    with_picture = media(media_type="image", attachment_id=picture) | {"text": "Máy"}
    with_file = {"attachment": {"type": "file", "payload": {"token": token}}}
    for message in (
        with_picture,
        with_file,
        media(media_type="image", url="https://example.org/a.jpg"),
        media(media_type="sticker", attachment_id="2978"),
    ):
        assert (await desk.cs(person, message))["error"] == 0
    first, second, third, fourth = person.replies
    assert (first.text, first.images[0].content) == ("Máy", TINY_JPEG)
    assert (second.files[0].name, second.files[0].content) == ("mau.pdf", PDF)
    assert (third.images[0].url, fourth.sticker) == ("https://example.org/a.jpg", "2978")
    assert (await desk.cs(person, media(media_type="image", attachment_id=token)))["error"] == -100
    desk.later(7 * DAY)
    await person.say("còn đây")
    for message in (with_picture, with_file):
        assert (await desk.cs(person, message))["error"] == -100


@pytest.mark.parametrize(
    ("kind", "name", "content", "size", "code"),
    [
        ("image", "a.png", b"\x89PNG\r\n\x1a\n", 1024 * 1024, 0),
        ("image", "a.png", b"\x89PNG\r\n\x1a\n", 1024 * 1024 + 1, -210),
        ("image", "a.jpg", b"RIFF....WEBP", 0, -201),
        ("image", "a.jpg", b"", 0, -201),
        ("gif", "a.gif", b"GIF89a", 0, 0),
        ("gif", "a.gif", TINY_JPEG, 0, -201),
        ("file", "a.csv", "tên,số".encode(), 0, 0),
        ("file", "a.docx", b"PK\x03\x04", 0, 0),
        ("file", "a.doc", b"\xd0\xcf\x11\xe0", 0, 0),
        ("file", "a.pdf", b"PK\x03\x04", 0, -201),
        ("file", "a.xlsx", b"PK\x03\x04", 0, -201),
        ("file", "a.pdf", b"%PDF", 5 * 1024 * 1024 + 1, -210),
    ],
)
async def test_uploads_have_kinds_and_sizes(
    desk: Desk, kind: str, name: str, content: bytes, size: int, code: int
) -> None:
    assert (await desk.upload(kind, name, content.ljust(size, b"\0")))["error"] == code


async def test_uploads_of_a_month_are_counted(desk: Desk) -> None:
    desk.api.oa.limits.uploads_per_month = 1
    codes = [(await desk.upload("image", "a.jpg", TINY_JPEG))["error"] for _ in range(2)]
    desk.later(8 * DAY)
    assert [*codes, (await desk.upload("image", "a.jpg", TINY_JPEG))["error"]] == [0, -211, 0]


async def test_accepted_buttons_are_pressed_and_come_back_as_text(desk: Desk) -> None:
    desk.api.oa.button_refusal = 0
    person = await desk.person()
    assert (await desk.cs(person, REQUESTS["buttons"]["message"]))["error"] == 0
    reply = await person.wait_for_reply()
    assert reply.labels == ("Tra cứu hỗ trợ", "Trang web")
    pressed = await person.press("Tra cứu hỗ trợ")
    assert (pressed["event_name"], pressed["message"]["text"]) == ("user_send_text", "#menu:support")
    with pytest.raises(ValueError, match="tells the OA nothing"):
        await person.press("Trang web")
    with pytest.raises(LookupError, match="no button"):
        await person.press("Khác")


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([*BUTTONS, *BUTTONS, *BUTTONS], -210),
        ([BUTTONS[0] | {"title": "a" * 101}], -210),
        ([BUTTONS[0] | {"payload": "a" * 1001}], -210),
        ([BUTTONS[0] | {"payload": {"content": "a"}}], -201),
        ([BUTTONS[0] | {"type": "oa.query"}], -201),
        ([{"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "0912345678"}}], -201),
        (
            [
                {
                    "title": "Nhắn",
                    "type": "oa.open.sms",
                    "payload": {"phone_code": "84912345678", "content": "a"},
                }
            ],
            0,
        ),
    ],
)
async def test_accepted_buttons_have_limits(desk: Desk, buttons: Any, code: int) -> None:
    desk.api.oa.button_refusal = 0
    person = await desk.person()
    assert (await desk.cs(person, template("Chọn:", buttons=buttons)))["error"] == code


async def test_the_code_that_refuses_buttons_can_be_chosen(desk: Desk) -> None:
    desk.api.oa.button_refusal = -201
    person = await desk.person()
    assert (await desk.cs(person, REQUESTS["buttons"]["message"]))["error"] == -201
