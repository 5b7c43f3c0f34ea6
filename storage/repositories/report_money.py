"""By how much the sums of applications grew within a time, by what their histories say was written down when."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.areas import Area
from storage.repositories.reports import Span, areas, during, source_of
from storage.repositories.review_lists import within
from storage.states import MoneySource
from storage.tables_applications import application, application_event, project

_NAMING = ("approve", "settle", "set_money")  # actions that write a sum down


@dataclass(frozen=True, slots=True)
class Grown:
    """A sum of one application: what it was when the time began, and when it ended; in đồng."""

    application_id: int
    sum: str  # the column
    source: MoneySource | None
    before: int
    after: int


class ReportMoney:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def grown(self, span: Span, area: Area | None) -> list[Grown]:
        """A sum that was never written down before the time was nothing then."""
        touched = select(application_event.c.application_id).where(
            application_event.c.action.in_(_NAMING), during(application_event.c.at, span)
        )
        statement = (
            select(
                application_event.c.application_id,
                application_event.c.at,
                application_event.c.detail,
                source_of(),
            )
            .join(application, application.c.id == application_event.c.application_id)
            .outerjoin(project, project.c.id == application.c.project_id)
            .where(
                application_event.c.action.in_(_NAMING),
                application_event.c.at < span.until,
                application_event.c.application_id.in_(touched),
                within(areas(area)),
            )
            .order_by(application_event.c.id)
        )
        rows = await self._connection.execute(statement)
        return _grown([(row[0], row[1], row[2], row[3]) for row in rows], span.since)


def _grown(rows: Iterable[tuple[int, datetime, str, MoneySource | None]], since: datetime) -> list[Grown]:
    """Of the oldest rows first: the newest before the time and the newest of all."""
    before: dict[tuple[int, str], int] = {}
    after: dict[tuple[int, str], tuple[int, MoneySource | None]] = {}
    for application_id, at, detail, source in rows:
        told = json.loads(detail)
        if "amount" not in told or "sum" not in told:
            continue
        key, amount = (application_id, str(told["sum"])), int(told["amount"])
        if at < since:
            before[key] = amount
        else:
            after[key] = (amount, source)
    return [
        Grown(application_id, name, source, before.get((application_id, name), 0), amount)
        for (application_id, name), (amount, source) in after.items()
    ]
