"""A channel where the network would begin: it answers as the test says and watches the wire."""

import asyncio
from collections import defaultdict

from handlers.channels import Abilities, Attached, Delivered, Outcome
from handlers.messages import Address, Reply
from tests.support.factories import PAGE, WEB


class ScriptedChannel:
    """Delivers everything, unless a text has answers of its own or is held back."""

    name = WEB
    bot_id = PAGE

    def __init__(self, abilities: Abilities | None = None) -> None:
        self.abilities = abilities or Abilities(max_text_units=4000)
        self.answers: defaultdict[str, list[Outcome | Exception]] = defaultdict(list)
        self.always: Outcome | None = None
        self.sent: list[str] = []  # texts, in the order they went on the wire
        self.attached: list[Attached | None] = []  # what went with them
        self.on_the_wire: set[str] = set()
        self.most_at_once = 0
        self._held: dict[str, asyncio.Event] = {}

    def hold(self, *texts: str) -> None:
        """These stay on the wire until they are let go."""
        for text in texts:
            self._held[text] = asyncio.Event()

    def let_go(self) -> None:
        for event in self._held.values():
            event.set()

    async def send(self, address: Address, reply: Reply, attached: Attached | None = None) -> Outcome:
        self.sent.append(reply.text)
        self.attached.append(attached)
        self.on_the_wire.add(reply.text)
        self.most_at_once = max(self.most_at_once, len(self.on_the_wire))
        try:
            await asyncio.sleep(0)
            if reply.text in self._held:
                await self._held[reply.text].wait()
        finally:
            self.on_the_wire.discard(reply.text)
        answers = self.answers[reply.text]
        answer = answers.pop(0) if answers else self.always or Delivered(f"id of {reply.text}")
        if isinstance(answer, Exception):
            raise answer
        return answer
