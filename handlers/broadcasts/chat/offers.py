"""What may be done with a broadcast by whoever looks at it, as buttons."""

from collections.abc import Iterator

from handlers.broadcasts.chat.commands import LIST, Step, payload
from handlers.broadcasts.model import BroadcastRow, BroadcastState
from handlers.broadcasts.progress import Progress
from handlers.broadcasts.rights import MAY_COMPOSE, may_approve
from handlers.messages import Button
from handlers.review.model import Staff
from knowledge.base import KnowledgeBase

_BEFORE = frozenset({BroadcastState.DRAFT, BroadcastState.WAITING, BroadcastState.SCHEDULED})
_GOING = (BroadcastState.BUILDING, BroadcastState.RUNNING)


def is_before_start(row: BroadcastRow) -> bool:
    """Nobody has got anything of it: what matters is what it says and to whom."""
    return row.state in _BEFORE


def before_start(row: BroadcastRow, member: Staff, knowledge: KnowledgeBase) -> tuple[Button, ...]:
    return tuple(button_of(step, row, knowledge) for step in _before(row, member))


def under_way(progress: Progress, member: Staff, knowledge: KnowledgeBase) -> tuple[Button, ...]:
    return tuple(button_of(step, progress.row, knowledge) for step in _under_way(progress, member))


def button_of(step: Step, row: BroadcastRow, knowledge: KnowledgeBase) -> Button:
    return Button(knowledge.phrase(f"tin_do_{step.name.lower()}"), payload(step, row.id, row.revision))


def open_button(broadcast_id: int, knowledge: KnowledgeBase) -> Button:
    return Button(knowledge.phrase("tin_open_label", number=broadcast_id), payload(Step.SEE, broadcast_id))


def list_button(knowledge: KnowledgeBase) -> Button:
    return Button(knowledge.phrase("tin_list_label"), LIST)


def _before(row: BroadcastRow, member: Staff) -> Iterator[Step]:
    if member.role not in MAY_COMPOSE:
        return
    match row.state:
        case BroadcastState.DRAFT:
            yield from (Step.TRY, Step.NOW, Step.AT, Step.TEXT, Step.WHO, Step.DROP)
        case BroadcastState.WAITING:
            if may_approve(member.role, member.id, row):
                yield Step.APPROVE
            yield from (Step.RETURN, Step.TRY, Step.CANCEL)
        case _:
            yield from (Step.RETURN, Step.TRY, Step.CANCEL)


def _under_way(progress: Progress, member: Staff) -> Iterator[Step]:
    state = progress.row.state
    if member.role in MAY_COMPOSE:
        if state in _GOING:
            yield Step.PAUSE
        if state is BroadcastState.PAUSED:
            yield Step.RESUME
        if state is not BroadcastState.CANCELLED and (progress.failed or progress.unknown):
            yield Step.RETRY
        if state in _GOING or state is BroadcastState.PAUSED:
            yield Step.CANCEL
    yield Step.SEE
