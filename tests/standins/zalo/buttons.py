"""Buttons on a consultation message: nobody documents them, so a switch accepts or refuses them."""

from typing import Any

from .account import Json
from .codes import Refusal
from .given import address, mapping, text
from .replies import Button

MOST_BUTTONS = 5
TITLE_LIMIT = 100
PAYLOAD_LIMIT = 1000


class ButtonsRefused(Exception):
    """The account takes no buttons; the code is the test's choice."""

    def __init__(self, code: int) -> None:
        super().__init__(f"buttons are refused with {code}")
        self.code = code


def read_buttons(given: Any, refusal_code: int) -> tuple[Button, ...]:
    """The buttons of a payload."""
    if not isinstance(given, list) or not given:
        raise Refusal("parameter", "buttons must be a list")
    if refusal_code:
        raise ButtonsRefused(refusal_code)
    if len(given) > MOST_BUTTONS:
        raise Refusal("too_long", f"more than {MOST_BUTTONS} buttons")
    return tuple(_button(mapping(button, "button")) for button in given)


def _button(given: Json) -> Button:
    title = text(given.get("title"), "title", TITLE_LIMIT)
    kind, payload = given.get("type"), given.get("payload")
    match kind:
        case "oa.query.show" | "oa.query.hide":
            return Button(title, kind, text(payload, "payload", PAYLOAD_LIMIT))
        case "oa.open.url":
            address(mapping(payload, "payload").get("url"), "url")
        case "oa.open.phone":
            _phone(mapping(payload, "payload"))
        case "oa.open.sms":
            _phone(mapping(payload, "payload"))
            text(mapping(payload, "payload").get("content"), "content", PAYLOAD_LIMIT)
        case _:
            raise Refusal("parameter", f"the type of the button {title!r} is unknown")
    return Button(title, str(kind), mapping(payload, "payload"))


def _phone(payload: Json) -> None:
    number = payload.get("phone_code")
    if not isinstance(number, str) or not number.isdigit() or not number.startswith("84"):
        raise Refusal("parameter", "phone_code is 84 and digits")
