"""What follows from a place and a day: kinds of units, old areas, and whether a city is new."""

from datetime import date

from knowledge.eligibility.logic import Facts, FactValue
from knowledge.places.model import Commune, Place, Province, UnitKind
from knowledge.places.places import Places

_OLD_RULES_END = date(2025, 12, 31)  # cities made later are new ones


def with_place(facts: Facts, places: Places, on: date) -> dict[str, FactValue]:
    """The facts with a province by any of its names made one of today, and what follows from it on a day."""
    found = dict(facts)
    named = _named(facts, places)
    if named is None:
        found.pop("province", None)
        return found
    province, old_area, commune = named
    found["province"] = province.id
    found["area"] = old_area or province.id
    if old_area:
        found["old_area"] = old_area
    kind = province.kind_on(on)
    found["province_kind"] = kind.value
    found["is_new_city"] = kind is UnitKind.CITY and province.kind_on(_OLD_RULES_END) is not UnitKind.CITY
    if commune is not None:
        found["commune"] = commune.name
        found["commune_kind"] = commune.kind_on(on).value
    return found


def facts_of_place(place: Place) -> dict[str, FactValue]:
    """A place that was heard, as facts."""
    found: dict[str, FactValue] = {"province": place.old_area.id if place.old_area else place.province.id}
    if place.commune is not None:
        found["commune"] = place.commune.name
    return found


def _named(facts: Facts, places: Places) -> tuple[Province, str | None, Commune | None] | None:
    said = str(facts.get("province") or "")
    old = places.old_area(said)
    province = places.province(said) or (places.province(old.now) if old else None)
    old_id = old.id if old and not places.province(said) else None
    if province is None and said:
        heard = places.answer(said).places
        if len(heard) != 1:
            return None
        province, old_id = heard[0].province, heard[0].old_area.id if heard[0].old_area else None
    if province is None:
        return None
    return province, old_id, places.commune(province.id, str(facts.get("commune") or ""))
