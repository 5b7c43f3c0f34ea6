"""The platform's events as updates: documented or as seen, and what is neither."""

from typing import Any

import pytest

from bot.fields import Unreadable
from bot.zalo_bot.parse import parse
from handlers.messages import Address, Update, UpdateKind, Upload
from tests.bot.zalo_bot.events import CHAT, MESSAGE, event, text, wrapped
from tests.standins.zalo import samples

_WHERE = Address("zalo_bot", "123456", CHAT)
_KEY = f"{CHAT}:{MESSAGE}"
_DIGITS = "4572947693969771653"
_PHOTO = "https://photo-stal-1.zdn.vn/8e1f.jpg?sig=a%2Fb"


def _unsupported(detail: str) -> tuple[Update, ...]:
    return (Update(_WHERE, _KEY, UpdateKind.UNSUPPORTED, detail=detail),)


def _picture(**file: str) -> Update:
    return Update(_WHERE, _KEY, UpdateKind.ATTACHMENT, file=Upload(**file))


def _words(said: str, key: str = _KEY) -> Update:
    return Update(_WHERE, key, UpdateKind.TEXT, text=said)


_READ: dict[str, tuple[dict[str, Any], tuple[Update, ...]]] = {
    "text": (text("xin chào"), (_words("xin chào"),)),
    "text typed apart": (text("ho\u0302\u0303 tro\u031b\u0323"), (_words("hỗ trợ"),)),
    "text of nothing": (text("\x00 "), (_words(""),)),
    "text without any": (event("text"), (_words(""),)),
    "picture as seen": (event("image", photo_url=_PHOTO), (_picture(remote=_PHOTO),)),
    "picture as documented": (event("image", photo=_PHOTO), (_picture(remote=_PHOTO),)),
    "picture of neither": (event("image"), (_picture(refused="not_fetched"),)),
    "picture with words": (
        event("image", photo_url=_PHOTO, caption=" máy ép "),
        (_picture(remote=_PHOTO), _words("máy ép", f"{_KEY}:caption")),
    ),
    "picture with empty words": (
        event("image", photo_url=_PHOTO, caption=""),
        (_picture(remote=_PHOTO),),
    ),
    "sticker": (event("sticker", sticker="x"), _unsupported("sticker")),
    "voice": (event("voice", voice_url="https://v.zdn.vn/a.aac"), _unsupported("voice")),
    "what the platform cannot carry": (event("unsupported"), _unsupported("unsupported")),
    "link with its words": (event("link", text="xem https://a.vn"), (_words("xem https://a.vn"),)),
    "link without": (event("link"), _unsupported("link")),
    "ids that are numbers": (
        text("xin chào", chat_id=int(_DIGITS), message_id=7),
        (Update(Address("zalo_bot", "123456", _DIGITS), f"{_DIGITS}:7", UpdateKind.TEXT, "xin chào"),),
    ),
    "another bot": (text("xin chào", **{"from": {"id": "1", "is_bot": True}}), ()),
    "group": (text("xin chào", chat={"id": "g", "chat_type": "GROUP"}), ()),
}  # fmt: skip


@pytest.mark.parametrize("is_wrapped", [True, False], ids=["documented", "seen"])
@pytest.mark.parametrize("kind", _READ)
def test_an_event_is_read_the_same_wrapped_and_bare(kind: str, is_wrapped: bool) -> None:
    raw, updates = _READ[kind]
    assert parse(wrapped(raw) if is_wrapped else raw, "123456") == updates


_STRANGE: dict[str, dict[str, Any]] = {
    "nothing": {},
    "result of another type": {"ok": True, "result": [1]},
    "unknown event": event("hologram"),
    "event without a name": {"event_name": None, "message": event("text")["message"]},
    "no message": {"event_name": "message.text.received"},
    "message that is a text": {"event_name": "message.text.received", "message": "xin chào"},
    "no sender": text("x", **{"from": None}),
    "no chat": text("x", chat=None),
    "chat of no type": text("x", chat={"id": CHAT}),
    "chat without an id": text("x", chat={"chat_type": "PRIVATE"}),
    "chat id too long to keep": text("x", chat_id="9" * 51),
    "chat id with a break": text("x", chat_id="1\n2"),
    "chat id that is true": text("x", chat_id=True),
    "no message id": text("x", message_id=None),
    "empty message id": text("x", message_id=""),
    "words that are none": event("text", text=["x"]),
    "picture that is none": event("image", photo={"url": "https://a.zdn.vn/x"}),
}


@pytest.mark.parametrize("kind", _STRANGE)
def test_what_is_no_event_that_we_know_is_told_and_not_dropped(kind: str) -> None:
    with pytest.raises(Unreadable):
        parse(_STRANGE[kind], "123456")


def test_keys_fit_their_column_whatever_the_ids() -> None:
    raw = event("image", chat_id="c" * 50, message_id="m" * 50, photo=_PHOTO, caption="máy")
    assert max(len(update.key) for update in parse(raw, "1")) <= 128


def test_every_recorded_event_is_read_and_only_the_unknown_one_is_strange() -> None:
    kinds: dict[str, list[UpdateKind] | None] = {}
    for name, raw in samples.BOT_HOOKS.items():
        try:
            kinds[name] = [update.kind for update in parse(raw, "1")]
        except Unreadable:
            kinds[name] = None
    picture = [UpdateKind.ATTACHMENT, UpdateKind.TEXT]
    assert kinds == {
        "text_documented": [UpdateKind.TEXT],
        "image_documented": picture,
        "text": [UpdateKind.TEXT],
        "image": picture,
        "voice": [UpdateKind.UNSUPPORTED],
        "sticker": [UpdateKind.UNSUPPORTED],
        "link": [UpdateKind.TEXT],
        "unsupported": [UpdateKind.UNSUPPORTED],
        "from_a_bot": [],
        "unknown": None,
    }
