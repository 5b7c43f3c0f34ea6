"""Intake and dispatcher over a test database, with the skill that a test gives them."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from handlers.attachments import deeds as attachment_deeds
from handlers.attachments.fetching import Fetching
from handlers.broadcasts.typed import TypedLabels
from handlers.casework import deeds as case_deeds
from handlers.channels import Abilities
from handlers.deeds import Deeds
from handlers.dispatcher import Dispatcher
from handlers.intake import Intake
from handlers.messages import Address, Reply, Update, UpdateKind
from handlers.outbox import Door
from handlers.transcript import Transcript
from handlers.turns import Response, Skill, Turn
from knowledge.phrases import Phrases
from storage.database import Database
from storage.tables import conversation
from tests.support.clock import HandClock
from tests.support.factories import PAGE, WEB, an_update
from tests.support.outboxes import no_words
from tests.support.rows import rows

APOLOGY = "Xin lỗi anh/chị."
CHOOSE = "Nhắn số:"
SAY = "Hoặc nhắn:"


class Listener:
    """A skill that keeps every turn and answers the same each time."""

    def __init__(self, *replies: Reply) -> None:
        self.turns: list[Turn] = []
        self.response = Response(replies or (Reply("nghe rồi"),))

    async def __call__(self, turn: Turn) -> Response:
        self.turns.append(turn)
        return self.response

    @property
    def heard(self) -> list[str]:
        return [turn.text for turn in self.turns]


class Fragile(Listener):
    """A listener that breaks on some words."""

    def __init__(self, breaks_on: str) -> None:
        super().__init__()
        self.breaks_on = breaks_on

    async def __call__(self, turn: Turn) -> Response:
        response = await super().__call__(turn)
        if self.breaks_on in turn.text:
            raise RuntimeError("this skill breaks")
        return response


class OneRoad:
    """Routes that all lead to one skill."""

    def __init__(self, skill: Skill) -> None:
        self._skill = skill

    def beside_staff(self, _turn: Turn) -> Skill | None:
        return None

    def choose(self, turn: Turn) -> Skill:
        return self._skill


class OneBook:
    """A library in which every road leads to one skill."""

    def __init__(self, skill: Skill) -> None:
        self.routes = OneRoad(skill)
        self.knowledge = SimpleNamespace(phrase=Phrases({"apology": APOLOGY}))


class Desk:
    """What stands between an update and the outbox."""

    def __init__(
        self, database: Database, clock: HandClock, skill: Skill, fetching: Fetching | None = None
    ) -> None:
        self.database = database
        self.clock = clock
        self.intake = Intake(database, lambda: None)
        self.door = Door({WEB: Abilities(max_text_units=1000)}, CHOOSE, SAY)
        self.spent: list[str] = []
        nowhere: Any = None  # no file comes to this desk, so it needs no place
        self.fetching = fetching or Fetching(database, nowhere, {}, lambda: None)
        deeds = Deeds(case_deeds.DOERS, attachment_deeds.DOERS)
        book: Any = OneBook(skill)
        self.dispatcher = Dispatcher(
            database, book, self.door, deeds, self._spend, self.fetching, TypedLabels(no_words)
        )
        self._transcript = Transcript(database)

    async def _spend(self, blobs: list[str]) -> None:
        self.spent.extend(blobs)

    async def takes(self, update: Update) -> int:
        """Stores an update; its conversation."""
        return (await self.intake.accept(update, self.clock.now())).conversation_id

    async def works(self, after_seconds: float = 0) -> None:
        """Lets time pass, then answers what is due by then."""
        self.clock.pass_seconds(after_seconds)
        for identity in await self.dispatcher.due(self.clock.now(), 100):
            await self.dispatcher.work(identity, self.clock.now())

    async def hears(
        self, text: str = "", kind: UpdateKind = UpdateKind.TEXT, payload: str = "", chat_key: str = "an"
    ) -> None:
        """Takes one update, waits until it has settled, and answers it."""
        await self.takes(an_update(text, chat_key, kind, payload))
        await self.works(after_seconds=1)

    async def said(self, author: str = "bot", chat_key: str = "an") -> list[str]:
        """What one side said, from the transcript."""
        lines = await self._transcript.after(Address(WEB, PAGE, chat_key), 0)
        return [line.reply.text for line in lines if line.author == author]

    def last_inbound_at(self) -> datetime | None:
        at: datetime | None = rows(self.database, conversation)[0].last_inbound_at
        return at
