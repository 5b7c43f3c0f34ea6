"""Factories of update contents in the platform's real shapes, dates in seconds.

Each gives the fields of a Message besides `message_id`, `from`, `chat` and `date`, or a whole update content.
"""

import re
from typing import Any

from .state import Chat, StoredFile, User

Json = dict[str, Any]

_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(@\w+)?(?=\s|$)")

# one grey pixel, as a well-formed JPEG; and the first page of an OGG sound
TINY_JPEG = b"".join(
    (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00",
        b"\xff\xdb\x00\x43\x00" + b"\x01" * 64,
        b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00",
        b"\xff\xc4\x00\x14\x00\x01" + bytes(16),
        b"\xff\xc4\x00\x14\x10\x01" + bytes(16),
        b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x3f\xff\xd9",
    )
)
TINY_OGG = b"OggS\x00\x02" + bytes(22)


def text(words: str) -> Json:
    """A text; a command at its start carries the `bot_command` entity, as real clients' messages do."""
    content: Json = {"text": words}
    command = _COMMAND.match(words)
    if command:
        content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command[0])}]
    return content


def contact(phone: str, first_name: str, user_id: int | None, last_name: str | None = None) -> Json:
    """A contact card; whose it is only `user_id` tells, and it can be absent."""
    card: Json = {"phone_number": phone, "first_name": first_name}
    if last_name:
        card["last_name"] = last_name
    if user_id is not None:
        card["user_id"] = user_id
    return {"contact": card}


def location(latitude: float, longitude: float) -> Json:
    """A point on the map."""
    return {"location": {"latitude": latitude, "longitude": longitude}}


def photo(file: StoredFile, thumbnail: StoredFile, caption: str | None = None) -> Json:
    """A picture in two sizes, the largest last."""
    sizes = [
        {**thumbnail.as_json(), "width": 90, "height": 67},
        {**file.as_json(), "width": 1280, "height": 960},
    ]
    return {"photo": sizes} | ({"caption": caption} if caption else {})


def document(file: StoredFile, caption: str | None = None) -> Json:
    """Any file with its name."""
    body = {**file.as_json(), "file_name": file.name, "mime_type": file.mime}
    return {"document": body} | ({"caption": caption} if caption else {})


def voice(file: StoredFile, seconds: int = 3) -> Json:
    """A spoken message."""
    return {"voice": {**file.as_json(), "duration": seconds, "mime_type": "audio/ogg"}}


def sticker(file: StoredFile, emoji: str = "👍") -> Json:
    """A sticker."""
    body = {**file.as_json(), "type": "regular", "width": 512, "height": 512, "emoji": emoji}
    return {"sticker": {**body, "is_animated": False, "is_video": False, "set_name": "tam_biet"}}


def forwarded(content: Json, original_sender: User, sent_at: int) -> Json:
    """The same content, passed on from somebody else."""
    origin = {"type": "user", "sender_user": original_sender.as_json(), "date": sent_at}
    return content | {"forward_origin": origin}


def edited(message: Json, content: Json, edited_at: int) -> Json:
    """A person's message after an edit: same id, same date, an `edit_date`."""
    kept = {name: message[name] for name in ("message_id", "from", "chat", "date")}
    return kept | content | {"edit_date": edited_at}


def callback_query(query_id: str, sender: User, message: Json | None, data: str) -> Json:
    """A pressed button under a message."""
    query: Json = {"id": query_id, "from": sender.as_json(), "chat_instance": str(-8_000_000_000 - sender.id)}
    if message is not None:
        query["message"] = dict(message)  # as it looked when pressed; edits come later
    return query | {"data": data}


def inaccessible(message: Json) -> Json:
    """What stands in a callback query for a message that is too old: `date` 0 and no text."""
    return {"chat": message["chat"], "message_id": message["message_id"], "date": 0}


def my_chat_member(chat: Chat, sender: User, bot: User, before: str, after: str, at: int) -> Json:
    """The bot's standing in a chat changed: "kicked" in a private chat means blocked by the person."""

    def member(status: str) -> Json:
        body: Json = {"user": bot.as_json(), "status": status}
        return body | ({"until_date": 0} if status == "kicked" else {})

    return {
        "chat": chat.as_json(),
        "from": sender.as_json(),
        "date": at,
        "old_chat_member": member(before),
        "new_chat_member": member(after),
    }


def unknown_kind() -> tuple[str, Json]:
    """An update of a kind that no library knows yet."""
    return "kind_of_the_year_2030", {"id": "1", "text": "không ai biết"}


def unknown_content() -> Json:
    """A message whose only content is of a kind that no library knows yet."""
    return {"hologram": {"file_id": "AAA", "depth": 3}}


def broken_callback_query(sender: User) -> Json:
    """A callback query without the required `chat_instance`, which strict parsers refuse."""
    return {"id": "broken", "from": sender.as_json(), "data": "x"}
