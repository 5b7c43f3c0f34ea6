"""From the names in a message to the places that they can mean together."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from knowledge.places.communes import Meaning
from knowledge.places.mentions import AreaMention, CommuneMention, Mentions
from knowledge.places.model import Finding, OldArea, Place, Province
from knowledge.places.words import Words

MOST_PLACES = 5  # that people can be asked to choose from

NOTHING = Finding((), is_certain=False)


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Resolver:
    """Lets the names of one message narrow each other down."""

    def __init__(self, provinces: Mapping[str, Province]) -> None:
        self._provinces = provinces

    def __call__(self, found: Mentions, words: Words) -> Finding:
        """The smallest unit that is named decides; a larger one beside it narrows what it can be."""
        return (
            self._of_communes(found, words)
            or self._of_districts(found, words)
            or _of_areas(found, words)
            or _of_hints(found.hints, words)
        )

    def _of_communes(self, found: Mentions, words: Words) -> Finding | None:
        named = [commune for commune in found.communes if not commune.is_weak]
        if found.areas or found.districts:
            named = found.communes
        places: dict[tuple[object, ...], Place] = {}
        is_sure = True
        for mention in named:
            meanings, is_narrowed = _narrowed(mention, found)
            fitting = [meaning for meaning in meanings if mention.kind in ("", *meaning.kinds)]
            is_sure = is_sure and bool(mention.kind or is_narrowed)
            # People mix up kinds; without a larger place beside it the kind is all that shows a place is meant.
            for meaning in fitting or (meanings if is_narrowed else ()):
                place = self._commune_place(meaning, mention, found, words)
                places.setdefault((place.commune, place.old_area), place)
        return _finding(list(places.values()), is_sure)

    def _commune_place(
        self, meaning: Meaning, mention: CommuneMention, found: Mentions, words: Words
    ) -> Place:
        lay_in = {home.area for home in meaning.homes}
        named = {area for said in found.areas if (area := _old_area(said)) is not None} & lay_in
        area = next(iter(named or lay_in)) if len(named or lay_in) == 1 else None
        province = self._provinces[meaning.commune.province]
        districts = [said for said in found.districts if not meaning.homes.isdisjoint(said.districts)]
        said = _said(words, mention, *districts, *_inside(province, found.areas))
        return Place(province, area, meaning.commune, said)

    def _of_districts(self, found: Mentions, words: Words) -> Finding | None:
        named = [district for district in found.districts if not district.is_weak or found.areas]
        places: dict[tuple[object, ...], Place] = {}
        is_sure = True
        for mention in named:
            districts = [district for district in mention.districts if _fits((district.area,), found.areas)]
            fitting = [district for district in districts if district.kind == mention.kind]
            is_sure = is_sure and bool(mention.kind or found.areas)
            for district in fitting or districts:
                province = self._provinces[district.area.now]
                said = _said(words, mention, *_inside(province, found.areas))
                place = Place(province, district.area, district.commune, said)
                places.setdefault((district.area, district.commune), place)
        return _finding(list(places.values()), is_sure)


def _of_hints(hints: Iterable[AreaMention], words: Words) -> Finding:
    """The places that towns and abbreviations hint at; never certain."""
    places: dict[tuple[object, ...], Place] = {}
    for hint in hints:
        area = _old_area(hint)
        place = Place(hint.name.province, area, None, _said(words, hint))
        places.setdefault((hint.name.province, area), place)
    return Finding(tuple(places.values()), False) if len(places) <= MOST_PLACES else NOTHING


def _of_areas(found: Mentions, words: Words) -> Finding | None:
    """Provinces; an old area beside the province it lies in now is one place."""
    by_province: dict[Province, list[AreaMention]] = {}
    for mention in found.areas:
        by_province.setdefault(mention.name.province, []).append(mention)
    places: list[Place] = []
    for province, mentions in by_province.items():
        hints = _inside(province, found.hints)
        olds, hinted = _old_areas(mentions), _old_areas(hints)
        if not olds and len(hinted) == 1:
            places.append(Place(province, hinted[0], None, _said(words, *mentions, *hints)))
        elif len(olds) < 2:
            places.append(Place(province, olds[0] if olds else None, None, _said(words, *mentions)))
        else:
            for area in olds:
                naming = [mention for mention in mentions if _old_area(mention) is area]
                places.append(Place(province, area, None, _said(words, *naming)))
    return _finding(places, is_sure=True, has_one=False)


def _narrowed(mention: CommuneMention, found: Mentions) -> tuple[list[Meaning], bool]:
    """The meanings that fit the other names of the message, and whether there were any to fit."""
    meanings = [meaning for meaning in mention.meanings if meaning.is_old or not mention.is_old]
    districts = {district for said in found.districts for district in said.districts}
    if districts:
        inside = [meaning for meaning in meanings if meaning.homes & districts]
        # Whoever names a district names the commune that was in it.
        meanings = [meaning for meaning in inside if meaning.is_old] or inside
    elif not found.areas:
        hinted = [meaning for meaning in meanings if _lies_in(meaning, found.hints)]
        return hinted or meanings, False
    return [meaning for meaning in meanings if _lies_in(meaning, found.areas)], bool(districts or found.areas)


def _lies_in(meaning: Meaning, areas: list[AreaMention]) -> bool:
    return _fits([home.area for home in meaning.homes], areas)


def _fits(lay_in: Iterable[OldArea], areas: list[AreaMention]) -> bool:
    """Whether one of these old areas is named, itself or by its province; true when none is named."""
    if not areas:
        return True
    named = [(mention.name.province.id, _old_area(mention)) for mention in areas]
    return any(old == area if old is not None else area.now == now for area in lay_in for now, old in named)


def _inside(province: Province, areas: Iterable[AreaMention]) -> list[AreaMention]:
    return [mention for mention in areas if mention.name.province is province]


def _finding(places: list[Place], is_sure: bool, has_one: bool = True) -> Finding | None:
    """Up to as many places as people can choose from; `has_one`: only a single one can be certain."""
    if not 0 < len(places) <= MOST_PLACES:
        return None
    return Finding(tuple(places), is_certain=is_sure and not (has_one and len(places) > 1))


def _old_area(mention: AreaMention) -> OldArea | None:
    return mention.name.before if mention.is_old else mention.name.old_area


def _old_areas(mentions: Iterable[AreaMention]) -> list[OldArea]:
    return list(dict.fromkeys(area for mention in mentions if (area := _old_area(mention)) is not None))


def _said(words: Words, *mentions: _Spanned) -> str:
    spans = sorted({(mention.start, mention.end) for mention in mentions})
    said: dict[str, str] = {}
    for start, end in spans:
        text = words.said(start, end)
        said.setdefault(text.lower(), text)
    return ", ".join(said.values())
