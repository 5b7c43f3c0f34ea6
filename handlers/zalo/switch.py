"""Whether messages carry buttons: wished for in the settings, and ended by the first refusal."""

import logging
from datetime import datetime

from storage.database import Database
from storage.states import TaskKind

log = logging.getLogger(__name__)


class ButtonSwitch:
    def __init__(self, database: Database, oa_id: str, is_wanted: bool) -> None:
        self._database = database
        self._oa_id = oa_id
        self.is_wanted = is_wanted

    async def is_on(self) -> bool:
        if not self.is_wanted:
            return False
        async with self._database.reading() as store:
            row = await store.zalo.get(self._oa_id)
        return row is not None and row.buttons_off_at is None

    async def turn_off(self, reason: str, now: datetime) -> None:
        """For all processes, until an administrator turns them on again; staff are told why."""
        async with self._database.transaction() as store:
            if not await store.zalo.set_buttons_off(self._oa_id, now):
                return
            await store.tasks.open(TaskKind.CHANNEL, "buttons_off", now)
            await store.audit.add(now, "zalo", "zalo_buttons_off", f"zalo:{self._oa_id}", reason=reason)
        log.warning("zalo_buttons_off", extra={"reason": reason})

    async def turn_on(self, actor: str, now: datetime) -> None:
        async with self._database.transaction() as store:
            if await store.zalo.set_buttons_off(self._oa_id, None):
                await store.audit.add(now, actor, "zalo_buttons_on", f"zalo:{self._oa_id}")
