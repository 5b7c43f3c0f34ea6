"""Forms of messages that Zalo has approved, or is to approve."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.states import TemplateState
from storage.tables_zalo import zalo_template


@dataclass(frozen=True, slots=True)
class TemplateRow:
    template_id: str
    kinds: tuple[str, ...]  # of notices
    parameters: Mapping[str, str]  # its parameter -> the value of a notice
    preview: str
    state: TemplateState
    is_by_user: bool = True


class ZaloTemplates:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> list[TemplateRow]:
        """In the order in which they were registered."""
        rows = await self._connection.execute(select(zalo_template).order_by(zalo_template.c.id))
        return [_row(row) for row in rows]

    async def put(self, row: TemplateRow, now: datetime) -> bool:
        """Registers a form, or what it has become; True when it is new."""
        values = {
            "kinds": json.dumps(row.kinds),
            "parameters": json.dumps(dict(row.parameters)),
            "preview": row.preview,
            "state": row.state,
            "is_by_user": row.is_by_user,
            "changed_at": now,
        }
        new = {"template_id": row.template_id, "created_at": now, **values}
        if await insert_once(self._connection, zalo_template, new) is not None:
            return True
        await self._change(row.template_id, values)
        return False

    async def only_by_phone(self, template_id: str, now: datetime) -> None:
        """The platform does not take it by a person's id."""
        await self._change(template_id, {"is_by_user": False, "changed_at": now})

    async def _change(self, template_id: str, values: dict[str, Any]) -> None:
        await self._connection.execute(
            update(zalo_template).where(zalo_template.c.template_id == template_id).values(**values)
        )


def _row(row: Any) -> TemplateRow:
    return TemplateRow(
        row.template_id,
        tuple(json.loads(row.kinds)),
        json.loads(row.parameters),
        row.preview,
        row.state,
        row.is_by_user,
    )
