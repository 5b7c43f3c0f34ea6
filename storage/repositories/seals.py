"""Whether the secrets at hand are those under which the stored values were sealed."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.sealed import OF_INSTALLATION
from storage.tables import delivery, inbound

_OLDEST_AND_NEWEST = 5  # of each column: a rotation that was given up half-way has left both kinds
_OVER_SOON = (delivery, inbound)  # may hold a million emptied rows, and all is told by the others
_LONGEST_UNSEALED = 2  # nothing, or the "{}" of a new conversation


@dataclass(frozen=True, slots=True)
class Seals:
    """Of some sealed values, the oldest and the newest: how many are under a secret at hand, and how many are not."""

    known: int = 0
    unknown: int = 0

    @property
    def are_foreign(self) -> bool:
        """There are some, and not one is under a secret at hand."""
        return self.unknown > 0 and self.known == 0


class SealedValues:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def look(self) -> Seals:
        """Reads a handful of each column. A damaged value is still known by its key."""
        are_known: list[bool] = []
        for sealed in OF_INSTALLATION:
            table = sealed.column.table
            if table in _OVER_SOON:
                continue
            some = select(sealed.column).where(func.length(sealed.column) > _LONGEST_UNSEALED)
            for order in (table.c.id.asc(), table.c.id.desc()):
                found = await self._connection.execute(some.order_by(order).limit(_OLDEST_AND_NEWEST))
                values = (sealed.read(row) for row in found)
                are_known += [self._vault.knows(value) for value in values if value is not None]
        return Seals(sum(are_known), len(are_known) - sum(are_known))
