"""What stands open today, for staff: the outbox, and what people asked and did not get."""

from dataclasses import dataclass
from datetime import datetime

from handlers.desk.gaps import Gaps
from handlers.desk.sessions import Member
from handlers.library import Library
from storage.database import Database
from storage.repositories.gaps import GapRow

_GAPS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that came near; its title is its id when the entry is gone."""

    id: str
    title: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownGap:
    id: int
    kind: str
    question: str  # empty when it was forgotten
    at: datetime
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class TodayView:
    outbox: dict[str, int]  # deliveries in each state that has any
    gaps: tuple[ShownGap, ...]  # newest first


class Today:
    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._gaps = Gaps(database)
        self._library = library

    async def view(self, reader: Member, now: datetime) -> TodayView:
        """Reads people's questions, which leaves one row in the audit trail."""
        async with self._database.reading() as store:
            outbox = await store.deliveries.depth()
        gaps = await self._gaps.latest(_GAPS_SHOWN, f"staff:{reader.id}", now)
        return TodayView(outbox, tuple(self._shown(gap) for gap in gaps))

    def _shown(self, gap: GapRow) -> ShownGap:
        near = gap.candidates
        if gap.chosen_entry and gap.chosen_entry not in near:
            near = (*near, gap.chosen_entry)
        candidates = tuple(Candidate(id, self._title(id), id == gap.chosen_entry) for id in near)
        return ShownGap(gap.id, gap.kind.value, gap.question, gap.created_at, candidates)

    def _title(self, identity: str) -> str:
        entry = self._library.knowledge.entry(identity)
        return entry.title if entry else identity
