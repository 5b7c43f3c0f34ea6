"""Names looked up at a word of a message, the longest that fits first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from knowledge.places.spelling import Spelling
from knowledge.places.words import Words

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Match(Generic[_Value]):
    """What stands in a message from one word up to before another."""

    start: int
    end: int
    said: Spelling
    is_exact: bool  # typed with all its marks
    values: tuple[_Value, ...]


class Lexicon(Generic[_Value]):
    """Values by name; several may share one. A spelling without `mark` is compared by its letters alone."""

    def __init__(self, named: Iterable[tuple[Spelling, _Value]], longest: int) -> None:
        found: dict[str, list[tuple[Spelling, _Value]]] = {}
        for spelling, value in named:
            found.setdefault(spelling.key, []).append((spelling, value))
        self._found = {key: tuple(values) for key, values in found.items() if key}
        self._starts = frozenset(key[:2] for key in self._found)
        self._longest = longest

    def at(self, words: Words, start: int, stop: int | None = None) -> Match[_Value] | None:
        """The longest name that begins at this word (and ends before `stop`, when given)."""
        limit = min(start + self._longest, len(words) if stop is None else stop)
        key = ""
        best = None
        for index in range(start, limit):
            if index > start and not words.tight[index]:
                break
            key += words.spelled[index].key
            if len(key) > 1 and key[:2] not in self._starts:
                break
            if key in self._found:
                best = self._match(words, start, index + 1) or best
        return best

    def whole(self, words: Words, start: int, stop: int) -> tuple[_Value, ...]:
        """The values of the name that fills exactly these words."""
        match = self.at(words, start, stop)
        return match.values if match is not None and match.end == stop else ()

    def _match(self, words: Words, start: int, end: int) -> Match[_Value] | None:
        said = Spelling.joined(words.spelled[start:end])
        agreeing = [(official, value) for official, value in self._found[said.key] if said.agrees(official)]
        exact = [value for official, value in agreeing if official.mark == said.mark]
        if exact and not said.is_bare:
            return Match(start, end, said, True, tuple(exact))
        if agreeing:
            return Match(start, end, said, bool(exact), tuple(value for _, value in agreeing))
        return None
