"""A person's side of a bot on the Bot Platform."""

from tests.standins.telegram.updates import TINY_JPEG

from .bot_account import BotAccount, BotChat, Json
from .bot_events import event
from .bot_hooks import BotHooks
from .media import Media
from .person import TINY_AAC
from .replies import Reader


class BotPerson(Reader):
    """One person in the private talk with the bot; what the platform does not pass on arrives as unsupported."""

    def __init__(self, chat: BotChat, bot: BotAccount, hooks: BotHooks, media: Media) -> None:
        super().__init__(chat.name, chat.place)
        self.chat = chat
        self._bot = bot
        self._hooks = hooks
        self._media = media

    @property
    def id(self) -> str:
        """The person's id, which is also that of the talk."""
        return self.chat.id

    async def say(self, words: str) -> Json:
        """Write a text."""
        if not words.strip():
            raise ValueError("the app sends no empty message")
        return self._send("text", {"text": words})

    async def send_photo(self, content: bytes = TINY_JPEG, caption: str = "", name: str = "a.jpg") -> Json:
        """Send a picture."""
        picture = {"photo_url": self._media.keep("photo", content, name)}
        return self._send("image", picture | ({"caption": caption} if caption else {}))

    async def send_sticker(self, id: str = "2978") -> Json:
        """Send a sticker."""
        return self._send("sticker", {"sticker": id, "url": self._media.keep("sticker", TINY_JPEG, "s.png")})

    async def send_voice(self, content: bytes = TINY_AAC) -> Json:
        """Send a spoken message."""
        return self._send("voice", {"voice_url": self._media.keep("voice", content, "v.aac")})

    async def send_file(self, content: bytes = b"%PDF-1.4", name: str = "don.pdf") -> Json:
        """Send a file, of which the bot learns nothing."""
        del content, name
        return await self.send_unsupported()

    async def send_location(self, latitude: str = "13.9810", longitude: str = "108.0000") -> Json:
        """Send a place, of which the bot learns nothing."""
        del latitude, longitude
        return await self.send_unsupported()

    async def send_unsupported(self) -> Json:
        """Send a card or an ordinary link: the bot gets an event without content."""
        return self._send("unsupported", {})

    async def block(self) -> None:
        """Take no messages of the bot."""
        self.chat.is_blocked = True

    async def unblock(self) -> None:
        """Take messages again."""
        self.chat.is_blocked = False

    def _send(self, kind: str, content: Json) -> Json:
        if self.chat.is_blocked:
            raise PermissionError("nobody can write here: blocked")
        self.chat.has_written = True
        body = event(kind, self.chat, content, self._bot.new_id(), self._bot.at(), self._bot.is_wrapped)
        self._hooks.tell(self.id, body)
        return body
