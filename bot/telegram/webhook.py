"""Telegram's pushes: the secret first, then stored, then acknowledged."""

import hmac
import logging
from dataclasses import dataclass, field

from aiohttp import web

from bot.telegram.door import TelegramDoor
from bot.web.raw import json_object

log = logging.getLogger(__name__)

PATH = "/telegram/webhook"


@dataclass(frozen=True, slots=True)
class TelegramWebhook:
    door: TelegramDoor
    secret: str = field(repr=False)

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        shown = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not self.secret or not hmac.compare_digest(shown.encode("utf-8", "replace"), self.secret.encode()):
            log.warning("webhook_forged", extra={"channel": "telegram"})
            return web.Response(status=403)
        raw = json_object(await request.read())
        if raw is None:
            # Acknowledged, because a refusal would make Telegram send the same bytes for hours.
            log.warning("webhook_unreadable", extra={"channel": "telegram"})
            return web.Response()
        await self.door.take([raw])
        return web.Response()
