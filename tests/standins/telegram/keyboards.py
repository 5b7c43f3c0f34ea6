"""What the platform refuses in `reply_markup`, and the buttons that a person then sees."""

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from .errors import bad_request
from .params import Params

CALLBACK_DATA_BYTES = 64
BUTTONS_IN_ALL = 100
BUTTONS_IN_A_ROW = 8

INLINE_ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


@dataclass(frozen=True, slots=True)
class Button:
    """One button: inline ones carry `data` or `url`, keyboard ones may ask for contact or location."""

    label: str
    data: str | None = None
    url: str | None = None
    asks: Literal["contact", "location"] | None = None
    is_inline: bool = True


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """A checked `reply_markup`; `raw` is what the Message repeats (inline keyboards only)."""

    rows: Rows = ()
    is_inline: bool = False
    removes: bool = False
    raw: dict[str, Any] | None = None


NO_MARKUP = Markup()


def read_markup(params: Params, is_private: bool, inline_only: bool = False) -> Markup:
    """The markup of a call, checked; NO_MARKUP when none was given."""
    raw = params.json("reply_markup", "reply keyboard markup")
    if raw is None or raw == {}:
        return NO_MARKUP
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in raw:
        rows = _rows(raw["inline_keyboard"], _inline_button)
        return Markup(rows, True, False, {"inline_keyboard": raw["inline_keyboard"]} if rows else None)
    if inline_only:
        raise bad_request("inline keyboard expected")
    if "keyboard" in raw:
        rows = _rows(raw["keyboard"], _keyboard_button)
        if not is_private and any(button.asks for row in rows for button in row):
            asked = next(button.asks for row in rows for button in row if button.asks)
            word = "phone number" if asked == "contact" else "location"
            raise bad_request(f"{word} can be requested in private chats only")
        return Markup(rows)
    if raw.get("remove_keyboard") is True:
        return Markup(removes=True)
    return NO_MARKUP


def _rows(given: Any, read_button: Any) -> Rows:
    if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
        raise bad_request("can't parse reply keyboard markup JSON object: expected an Array of Arrays")
    rows = tuple(tuple(read_button(button) for button in row) for row in given if row)
    if sum(map(len, rows)) > BUTTONS_IN_ALL or any(len(row) > BUTTONS_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return rows


def _keyboard_button(raw: Any) -> Button:
    if isinstance(raw, str):
        raw = {"text": raw}
    label = raw.get("text") if isinstance(raw, dict) else None
    if not isinstance(label, str):
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    if not label.strip():
        raise bad_request("keyboard button text must be non-empty")
    asks: Literal["contact", "location"] | None = None
    if raw.get("request_contact"):
        asks = "contact"
    elif raw.get("request_location"):
        asks = "location"
    return Button(label, asks=asks, is_inline=False)


def _inline_button(raw: Any) -> Button:
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    label = raw["text"]
    if not label.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in INLINE_ACTIONS if name in raw]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action field must be used")
    match actions[0]:
        case "callback_data":
            return Button(label, data=_callback_data(raw["callback_data"]))
        case "url":
            check_link(raw["url"], "inline keyboard button URL", ("http", "https", "tg"))
            return Button(label, url=raw["url"])
        case "web_app" | "login_url" as name:
            url = raw[name].get("url") if isinstance(raw[name], dict) else None
            word = "Web App" if name == "web_app" else "login"
            check_link(url, f"inline keyboard button {word} URL", ("https",))
            return Button(label, url=url)
        case _:
            return Button(label)


def _callback_data(data: Any) -> str:
    if not isinstance(data, str) or not 1 <= len(data.encode(errors="replace")) <= CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return data


def check_link(url: Any, what: str, schemes: tuple[str, ...]) -> None:
    """Refuses what the platform will not open, such as a bare host like `localhost`."""
    if not isinstance(url, str) or not url:
        raise bad_request("BUTTON_URL_INVALID")
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
        _ = parts.port  # an impossible port number shows only when asked for
    except ValueError:
        raise bad_request(f"{what} '{url}' is invalid: Wrong HTTP URL") from None
    if schemes == ("https",) and parts.scheme != "https":
        raise bad_request(f"{what} '{url}' is invalid: Only HTTPS links are allowed")
    if parts.scheme not in schemes:
        raise bad_request(f"{what} '{url}' is invalid: Unsupported URL protocol")
    if parts.scheme != "tg" and ("." not in host.strip(".") or " " in url.strip()):
        raise bad_request(f"{what} '{url}' is invalid: Wrong HTTP URL")
