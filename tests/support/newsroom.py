"""An office that sends to many from its chats: members of staff who press and type, readers, and the wire."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from bot.app import House
from bot.upkeep import Upkeep
from handlers.channels import Delivered, Outcome
from handlers.messages import Reply
from storage.repositories.broadcasts import BroadcastRow
from storage.states import Role
from storage.tables import delivery
from tests.support.applications import a_member
from tests.support.broadcasts import a_reader
from tests.support.clock import HandClock
from tests.support.factories import PAGE
from tests.support.houses import Person, work_all
from tests.support.reviews import TELEGRAM, a_linked_chat
from tests.support.rows import rows

DELIVERED = Delivered("1")
_AT_ONCE = 10


class NewsStaff(Person):
    """A member of staff in a linked chat; what is counted beside the turn is waited for."""

    def __init__(self, house: House, name: str, member_id: int) -> None:
        super().__init__(house, name, TELEGRAM, PAGE)
        self.member_id = member_id

    async def asks(self, text: str) -> str:
        await self.says(text)
        return await self._answered()

    async def taps(self, label: str) -> str:
        """Presses the newest button that is called so."""
        return await self.sends_back(await self.payload(label))

    async def sends_back(self, payload: str) -> str:
        assert len(payload.encode()) <= 64
        await self.presses(payload)
        return await self._answered()

    async def payload(self, label: str) -> str:
        said = [button for reply in await self.heard() for button in reply.buttons]
        return [button.payload for button in said if button.label.startswith(label)][-1]

    async def labels(self) -> list[str]:
        return [button.label for button in (await self.heard())[-1].buttons]

    async def heard(self) -> list[Reply]:
        return [line.reply for line in await self.transcript() if line.author == "bot"]

    async def texts(self) -> str:
        """Everything that was said in this chat, by the bot."""
        return "\n\n".join(reply.text for reply in await self.heard())

    async def _answered(self) -> str:
        await work_all(self.house)
        await self.house.news.chat.errands.settled()
        return (await self.heard())[-1].text


class Newsroom:
    def __init__(self, house: House, clock: HandClock) -> None:
        self.house = house
        self.clock = clock

    async def member(
        self, name: str = "Lan", role: Role = Role.BROADCASTER, areas: tuple[str, ...] = ()
    ) -> NewsStaff:
        now = self.clock.now()
        added = await a_member(self.house.database, now, role, name, areas)
        await a_linked_chat(self.house.database, now, added, name)
        return NewsStaff(self.house, name, added)

    async def readers(self, count: int) -> None:
        """People who have agreed to news, as r0, r1, …"""
        for number in range(count):
            await a_reader(self.house.database, self.clock.now(), f"r{number}")

    async def ticks(self, seconds: float = 5) -> None:
        """Time goes by, at whose end the clock looks at all broadcasts."""
        self.clock.pass_seconds(seconds)
        await Upkeep(self.house).news()

    async def sends(self, outcomes: Mapping[str, Outcome] | None = None) -> list[str]:
        """What is due a second later goes on the wire and ends as it is told for each chat; who got a broadcast."""
        self.clock.pass_seconds(1)
        now, got = self.clock.now(), list[str]()
        while parcels := await self.house.outbox.claim(TELEGRAM, PAGE, "me", now, _AT_ONCE):
            started = await self.house.outbox.start(parcels, "me", now)
            ended = [(parcel, (outcomes or {}).get(parcel.address.chat_key, DELIVERED)) for parcel in started]
            await self.house.outbox.record(ended, "me", now)
            got += [parcel.address.chat_key for parcel in started if parcel.is_news]
        return got

    def deliveries_to(self, chat_key: str) -> list[Row[Any]]:
        return [row for row in rows(self.house.database, delivery) if row.chat_key == chat_key]

    async def broadcast(self) -> BroadcastRow:
        """The newest one, as it stands now."""
        async with self.house.database.reading() as store:
            (row,) = await store.broadcasts.listed(1)
        return row

    async def number(self) -> int:
        return (await self.broadcast()).id
