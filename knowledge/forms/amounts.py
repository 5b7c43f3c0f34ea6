"""Sums, counts and percents as people type them."""

from decimal import Decimal
from typing import NamedTuple

from knowledge.forms.replies import Parsed, Reason, Refused, Reply, Unclear, bounded
from knowledge.forms.words import Lexicon, Words, meaning_all, words_of
from knowledge.text.money import money, money_in, number
from knowledge.text.normalise import Normaliser

_LONGEST_NUMBER = 5  # words
_MINUS = ("-", "−", "–")
_RANGE, _OTHER = "range", "other"
_RANGE_SIGNS = frozenset("-–~")


class _Number(NamedTuple):
    value: Decimal
    start: int
    end: int


class Amounts:
    """Reads replies to "how much" and "how many"."""

    def __init__(self, words: Words, normalise: Normaliser) -> None:
        self._normalise = normalise
        self._zero = Lexicon(meaning_all(words.zero, 0) + meaning_all(words.fillers, -1))
        self._percents = Lexicon([*words.percents.items(), *meaning_all(words.fillers, -1)])
        self._percent_signs = Lexicon(meaning_all(words.percent_signs, 0))
        self._around = Lexicon(meaning_all(words.ranges, _RANGE) + meaning_all(words.not_counts, _OTHER))

    def money(self, reply: str, bounds: tuple[int, int]) -> Reply:
        """A sum of đồng; of a range the larger, a small bare number in millions."""
        if reply.strip().startswith(_MINUS):
            return Refused(Reason.MONEY)
        if self._is_zero(reply):
            return bounded(0, bounds)
        vnd = money(reply)
        if vnd is not None:
            return bounded(vnd, bounds)
        if len(money_in(reply)) > 1:
            return Refused(Reason.MONEY_SEVERAL)
        numbers = _numbers(self._words(reply))
        is_bare = len(numbers) == 1 and numbers[0].value >= 1000 and not money_in(reply)
        return Refused(Reason.MONEY_UNIT if is_bare else Reason.MONEY)

    def count(self, reply: str, bounds: tuple[int, int]) -> Reply:
        """A whole number of things or people."""
        if self._is_zero(reply):
            return bounded(0, bounds)
        words = self._words(reply)
        numbers = _numbers(words)
        values = [each.value for each in numbers]
        if not numbers or reply.strip().startswith(_MINUS) or any(value % 1 for value in values):
            return Refused(Reason.COUNT)
        if self._is_of_other(words, numbers):
            return Refused(Reason.COUNT)
        if len(numbers) == 1:
            return bounded(int(values[0]), bounds)
        if self._is_range(reply, words, numbers):
            return _both(int(values[0]), int(values[1]), bounds)
        return Refused(Reason.COUNT_SEVERAL)

    def percent(self, reply: str, bounds: tuple[int, int]) -> Reply:
        """A share of a hundred; a half and the whole may be words."""
        said = self._words(reply)
        _, kept = self._percent_signs.scan(said)
        words = tuple(said[at] for at in kept)
        hits, left = self._percents.scan(words)
        told = [hit.meaning for hit in hits if hit.meaning >= 0]
        if len(told) == 1 and not left:
            return Parsed(told[0])
        if self._is_zero(reply):
            return bounded(0, bounds)
        numbers = _numbers(words)
        if not numbers or len(numbers) > 2 or reply.strip().startswith(_MINUS) or money_in(reply):
            return Refused(Reason.PERCENT)
        if self._is_of_other(words, numbers):
            return Refused(Reason.PERCENT)
        values = [_plain(each.value) for each in numbers]
        if any(not bounds[0] <= value <= bounds[1] for value in values):
            return Refused(Reason.PERCENT)
        if len(values) == 1:
            return Parsed(values[0])
        is_range = self._is_range(reply, words, numbers)
        return _both(values[0], values[1], bounds) if is_range else Refused(Reason.PERCENT)

    def _words(self, reply: str) -> tuple[str, ...]:
        return self._normalise(reply).marked

    def _is_zero(self, reply: str) -> bool:
        hits, left = self._zero.scan(self._words(reply))
        typed, odd = self._zero.scan(words_of(reply))
        return any(
            not rest and [hit.meaning for hit in found if hit.meaning == 0] == [0]
            for found, rest in ((hits, left), (typed, odd))
        )

    def _is_of_other(self, words: tuple[str, ...], numbers: list[_Number]) -> bool:
        """A word right after a number makes it a sum, a measure, or another number: 3 triệu, một ít, hai lăm."""
        after = (self._around.at(words, each.end) for each in numbers)
        return any(hit is not None and hit.meaning is _OTHER for hit in after)

    def _is_range(self, reply: str, words: tuple[str, ...], numbers: list[_Number]) -> bool:
        """ "3-5", "3 đến 5", "hai ba": two numbers that are the ends of one."""
        if len(numbers) != 2 or numbers[0].value >= numbers[1].value:
            return False
        first, second = numbers
        between = words[first.end : second.start]
        if not between:
            return not any(sign in reply for sign in ",;+/") or any(sign in reply for sign in _RANGE_SIGNS)
        hit = self._around.at(between, 0)
        return hit is not None and hit.meaning is _RANGE and hit.end == len(between)


def _numbers(words: tuple[str, ...]) -> list[_Number]:
    found: list[_Number] = []
    at = 0
    while at < len(words):
        read = _number_at(words, at)
        if read is not None:
            found.append(read)
        at = read.end if read is not None else at + 1
    return found


def _number_at(words: tuple[str, ...], at: int) -> _Number | None:
    for end in range(min(at + _LONGEST_NUMBER, len(words)), at, -1):
        whole = number(words[at:end])
        if whole is not None:
            return _Number(Decimal(whole), at, end)
    value = _digits(words[at])
    return None if value is None else _Number(value, at, at + 1)


def _digits(word: str) -> Decimal | None:
    """0 and decimals, which are no whole number of things said in words."""
    plain = word.replace(",", ".", 1)
    is_number = plain.isascii() and len(plain) <= 20 and plain.replace(".", "", 1).isdecimal()
    return Decimal(plain) if is_number and plain[0] != "." else None


def _plain(value: Decimal) -> int | float:
    return int(value) if value % 1 == 0 else float(value)


def _both(first: int | float, second: int | float, bounds: tuple[int, int]) -> Reply:
    for value in (first, second):
        read = bounded(value, bounds)
        if isinstance(read, Refused):
            return read
    return Unclear((first, second))
