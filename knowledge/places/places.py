"""The one door to places: what a message, or the answer to "which province?", says about where."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from rapidfuzz import fuzz, process

from knowledge.places.areas import AreaName, Areas, NameKind, build_areas
from knowledge.places.communes import Communes, build_communes
from knowledge.places.content import PlaceContent, load_place_content
from knowledge.places.dataset import Dataset, read_dataset
from knowledge.places.mentions import AreaMention, CommuneMention, DistrictMention, Mentions, Scanner, phrases
from knowledge.places.model import Commune, Finding, OldArea, Province
from knowledge.places.resolve import NOTHING, Resolver
from knowledge.places.spelling import Speller, words_of
from knowledge.places.words import Words, read_words
from knowledge.text.fold import fold

_SIMILAR = 85  # fuzz.ratio
_SURE = 90  # "tây nguyên" is 86 like Thái Nguyên
_NEAR = 7  # points; names this close to the best guess are guesses too
_LONGEST_ANSWER = 6  # words; anything longer is a sentence


class Places:
    """Finds places in what people write; pure, accepts any text and never raises."""

    def __init__(self, content: PlaceContent, data: Dataset) -> None:
        self._speller = Speller(_names_as_one_word(content))
        self._areas: Areas = build_areas(content, self._speller)
        self._communes: Communes = build_communes(data, content.provinces, self._speller)
        self._by_name: dict[tuple[str, str], list[Commune]] = {}
        for commune in self._communes.all:
            self._by_name.setdefault((commune.province, fold(commune.name)), []).append(commune)
        self._scan = Scanner(content.wording, self._areas, self._communes, self._speller)
        self._resolve = Resolver(self._areas.provinces)
        self._fillers = phrases(content.wording.answer_fillers, self._speller)

    @classmethod
    def load(cls, directory: Path) -> Self:
        """From a content directory and the package of communes. Raises KnowledgeError when either is unusable."""
        return cls(load_place_content(directory), read_dataset())

    @property
    def provinces(self) -> tuple[Province, ...]:
        """The provinces of today, from north to south."""
        return tuple(self._areas.provinces.values())

    @property
    def communes(self) -> tuple[Commune, ...]:
        """All communes of today."""
        return self._communes.all

    def commune(self, province: str, name: str) -> Commune | None:
        """The commune of that name in a province; None when there is none, or more than one."""
        found = self._by_name.get((province, fold(name)), [])
        return found[0] if len(found) == 1 else None

    def province(self, identity: str) -> Province | None:
        """The province of today with this id."""
        return self._areas.provinces.get(identity)

    @property
    def old_areas(self) -> tuple[OldArea, ...]:
        """The provinces of before."""
        return tuple(self._areas.old_areas.values())

    def old_area(self, identity: str) -> OldArea | None:
        """The province of before with this id."""
        return self._areas.old_areas.get(identity)

    def find(self, text: str) -> Finding:
        """The places that a message names; rather none than one that was not meant."""
        words = read_words(text, self._speller)
        return self._resolve(self._scan(words), words)

    def answer(self, text: str) -> Finding:
        """The same for a reply to "which province?": bare names, short forms and misspellings count too."""
        words = read_words(text, self._speller)
        finding = self._resolve(self._scan(words, is_answer=len(words) <= _LONGEST_ANSWER), words)
        if finding.places:
            return finding
        cores = [span for span in self._cores(words) if span[1] - span[0] <= _LONGEST_ANSWER]
        named = (
            self._resolve(read(words, *core), words) for read in (self._bare, self._guessed) for core in cores
        )
        return next((finding for finding in named if finding.places), NOTHING)

    def _cores(self, words: Words) -> Iterator[tuple[int, int]]:
        """The answer with ever more of its polite words left off; they may be part of a name (Bến Tre, Anh Sơn)."""
        start, end = 0, len(words)
        while end > start and self._fillers.whole(words, end - 1, end):
            end -= 1
        while start < end:
            typed = "".join(spelling.key for spelling in words.spelled[start:end])
            if not typed.isdecimal():  # a number answers another question
                yield start, end
            filler = self._fillers.at(words, start)
            start = filler.end if filler is not None else end

    def _bare(self, words: Words, start: int, end: int) -> Mentions:
        """What the whole answer names when it is one name."""
        if names := self._areas.names.whole(words, start, end):
            return _mentions([name for name in names if not name.only_after], start, end)
        short = self._areas.ambiguous.get(words.spelled[start].mark, ())
        if short and end - start == 1:
            return Mentions(hints=[AreaMention(start, end, name, False) for name in short])
        if districts := self._communes.districts.whole(words, start, end):
            return Mentions(districts=[DistrictMention(start, end, "", districts, is_weak=False)])
        meanings = self._communes.meanings.whole(words, start, end)
        if meanings and end - start > 1:
            return Mentions(communes=[CommuneMention(start, end, "", meanings, is_old=False, is_weak=False)])
        return Mentions()

    def _guessed(self, words: Words, start: int, end: int) -> Mentions:
        """The names that a misspelled one is most like."""
        typed = " ".join(spelling.key for spelling in words.spelled[start:end])
        found = process.extract(typed, self._areas.spaced.keys(), scorer=fuzz.ratio, score_cutoff=_SIMILAR)
        near = [self._areas.spaced[name] for name, score, _ in found if score >= found[0][1] - _NEAR]
        if near and found[0][1] >= _SURE:
            return _mentions(near, start, end)
        return Mentions(hints=[AreaMention(start, end, name, False) for name in near])


def _mentions(names: Iterable[AreaName], start: int, end: int) -> Mentions:
    mentions = [AreaMention(start, end, name, False) for name in names]
    if len(mentions) == 1 and mentions[0].name.kind is not NameKind.HINT:
        return Mentions(areas=mentions)
    return Mentions(hints=mentions)


def _names_as_one_word(content: PlaceContent) -> set[str]:
    """Names typed without spaces (sapa), which must not be taken for telex."""
    file = content.provinces
    named = [name for province in file.provinces for name in (province.name, *province.aliases)]
    for area in file.old_areas:
        named.extend((area.name, *area.aliases, *area.place_hints))
    return {one for name in named for one in (fold("".join(words_of(name))),) if len(words_of(name)) > 1}
