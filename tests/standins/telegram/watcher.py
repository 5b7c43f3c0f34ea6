"""What a person sees of a bot, and how a test waits for it."""

import asyncio
from collections.abc import Callable

from .state import BotAccount, Chat, SentMessage, User

CHAT_NAMES = frozenset({"first_name", "last_name", "username"})


class Watcher:
    """The reading half of a person: the private chat with one bot."""

    def __init__(self, user: User, bot: BotAccount) -> None:
        self.user = user
        self.bot = bot
        self._read = 0
        self._seen_edits: dict[int, int] = {}

    @property
    def id(self) -> int:
        """The person's id, which is also the id of the private chat."""
        return self.user.id

    @property
    def chat(self) -> Chat:
        """The private chat; it exists from the first word on."""
        try:
            return self.bot.chats[self.id]
        except KeyError:
            raise LookupError(f"person {self.id} has not written to the bot yet") from None

    def open_chat(self) -> Chat:
        """Open the private chat without any update, as if the person had written long ago."""
        if self.id not in self.bot.chats:
            shown = self.user.as_json()
            names = {name: value for name, value in shown.items() if name in CHAT_NAMES}
            self.bot.chats[self.id] = Chat(self.id, "private", names)
        return self.bot.chats[self.id]

    @property
    def replies(self) -> list[SentMessage]:
        """All messages of the bot in the private chat, as they look now."""
        chat = self.bot.chats.get(self.id)
        return list(chat.sent) if chat else []

    @property
    def has_unread(self) -> bool:
        """Whether the bot wrote something that nobody waited for."""
        return len(self.replies) > self._read

    async def wait_for_reply(self, timeout: float = 60) -> SentMessage:  # noqa: ASYNC109 - the complaint needs it
        """The next message of the bot that was not waited for before, in order of arrival."""
        # Waiting for a first word needs no chat yet; the bell of a chat does.
        if self.id not in self.bot.chats:
            raise LookupError(f"person {self.id} has not written to the bot, so it cannot answer")
        await self._until(
            lambda: self.has_unread, timeout, f"no reply to {self.id} after {self._read} earlier ones"
        )
        self._read += 1
        return self.replies[self._read - 1]

    async def wait_for_edit(self, message_id: int, timeout: float = 60) -> SentMessage:  # noqa: ASYNC109
        """The message after an edit that was not waited for before, at once when that has happened already."""
        seen = self._seen_edits.get(message_id, 0)
        await self._until(
            lambda: self.message(message_id).edits > seen, timeout, f"message {message_id} was not edited"
        )
        self._seen_edits[message_id] = self.message(message_id).edits
        return self.message(message_id)

    async def wait_for_answer(self, query_id: str, timeout: float = 60) -> str:  # noqa: ASYNC109
        """The text with which the bot answered a pressed button, often empty."""
        answers = self.bot.callbacks[query_id].answers
        await self._until(lambda: bool(answers), timeout, f"query {query_id} was not answered")
        return str(answers[0]["text"])

    def message(self, message_id: int) -> SentMessage:
        """One message of the bot as it looks now."""
        for sent in self.chat.sent:
            if sent.message_id == message_id:
                return sent
        raise LookupError(f"no message {message_id} in the chat of {self.id}")

    async def _until(self, is_true: Callable[[], bool], seconds: float, complaint: str) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not is_true():
            left = deadline - loop.time()
            if left <= 0:
                raise TimeoutError(f"{complaint} within {seconds} s")
            await self.chat.bell.wait(left)
