"""A stand-in for the Telegram Bot API: strict, scriptable, on loopback only.

    async with TelegramStandIn() as api:
        person = api.person(id=42, first_name="Sáu")
        await person.say("xin chào")        # the bot under test talks to api.base_url
        reply = await person.wait_for_reply()
        await person.press(reply.labels[0])

As a process of its own: `python -m tests.standins.telegram --port 9101`, steered over /control/, with a page
for chatting by hand at /standin/.
"""

from .keyboards import Button
from .person import Person
from .rates import Rates
from .server import DEFAULT_TOKEN, TelegramStandIn
from .state import Chat, SentMessage, StoredFile, User
from .timing import ManualClock
from .webhook_setting import Patience

__all__ = [
    "DEFAULT_TOKEN",
    "Button",
    "Chat",
    "ManualClock",
    "Patience",
    "Person",
    "Rates",
    "SentMessage",
    "StoredFile",
    "TelegramStandIn",
    "User",
]
