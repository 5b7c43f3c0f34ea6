"""Members of staff at work in chats of their own, through all rooms of the house."""

from bot.app import House
from storage.states import Role
from tests.support.applications import a_member
from tests.support.factories import PAGE
from tests.support.houses import Person, work_all
from tests.support.reviews import TELEGRAM, a_linked_chat


class Staff(Person):
    """A member of staff in a chat of their own."""

    def __init__(self, house: House, chat_key: str, channel: str = TELEGRAM) -> None:
        super().__init__(house, chat_key, channel, PAGE)

    async def taps(self, label: str) -> str:
        """Presses the button of the last answer that is called so."""
        (payload,) = [
            button.payload
            for button in (await self.last_answer()).reply.buttons
            if button.label.startswith(label)
        ]
        return await self.sends_back(payload)

    async def sends_back(self, payload: str) -> str:
        assert len(payload.encode()) <= 64
        await self.presses(payload)
        await work_all(self.house)
        return (await self.last_answer()).reply.text

    async def labels(self) -> list[str]:
        return [button.label for button in (await self.last_answer()).reply.buttons]


async def staff(
    house: House,
    role: Role = Role.LEAD,
    name: str = "Lan",
    areas: tuple[str, ...] = (),
    channel: str = TELEGRAM,
) -> Staff:
    member = await a_member(house.database, house.clock.now(), role, name, areas)
    await a_linked_chat(house.database, house.clock.now(), member, name, channel)
    return Staff(house, name, channel)
