"""The stand-in on a socket: one port, four bases, a media host."""

from types import TracebackType
from typing import Self

from aiohttp import web

from .account import Contact, Identity, OfficialAccount
from .answering import Answering
from .bot_account import DEFAULT_BOT_TOKEN, BotAccount
from .bot_front import BotFront
from .bot_hooks import BotHooks
from .bot_person import BotPerson
from .calls import Sends
from .clock import Now, system_now
from .control import Control
from .cs import Draft
from .events import Events
from .faults import Faults
from .front import BODY_LIMIT, Front
from .hooks import Hooks
from .media import Media
from .oauth import OAuth
from .oauth_front import OAuthFront
from .people_calls import Asks
from .person import Person
from .posting import Posting
from .replies import Reply
from .request_log import Call, RequestLog
from .templates import Templates
from .uploads import Uploads

STAFF_ID = "4572947693969771653"


class ZaloStandIn:
    """OAuth, the OA API and the Bot Platform on loopback for as long as the `async with` block lasts."""

    def __init__(
        self,
        now: Now = system_now,
        identity: Identity | None = None,
        bot_token: str = DEFAULT_BOT_TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        hook_seconds: float = 10.0,
        first_number: int = 1,
    ) -> None:
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None
        self.identity = identity or Identity()
        self.now = now
        self.media_url = ""  # what payloads carry; the stand-in's own media host when empty
        self.faults = Faults()
        self.log = RequestLog()
        self._answering = Answering(self.faults)
        self.oauth = OAuth(self.identity, now)
        self.oa = OfficialAccount(self.identity, now, first_number)
        self.hooks = Hooks(self.identity, hook_seconds)
        self.media = Media(self._answering, self.log, now, lambda: self.media_url or f"{self.root_url}/media")
        self.bot = BotAccount(bot_token, now, first_number)
        self.bot_hooks = BotHooks(self.bot, hook_seconds)
        self._events = Events(self.identity)
        self._posting = Posting(self.oa, self.hooks, self._events)
        self._people: dict[str, Person] = {}
        self._bot_people: dict[str, BotPerson] = {}

    # Addresses

    @property
    def root_url(self) -> str:
        """Where everything hangs, the hand-chat page and the control interface as well."""
        return f"http://{self._host}:{self._port}"

    @property
    def oauth_url(self) -> str:
        """In place of https://oauth.zaloapp.com."""
        return f"{self.root_url}/oauth"

    @property
    def openapi_url(self) -> str:
        """In place of https://openapi.zalo.me."""
        return f"{self.root_url}/openapi"

    @property
    def business_url(self) -> str:
        """In place of https://business.openapi.zalo.me."""
        return f"{self.root_url}/business"

    @property
    def bot_url(self) -> str:
        """In place of https://bot-api.zaloplatforms.com."""
        return f"{self.root_url}/botapi"

    # People and what they meet

    def person(self, name: str = "Sáu", id: str | None = None, phone: str | None = None) -> Person:
        """A person at the OA, the same one for the same id or name; it may not write until they wrote or followed."""
        contact = self.oa.contact(name, id, phone)
        if contact.user_id not in self._people:
            self._people[contact.user_id] = Person(contact, self.oa, self.hooks, self._events, self.media)
        return self._people[contact.user_id]

    def bot_person(self, name: str = "Sáu", id: str | None = None) -> BotPerson:
        """A person at the bot, the same one for the same id or name."""
        chat = self.bot.chat(name, id)
        if chat.id not in self._bot_people:
            self._bot_people[chat.id] = BotPerson(chat, self.bot, self.bot_hooks, self.media)
        return self._bot_people[chat.id]

    def staff_says(self, person: Person | Contact, text: str, admin_id: str = STAFF_ID) -> Reply:
        """A human writes in the OA's own chat tool, which comes back as a hook with `admin_id`."""
        contact = person.contact if isinstance(person, Person) else person
        return self._posting.draft(contact, Draft("text", text), "staff", admin_id)

    def hook_to(self, url: str) -> None:
        """Deliver what happens at the OA to this address."""
        self.hooks.url = url

    @property
    def requests(self) -> list[Call]:
        """Every call so far, secrets taken out."""
        return self.log.calls

    def calls(self, call: str) -> list[Call]:
        """The calls of one name."""
        return self.log.of(call)

    # Running

    async def start(self) -> None:
        """Listen."""
        uploads = Uploads(self.oa)
        sends = Sends(self.oa, uploads, Templates(self.oa), self._posting)
        front = Front(self.oa, self.oauth, self._answering, self.log, sends, Asks(self.oa), uploads)
        consent = OAuthFront(self.oauth, self._answering, self.log, self.now, "Khuyến công (thử)")
        app = web.Application(client_max_size=BODY_LIMIT)
        app.add_routes(consent.routes("/oauth"))
        app.add_routes(front.routes("/openapi", "/business"))
        app.add_routes(BotFront(self.bot, self._answering, self.log).routes("/botapi"))
        app.add_routes(self.media.routes("/media"))
        app.add_routes(Control(self).routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Send everybody home and stop listening."""
        if self._runner is None:
            return
        self._answering.closing.set()
        self.bot.bell.ring()
        await self.hooks.close()
        await self.bot_hooks.close()
        await self._runner.cleanup()
        self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
