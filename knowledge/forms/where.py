"""Places as replies: a province, and a commune where one was named."""

from knowledge.eligibility.place_facts import facts_of_place
from knowledge.forms.replies import Parsed, PlaceValue, Reason, Refused, Reply, Unclear
from knowledge.forms.words import LONGEST_REPLY
from knowledge.places.model import Place, Province
from knowledge.places.places import Places

_MOST_OPTIONS = 8  # more than people read


def place(reply: str, places: Places) -> Reply:
    """Where something is; unsure or of several bearers, it is asked back."""
    finding = places.answer(reply[:LONGEST_REPLY])
    options = tuple(dict.fromkeys(_value(each) for each in finding.places))
    if len(options) > _MOST_OPTIONS:
        return Refused(Reason.PLACE_WIDE)
    if len(options) == 1 and finding.is_certain:
        return Parsed(options[0])
    return Unclear(options) if options else Refused(Reason.PLACE)


def commune(reply: str, within: PlaceValue | None, places: Places) -> Reply:
    """A commune of the province that was named before."""
    home = province_of(within.area, places) if within is not None else None
    if home is None or within is None:
        return _with_commune(place(reply, places))
    typed = reply[:LONGEST_REPLY].strip()
    old = None if places.province(within.area) else places.old_area(within.area)
    finding = places.answer(f"{typed}, {old.name if old else home.name}")
    here = (each.commune for each in finding.places if each.commune and each.province.id == home.id)
    names = tuple(dict.fromkeys(each.name for each in here))
    known = None if names else places.commune(home.id, typed)
    if known is not None or (len(names) == 1 and finding.is_certain):
        return Parsed(PlaceValue(area=within.area, commune=known.name if known else names[0]))
    options = tuple(PlaceValue(area=within.area, commune=name) for name in names)
    return Unclear(options) if 0 < len(options) <= _MOST_OPTIONS else Refused(Reason.COMMUNE)


def _with_commune(read: Reply) -> Reply:
    """A place as an answer to "which commune?"."""
    if isinstance(read, Refused):
        return Refused(Reason.COMMUNE)
    options = read.options if isinstance(read, Unclear) else (read.value,)
    kept = tuple(each for each in options if isinstance(each, PlaceValue) and each.commune)
    if not kept:
        return Refused(Reason.COMMUNE)
    return read if isinstance(read, Parsed) else Unclear(kept)


def province_of(area: str, places: Places) -> Province | None:
    """The province of today for the id of an old or a present one."""
    old = places.old_area(area)
    return places.province(area) or (places.province(old.now) if old else None)


def _value(found: Place) -> PlaceValue:
    facts = facts_of_place(found)
    return PlaceValue(area=str(facts["province"]), commune=found.commune.name if found.commune else None)
