"""Processes that keep the account's tokens fresh and send what is due, told by a test what time it is.

`python -m tests.faults.token_keeper` imports everything once; each line PORT NAME DATABASE_URL ZALO_URL that it reads
makes a process of its own, which comes to that port and tells its id. Each line a process reads there is a moment at
which it looks once and says "done". On the way it stops twice, to be killed there or to read one more line: it says
"asks" before a refresh goes out, and "answered" with the answer in hand and nothing written down.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from bot.zalo_oa.api import ZaloApi
from bot.zalo_oa.oauth import ZaloOAuth
from handlers.outbox import Outbox
from handlers.zalo.room import AccountSettings, ZaloRoom, zalo_room
from handlers.zalo.tokens import Granted
from handlers.zalo.wire import CHANNEL
from storage.crypto import Vault
from storage.database import Database, database_url
from tests.standins.zalo import Identity
from tests.support.clock import HandClock
from tests.support.outboxes import an_outbox

ASKS, ANSWERED, DONE = "asks", "answered", "done"
SECRET_NAME = "TOKEN_KEEPER_SECRET"
_ACCOUNT = Identity()
_AT_ONCE = 10


class Parent:
    """The test, at the other end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def at(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def says(self, word: str) -> None:
        self._writer.write(f"{word}\n".encode())
        await self._writer.drain()

    async def line(self) -> str:
        """Empty when the test is over."""
        return (await self._reader.readline()).decode().strip()

    async def stop(self, word: str) -> None:
        await self.says(word)
        await self.line()


class StoppingOAuth:
    """The platform as it is, with a stop before each refresh and another with its answer."""

    def __init__(self, oauth: ZaloOAuth, parent: Parent) -> None:
        self._oauth = oauth
        self._parent = parent
        self.exchange = oauth.exchange
        self.is_alive = oauth.is_alive

    async def refresh(self, refresh_token: str) -> Granted:
        await self._parent.stop(ASKS)
        granted = await self._oauth.refresh(refresh_token)
        await self._parent.stop(ANSWERED)
        return granted


@asynccontextmanager
async def opened_room(
    database: Database, zalo_url: str, parent: Parent, name: str, clock: HandClock
) -> AsyncIterator[ZaloRoom]:
    account = AccountSettings(
        _ACCOUNT.app_id, _ACCOUNT.oa_id, "", "", has_buttons=False, most_billed=0, zone=ZoneInfo("UTC")
    )
    async with ZaloApi(f"{zalo_url}/openapi", f"{zalo_url}/business", _ACCOUNT.app_secret) as api:
        oauth = ZaloOAuth(f"{zalo_url}/oauth", _ACCOUNT.app_id, _ACCOUNT.app_secret, api)
        yield zalo_room(database, StoppingOAuth(oauth, parent), api, account, name, clock.now, "")


async def send_due(room: ZaloRoom, outbox: Outbox, owner: str, now: datetime) -> None:
    """What the sender does, until nothing more can leave at this moment."""
    due_at = await outbox.next_due_at(CHANNEL, _ACCOUNT.oa_id, now)
    if due_at is None or due_at > now:
        return
    while parcels := await outbox.claim(CHANNEL, _ACCOUNT.oa_id, owner, now, _AT_ONCE):
        for parcel in await outbox.start(parcels, owner, now):
            outcome = await room.sending.send(parcel.address, parcel.reply)
            await outbox.record([(parcel, outcome)], owner, now)


async def keep(port: int, name: str, url: str, zalo_url: str) -> None:
    parent, clock = await Parent.at(port), HandClock()
    async with (
        Database(database_url(url), Vault(os.environ[SECRET_NAME])) as database,
        opened_room(database, zalo_url, parent, name, clock) as room,
    ):
        outbox = an_outbox(database)
        await parent.says(str(os.getpid()))
        while told := await parent.line():
            now = datetime.fromisoformat(told)
            clock.pass_seconds((now - clock.now()).total_seconds())
            await room.tokens.keep_fresh(now)
            await send_due(room, outbox, name, now)
            await parent.says(DONE)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever is killed leaves nothing behind
    for line in sys.stdin:
        port, *rest = line.split()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asyncio.run(keep(int(port), *rest))
            os._exit(0)


if __name__ == "__main__":
    main()
