"""The Bot Platform's pushes: the secret first, then stored, then acknowledged."""

import hmac
import logging
from dataclasses import dataclass, field

from aiohttp import web

from bot.web.raw import json_object
from bot.zalo_bot.door import ZaloBotDoor
from bot.zalo_bot.parse import NAME

log = logging.getLogger(__name__)

PATH = "/zalo/bot/webhook"
_HEADER = "X-Bot-Api-Secret-Token"


@dataclass(frozen=True, slots=True)
class ZaloBotWebhook:
    door: ZaloBotDoor
    secret: str = field(repr=False)

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        if not request.can_read_body:  # the platform knocks so, and it says nothing
            return web.Response()
        shown = request.headers.get(_HEADER, "")
        if not self.secret or not hmac.compare_digest(shown.encode("utf-8", "replace"), self.secret.encode()):
            log.warning("webhook_forged", extra={"channel": NAME})
            return web.Response(status=403)
        raw = json_object(await request.read())
        if raw is None:
            log.warning("webhook_unreadable", extra={"channel": NAME})
            return web.Response()
        await self.door.take(raw)
        return web.Response()
