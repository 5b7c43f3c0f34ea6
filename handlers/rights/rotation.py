"""Moving everything sealed to the newest secret, as a command does it."""

from collections.abc import AsyncIterator

from handlers.applications.content import CONTENT
from storage.database import Database
from storage.rotate import Progress, rotate, waiting

PHONE = "phone"  # the field of every form


class KeyRotation:
    def __init__(self, database: Database) -> None:
        self._database = database

    def run(self) -> AsyncIterator[Progress]:
        """Tells after every commit how far it is; killed anywhere, the next run goes on."""
        return rotate(self._database, phone_of)

    async def waiting(self) -> int:
        """Messages on their way that an older secret has sealed: over in a moment, or at the next run."""
        return await waiting(self._database)


def phone_of(content: str) -> str | None:
    """The telephone that an application names, as it is hashed."""
    try:
        answer = CONTENT.validate_json(content).answers.get(PHONE)
    except ValueError:
        return None
    return answer if isinstance(answer, str) else None
