"""`chat`: the same conversation in the terminal, over a database that is thrown away."""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from bot.app import House, open_house
from bot.clock import SystemClock
from bot.logs import set_up_logs
from bot.loops import Bell
from bot.pace import Pace
from bot.sender import Sender
from bot.settings import Settings
from bot.terminal import TerminalChannel, Typing, typed_lines
from bot.worker import Worker

_LOOK_SECONDS = 0.02


async def chat(_options: argparse.Namespace, settings: Settings) -> int:
    set_up_logs("ERROR")
    with tempfile.TemporaryDirectory(prefix="khuyencong-chat-") as directory:
        own = settings.model_copy(update={"data_dir": Path(directory), "database_url": ""})
        async with open_house(own, SystemClock()) as house:
            await _converse(house)
    return 0


async def _converse(house: House) -> None:
    stop, bell, channel = asyncio.Event(), Bell(), TerminalChannel(house.knowledge.phrase)
    pace = Pace(channel.abilities, time.monotonic)
    sender = Sender(channel, house.outbox, house.files, pace, house.clock, bell, house.owner)
    worker = Worker(house.dispatcher, house.clock, house.new_update, bell.ring)
    typing = Typing(house.intake, house.arrivals, house.clock, house.knowledge.phrase)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sender.run(stop))
        tasks.create_task(worker.run(stop))
        await typing.greet()
        await _until_answered(house, channel)
        async for line in typed_lines():
            await typing.accept(line)
            await _until_answered(house, channel)
        stop.set()
        bell.ring()
        house.new_update.ring()


async def _until_answered(house: House, channel: TerminalChannel) -> None:
    while await _is_busy(house, channel):  # noqa: ASYNC110
        await asyncio.sleep(_LOOK_SECONDS)  # the truth is in the database, not in an event


async def _is_busy(house: House, channel: TerminalChannel) -> bool:
    return (
        await house.dispatcher.next_due_at() is not None
        or await house.outbox.next_due_at(channel.name, channel.bot_id, house.clock.now()) is not None
    )
