"""What the stand-in remembers: accounts, chats, messages, files."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from .errors import bad_request, forbidden
from .keyboards import NO_MARKUP, Button, Markup, Rows
from .timing import Bell, Clock
from .update_queue import UpdateQueue
from .webhook_setting import WebhookSetting, WebhookTricks

Json = dict[str, Any]

DOWNLOAD_LIMIT = 20 * 1024 * 1024
LINK_SECONDS = 3600.0
# When exactly a query is too old is not published; operators report answers refused after 10 to 20 s.
CALLBACK_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class User:
    """An account of a person or a bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "vi"
    is_bot: bool = False

    def as_json(self) -> Json:
        """A `User` as it appears in updates."""
        names = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        given = {name: value for name, value in names.items() if value}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name, **given}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the platform; `size` may be declared larger than the bytes kept."""

    file_id: str
    unique_id: str
    name: str
    mime: str
    content: bytes
    size: int
    path: str

    def as_json(self) -> Json:
        """The fields that every kind of file shares."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message of the bot as a person sees it; after an edit, a new value stands in its place."""

    chat_id: int
    message_id: int
    text: str
    source: str
    parse_mode: str | None
    entities: tuple[Json, ...]
    rows: Rows
    file: StoredFile | None
    sent_at: float
    edits: int = 0

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, row by row."""
        return tuple(button for row in self.rows for button in row)

    @property
    def labels(self) -> tuple[str, ...]:
        """The words on the buttons."""
        return tuple(button.label for button in self.buttons)


@dataclass(slots=True)
class Callback:
    """A pressed button that waits for `answerCallbackQuery`."""

    chat_id: int
    asked_at: float
    answers: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class Chat:
    """One chat of one bot."""

    id: int
    kind: str
    info: Json
    refusal: str | None = None  # why every send is a 403, for example after a block
    migrated_to: int | None = None
    version: int = 0
    messages: dict[int, Json] = field(default_factory=dict)
    sent: list[SentMessage] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    keyboard: Rows = ()
    bell: Bell = field(default_factory=Bell)

    @property
    def is_private(self) -> bool:
        """Whether it is a talk with one person."""
        return self.kind == "private"

    def as_json(self) -> Json:
        """A `Chat` as it appears in messages."""
        return {"id": self.id, "type": self.kind, **self.info}

    def changed(self) -> None:
        """Wake everybody who looks at this chat."""
        self.version += 1
        self.bell.ring()


class BotAccount:
    """One bot, found by its token, with everything the platform keeps for it."""

    def __init__(
        self, token: str, user: User, people: Mapping[int, User], clock: Clock, epoch: float
    ) -> None:
        self.token = token
        self.user = user
        self.clock = clock
        self.queue = UpdateQueue(clock, first_id=100_000_000 + user.id % 1_000_000)
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.links: dict[str, tuple[str, float]] = {}
        self.callbacks: dict[str, Callback] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.menu_buttons: dict[int | None, Json] = {}
        self.webhook: WebhookSetting | None = None
        self.tricks = WebhookTricks()
        self._people = people
        self._epoch = epoch
        self._message_ids = count(1)
        self._file_ids = count(1)
        self._query_ids = count(4_382_000_000_001)

    def now(self) -> float:
        """Seconds since 1970 by the injected clock."""
        return self._epoch + self.clock()

    def new_query_id(self) -> str:
        """An id for a pressed button."""
        return str(next(self._query_ids))

    def chat_to_write(self, chat_id: str) -> Chat:
        """The chat that a call names; a 400 when unknown, a 403 when the bot may not write there."""
        chat = self.find_chat(chat_id)
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.migrated_to}
            )
        if chat.refusal:
            raise forbidden(chat.refusal)
        return chat

    def find_chat(self, chat_id: str) -> Chat:
        """The chat that a call names, even one where the bot may not write."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        name = chat_id.removeprefix("@")
        for chat in self.chats.values() if name != chat_id else ():
            if not chat.is_private and chat.info.get("username") == name:
                return chat
        try:
            number = int(chat_id)
        except ValueError:
            raise bad_request("chat not found") from None
        if number in self.chats:
            return self.chats[number]
        if number in self._people:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")

    def message_json(self, chat: Chat, sender: User, content: Json) -> Json:
        """A new `Message` in a chat, remembered there."""
        message = {
            "message_id": next(self._message_ids),
            "from": sender.as_json(),
            "chat": chat.as_json(),
            "date": int(self.now()),
            **content,
        }
        chat.messages[message["message_id"]] = message
        return message

    def post(
        self,
        chat: Chat,
        content: Json,
        text: str,
        source: str,
        parse_mode: str | None,
        markup: Markup = NO_MARKUP,
        file: StoredFile | None = None,
    ) -> Json:
        """Put a message of the bot into a chat and wake the person; returns the `Message`."""
        if markup.raw:
            content = {**content, "reply_markup": markup.raw}
        message = self.message_json(chat, self.user, content)
        entities = tuple(content.get("entities") or content.get("caption_entities") or ())
        chat.sent.append(
            SentMessage(
                chat.id,
                message["message_id"],
                text,
                source,
                parse_mode,
                entities,
                markup.rows,
                file,
                self.now(),
            )
        )
        if not markup.is_inline and markup.rows:
            chat.keyboard = markup.rows
        elif markup.removes:
            chat.keyboard = ()
        chat.changed()
        return message

    def revise(self, chat: Chat, message: Json, **changes: Any) -> None:
        """Replace what a person sees of a sent message."""
        index = next(i for i, sent in enumerate(chat.sent) if sent.message_id == message["message_id"])
        chat.sent[index] = replace(chat.sent[index], edits=chat.sent[index].edits + 1, **changes)
        chat.changed()

    def store_file(
        self, content: bytes, name: str, mime: str, folder: str, size: int | None = None
    ) -> StoredFile:
        """Keep a file; the same bytes get a new id and the same unique id, as on the platform."""
        number = next(self._file_ids)
        digest = hashlib.sha256(content + name.encode()).hexdigest()[:12]
        kind = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        suffix = f".{name.rsplit('.', 1)[1]}" if "." in name else mimetypes.guess_extension(kind) or ""
        file = StoredFile(
            file_id=f"BQAC{self.user.id}x{number}x{digest}",
            unique_id=f"AgAD{digest}",
            name=name,
            mime=kind,
            content=content,
            size=len(content) if size is None else size,
            path=f"{folder}/file_{number}{suffix}",
        )
        self.files[file.file_id] = file
        return file

    def link(self, file: StoredFile) -> None:
        """Open the download of a file for an hour."""
        self.links[file.path] = (file.file_id, self.clock() + LINK_SECONDS)

    def linked(self, path: str) -> StoredFile | None:
        """The file behind a download path, None when there is none or the link is over."""
        file_id, until = self.links.get(path, ("", 0.0))
        return self.files[file_id] if file_id and self.clock() <= until else None
