"""How far a broadcast is, honestly: everything planned is in exactly one of the groups."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handlers.broadcasts.model import BUTTONS, BroadcastRow
from storage.database import Database
from storage.states import BroadcastState, DeliveryState


@dataclass(frozen=True, slots=True)
class Answers:
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """`left_out` were never planned; `skipped` were, and must not be written to any more when it was their turn."""

    row: BroadcastRow
    sent: int
    received: int  # of the sent ones, as the platform tells
    waiting: int
    failed: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0
    cancelled: int = 0
    answers: tuple[Answers, ...] = ()

    @property
    def left_out(self) -> Mapping[str, int]:
        return self.row.skipped

    @property
    def percent(self) -> int:
        return 100 * (self.row.planned - self.waiting) // self.row.planned if self.row.planned else 0

    def per_minute(self, now: datetime) -> float:
        """On average since it began; 0 before."""
        since = self.row.built_at or self.row.started_at
        minutes = (((self.row.finished_at or now) - since).total_seconds() / 60) if since is not None else 0
        return self.sent / minutes if minutes > 0 else 0.0


class ProgressReader:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, broadcast_id: int) -> Progress | None:
        """None when there is no such broadcast."""
        async with self._database.reading() as store:
            row = await store.broadcasts.get(broadcast_id)
            if row is None:
                return None
            ended = await store.broadcast_deliveries.ended(broadcast_id)
            pressed = await store.broadcasts.answers(broadcast_id)
        by_state: Counter[DeliveryState] = Counter()
        failed: Counter[str] = Counter()
        skipped: Counter[str] = Counter()
        received = 0
        for each in ended:
            by_state[each.state] += each.count
            received += each.received
            if each.state in (DeliveryState.FAILED, DeliveryState.BLOCKED):
                failed[each.code] += each.count
            if each.state is DeliveryState.SKIPPED:
                skipped[each.code] += each.count
        is_over = row.state in (BroadcastState.DONE, BroadcastState.CANCELLED) and row.finished_at is not None
        labels = [button.label for button in BUTTONS.validate_json(row.buttons)]
        return Progress(
            row=row,
            sent=by_state[DeliveryState.SENT],
            received=received,
            waiting=0 if is_over else max(0, row.planned - by_state.total()),
            failed=dict(failed),
            skipped=dict(skipped),
            unknown=by_state[DeliveryState.UNKNOWN],
            cancelled=by_state[DeliveryState.CANCELLED],
            answers=tuple(
                Answers(label, pressed.get(number, 0)) for number, label in enumerate(labels, start=1)
            ),
        )
