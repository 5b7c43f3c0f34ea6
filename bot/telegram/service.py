"""Starts and stops the Telegram channel: its client, its menu, and polling or webhook."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.loops import rest, unless_stopped
from bot.telegram.door import TelegramDoor
from bot.telegram.parse import KINDS
from bot.telegram.polling import Polling
from bot.telegram.request import AiohttpRequest
from bot.telegram.webhook import PATH

log = logging.getLogger(__name__)

_AGAIN_SECONDS = 30.0


def make_bot(token: str, api_url: str, requests: tuple[AiohttpRequest, AiohttpRequest]) -> Bot:
    """A client over two connections pools: one for calls, one for the long poll."""
    base = api_url.rstrip("/")
    calls, polls = requests
    return Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=calls,
        get_updates_request=polls,
    )


@dataclass(frozen=True, slots=True)
class TelegramService:
    """`webhook_url` is empty when polling."""

    bot: Bot = field(repr=False)  # it would tell its token
    requests: tuple[AiohttpRequest, AiohttpRequest]
    door: TelegramDoor
    commands: tuple[BotCommand, ...]
    webhook_url: str
    webhook_secret: str = field(repr=False)

    @asynccontextmanager
    async def connections(self) -> AsyncIterator[None]:
        """Open for calls while the block lasts; it must outlast every sender."""
        for request in self.requests:  # `Bot.initialize` would ask the network who we are; we start without
            await request.initialize()
        try:
            yield
        finally:
            await self.door.close()
            for request in self.requests:
                await request.shutdown()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a platform out of reach is asked again, the rest of the house goes on."""
        while not stop.is_set() and not await unless_stopped(stop, self._set_up()):
            await rest(stop, _AGAIN_SECONDS)
        if self.webhook_url:
            await stop.wait()
        else:
            await Polling(self.requests[1], self.bot.base_url, self.door).run(stop)

    async def _set_up(self) -> bool:
        try:
            await self.bot.set_my_commands(self.commands)
            await self.bot.set_my_commands(self.commands, language_code="vi")
            if self.webhook_url:
                await self.bot.set_webhook(
                    self.webhook_url + PATH,
                    secret_token=self.webhook_secret,
                    allowed_updates=KINDS,
                    max_connections=20,
                )
            else:
                await self.bot.delete_webhook()
        except TelegramError as error:
            log.warning("telegram_not_ready", extra={"error": type(error).__name__})
            return False
        log.info("telegram_ready", extra={"mode": "webhook" if self.webhook_url else "polling"})
        return True
