"""Every figure in an answer must stand in a fact, level, rule or document that the entry rests on."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any, Self

from knowledge.errors import Problem
from knowledge.loader import Content, Sources
from knowledge.model import Entry, Level

_NUMBER = r"\d+(?:[.,]\d+)*"
_DATE = re.compile(r"(?<![\d/])(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?![\d/])")
_MONEY = re.compile(rf"({_NUMBER})\s*(nghìn đồng|triệu|tỷ|đồng)")
_PERCENT = re.compile(rf"({_NUMBER})\s*(?:%|phần trăm)")
_PLAIN = re.compile(_NUMBER)
_VND = {"nghìn đồng": 1_000, "triệu": 1_000_000, "tỷ": 1_000_000_000, "đồng": 1}
_SMALL = 10  # counts up to this ("ba bước", "2 cách") are wording, not figures


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text says in numbers: whole dates, sums in đồng, percents, and every number by itself."""

    dates: frozenset[date] = frozenset()
    sums: frozenset[Decimal] = frozenset()
    percents: frozenset[Decimal] = frozenset()
    numbers: frozenset[Decimal] = frozenset()

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(
            dates=frozenset(
                day for found in _DATE.finditer(text) if (day := _day(found[3], found[2], found[1]))
            ),
            sums=frozenset(_value(found[1]) * _VND[found[2]] for found in _MONEY.finditer(text)),
            percents=frozenset(_value(found[1]) for found in _PERCENT.finditer(text)),
            numbers=frozenset(_value(found) for found in _PLAIN.findall(text)),
        )

    @classmethod
    def of_fact(cls, text: str) -> Self:
        """A bare fraction takes its unit from elsewhere in its sentence: "60,5 tỷ, trong đó 42,9"."""
        told = cls.of(text)
        bare = map(_value, _PLAIN.findall(_PERCENT.sub(" ", _MONEY.sub(" ", text))))
        fractions = (value for value in bare if value % 1)  # a whole number may be that of an article
        return replace(told, sums=told.sums | {value * unit for value in fractions for unit in _VND.values()})

    @classmethod
    def of_example(cls, text: str) -> Self:
        """A number of a worked example, which may be told with any unit."""
        told = cls.of(text)
        return replace(
            told,
            sums=told.sums | {value * unit for value in told.numbers for unit in _VND.values()},
            percents=told.percents | told.numbers,
        )

    @classmethod
    def of_date(cls, day: date | None) -> Self:
        """A day as it may be told, whole or in part: 11/5/2018, tháng 5/2018, năm 2018."""
        if day is None:
            return cls()
        return cls(dates=frozenset({day}), numbers=frozenset(map(Decimal, (day.year, day.month, day.day))))

    def __or__(self, other: "Figures") -> "Figures":
        return Figures(
            self.dates | other.dates,
            self.sums | other.sums,
            self.percents | other.percents,
            self.numbers | other.numbers,
        )

    def unknown_to(self, known: "Figures") -> Iterator[str]:
        """What stands here and not there, as people write it."""
        yield from (f"{day:%d/%m/%Y}" for day in sorted(self.dates - known.dates))
        yield from (f"{value:,.0f} đồng".replace(",", ".") for value in sorted(self.sums - known.sums))
        yield from (f"{value:f}%" for value in sorted(self.percents - known.percents))
        yield from (f"{value:f}" for value in sorted(self.numbers - known.numbers) if value > _SMALL)


def check_figures(content: Content, sources: Sources) -> Iterator[Problem]:
    for entry in content.entries.values():
        known = _known(entry, content, sources)
        for field, text in _texts(entry):
            for figure in Figures.of(text).unknown_to(known):
                message = f"figure {figure} stands in no cited basis (a worked example: example_figures)"
                yield Problem(content.files[entry.id], entry.id, field, message)


def _texts(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "answer", entry.answer
    yield "more", entry.more or ""
    yield "unknown", entry.unknown or ""
    for line in entry.warnings:
        yield "warnings", line
    if entry.operator:
        yield "operator.answer", entry.operator.answer


def _known(entry: Entry, content: Content, sources: Sources) -> Figures:
    known = [Figures.of_date(entry.checked_on), *map(Figures.of_example, entry.example_figures)]
    for citation in entry.citations:
        known += [Figures.of(citation.article or ""), Figures.of(citation.press or "")]
        if citation.document:
            known += _of_document(citation.document, content)
        known += [figures for basis in citation.basis for figures in _of_source(basis, content, sources)]
    return reduce(Figures.__or__, known)


def unfounded(
    text: str, basis: Iterable[str], document: str | None, content: Content, sources: Sources
) -> Iterator[str]:
    """The figures of a text that neither its bases nor its document hold."""
    known = [figures for identity in basis for figures in _of_source(identity, content, sources)]
    if document is not None and document in content.registry.documents:
        known += _of_document(document, content)
    yield from Figures.of(text).unknown_to(reduce(Figures.__or__, known, Figures()))


def _of_document(identity: str, content: Content) -> list[Figures]:
    document = content.registry.documents[identity]
    return [Figures.of(document.number), Figures.of(document.subject), *_days(document.model_dump())]


def _of_source(identity: str, content: Content, sources: Sources) -> Iterator[Figures]:
    if fact := sources.facts.get(identity):
        yield Figures.of_fact(fact.statement)
        yield Figures.of(fact.article or "")
        yield from _days({"from": fact.valid_from, "to": fact.valid_to})
    elif level := content.levels.rows.get(identity):
        yield from _of_level(level)
    elif rule := sources.rules.get(identity):
        yield Figures.of(rule.statement)


def _of_level(level: Level) -> Iterator[Figures]:
    shares = frozenset(value for value in (level.percent, level.percent_min) if value is not None)
    yield Figures(percents=shares, numbers=shares)
    if level.cap_vnd is not None:
        cap = Decimal(level.cap_vnd)
        yield Figures(sums=frozenset({cap}), numbers=frozenset(cap / unit for unit in _VND.values()))
    if level.cap_multiplier is not None:
        yield Figures(numbers=frozenset({level.cap_multiplier}))
    yield Figures.of(level.note or "")
    yield Figures.of(level.article or "")
    yield from _days(level.model_dump())


def _days(values: Mapping[str, Any]) -> Iterator[Figures]:
    yield from (Figures.of_date(value) for value in values.values() if isinstance(value, date))


def _value(number: str) -> Decimal:
    """300.000.000 -> 300000000; 1,5 -> 1.5; 2.000 -> 2000."""
    whole = re.sub(r"\.(?=\d{3}(?:\D|$))", "", number)
    parts = whole.replace(",", ".").split(".")
    return Decimal(".".join(parts[:2]) if len(parts) <= 2 else "".join(parts)).normalize()


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
