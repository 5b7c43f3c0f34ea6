"""Telegram's updates as ours. Only private chats: the bot has nothing to say in groups."""

from typing import Any

from telegram import Bot, ChatMember, Message
from telegram import Update as TelegramUpdate

from handlers.messages import Address, Update, UpdateKind
from handlers.text import clean

NAME = "telegram"
KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
_FILES = ("photo", "document", "video", "animation")
_UNREAD = ("sticker", "voice", "audio", "video_note", "poll", "dice", "venue", "story")
_HAS_LEFT = (ChatMember.BANNED, ChatMember.LEFT)


def parse(raw: dict[str, Any], bot: Bot, bot_id: str) -> Update | None:
    """Our update, or None for what does not concern us. Raises whatever a broken update raises."""
    update = TelegramUpdate.de_json(raw, bot)
    chat_id = _private_chat_id(update)
    if chat_id is None:
        return None
    address = Address(NAME, bot_id, str(chat_id))
    key = str(update.update_id)
    if update.callback_query is not None:
        payload = clean(update.callback_query.data or "")
        return Update(address, key, UpdateKind.BUTTON, payload=payload) if payload else None
    if update.my_chat_member is not None:
        has_left = update.my_chat_member.new_chat_member.status in _HAS_LEFT
        return Update(address, key, UpdateKind.UNFOLLOW) if has_left else None
    message = update.message or update.edited_message
    if message is None or (update.edited_message and message.text is None):
        return None  # a live location edits itself every few seconds; only changed words ask again
    return _from_message(message, address, key)


def _private_chat_id(update: TelegramUpdate) -> int | None:
    chat = update.effective_chat
    if chat is not None:
        return chat.id if chat.type == chat.PRIVATE else None
    # A button under a message that Telegram no longer hands out names only who pressed it.
    query = update.callback_query
    return query.from_user.id if query is not None and query.message is None else None


def _from_message(message: Message, address: Address, key: str) -> Update:
    if message.text is not None:
        return Update(address, key, UpdateKind.TEXT, text=clean(message.text))
    if message.contact is not None:
        return Update(address, key, UpdateKind.CONTACT)
    if message.location is not None:
        return Update(address, key, UpdateKind.LOCATION)
    if any(getattr(message, kind) for kind in _FILES):
        return Update(address, key, UpdateKind.ATTACHMENT)
    detail = next((kind for kind in _UNREAD if getattr(message, kind, None)), "other")
    return Update(address, key, UpdateKind.UNSUPPORTED, detail=detail)
