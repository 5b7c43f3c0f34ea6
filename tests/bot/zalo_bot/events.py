"""Events as the Bot Platform sends them."""

from typing import Any

CHAT = "a1b2c3d4e5f60718293a"
MESSAGE = "m1a2b3c4d5e6f7081920"


def event(
    kind: str, chat_id: object = CHAT, message_id: object = MESSAGE, **content: object
) -> dict[str, Any]:
    """Not wrapped, as they were seen. `content` may also replace what every event has."""
    message: dict[str, object] = {
        "date": 1_789_033_572_455,
        "chat": {"chat_type": "PRIVATE", "id": chat_id},
        "message_id": message_id,
        "from": {"id": chat_id, "is_bot": False, "display_name": "Sáu"},
    }
    return {"event_name": f"message.{kind}.received", "message": message | content}


def text(words: str, **changes: object) -> dict[str, Any]:
    return event("text", text=words, **changes)


def wrapped(given: dict[str, Any]) -> dict[str, Any]:
    """As the documentation shows them."""
    return {"ok": True, "result": given}
