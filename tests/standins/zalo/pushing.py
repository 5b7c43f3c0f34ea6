"""Delivers hooks: one talk in its order, different talks side by side, each answer written down."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What the receiver said; status 0 means no answer, `is_unopened` that not even a connection was had."""

    status: int
    text: str = ""
    seconds: float = 0.0
    is_unopened: bool = False

    @property
    def is_ok(self) -> bool:
        """Whether the receiver took the hook."""
        return self.status == 200


@dataclass(slots=True)
class Delivery:
    """One hook and what became of it."""

    body: Json
    answers: list[HookAnswer] = field(default_factory=list)

    @property
    def event_name(self) -> str:
        """What happened."""
        return str(self.body.get("event_name", ""))


class Pusher:
    """Runs deliveries in the background; subclasses say how one is made."""

    def __init__(self, answer_seconds: float) -> None:
        self.url = ""
        self.deliveries: list[Delivery] = []
        self._answer_seconds = answer_seconds
        self._lanes: dict[str, deque[Delivery]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None
        self._duplicates = 0
        self._held: list[Delivery] = []
        self._hold = 0

    def duplicate_next(self, hooks: int = 1) -> None:
        """Deliver the next hooks twice each, although the first delivery was taken."""
        self._duplicates += hooks

    def reorder_next(self, hooks: int = 2) -> None:
        """Gather so many hooks and deliver them newest first."""
        self._hold = hooks

    def push(self, lane: str, body: Json) -> Delivery:
        """Queue a hook; hooks of one lane are first delivered in their order."""
        delivery = Delivery(body)
        self.deliveries.append(delivery)
        if self._hold:
            self._held.append(delivery)
            if len(self._held) < self._hold:
                return delivery
            waiting, self._held, self._hold = list(reversed(self._held)), [], 0
            lane = "reordered"
        else:
            waiting = [delivery]
        if lane in self._lanes:
            self._lanes[lane].extend(waiting)
        else:
            self._lanes[lane] = deque(waiting)
            self.start(self._run(lane))
        return delivery

    async def settled(self) -> None:
        """Come back when nothing is on its way any more, repeats included."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Drop what is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def send(self, raw: bytes, headers: Mapping[str, str]) -> HookAnswer:
        """One POST to the hook's address."""
        if self._http is None:
            self._http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with self._http.post(
                self.url,
                data=raw,
                headers=dict(headers),
                allow_redirects=False,
                skip_auto_headers=("Content-Type",),
                timeout=aiohttp.ClientTimeout(total=self._answer_seconds),
            ) as answer:
                words = (await answer.read()).decode(errors="replace")
                return HookAnswer(answer.status, words, loop.time() - began)
        except aiohttp.ClientConnectorError as error:
            return HookAnswer(0, type(error).__name__, loop.time() - began, is_unopened=True)
        except (aiohttp.ClientError, TimeoutError) as error:
            return HookAnswer(0, type(error).__name__, loop.time() - began)

    async def deliver(self, delivery: Delivery) -> None:
        """Make one first delivery."""
        raise NotImplementedError

    def start(self, work: Any) -> None:
        """Let something run until it is done or the stand-in ends."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, lane: str) -> None:
        waiting = self._lanes[lane]
        try:
            while waiting:
                delivery = waiting.popleft()
                if not self.url:
                    continue
                await self.deliver(delivery)
                if self._duplicates > 0:
                    self._duplicates -= 1
                    await self.deliver(delivery)
        finally:
            del self._lanes[lane]
