"""Proof that something is gone: a certificate and a line of the audit trail for each kind, without what it said."""

from collections.abc import Mapping
from datetime import datetime

from storage.store import Store


async def certify(
    store: Store, now: datetime, actor: str, subject: str, gone: Mapping[str, int], reason: str
) -> None:
    """For every kind of which anything went."""
    for kind, rows in gone.items():
        if rows:
            await store.certificates.add(now, kind, subject, rows, reason)
            await store.audit.add(now, actor, "destroyed", subject, kind=kind, rows=rows, reason=reason)
