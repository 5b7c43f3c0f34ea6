"""The running service: parts started in order, stopped in reverse, gone within seconds of a signal."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from typing import Any

from aiohttp import web

from bot.app import House
from bot.copies.routes import CopyPages
from bot.loops import Bell, unless_stopped
from bot.pace import Pace
from bot.parts import console, health, platforms, web_chat
from bot.schedule import start_schedule
from bot.sender import Sender
from bot.settings import ServiceRole
from bot.web.files import shared_files
from bot.web.server import build_app
from bot.webchat.channel import Waiters, WebChannel
from bot.worker import Worker
from handlers.channels import Channel

log = logging.getLogger(__name__)

_CLOSE_SECONDS = 2.0
_LOOK_SECONDS = 3600.0


class Service:
    """One process of the bot, doing what its ROLES say."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stop = asyncio.Event()
        self._waiters = Waiters()
        self._platforms = list(platforms(house))
        hung = (platform.channel for platform in self._platforms)
        self._channels: list[Channel] = [WebChannel(self._waiters), *hung]
        self._bells = {channel.name: Bell() for channel in self._channels}

    def stop(self) -> None:
        """The first call ends the service in order; a second one ends the process at once."""
        if self._stop.is_set():
            os._exit(130)
        log.info("stopping")
        self._stop.set()
        self._waiters.wake_all()
        self._house.new_update.ring()
        self._ring_senders()

    async def run(self, on_started: "asyncio.Future[int] | None" = None) -> None:
        """Until a signal or `stop`. `on_started` receives the port when everything listens."""
        async with AsyncExitStack() as opened:
            self._listen_to_signals(opened)
            for platform in self._platforms:
                await opened.enter_async_context(platform.service.connections())
            port = await self._serve(opened) if self._does(ServiceRole.WEB) else 0
            if self._does(ServiceRole.SCHEDULER):
                opened.callback(start_schedule(self._house).shutdown, wait=False)
            async with asyncio.TaskGroup() as tasks:
                for part in self._parts():
                    tasks.create_task(part)
                log.info("started", extra={"roles": sorted(self._house.settings.roles)})
                if on_started is not None:
                    on_started.set_result(port)
        log.info("stopped")

    def _listen_to_signals(self, opened: AsyncExitStack) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
            opened.callback(loop.remove_signal_handler, number)

    def _does(self, role: ServiceRole) -> bool:
        return role in self._house.settings.roles

    def _parts(self) -> Iterator[Coroutine[Any, Any, None]]:
        house = self._house
        if self._does(ServiceRole.WEB):
            yield Worker(house.dispatcher, house.clock, house.new_update, self._ring_senders).run(self._stop)
            for platform in self._platforms:
                yield platform.service.run(self._stop)
        if self._does(ServiceRole.SENDER):
            for channel in self._channels:
                pace = Pace(channel.abilities, time.monotonic)
                bell = self._bells[channel.name]
                sender = Sender(channel, house.outbox, house.files, pace, house.clock, bell, house.owner)
                yield sender.run(self._stop)
            yield self._listen_for_news()
        yield self._stay()

    async def _listen_for_news(self) -> None:
        """A broadcast that has just been written down leaves at once."""
        while not self._stop.is_set():
            await unless_stopped(self._stop, self._house.news_due.wait(_LOOK_SECONDS))
            self._ring_senders()

    async def _stay(self) -> None:
        await self._stop.wait()

    def _ring_senders(self) -> None:
        for bell in self._bells.values():
            bell.ring()

    async def _serve(self, opened: AsyncExitStack) -> int:
        """The web server, listening before any channel begins; its port."""
        house = self._house
        routes = [
            *web_chat(house, self._waiters, self._stop).routes(),
            *console(house, self._stop).routes(),
            *health(house).routes(),
            *CopyPages(house.exports, house.settings.public_url).routes(),
            shared_files(),
            *(route for platform in self._platforms for route in platform.routes),
        ]
        runner = web.AppRunner(build_app(routes, house.say), access_log=None, shutdown_timeout=_CLOSE_SECONDS)
        await runner.setup()
        opened.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, house.settings.host, house.settings.port).start()
        return int(runner.addresses[0][1])
