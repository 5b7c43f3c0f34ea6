"""A channel that only names its files, and desks that have to fetch them."""

import asyncio
from collections.abc import AsyncGenerator

from handlers.attachments.arrivals import Arrivals
from handlers.attachments.deeds import drops
from handlers.attachments.fetching import Fetching
from handlers.messages import Address, Reply, Update, UpdateKind, Upload
from handlers.turns import Response, Turn
from storage.database import Database
from tests.handlers.attachments import samples
from tests.handlers.attachments.samples import stream
from tests.support.clock import HandClock
from tests.support.desks import Desk, Listener
from tests.support.factories import PAGE, WEB

PDF = samples.pdf()


class Platform:
    """Gives its files as the test says: a NotFetched is raised, None waits until it is let go."""

    def __init__(self, *answers: bytes | Exception | None) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.may_go = asyncio.Event()

    async def fetch(self, remote: str) -> AsyncGenerator[bytes, None]:
        assert remote == "file-1"
        self.asked += 1
        answer = self.answers.pop(0) if self.answers else PDF
        if answer is None:
            await self.may_go.wait()
            answer = PDF
        if isinstance(answer, Exception):
            yield PDF[:100]
            raise answer
        async for part in stream(answer, 50):
            yield part


class Wanting(Listener):
    """A skill that keeps the files it gets."""

    @property
    def uploads(self) -> list[Upload]:
        return [turn.upload for turn in self.turns if turn.upload is not None]


class Unwilling(Listener):
    """A skill that wants no file."""

    async def __call__(self, turn: Turn) -> Response:
        await super().__call__(turn)
        return Response((Reply("không nhận"),), deeds=drops(turn.upload))


class Post:
    """A desk whose channel names its files."""

    def __init__(
        self, database: Database, clock: HandClock, arrivals: Arrivals, skill: Listener, platform: Platform
    ) -> None:
        self.rings = 0
        self.fetching = Fetching(database, arrivals, {WEB: platform}, self._ring)
        self.desk = Desk(database, clock, skill, self.fetching)

    def _ring(self) -> None:
        self.rings += 1

    async def brings(self, after_seconds: float = 0) -> None:
        """Answers what is due, and again once all files are here."""
        await self.desk.works(after_seconds)
        await self.fetching.settled()
        await self.desk.works()


def a_file(key: str = "k1") -> Update:
    where = Address(WEB, PAGE, "an")
    return Update(where, key, UpdateKind.ATTACHMENT, file=Upload("đơn.pdf", remote="file-1", size=len(PDF)))
