"""Reads what is said about data; every mistake is told with file, entry and field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.errors import KnowledgeError, Problem
from knowledge.privacy.model import (
    ClockFile,
    ConsentFile,
    HolidayFile,
    PrivacyText,
    Purpose,
    RequestKind,
    RetentionFile,
    RetentionKind,
    TextFile,
)
from knowledge.privacy.texts import ALWAYS, GIVEN, Names
from knowledge.privacy.working_days import WorkingDays
from knowledge.reading import read, whole
from knowledge.templates import misfits

FOLDER = "privacy"
CONSENTS, CLOCKS, RETENTION, HOLIDAYS, TEXTS = (
    f"{FOLDER}/{name}.yaml" for name in ("consents", "clocks", "retention", "holidays", "texts")
)
_CONSENTS, _CLOCKS, _RETENTION = TypeAdapter(ConsentFile), TypeAdapter(ClockFile), TypeAdapter(RetentionFile)
_HOLIDAYS, _TEXTS = TypeAdapter(HolidayFile), TypeAdapter(TextFile)

_OF_NOTICES = frozenset({"unit", "contact", "days", "draft_days"})
_ABROAD = frozenset({"platform"})
CONSENT_NAMES: Mapping[Purpose, Names] = {  # besides those of every notice
    Purpose.APPLICATION: Names(optional=_ABROAD),
    Purpose.NEWS: Names(optional=_ABROAD),
    Purpose.STATISTICS: Names(optional=_ABROAD),
    Purpose.CASE: Names(frozenset({"item"}), _ABROAD),
    Purpose.SENSITIVE: Names(frozenset({"field", "why"})),  # never asked abroad
    Purpose.ON_BEHALF: Names(optional=_ABROAD | {"owner"}),
}
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PrivacyBook:
    """The five files together."""

    consents: ConsentFile
    clocks: ClockFile
    retention: RetentionFile
    holidays: HolidayFile
    texts: TextFile

    def working_days(self) -> WorkingDays:
        file = self.holidays
        tet = {year.tet + timedelta(days=day) for year in file.years.values() for day in file.tet_days}
        dated = tet | {year.hung_kings for year in file.years.values()}
        return WorkingDays(((each.month, each.day) for each in file.yearly), dated)


def load_privacy(directory: Path) -> PrivacyBook:
    """What a content directory says about data. Raises KnowledgeError with all problems found."""
    problems: list[Problem] = []
    consents = whole(_CONSENTS, read(directory, CONSENTS, problems), problems)
    clocks = whole(_CLOCKS, read(directory, CLOCKS, problems), problems)
    retention = whole(_RETENTION, read(directory, RETENTION, problems), problems)
    holidays = whole(_HOLIDAYS, read(directory, HOLIDAYS, problems), problems)
    texts = whole(_TEXTS, read(directory, TEXTS, problems), problems)
    if consents is None or clocks is None or retention is None or holidays is None or texts is None:
        raise KnowledgeError(problems)
    book = PrivacyBook(consents, clocks, retention, holidays, texts)
    problems += [*_missing(book), *_consent_problems(consents), *_text_problems(texts)]
    if problems:
        raise KnowledgeError(problems)
    return book


def _missing(book: PrivacyBook) -> Iterator[Problem]:
    for purpose in sorted(set(Purpose) - set(book.consents.consents)):
        yield Problem(CONSENTS, purpose, "consents", "has no notice")
    for kind in sorted(set(RequestKind) - set(book.clocks.clocks)):
        yield Problem(CLOCKS, kind, "clocks", "has no days")
    for request in sorted(set(RequestKind) - set(book.texts.requests)):
        yield Problem(TEXTS, request, "requests", "has no name")
    for kept in sorted(set(RetentionKind) - set(book.retention.kinds)):
        yield Problem(RETENTION, kept, "kinds", "has no days")
    for text in sorted(set(PrivacyText) ^ set(book.texts.texts)):
        yield Problem(TEXTS, text, "texts", "is not written, or is said nowhere")


def _consent_problems(file: ConsentFile) -> Iterator[Problem]:
    for purpose, consent in file.consents.items():
        names = CONSENT_NAMES[purpose]
        for message in misfits(consent.text, names.needed | _OF_NOTICES, names.optional):
            yield Problem(CONSENTS, purpose, "text", message)
        for message in misfits(consent.refused, _OF_NOTICES, _NOTHING):
            yield Problem(CONSENTS, purpose, "refused", message)


def _text_problems(file: TextFile) -> Iterator[Problem]:
    lines = {
        "kept_head": (file.kept_head, _NOTHING),
        "kept_line": (file.kept_line, frozenset({"what", "days", "since", "why"})),
        "stays_line": (file.stays_line, frozenset({"what", "until", "why"})),
    }
    for key, (template, names) in lines.items():
        for message in misfits(template, names, _NOTHING):
            yield Problem(TEXTS, "", key, message)
    for text, template in file.texts.items():
        names_of = GIVEN.get(PrivacyText(text), Names()) if text in set(PrivacyText) else Names()
        for message in misfits(template, names_of.needed | ALWAYS, names_of.optional):
            yield Problem(TEXTS, text, "texts", message)
