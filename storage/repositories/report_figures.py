"""Figures that staff wrote down: plans, and what the program cannot know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.areas import Area
from storage.repositories.inserts import insert_once
from storage.states import FigureKind
from storage.tables_reports import report_figure


@dataclass(frozen=True, slots=True)
class FigurePlace:
    """What a figure is of: there is one of a kind."""

    indicator: str
    province: str  # empty: everywhere
    commune: str
    since: date
    until: date  # the last day
    kind: FigureKind


@dataclass(frozen=True, slots=True)
class FigureRow:
    id: int
    place: FigurePlace
    value: Decimal
    note: str
    is_confirmed: bool
    entered_by_id: int | None
    entered_at: datetime


_PLACE = tuple(report_figure.c[name] for name in FigurePlace.__slots__)
_REST = tuple(report_figure.c[name] for name in FigureRow.__slots__ if name != "place")
_SELECT = select(*_PLACE, *_REST)


class ReportFigures:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(
        self, place: FigurePlace, value: Decimal, note: str, by_id: int, is_confirmed: bool, now: datetime
    ) -> FigureRow | None:
        """Takes the place of an earlier one, which is returned."""
        earlier = await self._at(place)
        values = {
            "value": value,
            "note": note,
            "is_confirmed": is_confirmed,
            "entered_by_id": by_id,
            "entered_at": now,
            "confirmed_by_id": by_id if is_confirmed else None,
            "confirmed_at": now if is_confirmed else None,
        }
        named = {name: getattr(place, name) for name in FigurePlace.__slots__}
        if earlier is None and await insert_once(self._connection, report_figure, {**named, **values}):
            return None
        which = [report_figure.c[name] == wanted for name, wanted in named.items()]
        await self._connection.execute(update(report_figure).where(*which).values(values))
        return earlier

    async def get(self, figure_id: int) -> FigureRow | None:
        row = (await self._connection.execute(_SELECT.where(report_figure.c.id == figure_id))).one_or_none()
        return None if row is None else _row(row)

    async def remove(self, figure_id: int) -> None:
        await self._connection.execute(delete(report_figure).where(report_figure.c.id == figure_id))

    async def confirm(self, figure_ids: Collection[int], by_id: int, now: datetime) -> list[int]:
        """Those of them that waited for it."""
        done = await self._connection.execute(
            update(report_figure)
            .where(report_figure.c.id.in_(list(figure_ids)), report_figure.c.is_confirmed.is_(False))
            .values(is_confirmed=True, confirmed_by_id=by_id, confirmed_at=now)
            .returning(report_figure.c.id)
        )
        return [int(row[0]) for row in done]

    async def within(self, area: Area | None, since: date, until: date) -> list[FigureRow]:
        """All that lie in an area and touch a time; of everywhere those of its parts too."""
        statement = _SELECT.where(report_figure.c.until >= since, report_figure.c.since <= until)
        if area is not None:
            statement = statement.where(report_figure.c.province == area.province)
            if area.commune:
                statement = statement.where(report_figure.c.commune == area.commune)
        return [_row(row) for row in await self._connection.execute(statement.order_by(report_figure.c.id))]

    async def newest(self, limit: int) -> list[FigureRow]:
        statement = _SELECT.order_by(report_figure.c.entered_at.desc(), report_figure.c.id.desc())
        return [_row(row) for row in await self._connection.execute(statement.limit(limit))]

    async def waiting(self, limit: int) -> list[FigureRow]:
        """Those that nobody has confirmed, the oldest first."""
        statement = _SELECT.where(report_figure.c.is_confirmed.is_(False)).order_by(report_figure.c.id)
        return [_row(row) for row in await self._connection.execute(statement.limit(limit))]

    async def _at(self, place: FigurePlace) -> FigureRow | None:
        which = [report_figure.c[name] == getattr(place, name) for name in FigurePlace.__slots__]
        row = (await self._connection.execute(_SELECT.where(*which))).one_or_none()
        return None if row is None else _row(row)


def _row(row: object) -> FigureRow:
    place = FigurePlace(**{name: getattr(row, name) for name in FigurePlace.__slots__})
    rest = {name: getattr(row, name) for name in FigureRow.__slots__ if name != "place"}
    return FigureRow(place=place, **rest)
