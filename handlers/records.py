"""What is on file about the person who speaks: read when a skill asks, in the transaction of the turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from storage.repositories.applications import ApplicationRow, EventRow
from storage.repositories.attachments import FileRow
from storage.repositories.followups import FollowUpRow
from storage.repositories.staff import StaffRow
from storage.states import FollowUpState, Purpose
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Round:
    """A follow-up that asks a survey, and what has been answered to it."""

    follow_up: FollowUpRow
    application: ApplicationRow
    answered: frozenset[str]  # questions


class Records(Protocol):
    """One person's own; nobody else's can be asked for."""

    async def applications(self) -> list[ApplicationRow]:
        """Drafts too, the newest first."""
        ...

    async def application(self, code: str) -> ApplicationRow | None:
        """None when there is none of this code, or it is somebody else's."""
        ...

    async def history(self, application: ApplicationRow) -> list[EventRow]: ...

    async def files(self, application: ApplicationRow) -> list[FileRow]: ...

    async def round(self, follow_up_id: int) -> Round | None:
        """None when it was not sent, or to somebody else."""
        ...

    async def consents(self) -> Mapping[Purpose, bool]: ...

    async def staff(self) -> StaffRow | None:
        """The member of staff whose chat this is, linked and proven."""
        ...


class _NoRecords:
    """Somebody of whom nothing is known."""

    async def applications(self) -> list[ApplicationRow]:
        return []

    async def application(self, code: str) -> ApplicationRow | None:
        return None

    async def history(self, application: ApplicationRow) -> list[EventRow]:
        return []

    async def files(self, application: ApplicationRow) -> list[FileRow]:
        return []

    async def round(self, follow_up_id: int) -> Round | None:
        return None

    async def consents(self) -> Mapping[Purpose, bool]:
        return {}

    async def staff(self) -> StaffRow | None:
        return None


NO_RECORDS: Records = _NoRecords()


class StoredRecords:
    """The records of one contact over one open transaction."""

    def __init__(self, store: Store, contact_id: int, conversation_id: int) -> None:
        self._store = store
        self._contact_id = contact_id
        self._conversation_id = conversation_id

    async def applications(self) -> list[ApplicationRow]:
        return await self._store.applications.of_contact(self._contact_id)

    async def application(self, code: str) -> ApplicationRow | None:
        found = await self._store.applications.find(code)
        return found if found is not None and found.contact_id == self._contact_id else None

    async def history(self, application: ApplicationRow) -> list[EventRow]:
        return await self._store.applications.history(application)

    async def files(self, application: ApplicationRow) -> list[FileRow]:
        return await self._store.files.of(application.id)

    async def round(self, follow_up_id: int) -> Round | None:
        asked = await self._store.follow_ups.get(follow_up_id)
        if asked is None or asked.state is not FollowUpState.FIRED:
            return None
        found = await self._store.applications.get(asked.application_id)
        if found is None or found.contact_id != self._contact_id:
            return None
        return Round(asked, found, frozenset(await self._store.surveys.answered(asked.id)))

    async def consents(self) -> Mapping[Purpose, bool]:
        return await self._store.consents.standing(self._contact_id)

    async def staff(self) -> StaffRow | None:
        return await self._store.links.staff_of(self._conversation_id)
