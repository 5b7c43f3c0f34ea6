"""A stand-in for Zalo: OAuth, the Official Account API and the Bot Platform; strict, scriptable, on loopback only.

    async with ZaloStandIn(now=clock.now) as api:
        tokens = api.oauth.issue()
        api.hook_to("http://127.0.0.1:8080/...")   # signed hooks go there
        person = api.person("Sáu")
        await person.say("xin chào")               # the channel under test talks to api.openapi_url
        reply = await person.wait_for_reply()

As a process of its own: `python -m tests.standins.zalo --port 9102`, steered over /control/, with a page for
chatting by hand at /standin/.
"""

from .account import Identity, Param, Template
from .bot_account import DEFAULT_BOT_TOKEN
from .bot_person import BotPerson
from .hooks import HookRetries
from .oauth import Tokens, challenge_of
from .person import Person
from .pushing import HookAnswer
from .replies import Button, Reply, StoredFile
from .server import STAFF_ID, ZaloStandIn
from .signing import Signing

__all__ = [
    "DEFAULT_BOT_TOKEN",
    "STAFF_ID",
    "BotPerson",
    "Button",
    "HookAnswer",
    "HookRetries",
    "Identity",
    "Param",
    "Person",
    "Reply",
    "Signing",
    "StoredFile",
    "Template",
    "Tokens",
    "ZaloStandIn",
    "challenge_of",
]
