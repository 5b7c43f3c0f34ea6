"""Zalo's hooks: the signature first, then stored, then acknowledged, all well within its two seconds."""

import logging
from dataclasses import dataclass

from aiohttp import web

from bot.clock import Clock
from bot.zalo_oa.door import ZaloDoor
from bot.zalo_oa.parse import NAME
from bot.zalo_oa.signature import HEADER, Signature, is_timely

log = logging.getLogger(__name__)

PATH = "/zalo/oa/webhook"


@dataclass(frozen=True, slots=True)
class ZaloWebhook:
    signature: Signature
    door: ZaloDoor
    clock: Clock

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        """The raw bytes before anything else: what is parsed and written again has another signature."""
        shown = request.headers.get(HEADER)
        event = self.signature.event(await request.read(), shown)
        if event is None:
            shape = {"has_header": shown is not None, "letters": len(shown or "")}
            log.warning("webhook_forged", extra={"channel": NAME, **shape})
            return web.Response(status=403)
        if not is_timely(event, self.clock.now()):
            log.warning("webhook_untimely", extra={"channel": NAME})
            return web.Response(status=403)
        await self.door.take(event)
        return web.Response()
