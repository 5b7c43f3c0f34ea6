"""Bodies of the OA's hooks, in the shapes of the samples."""

from typing import Any

from .account import Contact, Identity, Json
from .replies import Button, Reply, StoredFile


def attachment(kind: str, **payload: Any) -> Json:
    """One entry of `message.attachments`."""
    return {"type": kind, "payload": payload}


def image(url: str, thumbnail: str) -> Json:
    """A picture."""
    return attachment("image", thumbnail=thumbnail, url=url)


def file(url: str, name: str, size: int, checksum: str) -> Json:
    """A file; its size is text."""
    ending = name.rpartition(".")[2].lower()
    return attachment("file", size=str(size), name=name, checksum=checksum, type=ending, url=url)


def location(latitude: str, longitude: str) -> Json:
    """A place; both numbers are text."""
    return attachment("location", coordinates={"latitude": latitude, "longitude": longitude})


class Events:
    """Whole bodies for one app and one OA."""

    def __init__(self, identity: Identity) -> None:
        self._app_id = identity.app_id
        self._oa_id = identity.oa_id

    def from_person(self, event_name: str, contact: Contact, message: Json, at: str) -> Json:
        """A message of a person."""
        return {
            "app_id": self._app_id,
            "sender": {"id": contact.user_id},
            "user_id_by_app": contact.user_id_by_app,
            "recipient": {"id": self._oa_id},
            "event_name": event_name,
            "message": message,
            "timestamp": at,
        }

    def follow(self, event_name: str, contact: Contact, at: str) -> Json:
        """The person stands under `follower`, not under `sender`."""
        body: Json = {
            "oa_id": self._oa_id,
            "follower": {"id": contact.user_id},
            "user_id_by_app": contact.user_id_by_app,
            "event_name": event_name,
        }
        source = {"source": "oa_profile"} if event_name == "follow" else {}
        return body | source | {"app_id": self._app_id, "timestamp": at}

    def submitted(self, contact: Contact, info: Json, at: str) -> Json:
        """Contact data that the person typed into the form."""
        return {
            "app_id": self._app_id,
            "sender": {"id": contact.user_id},
            "recipient": {"id": self._oa_id},
            "event_name": "user_submit_info",
            "info": info,
            "timestamp": at,
        }

    def echo(self, event: str, contact: Contact, reply: Reply, at: str) -> Json:
        """What the OA itself sent, by our call or (with `admin_id`) by a human."""
        sender = {"id": self._oa_id} | ({"admin_id": reply.admin_id} if reply.admin_id else {})
        return {
            "app_id": self._app_id,
            "sender": sender,
            "user_id_by_app": contact.user_id_by_app,
            "recipient": {"id": contact.user_id},
            "event_name": f"oa_send_{event}",
            "message": _echoed(reply),
            "timestamp": at,
        }

    def received(self, contact: Contact, reply: Reply, at: str) -> Json:
        """A message has arrived: sender is the OA, recipient the person."""
        return self._receipt("user_received_message", contact, {"msg_id": reply.message_id}, False, at)

    def template_received(self, contact: Contact, reply: Reply, at: str) -> Json:
        """A template by phone has arrived."""
        message = {"msg_id": reply.message_id, "delivery_time": at, "tracking_id": reply.tracking_id}
        body = self._receipt("user_received_message", contact, message, False, at)
        return body | {"recipient": {"id": contact.phone}}

    def seen(
        self, contact: Contact, message_ids: list[str], is_single: bool, is_person_sender: bool, at: str
    ) -> Json:
        """Messages were read; programs disagree on the ids' field and on who is the sender, so both can be had."""
        message: Json = {"msg_id": message_ids[-1]} if is_single else {"msg_ids": message_ids}
        return self._receipt("user_seen_message", contact, message, is_person_sender, at)

    def _receipt(
        self, event_name: str, contact: Contact, message: Json, is_person_sender: bool, at: str
    ) -> Json:
        sides = [{"id": self._oa_id}, {"id": contact.user_id}]
        sender, recipient = reversed(sides) if is_person_sender else sides
        return {
            "event_name": event_name,
            "sender": sender,
            "recipient": recipient,
            "message": message,
            "app_id": self._app_id,
            "timestamp": at,
        }


def _echoed(reply: Reply) -> Json:
    message: Json = {"msg_id": reply.message_id}
    if reply.text:
        message["text"] = reply.text
    attachments = [
        *(image(picture.url, picture.url) for picture in reply.images),
        *(_echoed_file(kept) for kept in reply.files),
        *(attachment("link", title=button.title, url=_link(button)) for button in reply.buttons),
    ]
    return message | ({"attachments": attachments} if attachments else {})


def _echoed_file(kept: StoredFile) -> Json:
    return file(kept.url, kept.name, len(kept.content), "")


def _link(button: Button) -> str:
    return button.payload if isinstance(button.payload, str) else str(button.payload.get("url", ""))
