"""A person's side of the Official Account."""

import hashlib
from datetime import datetime, timedelta

from tests.standins.telegram.updates import TINY_JPEG

from .account import Contact, Json, OfficialAccount
from .clock import stamp
from .events import Events, attachment, file, image, location
from .hooks import Hooks
from .media import Media
from .replies import Reader, Reply

TINY_AAC = b"\xff\xf1" + bytes(30)  # the mark of ADTS and silence


class Person(Reader):
    """One person who has Zalo on the phone; the OA hears of them when they write or follow."""

    def __init__(
        self, contact: Contact, oa: OfficialAccount, hooks: Hooks, events: Events, media: Media
    ) -> None:
        super().__init__(contact.name, contact.place)
        self.contact = contact
        self._oa = oa
        self._hooks = hooks
        self._events = events
        self._media = media

    @property
    def id(self) -> str:
        """The user id at this OA."""
        return self.contact.user_id

    @property
    def user_id_by_app(self) -> str:
        """The other id, that of the app."""
        return self.contact.user_id_by_app

    async def say(self, words: str, quote: Reply | str | None = None) -> Json:
        """Write a text; `quote` answers one message of the OA."""
        if not words.strip():
            raise ValueError("the app sends no empty message")
        quoted = quote.message_id if isinstance(quote, Reply) else quote
        return self._send("text", {"text": words} | ({"quote_msg_id": quoted} if quoted else {}))

    async def press(self, button: str) -> Json:
        """Press a button by its title or payload; a query comes back as an ordinary text."""
        _, found = self.find(button)
        if not isinstance(found.payload, str):
            raise ValueError(f"the button {found.title!r} opens something and tells the OA nothing")
        return self._send("text", {"text": found.payload}, is_hidden=found.kind == "oa.query.hide")

    async def send_photo(self, content: bytes = TINY_JPEG, caption: str = "", name: str = "a.jpg") -> Json:
        """Send a picture."""
        message: Json = {"attachments": [self._picture(content, name)]}
        return self._send("image", message | ({"text": caption} if caption else {}))

    async def send_gif(self, content: bytes = b"GIF89a") -> Json:
        """Send a moving picture."""
        return self._send("gif", {"attachments": [self._picture(content, "a.gif")]})

    async def send_file(
        self, content: bytes = b"%PDF-1.4", name: str = "don.pdf", size: int | None = None
    ) -> Json:
        """Send a file; `size` tells more bytes than are kept, or fewer."""
        url = self._media.keep("file", content, name)
        told = len(content) if size is None else size
        checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
        return self._send("file", {"attachments": [file(url, name, told, checksum)]})

    async def send_location(self, latitude: str = "13.9810", longitude: str = "108.0000") -> Json:
        """Send a place."""
        return self._send("location", {"attachments": [location(str(latitude), str(longitude))]})

    async def send_sticker(self, id: str = "2978") -> Json:
        """Send a sticker."""
        url = self._media.keep("sticker", TINY_JPEG, "s.png")
        return self._send("sticker", {"attachments": [attachment("sticker", url=url, id=id)]})

    async def send_audio(self, content: bytes = TINY_AAC) -> Json:
        """Send a spoken message."""
        url = self._media.keep("voice", content, "v.aac")
        return self._send("audio", {"attachments": [attachment("audio", url=url)]})

    async def send_video(self, content: bytes = b"\0\0\0\x18ftypmp42", description: str = "") -> Json:
        """Send a film."""
        url = self._media.keep("video", content, "v.mp4")
        thumbnail = self._media.keep("photo", TINY_JPEG, "v.jpg")
        film = attachment("video", url=url, thumbnail=thumbnail, description=description)
        return self._send("video", {"attachments": [film]})

    async def send_link(self, url: str = "https://example.org/tin", description: str = "Tin") -> Json:
        """Pass on an address."""
        thumbnail = self._media.keep("photo", TINY_JPEG, "l.jpg")
        link = attachment("link", thumbnail=thumbnail, description=description, url=url)
        return self._send("link", {"attachments": [link]})

    async def send_card(self, description: str = "Nguyễn Văn A") -> Json:
        """Pass on somebody's card."""
        return self._send("business_card", {"attachments": [attachment("link", description=description)]})

    async def share_info(
        self, name: str = "", phone: str = "", is_old_form: bool = False, is_unasked: bool = False
    ) -> Json:
        """Fill in the form of request_user_info, as it is sent today or in its older shape; anything may be typed."""
        if not is_unasked and not any(reply.asks_info for reply in self.replies):
            raise LookupError("the OA asked for nothing")
        typed = {"name": name or self.name, "phone": phone or self.contact.phone}
        if is_old_form:
            info: Json = typed | {"address": "Thôn 2", "city": "Gia Lai", "district": "", "ward": "An Nhơn"}
        else:
            address = {"user_city": "Gia Lai", "user_ward": "An Nhơn", "user_address": "Thôn 2"}
            info = typed | {"user_dob": "01/02/1980", "gender": "1", "full_address": address}
        self.contact.shared_info = typed | {"address": "Thôn 2", "city": "Gia Lai", "district": ""}
        self._interact()
        return self._tell(self._events.submitted(self.contact, info, self._at()))

    async def follow(self) -> Json:
        """Follow the OA, which opens its windows."""
        self.contact.is_follower = True
        self._interact()
        return self._tell(self._events.follow("follow", self.contact, self._at()))

    async def unfollow(self) -> Json:
        """Follow no more."""
        self.contact.is_follower = False
        return self._tell(self._events.follow("unfollow", self.contact, self._at()))

    async def block(self) -> None:
        """Take no messages of the OA; no hook tells it."""
        self.contact.refusal = "blocked"

    async def unblock(self) -> None:
        """Take messages again."""
        self.contact.refusal = None

    async def receive(self, reply: Reply) -> Json:
        """The phone tells that a message has come."""
        receipt = self._events.template_received if reply.tracking_id else self._events.received
        return self._tell(receipt(self.contact, reply, self._at()))

    async def see(self, *replies: Reply, is_single: bool = False, is_person_sender: bool = False) -> Json:
        """The phone tells that messages were read, all when none is named."""
        ids = [reply.message_id for reply in replies or self.replies]
        return self._tell(self._events.seen(self.contact, ids, is_single, is_person_sender, self._at()))

    def interacted(self, ago: timedelta) -> datetime:
        """Make the last interaction so long ago, without any hook."""
        self.contact.has_written = True
        self.contact.last_interaction = self._oa.now() - ago
        return self.contact.last_interaction

    def _send(self, kind: str, message: Json, is_hidden: bool = False) -> Json:
        message_id = self._oa.new_id(19)
        self._interact()
        self.contact.has_written = True
        if not is_hidden:
            self._oa.remember(self.contact, message_id, kind, message.get("text", ""), is_from_oa=False)
        body = self._events.from_person(
            f"user_send_{kind}", self.contact, message | {"msg_id": message_id}, self._at()
        )
        return self._tell(body)

    def _picture(self, content: bytes, name: str) -> Json:
        thumbnail = self._media.keep("photo", TINY_JPEG, "small.jpg")
        return image(self._media.keep("photo", content, name), thumbnail)

    def _interact(self) -> None:
        if self.contact.refusal:
            raise PermissionError(f"nobody can write here: {self.contact.refusal}")
        self.contact.last_interaction = self._oa.now()

    def _tell(self, body: Json) -> Json:
        self._hooks.tell(self.id, body)
        return body

    def _at(self) -> str:
        return stamp(self._oa.now())
