"""Pushes events to the webhook that the bot set: the plain secret in a header, at most once."""

from .bot_account import BotAccount, Json
from .bot_events import wrapped
from .pushing import Delivery, HookAnswer, Pusher
from .signing import encode

SECRET_HEADER = "X-Bot-Api-Secret-Token"


class BotHooks(Pusher):
    """Nobody documents a repeat, so there is none."""

    def __init__(self, bot: BotAccount, answer_seconds: float = 10.0) -> None:
        super().__init__(answer_seconds)
        self._bot = bot

    def tell(self, lane: str, body: Json) -> None:
        """A person wrote: to the webhook when there is one, else to whoever polls."""
        if self._bot.webhook is None:
            self._bot.arrived(body)
            return
        self.url = self._bot.webhook.url
        self.push(lane, wrapped(body) if self._bot.is_wrapped else body)

    async def post(self, body: Json | bytes, secret: str | None = None) -> HookAnswer:
        """One delivery by hand; an empty secret leaves the header out."""
        webhook = self._bot.webhook
        if webhook is None:
            raise LookupError("the bot has set no webhook")
        self.url = webhook.url
        shown = webhook.secret if secret is None else secret
        headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: shown} if shown else {})
        return await self.send(body if isinstance(body, bytes) else encode(body), headers)

    async def post_empty(self) -> HookAnswer:
        """The empty body without a kind of content that was seen once."""
        webhook = self._bot.webhook
        if webhook is None:
            raise LookupError("the bot has set no webhook")
        self.url = webhook.url
        return await self.send(b"", {SECRET_HEADER: webhook.secret})

    async def deliver(self, delivery: Delivery) -> None:
        """The only try."""
        delivery.answers.append(await self.post(delivery.body))
