"""The account as a way out: one attempt, by whatever way is open to a person."""

from handlers.channels import Abilities, Attached, Outcome
from handlers.messages import Address, Reply
from handlers.zalo.outgoing import KINDS
from handlers.zalo.sending import Sending
from handlers.zalo.wire import CHANNEL, MOST_TEXT


def abilities(has_buttons: bool) -> Abilities:
    return Abilities(
        max_text_units=MOST_TEXT,
        sends_per_second=20.0,  # of 66: the rest is for uploads, and for what an account's package may allow less
        chat_sends_per_second=2.0,
        chat_burst=5,
        file_kinds=KINDS,
        has_buttons=has_buttons,
    )


class ZaloChannel:
    name = CHANNEL

    def __init__(self, sending: Sending, oa_id: str, has_buttons: bool) -> None:
        self._sending = sending
        self.bot_id = oa_id
        self.abilities = abilities(has_buttons)

    async def send(self, address: Address, reply: Reply, attached: Attached | None = None) -> Outcome:
        return await self._sending.send(address, reply, attached)
