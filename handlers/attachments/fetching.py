"""Brings files from the platforms that they were sent on, before their messages are answered."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol

from handlers.attachments.arrivals import Arrivals
from handlers.messages import UPDATE, Update, Upload
from storage.database import Database
from storage.filecipher import FileKeys
from storage.repositories.inbound import InboundRow

log = logging.getLogger(__name__)

NOT_FETCHED = "not_fetched"  # a refusal beside the reasons that lie in the files themselves
_AT_ONCE = 4


class NotFetched(Exception):
    """The platform did not give the file. `refused` is what the person is told when this was the last try."""

    def __init__(self, code: str, is_final: bool = False, refused: str = NOT_FETCHED) -> None:
        super().__init__(code)
        self.code = code
        self.is_final = is_final
        self.refused = refused


class Fetcher(Protocol):
    """A channel's way to the files that people sent on it."""

    def fetch(self, remote: str) -> AsyncGenerator[bytes, None]:
        """The bytes of one file, within a time limit of its own. Raises NotFetched, which names no secret."""
        ...


@dataclass(frozen=True, slots=True)
class Errand:
    """A file that is still at the platform: which message it came with, and what it is to be kept under."""

    row: InboundRow
    update: Update
    keys: FileKeys
    is_last_try: bool


def is_at_platform(update: Update) -> bool:
    file = update.file
    return file is not None and bool(file.remote) and not (file.blob_id or file.refused)


class Fetching:
    """Runs errands beside everything else; `wake` is called after each, for then the message can be answered."""

    def __init__(
        self,
        database: Database,
        arrivals: Arrivals,
        fetchers: Mapping[str, Fetcher],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._arrivals = arrivals
        self._fetchers = fetchers
        self._wake = wake
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._under_way: dict[int, asyncio.Task[None]] = {}

    @property
    def busy(self) -> Collection[int]:
        """Conversations that wait for a file; what comes after it is answered after it."""
        return self._under_way.keys()

    def begin(
        self, conversation_id: int, errand: Errand, on_failure: Callable[[str], Awaitable[None]]
    ) -> None:
        """Sends for a file, unless one is on its way there. `on_failure` counts the try and hears what went wrong."""
        if conversation_id in self._under_way:
            return
        task = asyncio.create_task(self._run(errand, on_failure))
        self._under_way[conversation_id] = task
        task.add_done_callback(lambda _: self._ended(conversation_id))

    async def settled(self) -> None:
        """Returns when no file is on its way."""
        while self._under_way:
            await asyncio.wait(list(self._under_way.values()))

    async def aclose(self) -> None:
        """Whatever is on its way is left at the platform and sent for again at the next start."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, conversation_id: int) -> None:
        del self._under_way[conversation_id]
        self._wake()

    async def _run(self, errand: Errand, on_failure: Callable[[str], Awaitable[None]]) -> None:
        try:
            try:
                await self._bring(errand)
            except NotFetched as error:
                await on_failure(error.code)
            except Exception as error:  # the disk is full, the database away
                log.exception("fetch_failed", extra={"inbound": errand.row.id})
                await on_failure(type(error).__name__)
        except Exception:  # the message stays as it is and is due at once
            log.exception("fetch_not_counted", extra={"inbound": errand.row.id})

    async def _bring(self, errand: Errand) -> None:
        """The message names the file that we have, or why there is none. Of two who bring one, one writes it down."""
        upload = await self._fetched(errand)
        payload = UPDATE.dump_json(replace(errand.update, file=upload)).decode()
        async with self._database.transaction() as store:
            is_written = await store.inbound.rewrite(errand.row, payload)
        if not is_written:
            await self._arrivals.drop(upload)

    async def _fetched(self, errand: Errand) -> Upload:
        file, channel = errand.update.file or Upload(), errand.update.address.channel
        try:
            if channel not in self._fetchers:
                raise NotFetched("no_fetcher", is_final=True)
            async with self._at_once, aclosing(self._fetchers[channel].fetch(file.remote)) as chunks:
                return await self._arrivals.keep(file.name, chunks, errand.keys)
        except NotFetched as error:
            told = {"channel": channel, "inbound": errand.row.id, "code": error.code}
            log.warning("file_not_fetched", extra=told)
            if not (error.is_final or errand.is_last_try):
                raise
            return Upload(file.name, size=file.size, refused=error.refused)
