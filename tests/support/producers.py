"""Somebody on one of Zalo's channels who has words, numbers and photos, and presses nothing."""

import re

from tests.standins.zalo import BotPerson, Person


class Producer:
    """Writes, sends photos, and reads; presses nothing."""

    def __init__(self, person: Person | BotPerson) -> None:
        self.person = person

    async def hears(self, text: str, expected: str) -> str:
        """What is answered to a text, passing over what does not hold these words."""
        await self.person.say(text)
        return await self.hears_next(expected)

    async def hears_next(self, expected: str) -> str:
        passed: list[str] = []
        while True:
            try:
                reply = await self.person.wait_for_reply(20)
            except TimeoutError:
                raise AssertionError(f"{expected!r} was not said, but {passed}") from None
            if expected in reply.text:
                return reply.text
            passed.append(reply.text)

    async def chooses(self, shown: str, choice: str, expected: str) -> str:
        """By the number that stands before this choice in what was shown."""
        return await self.hears(number_of(choice, shown), expected)


def number_of(choice: str, shown: str) -> str:
    found = re.search(rf"^(\d+)\. {re.escape(choice)}", shown, re.M)
    assert found is not None, f"{choice!r} is no number of {shown!r}"
    return found[1]
