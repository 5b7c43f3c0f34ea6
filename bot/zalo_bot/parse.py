"""The Bot Platform's events as our updates. Only private chats: the bot has nothing to say in groups."""

import re
from typing import Any

from handlers.attachments.fetching import NOT_FETCHED
from handlers.messages import Address, Update, UpdateKind, Upload
from handlers.text import clean

NAME = "zalo_bot"
_IMAGE = "message.image.received"
_TEXT = "message.text.received"
_LINK = "message.link.received"
_UNREAD = {
    _LINK: "link",  # some come with their words, then they are read
    "message.sticker.received": "sticker",
    "message.voice.received": "voice",
    "message.unsupported.received": "unsupported",  # an ordinary link in a text is enough for that
}
_ID = re.compile(r"[!-~]{1,50}")  # two of them and a word of ours must fit a stored key
_PRIVATE = "PRIVATE"


class Unreadable(ValueError):
    """Not an event as we know them: to be kept aside, not to be dropped."""


def parse(raw: dict[str, Any], bot_id: str) -> tuple[Update, ...]:
    """Our updates: none for what does not concern us, two for a picture with words. Raises Unreadable."""
    event = _unwrapped(raw)
    name = event.get("event_name")
    if name not in (_TEXT, _IMAGE, *_UNREAD):
        raise Unreadable("event_name")
    message = _object(event, "message")
    sender, chat = _object(message, "from"), _object(message, "chat")
    if sender.get("is_bot") is True or _word(chat, "chat_type").upper() != _PRIVATE:
        return ()
    address = Address(NAME, bot_id, _identity(chat, "id"))
    key = f"{address.chat_key}:{_identity(message, 'message_id')}"
    if name == _IMAGE:
        sent = Update(address, key, UpdateKind.ATTACHMENT, file=_picture(message))
        caption = clean(_text(message, "caption"))
        said = Update(address, f"{key}:caption", UpdateKind.TEXT, text=caption)
        return (sent, said) if caption else (sent,)
    text = clean(_text(message, "text"))
    if name == _TEXT or (name == _LINK and text):
        return (Update(address, key, UpdateKind.TEXT, text=text),)
    return (Update(address, key, UpdateKind.UNSUPPORTED, detail=_UNREAD[name]),)


def _unwrapped(raw: dict[str, Any]) -> dict[str, Any]:
    """Documented inside `result`, seen without it."""
    return raw if "event_name" in raw else _object(raw, "result")


def _picture(message: dict[str, Any]) -> Upload:
    """Named by its address under either of two names; its bytes stay there until they are wanted."""
    address = _text(message, "photo_url") or _text(message, "photo")
    return Upload(remote=address) if address else Upload(refused=NOT_FETCHED)


def _object(holder: dict[str, Any], field: str) -> dict[str, Any]:
    value = holder.get(field)
    if not isinstance(value, dict):
        raise Unreadable(field)
    return value


def _word(holder: dict[str, Any], field: str) -> str:
    value = holder.get(field)
    if not isinstance(value, str):
        raise Unreadable(field)
    return value


def _text(holder: dict[str, Any], field: str) -> str:
    return _word(holder, field) if holder.get(field) is not None else ""


def _identity(holder: dict[str, Any], field: str) -> str:
    value = holder.get(field)
    shown = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _ID.fullmatch(shown):
        raise Unreadable(field)
    return shown
