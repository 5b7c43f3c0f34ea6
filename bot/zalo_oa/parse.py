"""The account's events as what the house understands: updates, receipts, echoes of what was sent."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from bot.fields import Unreadable, identity_in, object_in, text_in
from handlers.attachments.fetching import NOT_FETCHED
from handlers.attachments.model import MOST_BYTES, Reason
from handlers.attachments.names import shown_name
from handlers.messages import Address, Update, UpdateKind, Upload
from handlers.text import clean
from handlers.zalo.wire import CHANNEL

NAME = CHANNEL
PRESSED = "#kc:"  # stands before the payload of a button, which comes back as a text
_ID = re.compile(r"[!-~]{1,60}")  # two of them and a word of ours must fit a stored key
_FROM_PERSON = "user_send_"
_FROM_US = "oa_send_"
_MOVING = ("gif", "video")
_UNREAD = {"sticker": "sticker", "audio": "voice"}
_MOST_ATTACHMENTS = 10


@dataclass(frozen=True, slots=True)
class Receipt:
    message_ids: tuple[str, ...]
    is_seen: bool


@dataclass(frozen=True, slots=True)
class StaffSaid:
    """A person of the office wrote to somebody in Zalo's own tool."""

    address: Address
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class OfNobody:
    """An echo of our own call, or another account of the same app."""

    what: str


Heard = tuple[Update, ...] | Receipt | StaffSaid | OfNobody


def parse(event: dict[str, Any], oa_id: str) -> Heard:
    """What an event says. Raises Unreadable."""
    name = text_in(event, "event_name")
    if name in ("follow", "unfollow"):
        return _follow(event, name, oa_id)
    if name in ("user_received_message", "user_seen_message"):
        return _receipt(event, name, oa_id)
    if name.startswith(_FROM_US):
        return _echo(event, oa_id)
    if name == "user_submit_info" or name.startswith(_FROM_PERSON):
        return _from_person(event, name, oa_id)
    raise Unreadable("event_name")


def key_of(event: dict[str, Any], person_id: str = "") -> str:
    """What an event without a message of its own is known by, so that a repeat is one."""
    parts = (text_in(event, "event_name"), person_id, str(event.get("timestamp", "")))
    return f"event:{hashlib.sha256('|'.join(parts).encode('utf-8', 'replace')).hexdigest()}"


def _follow(event: dict[str, Any], name: str, oa_id: str) -> Heard:
    """The person stands under `follower`, and only here."""
    if event.get("oa_id") not in (None, oa_id):
        return OfNobody("other_oa")
    person_id = identity_in(object_in(event, "follower"), "id", _ID)
    kind = UpdateKind.FOLLOW if name == "follow" else UpdateKind.UNFOLLOW
    return (Update(Address(NAME, oa_id, person_id), key_of(event, person_id), kind),)


def _receipt(event: dict[str, Any], name: str, oa_id: str) -> Heard:
    """Which side is whose differs; one of the two is the account, and ids come as one or as many."""
    sides = [object_in(event, "sender").get("id"), object_in(event, "recipient").get("id")]
    if oa_id not in sides:
        return OfNobody("other_oa")
    message = object_in(event, "message")
    many = message.get("msg_ids")
    told = many if isinstance(many, list) else [message.get("msg_id")]
    ids = tuple(str(each) for each in told if isinstance(each, str | int) and _ID.fullmatch(str(each)))
    if not ids:
        raise Unreadable("msg_id")
    return Receipt(ids[:100], is_seen=name == "user_seen_message")


def _echo(event: dict[str, Any], oa_id: str) -> Heard:
    sender = object_in(event, "sender")
    if sender.get("id") != oa_id:
        return OfNobody("other_oa")
    if not sender.get("admin_id"):
        return OfNobody("own_echo")
    message = object_in(event, "message")
    person_id = identity_in(object_in(event, "recipient"), "id", _ID)
    key = f"echo:{identity_in(message, 'msg_id', _ID)}"
    return StaffSaid(Address(NAME, oa_id, person_id), key, clean(text_in(message, "text")))


def _from_person(event: dict[str, Any], name: str, oa_id: str) -> Heard:
    if object_in(event, "recipient").get("id") != oa_id:
        return OfNobody("other_oa")
    person_id = identity_in(object_in(event, "sender"), "id", _ID)
    address = Address(NAME, oa_id, person_id)
    if name == "user_submit_info":  # typed by the person, proven by nothing, and not kept
        return (Update(address, key_of(event, person_id), UpdateKind.CONTACT),)
    message = object_in(event, "message")
    told = message.get("msg_id")
    key = str(told) if told is not None and _ID.fullmatch(str(told)) else key_of(event, person_id)
    return _message(address, key, name.removeprefix(_FROM_PERSON), message)


def _message(address: Address, key: str, kind: str, message: dict[str, Any]) -> tuple[Update, ...]:
    text = clean(text_in(message, "text"))
    if kind == "text" and text.startswith(PRESSED):
        return (Update(address, key, UpdateKind.BUTTON, payload=text.removeprefix(PRESSED)),)
    if kind == "text" or (kind == "link" and text):
        return (Update(address, key, UpdateKind.TEXT, text=text),)
    if kind in ("location", "business_card"):
        is_place = kind == "location"
        return (Update(address, key, UpdateKind.LOCATION if is_place else UpdateKind.CONTACT),)
    if kind not in ("image", "file", *_MOVING):
        return (Update(address, key, UpdateKind.UNSUPPORTED, detail=_UNREAD.get(kind, kind[:40])),)
    sent = [
        Update(address, f"{key}:{number}" if number else key, UpdateKind.ATTACHMENT, file=upload)
        for number, upload in enumerate(_uploads(kind, message))
    ]
    said = Update(address, f"{key}:caption", UpdateKind.TEXT, text=text)
    return (*sent, said) if text else tuple(sent)


def _uploads(kind: str, message: dict[str, Any]) -> list[Upload]:
    """Files that a message only names; their bytes stay with the platform until they are wanted."""
    told = message.get("attachments")
    payloads = [
        each["payload"]
        for each in (told if isinstance(told, list) else [])
        if isinstance(each, dict) and isinstance(each.get("payload"), dict)
    ]
    if not payloads:
        raise Unreadable("attachments")
    return [_upload(kind, payload) for payload in payloads[:_MOST_ATTACHMENTS]]


def _upload(kind: str, payload: dict[str, Any]) -> Upload:
    name = shown_name(text_in(payload, "name"))
    if kind in _MOVING:
        return Upload(name, refused=Reason.UNKNOWN_KIND)
    told = str(payload.get("size", ""))
    size = int(told) if told.isascii() and told.isdigit() and len(told) <= 15 else 0
    if size > MOST_BYTES:
        return Upload(name, size=size, refused=Reason.TOO_BIG)
    address = text_in(payload, "url")
    return Upload(name, remote=address, size=size) if address else Upload(name, refused=NOT_FETCHED)
