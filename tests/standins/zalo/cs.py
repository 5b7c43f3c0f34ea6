"""Consultation messages: what may stand in one, read into what the person will see."""

from dataclasses import dataclass
from typing import Any

from .account import Contact, Json, OfficialAccount
from .buttons import read_buttons
from .codes import Refusal
from .given import address, mapping, only_one, text
from .replies import Button, StoredFile
from .uploads import Uploads

TEXT_LIMIT = 2000
TITLE_LIMIT = 100
SUBTITLE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that passed the checks; `event` is the end of its echo's name."""

    event: str
    text: str = ""
    buttons: tuple[Button, ...] = ()
    images: tuple[StoredFile, ...] = ()
    files: tuple[StoredFile, ...] = ()
    sticker: str = ""
    quoted: str | None = None
    asks_info: bool = False


def read_draft(oa: OfficialAccount, uploads: Uploads, contact: Contact, message: Json) -> Draft:
    """The message of a call to message/cs."""
    words = text(message["text"], "text", TEXT_LIMIT) if "text" in message else ""
    quoted = _quoted(contact, message.get("quote_message_id"))
    if "attachment" not in message:
        return Draft("text", text(words, "text", TEXT_LIMIT), quoted=quoted)
    attachment = mapping(message["attachment"], "attachment")
    payload = mapping(attachment.get("payload"), "payload")
    match attachment.get("type"):
        case "file":
            if words:
                raise Refusal("parameter", "a file has no text beside it")
            return Draft("file", files=(uploads.find(payload.get("token"), "file"),), quoted=quoted)
        case "template":
            return _template(oa, uploads, payload, words, quoted)
    raise Refusal("parameter", "the type of the attachment is unknown")


def _template(oa: OfficialAccount, uploads: Uploads, payload: Json, words: str, quoted: str | None) -> Draft:
    kind = payload.get("template_type")
    if kind in {"list", "button", "transaction_order", "promotion"}:
        raise Refusal("kind", f"template_type {kind}")
    buttons = read_buttons(payload["buttons"], oa.button_refusal) if "buttons" in payload else ()
    match kind:
        case None if buttons:
            return Draft("text", text(words, "text", TEXT_LIMIT), buttons, quoted=quoted)
        case "media" if not buttons:
            return _media(uploads, only_one(payload.get("elements"), "elements"), words, quoted)
        case "request_user_info" if not buttons and not words:
            element = only_one(payload.get("elements"), "elements")
            title = text(element.get("title"), "title", TITLE_LIMIT)
            subtitle = text(element.get("subtitle"), "subtitle", SUBTITLE_LIMIT)
            address(element.get("image_url"), "image_url")
            return Draft("list", f"{title}\n{subtitle}", quoted=quoted, asks_info=True)
    raise Refusal("parameter", "such a template is not known here")


def _media(uploads: Uploads, element: Json, words: str, quoted: str | None) -> Draft:
    by_id, by_url = "attachment_id" in element, "url" in element
    if by_id == by_url:
        raise Refusal("parameter", "one of url and attachment_id")
    match element.get("media_type"):
        case "image":
            picture = _picture(uploads, element, by_id, "image")
            return Draft("image", words, images=(picture,), quoted=quoted)
        case "gif":
            picture = _picture(uploads, element, by_id, "gif")
            return Draft("gif", words, images=(picture,), quoted=quoted)
        case "sticker" if by_id and not words:
            # stickers are the platform's own; their ids are not uploads
            return Draft("sticker", sticker=text(element["attachment_id"], "attachment_id", 200))
    raise Refusal("parameter", "such a media_type is not known here")


def _picture(uploads: Uploads, element: Json, by_id: bool, kind: Any) -> StoredFile:
    if by_id:
        return uploads.find(element["attachment_id"], kind)
    return StoredFile("", b"", address(element["url"], "url"))


def _quoted(contact: Contact, message_id: Any) -> str | None:
    if message_id is None:
        return None
    if all(message_id != message["message_id"] for message in contact.history):
        raise Refusal("parameter", "quote_message_id is unknown")
    return str(message_id)
