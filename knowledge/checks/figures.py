"""Every figure in an answer must stand in a fact, level or document that the entry rests on."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from knowledge.errors import Problem
from knowledge.loader import Content, Sources
from knowledge.model import Entry, Level

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SMALL = 10  # counts up to this ("ba bước", "2 cách") are wording, not figures


def check_figures(content: Content, sources: Sources) -> Iterator[Problem]:
    for entry in content.entries.values():
        known = _known_numbers(entry, content, sources)
        for field, text in _texts(entry):
            for number in _numbers(text):
                if number not in known and not _is_small(number):
                    message = f"figure {number} stands in no cited basis (a worked example: example_figures)"
                    yield Problem(content.files[entry.id], entry.id, field, message)


def _texts(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "answer", entry.answer
    yield "more", entry.more or ""
    yield "unknown", entry.unknown or ""
    for line in entry.warnings:
        yield "warnings", line
    if entry.operator:
        yield "operator.answer", entry.operator.answer


def _known_numbers(entry: Entry, content: Content, sources: Sources) -> set[str]:
    known: set[str] = set()
    for citation in entry.citations:
        known |= _numbers(citation.article or "") | _numbers(citation.press or "")
        if citation.document:
            document = content.registry.documents[citation.document]
            known |= _numbers(document.number) | _numbers(document.subject)
            known |= set(chain(*(_date_numbers(d) for d in _dates(document.model_dump()))))
        for basis in citation.basis:
            known |= _source_numbers(basis, content, sources)
    known |= {_plain(figure) for figure in entry.example_figures}
    return known | set(_date_numbers(entry.checked_on.isoformat()))


def _source_numbers(identity: str, content: Content, sources: Sources) -> set[str]:
    if fact := sources.facts.get(identity):
        dates = _dates({"valid_from": fact.valid_from, "valid_to": fact.valid_to})
        return (
            _numbers(fact.statement) | _numbers(fact.article or "") | set(chain(*map(_date_numbers, dates)))
        )
    if level := content.levels.rows.get(identity):
        return _level_numbers(level)
    if rule := sources.rules.get(identity):
        return _numbers(rule.statement)
    return set()


def _level_numbers(level: Level) -> set[str]:
    values: list[Decimal | None] = [level.percent, level.percent_min, level.cap_multiplier]
    known = {f"{value:g}" for value in values if value is not None}
    if level.cap_vnd:
        known |= {str(level.cap_vnd), f"{level.cap_vnd / 1e6:g}", f"{level.cap_vnd / 1e9:g}"}
    known |= _numbers(level.note or "") | _numbers(level.article or "")
    return known | set(chain(*map(_date_numbers, _dates(level.model_dump()))))


def _numbers(text: str) -> set[str]:
    return {_plain(found) for found in _NUMBER.findall(text)}


def _plain(number: str) -> str:
    """300.000.000 -> 300000000; 1,5 -> 1.5; 2.000 -> 2000."""
    whole = re.sub(r"\.(?=\d{3}(?:\D|$))", "", number)
    parts = whole.replace(",", ".")
    return parts.lstrip("0") or "0"


def _dates(values: dict[str, object]) -> Iterator[str]:
    for value in values.values():
        if hasattr(value, "isoformat"):
            yield value.isoformat()


def _date_numbers(iso: str) -> Iterator[str]:
    yield from (part.lstrip("0") for part in iso.split("-"))


def _is_small(number: str) -> bool:
    try:
        return float(number) <= _SMALL
    except ValueError:
        return False
