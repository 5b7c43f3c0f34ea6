"""The Bot Platform's events as our updates. Only private chats: the bot has nothing to say in groups."""

import re
from typing import Any

from bot.fields import Unreadable, identity_in, object_in, text_in
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


def parse(raw: dict[str, Any], bot_id: str) -> tuple[Update, ...]:
    """Our updates: none for what does not concern us, two for a picture with words. Raises Unreadable."""
    event = _unwrapped(raw)
    name = event.get("event_name")
    if name not in (_TEXT, _IMAGE, *_UNREAD):
        raise Unreadable("event_name")
    message = object_in(event, "message")
    sender, chat = object_in(message, "from"), object_in(message, "chat")
    if sender.get("is_bot") is True or _word(chat, "chat_type").upper() != _PRIVATE:
        return ()
    address = Address(NAME, bot_id, identity_in(chat, "id", _ID))
    key = f"{address.chat_key}:{identity_in(message, 'message_id', _ID)}"
    if name == _IMAGE:
        sent = Update(address, key, UpdateKind.ATTACHMENT, file=_picture(message))
        caption = clean(text_in(message, "caption"))
        said = Update(address, f"{key}:caption", UpdateKind.TEXT, text=caption)
        return (sent, said) if caption else (sent,)
    text = clean(text_in(message, "text"))
    if name == _TEXT or (name == _LINK and text):
        return (Update(address, key, UpdateKind.TEXT, text=text),)
    return (Update(address, key, UpdateKind.UNSUPPORTED, detail=_UNREAD[name]),)


def _unwrapped(raw: dict[str, Any]) -> dict[str, Any]:
    """Documented inside `result`, seen without it."""
    return raw if "event_name" in raw else object_in(raw, "result")


def _picture(message: dict[str, Any]) -> Upload:
    """Named by its address under either of two names; its bytes stay there until they are wanted."""
    address = text_in(message, "photo_url") or text_in(message, "photo")
    return Upload(remote=address) if address else Upload(refused=NOT_FETCHED)


def _word(holder: dict[str, Any], field: str) -> str:
    """A text that must be there."""
    if holder.get(field) is None:
        raise Unreadable(field)
    return text_in(holder, field)
