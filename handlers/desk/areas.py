"""Which places a member of staff looks after: written down by the office, one province or commune at a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.places.model import Province
from knowledge.places.places import Places
from storage.database import Database


class NoArea(StrEnum):
    """Why nothing was written."""

    NO_ACCOUNT = "no_account"
    NO_PROVINCE = "no_province"
    NO_COMMUNE = "no_commune"


@dataclass(frozen=True, slots=True)
class GivenArea:
    """A place by the names of today; `commune` is empty for the whole province."""

    province: str
    commune: str
    is_new: bool


class Areas:
    def __init__(self, database: Database, places: Places) -> None:
        self._database = database
        self._places = places

    async def give(
        self,
        name: str,
        province: str,
        commune: str,
        now: datetime,
        *,
        is_ended: bool = False,
        by: str = "system",
    ) -> GivenArea | NoArea:
        """Gives a place to an account, or takes it off; names of before and without marks are understood."""
        found = self._places.province(province) or self._named(province)
        if found is None:
            return NoArea.NO_PROVINCE
        named = self._commune(found.id, found.name, commune) if commune else ""
        if named is None:
            return NoArea.NO_COMMUNE
        async with self._database.transaction() as store:
            account = await store.staff.find(name)
            if account is None:
                return NoArea.NO_ACCOUNT
            write = store.areas.remove if is_ended else store.areas.add
            is_new = await write(account.id, found.id, named)
            if is_new:
                action = "area_taken" if is_ended else "area_given"
                await store.audit.add(now, by, action, f"staff:{account.id}", province=found.id)
        return GivenArea(found.name, named, is_new)

    def _named(self, text: str) -> Province | None:
        finding = self._places.answer(text)
        return finding.places[0].province if finding.is_certain and len(finding.places) == 1 else None

    def _commune(self, province: str, province_name: str, text: str) -> str | None:
        known = self._places.commune(province, text)
        if known is not None:
            return known.name
        finding = self._places.answer(f"{text}, {province_name}")
        names = {
            each.commune.name for each in finding.places if each.commune and each.province.id == province
        }
        return names.pop() if len(names) == 1 and finding.is_certain else None
