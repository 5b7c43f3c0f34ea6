"""At the moment of sending: which broadcasts may leave now, to whom, and with which words."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from handlers.broadcasts.content import news_reply
from handlers.broadcasts.model import Caps
from handlers.messages import Reply
from knowledge.base import KnowledgeBase
from knowledge.process.plans import Quiet
from storage.repositories.broadcast_deliveries import Standing
from storage.repositories.deliveries import DeliveryRow
from storage.states import BroadcastState
from storage.store import Store

_TRY_AGAIN = timedelta(hours=3)  # for somebody who has had enough of it for today
_RUNNING_AGAIN = timedelta(seconds=5)  # of a broadcast that was stopped after it was claimed
_REMEMBERED = 50  # messages; their words do not change any more
_TWIN = timedelta(
    seconds=5
)  # in another chat of the same person: by then it is known what became of the first
_PUT_OFF = {
    "not_running": _RUNNING_AGAIN,
    "quiet": timedelta(minutes=1),
    "enough": _TRY_AGAIN,
    "twin": _TWIN,
}


class Leaving:
    """What the outbox asks about broadcasts. Nothing leaves in quiet hours."""

    def __init__(
        self, knowledge: Callable[[], KnowledgeBase], zone: tzinfo, quiet: Quiet, caps: Caps
    ) -> None:
        self._knowledge = knowledge
        self._zone = zone
        self._quiet = quiet
        self._caps = caps
        self._replies: OrderedDict[int, Reply] = OrderedDict()

    async def claim(
        self,
        store: Store,
        channel: str,
        bot_id: str,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
    ) -> list[DeliveryRow]:
        """Due deliveries of running broadcasts, the oldest broadcast first."""
        if limit <= 0 or self._is_quiet(now):
            return []
        claimed: list[DeliveryRow] = []
        for row in await store.broadcasts.in_state(BroadcastState.RUNNING):
            if len(claimed) < limit:
                left = limit - len(claimed)
                claimed += await store.deliveries.claim_broadcast(
                    row.id, channel, bot_id, owner, now, lease, left
                )
        return claimed

    async def next_due_at(self, store: Store, channel: str, bot_id: str, now: datetime) -> datetime | None:
        """When one of the running broadcasts has something to send; the quiet hours are passed over."""
        dues = [
            await store.deliveries.next_due_of_broadcast(row.id, channel, bot_id)
            for row in await store.broadcasts.in_state(BroadcastState.RUNNING)
        ]
        first = min((due for due in dues if due is not None), default=None)
        return first if first is None else max(first, self._quiet.after(now.astimezone(self._zone)))

    async def reply(self, store: Store, broadcast_id: int) -> Reply | None:
        """The message of a broadcast; None when it is gone."""
        if (known := self._replies.get(broadcast_id)) is not None:
            return known
        row = await store.broadcasts.get(broadcast_id)
        if row is None:
            return None
        names = await store.broadcasts.file_names([broadcast_id])
        reply = news_reply(row, self._knowledge(), names.get(broadcast_id))
        self._replies[broadcast_id] = reply
        if len(self._replies) > _REMEMBERED:
            self._replies.popitem(last=False)
        return reply

    async def admit(
        self, store: Store, ids: Sequence[int], owner: str, now: datetime, lease: timedelta
    ) -> set[int]:
        """Those that go on the wire now. The others are put off or ended, each with its reason."""
        standings = await store.broadcast_deliveries.standings(ids, owner, now)
        groups: dict[str, list[int]] = defaultdict(list)
        hearing: set[tuple[int, int]] = set()
        for each in standings:
            verdict = self._verdict(each, now)
            person = (each.contact_id, each.broadcast_id)
            groups["twin" if not verdict and person in hearing else verdict].append(each.id)
            if not verdict:
                hearing.add(person)
        going = groups.pop("", [])
        if going:
            await store.broadcast_deliveries.start(going, owner, now + lease)
        for code, which in groups.items():
            if code in _PUT_OFF:
                again_at = now + _PUT_OFF[code]
                await store.broadcast_deliveries.put_off(which, owner, code, again_at)
            else:
                await store.broadcast_deliveries.skip(which, owner, code, now)
        return set(going)

    def _verdict(self, of: Standing, now: datetime) -> str:
        """Why it must not leave now; empty when it may."""
        return next(self._objections(of, now), "")

    def _objections(self, of: Standing, now: datetime) -> Iterator[str]:
        if of.state is not BroadcastState.RUNNING:
            yield "not_running"
        if of.valid_until is not None and of.valid_until <= now:
            yield "too_late"
        if of.is_erasing:
            yield "erasing"
        if not of.agrees:
            yield "no_consent"
        if of.has_it:
            yield "joined"
        if not of.is_reachable:
            yield "unreachable"
        if self._is_quiet(now):
            yield "quiet"
        if of.of_day >= self._caps.per_day or of.of_week >= self._caps.per_week:
            yield "enough"

    def _is_quiet(self, now: datetime) -> bool:
        local = now.astimezone(self._zone)
        return self._quiet.after(local) != local
