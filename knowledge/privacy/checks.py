"""What is said about data must keep besides its shape: proof of the words, days of the law, no long messages."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from knowledge.errors import Problem
from knowledge.loader import Content, Sources
from knowledge.model import Use
from knowledge.privacy.loader import CLOCKS, CONSENTS, HOLIDAYS, RETENTION, TEXTS, PrivacyBook
from knowledge.privacy.model import (
    LONGEST_MESSAGE,
    LONGEST_NOTICE,
    ClockFile,
    Consent,
    PrivacyText,
    Purpose,
    RetentionKind,
)
from knowledge.privacy.privacy import Privacy
from knowledge.privacy.texts import GIVEN, Names

_LONGEST_LABEL = 24
_UNLIKE = 8  # characters by which one label may be longer than the other, to weigh the same
_FAR = date(2099, 12, 30)
_SAMPLE: Mapping[str, Any] = {  # as long as they get
    "unit": "x" * 70,
    "contact": "x" * 80,
    "platform": "Telegram",
    "owner": "x" * 40,
    "item": "x" * 40,
    "field": "x" * 60,
    "why": "x" * 100,
    "code": "DL-2026-0001",
    "kind": "x" * 30,
    "purpose": "x" * 30,
    "link": "x" * 90,
    "reason": "",
    "until": _FAR,
    "first": _FAR,
    "done": _FAR,
}


def check_privacy(
    book: PrivacyBook, privacy: Privacy, content: Content, sources: Sources, today: date
) -> Iterator[Problem]:
    """Every problem; none when it may be shown."""
    for purpose, consent in book.consents.consents.items():
        yield from _consent_problems(purpose, consent, privacy)
    yield from _clock_problems(book.clocks, content, sources)
    yield from _length_problems(privacy)
    yield from _holiday_problems(book, today)
    for file, text in (
        (CONSENTS, book.consents.model_dump_json()),
        (RETENTION, book.retention.model_dump_json()),
        (TEXTS, book.texts.model_dump_json()),
    ):
        if unicodedata.normalize("NFC", text) != text:
            yield Problem(file, "", "", "text is not in Unicode form NFC")


def _consent_problems(purpose: Purpose, consent: Consent, privacy: Privacy) -> Iterator[Problem]:
    now = consent.digest_now()
    if consent.digest != now:
        message = f"the words are not those of version {consent.version}: raise version, and write {now}"
        yield Problem(CONSENTS, purpose, "digest", message)
    missing = {"unit", "contact"} - consent.text.needs
    for name in sorted(missing):
        yield Problem(
            CONSENTS, purpose, "text", f"{name} is left out: people must know who, and how to reach them"
        )
    if max(len(consent.yes), len(consent.no)) > _LONGEST_LABEL:
        yield Problem(CONSENTS, purpose, "yes", f"a label is longer than {_LONGEST_LABEL} characters")
    if abs(len(consent.yes) - len(consent.no)) > _UNLIKE or consent.yes == consent.no:
        yield Problem(CONSENTS, purpose, "no", "yes and no do not weigh the same")
    notice = privacy.notice(purpose, **_SAMPLE)
    for field, text, most in (
        ("text", notice.text, LONGEST_NOTICE),
        ("refused", notice.refused, LONGEST_MESSAGE),
    ):
        if len(text) > most:
            yield Problem(CONSENTS, purpose, field, f"comes to {len(text)} characters, {most} at most")


def _clock_problems(file: ClockFile, content: Content, sources: Sources) -> Iterator[Problem]:
    document = content.registry.documents.get(file.document)
    if document is None:
        yield Problem(CLOCKS, "", "document", f"no document called {file.document}")
    elif not document.status.may_be_current_law:
        yield Problem(CLOCKS, "", "document", f"{file.document} is {document.status}")
    for kind, clock in file.clocks.items():
        for basis in clock.basis:
            fact = sources.facts.get(basis)
            if fact is None or fact.use is Use.DO_NOT_STATE:
                yield Problem(CLOCKS, kind, "basis", f"no fact called {basis} that may be stated")
            elif file.document not in fact.documents:
                yield Problem(CLOCKS, kind, "basis", f"{basis} does not stand in {file.document}")
        stated = [sources.facts[basis].statement for basis in clock.basis if basis in sources.facts]
        known = set(map(int, re.findall(r"\d+", " ".join(stated))))
        told = {file.first_working_days, clock.days, clock.with_other_days, clock.extension_days}
        for days in sorted(told - known):
            yield Problem(CLOCKS, kind, "days", f"{days} stands in no basis")


def _length_problems(privacy: Privacy) -> Iterator[Problem]:
    """Of texts in which lists are told, with everything listed."""
    proofs = [kind for kind in RetentionKind if privacy.retention[kind].is_proof]
    told = {
        **_SAMPLE,
        "purposes": privacy.purposes(Purpose),
        "now": privacy.gone_list(kind for kind in RetentionKind if kind not in proofs),
        "stays": privacy.stays_list((kind, _FAR) for kind in proofs),
    }
    for text in PrivacyText:
        names = GIVEN.get(text, Names())
        values = {name: told[name] for name in (names.needed | names.optional | {"unit", "contact"})}
        length = len(privacy.text(text, **values))
        if length > LONGEST_MESSAGE:
            yield Problem(TEXTS, text, "texts", f"comes to {length} characters, {LONGEST_MESSAGE} at most")


def _holiday_problems(book: PrivacyBook, today: date) -> Iterator[Problem]:
    for year, days in book.holidays.years.items():
        for name, day in (("tet", days.tet), ("hung_kings", days.hung_kings)):
            if day.year != year:
                yield Problem(HOLIDAYS, str(year), name, f"lies in {day.year}")
    for each in book.holidays.yearly:
        try:
            date(2000, each.month, each.day)
        except ValueError:
            yield Problem(HOLIDAYS, each.name, "day", "is in no calendar")
    if today.year not in book.holidays.years:
        yield Problem(HOLIDAYS, str(today.year), "years", "is not listed, so its Tết counts as working days")
