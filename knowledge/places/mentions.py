"""Finds in a message every name of a place, and leaves what only looks like one."""

from dataclasses import dataclass, field, replace

from knowledge.places.areas import AreaName, Areas, NameKind
from knowledge.places.communes import Communes, District, Meaning
from knowledge.places.content import WordingFile
from knowledge.places.lexicon import Lexicon, Match
from knowledge.places.model import CommuneKind, UnitKind
from knowledge.places.spelling import Speller
from knowledge.places.words import Words

_LONGEST_PHRASE = 4  # words around names
_MOST_UNITS = 12  # communes and districts; a message with more of them is no one's address
_TOWN = "thi_tran"  # a kind of commune that ended in 2025
_CITY = str(UnitKind.CITY)  # also of old districts
_COMMUNES = frozenset((*map(str, CommuneKind), _TOWN))


@dataclass(frozen=True, slots=True)
class AreaMention:
    """A province or an old area named from one word up to before another."""

    start: int
    end: int
    name: AreaName
    is_old: bool  # "cũ" was said


@dataclass(frozen=True, slots=True)
class DistrictMention:
    start: int
    end: int
    kind: str
    districts: tuple[District, ...]
    is_weak: bool  # counts only beside another place


@dataclass(frozen=True, slots=True)
class CommuneMention:
    start: int
    end: int
    kind: str
    meanings: tuple[Meaning, ...]
    is_old: bool
    is_weak: bool


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a message names, in its order."""

    areas: list[AreaMention] = field(default_factory=list)
    hints: list[AreaMention] = field(default_factory=list)
    districts: list[DistrictMention] = field(default_factory=list)
    communes: list[CommuneMention] = field(default_factory=list)

    def taken_seriously(self) -> "Mentions":
        """The same with nothing weak in it."""
        districts = [replace(district, is_weak=False) for district in self.districts]
        communes = [replace(commune, is_weak=False) for commune in self.communes]
        return Mentions(self.areas, self.hints, districts, communes)


@dataclass(frozen=True, slots=True)
class _Unit:
    kind: str
    is_short: bool


class Scanner:
    """Reads mentions off the words of a message, from left to right."""

    def __init__(self, wording: WordingFile, areas: Areas, communes: Communes, speller: Speller) -> None:
        self._areas = areas
        self._communes = communes
        self._units = Lexicon(
            [
                (speller.name(word), _Unit(unit.kind, is_short))
                for unit in wording.units
                for is_short, words in ((False, unit.words), (True, unit.short))
                for word in words
            ],
            _LONGEST_PHRASE,
        )
        self._place_words = phrases(wording.place_words, speller)
        self._loose_words = phrases(wording.loose_place_words, speller)
        self._short_after = phrases(wording.abbreviation_words, speller)
        self._short_closing_after = phrases(wording.closing_abbreviation_words, speller)
        self._closing_words = phrases(wording.closing_words, speller)
        self._old_words = phrases(wording.old_words, speller)
        self._everyday = phrases(wording.everyday_phrases, speller)

    def __call__(self, words: Words, is_answer: bool = False) -> Mentions:
        """All mentions; `is_answer`: the message can only be about a place, so doubtful names count."""
        found = Mentions()
        index = 0
        while index < len(words) and len(found.communes) + len(found.districts) < _MOST_UNITS:
            index = (
                self._everyday_end(words, index)
                or self._unit_end(words, index, found)
                or self._area_end(words, index, found, is_answer)
                or self._short_end(words, index, found)
                or index + 1
            )
        return found.taken_seriously() if is_answer else found

    def _everyday_end(self, words: Words, index: int) -> int | None:
        """The end of a phrase that only looks like a place; "xã Hội An" is one, "xã hội an toàn" is not."""
        match = self._everyday.at(words, index)
        if match is None:
            return None
        is_name = words.is_title(match.end - 1) and self._units.at(words, index) is not None
        return None if is_name else match.end

    def _unit_end(self, words: Words, index: int, found: Mentions) -> int | None:
        """A commune or a district named after the word for its kind."""
        unit = self._units.at(words, index)
        if unit is None or unit.end == len(words):
            return None
        kind, is_short = unit.values[0].kind, unit.values[0].is_short
        is_dotted = words.gaps[unit.end].strip() == "."
        if not (is_dotted or words.tight[unit.end]):
            return None
        is_doubtful = is_short and not is_dotted
        # "xa", "phuong", "huyen" and "quan" are everyday words too; "xã", "tp" and "thi xa" are not.
        is_thin = unit.said.is_bare and unit.said.is_plain and unit.said.words == 1
        if kind in _COMMUNES:
            return self._commune_end(words, unit, is_doubtful, is_thin, found)
        return self._district_end(words, unit, is_doubtful, is_thin, found)

    def _commune_end(
        self, words: Words, unit: Match[_Unit], is_doubtful: bool, is_thin: bool, found: Mentions
    ) -> int | None:
        match = self._communes.meanings.at(words, unit.end)
        if match is None:
            return None
        end = self._past_old_word(words, match.end)
        is_weak = is_doubtful or is_thin
        is_old = end > match.end
        found.communes.append(
            CommuneMention(unit.start, end, unit.values[0].kind, match.values, is_old, is_weak)
        )
        return self._bare_district_end(words, end, match.values, found) or end

    def _district_end(
        self, words: Words, unit: Match[_Unit], is_doubtful: bool, is_thin: bool, found: Mentions
    ) -> int | None:
        kind = unit.values[0].kind
        if kind == _CITY and self._is_city_of_today(words, unit.end):
            return None
        match = self._communes.districts.at(words, unit.end)
        if match is None:
            return None
        is_weak = is_doubtful or (is_thin and not _stands_after(self._place_words, words, unit.start))
        end = self._past_old_word(words, match.end)
        found.districts.append(DistrictMention(unit.start, end, kind, match.values, is_weak))
        return end

    def _is_city_of_today(self, words: Words, index: int) -> bool:
        """The whole province-level city is meant, not the old city inside it (thành phố Bắc Ninh)."""
        match = self._areas.names.at(words, index)
        if match is None or match.values[0].kind is not NameKind.TODAY:
            return False
        return match.values[0].province.history[-1].kind is UnitKind.CITY

    def _bare_district_end(
        self, words: Words, index: int, meanings: tuple[Meaning, ...], found: Mentions
    ) -> int | None:
        """The district written straight after its commune: "xã Hòa Phú, Tây Hòa"."""
        if index == len(words):
            return None
        area = self._areas.names.at(words, index)
        match = self._communes.districts.at(words, index)
        if match is None or (area is not None and area.values[0].kind is not NameKind.HINT):
            return None
        homes = {home for meaning in meanings for home in meaning.homes}
        districts = tuple(district for district in match.values if district in homes)
        if not districts:
            return None
        found.districts.append(DistrictMention(index, match.end, districts[0].kind, districts, is_weak=True))
        return match.end

    def _area_end(self, words: Words, index: int, found: Mentions, is_answer: bool) -> int | None:
        match = self._areas.names.at(words, index)
        if match is None:
            return None
        name = match.values[0]
        end = self._past_old_word(words, match.end)
        is_old = end > match.end
        units: list[CommuneMention | DistrictMention] = [*found.communes, *found.districts]
        is_address = any(unit.end == index and not unit.is_weak for unit in units)
        if not self._is_meant(words, match, is_old or is_address or is_answer):
            return None
        (found.hints if name.kind is NameKind.HINT else found.areas).append(
            AreaMention(index, end, name, is_old)
        )
        return end

    def _is_meant(self, words: Words, match: Match[AreaName], is_placed: bool) -> bool:
        """Whether these words can only be the place; typed without marks they often are everyday words."""
        name = match.values[0]
        if name.only_after:
            return any(key in name.only_after for key in _keys_before(words, match.start))
        if match.is_exact and (words.is_marked or not match.said.is_bare):
            return True
        if match.end - match.start == 1 and name.is_compound:
            return True
        is_placed = is_placed or _stands_after(self._place_words, words, match.start)
        if words.is_marked:
            return is_placed or _stands_after(self._loose_words, words, match.start)
        return is_placed or not name.is_risky

    def _short_end(self, words: Words, index: int, found: Mentions) -> int | None:
        """An abbreviation of several meanings, where only a place can stand."""
        names = self._areas.ambiguous.get(words.spelled[index].mark)
        if not names:
            return None
        is_closing = index + 1 == len(words) or not words.tight[index + 1]
        is_closing = is_closing or self._closing_words.at(words, index + 1) is not None
        if _stands_after(self._short_after, words, index) or (
            is_closing and _stands_after(self._short_closing_after, words, index)
        ):
            found.hints.extend(AreaMention(index, index + 1, name, False) for name in names)
            return index + 1
        return None

    def _past_old_word(self, words: Words, index: int) -> int:
        if index == len(words) or words.gaps[index].strip() not in ("", "("):
            return index
        match = self._old_words.at(words, index)
        return match.end if match is not None else index


def phrases(listed: tuple[str, ...], speller: Speller) -> Lexicon[str]:
    """A lexicon of plain words; each stands for itself."""
    return Lexicon([(speller.name(phrase), phrase) for phrase in listed], _LONGEST_PHRASE)


def _stands_after(lexicon: Lexicon[str], words: Words, index: int) -> bool:
    if index == 0 or words.gaps[index].strip() not in ("", "."):
        return False
    return any(lexicon.whole(words, start, index) for start in range(max(0, index - _LONGEST_PHRASE), index))


def _keys_before(words: Words, index: int) -> list[str]:
    """What the one or two words before are spelled like."""
    if index == 0 or words.gaps[index].strip() not in ("", "."):
        return []
    keys = [spelled.key for spelled in words.spelled[max(0, index - 2) : index]]
    return [keys[-1], "".join(keys)]
