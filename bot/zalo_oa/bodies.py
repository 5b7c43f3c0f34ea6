"""The bodies of messages, in the shapes that Zalo documents; that of buttons is only seen to work."""

from typing import Any

from bot.zalo_oa.parse import PRESSED
from handlers.messages import Button

_MOST_TITLE = 100
_MOST_SUBTITLE = 500


def text(user_id: str, words: str, buttons: tuple[Button, ...] = (), quoted: str = "") -> dict[str, Any]:
    """`quoted` is the id of the person's message that this answers."""
    message: dict[str, Any] = {"text": words}
    if buttons:
        payload = {"buttons": [_button(number, each) for number, each in enumerate(buttons, start=1)]}
        message["attachment"] = {"type": "template", "payload": payload}
    if quoted:
        message["quote_message_id"] = quoted
    return _to(user_id, message)


def picture(user_id: str, upload_id: str, caption: str) -> dict[str, Any]:
    element = {"media_type": "image", "attachment_id": upload_id}
    message = _template("media", element)
    return _to(user_id, {"text": caption, **message} if caption else message)


def file(user_id: str, upload_id: str) -> dict[str, Any]:
    """No text stands beside a file."""
    return _to(user_id, {"attachment": {"type": "file", "payload": {"token": upload_id}}})


def ask_contact(user_id: str, title: str, subtitle: str, picture_url: str) -> dict[str, Any]:
    element = {
        "title": title[:_MOST_TITLE],
        "subtitle": subtitle[:_MOST_SUBTITLE],
        "image_url": picture_url,
    }
    return _to(user_id, _template("request_user_info", element))


def _to(user_id: str, message: dict[str, Any]) -> dict[str, Any]:
    return {"recipient": {"user_id": user_id}, "message": message}


def _template(kind: str, element: dict[str, str]) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": {"template_type": kind, "elements": [element]}}}


def _button(number: int, button: Button) -> dict[str, str]:
    """Numbered as in the text; what it sends back is not shown in the chat."""
    title = f"{number}. {button.label}"
    shown = title if len(title) <= _MOST_TITLE else f"{title[: _MOST_TITLE - 1]}…"
    return {"title": shown, "type": "oa.query.hide", "payload": f"{PRESSED}{button.payload}"}
