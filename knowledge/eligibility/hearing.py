"""Hears facts in what people write, so that nobody is asked what they have said already."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import Field, TypeAdapter

from knowledge.eligibility.engine import items_of
from knowledge.eligibility.loader import RuleBook, is_value, load_rules
from knowledge.eligibility.logic import FactValue
from knowledge.eligibility.place_facts import facts_of_place
from knowledge.errors import KnowledgeError, Problem
from knowledge.model import Line, Noun
from knowledge.places.places import Places
from knowledge.places.spelling import Spelling
from knowledge.reading import read, whole
from knowledge.text.fold import fold
from knowledge.text.money import composed, number, sums_in
from knowledge.text.normalise import Normaliser
from knowledge.text.words import WordLists, load_word_lists

_NAME, _AMBIGUOUS = "rules/hearing.yaml", "language/ambiguous.yaml"
_ITEMS, _COST, _WORKERS, _COMMUNE_KIND = "items", "cost_vnd", "workers", "commune_kind"
_CLAUSE_END = re.compile(r"[,;:!?()\n]|\.(?=\s|$)")
_LONE_Y = re.compile(r"(?:qu|[^aeou])y$")
_MARKED_SHARE = 4  # one marked word in four: its writer uses marks
_MOST_FILLERS = 2  # between the words of a phrase
_LONGEST_NUMBER = 4  # words of a number of people
_FAR = 10  # words; what stands further before a sum is not about it


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message tells: facts by name, and the items it wishes in the order said."""

    facts: Mapping[str, FactValue]
    items: tuple[str, ...]


class Trade(Noun):
    """What is told by the names of goods after a word for making them, and by phrases that stand alone."""

    tells: Mapping[str, FactValue] = Field(min_length=1)
    made: tuple[Line, ...] = ()
    alone: tuple[Line, ...] = ()


class Around(Noun):
    """Words before a sum that make it a cost or something else; words after and around a number of workers."""

    cost: tuple[Line, ...]
    other: tuple[Line, ...]
    workers: tuple[Line, ...]
    not_after: frozenset[str]  # these make the number of workers a bound, or a number of others
    not_before: frozenset[str]


class HearingFile(Noun):
    """The phrases of rules/hearing.yaml."""

    items: Mapping[str, tuple[Line, ...]]
    facts: Mapping[str, Mapping[FactValue, tuple[Line, ...]]]
    makers: tuple[Line, ...]
    trades: tuple[Trade, ...]
    unsaid: Mapping[
        str, tuple[Line, ...]
    ]  # phrases that say nothing about a fact, though a part of them would
    only_with_marks: tuple[Line, ...]
    fillers: frozenset[str]
    numbers: Around

    def told(self) -> Iterator[tuple[str, str, FactValue | None]]:
        """Each phrase with a fact and the value that it tells; None for one that says nothing."""
        for item, phrases in self.items.items():
            yield from ((phrase, _ITEMS, item) for phrase in phrases)
        for fact, values in self.facts.items():
            for value, phrases in values.items():
                yield from ((phrase, fact, value) for phrase in phrases)
        for trade in self.trades:
            for phrase in (
                *trade.alone,
                *(f"{maker} {good}" for good in trade.made for maker in self.makers),
            ):
                yield from ((phrase, fact, value) for fact, value in trade.tells.items())
        for fact, phrases in self.unsaid.items():
            yield from ((phrase, fact, None) for phrase in phrases)
        yield from ((phrase, _COST, True) for phrase in self.numbers.cost)
        yield from ((phrase, _COST, False) for phrase in self.numbers.other)
        yield from ((phrase, _WORKERS, True) for phrase in self.numbers.workers)


class _Phrase(NamedTuple):
    words: tuple[Spelling, ...]
    needs_marks: bool
    about: str
    value: FactValue | None


class _Found(NamedTuple):
    about: str
    values: frozenset[FactValue]  # several when the spelling leaves it open
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    next: dict[str, "_Node"] = field(default_factory=dict)
    phrases: list[_Phrase] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Message:
    words: tuple[Spelling, ...]  # an empty one stands for a sum and for the end of a clause
    said: tuple[str, ...]
    sums: tuple[tuple[int, int], ...]  # the place among the words, and đồng
    is_marked: bool


_FILE = TypeAdapter(HearingFile)


class Hearing:
    """Finds facts in free text by the phrases of the content; pure, safe to share."""

    def __init__(self, file: HearingFile, normaliser: Normaliser, places: Places) -> None:
        self._normalise, self._places = normaliser, places
        self._around = file.numbers
        self._fillers = file.fillers
        self._root = _Node()
        needing = {self._spelled(phrase) for phrase in file.only_with_marks}
        for phrase, about, value in file.told():
            words = self._spelled(phrase)
            node = self._root
            for word in words:
                node = node.next.setdefault(word.key, _Node())
            node.phrases.append(_Phrase(words, words in needing, about, value))

    @classmethod
    def load(cls, directory: Path, places: Places) -> Self:
        """From a content directory. Raises KnowledgeError, also for facts, values or items that no rule knows."""
        book = load_rules(directory)
        problems: list[Problem] = []
        file = whole(_FILE, read(directory, _NAME, problems), problems)
        ambiguous = read(directory, _AMBIGUOUS, problems)
        if file is not None:
            problems.extend(_problems(file, book))
        if file is None or ambiguous is None or problems:
            raise KnowledgeError(problems)
        lists = load_word_lists(directory / "language")
        guesses = {tuple(str(key).split()) for key, read_as in ambiguous.data.items() if len(read_as) > 1}
        sure = {typed: meant for typed, meant in lists.phrases.items() if typed not in guesses}
        return cls(file, Normaliser(WordLists(sure, lists.keep)), places)

    def hear(self, text: str) -> Heard:
        """What any text tells for sure; a fact told in two ways is left out."""
        message = self._read(text)
        found = list(self._find(message))
        told: dict[str, dict[FactValue, None]] = {}
        for each in found:
            if each.about != _ITEMS or len(each.values) == 1:
                told.setdefault(each.about, {}).update(dict.fromkeys(each.values))
        items = told.pop(_ITEMS, {})
        numbers = {_COST: _cost(message, found), _WORKERS: self._count(message, found)}
        sure = [fact for fact, values in told.items() if len(values) == 1 and fact not in numbers]
        facts = {fact: next(iter(told[fact])) for fact in sure}
        facts |= {fact: value for fact, value in numbers.items() if value is not None}
        place = self._places.find(text)
        if place.is_certain and len(place.places) == 1:
            facts |= facts_of_place(place.places[0])
        if "commune" in facts:
            facts.pop(_COMMUNE_KIND, None)
        return Heard(facts, tuple(map(str, items)))

    def _spelled(self, text: str) -> tuple[Spelling, ...]:
        return tuple(_spelling(word) for word in self._normalise(text).marked)

    def _read(self, text: str) -> _Message:
        """The words clause by clause, with sums taken out."""
        clean = composed(text)
        said: list[str] = []
        sums: list[tuple[int, int]] = []
        begin = 0
        for vnd, start, end in (*sums_in(clean), (0, len(clean), len(clean))):
            for clause in _CLAUSE_END.split(clean[begin:start]):
                said.extend((*self._normalise(clause).marked, ""))
            if vnd:
                sums.append((len(said) - 1, vnd))
            begin = end
        marks = [not word.isascii() for word in clean.split()]
        is_marked = sum(marks) * _MARKED_SHARE >= max(len(marks), 1)
        return _Message(tuple(map(_spelling, said)), tuple(said), tuple(sums), is_marked)

    def _find(self, message: _Message) -> Iterator[_Found]:
        """For each fact the phrases from left to right, the longest first; they may overlap those of other facts."""
        taken: dict[str, int] = {}
        for start, word in enumerate(message.words):
            if word.key not in self._root.next:
                continue
            longest: dict[str, _Found] = {}
            for end, phrases in self._phrases(message, start):
                for about in dict.fromkeys(phrase.about for phrase in phrases):
                    values = {phrase.value for phrase in phrases if phrase.about == about}
                    sure = () if None in values else (value for value in values if value is not None)
                    longest[about] = _Found(about, frozenset(sure), start, end)
            for about, found in longest.items():
                if start >= taken.get(about, 0):
                    taken[about] = found.end
                    yield found

    def _phrases(self, message: _Message, start: int) -> Iterator[tuple[int, list[_Phrase]]]:
        """The phrases that begin at a word, the shortest first, with the word after each."""
        node, typed, skipped = self._root, [], 0
        for index in range(start, len(message.words)):
            word = message.words[index]
            following = node.next.get(word.key)
            if following is None:
                skipped += 1
                if skipped > _MOST_FILLERS or not (word.key in self._fillers or word.key.isdecimal()):
                    return
                continue
            node = following
            typed.append(word)
            agreeing = [each for each in node.phrases if _agrees(typed, each, message.is_marked)]
            exact = [each for each in agreeing if list(each.words) == typed] if message.is_marked else []
            if agreeing:
                yield index + 1, exact or agreeing

    def _count(self, message: _Message, found: Sequence[_Found]) -> int | None:
        """The one number of workers; None when several are told, or one that is only a bound."""
        counts: set[int] = set()
        for each in found:
            if each.about != _WORKERS or message.words[each.end].key in self._around.not_before:
                continue
            for start in range(max(0, each.start - _LONGEST_NUMBER), each.start):
                count = number(message.said[start : each.start])
                if count is not None:
                    before = message.words[start - 1].key if start else ""
                    is_part = bool(start) and number(message.said[start - 1 : start]) is not None
                    is_other = (
                        is_part or before in self._around.not_after or count == 1
                    )  # "một người": somebody
                    counts.add(0 if is_other else count)
                    break
        return counts.pop() or None if len(counts) == 1 else None


@lru_cache(16_384)
def _spelling(word: str) -> Spelling:
    """Blind to hook or tilde, and to a lone y or i (hổ trợ, đăng kí)."""
    parts = unicodedata.normalize("NFD", word).replace("\u0303", "\u0309")
    bare = fold(word)
    mark = unicodedata.normalize("NFC", parts.replace("y", "i") if _LONE_Y.search(bare) else parts)
    return Spelling(mark, fold(mark)) if len(mark) == len(bare) else Spelling(bare, bare)


def _agrees(typed: Sequence[Spelling], phrase: _Phrase, is_marked: bool) -> bool:
    """Whether words whose letters are right have no mark that the phrase has not."""
    if phrase.needs_marks:
        return tuple(typed) == phrase.words and (is_marked or not all(word.is_bare for word in typed))
    if is_marked and len(typed) == 1:
        return typed[0] == phrase.words[0]
    return all(word.agrees(official) for word, official in zip(typed, phrase.words, strict=True))


def _cost(message: _Message, found: Sequence[_Found]) -> int | None:
    """The largest sum that is said to be a cost, else the only one that is not said to be something else."""
    costs: list[int] = []
    others: list[int] = []
    begin = 0
    for place, vnd in message.sums:
        cues = [
            each for each in found if each.about == _COST and begin <= each.start < place <= each.start + _FAR
        ]
        is_cost = cues[-1].values if cues else frozenset()
        if is_cost != {False}:
            (costs if is_cost == {True} else others).append(vnd)
        begin = place
    return max(costs) if costs else others[0] if len(others) == 1 else None


def _problems(file: HearingFile, book: RuleBook) -> Iterator[Problem]:
    """What no rule knows, and phrases that tell two values of one fact."""
    items = {item for rule in book.rules.rules for item in items_of(rule, book.rules.groups)}
    yield from (Problem(_NAME, item, _ITEMS, "no rule knows it") for item in file.items if item not in items)
    told: dict[tuple[str, str], FactValue | None] = {}
    for phrase, about, value in file.told():
        if about != _ITEMS and told.setdefault((phrase, about), value) != value:
            yield Problem(_NAME, phrase, about, "is told in two ways")
    for about, value in sorted({(about, value) for (_, about), value in told.items()}, key=str):
        definition = book.facts.facts.get(about)
        if definition is None:
            yield Problem(_NAME, about, "", f"no fact called {about}")
        elif value is not None and about not in (_COST, _WORKERS) and not is_value(definition, value):
            yield Problem(_NAME, about, "", f"{about} is never {value!r}")
