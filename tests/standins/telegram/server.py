"""The stand-in on a socket."""

import asyncio
import time
from types import TracebackType
from typing import Self

from aiohttp import web

from .control import Control
from .core import Core
from .front import BODY_LIMIT, Front
from .rates import Rates
from .state import BotAccount
from .timing import Clock
from .webhook import WebhookPusher
from .webhook_setting import Patience

DEFAULT_TOKEN = "123456:TEST-thay-cho-mot-token-that"


class TelegramStandIn(Core):
    """A Bot API server on loopback for as long as the `async with` block lasts.

    Speed limits are off; `api.rates.is_on = True` switches them on.
    """

    def __init__(
        self,
        token: str = DEFAULT_TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock = time.monotonic,
        rates: Rates | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._pushers: list[asyncio.Task[None]] = []
        self._runner: web.AppRunner | None = None
        self._host = host
        self._port = port
        self._patience = patience or Patience()
        super().__init__(token, clock, rates or Rates(clock))

    @property
    def root_url(self) -> str:
        """Where the hand-chat page and the control interface hang."""
        return f"http://{self._host}:{self._port}"

    @property
    def base_url(self) -> str:
        """To be followed by a token; `telegram.Bot(base_url=...)`."""
        return f"{self.root_url}/bot"

    @property
    def base_file_url(self) -> str:
        """To be followed by a token; `telegram.Bot(base_file_url=...)`."""
        return f"{self.root_url}/file/bot"

    async def start(self) -> None:
        """Listen."""
        front = Front(self)
        app = web.Application(client_max_size=BODY_LIMIT)
        app.add_routes(front.routes())
        app.add_routes(Control(self).routes())
        self._front = front
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        for bot in self.bots.values():
            self._push(bot)

    async def stop(self) -> None:
        """Send everybody home and stop listening."""
        if self._runner is None:
            return
        self._front.closing.set()
        for bot in self.bots.values():
            bot.queue.end_poll("the end of the stand-in")
        for pusher in self._pushers:
            pusher.cancel()
        await asyncio.gather(*self._pushers, return_exceptions=True)
        await self._runner.cleanup()
        self._runner = None

    def add_bot(
        self, token: str, name: str = "Khuyến công (thử)", username: str = "khuyen_cong_thu_bot"
    ) -> BotAccount:
        """One more bot under its own token; its webhook is served at once."""
        bot = super().add_bot(token, name, username)
        if self._runner is not None:
            self._push(bot)
        return bot

    def _push(self, bot: BotAccount) -> None:
        self._pushers.append(asyncio.create_task(WebhookPusher(bot, self._patience).run()))

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
