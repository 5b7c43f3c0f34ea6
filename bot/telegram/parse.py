"""Telegram's updates as ours. Only private chats: the bot has nothing to say in groups."""

from typing import Any

from telegram import Bot, ChatMember, Message
from telegram import Update as TelegramUpdate

from handlers.attachments.model import MOST_BYTES, Reason
from handlers.attachments.names import shown_name
from handlers.messages import Address, Update, UpdateKind, Upload
from handlers.text import clean

NAME = "telegram"
KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
_MOVING = ("animation", "video")  # an animation comes as a document, too
_UNREAD = ("sticker", "voice", "audio", "video_note", "poll", "dice", "venue", "story")
_HAS_LEFT = (ChatMember.BANNED, ChatMember.LEFT)


def parse(raw: dict[str, Any], bot: Bot, bot_id: str) -> tuple[Update, ...]:
    """Our updates: none for what does not concern us, two for a file with words. Raises what a broken one raises."""
    update = TelegramUpdate.de_json(raw, bot)
    chat_id = _private_chat_id(update)
    if chat_id is None:
        return ()
    address = Address(NAME, bot_id, str(chat_id))
    key = str(update.update_id)
    if update.callback_query is not None:
        payload = clean(update.callback_query.data or "")
        return (Update(address, key, UpdateKind.BUTTON, payload=payload),) if payload else ()
    if update.my_chat_member is not None:
        has_left = update.my_chat_member.new_chat_member.status in _HAS_LEFT
        return (Update(address, key, UpdateKind.UNFOLLOW),) if has_left else ()
    message = update.message or update.edited_message
    if message is None or (update.edited_message and message.text is None):
        return ()  # a live location edits itself every few seconds; only changed words ask again
    upload = _upload(message)
    if upload is None:
        return (_from_message(message, address, key),)
    sent = Update(address, key, UpdateKind.ATTACHMENT, file=upload)
    caption = clean(message.caption or "")
    return (sent, Update(address, f"{key}:caption", UpdateKind.TEXT, text=caption)) if caption else (sent,)


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
    detail = next((kind for kind in _UNREAD if getattr(message, kind, None)), "other")
    return Update(address, key, UpdateKind.UNSUPPORTED, detail=detail)


def _upload(message: Message) -> Upload | None:
    """The file that a message only names; its bytes stay with the platform until they are wanted."""
    if any(getattr(message, kind) for kind in _MOVING):
        return Upload(refused=Reason.UNKNOWN_KIND)
    if message.photo:  # the same picture in several sizes
        sizes = [size for size in message.photo if (size.file_size or 0) <= MOST_BYTES]
        if not sizes:
            return Upload(refused=Reason.TOO_BIG)
        largest = max(sizes, key=lambda size: size.width * size.height)
        return Upload(remote=largest.file_id, size=largest.file_size or 0)
    if message.document is None:
        return None
    name, size = shown_name(message.document.file_name or ""), message.document.file_size or 0
    if size > MOST_BYTES:
        return Upload(name, size=size, refused=Reason.TOO_BIG)
    return Upload(name, remote=message.document.file_id, size=size)
