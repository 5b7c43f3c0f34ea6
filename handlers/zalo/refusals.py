"""What a refusal means for one message, and what staff are told of it."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from handlers.channels import ChannelDown, InDoubt, Outcome, PutOff, RefusedForGood, RefusedForNow
from handlers.zalo.codes import Act, meaning_of
from handlers.zalo.windows import Standing, next_morning
from handlers.zalo.wire import Refused
from storage.database import Database
from storage.states import TaskKind

log = logging.getLogger(__name__)

_LATER = timedelta(hours=1)
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Shut:
    """One way is closed; the next may be open."""

    reason: str


class Refusals:
    def __init__(self, database: Database, zone: tzinfo) -> None:
        self._database = database
        self._zone = zone

    async def judge(self, refused: Refused, standing: Standing, now: datetime) -> Outcome | Shut:
        """What becomes of a message that was refused, also with a fresh token."""
        meaning = meaning_of(refused.api, refused.code)
        act = meaning.after_all if meaning.act is Act.REAUTHORISE else meaning.act
        reason = refused.reason
        log.warning("zalo_refused", extra={"code": reason, "act": act.value})
        if meaning.is_for_staff or act is Act.STOP_CHANNEL:
            await self._tell(TaskKind.CHANNEL, reason, now)
        match act:
            case Act.NEXT_MINUTE:
                return RefusedForNow(_MINUTE - now.second + 1, reason)
            case Act.LATER:
                return PutOff(now + _LATER, reason)
            case Act.MORNING:
                return PutOff(next_morning(now, self._zone), reason)
            case Act.NEXT_WAY | Act.NO_MONEY:
                return Shut(reason)
            case Act.ONLY_BY_PHONE:
                await self._never_by_user(standing, now)
                return Shut(reason)
            case Act.STOP_PERSON:
                if standing.application_id is not None:
                    await self.tell_not_sent(standing, reason, now)
                return RefusedForGood(reason, is_person_gone=True)
            case Act.STOP_CHANNEL:
                return ChannelDown(reason)
            case Act.GIVE_UP:
                await self.tell_not_sent(standing, reason, now)
                return RefusedForGood(reason)
            case _:
                return InDoubt(reason)  # counted, and ended after a few tries

    async def tell_not_sent(self, standing: Standing, reason: str, now: datetime) -> None:
        """Somebody has to be told in another way."""
        await self._tell(TaskKind.NOT_SENT, reason, now, standing)

    async def _tell(
        self, kind: TaskKind, reason: str, now: datetime, standing: Standing | None = None
    ) -> None:
        about = standing or Standing()
        async with self._database.transaction() as store:
            is_new = await store.tasks.open(kind, reason, now, about.conversation_id, about.application_id)
        if is_new:
            told = {"kind": kind.value, "reason": reason, "conversation": about.conversation_id}
            log.error("staff_needed", extra=told)

    async def _never_by_user(self, standing: Standing, now: datetime) -> None:
        if standing.form is not None:
            async with self._database.transaction() as store:
                await store.templates.only_by_phone(standing.form.template_id, now)
