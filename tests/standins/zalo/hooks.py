"""The OA's hooks: signed, repeated when the receiver is away, switched off when it stays away."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .account import Identity, Json
from .pushing import Delivery, HookAnswer, Pusher
from .samples import HOOKS, copy
from .signing import Signing, encode, sign


@dataclass(slots=True)
class HookRetries:
    """When a hook is sent again; the waits of the platform, scaled down."""

    is_on: bool = True
    seconds: tuple[float, ...] = (30, 300, 900, 1800, 3600)
    scale: float = 0.00005  # an hour is 0.18 s
    on: Literal["unopened", "anything"] = "unopened"

    def wants(self, answer: HookAnswer) -> bool:
        """Whether this answer leads to another try."""
        return self.is_on and (answer.is_unopened or (self.on == "anything" and not answer.is_ok))


class Hooks(Pusher):
    """Delivers what happens at one OA to the one address of its app."""

    def __init__(self, identity: Identity, answer_seconds: float = 10.0) -> None:
        super().__init__(answer_seconds)
        self.is_subscribed = True
        self.retries = HookRetries()
        self.signing = Signing()
        self.echoes = True  # whether our own sends come back as oa_send_*
        self.receipts = False  # whether each send is followed by user_received_message
        self.syntax_filter = False  # the console's switch that lets only "#..." through
        self.off_events: set[str] = set()
        self._identity = identity
        self._next_signings: list[Signing] = []

    def subscribe(self) -> None:
        """Switch the hooks on again by hand, as after a row of failures."""
        self.is_subscribed = True

    def sign_next(self, signing: Signing, times: int = 1) -> None:
        """Sign the next hooks in another way."""
        self._next_signings += [signing] * times

    def tell(self, lane: str, body: Json) -> None:
        """Something happened at the OA."""
        text = str(body.get("message", {}).get("text", ""))
        is_filtered = self.syntax_filter and body.get("event_name") == "user_send_text"
        if not self.is_subscribed or body.get("event_name") in self.off_events:
            return
        if is_filtered and not text.startswith("#"):
            return
        self.push(lane, body)

    def sample(self, name: str, **changes: Any) -> Json:
        """A recorded body as if it had happened to this app."""
        return copy(HOOKS[name], app_id=self._identity.app_id, **changes)

    async def post(
        self,
        body: Json | bytes,
        signing: Signing | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HookAnswer:
        """One signed delivery by hand; bytes go out as they are."""
        raw, signature = sign(body, self._identity, signing or self._signing())
        return await self.send(raw, {"Content-Type": "application/json"} | signature | dict(headers or {}))

    async def ping(self) -> HookAnswer:
        """The console's first knock, before a key is known to anybody."""
        return await self.send(encode({}), {"Content-Type": "application/json"})

    async def test(self, event_name: str) -> HookAnswer:
        """The Test button beside an event in the console."""
        name = next(name for name, body in HOOKS.items() if body["event_name"] == event_name)
        return await self.post(self.sample(name))

    async def deliver(self, delivery: Delivery) -> None:
        """The first try; repeats run beside it, so later hooks do not wait an hour."""
        signing = self._signing()
        answer = await self._try(delivery, signing, 0)
        if self.retries.wants(answer):
            self.start(self._repeat(delivery, signing))

    async def _repeat(self, delivery: Delivery, signing: Signing) -> None:
        for number, seconds in enumerate(self.retries.seconds, start=1):
            await asyncio.sleep(seconds * self.retries.scale)
            if not self.is_subscribed:
                return
            if not self.retries.wants(await self._try(delivery, signing, number)):
                return
        self.is_subscribed = False

    async def _try(self, delivery: Delivery, signing: Signing, number: int) -> HookAnswer:
        headers = {"num_retry": str(number)} if number else {}
        if delivery.body.get("message", {}).get("delivery_time"):
            headers["X-ZEvent-Server"] = "ZNS"
        answer = await self.post(delivery.body, signing, headers)
        delivery.answers.append(answer)
        return answer

    def _signing(self) -> Signing:
        return self._next_signings.pop(0) if self._next_signings else self.signing
