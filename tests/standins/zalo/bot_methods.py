"""The methods of the Bot Platform."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from .bot_account import BotAccount, BotChat, BotRefusal, BotWebhook, Json
from .replies import Reply, StoredFile

TEXT_LIMIT = 2000
SECRET_LENGTHS = range(8, 257)
LONGEST_POLL_SECONDS = 60
LOOPBACK = ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")

Method = Callable[[Json], Awaitable[Any]]


class BotMethods:
    """Runs calls for one bot; `is_over` ends the polls at the end of the stand-in."""

    def __init__(self, bot: BotAccount, is_over: asyncio.Event) -> None:
        self._bot = bot
        self._is_over = is_over
        self.table: dict[str, Method] = {
            "getMe": self.get_me,
            "getUpdates": self.get_updates,
            "setWebhook": self.set_webhook,
            "deleteWebhook": self.delete_webhook,
            "getWebhookInfo": self.get_webhook_info,
            "sendMessage": self.send_message,
            "sendPhoto": self.send_photo,
            "sendSticker": self.send_sticker,
            "sendVoice": self.send_voice,
            "sendChatAction": self.send_chat_action,
        }

    async def get_me(self, params: Json) -> Json:
        """The bot."""
        del params
        bot_id = self._bot.token.partition(":")[0]
        name = {"account_name": "bot.khuyencong", "account_type": "BASIC"}
        return {"id": bot_id, **name, "can_join_groups": False}

    async def get_updates(self, params: Json) -> Json:
        """One event, handed out once; none within `timeout` seconds is a 408."""
        if self._bot.webhook is not None:
            raise BotRefusal(400, "getUpdates cannot be used while a webhook is set")
        seconds = _seconds(params.get("timeout", 30))
        self._bot.polls += 1
        try:
            deadline = asyncio.get_running_loop().time() + seconds
            while not self._bot.events:
                left = deadline - asyncio.get_running_loop().time()
                if left <= 0 or self._is_over.is_set():
                    raise BotRefusal(408, "Request timeout")
                await self._bot.bell.wait(left)
            return self._bot.events.popleft()
        finally:
            self._bot.polls -= 1

    async def set_webhook(self, params: Json) -> Json:
        """Push events from now on; address and secret are both required."""
        url, secret = params.get("url"), params.get("secret_token")
        if not isinstance(url, str) or not url.startswith(("https://", *LOOPBACK)):
            raise BotRefusal(400, "url must be an https address")
        if not isinstance(secret, str) or len(secret) not in SECRET_LENGTHS:
            raise BotRefusal(400, "secret_token must have 8 to 256 characters")
        self._bot.webhook = BotWebhook(url, secret, self._bot.at())
        return self._bot.webhook.info()

    async def delete_webhook(self, params: Json) -> Json:
        """Push no more."""
        del params
        self._bot.webhook = None
        return {"url": "", "updated_at": self._bot.at()}

    async def get_webhook_info(self, params: Json) -> Json:
        """Where events are pushed."""
        del params
        return self._bot.webhook.info() if self._bot.webhook else {"url": "", "updated_at": 0}

    async def send_message(self, params: Json) -> Json:
        """A text."""
        words = _text(params.get("text"), "text")
        mode, styles = params.get("parse_mode"), params.get("text_styles")
        if mode not in {None, "markdown", "html"} or (styles is not None and not isinstance(styles, list)):
            raise BotRefusal(400, "parse_mode or text_styles are unknown")
        return self._send(params, words)

    async def send_photo(self, params: Json) -> Json:
        """A picture by address."""
        photo = _address(params.get("photo"), "photo")
        caption = params.get("caption", "")
        words = _text(caption, "caption") if caption else ""
        return self._send(params, words, images=(StoredFile("", b"", photo),))

    async def send_sticker(self, params: Json) -> Json:
        """A sticker."""
        return self._send(params, "", sticker=_text(params.get("sticker"), "sticker"))

    async def send_voice(self, params: Json) -> Json:
        """A spoken message by address."""
        voice = _address(params.get("voice_url"), "voice_url")
        if not voice.endswith(".aac"):
            raise BotRefusal(400, "voice_url must end with .aac")
        return self._send(params, "", files=(StoredFile("", b"", voice),))

    async def send_chat_action(self, params: Json) -> Json:
        """ "Typing", seen for a moment."""
        chat = self._bot.find(params.get("chat_id"))
        if params.get("action") != "typing":
            raise BotRefusal(400, "action is unknown")
        self._bot.actions.append((chat.id, "typing"))
        return {}

    def _send(self, params: Json, words: str, **parts: Any) -> Json:
        chat: BotChat = self._bot.find(params.get("chat_id"))
        self._bot.spend(chat)
        reply = Reply(self._bot.new_id(), words, "bot", self._bot.now(), **parts)
        chat.place.add(reply)
        return {"message_id": reply.message_id, "date": self._bot.at()}


def _seconds(given: Any) -> float:
    """A number or text, for both are seen."""
    try:
        return min(max(float(given), 0.0), LONGEST_POLL_SECONDS)
    except (TypeError, ValueError):
        raise BotRefusal(400, "timeout is no number") from None


def _text(given: Any, name: str) -> str:
    if not isinstance(given, str) or not given.strip():
        raise BotRefusal(400, f"{name} is empty")
    if len(given) > TEXT_LIMIT:
        raise BotRefusal(400, f"{name} has more than {TEXT_LIMIT} characters")
    return given


def _address(given: Any, name: str) -> str:
    if not isinstance(given, str) or not given.startswith(("https://", "http://")):
        raise BotRefusal(400, f"{name} must be an address")
    return given
