"""The person's side: what somebody with the app can do to a bot."""

from . import updates
from .keyboards import Button
from .state import Callback, Chat, Json, SentMessage, StoredFile, User
from .watcher import Watcher

MESSAGE_LIMIT = 4096


class Person(Watcher):
    """One person in the private chat with one bot, or in a group when a call names one."""

    async def say(self, words: str, chat: Chat | None = None) -> Json:
        """Write a text and return the `Message`; one over 4096 is split as the app does, the last is returned."""
        if not words.strip():
            raise ValueError("the app sends no empty message")
        message: Json = {}
        for begin in range(0, len(words), MESSAGE_LIMIT):
            message = await self.send(updates.text(words[begin : begin + MESSAGE_LIMIT]), chat)
        return message

    async def send(self, content: Json, chat: Chat | None = None) -> Json:
        """Write a message of any content from `updates`."""
        place = chat or self.open_chat()
        if place.refusal:
            raise PermissionError(f"nobody can write in this chat: {place.refusal}")
        message = self.bot.message_json(place, self.user, content)
        self.bot.queue.add("message", message, place.id)
        place.changed()
        return message

    async def edit(self, message_id: int, words: str) -> Json:
        """Change the words of an earlier message of this person."""
        message = updates.edited(self.chat.messages[message_id], updates.text(words), int(self.bot.now()))
        self.chat.messages[message_id] = message
        self.bot.queue.add("edited_message", message, self.id)
        self.chat.changed()
        return message

    async def share_contact(self, phone: str = "+84912345678", owner: User | None = None) -> Json:
        """Send one's own contact card, or pass on the card of somebody else."""
        if owner is None or owner.id == self.id:
            return await self.send(updates.contact(phone, self.user.first_name, self.id, self.user.last_name))
        card = updates.contact(phone, owner.first_name, owner.id, owner.last_name)
        return await self.send(updates.forwarded(card, owner, int(self.bot.now()) - 60))

    async def share_location(self, latitude: float = 20.2506, longitude: float = 105.9745) -> Json:
        """Send a point on the map."""
        return await self.send(updates.location(latitude, longitude))

    async def send_photo(self, content: bytes = updates.TINY_JPEG, caption: str | None = None) -> Json:
        """Send a picture; the platform puts a thumbnail beside it."""
        picture = self._store(content, "photo.jpg", "photos")
        thumbnail = self._store(updates.TINY_JPEG, "small.jpg", "thumbnails")
        return await self.send(updates.photo(picture, thumbnail, caption))

    async def send_document(
        self, content: bytes, name: str = "don.pdf", caption: str | None = None, size: int | None = None
    ) -> Json:
        """Send a file; `size` declares more bytes than are kept, to try the 20 MB limit cheaply."""
        return await self.send(updates.document(self._store(content, name, "documents", size), caption))

    async def sticker(self, emoji: str = "👍") -> Json:
        """Send a sticker."""
        return await self.send(
            updates.sticker(self._store(b"RIFF\x00\x00\x00\x00WEBP", "s.webp", "stickers"), emoji)
        )

    async def voice(self, seconds: int = 3) -> Json:
        """Send a spoken message."""
        return await self.send(updates.voice(self._store(updates.TINY_OGG, "v.ogg", "voice"), seconds))

    async def block(self) -> None:
        """Stop the bot: sends to this person are 403 from now on."""
        self._change_standing("member", "kicked", "bot was blocked by the user")

    async def unblock(self) -> None:
        """Let the bot write again."""
        self._change_standing("kicked", "member", None)

    async def delete_account(self) -> None:
        """Leave the platform: sends are 403, and no update tells the bot."""
        self.chat.refusal = "user is deactivated"

    async def press(
        self, button: str, message_id: int | None = None, is_old: bool = False, chat: Chat | None = None
    ) -> str:
        """Press a button by its label or data, under the newest message that has it.

        An inline button makes a callback query, whose id is returned; a key of the keyboard writes its label or
        shares what it asks for. `is_old` presses under a message that the platform no longer hands out.
        """
        place = chat or self.chat
        for sent in reversed(place.sent):
            for found in sent.buttons if message_id in {None, sent.message_id} else ():
                if found.is_inline and button in {found.label, found.data}:
                    return self._press_inline(place, sent, found, is_old)
        keys = [key for row in place.keyboard for key in row]
        for key in keys:
            if key.label == button:
                await self._press_key(key, place)
                return ""
        seen = sorted({label for sent in place.sent for label in sent.labels} | {key.label for key in keys})
        raise LookupError(f"no button {button!r}; there are {seen}")

    def press_unseen(self, data: str, message_id: int | None = None, is_old: bool = False) -> str:
        """A callback query with data that no button shows (any more), as a client out of step or a forger sends."""
        chat = self.open_chat()
        shown = chat.messages.get(message_id) if message_id is not None else None
        return self._query(chat, shown, data, is_old)

    def inject(self, kind: str, content: object) -> int | None:
        """Queue a hand-made update of this person's chat, whatever kinds the bot asked for."""
        self.open_chat()
        return self.bot.queue.add(kind, content, self.id, force=True)

    def _press_inline(self, chat: Chat, sent: SentMessage, button: Button, is_old: bool) -> str:
        if button.data is None:
            raise ValueError(
                f"the button {button.label!r} opens {button.url or 'something'} and tells the bot nothing"
            )
        return self._query(chat, chat.messages[sent.message_id], button.data, is_old)

    def _query(self, chat: Chat, message: Json | None, data: str, is_old: bool) -> str:
        query_id = self.bot.new_query_id()
        self.bot.callbacks[query_id] = Callback(chat.id, self.bot.clock())
        shown = updates.inaccessible(message) if is_old and message is not None else message
        query = updates.callback_query(query_id, self.user, shown, data)
        self.bot.queue.add("callback_query", query, chat.id)
        return query_id

    async def _press_key(self, key: Button, chat: Chat) -> None:
        match key.asks:
            case "contact":
                await self.share_contact()
            case "location":
                await self.share_location()
            case None:
                await self.say(key.label, chat)

    def _change_standing(self, before: str, after: str, refusal: str | None) -> None:
        chat = self.open_chat()
        if chat.refusal == refusal:
            raise ValueError("that is how it stands already")
        chat.refusal = refusal
        change = updates.my_chat_member(chat, self.user, self.bot.user, before, after, int(self.bot.now()))
        self.bot.queue.add("my_chat_member", change, chat.id)
        chat.changed()

    def _store(self, content: bytes, name: str, folder: str, size: int | None = None) -> StoredFile:
        return self.bot.store_file(content, name, "", folder, size)
