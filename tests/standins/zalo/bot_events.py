"""Bodies of the Bot Platform's events: as documented (wrapped) and as captured (not)."""

from .bot_account import BotChat, Json

_KINDS = {"text": "CHAT_TEXT", "image": "CHAT_PHOTO", "voice": "CHAT_VOICE", "sticker": "CHAT_STICKER"}


def event(kind: str, chat: BotChat, content: Json, message_id: str, at: int, is_wrapped: bool) -> Json:
    """A message of a person; the captured form names its fields a little differently."""
    message: Json = {
        "date": at,
        "chat": {"chat_type": "PRIVATE", "id": chat.id},
        "message_id": message_id,
        "from": {"id": chat.id, "is_bot": False, "display_name": chat.name},
        **content,
    }
    if not is_wrapped and kind in _KINDS:
        message["message_type"] = _KINDS[kind]
    if is_wrapped and "photo_url" in message:
        message["photo"] = message.pop("photo_url")
    return {"event_name": f"message.{kind}.received", "message": message}


def wrapped(body: Json) -> Json:
    """An event inside the envelope of an answer."""
    return {"ok": True, "result": body}
