"""Questions the knowledge could not answer, for the editors."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.inserts import insert
from storage.states import GapKind
from storage.tables import gap


@dataclass(frozen=True, slots=True)
class GapRow:
    id: int
    kind: GapKind
    question: str
    candidates: tuple[str, ...]
    confidence: float
    chosen_entry: str | None
    created_at: datetime


class Gaps:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(
        self,
        kind: GapKind,
        conversation_id: int,
        question: str,
        candidates: tuple[str, ...],
        confidence: float,
        now: datetime,
    ) -> int:
        return await insert(
            self._connection,
            gap,
            {
                "kind": kind,
                "conversation_id": conversation_id,
                "question": self._vault.seal(question, "gap.question"),
                "candidates": json.dumps(candidates),
                "confidence": confidence,
                "created_at": now,
            },
        )

    async def choose(self, gap_id: int, entry: str) -> None:
        """Records which of the offered entries the person wanted."""
        await self._connection.execute(update(gap).where(gap.c.id == gap_id).values(chosen_entry=entry))

    async def latest(self, limit: int) -> list[GapRow]:
        statement = select(gap).order_by(gap.c.id.desc()).limit(limit)
        return [
            GapRow(
                row.id,
                row.kind,
                self._vault.open_if_whole(row.question or b"", "gap.question") or "",
                tuple(json.loads(row.candidates)),
                row.confidence,
                row.chosen_entry,
                row.created_at,
            )
            for row in await self._connection.execute(statement)
        ]

    async def forget_before(self, moment: datetime) -> int:
        removed = await self._connection.execute(delete(gap).where(gap.c.created_at < moment))
        return removed.rowcount
