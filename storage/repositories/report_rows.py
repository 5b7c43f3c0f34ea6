"""Reports as staff made them: drafts that are counted anew, and final ones as they were approved."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert
from storage.states import ReportState
from storage.tables_reports import report


@dataclass(frozen=True, slots=True)
class NewReport:
    kind: str
    province: str  # empty: everywhere
    commune: str
    since: date
    until: date  # the last day
    made_by_id: int


@dataclass(frozen=True, slots=True)
class ReportRow:
    """`snapshot` is None while it is a draft."""

    id: int
    kind: str
    province: str
    commune: str
    since: date
    until: date
    state: ReportState
    texts: Mapping[str, str]
    snapshot: str | None
    revision: int
    made_by_id: int | None
    made_at: datetime
    approved_by_id: int | None
    approved_at: datetime | None


_SELECT = select(*(report.c[name] for name in ReportRow.__slots__))
_WITHOUT_SNAPSHOT = select(
    *(report.c[name] for name in ReportRow.__slots__ if name not in ("snapshot", "texts"))
)


class Reports:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: NewReport, now: datetime) -> int:
        values = {name: getattr(new, name) for name in NewReport.__slots__}
        return await insert(
            self._connection, report, {**values, "state": ReportState.DRAFT, "texts": "{}", "made_at": now}
        )

    async def get(self, report_id: int) -> ReportRow | None:
        row = (await self._connection.execute(_SELECT.where(report.c.id == report_id))).one_or_none()
        return None if row is None else _row(row)

    async def newest(self, limit: int) -> list[ReportRow]:
        """The newest first, without what stands in them."""
        rows = await self._connection.execute(_WITHOUT_SNAPSHOT.order_by(report.c.id.desc()).limit(limit))
        return [ReportRow(**row._mapping, texts={}, snapshot=None) for row in rows]

    async def write(self, report_id: int, texts: Mapping[str, str], revision: int) -> bool:
        """False when somebody has changed it since, or it is final."""
        return await self._change(report_id, revision, texts=json.dumps(dict(texts), ensure_ascii=False))

    async def approve(self, report_id: int, snapshot: str, by_id: int, revision: int, now: datetime) -> bool:
        """The same; from then on it stays as it is."""
        return await self._change(
            report_id,
            revision,
            state=ReportState.FINAL,
            snapshot=snapshot,
            approved_by_id=by_id,
            approved_at=now,
        )

    async def _change(self, report_id: int, revision: int, **values: Any) -> bool:
        done = await self._connection.execute(
            update(report)
            .where(
                report.c.id == report_id,
                report.c.revision == revision,
                report.c.state == ReportState.DRAFT,
            )
            .values(revision=revision + 1, **values)
        )
        return done.rowcount == 1


def _row(row: Row[Any]) -> ReportRow:
    return ReportRow(**{**row._mapping, "texts": json.loads(row.texts)})
