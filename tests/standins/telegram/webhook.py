"""Pushes updates to a webhook: one chat at a time, again until a 2xx answer or 24 hours."""

import asyncio
import json
from collections import deque
from collections.abc import Iterable

import aiohttp

from .state import BotAccount
from .update_queue import QueuedUpdate
from .webhook_setting import Attempt, Patience, WebhookSetting

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


Lane = tuple[str, int]


class WebhookPusher:
    """Delivers the updates of one bot for as long as it has a webhook."""

    def __init__(self, bot: BotAccount, patience: Patience) -> None:
        self._bot = bot
        self._patience = patience
        self._setting: WebhookSetting | None = None
        self._slots = asyncio.Semaphore(1)
        self._lanes: dict[Lane, deque[QueuedUpdate]] = {}
        self._taken: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Watch the queue until cancelled."""
        async with aiohttp.ClientSession() as session:
            try:
                while True:
                    self._take(session)
                    await self._bot.queue.bell.wait()
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def _take(self, session: aiohttp.ClientSession) -> None:
        setting = self._bot.webhook
        if setting is None or ("reordered", 0) in self._lanes:
            return
        if setting is not self._setting:
            self._setting, self._slots = setting, asyncio.Semaphore(setting.max_connections)
        fresh = [update for update in self._bot.queue.waiting() if update.update_id not in self._taken]
        wanted = self._bot.tricks.reorder
        if wanted > 1:
            if len(fresh) >= wanted:
                self._bot.tricks.reorder = 0
                self._start(session, setting, ("reordered", 0), reversed(fresh[:wanted]))
            return
        for update in fresh:
            # an update of no chat waits for nobody
            lane = ("chat", update.lane) if update.lane else ("update", update.update_id)
            if lane in self._lanes:
                self._lanes[lane].append(update)
                self._taken.add(update.update_id)
            else:
                self._start(session, setting, lane, [update])

    def _start(
        self,
        session: aiohttp.ClientSession,
        setting: WebhookSetting,
        lane: Lane,
        updates: Iterable[QueuedUpdate],
    ) -> None:
        self._lanes[lane] = deque(updates)
        self._taken |= {update.update_id for update in self._lanes[lane]}
        task = asyncio.create_task(self._run_lane(session, setting, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run_lane(self, session: aiohttp.ClientSession, setting: WebhookSetting, lane: Lane) -> None:
        waiting = self._lanes[lane]
        while waiting and self._bot.webhook is setting:
            update = waiting[0]
            await self._deliver(session, setting, update)
            waiting.popleft()
            self._taken.discard(update.update_id)
        del self._lanes[lane]
        self._taken -= {update.update_id for update in waiting}
        self._bot.queue.bell.ring()

    async def _deliver(
        self, session: aiohttp.ClientSession, setting: WebhookSetting, update: QueuedUpdate
    ) -> None:
        failures = 0
        queue, tricks, slots = self._bot.queue, self._bot.tricks, self._slots
        while self._bot.webhook is setting and update.update_id in queue:
            async with slots:
                status, retry_after = await self._post(session, setting, update)
            if 200 <= status <= 299:
                queue.forget(update.update_id)
                if tricks.duplicate > 0:
                    tricks.duplicate -= 1
                    await self._post(session, setting, update)
                return
            failures += 1
            await asyncio.sleep(self._patience.wait_after(failures, retry_after))

    async def _post(
        self, session: aiohttp.ClientSession, setting: WebhookSetting, update: QueuedUpdate
    ) -> tuple[int, float]:
        headers = {"Content-Type": "application/json"}
        if setting.secret_token:
            headers[SECRET_HEADER] = setting.secret_token
        body = json.dumps(update.body, ensure_ascii=False).encode()
        status, retry_after, fault = 0, 0.0, ""
        try:
            async with session.post(
                setting.url,
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self._patience.answer_seconds),
            ) as answer:
                await answer.read()
                status = answer.status
                retry_after = _seconds(answer.headers.get("Retry-After", ""))
                if not 200 <= status <= 299:
                    fault = f"Wrong response from the webhook: {status} {answer.reason}"
        except TimeoutError:
            fault = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            fault = "Connection refused"
        except aiohttp.ClientError:
            fault = "Webhook connection closed"
        self._bot.tricks.attempts.append(Attempt(update.update_id, status, self._bot.now()))
        if fault:
            setting.last_error, setting.last_error_at = fault, int(self._bot.now())
        return status, retry_after


def _seconds(header: str) -> float:
    try:
        return float(header)
    except ValueError:
        return 0.0
