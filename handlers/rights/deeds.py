"""Requests, as skills want them written down, and a look at what is kept of the person who asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handlers.deeds import Doer, Doing
from handlers.messages import Reply
from handlers.rights.codes import shown_request
from knowledge.privacy.model import RequestKind
from storage.repositories.applications import ApplicationRow
from storage.repositories.requests import NewRequest
from storage.states import RequestKind as StoredKind
from storage.states import RequestState, TaskKind

MOST_APPLICATIONS = 1000  # of one person
NO_ADDRESS = "copy_no_address"  # why staff are told: nothing to send it by, and nowhere to fetch it
COUNTED = ("application_file", "profile", "message", "conversation_note", "gap")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its code and the last days for the first answer and for the end."""

    kind: RequestKind
    code: str
    first_answer_by: date
    done_by: date


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """Something that staff are to see to."""

    asked: Asked
    note: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """A copy of everything goes to the person: as a file of this chat, or by an address that works once."""

    asked: Asked
    tell: Callable[[int], tuple[Reply, ...]]  # what is said once the request has its id
    link_hash: str | None = None
    link_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeaveCopyToStaff:
    """A copy for which this chat knows no way: the request waits for staff, who are told of it."""

    asked: Asked


@dataclass(frozen=True, slots=True)
class Own:
    """What is kept of a person: the applications, and how many rows of some other tables."""

    applications: tuple[ApplicationRow, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LookAtOwn:
    """Changes nothing; what is said depends on what is there."""

    tell: Callable[[Own], tuple[Reply, ...]]


async def enter(doing: Doing, asked: Asked, outcome: str | None = None, **more: object) -> int:
    """Writes the request down; with an outcome it is done in the same moment."""
    new = NewRequest(
        code=asked.code,
        contact_id=doing.contact_id,
        kind=StoredKind(asked.kind.value),
        channel=doing.conversation.channel,
        first_answer_by=asked.first_answer_by,
        done_by=asked.done_by,
        outcome=outcome,
        **more,  # type: ignore[arg-type]
    )
    identity = await doing.store.requests.add(new, doing.now)
    subject, kind = f"request:{identity}", asked.kind.value
    await doing.store.audit.add(doing.now, doing.actor, "data_requested", subject, kind=kind)
    return identity


async def write_request(doing: Doing, wanted: WriteRequest) -> tuple[Reply, ...]:
    await enter(doing, wanted.asked, note=wanted.note)
    return ()


async def hand_over(doing: Doing, wanted: HandOver) -> tuple[Reply, ...]:
    outcome = "by_link" if wanted.link_hash else "by_file"
    await _finish_waiting_copies(doing, outcome)
    identity = await enter(
        doing, wanted.asked, outcome, link_hash=wanted.link_hash, link_until=wanted.link_until
    )
    return wanted.tell(identity)


async def _finish_waiting_copies(doing: Doing, outcome: str) -> None:
    """What staff were to see to before is handed over now."""
    for seen in await doing.store.requests.open():
        if seen.contact_id != doing.contact_id or seen.kind is not StoredKind.COPY:
            continue
        row = await doing.store.requests.get(seen.id, lock=True)
        if row is None or row.state is not RequestState.OPEN:
            continue
        done = {"state": RequestState.DONE, "finished_at": doing.now, "outcome": outcome}
        await doing.store.requests.change(row.id, answered_at=row.answered_at or doing.now, **done)
        about = shown_request(row.code)
        await doing.store.tasks.close_about(TaskKind.DATA_REQUEST, "rights", doing.now, about=about)
        subject, kind = f"request:{row.id}", row.kind.value
        await doing.store.audit.add(doing.now, doing.actor, "request_finished", subject, kind=kind)


async def leave_copy_to_staff(doing: Doing, wanted: LeaveCopyToStaff) -> tuple[Reply, ...]:
    about = shown_request(wanted.asked.code)
    where = doing.conversation.id
    await doing.store.tasks.open(TaskKind.DATA_REQUEST, NO_ADDRESS, doing.now, where, about=about)
    await enter(doing, wanted.asked)
    return ()


async def look_at_own(doing: Doing, wanted: LookAtOwn) -> tuple[Reply, ...]:
    return wanted.tell(await own(doing))


async def own(doing: Doing) -> Own:
    """What is kept of the person who speaks."""
    rows = await doing.store.applications.of_contact(doing.contact_id, MOST_APPLICATIONS)
    return Own(tuple(rows), await doing.store.own_rows.count(doing.contact_id, COUNTED))


DOERS: Mapping[type, Doer] = {
    WriteRequest: write_request,
    HandOver: hand_over,
    LeaveCopyToStaff: leave_copy_to_staff,
    LookAtOwn: look_at_own,
}
